"""Making a mail of its two templates: a text that reads well by itself, and a page."""

import re
import textwrap
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

GAP = re.compile(r"\n{3,}")
START = re.compile(r" *(?:- |\* |\d+\. )?")
WIDTH = 64
"""Characters in a line of the text; a link is never broken."""


class BuiltMail(EmailMultiAlternatives):
    """A mail that is built once: to see that it can be, and then to send."""

    @cached_property
    def built(self) -> Any:
        return super().message()

    def message(self) -> Any:  # type: ignore[override]  # types of a newer Django
        return self.built


def compose(
    template: str,
    *,
    to: str,
    language: str,
    context: Mapping[str, object],
    headers: Mapping[str, str] | None = None,
    stop_url: str = "",
    attachments: tuple[tuple[str, bytes, str], ...] = (),
) -> EmailMultiAlternatives:
    """The mail of `templates/mail/<template>.txt` and `.html`, in a language.

    The first line of the text is the subject. Both parts know `site_name` and `site_place`; the
    text is not escaped. `stop_url` is where the reader can stop mail of this kind. Whatever is
    wrong with a template, its values or a header is raised here, not when it is sent.
    """
    with translation.override(language):
        values = {
            "site_name": settings.SITE_NAME,
            "site_place": settings.SITE_PLACE,
            "language": language,
            "stop_url": stop_url,
            **context,
        }
        subject, _newline, text = _render(f"mail/{template}.txt", values, escape=False).partition(
            "\n"
        )
        html = _render(f"mail/{template}.html", values, escape=True)
        if stop_url:
            text += f"\n\n{_('Do you not want these messages? Stop them here:')}\n{stop_url}"
    message = BuiltMail(
        subject.strip(),
        wrap(text),
        to=[to],
        headers={"Auto-Submitted": "auto-generated", **(headers or {})},
    )
    message.attach_alternative(html, "text/html")
    for name, content, mimetype in attachments:
        message.attach(name, content, mimetype)
    message.message()
    return message


def wrap(text: str) -> str:
    """The text in lines that every mail program shows whole."""
    return "\n".join(map(_wrap_line, GAP.sub("\n\n", text).strip().split("\n"))) + "\n"


def _wrap_line(line: str) -> str:
    start = START.match(line)
    indent = " " * len(start[0]) if start else ""
    return textwrap.fill(
        line.rstrip(),
        WIDTH,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
    )


def _render(name: str, values: Mapping[str, object], *, escape: bool) -> str:
    template = get_template(name).template  # type: ignore[attr-defined]
    return str(template.render(Context(dict(values), autoescape=escape))).strip()

"""Making a mail of its two templates: a text that reads well by itself, and a page."""

import re
import textwrap
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.translation import gettext as _

from .memory import Memory

GAP = re.compile(r"\n{3,}")
START = re.compile(r" *(?:- |\* |\d+\. )?")
BLANK = f"blank{token_hex(8)}"
"""Nobody can type it: it is another one in each process."""
BLANKS = re.compile(rf"{BLANK}(\d+)x")
WIDTH = 64
"""Characters in a line of the text; a link is never broken."""


@dataclass(frozen=True)
class Forms:
    """Mails that differ in their `personal` values only: made once, with a blank for each of these.

    `alike` is the same for those mails, and for no others. A value that is empty has no blank, as
    the templates may say something else then.
    """

    memory: Memory
    alike: Hashable
    personal: tuple[str, ...]

    def filled(self, template: str, values: Mapping[str, object]) -> tuple[str, str]:
        """The text and the page, in the language that is on."""
        given = [name for name in self.personal if values[name]]
        blanks = {name: f"{BLANK}{place}x" for place, name in enumerate(given)}
        key = ("forms", template, values["language"], self.alike, tuple(given))
        text, html = self.memory.recall(key, lambda: _both(template, {**values, **blanks}))
        raw = [str(values[name]) for name in given]
        escaped = [escape(words) for words in raw]
        return (
            BLANKS.sub(lambda blank: raw[int(blank[1])], text),
            BLANKS.sub(lambda blank: escaped[int(blank[1])], html),
        )


class BuiltMail(EmailMultiAlternatives):
    """A mail that is built once: to see that it can be, and then to send.

    With a `memory`, a file that comes with many mails is encoded once for all of them.
    """

    memory: Memory | None = None

    @cached_property
    def built(self) -> Any:
        return super().message()

    def message(self) -> Any:  # type: ignore[override]  # types of a newer Django
        return self.built

    def _create_attachment(self, filename: Any, content: Any, mimetype: Any = None) -> Any:
        def encoded() -> Any:
            return made(filename, content, mimetype)

        made = super()._create_attachment  # type: ignore[misc]  # not in the types
        key = ("file", filename, content, mimetype)
        return self.memory.recall(key, encoded) if self.memory else encoded()


def compose(
    template: str,
    *,
    to: str,
    language: str,
    context: Mapping[str, object],
    headers: Mapping[str, str] | None = None,
    stop_url: str = "",
    attachments: tuple[tuple[str, bytes, str], ...] = (),
    forms: Forms | None = None,
) -> EmailMultiAlternatives:
    """The mail of `templates/mail/<template>.txt` and `.html`, in a language.

    The first line of the text is the subject. Both parts know `site_name` and `site_place`; the
    text is not escaped. `stop_url` is where the reader can stop mail of this kind. With `forms`
    the templates are filled in once for many readers. Whatever is wrong with a template, its
    values or a header is raised here, not when it is sent.
    """
    with translation.override(language):
        values = {
            "site_name": settings.SITE_NAME,
            "site_place": settings.SITE_PLACE,
            "language": language,
            "stop_url": stop_url,
            **context,
        }
        text, html = forms.filled(template, values) if forms else _both(template, values)
    subject, _newline, text = text.partition("\n")
    message = BuiltMail(
        subject.strip(),
        wrap(text),
        to=[to],
        headers={"Auto-Submitted": "auto-generated", **(headers or {})},
    )
    message.memory = forms.memory if forms else None
    message.attach_alternative(html, "text/html")
    for name, content, mimetype in attachments:
        message.attach(name, content, mimetype)
    message.message()
    return message


def wrap(text: str) -> str:
    """The text in lines that every mail program shows whole."""
    return "\n".join(map(_wrap_line, GAP.sub("\n\n", text).strip().split("\n"))) + "\n"


def _wrap_line(line: str) -> str:
    if len(line) <= WIDTH and line.isprintable():
        return line.rstrip()
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


def _both(template: str, values: Mapping[str, object]) -> tuple[str, str]:
    """The text, with its subject, and the page."""
    text = _render(f"mail/{template}.txt", values, is_html=False)
    if values["stop_url"]:
        words = _("Do you not want these messages? Stop them here:")
        text += f"\n\n{words}\n{values['stop_url']}"
    return text, _render(f"mail/{template}.html", values, is_html=True)


def _render(name: str, values: Mapping[str, object], *, is_html: bool) -> str:
    template = get_template(name).template  # type: ignore[attr-defined]
    return str(template.render(Context(dict(values), autoescape=is_html))).strip()

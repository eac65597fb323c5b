"""Making a mail of its two templates: a text that reads well by itself, and a page."""

import re
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from .memory import Memory

GAP = re.compile(r"\n{3,}")
START = re.compile(r" *(?:- |\* |\d+\. )?")
WIDTH = 64
"""Characters in a line of the text; a link is never broken."""


Attachments = tuple[tuple[str, bytes, str], ...]
"""File name, contents and MIME type of each."""


@dataclass(frozen=True)
class Words:
    """What a mail says. The lines of its text are not yet broken."""

    subject: str
    text: str
    html: str


class BuiltMail(EmailMultiAlternatives):
    """A mail that is built once: to see that it can be, and then to send.

    With a `memory`, a file that comes with many mails is encoded once for all of them.
    """

    memory: Memory | None = None
    wire: bytes | None = None
    """The mail as it goes over the line, when it is known without building it."""

    @cached_property
    def built(self) -> Any:
        return super().message()

    def message(self) -> Any:  # type: ignore[override]  # types of a newer Django
        return self.built

    def checked(self) -> "BuiltMail":
        """This mail. Whatever is wrong with it is raised here."""
        if self.wire is None:
            self.message()
        return self

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
    attachments: Attachments = (),
) -> EmailMultiAlternatives:
    """The mail of `templates/mail/<template>.txt` and `.html`, in a language.

    The first line of the text is the subject. Both parts know `site_name` and `site_place`; the
    text is not escaped. `stop_url` is where the reader can stop mail of this kind. Whatever is
    wrong with a template, its values or a header is raised here, not when it is sent.
    """
    words = words_of(template, language=language, context={"stop_url": stop_url, **context})
    words = replace(words, text=wrap(words.text))
    return mail_of(words, to=to, headers=headers or {}, attachments=attachments).checked()


def mail_of(
    words: Words,
    *,
    to: str,
    headers: Mapping[str, str],
    attachments: Attachments,
    memory: Memory | None = None,
) -> BuiltMail:
    """The mail that says so; not built yet."""
    mail = BuiltMail(
        words.subject,
        words.text,
        to=[to],
        headers={"Auto-Submitted": "auto-generated", **headers},
    )
    mail.memory = memory
    mail.attach_alternative(words.html, "text/html")
    for name, content, mimetype in attachments:
        mail.attach(name, content, mimetype)
    return mail


def wrap(text: str, each: Callable[[str], str] | None = None) -> str:
    """The text in lines that every mail program shows whole; `each` is what is done to a line."""
    lines = GAP.sub("\n\n", text).strip().split("\n")
    return "\n".join(map(each or wrap_line, lines)) + "\n"


def wrap_line(line: str) -> str:
    """One line of a text, as the lines of it."""
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


def words_of(template: str, *, language: str, context: Mapping[str, object]) -> Words:
    """What the two templates say. `stop_url` is one of the values."""
    values = {
        "site_name": settings.SITE_NAME,
        "site_place": settings.SITE_PLACE,
        "language": language,
        **context,
    }
    with translation.override(language):
        text = _render(f"mail/{template}.txt", values, is_html=False)
        if values["stop_url"]:
            words = _("Do you not want these messages? Stop them here:")
            text += f"\n\n{words}\n{values['stop_url']}"
        html = _render(f"mail/{template}.html", values, is_html=True)
    subject, _newline, text = text.partition("\n")
    return Words(subject.strip(), text, html)


def _render(name: str, values: Mapping[str, object], *, is_html: bool) -> str:
    template = get_template(name).template  # type: ignore[attr-defined]
    return str(template.render(Context(dict(values), autoescape=is_html))).strip()

"""Mails that differ in a few values only: made once, with a blank for each of these.

The blanks are filled in the bytes that go over the line, so of a thousand mails nothing is written
a thousand times but a name and some links.
"""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from secrets import token_hex

from django.core.mail import EmailMultiAlternatives
from django.utils.html import escape

from .memory import Memory
from .rendering import Attachments, BuiltMail, Words, mail_of, words_of, wrap, wrap_line
from .wire import LONGEST_LINE, is_plain, to_bytes

WORD = f"blank{token_hex(8)}"
"""Nobody can type it: it is another one in each process."""
BLANK = re.compile(rf"{WORD}(?:é)?([vlh])(\d+)x")
BYTES_BLANK = re.compile(BLANK.pattern.encode())


def _blank(kind: str, place: int, *, is_ascii: bool = True) -> str:
    """What stands for a value, a line of text with values in it, or a header.

    A value that is not ASCII needs a mail that says it is written in more.
    """
    return f"{WORD}{'' if is_ascii else 'é'}{kind}{place}x"


@dataclass(frozen=True)
class Form:
    """A mail with blanks. Lines of its text are broken after they are filled in."""

    words: Words
    lines: tuple[str, ...]
    wire: bytes | None
    """None when values cannot be written into the bytes as they are."""


@dataclass(frozen=True)
class Mould:
    """`alike` is the same for the mails that differ in their `personal` values only.

    These are texts of one line. One that is empty has no blank, as the templates may say something
    else then.
    """

    memory: Memory
    alike: Hashable
    personal: tuple[str, ...]

    def compose(
        self,
        template: str,
        *,
        to: str,
        language: str,
        context: Mapping[str, object],
        headers: Mapping[str, str],
        stop_url: str = "",
        attachments: Attachments = (),
    ) -> EmailMultiAlternatives:
        """The mail that `rendering.compose` would make."""
        values = {**context, "stop_url": stop_url}
        given = {name: str(values[name]) for name in self.personal if values[name]}
        is_ascii = all(map(str.isascii, given.values()))
        holders = {"To": to, **headers}
        fits = all(map(is_plain, holders.values()))

        def cast() -> Form:
            blanks = {name: _blank("v", n, is_ascii=is_ascii) for n, name in enumerate(given)}
            made = words_of(template, language=language, context={**values, **blanks})
            text, lines = _lines_apart(made.text, is_ascii=is_ascii)
            to, *rest = (_blank("h", n) for n in range(len(holders)))
            filled = Words(made.subject, text, made.html)
            mail = self._mail(filled, to, dict(zip(headers, rest, strict=True)), attachments)
            return Form(filled, lines, _wire_with_blanks(mail, filled, holders) if fits else None)

        key = ("form", template, language, self.alike, tuple(given), is_ascii, fits)
        form = self.memory.recall(key, cast)
        raw = [*given.values()]
        fillings: dict[str, list[str]] = {
            "v": [escape(value) for value in raw],
            "l": [wrap_line(_filled(line, {"v": raw})) for line in form.lines],
            "h": [*holders.values()],
        }
        filled = Words(
            _filled(form.words.subject, {"v": raw}),
            _filled(form.words.text, fillings),
            _filled(form.words.html, fillings),
        )
        mail = self._mail(filled, to, headers, attachments)
        mail.wire = form.wire and _filled_bytes(form.wire, fillings)
        return mail.checked()

    def _mail(
        self, words: Words, to: str, headers: Mapping[str, str], attachments: Attachments
    ) -> BuiltMail:
        return mail_of(words, to=to, headers=headers, attachments=attachments, memory=self.memory)


def _lines_apart(text: str, *, is_ascii: bool) -> tuple[str, tuple[str, ...]]:
    """The text with one blank for each line that has some; and those lines."""
    lines: list[str] = []

    def apart(line: str) -> str:
        if not BLANK.search(line):
            return wrap_line(line)
        lines.append(line)
        return _blank("l", len(lines) - 1, is_ascii=is_ascii)

    return wrap(text, apart), tuple(lines)


def _wire_with_blanks(mail: BuiltMail, words: Words, holders: Mapping[str, str]) -> bytes | None:
    """The bytes of a mail, unless some blank in it is not written as it is."""
    if BLANK.search(words.subject):
        return None
    content = to_bytes(mail.message())
    blanks = BLANK.findall(words.text + words.html) + [("h", str(n)) for n in range(len(holders))]
    written = [(kind.decode(), n.decode()) for kind, n in BYTES_BLANK.findall(content)]
    return content if sorted(written) == sorted(blanks) else None


def _filled(text: str, fillings: Mapping[str, list[str]]) -> str:
    return BLANK.sub(lambda blank: fillings[blank[1]][int(blank[2])], text)


def _filled_bytes(wire: bytes, fillings: Mapping[str, list[str]]) -> bytes | None:
    """None when a line became longer than mail servers take."""

    def filling(blank: "re.Match[bytes]") -> bytes:
        return fillings[blank[1].decode()][int(blank[2])].replace("\n", "\r\n").encode()

    content = BYTES_BLANK.sub(filling, wire)
    return content if max(map(len, content.split(b"\r\n"))) <= LONGEST_LINE else None

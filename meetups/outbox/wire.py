"""A mail as bytes, as it goes over the line: the standard library's, without what takes it long."""

from email.generator import BytesGenerator
from email.message import Message
from io import BytesIO
from secrets import token_hex
from typing import Any

FITS = 76
"""Characters of a header, with its name, that is never folded."""
LONGEST_LINE = 998
"""Bytes, the most that every mail server takes (RFC 5321, 4.5.3.1.6)."""


class WireGenerator(BytesGenerator):
    """Writes headers that are short as they are, and draws boundaries that no text holds.

    The standard library parses each header to see whether it is too long, and looks for each
    boundary in the whole mail.
    """

    _NL: str
    _fp: BytesIO
    policy: Any

    def _write_headers(self, msg: "Message[Any, Any]") -> None:
        for name, value in msg.raw_items():
            if isinstance(value, str) and is_plain(value) and len(name) + len(value) < FITS:
                self._fp.write(f"{name}: {value}{self._NL}".encode())
            else:
                self._fp.write(self.policy.fold_binary(name, value))
        self._fp.write(self._NL.encode())

    @classmethod
    def _make_boundary(cls, text: object = None) -> str:
        return f"=_{token_hex(16)}"


def to_bytes(message: "Message[Any, Any]") -> bytes:
    """The mail with the line ends of SMTP."""
    written = BytesIO()
    WireGenerator(written, mangle_from_=False).flatten(message, linesep="\r\n")
    return written.getvalue()


def is_plain(value: str) -> bool:
    """Whether a header is written as it is."""
    return value.isascii() and value.isprintable()

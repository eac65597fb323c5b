"""A mail of a mould is the mail that its templates make, for whoever reads it."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from meetups.outbox.memory import Memory
from meetups.outbox.moulds import Mould
from meetups.outbox.rendering import compose
from meetups.outbox.wire import LONGEST_LINE, to_bytes

TEMPLATE = "team_invitation"
FILES = (("bijeenkomst.ics", b"BEGIN:VCALENDAR\r\n", "text/calendar"),)
LINE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"]), max_size=40).map(
    str.strip
)
"""One line, as people type it once we have taken out what is no letter or sign."""
memory = Memory(seconds=60)


def read(wire: bytes) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Headers, and the type and contents of each part."""
    found: Any = message_from_bytes(wire, EmailMessage, policy=policy.default)
    headers = {name: str(value) for name, value in found.items() if name not in ("Date",)}
    headers["Content-Type"] = found.get_content_type()
    return headers, [
        (part.get_content_type(), part.get_content())
        for part in found.walk()
        if not part.is_multipart()
    ]


def both(to: str, *, plan: str = "Soep", **personal: str) -> tuple[Any, Any]:
    """The mail of a mould, and that of the templates."""
    given: dict[str, Any] = {
        "to": to,
        "language": "nl",
        "context": {"plan": plan, **personal},
        "headers": {"Message-ID": f"<{len(to)}@example.org>", "List-Unsubscribe": f"<{plan}>"},
        "stop_url": "https://example.org/stop/" + "a" * 60,
        "attachments": FILES,
    }
    names = ("name", "asks", "link", "stop_url")
    return Mould(memory, plan, names).compose(TEMPLATE, **given), compose(TEMPLATE, **given)


@settings(max_examples=60)
@given(name=LINE, asks=LINE, to=st.sampled_from(["a@example.org", "zoë@bücher.example"]))
@example(name="Zoë & <b>Wim</b>", asks="", to="a@example.org")
@example(name="Anna " * 7, asks="Kom je ook? " * 90, to="a@example.org")
@example(name=".", asks=".", to="a@example.org")
def test_it_says_the_same(name: str, asks: str, to: str) -> None:
    mould, plain = both(to, name=name, asks=asks, link="https://example.org/x")
    assert (mould.subject, mould.body) == (plain.subject, plain.body)
    assert mould.alternatives == plain.alternatives
    assert mould.recipients() == plain.recipients()
    written = read(to_bytes(plain.message()))
    assert read(to_bytes(mould.message())) == written
    assert mould.wire is None or read(mould.wire) == written


def test_most_are_filled_in_as_bytes_and_never_with_a_line_too_long() -> None:
    link = "https://example.org/x"
    for name in ("Mo", "Zoë"):
        assert both("a@example.org", name=name, asks="Kom!", link=link)[0].wire
    long = "x" * LONGEST_LINE
    assert both("a@example.org", name=long, asks="Kom!", link=link)[0].wire is None


def test_a_value_in_the_subject_is_left_to_the_standard_library() -> None:
    """A subject may have to be encoded."""
    given: dict[str, Any] = {
        "to": "a@example.org",
        "language": "nl",
        "context": {"subject_when": "Zaterdag in de Söepstraat", "name": "Mo"},
        "headers": {},
    }
    mould: Any = Mould(memory, 1, ("subject_when",)).compose("guest_reminder", **given)
    assert mould.wire is None
    assert "Söepstraat" in mould.subject
    assert mould.subject == compose("guest_reminder", **given).subject


def test_the_next_reader_gets_nothing_of_the_one_before() -> None:
    first, _plain = both("fatma@example.org", name="Fatma", asks="Kom!", link="https://e.org/f")
    second, _plain = both("gerrit@example.org", name="Gerrit", asks="Kom!", link="https://e.org/g")
    assert b"Fatma" in first.wire
    assert b"atma" not in second.wire
    assert b"/f" not in second.wire.replace(b"/fo", b"")
    assert b"To: gerrit@example.org\r\n" in second.wire

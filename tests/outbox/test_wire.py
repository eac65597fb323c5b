"""What goes over the line is the mail that the standard library would write."""

from email import message_from_bytes, policy
from typing import Any

from django.core.mail import EmailMultiAlternatives
from hypothesis import given, settings
from hypothesis import strategies as st

from meetups.outbox.wire import to_bytes

LINE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=120)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@settings(max_examples=80)
@given(subject=LINE, header=LINE, text=TEXT, html=TEXT)
def test_it_is_the_same_mail(subject: str, header: str, text: str, html: str) -> None:
    mail = EmailMultiAlternatives(subject, text, to=["é@example.org"], headers={"X-Of": header})
    mail.attach_alternative(html, "text/html")
    mail.attach("bijeenkomst.ics", b"BEGIN:VCALENDAR\r\n", "text/calendar")
    message: Any = mail.message()
    ours = to_bytes(message)
    theirs = message.as_bytes(linesep="\r\n")  # with the boundaries that ours chose
    assert ours == theirs


def test_boundaries_are_drawn_and_lines_end_as_smtp_wants() -> None:
    mail = EmailMultiAlternatives("Hoi", "Een\nTwee", to=["a@example.org"])
    mail.attach_alternative("<p>Een</p>", "text/html")
    one, other = to_bytes(mail.message()), to_bytes(mail.message())
    boundaries = {message_from_bytes(each).get_boundary() for each in (one, other)}
    assert len(boundaries) == 2
    assert b"\n" not in one.replace(b"\r\n", b"")
    found = message_from_bytes(one, policy=policy.default)
    assert [part.get_content().strip() for part in found.iter_parts()] == [
        "Een\r\nTwee",
        "<p>Een</p>",
    ]

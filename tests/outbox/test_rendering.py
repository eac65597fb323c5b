"""What a mail looks like to who reads its text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from meetups.outbox.rendering import WIDTH, compose, wrap


def test_lines_are_short_and_keep_their_shape() -> None:
    text = wrap(
        "Een zin die veel langer is dan vierenzestig tekens, en dus op twee regels staat.\n"
        "- Een punt dat ook al zo lang is dat het niet op een enkele regel kan passen.\n"
        "https://example.org/" + "x" * 90 + "\n\n\n\n    418302\n"
    )
    assert text == (
        "Een zin die veel langer is dan vierenzestig tekens, en dus op\n"
        "twee regels staat.\n"
        "- Een punt dat ook al zo lang is dat het niet op een enkele\n"
        "  regel kan passen.\n"
        "https://example.org/" + "x" * 90 + "\n\n    418302\n"
    )


@given(st.text(st.sampled_from("ab -1.\n"), max_size=300))
def test_no_word_is_lost_and_no_line_too_long(text: str) -> None:
    wrapped = wrap(text)
    assert wrapped.split() == text.split()
    assert all(len(line) <= WIDTH or " " not in line.strip() for line in wrapped.split("\n"))


@settings(max_examples=60)
@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=200))
def test_whatever_people_write_makes_a_mail_that_can_be_sent(
    name: str, plan: str, asks: str
) -> None:
    context = {"name": name, "plan": plan, "asks": asks, "link": "https://example.org/"}
    mail = compose("team_invitation", to="a@example.org", language="nl", context=context)
    assert mail.message().as_bytes()
    assert "\n" not in mail.subject

"""Many reminders at once: much is read once for all, but not whether each is still right."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from meetups.accounts.models import MailText
from meetups.agenda.models import Meetup, Rsvp, RsvpState
from meetups.initiatives.models import Initiative
from meetups.outbox.letters import Letter
from meetups.outbox.memory import Memory
from meetups.outbox.models import OutboundMessage
from meetups.outbox.rendering import compose
from meetups.outbox.services.addresses import suppress
from meetups.outbox.services.holding import hold_mail
from meetups.outbox.services.posting import post
from meetups.outbox.services.sending import _letter_to_mail, send_due
from meetups.reminders.letters.guests import guest_day
from meetups.reminders.specification import revision_of
from tests.agenda.makers import STARTS, make_meetup, make_rsvp
from tests.factories import NOW
from tests.reminders.letters import page_of

pytestmark = pytest.mark.django_db
DAY_BEFORE = STARTS.replace(hour=18) - timedelta(days=1)


class Interrupted(locmem.EmailBackend):
    """A mail server during whose first message something happens."""

    happens: ClassVar[Callable[[], object]]

    def send_messages(self, messages: Any) -> int:
        if not mail.outbox:
            type(self).happens()
        return super().send_messages(messages)


@pytest.fixture
def guests(initiative: Initiative) -> list[Rsvp]:
    meetup = make_meetup(initiative, capacity=9)
    return [make_rsvp(meetup, name) for name in ("Mo", "Wim", "Noor")]


def posted(guest: Rsvp) -> OutboundMessage:
    revision = revision_of(guest.meetup.revision, guest.turn)
    columns: dict[str, Any] = {"group_id": guest.meetup_id, "revision": revision}
    post("guest_day", subject_id=guest.pk, now=NOW, due_at=DAY_BEFORE, **columns)
    return OutboundMessage.objects.get(subject_id=guest.pk)


def want_no_mail() -> None:
    for guest in Rsvp.objects.all():
        suppress(address=guest.email, kind="guest_day", why="stop", now=NOW)


CHANGES: dict[str, tuple[Callable[[], object], str]] = {
    "they withdraw": (lambda: Rsvp.objects.update(state=RsvpState.WITHDRAWN), "superseded"),
    "they say yes anew": (lambda: Rsvp.objects.update(turn=7), "superseded"),
    "they are erased": (
        lambda: Rsvp.objects.update(email_sealed=b"", email_digest=None),
        "superseded",
    ),
    "it is cancelled": (
        lambda: Meetup.objects.update(state="cancelled", cancelled_at=NOW),
        "superseded",
    ),
    "it moves": (lambda: Meetup.objects.update(revision=1), "superseded"),
    "no reminder any more": (lambda: Meetup.objects.update(reminders=[], version=2), "superseded"),
    "they want no mail": (want_no_mail, "suppressed"),
    "all mail is held": (lambda: hold_mail(now=NOW), "planned"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_happens_while_one_leaves_counts_for_the_next(
    guests: list[Rsvp], settings: Settings, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    happens, state = CHANGES[change]
    for guest in guests:
        posted(guest)
    settings.EMAIL_BACKEND = f"{__name__}.Interrupted"
    monkeypatch.setattr(Interrupted, "happens", staticmethod(happens), raising=False)
    send_due(now=DAY_BEFORE)
    assert len(mail.outbox) == 1
    states = OutboundMessage.objects.values_list("state", flat=True)
    assert sorted(states) == sorted(["sent", state, state])


def test_new_words_and_topics_are_not_remembered_wrongly(
    guests: list[Rsvp], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan turns out to be sensitive: its topic is in no mail from then on."""
    for guest in guests:
        posted(guest)
    settings.EMAIL_BACKEND = f"{__name__}.Interrupted"
    happens = staticmethod(lambda: Initiative.objects.update(is_sensitive=True))
    monkeypatch.setattr(Interrupted, "happens", happens, raising=False)
    send_due(now=DAY_BEFORE)
    title = guests[0].meetup.title
    assert [title in str(message.body) for message in mail.outbox] == [True, False, False]


def test_a_letter_of_many_is_the_letter_of_one(initiative: Initiative) -> None:
    """Filling in a form gives what the templates give: whatever the name, party and language."""
    meetup = make_meetup(initiative, capacity=40)
    MailText.objects.create(
        kind="guest_day", language="nl", text="Kom naar {title} met {names}!", changed_at=NOW
    )
    memory = Memory()
    names = ("Mo", "", "<b>Wim</b> & 'Zoë'", "kwaad.example.org", "Anna " * 7, "Mo")
    for number, name in enumerate(names):
        guest = make_rsvp(meetup, f"gast{number}", party=1 + number % 2)
        guest.name, guest.language = name, "en" if number == 2 else "nl"
        guest.save()
        message = posted(guest)
        message.memory = memory
        letter = guest_day(message, now=DAY_BEFORE)
        assert isinstance(letter, Letter)
        many = _letter_to_mail(letter, message)
        one = compose(
            letter.template,
            to=letter.to,
            language=letter.language,
            context=letter.context,
            stop_url=str(many.extra_headers["List-Unsubscribe"]).strip("<>"),
        )
        assert (many.subject, many.body, page_of(many)) == (one.subject, one.body, page_of(one))
        assert many.to == [guest.email]


def test_each_guest_more_is_one_query(guests: list[Rsvp]) -> None:
    memory, counts = Memory(), []
    for guest in guests:
        message = posted(guest)
        message.memory = memory
        with CaptureQueriesContext(connection) as found:
            guest_day(message, now=DAY_BEFORE)
        counts.append(len(found))
    assert counts == [4, 1, 1]

"""Reminders of guests: only to who still comes, of what is still so, and never after the start."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar

from meetups.accounts.models import MailText, Office
from meetups.agenda.links import guest_link
from meetups.agenda.models import Meetup, Origin, Rsvp, RsvpState
from meetups.initiatives.models import Initiative
from meetups.outbox.models import State
from meetups.outbox.services.addresses import suppress
from meetups.reminders.specification import GUEST_KINDS, revision_of
from tests.agenda.makers import STARTS, make_meetup, make_rsvp
from tests.factories import NOW, make_office
from tests.reminders.letters import flat, mail_of, page_of, sent

pytestmark = pytest.mark.django_db
DAY_BEFORE = STARTS.replace(hour=18) - timedelta(days=1)


@pytest.fixture
def meetup(initiative: Initiative) -> Meetup:
    return make_meetup(
        initiative,
        reminders=["week", "day", "hours"],
        route="De groene deur.",
        bring="Een schort.",
        reminder_line="De soep is om drie uur klaar.",
    )


@pytest.fixture
def guest(meetup: Meetup) -> Rsvp:
    return make_rsvp(meetup, "Mo", party=3, turn=1)


def posted(guest: Rsvp) -> dict[str, Any]:
    meetup = guest.meetup
    return {"group_id": meetup.pk, "revision": revision_of(meetup.revision, guest.turn)}


def reminded(guest: Rsvp, kind: str = "guest_day", at: Any = DAY_BEFORE) -> Any:
    return sent(kind, guest.pk, at, **posted(guest))


# --- what it says --------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", GUEST_KINDS.values())
def test_a_reminder_has_all_that_a_guest_must_know(guest: Rsvp, kind: str, language: str) -> None:
    Rsvp.objects.update(language=language)
    guest.language = language
    found = mail_of(kind, guest.pk, DAY_BEFORE, **posted(guest))
    with translation.override(language):
        day = "zaterdag 24 april" if language == "nl" else "Saturday 24 April"
        assert found.to == ["mo@example.org"]
        assert day in found.subject
        for part in (flat(found), page_of(found)):
            for fact in (
                *("De Dennenappel", "Dennenlaan 12", "De groene deur.", "Een schort."),
                *("De soep is om drie uur klaar.", "14", "17", "Mo", "Fatma"),
                guest_link(guest),
                _("The organisers do not see your address."),
            ):
                assert fact in part
        assert "List-Unsubscribe" in found.message()
    assert all(len(line) <= 64 or "://" in line for line in str(found.body).splitlines())


def test_not_coming_after_all_is_one_step(guest: Rsvp, client: Client) -> None:
    found = mail_of("guest_day", guest.pk, DAY_BEFORE, **posted(guest))
    (form,) = re.findall(r'href="([^"]+)#not-coming"', page_of(found))
    page = client.get(form.removeprefix(settings.SITE_URL)).content.decode()
    (address,) = re.findall(r'<form id="not-coming" method="post" action="([^"]+)"', page)
    client.post(address)
    assert Rsvp.objects.get().state == RsvpState.WITHDRAWN
    assert reminded(guest) == State.SUPERSEDED


def test_the_entry_for_the_calendar_comes_along(guest: Rsvp) -> None:
    found = mail_of("guest_day", guest.pk, DAY_BEFORE, **posted(guest))
    ((name, content, kind),) = found.attachments
    assert (name, kind) == ("bijeenkomst.ics", "text/calendar")
    assert isinstance(content, str | bytes)
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event.decoded("dtstart") == STARTS


def test_the_subject_never_names_what_it_is_about(guest: Rsvp) -> None:
    found = mail_of("guest_day", guest.pk, DAY_BEFORE, **posted(guest))
    assert guest.meetup.title not in found.subject
    assert guest.meetup.title in flat(found)


def test_a_sensitive_topic_is_in_no_part_of_it(guest: Rsvp) -> None:
    Meetup.objects.update(title="Praten na het steekincident")
    Initiative.objects.update(is_sensitive=True, title="Na het steekincident")
    MailText.objects.create(
        kind="guest_day", language="nl", text="Zaterdag is {title}.", changed_at=NOW
    )
    found = mail_of("guest_day", guest.pk, DAY_BEFORE, **posted(guest))
    parts = [found.subject, str(found.body), page_of(found)]
    assert not any("steekincident" in part for part in parts)
    assert f"Zaterdag is {_('the meetup')}." in flat(found)


def test_it_begins_in_the_words_of_the_office_where_it_is(guest: Rsvp, office: Office) -> None:
    for of, text in ((office, "Tot {day}!"), (make_office("GM0622"), "Niet hier."), (None, "Nee.")):
        MailText.objects.create(
            office=of, kind="guest_day", language="nl", text=text, changed_at=NOW
        )
    found = mail_of("guest_day", guest.pk, DAY_BEFORE, **posted(guest))
    assert "Tot zaterdag 24 april!" in flat(found)
    assert not any(words in flat(found) for words in ("Niet hier.", "Nee."))


@pytest.mark.parametrize("column", ["title", "route", "bring", "reminder_line", "place_name"])
def test_links_that_people_typed_do_not_leave(guest: Rsvp, column: str) -> None:
    Meetup.objects.update(**{column: "Kijk op kwaad.example.org"})
    found = mail_of("guest_day", guest.pk, DAY_BEFORE, **posted(guest))
    assert "kwaad" not in str(found.body) + page_of(found)


def test_words_of_people_are_no_markup(guest: Rsvp) -> None:
    Meetup.objects.update(reminder_line="<b>Soep & brood</b>")
    found = mail_of("guest_day", guest.pk, DAY_BEFORE, **posted(guest))
    assert "<b>Soep & brood</b>" in str(found.body)
    assert "&lt;b&gt;Soep &amp; brood&lt;/b&gt;" in page_of(found)


# --- what is no longer so ------------------------------------------------------------------------
CHANGES: dict[str, tuple[Callable[[Rsvp], object], State]] = {
    "withdrew": (
        lambda guest: Rsvp.objects.filter(pk=guest.pk).update(state=RsvpState.WITHDRAWN),
        State.SUPERSEDED,
    ),
    "said yes anew": (
        lambda guest: Rsvp.objects.filter(pk=guest.pk).update(turn=3),
        State.SUPERSEDED,
    ),
    "is on paper": (
        lambda guest: Rsvp.objects.filter(pk=guest.pk).update(
            origin=Origin.PAPER, email_sealed=b"", email_digest=None
        ),
        State.SUPERSEDED,
    ),
    "is erased": (lambda guest: guest.delete(), State.SUPERSEDED),
    "moved": (lambda guest: Meetup.objects.update(revision=1), State.SUPERSEDED),
    "cancelled": (
        lambda guest: Meetup.objects.update(state="cancelled", cancelled_at=NOW),
        State.SUPERSEDED,
    ),
    "reminder switched off": (
        lambda guest: Meetup.objects.update(reminders=["week", "hours"]),
        State.SUPERSEDED,
    ),
    "no mail of this kind": (
        lambda guest: suppress(address=guest.email, kind="guest_day", why="stop", now=NOW),
        State.SUPPRESSED,
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_no_longer_so_does_not_leave(guest: Rsvp, change: str) -> None:
    act, state = CHANGES[change]
    address = posted(guest)
    act(guest)
    assert sent("guest_day", guest.pk or 1, DAY_BEFORE, **address) == state


def test_nothing_leaves_when_it_has_begun(guest: Rsvp) -> None:
    assert reminded(guest, "guest_hours", STARTS) == State.EXPIRED
    assert reminded(guest, "guest_hours", STARTS - timedelta(minutes=1)).to == ["mo@example.org"]


@pytest.mark.parametrize("state", [RsvpState.PENDING, RsvpState.WAITING, RsvpState.OFFERED])
def test_only_who_said_yes_and_has_a_seat_is_reminded(meetup: Meetup, state: RsvpState) -> None:
    assert reminded(make_rsvp(meetup, "Wim", state)) == State.SUPERSEDED

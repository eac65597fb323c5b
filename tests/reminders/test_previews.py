"""The mail about a meetup: how many of what, how each looks, and a test to oneself."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from meetups.accounts.models import User
from meetups.agenda.models import Meetup, MeetupState, ReminderMoment
from meetups.initiatives.models import Initiative
from meetups.outbox.models import OutboundMessage, State
from meetups.outbox.services.addresses import suppress
from meetups.outbox.services.holding import hold_mail
from meetups.reminders.queries_mail import Sent, mail_of
from meetups.reminders.services.previews import SHOWN
from meetups.reminders.specification import MEETUP_KINDS
from tests.agenda.makers import make_meetup, make_rsvp
from tests.factories import NOW
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def meetup(initiative: Initiative) -> Meetup:
    return make_meetup(initiative, starts_at=timezone.now() + timedelta(days=30))


def path(meetup: Meetup, rest: str = "") -> str:
    return f"/nl/initiatives/{meetup.initiative_id}/meetups/{meetup.pk}/mail/{rest}"


def client_of(user: User) -> Client:
    client = Client()
    sign_in(client, user)
    return client


def message(
    meetup: Meetup, subject: int, state: State = State.PLANNED, kind: str = "guest_day", **at: Any
) -> None:
    ended = None if state == State.PLANNED else at.get("ended_at", NOW)
    OutboundMessage.objects.create(
        kind=kind,
        subject_id=subject,
        group_id=meetup.pk,
        posted_at=NOW,
        due_at=at.get("due_at", NOW),
        next_attempt_at=NOW,
        expires_at=at.get("due_at", NOW) + HOUR,
        state=state,
        ended_at=ended,
    )


# --- what became of it ---------------------------------------------------------------------------
def test_the_numbers_are_those_of_the_outbox_and_of_this_meetup_only(meetup: Meetup) -> None:
    ends = [*[State.SENT] * 3, *[State.FAILED] * 2, State.EXPIRED, State.SUPPRESSED]
    for subject, state in enumerate([*ends, State.SUPERSEDED, State.CANCELLED]):
        message(meetup, subject, state, ended_at=NOW + subject * HOUR)
    for subject in (20, 21):
        message(meetup, subject, due_at=NOW + subject * HOUR)
    other = make_meetup(meetup.initiative)
    message(other, 30)
    message(meetup, meetup.pk, kind="team_invitation")  # whose group is no meetup

    assert mail_of(meetup) == {
        "guest_day": Sent(
            "guest_day",
            planned=2,
            sent=3,
            failed=2,
            expired=1,
            unwanted=1,
            dropped=2,
            due_at=NOW + 20 * HOUR,
            sent_at=NOW + 2 * HOUR,
        )
    }


def test_the_team_sees_what_was_lost_and_no_address(
    meetup: Meetup, organiser: User, helper: User
) -> None:
    rsvp = make_rsvp(meetup, "Mo")
    message(meetup, rsvp.pk, State.FAILED)
    message(meetup, rsvp.pk, State.EXPIRED, kind="rsvp_coming")

    for user in (organiser, helper):
        page = client_of(user).get(path(meetup))
        assert page.context["lost"] == 2
        assert [row.kind for row, *_words in page.context["reminders"]] == list(MEETUP_KINDS)
        others = {row.kind: row.sent.expired for row, *_words in page.context["others"]}
        assert (others["rsvp_coming"], others["rsvp_confirm"]) == (1, 0)
        assert "mo@example.org" not in page.content.decode()
        assert "Mo" not in page.content.decode().split("<main", 1)[1].split()


def test_when_it_leaves_follows_from_what_the_organisers_chose(
    meetup: Meetup, organiser: User
) -> None:
    meetup.reminders = [ReminderMoment.HOURS.value]
    meetup.save()
    client = client_of(organiser)

    def rows() -> dict[str, Any]:
        return {row.kind: row for row, *_words in client.get(path(meetup)).context["reminders"]}

    found = rows()
    assert [kind for kind, row in found.items() if row.is_off] == ["guest_week", "guest_day"]
    day = timezone.localtime(meetup.starts_at).date()
    evening = timezone.localtime(found["evening_before"].leaves_at)
    assert (evening.date(), evening.hour) == (day - timedelta(days=1), 19)

    Meetup.objects.update(state=MeetupState.CANCELLED, cancelled_at=NOW)

    assert {row.leaves_at for row in rows().values()} == {None}


def test_nobody_else_sees_it(
    meetup: Meetup, stranger: User, reviewer: User, other_reviewer: User, curator: User
) -> None:
    for user in (stranger, reviewer, other_reviewer, curator):
        client = client_of(user)
        for rest in ("", "guest_day/nl/", "guest_day/nl/html/"):
            assert client.get(path(meetup, rest)).status_code == 404
        assert client.post(path(meetup, "guest_day/nl/test/")).status_code == 404
    assert not mail.outbox


def test_a_meetup_of_another_plan_is_not_found(
    meetup: Meetup, organiser: User, stranger: User
) -> None:
    client = client_of(organiser)
    there = path(meetup).replace(f"/{meetup.initiative_id}/", f"/{meetup.initiative_id + 1}/")
    assert client.get(there).status_code == 404


def test_as_many_queries_for_one_guest_and_for_thirty(meetup: Meetup, organiser: User) -> None:
    client = client_of(organiser)
    message(meetup, 1000)
    client.get(path(meetup))

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(path(meetup))
        return len(found)

    before = queries()
    for number in range(30):
        message(meetup, number, list(State)[2 + number % 6])
        message(meetup, number, kind="rsvp_coming")
    assert queries() == before


# --- how it looks --------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", SHOWN)
def test_every_mail_in_both_languages_and_of_no_real_guest(
    meetup: Meetup, helper: User, kind: str
) -> None:
    rsvp = make_rsvp(meetup, "Roodborstje")
    client = client_of(helper)
    shown = {code: client.get(path(meetup, f"{kind}/{code}/")) for code in ("nl", "en")}
    html = client.get(path(meetup, f"{kind}/nl/html/"))

    assert shown["nl"].context["subject"] != shown["en"].context["subject"]
    assert shown["nl"].context["body"] != shown["en"].context["body"]
    assert "{" not in shown["nl"].context["body"]
    for page in (*shown.values(), html):
        assert page.status_code == 200
        assert "Roodborstje" not in page.content.decode()
        assert rsvp.token not in page.content.decode()
    assert "sandbox" in html["Content-Security-Policy"]
    assert html["X-Frame-Options"] == "SAMEORIGIN"
    assert not mail.outbox


@pytest.mark.parametrize("rest", ["guest_note/nl/", "guest_day/de/", "nothing/nl/html/"])
def test_what_has_no_preview_is_not_found(meetup: Meetup, organiser: User, rest: str) -> None:
    assert client_of(organiser).get(path(meetup, rest)).status_code == 404


# --- a test to oneself ---------------------------------------------------------------------------
@pytest.mark.parametrize("kind", [*MEETUP_KINDS, "rsvp_confirm", "meetup_cancelled"])
def test_a_test_goes_to_who_asks_at_once_and_past_the_queue(
    meetup: Meetup, organiser: User, kind: str
) -> None:
    make_rsvp(meetup, "Mo")

    response = client_of(organiser).post(path(meetup, f"{kind}/en/test/"))

    assert response.status_code == 302
    (sent,) = mail.outbox
    assert sent.to == ["fatma@example.org"]
    assert sent.subject.startswith("Test: ")
    assert not OutboundMessage.objects.exists()


def test_a_helper_looks_but_sends_nothing(meetup: Meetup, helper: User) -> None:
    client = client_of(helper)
    assert "/guest_day/nl/test/" not in client.get(path(meetup, "guest_day/nl/")).content.decode()
    assert client.post(path(meetup, "guest_day/nl/test/")).status_code == 404
    assert not mail.outbox


def test_three_tests_an_hour_over_all_kinds(meetup: Meetup, organiser: User) -> None:
    client = client_of(organiser)
    kinds = ["guest_week", "guest_day", "guest_hours", "evening_before"]
    statuses = [client.post(path(meetup, f"{kind}/nl/test/")).status_code for kind in kinds]
    assert statuses == [302, 302, 302, 429]
    assert len(mail.outbox) == 3


def test_no_test_while_mail_is_held_or_the_address_takes_none(
    meetup: Meetup, organiser: User
) -> None:
    client = client_of(organiser)
    hold_mail(now=NOW)
    page = client.post(path(meetup, "guest_day/nl/test/"), follow=True)
    assert "bb-note--negative" in page.content.decode()

    client = client_of(organiser)
    suppress(address=organiser.email, why="not-me", now=NOW)
    page = client.post(path(meetup, "guest_day/nl/test/"), follow=True)
    assert "bb-note--negative" in page.content.decode()

    assert not mail.outbox


def test_a_mail_server_that_is_away_says_so(meetup: Meetup, organiser: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    page = client_of(organiser).post(path(meetup, "guest_day/nl/test/"), follow=True)
    assert "bb-note--negative" in page.content.decode()

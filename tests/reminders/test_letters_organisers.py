"""Mail to organisers: of what is still so, to who still wants it, and without names of guests."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from meetups.accounts.models import MailChoice, User
from meetups.agenda.models import Meetup, NeedCount, RsvpState
from meetups.initiatives.lifecycle import Status
from meetups.initiatives.models import Initiative, Member
from meetups.outbox.models import State
from meetups.reminders.specification import revision_of
from tests.agenda.makers import STARTS, make_meetup, make_rsvp
from tests.factories import NOW, make_step
from tests.reminders.letters import flat, mail_of, page_of, sent

pytestmark = pytest.mark.django_db
EVENING = STARTS.replace(hour=19) - timedelta(days=1)
MORNING = STARTS.replace(hour=9) + timedelta(days=1)
DIGEST = NOW.replace(hour=9)


@pytest.fixture
def meetup(initiative: Initiative) -> Meetup:
    return make_meetup(initiative)


@pytest.fixture
def seat(initiative: Initiative, organiser: User) -> Member:
    return initiative.members.get(user=organiser)


def link(name: str, *arguments: object, language: str = "nl") -> str:
    with translation.override(language):
        return str(settings.SITE_URL) + reverse(name, args=arguments)


def evening(seat: Member, meetup: Meetup, at: Any = EVENING) -> Any:
    revision = revision_of(meetup.revision, meetup.pk)
    return sent("evening_before", seat.pk, at, group_id=meetup.pk, revision=revision)


def morning(seat: Member, meetup: Meetup, at: Any = MORNING) -> Any:
    return sent("morning_after", seat.pk, at, group_id=meetup.pk, revision=meetup.pk)


def digest(user: User, at: Any = DIGEST, **values: Any) -> Any:
    given = {"revision": DIGEST.date().toordinal()} | values
    return sent("organiser_digest", user.pk, at, **given)


# --- the evening before --------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_evening_before_has_the_list_to_print_and_what_to_lay_ready(
    seat: Member, meetup: Meetup, language: str
) -> None:
    User.objects.update(language=language)
    make_rsvp(meetup, "Mohammed", party=3)
    make_rsvp(meetup, "Wilhelmina", RsvpState.WAITING)
    NeedCount.objects.create(meetup=meetup, kind="wheelchair", number=2)
    make_step(meetup.initiative, "Haal de sleutel", due_on=meetup.day)
    make_step(meetup.initiative, "Schrijf een verslag", due_on=meetup.day + timedelta(days=2))
    found = evening(seat, meetup)
    assert found.to == ["fatma@example.org"]
    assert meetup.title not in found.subject
    with translation.override(language):
        for part in (flat(found), page_of(found)):
            for fact in (
                link("agenda:guest_list", meetup.initiative_id, meetup.pk, language=language),
                link("reminders:choices", language=language),
                f"2 × {_('Room for a wheelchair or a walker')}",
                _("The guest list on paper, and a pen."),
                "Haal de sleutel",
                "Dennenlaan 12",
            ):
                assert fact in part
            assert "Schrijf een verslag" not in part
            assert not any(name in part for name in ("Mohammed", "Wilhelmina"))
    assert found.attachments == []


def test_without_guests_it_leads_to_the_desk(seat: Member, meetup: Meetup) -> None:
    found = evening(seat, meetup)
    assert _("Nobody has said yes yet.") in flat(found)
    assert link("agenda:desk", meetup.initiative_id, meetup.pk) in flat(found)
    assert "print" not in flat(found)


def test_nothing_of_a_sensitive_plan_is_told(seat: Member, meetup: Meetup) -> None:
    make_step(meetup.initiative, "Bel het slachtoffer", due_on=meetup.day)
    Meetup.objects.update(title="Na het steekincident")
    Initiative.objects.update(is_sensitive=True, title="Na het steekincident")
    for found in (evening(seat, meetup), morning(seat, meetup)):
        parts = (found.subject, str(found.body), page_of(found))
        assert not any("steekincident" in part or "slachtoffer" in part for part in parts)


# --- the morning after ---------------------------------------------------------------------------
def test_the_morning_after_asks_who_came_and_for_a_next_one(seat: Member, meetup: Meetup) -> None:
    found = morning(seat, meetup)
    plan = meetup.initiative_id
    for part in (flat(found), page_of(found)):
        assert link("agenda:came", plan, meetup.pk) in part
        assert link("agenda:new", plan) in part


def test_who_planned_the_next_one_and_counted_is_not_asked_for_it(
    seat: Member, meetup: Meetup
) -> None:
    Meetup.objects.update(attended=23)
    later = make_meetup(meetup.initiative, starts_at=STARTS + timedelta(weeks=1), state="draft")
    found = morning(seat, meetup)
    plan = meetup.initiative_id
    for part in (flat(found), page_of(found)):
        assert "23" in part
        assert link("agenda:desk", plan, later.pk) in part
        assert link("agenda:new", plan) not in part


@pytest.mark.parametrize("status", [Status.STOPPED, Status.COMPLETED])
def test_who_ended_the_plan_is_asked_who_came_and_for_no_next_one(
    seat: Member, meetup: Meetup, status: Status
) -> None:
    Initiative.objects.update(status=status)
    plan = meetup.initiative_id
    for attended in (None, 23):
        Meetup.objects.update(attended=attended)
        found = morning(seat, meetup)
        for part in (flat(found), page_of(found)):
            assert link("agenda:came", plan, meetup.pk) in part
            assert link("agenda:new", plan) not in part


def test_it_is_not_asked_while_it_goes_on(seat: Member, meetup: Meetup) -> None:
    assert morning(seat, meetup, at=meetup.ends_at - timedelta(minutes=1)) == State.SUPERSEDED
    assert morning(seat, meetup, at=meetup.ends_at).to == ["fatma@example.org"]


# --- what is no longer so ------------------------------------------------------------------------
CHANGES: dict[str, tuple[Callable[[User], object], State]] = {
    "helps only": (lambda user: Member.objects.update(role="helper"), State.SUPERSEDED),
    "left": (lambda user: Member.objects.all().delete(), State.SUPERSEDED),
    "hidden": (lambda user: Meetup.objects.update(state="draft"), State.SUPERSEDED),
    "cancelled": (
        lambda user: Meetup.objects.update(state="cancelled", cancelled_at=NOW),
        State.SUPERSEDED,
    ),
    "thrown away": (lambda user: Meetup.objects.all().delete(), State.SUPERSEDED),
    "account closed": (lambda user: User.objects.update(is_active=False), State.CANCELLED),
    "switched off": (
        lambda user: MailChoice.objects.create(user=user, off=["evening_before", "morning_after"]),
        State.SUPPRESSED,
    ),
    "on holiday": (
        lambda user: MailChoice.objects.create(
            user=user, paused_from=EVENING.date(), paused_until=MORNING.date()
        ),
        State.SUPPRESSED,
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_no_longer_so_does_not_leave(seat: Member, meetup: Meetup, change: str) -> None:
    act, state = CHANGES[change]
    seat_pk, group, number = seat.pk, meetup.pk, revision_of(0, meetup.pk)
    act(seat.user)
    values = {"group_id": group}
    assert sent("evening_before", seat_pk, EVENING, revision=number, **values) == state
    assert sent("morning_after", seat_pk, MORNING, revision=group, **values) == state


def test_the_list_of_another_time_does_not_leave(seat: Member, meetup: Meetup) -> None:
    Meetup.objects.update(revision=1)
    assert evening(seat, meetup) == State.SUPERSEDED
    meetup.revision = 1
    assert evening(seat, meetup, at=STARTS) == State.EXPIRED
    assert evening(seat, meetup).to == ["fatma@example.org"]


# --- each day ------------------------------------------------------------------------------------
def test_a_digest_has_each_thing_under_its_plan_with_where_to_do_it(
    organiser: User, initiative: Initiative
) -> None:
    make_step(initiative, "Vraag de sleutel.", due_on=NOW.date() - timedelta(days=2))
    make_step(initiative, "Koop groente.", due_on=NOW.date())
    meetup = make_meetup(
        initiative, starts_at=NOW + timedelta(days=9), created_at=NOW - timedelta(days=4)
    )
    found = digest(organiser)
    assert found.to == ["fatma@example.org"]
    assert found.subject.startswith("dinsdag 9 maart")
    for part in (flat(found), page_of(found)):
        assert part.index(initiative.title) < part.index("Vraag de sleutel (")
        assert link("initiatives:steps", initiative.pk) in part
        assert link("agenda:desk", initiative.pk, meetup.pk) in part
    assert _("Today is the last day") in flat(found)


def test_a_digest_of_a_sensitive_plan_tells_no_topic(
    organiser: User, initiative: Initiative
) -> None:
    make_step(initiative, "Bel het slachtoffer", due_on=NOW.date())
    Initiative.objects.update(is_sensitive=True, title="Na het steekincident")
    found = digest(organiser)
    parts = (found.subject, str(found.body), page_of(found))
    assert not any("steekincident" in part or "slachtoffer" in part for part in parts)
    assert _("Your plan of %(day)s") % {"day": "24 april"} in flat(found)


def test_a_digest_leaves_only_on_its_day_and_with_something_in_it(
    organiser: User, initiative: Initiative
) -> None:
    assert digest(organiser) == State.SUPERSEDED
    make_step(initiative, due_on=NOW.date())
    assert digest(organiser, at=DIGEST + timedelta(days=1)) == State.EXPIRED
    MailChoice.objects.create(user=organiser, off=["organiser_digest"])
    assert digest(organiser) == State.SUPPRESSED
    MailChoice.objects.update(off=["morning_after"])
    assert digest(organiser).to == ["fatma@example.org"]


def test_a_holiday_holds_to_its_last_day(organiser: User, initiative: Initiative) -> None:
    make_step(initiative, due_on=NOW.date() + timedelta(days=1))
    day = DIGEST.date()
    MailChoice.objects.create(user=organiser, paused_from=day, paused_until=day)
    assert digest(organiser) == State.SUPPRESSED
    tomorrow = DIGEST + timedelta(days=1)
    revision = tomorrow.date().toordinal()
    assert digest(organiser, at=tomorrow, revision=revision).to == ["fatma@example.org"]


def test_who_has_no_account_any_more_gets_none(organiser: User, initiative: Initiative) -> None:
    assert sent("organiser_digest", 999_999, DIGEST, revision=1) == State.EXPIRED
    today = DIGEST.date().toordinal()
    assert sent("organiser_digest", 999_999, DIGEST, revision=today) == State.CANCELLED


def test_every_digest_can_be_stopped_by_its_link(organiser: User, initiative: Initiative) -> None:
    make_step(initiative, due_on=NOW.date())
    revision = DIGEST.date().toordinal()
    found = mail_of("organiser_digest", organiser.pk, DIGEST, revision=revision)
    header = str(found.message()["List-Unsubscribe"]).strip("<>")
    assert header in str(found.body)
    assert header in page_of(found)

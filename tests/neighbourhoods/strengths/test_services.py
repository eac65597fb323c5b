"""Proposing, deciding, and saying that something is wrong."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meetups.accounts.models import User
from neighbourhoods.models import Area, LocalGroup, MistakeReport, Place
from neighbourhoods.strengths.lifecycle import MOVES, Status, can_move
from neighbourhoods.strengths.models import Kind, Mistake
from neighbourhoods.strengths.services import (
    MISTAKES_ALL,
    MISTAKES_EACH,
    PAUSE,
    CannotMoveError,
    NoReasonError,
    TooManyReportsError,
    decide_on_strength,
    erase_old_reports,
    propose_strength,
    report_mistake,
)
from tests.factories import make_group, make_place

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def proposed(area: Area, by: User, name: str = "De Kom") -> Place:
    return propose_strength(strength=Place(area=area, name=name, kind=Kind.LIBRARY), by=by)


def test_what_is_proposed_waits(district: Area, volunteer: User) -> None:
    place = proposed(district, volunteer, "De\u202e  Kom")
    place.refresh_from_db()
    assert (place.name, place.status, place.proposed_by) == ("De Kom", "proposed", volunteer)
    assert place.history.get().history_user == volunteer


def test_a_proposal_that_is_wrong_is_not_stored(district: Area, volunteer: User) -> None:
    make_place(district, "De Kom")
    for strength in (
        Place(area=district, name="", kind=Kind.LIBRARY),
        Place(area=district, name="de kom", kind=Kind.LIBRARY),
        LocalGroup(area=district, name="Soep"),
    ):
        with pytest.raises(ValidationError):
            propose_strength(strength=strength, by=volunteer)
    assert (Place.objects.count(), LocalGroup.objects.count()) == (1, 0)


def test_a_proposal_cannot_approve_itself(district: Area, volunteer: User) -> None:
    place = Place(area=district, name="De Kom", kind=Kind.LIBRARY, status=Status.SHOWN)
    assert propose_strength(strength=place, by=volunteer).status == Status.PROPOSED


def test_deciding_says_who_when_and_why(district: Area, volunteer: User, staff: User) -> None:
    place = proposed(district, volunteer)
    place = decide_on_strength(strength=place, to=Status.SHOWN, by=staff, now=NOW)
    assert (place.status, place.decided_by, place.decided_at) == ("shown", staff, NOW)
    place = decide_on_strength(
        strength=place, to=Status.DECLINED, by=staff, now=NOW, reason=" Dicht\x00 "
    )
    assert (place.status, place.reason) == ("declined", "Dicht")
    kept = place.history.order_by("history_id").values_list(
        "status", "history_user", "history_change_reason"
    )
    assert list(kept) == [
        ("proposed", volunteer.pk, ""),
        ("shown", staff.pk, ""),
        ("declined", staff.pk, "Dicht"),
    ]


def test_declining_needs_a_reason(district: Area, volunteer: User, staff: User) -> None:
    place = proposed(district, volunteer)
    with pytest.raises(NoReasonError):
        decide_on_strength(strength=place, to=Status.DECLINED, by=staff, now=NOW, reason=" \u200b")
    place.refresh_from_db()
    assert (place.status, place.history.count()) == ("proposed", 1)


def test_of_two_who_decide_the_second_is_told(district: Area, volunteer: User, staff: User) -> None:
    place = proposed(district, volunteer)
    stale = Place.objects.get(pk=place.pk)
    decide_on_strength(strength=place, to=Status.SHOWN, by=staff, now=NOW)
    with pytest.raises(CannotMoveError, match="De Kom"):
        decide_on_strength(strength=stale, to=Status.DECLINED, by=staff, now=NOW, reason="Nee")
    place.refresh_from_db()
    assert (place.status, place.history.count()) == ("shown", 2)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wishes=st.lists(st.sampled_from(Status), max_size=6))
def test_states_move_by_the_table(
    district: Area, volunteer: User, staff: User, wishes: list[Status]
) -> None:
    Place.objects.all().delete()
    place = proposed(district, volunteer)
    for wish in wishes:
        before = Status(place.status)
        try:
            place = decide_on_strength(strength=place, to=wish, by=staff, now=NOW, reason="Zo")
            assert wish in MOVES[before]
            assert place.status == wish
        except CannotMoveError:
            assert wish not in MOVES[before]
            place.refresh_from_db()
            assert place.status == before


def test_nothing_goes_back_to_waiting_or_stays_where_it_is() -> None:
    assert set(MOVES) == set(Status)
    assert not [old for old in Status if can_move(old, Status.PROPOSED) or can_move(old, old)]


def test_a_report_keeps_what_was_said(district: Area) -> None:
    place, group = make_place(district), make_group(district)
    report = report_mistake(about=place, what=Mistake.GONE, text=" Dicht\x00 ", now=NOW)
    assert (report.place, report.group, report.what, report.text, report.sent_at) == (
        place,
        None,
        "gone",
        "Dicht",
        NOW,
    )
    assert report_mistake(about=group, what=Mistake.WHERE, text="", now=NOW).group == group
    with pytest.raises(ValidationError):
        report_mistake(about=place, what="nonsense", text="", now=NOW)


def test_reports_on_one_place_are_limited_by_the_hour(district: Area) -> None:
    place, other = make_place(district), make_place(district, "De Kom")
    for _number in range(MISTAKES_EACH):
        report_mistake(about=place, what=Mistake.GONE, text="", now=NOW)
    with pytest.raises(TooManyReportsError):
        report_mistake(about=place, what=Mistake.GONE, text="", now=NOW)
    report_mistake(about=other, what=Mistake.GONE, text="", now=NOW)
    report_mistake(about=place, what=Mistake.GONE, text="", now=NOW + PAUSE)
    assert MistakeReport.objects.count() == MISTAKES_EACH + 2


def test_reports_in_all_are_limited_by_the_hour(district: Area) -> None:
    place, other = make_place(district), make_place(district, "De Kom")
    sent = NOW - timedelta(minutes=1)
    MistakeReport.objects.bulk_create(
        MistakeReport(place=other, what=Mistake.GONE, sent_at=sent) for _ in range(MISTAKES_ALL)
    )
    with pytest.raises(TooManyReportsError):
        report_mistake(about=place, what=Mistake.GONE, text="", now=NOW)


def test_a_report_is_erased_after_a_year(district: Area) -> None:
    place = make_place(district)
    old = report_mistake(about=place, what=Mistake.GONE, text="", now=NOW)
    report_mistake(about=place, what=Mistake.WHERE, text="", now=NOW + timedelta(days=1))
    assert erase_old_reports(now=NOW + timedelta(days=365)) == 0
    assert erase_old_reports(now=NOW + timedelta(days=365, seconds=1)) == 1
    assert not MistakeReport.objects.filter(pk=old.pk).exists()
    assert MistakeReport.objects.count() == 1

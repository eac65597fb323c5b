"""Seats: never one too many, and who waits is next in line."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from inspect import unwrap
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import connection, transaction

from meetups.agenda.models import Meetup, MeetupState, Origin, Rsvp, RsvpState
from meetups.agenda.queries.invariants import broken_seats
from meetups.agenda.services import seats
from meetups.outbox.models import OutboundMessage
from tests.agenda.makers import STARTS, make_meetup, make_rsvp
from tests.factories import NOW

pytestmark = pytest.mark.django_db
S = RsvpState
LATER = NOW + timedelta(hours=1)
GUESTS, PLACES = 24, 10


def states(meetup: Meetup) -> dict[str, str]:
    return {rsvp.name: rsvp.state for rsvp in meetup.rsvps.order_by("pk")}


def taken(meetup: Meetup) -> int:
    return Meetup.objects.get(pk=meetup.pk).seats_taken


def mail() -> list[tuple[str, str, int]]:
    """Kind, name of the guest and turn of all that was posted."""
    names = {rsvp.pk: rsvp.name for rsvp in Rsvp.objects.all()}
    posted = OutboundMessage.objects.order_by("posted_at", "subject_id")
    return [(m.kind, names[m.subject_id], m.revision) for m in posted]


# --- one after the other -------------------------------------------------------------------------
def test_who_confirms_has_seats_until_it_is_full_and_then_waits() -> None:
    meetup = make_meetup(capacity=3)
    guests = [make_rsvp(meetup, name, S.PENDING, party=2) for name in ("Sam", "Noor", "Bo")]
    one = make_rsvp(meetup, "Eva", S.PENDING)
    for rsvp in (*guests, one):
        assert seats.confirm(rsvp=rsvp, now=NOW).meetup == meetup
    assert states(meetup) == {
        "Sam": "confirmed",
        "Noor": "waiting",
        "Bo": "waiting",
        "Eva": "confirmed",
    }
    assert taken(meetup) == 3
    assert mail() == [
        ("rsvp_coming", "Sam", 1),
        ("rsvp_waiting", "Noor", 1),
        ("rsvp_waiting", "Bo", 1),
        ("rsvp_coming", "Eva", 1),
    ]
    assert broken_seats(now=LATER) == []


def test_twice_is_harmless() -> None:
    meetup = make_meetup(capacity=1)
    first, second = (make_rsvp(meetup, name, S.PENDING) for name in ("Sam", "Noor"))
    for _time in range(2):
        for rsvp in (first, second):
            seats.confirm(rsvp=rsvp, now=NOW)
    assert states(meetup) == {"Sam": "confirmed", "Noor": "waiting"}
    assert taken(meetup) == 1
    for _time in range(2):
        seats.release(rsvp=first, to=S.WITHDRAWN, now=LATER)
    assert states(meetup) == {"Sam": "withdrawn", "Noor": "offered"}
    assert taken(meetup) == 1
    kinds = ["rsvp_coming", "rsvp_waiting", "rsvp_withdrawn", "rsvp_offer"]
    assert [kind for kind, *_ in mail()] == kinds


def test_a_free_seat_goes_to_the_first_who_fits_and_nobody_loses_their_place() -> None:
    meetup = make_meetup(capacity=2)
    both = make_rsvp(meetup, "Sam", party=2)
    waiting = {
        name: make_rsvp(meetup, name, S.WAITING, party=party, now=NOW + timedelta(minutes=place))
        for place, (name, party) in enumerate([("Three", 3), ("One", 1), ("Two", 2), ("Last", 1)])
    }
    seats.change_party(rsvp=both, party=1, now=LATER)
    assert states(meetup)["One"] == "offered"
    seats.release(rsvp=both, to=S.WITHDRAWN, now=LATER)
    assert states(meetup)["Last"] == "offered"
    assert taken(meetup) == 2
    seats.release(rsvp=waiting["One"], to=S.WITHDRAWN, now=LATER)
    seats.resize(meetup=meetup, capacity=4, now=LATER)
    assert states(meetup)["Three"] == "offered"
    assert states(meetup)["Two"] == "waiting"
    assert Rsvp.objects.get(pk=waiting["Two"].pk).waits_since == NOW + timedelta(minutes=2)
    assert broken_seats(now=LATER) == []


def test_what_is_left_after_a_party_goes_to_the_next_who_fits() -> None:
    meetup = make_meetup(capacity=3)
    for place, (name, party) in enumerate([("Sam", 2), ("Noor", 2), ("Bo", 1)]):
        make_rsvp(meetup, name, S.WAITING, party=party, now=NOW + timedelta(minutes=place))
    assert seats.fill(meetup=meetup, now=LATER) == 2
    assert states(meetup) == {"Sam": "offered", "Noor": "waiting", "Bo": "offered"}


@pytest.mark.parametrize(
    ("before_start", "lasts"),
    [
        (timedelta(days=20), timedelta(hours=24)),
        (timedelta(days=4), timedelta(hours=24)),
        (timedelta(hours=40), timedelta(hours=10)),
        (timedelta(hours=3), timedelta(hours=1)),
        (timedelta(minutes=40), timedelta(minutes=40)),
    ],
)
def test_an_offer_is_shorter_near_the_start(before_start: timedelta, lasts: timedelta) -> None:
    meetup = make_meetup(capacity=1)
    make_rsvp(meetup, state=S.WAITING)
    now = STARTS - before_start
    assert seats.fill(meetup=meetup, now=now) == 1
    assert Rsvp.objects.get().offered_until == now + lasts
    message = OutboundMessage.objects.get()
    assert (message.kind, message.expires_at) == ("rsvp_offer", now + lasts)


def test_an_offer_is_taken_or_ends_for_the_next() -> None:
    meetup = make_meetup(capacity=2)
    taker, sleeper = make_rsvp(meetup, "Sam", S.OFFERED), make_rsvp(meetup, "Noor", S.OFFERED)
    make_rsvp(meetup, "Bo", S.WAITING)
    seats.confirm(rsvp=taker, now=LATER)
    assert seats.end_offers(now=NOW + timedelta(hours=23)) == 0
    at = NOW + timedelta(hours=24)
    assert seats.end_offers(now=at) == 1
    assert states(meetup) == {"Sam": "confirmed", "Noor": "withdrawn", "Bo": "offered"}
    assert taken(meetup) == 2
    assert ("rsvp_offer_ended", "Noor", 1) in mail()
    assert seats.confirm(rsvp=sleeper, now=at).state == "waiting"


def test_nothing_is_offered_when_it_is_cancelled_or_has_begun_and_it_goes_on_after() -> None:
    meetup = make_meetup(capacity=1)
    offered = make_rsvp(meetup, "Sam", S.OFFERED)
    make_rsvp(meetup, "Noor", S.WAITING)
    Meetup.objects.update(state=MeetupState.CANCELLED, cancelled_at=NOW)
    late = NOW + timedelta(hours=30)
    assert seats.end_offers(now=late) == 0
    with pytest.raises(seats.SeatError):
        seats.confirm(rsvp=offered, now=LATER)
    seats.release(rsvp=offered, to=S.WITHDRAWN, now=LATER)
    assert states(meetup) == {"Sam": "withdrawn", "Noor": "waiting"}
    Meetup.objects.update(state=MeetupState.SHOWN, cancelled_at=None)
    assert seats.end_offers(now=STARTS) == 0
    assert states(meetup)["Noor"] == "waiting"
    seats.end_offers(now=late)
    assert states(meetup)["Noor"] == "offered"


def closed(meetup: Meetup) -> datetime:
    Meetup.objects.update(is_closed=True)
    return NOW


def cancelled(meetup: Meetup) -> datetime:
    Meetup.objects.update(state=MeetupState.CANCELLED, cancelled_at=NOW)
    return NOW


def past_its_closing_time(meetup: Meetup) -> datetime:
    Meetup.objects.update(closes_at=LATER)
    return LATER


def begun(meetup: Meetup) -> datetime:
    return STARTS


@pytest.mark.parametrize("why", [closed, cancelled, past_its_closing_time, begun])
def test_nobody_comes_in_any_more(why: Callable[[Meetup], datetime]) -> None:
    meetup = make_meetup()
    rsvp = make_rsvp(meetup, state=S.PENDING)
    with pytest.raises(seats.SeatError):
        seats.confirm(rsvp=rsvp, now=why(meetup))
    assert states(meetup) == {"Sam": "pending"}
    assert not mail()


def test_closed_for_new_guests_is_not_closed_for_who_waits() -> None:
    meetup = make_meetup(capacity=1)
    holder = make_rsvp(meetup, "Sam")
    waiting = make_rsvp(meetup, "Noor", S.WAITING)
    closed(meetup)
    seats.release(rsvp=holder, to=S.WITHDRAWN, now=LATER)
    assert seats.confirm(rsvp=waiting, now=LATER).state == "confirmed"
    with pytest.raises(seats.SeatError):
        seats.confirm(rsvp=holder, now=LATER)


def test_full_without_a_list_is_said() -> None:
    meetup = make_meetup(capacity=2, has_waiting_list=False)
    make_rsvp(meetup)
    with pytest.raises(seats.SeatError) as error:
        seats.confirm(rsvp=make_rsvp(meetup, "Noor", S.PENDING, party=2), now=NOW)
    assert error.value.message
    assert taken(meetup) == 1


def test_who_was_removed_does_not_come_back_and_who_withdrew_may() -> None:
    meetup = make_meetup()
    removed, back = make_rsvp(meetup, "Sam"), make_rsvp(meetup, "Noor")
    seats.release(rsvp=removed, to=S.REMOVED, now=NOW)
    seats.release(rsvp=removed, to=S.WITHDRAWN, now=NOW)
    seats.release(rsvp=back, to=S.WITHDRAWN, now=NOW)
    with pytest.raises(seats.SeatError):
        seats.confirm(rsvp=removed, now=NOW)
    assert seats.confirm(rsvp=back, now=NOW).turn == 2
    assert states(meetup) == {"Sam": "removed", "Noor": "confirmed"}
    assert [kind for kind, *_ in mail()] == ["rsvp_removed", "rsvp_withdrawn", "rsvp_coming"]


@pytest.mark.parametrize(
    ("party", "now", "may"),
    [(1, NOW, True), (3, NOW, True), (4, NOW, False), (0, NOW, False), (1, STARTS, False)],
)
def test_the_number_changes_within_what_is_free(party: int, now: datetime, may: bool) -> None:
    meetup = make_meetup(capacity=4, party_most=4)
    rsvp = make_rsvp(meetup, party=2)
    make_rsvp(meetup, "Noor", party=1)
    if may:
        assert seats.change_party(rsvp=rsvp, party=party, now=now).party == party
        assert taken(meetup) == party + 1
    else:
        with pytest.raises(seats.SeatError) as error:
            seats.change_party(rsvp=rsvp, party=party, now=now)
        assert error.value.message
        assert taken(meetup) == 3
    assert not mail()


def test_closed_is_for_more_people_not_for_fewer() -> None:
    meetup = make_meetup(party_most=2)
    rsvp = make_rsvp(meetup, party=3)  # from when one could bring more
    closed(meetup)
    with pytest.raises(seats.SeatError):
        seats.change_party(rsvp=rsvp, party=4, now=NOW)
    assert seats.change_party(rsvp=rsvp, party=1, now=NOW).party == 1


def test_who_waits_changes_their_number_and_keeps_their_place() -> None:
    meetup = make_meetup(capacity=2, party_most=4)
    make_rsvp(meetup, "Sam", party=1)
    big = make_rsvp(meetup, "Noor", S.WAITING, party=2)
    assert seats.change_party(rsvp=big, party=3, now=LATER).waits_since == NOW
    assert seats.change_party(rsvp=big, party=1, now=LATER).state == "offered"
    assert taken(meetup) == 2


def test_organisers_add_by_hand_also_at_the_door_but_never_too_many() -> None:
    meetup = make_meetup(capacity=3)
    rsvp = seats.add_by_hand(meetup=meetup, name="Oma Riet", party=2, now=STARTS)
    assert (rsvp.state, rsvp.origin, rsvp.name) == ("confirmed", Origin.PAPER, "Oma Riet")
    assert (rsvp.email_digest, rsvp.token_digest) == (None, None)
    for party in (2, 0, 5):
        with pytest.raises(seats.SeatError):
            seats.add_by_hand(meetup=meetup, name="Bo", party=party, now=STARTS)
    assert taken(meetup) == 2
    seats.release(rsvp=rsvp, to=S.REMOVED, now=STARTS)
    assert taken(meetup) == 0
    assert not mail()
    cancelled(meetup)
    with pytest.raises(seats.SeatError):
        seats.add_by_hand(meetup=meetup, name="Bo", party=1, now=NOW)


@pytest.mark.parametrize("capacity", [0, 2, 1001])
def test_a_meetup_does_not_shrink_below_who_comes(capacity: int) -> None:
    meetup = make_meetup(capacity=5)
    make_rsvp(meetup, party=3)
    with pytest.raises(seats.SeatError):
        seats.resize(meetup=meetup, capacity=capacity, now=NOW)
    assert seats.resize(meetup=meetup, capacity=3, now=NOW).seats_free == 0


def test_a_guest_who_is_erased_meanwhile_is_told_so() -> None:
    rsvp = make_rsvp(make_meetup(), state=S.PENDING)
    Rsvp.objects.all().delete()
    with pytest.raises(seats.SeatError):
        seats.confirm(rsvp=rsvp, now=NOW)


def test_what_is_broken_is_found() -> None:
    meetup = make_meetup(capacity=3)
    waiting = make_rsvp(meetup, "Sam", S.WAITING)
    offered = make_rsvp(meetup, "Noor", S.OFFERED)
    late = NOW + timedelta(days=2)
    assert broken_seats(now=late) == [
        f"meetup {meetup.pk}: rsvp {waiting.pk} waits while there is room",
        f"meetup {meetup.pk}: the offer of rsvp {offered.pk} does not end",
    ]
    seats.end_offers(now=late)
    assert broken_seats(now=late) == []
    Meetup.objects.update(seats_taken=3)
    assert broken_seats(now=late) == [f"meetup {meetup.pk}: 3 seats taken, by 1 people"]


def test_the_database_refuses_one_too_many() -> None:
    meetup = make_meetup(capacity=1)
    with pytest.raises(Exception, match="meetup_is_never_overbooked"), transaction.atomic():
        Meetup.objects.filter(pk=meetup.pk).update(seats_taken=2)


# --- all at once ---------------------------------------------------------------------------------
@transaction.atomic
def lasting(**columns: Any) -> Meetup:
    """A meetup that other threads see too."""
    return make_meetup(**columns)


def at_once(*acts: Callable[[], Any]) -> None:
    """All of them at one moment; each must succeed."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> None:
        try:
            start.wait(20)
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        for future in [pool.submit(run, act) for act in acts]:
            future.result(60)


def confirm_at_once(meetup: Meetup, confirm: Callable[..., Any]) -> int:
    """How many people have a seat after more than there are seats confirm at one moment."""
    guests = [make_rsvp(meetup, f"Gast{number}", S.PENDING) for number in range(GUESTS)]
    at_once(*(lambda rsvp=rsvp: confirm(rsvp=rsvp, now=NOW) for rsvp in guests))
    return meetup.rsvps.filter(state=S.CONFIRMED).count()


def unlocked(pk: int) -> Meetup:
    return Meetup.objects.get(pk=pk)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_as_many_as_there_are_seats_come() -> None:
    meetup = lasting(capacity=PLACES)
    assert confirm_at_once(meetup, seats.confirm) == PLACES
    assert taken(meetup) == PLACES
    assert meetup.rsvps.filter(state=S.WAITING).count() == GUESTS - PLACES
    assert broken_seats(now=NOW + timedelta(days=1)) == []


@pytest.mark.django_db(transaction=True)
def test_the_condition_alone_keeps_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each statement on its own, and nobody holds the meetup: still not one too many."""
    meetup = lasting(capacity=PLACES)
    monkeypatch.setattr(seats, "hold", unlocked)
    assert confirm_at_once(meetup, unwrap(seats.confirm)) == PLACES
    assert taken(meetup) == PLACES


@pytest.mark.django_db(transaction=True)
def test_control_without_lock_and_condition_too_many_come(monkeypatch: pytest.MonkeyPatch) -> None:
    meetup = lasting(capacity=PLACES)
    all_have_read = Barrier(GUESTS)

    def reads(pk: int) -> Meetup:
        found = unlocked(pk)
        all_have_read.wait(20)
        return found

    def takes(meetup: Meetup, party: int) -> bool:
        if meetup.seats_free < party:
            return False
        Meetup.objects.filter(pk=meetup.pk).update(seats_taken=meetup.seats_taken + party)
        return True

    monkeypatch.setattr(seats, "hold", reads)
    monkeypatch.setattr(seats, "_take", takes)
    assert confirm_at_once(meetup, unwrap(seats.confirm)) == GUESTS
    assert broken_seats(now=NOW) == [f"meetup {meetup.pk}: 1 seats taken, by {GUESTS} people"]


def one_comes_as_one_goes(monkeypatch: pytest.MonkeyPatch, *, hold: bool) -> dict[str, str]:
    """Someone hears that it is full; before they are on the list, the seat comes free."""
    meetup = lasting(capacity=1)
    goes, comes = make_rsvp(meetup, "Sam"), make_rsvp(meetup, "Noor", S.PENDING)
    full, free = Barrier(2), Barrier(2)
    take = seats._take

    def meet(barrier: Barrier) -> None:
        try:
            barrier.wait(0.7)
        except BrokenBarrierError:
            return

    def takes(meetup: Meetup, party: int) -> bool:
        got = take(meetup, party)
        if not got:
            meet(full)
            meet(free)
        return got

    def leave() -> None:
        meet(full)
        release(rsvp=goes, to=S.WITHDRAWN, now=NOW)
        meet(free)

    release, confirm = seats.release, seats.confirm
    if not hold:
        monkeypatch.setattr(seats, "hold", unlocked)
        release, confirm = unwrap(release), unwrap(confirm)
    monkeypatch.setattr(seats, "_take", takes)
    at_once(leave, lambda: confirm(rsvp=comes, now=NOW))
    return states(meetup)


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_beside_a_seat_that_comes_free(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = one_comes_as_one_goes(monkeypatch, hold=True)
    assert outcome["Sam"] == "withdrawn"
    assert outcome["Noor"] in ("offered", "confirmed")


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_someone_waits_beside_a_free_seat(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outcome = one_comes_as_one_goes(monkeypatch, hold=False)
    assert outcome == {"Sam": "withdrawn", "Noor": "waiting"}

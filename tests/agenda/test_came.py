"""Who came: one form for all guests, that adds up whatever is filled in."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from meetups.accounts.models import User
from meetups.agenda.forms.guests import CameForm
from meetups.agenda.models import Meetup, MeetupState, Origin, Rsvp, RsvpState
from meetups.agenda.queries.guests import can_count, to_count, walk_ins
from meetups.agenda.services.guests import count_guests
from meetups.initiatives.models import Event, Initiative
from meetups.initiatives.services.errors import PlanError
from tests.agenda.makers import STARTS, make_meetup, make_rsvp
from tests.doors.plans import undone
from tests.initiatives.team import seat_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def meetup(initiative: Initiative) -> Meetup:
    """Going on right now."""
    return make_meetup(initiative, starts_at=timezone.now() - timedelta(minutes=5))


def path(meetup: Meetup, part: str = "guests/came/") -> str:
    return f"/nl/initiatives/{meetup.initiative_id}/meetups/{meetup.pk}/{part}"


def form_of(meetup: Meetup, data: dict[str, str] | None = None) -> CameForm:
    meetup = Meetup.objects.get(pk=meetup.pk)
    return CameForm(data, guests=to_count(meetup), walk_ins=walk_ins(meetup))


def sheet(meetup: Meetup) -> dict[str, str]:
    """The form as a browser has it now."""
    fields = form_of(meetup).initial.items()
    return {name: "" if value is None else str(value) for name, value in fields}


def save(meetup: Meetup, user: User, data: dict[str, str], now: datetime) -> int:
    form = form_of(meetup, data)
    assert form.is_valid(), form.errors
    return count_guests(
        seat=seat_of(user, meetup.initiative),
        meetup=meetup,
        marks=form.marks,
        rest_came=form.cleaned_data.get("rest_came", False),
        extra=form.extra,
        now=now,
    )


def came(meetup: Meetup) -> dict[str, int | None]:
    return {rsvp.name: rsvp.came for rsvp in meetup.rsvps.order_by("pk")}


def attended() -> int | None:
    return Meetup.objects.get().attended


# --- one form ------------------------------------------------------------------------------------
def test_guests_and_who_walked_in_add_up(client: Client, meetup: Meetup, organiser: User) -> None:
    mo, bo = make_rsvp(meetup, "Mo", party=3), make_rsvp(meetup, "Bo", party=2)
    make_rsvp(meetup, "Eva", RsvpState.OFFERED)
    make_rsvp(meetup, "Wachtende", RsvpState.WAITING)
    client.force_login(organiser)
    body = client.get(path(meetup)).content.decode()
    assert "Wachtende" not in body
    data = sheet(meetup) | {f"came-{mo.pk}": "2", f"came-{bo.pk}": "0", "walk_ins": "5"}
    assert client.post(path(meetup), data).status_code == 302
    assert came(meetup) == {"Mo": 2, "Bo": 0, "Eva": None, "Wachtende": None}
    assert attended() == 7
    told = Event.objects.values_list("kind", "subject")
    assert list(told) == [("guests_counted", meetup.title)]
    assert sheet(meetup)["walk_ins"] == "5"
    client.post(path(meetup), sheet(meetup))
    assert (attended(), Event.objects.count()) == (7, 1)


def test_the_rest_came_as_they_said(meetup: Meetup, organiser: User) -> None:
    mo = make_rsvp(meetup, "Mo", party=3)
    make_rsvp(meetup, "Bo", party=2)
    make_rsvp(meetup, "Opa", party=1, origin=Origin.PAPER)
    make_rsvp(meetup, "Eva", RsvpState.OFFERED)
    data = sheet(meetup) | {f"came-{mo.pk}": "0", "rest_came": "on"}
    assert save(meetup, organiser, data, timezone.now()) == 3
    assert came(meetup) == {"Mo": 0, "Bo": 2, "Opa": 1, "Eva": None}


def test_two_at_the_door_keep_each_others_work(meetup: Meetup, organiser: User) -> None:
    mo, bo = make_rsvp(meetup, "Mo", party=3), make_rsvp(meetup, "Bo", party=2)
    now = timezone.now()
    left, right = sheet(meetup), sheet(meetup)
    save(meetup, organiser, left | {f"came-{mo.pk}": "3", "walk_ins": "4"}, now)
    assert save(meetup, organiser, right | {f"came-{bo.pk}": "1"}, now) == 8
    assert came(meetup) == {"Mo": 3, "Bo": 1}


def test_a_number_can_be_taken_back(meetup: Meetup, organiser: User) -> None:
    mo, now = make_rsvp(meetup, "Mo", party=3), timezone.now()
    save(meetup, organiser, sheet(meetup) | {f"came-{mo.pk}": "3", "walk_ins": "2"}, now)
    assert save(meetup, organiser, sheet(meetup) | {f"came-{mo.pk}": ""}, now) == 2
    assert came(meetup) == {"Mo": None}
    assert save(meetup, organiser, sheet(meetup) | {"walk_ins": "0"}, now) == 0


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"came": "5"}, "came"),
        ({"came": "-1"}, "came"),
        ({"came": "alle"}, "came"),
        ({"walk_ins": "1001"}, "walk_ins"),
        ({"walk_ins": "1.5"}, "walk_ins"),
        ({"came": "2", "walk_ins": "999"}, "walk_ins"),
        ({}, "__all__"),
    ],
)
def test_what_is_wrong_is_said_by_field_and_nothing_is_lost(
    typed: dict[str, str], field: str, client: Client, meetup: Meetup, organiser: User
) -> None:
    mo = make_rsvp(meetup, "Mo", party=3)
    data = {name.replace("came", f"came-{mo.pk}"): value for name, value in typed.items()}
    client.force_login(organiser)
    response = client.post(path(meetup), sheet(meetup) | data)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field.replace("came", f"came-{mo.pk}")]
    for value in data.values():
        assert f'value="{value}"' in response.content.decode()
    assert (came(meetup), attended()) == ({"Mo": None}, None)


def test_a_guest_of_another_meetup_is_not_marked(
    client: Client, meetup: Meetup, organiser: User
) -> None:
    other = make_rsvp(make_meetup(meetup.initiative), "Bo")
    client.force_login(organiser)
    client.post(path(meetup), {f"came-{other.pk}": "2", "walk_ins": "1"})
    assert Rsvp.objects.get().came is None


def test_when_the_guests_are_erased_the_number_stays_and_can_be_put_right(
    client: Client, meetup: Meetup, organiser: User
) -> None:
    mo = make_rsvp(meetup, "Mo", party=3)
    save(meetup, organiser, {f"came-{mo.pk}": "3", "walk_ins": "2"}, timezone.now())
    Rsvp.objects.all().delete()
    assert sheet(meetup)["walk_ins"] == "5"
    client.force_login(organiser)
    assert client.post(path(meetup), sheet(meetup) | {"walk_ins": "6"}).status_code == 302
    assert attended() == 6


# --- when ----------------------------------------------------------------------------------------
def test_it_can_be_said_from_the_day_itself(meetup: Meetup, organiser: User) -> None:
    meetup.starts_at = STARTS
    day = STARTS.replace(hour=0)
    assert can_count(meetup, now=day)
    assert can_count(meetup, now=day + timedelta(days=90))
    assert not can_count(meetup, now=day - timedelta(minutes=1))
    for state in (MeetupState.DRAFT, MeetupState.CANCELLED):
        meetup.state = state
        assert not can_count(meetup, now=day)
    make_rsvp(meetup, "Mo")
    with pytest.raises(PlanError):
        save(meetup, organiser, {"walk_ins": "1"}, timezone.now() - timedelta(days=2))


def test_before_the_day_there_is_no_form(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    later = make_meetup(initiative, starts_at=timezone.now() + timedelta(days=2))
    client.force_login(organiser)
    assert "walk_ins" not in client.get(path(later)).content.decode()
    assert client.post(path(later), {"walk_ins": "3"}).status_code == 422
    assert attended() is None


# --- a thousand guests ---------------------------------------------------------------------------
def test_a_thousand_guests_fit_on_the_form_in_as_many_queries_as_two(
    client: Client,
    meetup: Meetup,
    organiser: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    Meetup.objects.update(capacity=1000)
    first = make_rsvp(meetup, "Mo")
    client.force_login(organiser)
    data = sheet(meetup) | {f"came-{first.pk}": "1", "rest_came": "on"}
    with undone(), django_assert_max_num_queries(40) as few:
        client.post(path(meetup), data)
    Rsvp.objects.bulk_create(
        Rsvp(
            meetup=meetup,
            state="confirmed",
            name_sealed=first.name_sealed,
            created_at=first.created_at,
            state_at=first.state_at,
            language="nl",
        )
        for _ in range(999)
    )
    data = {name: value or "1" for name, value in sheet(meetup).items() if name != "seen"}
    assert len(data) == 1001
    with django_assert_max_num_queries(len(few)):
        assert client.post(path(meetup), data | {"walk_ins": ""}).status_code == 302
    assert attended() == 1000


# --- whatever is filled in -----------------------------------------------------------------------
numbers = st.none() | st.integers(0, 4)
sheets = st.lists(
    st.tuples(
        st.dictionaries(st.integers(0, 2), numbers),
        st.booleans(),
        st.none() | st.integers(0, 1000),
    ),
    max_size=5,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sheets)
def test_it_always_adds_up(
    meetup: Meetup, organiser: User, filled: list[tuple[dict[int, int | None], bool, int | None]]
) -> None:
    with undone():
        meetup.refresh_from_db()
        rsvps = [make_rsvp(meetup, name, party=n) for n, name in ((1, "Mo"), (2, "Bo"), (4, "Jo"))]
        said: list[int | None] = [None, None, None]
        extra, seat, now = 0, seat_of(organiser, meetup.initiative), timezone.now()
        for marks, rest_came, walked_in in filled:
            known = {rsvps[index].pk: number for index, number in marks.items()}
            then = [marks.get(index, number) for index, number in enumerate(said)]
            if rest_came:
                parties = [rsvp.party for rsvp in rsvps]
                then = [p if n is None else n for n, p in zip(then, parties, strict=True)]
            extra_then = extra if walked_in is None else walked_in
            total = sum(number or 0 for number in then) + extra_then
            before = attended()
            act = {"marks": known, "rest_came": rest_came, "extra": walked_in}
            if total > 1000:
                with pytest.raises(ValidationError):
                    count_guests(seat=seat, meetup=meetup, now=now, **act)  # type: ignore[arg-type]
                assert attended() == before
            else:
                made = count_guests(seat=seat, meetup=meetup, now=now, **act)  # type: ignore[arg-type]
                said, extra = then, extra_then
                assert made == attended() == total
            assert list(came(meetup).values()) == said

"""The guest list: for the team only, names and numbers, and never an address."""

import logging
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from meetups.accounts.models import User
from meetups.accounts.own_data import data_of
from meetups.agenda.models import Meetup, NeedCount, NeedKind, Origin, Rsvp, RsvpState
from meetups.agenda.services import guests as services
from meetups.initiatives.models import Event, Initiative
from meetups.outbox.models import OutboundMessage, State
from tests.agenda.makers import make_meetup, make_rsvp
from tests.factories import make_initiative, make_user
from tests.initiatives.team import at_once, lasting_plan, seat_of
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db
S = RsvpState


@pytest.fixture
def meetup(initiative: Initiative) -> Meetup:
    """Five weeks from now, whenever that is."""
    return make_meetup(initiative, starts_at=timezone.now() + timedelta(days=35))


def path(meetup: Meetup, part: str = "guests/") -> str:
    return f"/nl/initiatives/{meetup.initiative_id}/meetups/{meetup.pk}/{part}"


def page(client: Client, meetup: Meetup, part: str = "guests/") -> str:
    response = client.get(path(meetup, part))
    assert response.status_code == 200
    return response.content.decode()


def states(meetup: Meetup) -> dict[str, str]:
    return {rsvp.name: rsvp.state for rsvp in meetup.rsvps.order_by("pk")}


def history() -> list[tuple[str, str]]:
    return list(Event.objects.order_by("pk").values_list("kind", "subject"))


# --- who sees it ---------------------------------------------------------------------------------
DOORS = {
    "guests/": ("get", {"helper"}),
    "guests/print/": ("get", {"helper"}),
    "guests/add/": ("post", set()),
    "guests/{rsvp}/remove/": ("post", set()),
    "guests/came/": ("post", set()),
    "seats/": ("post", set()),
    "write/": ("post", set()),
}


@pytest.mark.parametrize("part", DOORS)
def test_names_are_for_the_team_and_changes_for_organisers(
    part: str,
    client: Client,
    meetup: Meetup,
    helper: User,
    stranger: User,
    reviewer: User,
    other_reviewer: User,
    curator: User,
) -> None:
    Initiative.objects.update(status="submitted", submitted_at=timezone.now())
    rsvp = make_rsvp(meetup, "Mohammed")
    method, allowed = DOORS[part]
    address = path(meetup, part.format(rsvp=rsvp.pk))
    given = {}
    people = {"stranger": stranger, "reviewer": reviewer, "other": other_reviewer}
    for who, user in (people | {"curator": curator, "helper": helper}).items():
        sign_in(client, user)
        asked = client.get(address) if method == "get" else client.post(address)
        given[who] = asked.status_code
        assert ("Mohammed" in asked.content.decode()) == (who in allowed)
    assert given == dict.fromkeys(given, 404) | dict.fromkeys(allowed, 200)
    client.logout()
    assert getattr(client, method)(address).status_code == 302
    assert states(meetup) == {"Mohammed": "confirmed"}


def test_a_guest_of_another_meetup_is_not_found(
    client: Client, meetup: Meetup, organiser: User
) -> None:
    other = make_meetup(meetup.initiative)
    strange = make_meetup(make_initiative(make_user("Anneke")))
    client.force_login(organiser)
    for rsvp in (make_rsvp(other, "Bo"), make_rsvp(strange, "Eva")):
        address = path(meetup, f"guests/{rsvp.pk}/remove/")
        assert [client.get(address).status_code, client.post(address).status_code] == [404, 404]
    assert client.get(path(strange)).status_code == 404
    address = f"/nl/initiatives/{meetup.initiative_id}/meetups/{strange.pk}/guests/"
    assert client.get(address).status_code == 404
    assert set(Rsvp.objects.values_list("state", flat=True)) == {"confirmed"}


def test_no_address_and_no_link_of_a_guest_is_anywhere(
    client: Client, meetup: Meetup, organiser: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    rsvps = [
        make_rsvp(meetup, name, state, email=f"canary-{name}@example.org")
        for name, state in (("Mo", S.CONFIRMED), ("Bo", S.OFFERED), ("Eva", S.WAITING))
    ]
    client.force_login(organiser)
    gone = path(meetup, f"guests/{rsvps[0].pk}/remove/")
    note = {"to": "all", "text": "Neem een lepel mee."}
    asks = [
        *(partial(client.get, path(meetup, part)) for part in ("guests/", "guests/print/")),
        *(partial(client.get, path(meetup, part)) for part in ("guests/came/", "seats/", "write/")),
        partial(client.get, gone),
        partial(client.post, path(meetup, "guests/add/"), {"name": "", "party": "9"}),
        partial(client.post, path(meetup, "guests/add/"), {"name": "Jo", "party": "1"}),
        partial(client.post, path(meetup, "write/"), note),
        partial(client.post, path(meetup, "write/"), note | {"send": "1"}),
        partial(client.post, path(meetup, "seats/"), {"capacity": "1"}),
        partial(client.post, gone, follow=True),
        partial(client.post, gone),
        partial(client.get, f"/nl/initiatives/{meetup.initiative_id}/history/"),
    ]
    for ask in asks:
        body = ask().content.decode()
        for rsvp in rsvps:
            for secret in (rsvp.email, rsvp.token, rsvp.token_digest, rsvp.email_digest):
                assert secret
                assert secret not in body
    told = str(list(Event.objects.values())) + str(data_of(organiser)) + caplog.text
    for word in ("canary", *(rsvp.name for rsvp in rsvps)):
        assert f"'{word}'" not in told
        assert f" {word} " not in told


# --- what it shows -------------------------------------------------------------------------------
def test_the_list_has_names_numbers_and_places_in_the_row(
    client: Client, meetup: Meetup, helper: User
) -> None:
    now = timezone.now()
    make_rsvp(meetup, "Zoë", party=2)
    make_rsvp(meetup, "şule")
    make_rsvp(meetup, "Ali", origin=Origin.PAPER)
    make_rsvp(meetup, "Tweede", S.WAITING, waits_since=now)
    make_rsvp(meetup, "Eerste", S.WAITING, waits_since=now - timedelta(hours=1), party=2)
    make_rsvp(meetup, "Bo", S.OFFERED)
    gone = {"Weggegaan": S.WITHDRAWN, "Nooitgedacht": S.REMOVED, "Stilletjes": S.PENDING}
    for name, state in gone.items():
        make_rsvp(meetup, name, state)
    NeedCount.objects.create(meetup=meetup, kind=NeedKind.HALAL, number=3)
    NeedCount.objects.create(meetup=meetup, kind=NeedKind.LIFT, number=0)
    client.force_login(helper)
    body = page(client, meetup)
    order = [body.index(f">{name}</b>") for name in ("Ali", "şule", "Zoë")]
    order += [body.index(f">{name}</b>") for name in ("Bo", "Eerste", "Tweede")]
    assert order == sorted(order)
    for absent in (*gone, "/remove/", "/guests/add/", NeedKind.LIFT.label):
        assert str(absent) not in body
    assert f"3 × {NeedKind.HALAL.label}" in body
    assert '1. <b dir="auto">Eerste</b>' in body
    shown = client.get(path(meetup)).context["guests"]
    assert (shown.people, shown.people_waiting, shown.people_offered) == (4, 3, 1)
    assert (shown.on_paper, shown.withdrawn, shown.removed) == (1, 1, 1)


def test_mail_about_a_meetup_is_counted(client: Client, meetup: Meetup, organiser: User) -> None:
    now = timezone.now()
    rows = [
        *((kind, meetup.pk, State.SENT) for kind in ("rsvp_coming", "guest_note")),
        ("meetup_changed", meetup.pk, State.PLANNED),
        ("rsvp_coming", meetup.pk, State.FAILED),
        ("rsvp_coming", meetup.pk, State.SUPERSEDED),
        ("rsvp_coming", meetup.pk + 1, State.SENT),
        ("team_invitation", meetup.pk, State.SENT),
    ]
    for number, (kind, group, state) in enumerate(rows):
        OutboundMessage.objects.create(
            kind=kind,
            subject_id=number,
            group_id=group,
            state=state,
            posted_at=now,
            due_at=now,
            next_attempt_at=now,
            expires_at=now + timedelta(days=1),
            ended_at=None if state == State.PLANNED else now,
        )
    client.force_login(organiser)
    mail = client.get(path(meetup)).context["guests"].mail
    assert (mail.sent, mail.on_its_way, mail.failed) == (2, 1, 1)


PAGES = ["guests/", "guests/print/", "guests/came/", "seats/", "write/"]


@pytest.mark.parametrize("part", PAGES)
def test_thirty_guests_cost_no_more_queries_than_one(
    part: str,
    client: Client,
    meetup: Meetup,
    organiser: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    Meetup.objects.update(starts_at=timezone.now(), ends_at=timezone.now() + timedelta(hours=1))
    meetup.refresh_from_db()
    meetup.capacity = 90
    meetup.save()
    client.force_login(organiser)
    make_rsvp(meetup, "Een")
    client.get(path(meetup, part))
    with django_assert_max_num_queries(40) as first:
        client.get(path(meetup, part))
    for number in range(29):
        state = (S.CONFIRMED, S.WAITING, S.OFFERED)[number % 3]
        make_rsvp(meetup, f"Gast{number}", state)
    with django_assert_max_num_queries(len(first)):
        page(client, meetup, part)


# --- by hand -------------------------------------------------------------------------------------
def test_a_guest_on_paper_takes_seats_and_gets_no_mail(
    client: Client, meetup: Meetup, organiser: User
) -> None:
    client.force_login(organiser)
    data = {"name": " Opa\u202e  Jan ", "party": "3"}
    assert client.post(path(meetup, "guests/add/"), data).status_code == 302
    rsvp = Rsvp.objects.get()
    assert (rsvp.name, rsvp.party, rsvp.state, rsvp.origin) == ("Opa Jan", 3, "confirmed", "paper")
    assert Meetup.objects.get().seats_taken == 3
    assert not OutboundMessage.objects.exists()
    assert history() == [("guest_added", meetup.title)]
    assert "Opa Jan" in page(client, meetup)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"name": "", "party": "1"}, "name"),
        ({"name": "\u200b", "party": "1"}, "name"),
        ({"name": "x" * 41, "party": "1"}, "name"),
        ({"name": "Jan", "party": "0"}, "party"),
        ({"name": "Jan", "party": "5"}, "party"),
        ({"name": "Jan", "party": "twee"}, "party"),
        ({"name": "Jan", "party": "3"}, "__all__"),
    ],
)
def test_what_is_wrong_with_a_guest_is_said_by_field_and_nothing_is_lost(
    data: dict[str, str], field: str, client: Client, meetup: Meetup, organiser: User
) -> None:
    Meetup.objects.update(capacity=2)
    client.force_login(organiser)
    response = client.post(path(meetup, "guests/add/"), data)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    for value in data.values():
        assert f'value="{value}"' in response.content.decode() or not value
    assert not Rsvp.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.parametrize("state", [S.CONFIRMED, S.OFFERED, S.WAITING])
def test_a_guest_is_taken_off_and_hears_it_once(
    state: RsvpState, client: Client, meetup: Meetup, organiser: User
) -> None:
    rsvp = make_rsvp(meetup, "Mo", state)
    client.force_login(organiser)
    address = path(meetup, f"guests/{rsvp.pk}/remove/")
    assert "Mo" in client.get(address).content.decode()
    assert states(meetup) == {"Mo": state}
    assert client.post(address).status_code == 302
    again = client.post(address)
    assert again.status_code == 409
    assert client.get(address).status_code == 404
    assert states(meetup) == {"Mo": "removed"}
    assert Meetup.objects.get().seats_taken == 0
    posted = OutboundMessage.objects.values_list("kind", "subject_id", "group_id")
    assert list(posted) == [("rsvp_removed", rsvp.pk, meetup.pk)]
    assert history() == [("guest_removed", meetup.title)]


def test_who_never_confirmed_is_nobody_that_organisers_can_take_off(
    client: Client, meetup: Meetup, organiser: User
) -> None:
    rsvp = make_rsvp(meetup, "Mo", S.PENDING)
    client.force_login(organiser)
    address = path(meetup, f"guests/{rsvp.pk}/remove/")
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 409
    assert states(meetup) == {"Mo": "pending"}


def test_a_seat_that_comes_free_is_for_who_waits(
    client: Client, meetup: Meetup, organiser: User
) -> None:
    Meetup.objects.update(capacity=1)
    meetup.refresh_from_db()
    mo = make_rsvp(meetup, "Mo")
    make_rsvp(meetup, "Bo", S.WAITING)
    client.force_login(organiser)
    client.post(path(meetup, f"guests/{mo.pk}/remove/"))
    assert states(meetup) == {"Mo": "removed", "Bo": "offered"}


def test_more_seats_are_offered_and_fewer_than_taken_refused_in_words(
    client: Client, meetup: Meetup, organiser: User
) -> None:
    Meetup.objects.update(capacity=2)
    meetup.refresh_from_db()
    make_rsvp(meetup, "Mo", party=2)
    make_rsvp(meetup, "Bo", S.WAITING)
    client.force_login(organiser)
    for typed in ("1", "0", "1001", "", "veel"):
        response = client.post(path(meetup, "seats/"), {"capacity": typed})
        assert response.status_code == 422
        assert list(response.context["form"].errors) == ["capacity"]
        assert not typed or f'value="{typed}"' in response.content.decode()
    assert client.post(path(meetup, "seats/"), {"capacity": "3"}).status_code == 302
    assert states(meetup) == {"Mo": "confirmed", "Bo": "offered"}
    assert Meetup.objects.get().capacity == 3
    client.post(path(meetup, "seats/"), {"capacity": "3"})
    assert history() == [("meetup_changed", meetup.title)]


@pytest.mark.parametrize(
    ("part", "shown_on", "data"),
    [
        ("guests/add/", "guests/", {"name": "Oma Riet", "party": "3"}),
        ("seats/", "seats/", {"capacity": "77"}),
        ("write/", "write/", {"to": "all", "text": "Neem een lepel mee."}),
        ("guests/came/", "guests/came/", {"walk_ins": "66"}),
    ],
)
def test_what_someone_typed_is_there_when_they_sign_in_again(
    part: str,
    shown_on: str,
    data: dict[str, str],
    client: Client,
    initiative: Initiative,
    organiser: User,
) -> None:
    now = make_meetup(initiative, starts_at=timezone.now())
    assert client.post(path(now, part), data).status_code == 302
    client.force_login(organiser)
    body = page(client, now, shown_on)
    for value in data.values():
        assert value in body
    assert not Rsvp.objects.exists()
    assert Meetup.objects.get().attended is None


# --- on paper ------------------------------------------------------------------------------------
def test_the_paper_has_who_comes_and_nobody_else(
    client: Client, meetup: Meetup, organiser: User
) -> None:
    make_rsvp(meetup, "Mo", party=2)
    make_rsvp(meetup, "Ali", origin=Origin.PAPER)
    make_rsvp(meetup, "Wachtende", S.WAITING)
    NeedCount.objects.create(meetup=meetup, kind=NeedKind.HALAL, number=2)
    client.force_login(organiser)
    response = client.get(path(meetup, "guests/print/"))
    body = response.content.decode()
    assert body.index("Ali") < body.index("Mo")
    assert "Wachtende" not in body
    assert body.count("☐") == 2
    assert f"2 × {NeedKind.HALAL.label}" in body
    assert response.headers["Cache-Control"] == "no-store"


# --- at the same moment --------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_organisers_who_take_off_one_guest_do_it_once() -> None:
    fatma = make_user("Fatma")
    meetup = make_meetup(lasting_plan(fatma), starts_at=timezone.now() + timedelta(days=35))
    rsvp = make_rsvp(meetup, "Mo", party=2)
    seat = seat_of(fatma, meetup.initiative)
    act = partial(services.remove_guest, seat=seat, meetup=meetup, pk=rsvp.pk, now=timezone.now())
    results = at_once(act, act)
    assert sorted(result is None for result in results) == [False, True]
    assert states(meetup) == {"Mo": "removed"}
    assert Meetup.objects.get().seats_taken == 0
    assert OutboundMessage.objects.count() == 1
    assert history() == [("guest_removed", meetup.title)]

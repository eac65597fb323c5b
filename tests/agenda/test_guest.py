"""A guest's own page: everything by one button, nothing by looking, and only with the link."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from meetups.agenda.models import Meetup, MeetupState, NeedCount, Rsvp, RsvpState
from meetups.outbox.services.addresses import is_suppressed
from tests.agenda.makers import make_meetup, make_rsvp
from tests.fuzz import fill_in_all, forms_on

pytestmark = pytest.mark.django_db
S = RsvpState
ACTS = ("confirm", "number", "withdraw", "not-me")
ADDRESS, CHANNEL = "Dennenlaan 12", "https://meet.example.org/kamer"


@pytest.fixture
def meetup() -> Meetup:
    return make_meetup(
        starts_at=timezone.now() + timedelta(days=40),
        party_most=3,
        needs_asked=["halal", "wheelchair"],
        hides_address=True,
        way="both",
        online_link=CHANNEL,
        route="Bel aan bij de achterdeur",
    )


def guest(
    meetup: Meetup, state: RsvpState = S.CONFIRMED, name: str = "Sam", **columns: int
) -> Rsvp:
    return make_rsvp(meetup, name, state, now=timezone.now(), **columns)


def path(rsvp: Rsvp, act: str = "") -> str:
    return f"/en/guests/{rsvp.token}/" + (f"{act}/" if act else "")


def read(client: Client, rsvp: Rsvp) -> str:
    response = client.get(path(rsvp))
    assert response.status_code == 200
    return response.content.decode()


def acts_on(text: str) -> list[str]:
    """What the buttons of a page do."""
    return re.findall(r'action="/en/guests/[^/]+/([^/]+)/"', text)


def state(rsvp: Rsvp) -> str:
    return Rsvp.objects.get(pk=rsvp.pk).state


# --- what the page says --------------------------------------------------------------------------
PAGES = {
    S.PENDING: ("One step left", ["confirm", "number", "not-me"]),
    S.CONFIRMED: ("See you on", ["number", "withdraw", "not-me"]),
    S.WAITING: ("You have place 1 on the waiting list", ["number", "withdraw", "not-me"]),
    S.OFFERED: ("There is a seat for you", ["confirm", "number", "withdraw", "not-me"]),
    S.WITHDRAWN: ("You are not coming", ["confirm", "not-me"]),
    S.REMOVED: ("You are off the list", ["not-me"]),
}


@pytest.mark.parametrize("where", PAGES)
def test_the_page_says_how_things_are_and_what_one_can_do(
    where: RsvpState, client: Client, meetup: Meetup
) -> None:
    words, buttons = PAGES[where]
    text = read(client, guest(meetup, where))
    assert words in text
    assert acts_on(text) == buttons
    for private in (ADDRESS, CHANNEL, "achterdeur"):
        assert (private in text) is (where == S.CONFIRMED)
    assert ('name="needs"' in text) is (where in (S.PENDING, S.OFFERED))


@pytest.mark.parametrize("where", PAGES)
def test_looking_changes_nothing(where: RsvpState, client: Client, meetup: Meetup) -> None:
    """Programs open each link in a mail; some of them twice."""
    rsvp = guest(meetup, where)
    before = (Rsvp.objects.values().get(), Meetup.objects.values().get())
    for act in ("", *ACTS):
        response = client.get(path(rsvp, act))
        assert response.status_code == (405 if act else 200)
    assert (Rsvp.objects.values().get(), Meetup.objects.values().get()) == before


@pytest.mark.parametrize("where", PAGES)
def test_the_page_is_for_the_guest_alone(where: RsvpState, client: Client, meetup: Meetup) -> None:
    response = client.get(path(guest(meetup, where)))
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert "application/ld+json" not in response.content.decode()


def test_cancelled_and_over_go_before_all_else(client: Client, meetup: Meetup) -> None:
    rsvp = guest(meetup)
    Meetup.objects.update(
        state=MeetupState.CANCELLED, cancelled_at=timezone.now(), cancel_why="Lekkage"
    )
    text = read(client, rsvp)
    assert "This meetup does not go on" in text
    assert "Lekkage" in text
    assert acts_on(text) == ["not-me"]
    at = timezone.now() - timedelta(days=1)
    begun = at - timedelta(hours=1)
    Meetup.objects.update(state=MeetupState.SHOWN, cancelled_at=None, starts_at=begun, ends_at=at)
    text = read(client, rsvp)
    assert "This meetup is over" in text
    assert acts_on(text) == ["not-me"]


def test_a_name_is_shown_as_text(client: Client, meetup: Meetup) -> None:
    assert "<bdi>&lt;b&gt;Bo</bdi>" in read(client, guest(meetup, name="<b>Bo"))


def test_the_last_place_in_line(client: Client, meetup: Meetup) -> None:
    guest(meetup, S.WAITING, "Noor")
    assert "You have place 2 on the waiting list" in read(client, guest(meetup, S.WAITING))


# --- saying yes ----------------------------------------------------------------------------------
def test_saying_yes_with_needs_that_nobody_can_trace(client: Client, meetup: Meetup) -> None:
    rsvp = guest(meetup, S.PENDING)
    response = client.post(path(rsvp, "confirm"), {"needs": ["halal"]})
    assert (response.status_code, response.headers["Location"]) == (302, path(rsvp))
    client.post(path(rsvp, "confirm"), {"needs": ["halal"]})
    assert state(rsvp) == "confirmed"
    assert list(NeedCount.objects.values_list("kind", "number")) == [("halal", 1)]
    assert "halal" not in str(Rsvp.objects.values().get())


@pytest.mark.parametrize("needs", [["lift"], ["x" * 5000], ["halal", "a\0b"]])
def test_needs_that_are_not_asked_are_refused(
    needs: list[str], client: Client, meetup: Meetup
) -> None:
    rsvp = guest(meetup, S.PENDING)
    response = client.post(path(rsvp, "confirm"), {"needs": needs})
    assert response.status_code == 422
    assert response.content.decode().count("<title>Error: ") == 1
    assert state(rsvp) == "pending"


def test_full_without_a_list_is_said_beside_how_things_are(client: Client, meetup: Meetup) -> None:
    rsvp = guest(meetup, S.PENDING, party=2)
    Meetup.objects.update(capacity=1, has_waiting_list=False)
    response = client.post(path(rsvp, "confirm"))
    assert response.status_code == 409
    assert "There is one free seat left." in response.content.decode()
    assert client.post(path(rsvp, "number"), {"party": 1}).status_code == 302
    assert client.post(path(rsvp, "confirm")).status_code == 302
    assert state(rsvp) == "confirmed"


def test_full_with_a_list_is_said_before_the_button(client: Client, meetup: Meetup) -> None:
    Meetup.objects.update(capacity=1)
    guest(Meetup.objects.get(), name="Noor")
    rsvp = guest(Meetup.objects.get(), S.PENDING)
    text = read(client, rsvp)
    assert "Put me on the waiting list" in text
    assert 'name="needs"' not in text
    client.post(path(rsvp, "confirm"))
    assert "You have place 1 on the waiting list" in read(client, rsvp)


def test_closed_meanwhile(client: Client, meetup: Meetup) -> None:
    rsvp = guest(meetup, S.PENDING)
    Meetup.objects.update(is_closed=True)
    text = read(client, rsvp)
    assert "You cannot sign up any more" in text
    assert acts_on(text) == ["not-me"]
    assert client.post(path(rsvp, "confirm")).status_code == 409


# --- and afterwards ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("party", "status"), [("3", 302), ("1", 302), ("0", 422), ("4", 422), ("", 422), ("x", 422)]
)
def test_the_number_changes(party: str, status: int, client: Client, meetup: Meetup) -> None:
    rsvp = guest(meetup, party=2)
    response = client.post(path(rsvp, "number"), {"party": party})
    assert response.status_code == status
    expected = int(party) if status == 302 else 2
    assert Rsvp.objects.get().party == Meetup.objects.get().seats_taken == expected


def test_no_room_for_more_is_said_by_the_field(client: Client, meetup: Meetup) -> None:
    Meetup.objects.update(capacity=2)
    rsvp = guest(Meetup.objects.get(), party=1)
    response = client.post(path(rsvp, "number"), {"party": "3"})
    text = response.content.decode()
    assert response.status_code == 409
    assert 'id="id_party_error"' in text
    assert 'value="3"' in text


def test_withdrawing_is_one_step_and_so_is_coming_back(client: Client, meetup: Meetup) -> None:
    rsvp = guest(meetup)
    for _time in range(2):
        assert client.post(path(rsvp, "withdraw")).status_code == 302
        assert state(rsvp) == "withdrawn"
    assert Meetup.objects.get().seats_taken == 0
    assert client.post(path(rsvp, "confirm")).status_code == 302
    assert state(rsvp) == "confirmed"


def test_this_was_not_me(client: Client, meetup: Meetup) -> None:
    rsvp = guest(meetup)
    response = client.post(path(rsvp, "not-me"))
    assert response.headers["Location"] == f"/en/meetups/{meetup.code}/"
    for is_said in (True, False):
        page = client.get(response.headers["Location"]).content.decode()
        assert ("We erased what we knew of you here" in page) is is_said
    assert not Rsvp.objects.exists()
    assert Meetup.objects.get().seats_taken == 0
    assert is_suppressed(address="sam@example.org")
    for act in ("", *ACTS):
        found = client.post(path(rsvp, act)) if act else client.get(path(rsvp))
        assert found.status_code == 404


# --- whose page ----------------------------------------------------------------------------------
TOKENS = ["x", "a" * 43, "%00", "é", "data2", "a" * 4000, "sam@example.org"]


@pytest.mark.parametrize("token", TOKENS)
def test_a_link_that_is_none_is_404(token: str, client: Client, meetup: Meetup) -> None:
    rsvp = guest(meetup)
    for given in (token, rsvp.token_digest, rsvp.token[:-1], rsvp.token.swapcase()):
        assert client.get(f"/en/guests/{given}/").status_code == 404
        for act in ACTS:
            assert client.post(f"/en/guests/{given}/{act}/").status_code == 404
    assert state(rsvp) == "confirmed"


def test_a_link_opens_one_seat_at_one_meetup(client: Client, meetup: Meetup) -> None:
    """The same person, at another meetup: their link there does nothing here."""
    here, there = guest(meetup), guest(make_meetup(starts_at=meetup.starts_at, title="Elders"))
    assert "Elders" not in read(client, here)
    client.post(path(there, "withdraw"))
    assert (state(here), state(there)) == ("confirmed", "withdrawn")


def test_buttons_ask_for_the_token_of_the_form(meetup: Meetup) -> None:
    rsvp = guest(meetup)
    strict = Client(enforce_csrf_checks=True)
    for act in ACTS:
        assert strict.post(path(rsvp, act)).status_code == 403
    assert state(rsvp) == "confirmed"


def test_forms_take_anything(client: Client, meetup: Meetup) -> None:
    pages = [path(guest(meetup, where, f"Gast{where}")) for where in PAGES]
    forms = forms_on(client, pages, "/guests/")
    assert len(forms) == 6
    fill_in_all(client, forms)


@pytest.mark.parametrize("count", [0, 30])
def test_queries_are_few_however_many_come(
    count: int,
    client: Client,
    meetup: Meetup,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count):
        make_rsvp(meetup, f"Gast{number}", S.WAITING if number % 2 else S.CONFIRMED)
    for where in PAGES:
        rsvp = guest(meetup, where, f"Gast {where}")
        with django_assert_max_num_queries(3 + (where == S.WAITING)):
            read(client, rsvp)


def test_saying_yes_takes_few_queries(
    client: Client, meetup: Meetup, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rsvp = guest(meetup, S.PENDING)
    with django_assert_max_num_queries(9):  # two of them begin and end its part of the test's own
        client.post(path(rsvp, "confirm"))
    assert state(rsvp) == "confirmed"

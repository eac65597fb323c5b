"""The public page of a meetup: what everyone reads in each of its states, and what nobody does."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from meetups.agenda.models import Meetup, MeetupState, RsvpState
from meetups.agenda.queries.public import public_page
from meetups.initiatives.models import Initiative, TeamRole
from tests.agenda.makers import make_meetup, make_rsvp
from tests.factories import make_member, make_user

pytestmark = pytest.mark.django_db
SOON = timezone.now() + timedelta(days=40)
ADDRESS, CHANNEL, ROUTE = "Dennenlaan 12", "https://meet.example.org/kamer", "Bel bij de achterdeur"


def make(**columns: Any) -> Meetup:
    values: dict[str, Any] = {"starts_at": SOON, "way": "both", "online_link": CHANNEL}
    return make_meetup(**values | columns)


def get(client: Client, meetup: Meetup, language: str = "en") -> Any:
    return client.get(f"/{language}/meetups/{meetup.code}/")


def read(client: Client, meetup: Meetup) -> str:
    response = get(client, meetup)
    assert response.status_code == 200
    return str(response.content.decode())


PAST = timezone.now() - timedelta(days=2)
BEGUN = timezone.now() - timedelta(hours=1)
STAGES: dict[str, tuple[dict[str, Any], str, bool]] = {
    "open": ({}, "I’m coming", True),
    "full": ({"capacity": 1, "seats_taken": 1}, "Put me on the waiting list", True),
    "full without a list": (
        {"capacity": 1, "seats_taken": 1, "has_waiting_list": False},
        "There is no waiting list.",
        False,
    ),
    "closed": ({"is_closed": True}, "Closed for signing up", False),
    "closed by the clock": ({"closes_at": PAST}, "Closed for signing up", False),
    "begun": ({"starts_at": BEGUN}, "It has begun", False),
    "over": ({"starts_at": PAST, "attended": 12}, "12 people came.", False),
    "cancelled": (
        {"state": MeetupState.CANCELLED, "cancelled_at": PAST, "cancel_why": "Lekkage."},
        "Lekkage.",
        False,
    ),
}


@pytest.mark.parametrize("stage", STAGES)
def test_each_state_says_what_one_can_do(stage: str, client: Client) -> None:
    columns, words, has_form = STAGES[stage]
    meetup = make(**columns)
    text = read(client, meetup)
    assert words in text
    assert (f'action="/en/meetups/{meetup.code}/come/"' in text) is has_form
    assert CHANNEL not in text


@pytest.mark.parametrize("stage", [name for name, (_c, _w, form) in STAGES.items() if not form])
def test_what_has_no_form_takes_nobody(stage: str, client: Client) -> None:
    meetup = make(**STAGES[stage][0])
    data = {"name": "Sam", "email": "sam@example.org", "party": "1"}
    response = client.post(f"/en/meetups/{meetup.code}/come/", data)
    assert response.status_code == 422
    assert not meetup.rsvps.exists()


def test_each_form_asks_what_its_meetup_takes_in_the_language_of_the_reader(
    client: Client,
) -> None:
    alone, few, many = (make_meetup(party_most=most) for most in (1, 2, 4))
    for _time in range(2):  # the second is out of memory
        pages = [client.get(f"/nl/meetups/{row.code}/").content.decode() for row in (few, many)]
        assert ['max="2"' in page for page in pages] == [True, False]
        assert ['max="4"' in page for page in pages] == [False, True]
        assert 'name="party"' not in client.get(f"/nl/meetups/{alone.code}/").content.decode()
        english = client.get(f"/en/meetups/{few.code}/").content.decode()
        assert "With how many people do you come?" in english
        assert "With how many people do you come?" not in pages[0]
    data = {"name": "", "email": "sam@example.org", "party": "1"}
    refused = client.post(f"/nl/meetups/{few.code}/come/", data).content.decode()
    assert 'value="sam@example.org"' in refused
    assert "sam@example.org" not in client.get(f"/nl/meetups/{few.code}/").content.decode()


def test_a_draft_is_like_what_never_was(client: Client) -> None:
    draft = make(state=MeetupState.DRAFT)
    answers = [get(client, draft), client.get("/en/meetups/nothing/")]
    assert [response.status_code for response in answers] == [404, 404]
    assert draft.title not in answers[0].content.decode()


def test_it_says_what_is_good_to_know(client: Client) -> None:
    meetup = make(
        way="on_site",
        route=ROUTE,
        costs=250,
        children=True,
        step_free=True,
        languages=["nl", "ar"],
        bring="Een schort",
        about="Kook mee.\nWe maken drie soorten soep.",
        seats_taken=5,
    )
    Initiative.objects.update(contact_line="Bel Anneke: 06 12 34 56 78")
    make_member(
        meetup.initiative,
        make_user("Gerrit Jansen", email="g@example.org"),
        role=TeamRole.ORGANISER,
    )
    make_member(meetup.initiative, make_user("Helpende hand", email="h@example.org"))
    text = read(client, meetup)
    for words in (
        *(ADDRESS, ROUTE, "€\xa02.50", "Children are welcome.", "No steps or thresholds."),
        *("Een schort", "Kook mee.", "drie soorten soep", "5 of 20 seats taken"),
        *("Fatma and Gerrit", "Bel Anneke: 06 12 34 56 78", "We erase it on"),
    ):
        assert words in text
    for words in ("Jansen", "Helpende", "fatma@example.org", "supports this plan"):
        assert words not in text


@pytest.mark.parametrize(
    ("status", "submitted", "says"),
    [
        ("approved", True, True),
        ("running", True, True),
        ("running", False, False),
        ("submitted", True, False),
        ("declined", True, False),
    ],
)
def test_the_municipality_is_named_only_when_it_said_yes(
    status: str, submitted: bool, says: bool, client: Client
) -> None:
    meetup = make()
    at = PAST if submitted else None
    Initiative.objects.update(status=status, submitted_at=at)
    assert ("Harderwijk supports this plan" in read(client, meetup)) is says


def test_who_waits_already_is_counted(client: Client) -> None:
    meetup = make(capacity=1, seats_taken=1)
    assert "You are the first on the list." in read(client, meetup)
    for name in ("Sam", "Noor"):
        make_rsvp(meetup, name, RsvpState.WAITING)
    assert "2 groups are before you." in read(client, meetup)


def test_a_hidden_address_is_nowhere_on_the_page(client: Client) -> None:
    text = read(client, make(hides_address=True, route=ROUTE))
    for words in (ADDRESS, "De Dennenappel", ROUTE, CHANNEL):
        assert words not in text


def head(text: str) -> str:
    return text[: text.index("</head>")]


def test_an_open_meetup_is_found_and_previewed(client: Client) -> None:
    meetup = make(about="Kook mee.")
    response = get(client, meetup)
    text = response.content.decode()
    assert "X-Robots-Tag" not in response.headers
    assert "noindex" not in text
    assert f'<meta property="og:title" content="{meetup.title}, ' in text
    assert f"<title>{meetup.title}, " in text


@pytest.mark.parametrize("sensitive", [True, False])
def test_what_is_not_listed_is_not_found_and_a_sensitive_topic_is_in_no_preview(
    sensitive: bool, client: Client
) -> None:
    meetup = make(title="Praten over rouw", about="Over rouw.", is_listed=sensitive)
    Initiative.objects.update(is_sensitive=sensitive)
    response = get(client, meetup)
    text = response.content.decode()
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert '<meta name="robots" content="noindex, nofollow">' in text
    assert "ld+json" not in text
    assert ("rouw" in head(text)) is not sensitive
    assert "<h1>Praten over rouw</h1>" in text
    sent = client.get(f"/en/meetups/{meetup.code}/come/").content.decode()
    assert ("rouw" in head(sent)) is not sensitive


def event(text: str) -> Any:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_other_agendas_can_read_it(client: Client) -> None:
    meetup = make(about="</script><script>alert(1)</script> & meer", languages=["nl", "nl-simple"])
    text = read(client, meetup)
    assert "<script>alert" not in text
    data = event(text)
    assert data["@type"] == "Event"
    assert data["name"] == meetup.title
    assert data["description"] == meetup.about
    assert data["startDate"] == meetup.starts_local.isoformat()
    assert data["eventStatus"] == "https://schema.org/EventScheduled"
    assert data["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
    place, online = data["location"]
    assert place["address"]["streetAddress"] == ADDRESS
    assert place["address"]["addressLocality"] == "Harderwijk"
    assert online["url"] == data["url"] == f"http://localhost:8000/en/meetups/{meetup.code}/"
    assert data["offers"]["price"] == "0.00"
    assert data["offers"]["availability"] == "https://schema.org/InStock"
    assert CHANNEL not in text


def test_other_agendas_read_no_secret_and_hear_that_it_is_off(client: Client) -> None:
    columns = STAGES["cancelled"][0]
    data = event(read(client, make(hides_address=True, **columns)))
    assert data["eventStatus"] == "https://schema.org/EventCancelled"
    assert "streetAddress" not in str(data)
    assert data["location"][0]["name"] == "Stadsdennen"


def test_who_finds_no_room_reads_what_else_there_is(client: Client) -> None:
    full = make(capacity=1, seats_taken=1)
    plan = full.initiative
    other = {"starts_at": SOON + timedelta(days=1)}
    make(title="Koffie op de stoep", **other)
    hidden: dict[str, dict[str, Any]] = {
        "Ook vol": {"capacity": 1, "seats_taken": 1},
        "Niet in de agenda": {"is_listed": False},
        "Dicht": {"is_closed": True},
        "Concept": {"state": MeetupState.DRAFT},
    }
    for title, columns in hidden.items():
        make(title=title, **other, **columns)
    text = read(client, full)
    assert "Koffie op de stoep" in text
    assert not [title for title in hidden if title in text]
    Initiative.objects.filter(pk=plan.pk).update(is_sensitive=True)
    assert "Koffie op de stoep" not in read(client, full)


@pytest.mark.parametrize(("taken", "on"), [(0, 0), (1, 1), (50, 5), (96, 9), (99, 9), (100, 10)])
def test_the_arches_are_all_on_only_when_it_is_full(taken: int, on: int) -> None:
    page = public_page(make(capacity=100, seats_taken=taken), now=timezone.now())
    assert sum(page.arches) == on


@pytest.mark.parametrize("stage", ["open", "full", "cancelled"])
@pytest.mark.parametrize("count", [0, 30])
def test_queries_are_few_however_many_come(
    count: int, stage: str, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    meetup = make(**STAGES[stage][0])
    for number in range(count):
        make_rsvp(meetup, f"Gast{number}", RsvpState.WAITING)
        make_member(meetup.initiative, make_user(f"Buur{number}"), role=TeamRole.ORGANISER)
        make(title=f"Ook {number}")
    with django_assert_max_num_queries(3 if stage == "open" else 5):
        text = read(client, meetup)
    assert len(text.encode()) < 20_000


@pytest.mark.parametrize("code", ["x", "A" * 200, "%00", "1-2"])
def test_codes_that_are_none(code: str, client: Client) -> None:
    assert client.get(f"/en/meetups/{code}/").status_code == 404
    assert client.post(f"/en/meetups/{code}/come/").status_code == 404

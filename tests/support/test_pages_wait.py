"""For which plans the pages wait for the municipality, and what organisers read about it."""

from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from meetups.accounts.models import Office, ReviewFirst, User
from meetups.agenda.models import MeetupState
from meetups.agenda.services.meetups import why_not_shown
from meetups.initiatives.models import Funding, Initiative, Spot
from meetups.initiatives.queries.pages import must_be_reviewed_first, why_pages_wait
from tests.agenda.makers import make_meetup
from tests.factories import NOW
from tests.signing_in import sign_in

KINDS: dict[str, dict[str, Any]] = {
    ReviewFirst.SENSITIVE: {"is_sensitive": True},
    ReviewFirst.PUBLIC_SPACE: {"spot": Spot.PUBLIC_SPACE},
    ReviewFirst.STREET_CLOSED: {"closes_street": True},
    ReviewFirst.MANY_PEOPLE: {"people_expected": 100},
    ReviewFirst.MONEY_ASKED: {},
}
PLAIN = {
    "is_sensitive": False,
    "spot": Spot.INDOORS,
    "closes_street": False,
    "people_expected": 99,
    "status": "submitted",
    "submitted_at": NOW,
}


def ask_for_money(initiative: Initiative, **columns: Any) -> None:
    values = {"payer": "office", "cents": 12000, "changed_at": NOW}
    Funding.objects.create(initiative=initiative, **values | columns)


def put(initiative: Initiative, **columns: Any) -> None:
    for name, value in (PLAIN | columns).items():
        setattr(initiative, name, value)
    initiative.save()


def test_every_kind_is_tried() -> None:
    assert {*KINDS, ReviewFirst.ALWAYS} == set(ReviewFirst)


@pytest.mark.parametrize("kind", KINDS)
def test_only_plans_of_the_chosen_kind_wait(
    kind: str, initiative: Initiative, office: Office
) -> None:
    put(initiative, **KINDS[kind])
    if kind == ReviewFirst.MONEY_ASKED:
        ask_for_money(initiative)
    others = [other for other in KINDS if other != kind]
    for chosen, waits in (([kind], True), (others, False), ([], False), (["always"], True)):
        office.reviews_first = chosen
        assert must_be_reviewed_first(initiative, office) is waits, chosen
        assert (why_pages_wait(initiative, office) != "") is waits
        assert (why_not_shown(initiative, office) != "") is waits


def test_the_plain_plan_is_of_no_kind(initiative: Initiative, office: Office) -> None:
    put(initiative)
    ask_for_money(initiative, state="refused")
    ask_for_money(initiative, payer="fund")
    office.reviews_first = list(KINDS)
    assert not must_be_reviewed_first(initiative, office)
    assert not must_be_reviewed_first(initiative, None)


@pytest.mark.parametrize(
    ("status", "first", "later"),
    [
        ("draft", "has not seen the plan yet", "You need not wait for its answer"),
        ("submitted", "has not said yes yet", ""),
        ("changes_asked", "has not said yes yet", ""),
        ("declined", "said no", "said no"),
        ("approved", "", ""),
        ("running", "", ""),
        ("resting", "", ""),
    ],
)
def test_organisers_read_why(
    status: str, first: str, later: str, initiative: Initiative, office: Office
) -> None:
    put(initiative, status=status)
    for chosen, words in ((["always"], first), ([], later)):
        office.reviews_first = chosen
        with override("en"):
            why = why_pages_wait(initiative, office)
        assert words in why
        assert bool(words) is bool(why)


def test_the_pages_open_when_the_office_chose_so(
    client: Client, initiative: Initiative, organiser: User, office: Office
) -> None:
    """The invitation page of the plan, and the page of its meetup, by one rule."""
    put(initiative)
    meetup = make_meetup(initiative, state=MeetupState.DRAFT)
    sign_in(client, organiser)
    at = f"/en/initiatives/{initiative.pk}"
    said = "The municipality has not said yes yet."
    tab = client.get(f"{at}/invitations/").content.decode()
    assert said in tab
    assert "/invitations/open/" not in tab
    assert said in client.post(f"{at}/invitations/open/", follow=True).content.decode()
    assert client.post(f"{at}/meetups/{meetup.pk}/show/").status_code == 409
    initiative.refresh_from_db()
    meetup.refresh_from_db()
    assert (initiative.is_public, meetup.state) == (False, "draft")

    Office.objects.update(reviews_first=[ReviewFirst.PUBLIC_SPACE])
    assert "/invitations/open/" in client.get(f"{at}/invitations/").content.decode()
    client.post(f"{at}/invitations/open/")
    client.post(f"{at}/meetups/{meetup.pk}/show/")
    initiative.refresh_from_db()
    meetup.refresh_from_db()
    assert (initiative.is_public, meetup.state) == (True, "shown")

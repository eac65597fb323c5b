"""When guests of a meetup are reminded, and with which line: the organisers choose it."""

import pytest
from django.test import Client

from meetups.accounts.models import User
from meetups.agenda.models import Meetup
from meetups.initiatives.models import Initiative
from meetups.outbox.models import OutboundMessage
from tests.agenda.desk import FORM, edit, make_series, url
from tests.agenda.makers import make_meetup, make_rsvp
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def fatma(client: Client, organiser: User) -> Client:
    sign_in(client, organiser)
    return client


def chosen() -> list[tuple[list[str], str]]:
    return list(Meetup.objects.order_by("pk").values_list("reminders", "reminder_line"))


def test_a_new_meetup_offers_the_day_before(fatma: Client, initiative: Initiative) -> None:
    form = fatma.get(url("new", initiative)).context["form"]
    assert form["reminders"].value() == ["day"]


def test_a_new_meetup_takes_what_was_chosen(fatma: Client, initiative: Initiative) -> None:
    chosen_here = {"reminders": ["week", "hours"], "reminder_line": "Neem een mok mee."}
    fatma.post(url("new", initiative), FORM | {"day": "2099-04-24"} | chosen_here)
    assert chosen() == [(["week", "hours"], "Neem een mok mee.")]


def test_another_moment_is_told_to_nobody(fatma: Client, initiative: Initiative) -> None:
    meetup = make_meetup(initiative)
    make_rsvp(meetup)
    edit(fatma, initiative, meetup, reminders=["week"], reminder_line="De soep is klaar.")
    assert chosen() == [(["week"], "De soep is klaar.")]
    assert Meetup.objects.get().revision == 0
    assert not OutboundMessage.objects.exists()


def test_no_reminder_at_all_is_a_choice_too(fatma: Client, initiative: Initiative) -> None:
    meetup = make_meetup(initiative)
    edit(fatma, initiative, meetup, reminders=[])
    assert chosen() == [([], "")]


def test_those_after_it_get_the_same(fatma: Client, initiative: Initiative) -> None:
    rows = make_series(initiative, 3)
    edit(fatma, initiative, rows[1], reminders=["hours"], scope="following")
    assert [reminders for reminders, _line in chosen()] == [["day"], ["hours"], ["hours"]]


@pytest.mark.parametrize(
    ("field", "value"),
    [("reminders", ["night"]), ("reminder_line", "kijk op kwaad.nl"), ("reminder_line", "x" * 161)],
)
def test_what_cannot_be_is_refused_at_its_field(
    fatma: Client, initiative: Initiative, field: str, value: object
) -> None:
    meetup = make_meetup(initiative)
    response = edit(fatma, initiative, meetup, **{field: value})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert chosen() == [(["day"], "")]

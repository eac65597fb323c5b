"""Asking the municipality for help: begun from the plan, asked once, answered or taken back."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from meetups.accounts.models import Office, User
from meetups.audit.models import Record
from meetups.initiatives.models import BudgetLine, Event, EventKind, Funding, Initiative
from meetups.outbox.letters import Dropped
from meetups.outbox.models import OutboundMessage, State
from meetups.support.letters.help import help_answered, help_asked
from meetups.support.models import Kind, RequestState, SupportRequest
from meetups.support.queries.needs import Need, needs_of
from meetups.support.queries.promises import open_requests
from meetups.support.services import requests as services
from meetups.support.services.errors import SupportError
from tests.factories import NOW, make_member, make_user
from tests.support.makers import make_money, make_promise, make_request

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(initiative: Initiative, office: Office) -> Initiative:
    """Fatma's plan, sent to the office."""
    Initiative.objects.update(status="submitted", submitted_at=NOW)
    initiative.refresh_from_db()
    return initiative


def ask(plan: Initiative, by: User, **values: Any) -> SupportRequest:
    given: dict[str, Any] = {"kind": "materials", "text": "Zes tafels", "now": NOW} | values
    return services.ask_for_help(initiative=plan, by=by, **given)


# --- asking --------------------------------------------------------------------------------------
def test_asking_tells_the_office(plan: Initiative, organiser: User, office: Office) -> None:
    request = ask(plan, organiser, kind="people", people=2, hours=3, cents=500)
    assert (request.people, request.hours, request.cents) == (2, 3, None)
    assert Event.objects.get().kind == EventKind.SUPPORT_ASKED
    letter: Any = help_asked(OutboundMessage.objects.get(), now=NOW)
    assert (letter.to, letter.context["text"]) == (office.contact_email, "Zes tafels")
    assert list(open_requests(office)) == [request]


def test_pressed_twice_is_asked_once(plan: Initiative, organiser: User) -> None:
    assert ask(plan, organiser) == ask(plan, organiser)
    assert OutboundMessage.objects.count() == 1


def test_money_needs_an_amount(plan: Initiative, organiser: User) -> None:
    with pytest.raises(ValidationError) as refused:
        ask(plan, organiser, kind="money")
    assert set(refused.value.message_dict) == {"cents"}


@pytest.mark.parametrize("status", ["draft", "stopped", "completed"])
def test_who_asks_when_nobody_would_see_it_hears_so(
    status: str, plan: Initiative, organiser: User
) -> None:
    plan.status = status
    with pytest.raises(SupportError):
        ask(plan, organiser)
    assert not SupportRequest.objects.exists()


def test_not_more_than_ten_things_at_a_time(plan: Initiative, organiser: User) -> None:
    for _ in range(services.MOST_OPEN):
        make_request(plan)
    with pytest.raises(SupportError):
        ask(plan, organiser)
    SupportRequest.objects.earliest("pk").delete()
    ask(plan, organiser)


def test_what_was_taken_back_or_is_over_waits_for_nobody(plan: Initiative, office: Office) -> None:
    make_request(plan)
    for status in ("draft", "stopped"):
        Initiative.objects.update(status=status)
        assert not open_requests(office).exists()


# --- answering -----------------------------------------------------------------------------------
def test_declining_needs_a_reason_which_the_team_reads(
    plan: Initiative, reviewer: User, organiser: User
) -> None:
    request = make_request(plan)
    with pytest.raises(ValidationError):
        services.decline_request(request=request, by=reviewer, why=" ", now=NOW)
    services.decline_request(request=request, by=reviewer, why="Ze zijn stuk.", now=NOW)
    request.refresh_from_db()
    assert (request.state, request.answer) == (RequestState.DECLINED, "Ze zijn stuk.")
    assert Record.objects.get().details == {"did": "decline-help"}
    letter: Any = help_answered(OutboundMessage.objects.get(), now=NOW)
    assert letter.to == organiser.email
    assert (letter.context["is_declined"], letter.context["answer"]) == (True, "Ze zijn stuk.")


def test_withdrawing_takes_the_mail_out_and_comes_once(plan: Initiative, organiser: User) -> None:
    request = ask(plan, organiser)
    message = OutboundMessage.objects.get()
    services.withdraw_request(request=request, by=organiser, now=NOW)
    assert SupportRequest.objects.get().state == RequestState.WITHDRAWN
    assert OutboundMessage.objects.get().state == State.CANCELLED
    assert isinstance(help_asked(message, now=NOW), Dropped)
    with pytest.raises(SupportError):
        services.decline_request(request=request, by=organiser, why="Nee", now=NOW)
    assert SupportRequest.objects.get().state == RequestState.WITHDRAWN


# --- what a plan lacks ---------------------------------------------------------------------------
def test_what_a_plan_lacks(plan: Initiative) -> None:
    line = {"initiative": plan, "changed_at": NOW}
    BudgetLine.objects.create(name="Soep", planned_cents=80_00, payer="office", **line)
    BudgetLine.objects.create(name="Borden", planned_cents=40_00, payer="office", **line)
    BudgetLine.objects.create(name="Eigen", planned_cents=9_00, **line)
    Funding.objects.create(payer="office", cents=20_00, state="received", **line)
    Funding.objects.create(payer="office", cents=50_00, state="refused", **line)
    make_money(plan, 30_00)
    assert needs_of(plan) == [
        Need(Kind.MONEY, cents=70_00, lines=("Soep", "Borden")),
        Need(Kind.PLACE, people=40),
        Need(Kind.PEOPLE, people=1),
    ]


def test_a_plan_that_lacks_nothing(plan: Initiative) -> None:
    plan.place_name = "De Dennenappel"
    make_member(plan, make_user("Anneke"), role="organiser")
    assert needs_of(Initiative.objects.get()) == [Need(Kind.PLACE, people=40)]
    assert needs_of(plan) == []
    plan.place_name = ""
    make_promise(plan, kind="place")
    assert needs_of(plan) == []


# --- the page ------------------------------------------------------------------------------------
def test_asking_begins_from_the_plan(
    client: Client, plan: Initiative, organiser: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meetups.clock.now", lambda: NOW)
    BudgetLine.objects.create(
        initiative=plan, name="Soep", planned_cents=80_50, payer="office", changed_at=NOW
    )
    client.force_login(organiser)
    url = f"/en/initiatives/{plan.pk}/help/ask/"
    page = client.get(url).content.decode()
    assert "By your budget the municipality pays €\xa080.50 more than it promised." in page
    assert "Your plan has no place yet." in page
    assert "You organise it on your own." in page
    form = client.get(f"{url}?kind=money&from=plan").content.decode()
    for words in ('value="Soep"', 'value="80.50"', 'value="2027-04-24"'):
        assert words in form
    assert 'name="people"' not in form
    assert 'value="Soep"' not in client.get(f"{url}?kind=money").content.decode()


def test_asking_on_its_page(client: Client, plan: Initiative, organiser: User) -> None:
    client.force_login(organiser)
    url = f"/en/initiatives/{plan.pk}/help/ask/"
    assert client.post(url, {"kind": "contact", "text": "Bel"}).status_code == 422
    refused = client.post(url, {"kind": "money", "text": "Soep <warm>", "cents": "veel"})
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"cents"}
    assert 'value="Soep &lt;warm&gt;"' in refused.content.decode()
    good = {"kind": "money", "text": "Soep", "cents": "12.50", "needed_on": "2027-04-20"}
    done = client.post(url, good)
    assert done["Location"] == f"/en/initiatives/{plan.pk}/support/#requests"
    asked = SupportRequest.objects.get()
    assert (asked.cents, asked.needed_on, asked.asked_by) == (12_50, date(2027, 4, 20), organiser)


@pytest.mark.parametrize("who", ["helper", "reviewer", "stranger"])
def test_only_organisers_ask_and_take_back(
    who: str, client: Client, plan: Initiative, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(who))
    asked = make_request(plan)
    at = f"/en/initiatives/{plan.pk}/help"
    assert client.get(f"{at}/ask/").status_code == 404
    assert client.post(f"{at}/{asked.pk}/withdraw/").status_code == 404
    assert SupportRequest.objects.get().state == RequestState.OPEN


def test_taking_a_request_back(client: Client, plan: Initiative, organiser: User) -> None:
    client.force_login(organiser)
    asked = make_request(plan)
    url = f"/en/initiatives/{plan.pk}/help/{asked.pk}/withdraw/"
    assert client.post(url).status_code == 302
    assert SupportRequest.objects.get().state == RequestState.WITHDRAWN
    page = client.post(url, follow=True).content.decode()
    assert "This is answered or withdrawn already." in page

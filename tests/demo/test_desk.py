"""The desk of the demo: something of each kind, and all of it by the rules."""

from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from time_machine import TimeMachineFixture

from meetups.accounts.models import Office
from meetups.agenda.times import ZONE
from meetups.audit.models import Act, Record
from meetups.demo.desking import MAIL
from meetups.initiatives.models import Initiative
from meetups.outbox.models import OutboundMessage, State
from meetups.support.continuity import Pillar
from meetups.support.continuity import State as Standing
from meetups.support.models import (
    Answer,
    Dossier,
    Introduction,
    Kind,
    Message,
    PrivateNote,
    Promise,
    PromiseState,
    RequestState,
    Side,
    SupportRequest,
    YearBudget,
)
from meetups.support.queries.continuity import continuity_of
from meetups.support.queries.look_alikes import look_alikes
from meetups.support.queries.promises import broken_money, late_promises, money_of
from tests.demo.conftest import TODAY, plan, seed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
NOON = datetime.combine(TODAY, time(12), ZONE)


def office(code: str = "GM0243") -> Office:
    return Office.objects.get(area__code=code)


def test_both_offices_have_a_budget_of_this_year_and_the_next() -> None:
    years = {year for code in ("GM0243", "GM0622") for year in years_of(code)}
    assert years == {2026, 2027, 2028}  # the stories begin in 2026
    assert money_of(office(), 2027).available > 0
    assert money_of(office("GM0622"), 2027).paid == 12900
    assert broken_money() == []


def years_of(code: str) -> list[int]:
    return list(YearBudget.objects.filter(office=office(code)).values_list("year", flat=True))


def test_a_budget_is_made_again_when_a_year_has_none() -> None:
    YearBudget.objects.filter(office=office(), year=2028).delete()
    YearBudget.objects.filter(office=office(), year=2027).update(cents=16_000_00)
    assert seed() == "Nothing to do: the demo is there."
    assert money_of(office(), 2028).budget == 15_000_00
    assert money_of(office(), 2027).budget == 16_000_00


def test_a_question_was_answered_and_a_message_waits() -> None:
    sides = plan("samen-koken").messages.values_list("side", flat=True)
    assert list(sides) == [Side.OFFICE, Side.TEAM, Side.OFFICE]
    waits = Dossier.objects.get(initiative=plan("stoepkoffie"))
    assert (waits.last_side, (NOON - waits.last_at).days if waits.last_at else None) == ("team", 0)
    assert not Message.objects.filter(by=None).exists()
    assert {str(note.by) for note in PrivateNote.objects.all()} == {
        *("Joost", "Wouter", "Marit", "Sanne"),
    }


def test_who_reviews_and_the_tags() -> None:
    given = {d.initiative_id: d for d in Dossier.objects.select_related("reviewer")}
    assert str(given[plan("samen-koken").pk].reviewer) == "Marit"
    assert given[plan("stoepkoffie").pk].reviewer is None
    tags = given[plan("samen-koken").pk].tags.values_list("name", flat=True)
    assert sorted(tags) == ["Stadsdennen", "eten"]


def test_what_was_asked_is_in_each_state() -> None:
    states = set(SupportRequest.objects.values_list("state", flat=True))
    assert states == set(RequestState.values)


def test_what_was_promised_is_in_each_state() -> None:
    assert set(Promise.objects.values_list("state", flat=True)) == set(PromiseState.values)
    late = [promise.text for promise in late_promises(office(), TODAY)]
    assert late == [
        "Een kast met een slot, voor kopjes en spelletjes",
        "Geld voor het drukken van het krantje",
    ]
    coming = Promise.objects.filter(state=PromiseState.PROMISED, due_on__gte=TODAY)
    assert {promise.kind for promise in coming} >= {Kind.CONTACT, Kind.PEOPLE, Kind.PROMOTION}
    once = Promise.objects.get(text="Wouter loopt drie keer voorop")
    assert (once.is_once, once.ends_on) == (True, TODAY + timedelta(days=26))
    assert "buurtsportcoach" in once.then
    partly = Promise.objects.get(initiative=plan("groene-straat"), kind=Kind.MONEY)
    assert (partly.paid_cents, partly.cents, partly.state) == (12900, 45000, "promised")
    with_decision = plan("straatfeest").promises.filter(made_with__isnull=False)
    assert set(with_decision.values_list("kind", flat=True)) == {"contact", "money", "people"}


def test_one_plan_is_shaky_on_all_four_pillars() -> None:
    found = continuity_of([plan("thee").pk], now=NOON)[plan("thee").pk]
    assert {pillar: found.state_of(pillar) for pillar in Pillar} == dict.fromkeys(
        Pillar, Standing.SHAKY
    )
    codes = {reason.code for reason in found.reasons}
    assert codes >= {"one_organiser", "no_next_date", "place_ends", "money_ends", "turnout_falls"}
    firm = continuity_of(Initiative.objects.all(), now=NOON)
    assert any(each.is_firm for each in firm.values())


def test_two_plans_look_alike_and_one_team_has_answered() -> None:
    first, second = plan("samen-koken"), plan("aanschuiven")
    assert [row.initiative for row in look_alikes(first)] == [second]
    row = Introduction.objects.get()
    assert (row.first, row.second) == (first, second)
    assert (row.first_answer, row.second_answer) == (Answer.WAITING, Answer.YES)


def test_what_must_be_accounted_for_is_on_the_record() -> None:
    acts = set(Record.objects.values_list("act", flat=True))
    assert acts == {*(Act.DECISION, Act.PROMISE, Act.PAYMENT, Act.BUDGET)} | {
        *(Act.ACCESS, Act.INTRODUCTION, Act.OFFICE)
    }
    looked = Record.objects.filter(act=Act.ACCESS).values_list("object_id", flat=True)
    assert set(looked) >= {str(plan(slug).pk) for slug in ("ons-plein", "drie-vragen")}
    assert not Record.objects.filter(at__date__gte=TODAY).exists()


def test_none_of_its_mail_is_waiting_to_leave() -> None:
    mail = OutboundMessage.objects.filter(kind__in=MAIL)
    assert set(mail.values_list("kind", flat=True)) == set(MAIL) - {"introduction_answered"}
    assert set(mail.values_list("state", flat=True)) == {State.SENT, State.CANCELLED}


def test_a_plan_that_fits_no_more_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    """Someone let Wouter go, so he can promise nothing; the site starts all the same."""
    office().memberships.filter(user__name="Wouter").delete()
    plan("thee").delete()
    assert seed() == "Nothing to do: the demo is there."
    assert "Left out “Thee om drie uur”: " in capsys.readouterr().err
    assert not Initiative.objects.filter(title="Thee om drie uur").exists()


@pytest.mark.parametrize("slug", ["joost", "sanne"])
def test_every_page_of_a_desk(client: Client, time_machine: TimeMachineFixture, slug: str) -> None:
    time_machine.move_to(NOON)
    client.post(reverse("demo:sign_in", args=[slug]))
    code = {"joost": "GM0243", "sanne": "GM0622"}[slug]
    for name in ("desk", "queue", "radar", "promises", "money", "figures"):
        response = client.get(reverse(f"dashboard:{name}", args=[code]))
        assert response.status_code == 200, name
    for initiative in Initiative.objects.filter(dossier__isnull=False, municipality__code=code):
        response = client.get(reverse("support:review", args=[initiative.pk]))
        assert response.status_code == 200, initiative.title

"""Deciding with an offer: all of it, or nothing at all; and what the team reads of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from meetups.accounts.models import Office, User
from meetups.audit.models import Act, Record
from meetups.initiatives.access import Right, get_initiative_for
from meetups.initiatives.models import Event, Initiative
from meetups.initiatives.services.errors import PlanError
from meetups.initiatives.services.moves import move_initiative
from meetups.outbox.letters import Dropped, Letter
from meetups.outbox.models import OutboundMessage
from meetups.outbox.rendering import compose
from meetups.support.letters.review import plan_decided
from meetups.support.models import Kind, Promise, SupportRequest, YearBudget
from meetups.support.services.decisions import Condition, Offer
from meetups.support.services.errors import SupportError
from tests.factories import NOW, make_member, make_office, make_reviewer, make_user
from tests.initiatives.test_versions import at_once, make_plan, without

from .reviewing import HEAR_BY, LATER, TODAY, decided, send


@pytest.fixture
def plan(initiative: Initiative, office: Office) -> Initiative:
    return send(initiative)


def money(owner: User, cents: int = 12000) -> Offer:
    return Offer(Kind.MONEY, "Boodschappen", owner, LATER, cents=cents, year=LATER.year)


def nothing_happened(plan: Initiative) -> None:
    plan.refresh_from_db()
    assert plan.status == "submitted"
    counts = [model.objects.count() for model in (Promise, Event, OutboundMessage, Record)]
    assert counts == [0, 0, 0, 0]


# --- all or nothing ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("decision", "status"),
    [("approve", "approved"), ("ask-changes", "changes_asked"), ("decline", "declined")],
)
def test_every_decision_promises_that_they_hear_from_someone(
    decision: str, status: str, plan: Initiative, reviewer: User
) -> None:
    event = decided(reviewer, plan, decision)
    plan.refresh_from_db()
    assert (plan.status, event.subject, event.why) == (status, decision, "Omdat.")
    [promise] = Promise.objects.all()
    given = (promise.kind, promise.owner, promise.due_on, promise.made_with)
    assert given == (Kind.CONTACT, reviewer, HEAR_BY, event)
    [record] = Record.objects.filter(act=Act.DECISION)
    assert (record.by, record.office, record.object_id) == (reviewer.pk, "GM0243", str(plan.pk))
    assert record.details["decision"] == decision
    [mail] = OutboundMessage.objects.all()
    member = plan.members.get()
    assert (mail.kind, mail.subject_id, mail.group_id, mail.revision) == (
        *("plan_decided", member.pk, plan.pk),
        event.pk,
    )


def test_each_offer_becomes_a_promise(plan: Initiative, reviewer: User, office: Office) -> None:
    YearBudget.objects.create(office=office, year=LATER.year, cents=12000)
    asked = SupportRequest.objects.create(
        initiative=plan, office=office, kind="people", text="Iemand bij de deur", asked_at=NOW
    )
    joost = make_reviewer(office, "Joost")
    offers = [
        money(joost),
        Offer(Kind.PEOPLE, asked.text, joost, LATER, people=2, hours=3, request=asked),
        Offer(Kind.PROMOTION, "In de wijkkrant", reviewer, LATER, then="Daarna op de site"),
    ]
    event = decided(reviewer, plan, offers=offers)
    rows = Promise.objects.exclude(kind=Kind.CONTACT).order_by("pk")
    assert {row.made_with for row in rows} == {event}
    columns = ("kind", "owner", "cents", "year", "people", "hours", "is_once", "then", "request")
    assert list(rows.values_list(*columns)) == [
        ("money", joost.pk, 12000, LATER.year, None, None, False, "", None),
        ("people", joost.pk, None, None, 2, 3, False, "", asked.pk),
        ("promotion", reviewer.pk, None, None, None, None, True, "Daarna op de site", None),
    ]
    asked.refresh_from_db()
    assert asked.state == "promised"


def test_what_cannot_be_promised_leaves_nothing_behind(
    plan: Initiative, reviewer: User, office: Office
) -> None:
    """The last of the offers fails, when the plan has moved and two promises were made."""
    YearBudget.objects.create(office=office, year=LATER.year, cents=11999)
    place = Offer(Kind.PLACE, "De zaal", reviewer, LATER)
    with pytest.raises(SupportError):
        decided(reviewer, plan, offers=[place, money(reviewer)])
    nothing_happened(plan)
    with pytest.raises(ValidationError):
        decided(reviewer, plan, offers=[place, Offer(Kind.PLACE, "x" * 161, reviewer, LATER)])
    nothing_happened(plan)


def test_a_name_a_day_and_a_reason_are_needed(
    plan: Initiative, reviewer: User, other_reviewer: User, office: Office
) -> None:
    in_team = make_reviewer(office, "Els")
    make_member(plan, in_team)
    yesterday = TODAY - timedelta(days=1)
    wrong: list[dict[str, Any]] = [
        {"contact": other_reviewer},
        {"contact": in_team},
        {"contact": make_user("Klaas")},
        {"hear_by": yesterday},
        {"offers": [Offer(Kind.PLACE, "De zaal", other_reviewer, LATER)]},
        {"offers": [Offer(Kind.PLACE, "De zaal", reviewer, yesterday)]},
    ]
    for values in wrong:
        with pytest.raises(SupportError):
            decided(reviewer, plan, **values)
    for decision in ("ask-changes", "decline", "reconsider", "submit", "fly"):
        with pytest.raises(PlanError):
            decided(reviewer, plan, decision, why=" ")
    nothing_happened(plan)
    decided(reviewer, plan, why="")


# --- two at once ---------------------------------------------------------------------------------
def both_decide() -> list[str]:
    """Two reviewers decide about one plan at one moment, having read the same."""
    office = make_office()
    plan = make_plan(status="submitted", submitted_at=NOW)
    people = [make_reviewer(office, name) for name in ("Marit", "Joost")]
    ways = ["approve", "decline"]
    return at_once(lambda number: decided(people[number], plan, ways[number]), writers=2)


@pytest.mark.django_db(transaction=True)
def test_of_two_reviewers_the_second_hears_it_and_promises_nothing() -> None:
    assert both_decide() == ["PlanError", "won"]
    [promise] = Promise.objects.all()
    assert promise.made_with
    status = {"approve": "approved", "decline": "declined"}[promise.made_with.subject]
    assert Initiative.objects.get().status == status
    assert OutboundMessage.objects.filter(kind="plan_decided").count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_status_both_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    without("status", monkeypatch)
    assert both_decide() == ["won", "won"]
    assert Promise.objects.count() == 2


# --- what the team reads -------------------------------------------------------------------------
def mail_of(plan: Initiative) -> tuple[OutboundMessage, str]:
    message = OutboundMessage.objects.get(kind="plan_decided")
    letter = plan_decided(message, now=NOW)
    assert isinstance(letter, Letter)
    assert letter.to == "fatma@example.org"
    return message, text_of(letter)


def text_of(letter: Letter) -> str:
    """All that a reader can see: subject, text and page, whatever the line ends."""
    mail = compose(letter.template, to=letter.to, language=letter.language, context=letter.context)
    html, _kind = mail.alternatives[0]
    return " ".join(" ".join(map(str, (mail.subject, mail.body, html))).split())


def test_one_mail_tells_all_of_it(plan: Initiative, reviewer: User, office: Office) -> None:
    YearBudget.objects.create(office=office, year=LATER.year, cents=12000)
    place = Offer(Kind.PLACE, "De zaal van De Dennenappel", reviewer, LATER, then="Vraag de school")
    decided(reviewer, plan, why="Mooi plan.", offers=[money(reviewer), place])
    _message, text = mail_of(plan)
    for words in (
        *("Mooi plan.", "Marit", "dinsdag 16 maart", "€ 120", "Boodschappen"),
        *("De zaal van De Dennenappel", "8 april", "Vraag de school", plan.title),
    ):
        assert words in text, words


def test_a_sensitive_plan_is_in_no_mail(plan: Initiative, reviewer: User) -> None:
    send(plan, is_sensitive=True)
    place = Offer(Kind.PLACE, "Een veilige zaal", reviewer, LATER)
    decided(reviewer, plan, "decline", why="Eerst met de politie praten.", offers=[place])
    _message, text = mail_of(plan)
    for words in (plan.title, "politie", "veilige"):
        assert words not in text
    assert f"/initiatives/{plan.pk}/" in text


def test_the_mail_tells_the_condition_of_a_yes_and_of_a_sensitive_plan_only_its_day(
    plan: Initiative, reviewer: User
) -> None:
    asked = Condition("Vraag een sleutel", LATER)
    decided(reviewer, plan, why="", condition=asked)
    _message, text = mail_of(plan)
    assert "op één voorwaarde" in text
    assert "donderdag 8 april" in text
    assert "Vraag een sleutel" in text
    send(plan, is_sensitive=True, status="approved")
    _message, text = mail_of(plan)
    assert "donderdag 8 april" in text
    assert "sleutel" not in text


def test_another_decision_replaces_a_condition_that_is_open(
    plan: Initiative, reviewer: User
) -> None:
    def look_again() -> None:
        seat = get_initiative_for(reviewer, plan.pk, Right.REVIEW)
        move_initiative(seat=seat, slug="reconsider", why="Te snel.", now=NOW)

    decided(reviewer, plan, condition=Condition("Eerst dit", LATER))
    look_again()
    decided(reviewer, plan, condition=Condition("Nee, dit", LATER))
    assert [step.text for step in plan.steps.all()] == ["Nee, dit"]
    look_again()
    decided(reviewer, plan, "decline")
    assert not plan.steps.exists()


def test_another_decision_promises_one_call_and_not_two(plan: Initiative, reviewer: User) -> None:
    decided(reviewer, plan, "decline")
    seat = get_initiative_for(reviewer, plan.pk, Right.REVIEW)
    move_initiative(seat=seat, slug="reconsider", why="Te snel.", now=NOW)
    decided(reviewer, plan, "approve")
    calls = Promise.objects.filter(kind=Kind.CONTACT).order_by("pk")
    assert [call.state for call in calls] == ["withdrawn", "promised"]
    assert calls[0].why == "Er is een nieuw antwoord, met een nieuwe dag."


def test_only_a_yes_has_a_condition(plan: Initiative, reviewer: User) -> None:
    with pytest.raises(SupportError):
        decided(reviewer, plan, "decline", condition=Condition("Eerst dit", LATER))
    assert not plan.steps.exists()


def test_of_a_decision_that_is_taken_back_nobody_hears(plan: Initiative, reviewer: User) -> None:
    decided(reviewer, plan, "decline")
    message, _text = mail_of(plan)
    seat = get_initiative_for(reviewer, plan.pk, Right.REVIEW)
    move_initiative(seat=seat, slug="reconsider", why="Te snel.", now=NOW)
    assert isinstance(plan_decided(message, now=NOW), Dropped)
    decided(reviewer, plan, "approve")
    assert isinstance(plan_decided(message, now=NOW), Dropped)
    second = OutboundMessage.objects.exclude(pk=message.pk).get(kind="plan_decided")
    assert isinstance(plan_decided(second, now=NOW), Letter)
    plan.members.all().delete()
    assert isinstance(plan_decided(second, now=NOW), Dropped)

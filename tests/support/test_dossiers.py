"""What an office keeps for itself: the reviewer, tags, notes, and who looked."""

from datetime import timedelta
from itertools import product

import pytest
from django.core.exceptions import ValidationError

from meetups.accounts.models import Membership, Office, User
from meetups.audit.models import Act, Record
from meetups.initiatives.access import Right, get_initiative_for
from meetups.initiatives.models import Initiative
from meetups.outbox.letters import Dropped, Letter
from meetups.outbox.models import OutboundMessage
from meetups.support.access import Desk
from meetups.support.letters.review import review_assigned
from meetups.support.models import Dossier, PrivateNote, Tag
from meetups.support.queries.dossiers import dossier_seen, notes_of
from meetups.support.services.dossiers import (
    MOST_TAGS,
    assign,
    dossier_of,
    note_access,
    set_tags,
)
from meetups.support.services.errors import SupportError
from meetups.support.services.notes import add_note
from tests.factories import NOW, make_member, make_office, make_reviewer

from .reviewing import send


@pytest.fixture
def plan(initiative: Initiative, office: Office) -> Initiative:
    return send(initiative)


@pytest.fixture
def desk(office: Office, reviewer: User) -> Desk:
    return Desk(office, reviewer, is_manager=False)


def test_there_is_one_dossier_and_looking_makes_none(plan: Initiative) -> None:
    assert dossier_seen(plan)[0].pk is None
    assert not Dossier.objects.exists()
    assert dossier_of(plan) == dossier_of(plan) == dossier_seen(plan)[0]


# --- the reviewer --------------------------------------------------------------------------------
def test_a_colleague_is_told_and_who_takes_it_is_not(plan: Initiative, desk: Desk) -> None:
    joost = make_reviewer(desk.office, "Joost")
    mails = OutboundMessage.objects.filter(kind="review_assigned")
    for turn, (who, expected) in enumerate(
        [(desk.user, 0), (joost, 1), (joost, 1), (None, 1), (joost, 2), (desk.user, 2)]
    ):
        now = NOW + timedelta(seconds=turn)
        dossier = assign(desk=desk, initiative=plan, reviewer=who, now=now)
        assert (dossier.reviewer, mails.count()) == (who, expected)
        assert (dossier.assigned_at is None) is (who is None)


def test_only_who_may_review_gets_it(
    plan: Initiative, desk: Desk, other_reviewer: User, organiser: User
) -> None:
    in_team = make_reviewer(desk.office, "Els")
    make_member(plan, in_team)
    for who in (other_reviewer, organiser, in_team):
        with pytest.raises(SupportError):
            assign(desk=desk, initiative=plan, reviewer=who, now=NOW)
    assert not Dossier.objects.exists()


def test_the_mail_says_when_an_answer_is_due_while_it_is_theirs(
    plan: Initiative, desk: Desk
) -> None:
    joost = make_reviewer(desk.office, "Joost")
    assign(desk=desk, initiative=plan, reviewer=joost, now=NOW)
    message = OutboundMessage.objects.get()
    letter = review_assigned(message, now=NOW)
    assert isinstance(letter, Letter)
    assert letter.to == "joost@example.org"
    assert letter.context["plan"] == plan.title
    assert letter.context["answer_by"] == "vrijdag 19 maart"
    assert str(letter.context["link"]).endswith(f"/initiatives/{plan.pk}/review/")

    send(plan, is_sensitive=True)
    letter = review_assigned(message, now=NOW)
    assert isinstance(letter, Letter)
    assert letter.context["plan"] == ""

    later = NOW + timedelta(minutes=1)
    assign(desk=desk, initiative=plan, reviewer=desk.user, now=later)
    assert isinstance(review_assigned(message, now=later), Dropped)
    assign(desk=desk, initiative=plan, reviewer=joost, now=later)
    assert isinstance(review_assigned(message, now=later), Dropped)
    second = OutboundMessage.objects.exclude(pk=message.pk).get()
    assert isinstance(review_assigned(second, now=later), Letter)
    send(plan, status="draft")
    assert isinstance(review_assigned(second, now=later), Dropped)
    send(plan)
    Membership.objects.filter(user=joost).delete()
    assert isinstance(review_assigned(second, now=later), Dropped)


# --- tags and notes ------------------------------------------------------------------------------
def test_a_tag_is_made_once_whatever_its_capitals(plan: Initiative, desk: Desk) -> None:
    Tag.objects.create(office=make_office("GM0622"), name="zomer")
    for names in (["Zomer", " zomer ", ""], ["ZOMER", "eerste  keer"], ["eerste keer"], []):
        set_tags(desk=desk, initiative=plan, names=names, now=NOW)
    assert not dossier_of(plan).tags.exists()
    set_tags(desk=desk, initiative=plan, names=["zomer", "Eerste keer"], now=NOW)
    tags = {(tag.name, tag.office) for tag in dossier_of(plan).tags.all()}
    assert tags == {("Zomer", desk.office), ("eerste keer", desk.office)}
    assert Tag.objects.count() == 3


def test_too_many_or_too_long_changes_nothing(plan: Initiative, desk: Desk) -> None:
    set_tags(desk=desk, initiative=plan, names=["zomer"], now=NOW)
    many = [f"tag {number}" for number in range(MOST_TAGS + 1)]
    with pytest.raises(SupportError):
        set_tags(desk=desk, initiative=plan, names=many, now=NOW)
    with pytest.raises(SupportError, match="40 "):
        set_tags(desk=desk, initiative=plan, names=["nieuw", "x" * 41], now=NOW)
    assert list(dossier_of(plan).tags.values_list("name", flat=True)) == ["zomer"]
    assert Tag.objects.count() == 1


def test_notes_are_of_the_office_that_wrote_them(plan: Initiative, desk: Desk) -> None:
    for text in ("", " \n", "x" * 2001):
        with pytest.raises(ValidationError):
            add_note(desk=desk, initiative=plan, text=text, now=NOW)
    add_note(desk=desk, initiative=plan, text="Bel\r\nSamira.", now=NOW)
    add_note(desk=desk, initiative=plan, text="Gebeld.", now=NOW + timedelta(hours=1))
    assert [(n.text, n.by) for n in notes_of(plan, desk.office)] == [
        ("Gebeld.", desk.user),
        ("Bel\nSamira.", desk.user),
    ]
    assert notes_of(plan, make_office("GM0622")) == []
    assert PrivateNote.objects.count() == 2


# --- who looked ----------------------------------------------------------------------------------
def test_who_looks_at_a_sensitive_plan_is_noted_once_a_day(
    plan: Initiative, office: Office, reviewer: User
) -> None:
    joost = make_reviewer(office, "Joost")
    times = [NOW, NOW + timedelta(hours=9), NOW + timedelta(hours=13), NOW + timedelta(hours=36)]
    for now, who in product(times, (reviewer, joost)):
        seat = get_initiative_for(who, plan.pk, Right.REVIEW)
        note_access(seat=seat, code="GM0243", now=now)
    assert not Record.objects.exists()
    send(plan, is_sensitive=True)
    for now, who in product(times, (reviewer, joost)):
        seat = get_initiative_for(who, plan.pk, Right.REVIEW)
        note_access(seat=seat, code="GM0243", now=now)
    found = Record.objects.order_by("at", "pk")
    assert [(row.at, row.by) for row in found] == [
        *((NOW, reviewer.pk), (NOW, joost.pk)),
        *((times[2], reviewer.pk), (times[2], joost.pk)),
        *((times[3], reviewer.pk), (times[3], joost.pk)),
    ]
    first = found[0]
    assert (first.act, first.office, first.object_id) == (Act.ACCESS, "GM0243", str(plan.pk))
    assert first.object_kind == "initiatives.initiative"

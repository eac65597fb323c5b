"""That an office looks at its decision again: the team hears it by mail, while it is so."""

import pytest
from django.test import Client

from meetups.accounts.models import Office, User
from meetups.initiatives.access import Right, get_initiative_for
from meetups.initiatives.models import Event, Initiative
from meetups.initiatives.services.moves import move_initiative
from meetups.outbox.letters import Dropped, Letter
from meetups.outbox.models import OutboundMessage
from meetups.outbox.rendering import compose
from meetups.support.letters.again import plan_reconsidered
from tests.factories import NOW, make_member, make_user
from tests.signing_in import sign_in

from .reviewing import decided, send

pytestmark = pytest.mark.django_db
WHY = "De straat blijkt open te liggen."


@pytest.fixture
def plan(initiative: Initiative, office: Office, reviewer: User) -> Initiative:
    """Fatma's plan, to which the office said yes."""
    send(initiative)
    decided(reviewer, initiative)
    initiative.refresh_from_db()
    return initiative


def look_again(reviewer: User, plan: Initiative, why: str = WHY) -> Event:
    seat = get_initiative_for(reviewer, plan.pk, Right.REVIEW)
    return move_initiative(seat=seat, slug="reconsider", why=why, now=NOW)


def letter_of(event: Event) -> Letter | Dropped:
    found = OutboundMessage.objects.filter(kind="plan_reconsidered", revision=event.pk)
    return plan_reconsidered(found.get(), now=NOW)


def text_of(letter: Letter | Dropped) -> tuple[str, str]:
    """The subject, and all that is in it."""
    assert isinstance(letter, Letter)
    mail = compose(letter.template, to=letter.to, language=letter.language, context=letter.context)
    html, _kind = mail.alternatives[0]
    return str(mail.subject), " ".join(map(str, (mail.subject, mail.body, html)))


def test_each_organiser_hears_it_with_the_reason(plan: Initiative, reviewer: User) -> None:
    make_member(plan, make_user("Helper"))
    event = look_again(reviewer, plan)
    [message] = OutboundMessage.objects.filter(kind="plan_reconsidered")
    organiser = plan.members.get(role="organiser")
    assert (message.subject_id, message.group_id) == (organiser.pk, plan.pk)
    subject, text = text_of(letter_of(event))
    assert "Gemeente Harderwijk" in subject
    assert plan.title not in subject
    for words in (WHY, plan.title, "Marit", f"/initiatives/{plan.pk}/support/"):
        assert words in text


def test_the_office_is_back_on_its_page_for_reviewing(
    client: Client, plan: Initiative, reviewer: User
) -> None:
    sign_in(client, reviewer)
    again = client.post(f"/en/initiatives/{plan.pk}/move/reconsider/", {"why": WHY})
    assert (again.status_code, again["Location"]) == (302, f"/en/initiatives/{plan.pk}/review/")


def test_of_a_sensitive_plan_neither_title_nor_words(plan: Initiative, reviewer: User) -> None:
    event = look_again(reviewer, plan)
    send(plan, is_sensitive=True)
    _subject, text = text_of(letter_of(event))
    assert WHY not in text
    assert plan.title not in text


def test_who_was_too_late_to_hear_it_does_not(plan: Initiative, reviewer: User) -> None:
    first = look_again(reviewer, plan)
    decided(reviewer, plan, "decline")
    assert isinstance(letter_of(first), Dropped)
    second = look_again(reviewer, plan)
    assert isinstance(letter_of(first), Dropped)
    assert isinstance(letter_of(second), Letter)
    send(plan, status="draft")  # taken back
    assert isinstance(letter_of(second), Dropped)
    send(plan)
    plan.members.all().delete()
    assert isinstance(letter_of(second), Dropped)


def test_another_move_sends_no_such_mail(plan: Initiative, organiser: User) -> None:
    seat = get_initiative_for(organiser, plan.pk, Right.CHANGE)
    move_initiative(seat=seat, slug="begin", why="", now=NOW)
    assert not OutboundMessage.objects.filter(kind="plan_reconsidered").exists()

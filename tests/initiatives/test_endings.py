"""Who erases their account is gone from the plans too; so is a plan that nobody can open."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import translation

from meetups.accounts.models import User
from meetups.accounts.services.people import erase_account
from meetups.initiatives.models import BudgetLine, Event, Initiative, Receipt
from meetups.initiatives.services import hand_over, team
from meetups.initiatives.services.endings import erase_lost_plans
from meetups.initiatives.wording import event_subject, event_words
from meetups.outbox.services.sending import send_due
from tests.factories import NOW, make_initiative, make_member, make_user
from tests.initiatives.team import link_for, seat_of

pytestmark = pytest.mark.django_db


# --- names ---------------------------------------------------------------------------------------
def history() -> list[str]:
    """The history as people read it, oldest first."""
    with translation.override("en"):
        events = Event.objects.order_by("pk")
        return [f"{event_words(event)}: {event_subject(event)}" for event in events]


def hand_on(initiative: Initiative, organiser: User, helper: User) -> None:
    """Fatma offers the plan to Gerrit, who takes it, gives her a task, and puts her out."""
    offer = hand_over.offer_plan(
        seat=seat_of(organiser, initiative),
        pk=initiative.members.get(user=helper).pk,
        leaves=False,
        now=NOW,
    )
    hand_over.accept_offer(seat=seat_of(helper, initiative), pk=offer.pk, now=NOW)
    fatma = initiative.members.get(user=organiser)
    team.change_member(
        seat=seat_of(helper, initiative),
        pk=fatma.pk,
        role="helper",
        task="Soep",
        seen=("helper", ""),
        now=NOW,
    )
    team.remove_member(seat=seat_of(helper, initiative), pk=fatma.pk, now=NOW)


def test_the_history_tells_whom_it_is_about(
    initiative: Initiative, organiser: User, helper: User
) -> None:
    hand_on(initiative, organiser, helper)
    assert history() == [
        "Fatma offered the plan to someone: Gerrit",
        "Gerrit took the plan over: Fatma → Gerrit",
        "Gerrit changed the task of someone: Fatma",
        "Gerrit took someone out of the team: Fatma",
    ]


def test_it_keeps_no_names_of_who_is_erased(
    initiative: Initiative, organiser: User, helper: User
) -> None:
    hand_on(initiative, organiser, helper)
    erase_account(user=organiser)
    gone = "someone who is gone"
    assert history() == [
        "Someone who is gone offered the plan to someone: Gerrit",
        f"Gerrit took the plan over: {gone} → Gerrit",
        f"Gerrit changed the task of someone: {gone}",
        f"Gerrit took someone out of the team: {gone}",
    ]
    assert "Fatma" not in str(list(Event.objects.values()))


# --- plans ---------------------------------------------------------------------------------------
@pytest.fixture
def receipt(initiative: Initiative) -> Receipt:
    line = BudgetLine.objects.create(
        initiative=initiative, name="Soep", planned_cents=100, changed_at=NOW
    )
    return Receipt.objects.create(
        line=line,
        content_type="image/jpeg",
        file=ContentFile(b"a picture", "receipt.jpg"),
        name="bon.jpg",
        added_at=NOW,
    )


def test_a_draft_that_nobody_can_open_is_erased_with_its_receipts(
    initiative: Initiative,
    organiser: User,
    receipt: Receipt,
    django_capture_on_commit_callbacks: Any,
) -> None:
    other = make_initiative(make_user("Anneke"))
    assert erase_lost_plans(now=NOW) == 0
    erase_account(user=organiser)
    with django_capture_on_commit_callbacks(execute=True):
        assert erase_lost_plans(now=NOW) == 1
    assert Initiative.objects.get() == other
    assert not default_storage.exists(str(receipt.file.name))


def test_what_somebody_can_still_open_stays(
    initiative: Initiative, organiser: User, receipt: Receipt
) -> None:
    sent = make_initiative(organiser, status="submitted", submitted_at=NOW)
    helped = make_initiative(organiser)
    make_member(helped, make_user("Gerrit"))
    erase_account(user=organiser)
    erase_lost_plans(now=NOW)
    assert set(Initiative.objects.all()) == {sent, helped}


def test_who_was_invited_can_still_join(initiative: Initiative, organiser: User) -> None:
    link_for(organiser, initiative)
    initiative.members.all().delete()
    assert erase_lost_plans(now=NOW) == 0
    assert erase_lost_plans(now=NOW + timedelta(days=15)) == 1


# --- mail ----------------------------------------------------------------------------------------
def test_one_address_gets_three_mails_an_hour_from_whichever_plans(
    client: Client, mailoutbox: list[Any]
) -> None:
    codes = []
    for name in ("Fatma", "Gerrit", "Anneke", "Bilal", "Coen"):
        plan = make_initiative(user := make_user(name))
        client.force_login(user)
        values = {"email": "victim@example.org", "role": "helper", "language": "nl"}
        answer = client.post(f"/en/initiatives/{plan.pk}/team/invite/", values)
        codes.append(answer.status_code)
    send_due()
    assert codes == [302, 302, 302, 200, 200]
    assert "Send this link to victim@example.org yourself" in answer.content.decode()
    assert len(mailoutbox) == 3

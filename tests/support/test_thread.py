"""The conversation of a team and its municipality, and the mail about it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from meetups.accounts.models import Office, User
from meetups.initiatives.models import Initiative
from meetups.outbox.letters import Dropped
from meetups.outbox.models import OutboundMessage
from meetups.support.letters.thread import office_wrote, team_wrote
from meetups.support.models import Dossier, Message, Side
from meetups.support.services.errors import SupportError
from meetups.support.services.thread import write_message
from tests.factories import NOW, make_member
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def plan(initiative: Initiative, office: Office) -> Initiative:
    """Fatma's plan, sent to the office."""
    Initiative.objects.update(status="submitted", submitted_at=NOW)
    initiative.refresh_from_db()
    return initiative


def write(plan: Initiative, by: User, side: Side, text: str = "Wie is er bereikbaar?") -> Message:
    return write_message(initiative=plan, side=side, by=by, text=text, now=NOW)


def test_the_office_writes_and_every_organiser_is_told(
    plan: Initiative, reviewer: User, organiser: User, helper: User
) -> None:
    anneke = make_member(plan, User.objects.create_user("a@example.org"), role="organiser")
    message = write(plan, reviewer, Side.OFFICE)
    posted = OutboundMessage.objects.filter(kind="office_wrote", revision=message.pk)
    fatma = plan.members.get(user=organiser)
    assert set(posted.values_list("subject_id", flat=True)) == {fatma.pk, anneke.pk}
    dossier = Dossier.objects.get()
    assert (dossier.last_side, dossier.last_at) == (Side.OFFICE, NOW)
    letter: Any = office_wrote(posted.get(subject_id=fatma.pk), now=NOW)
    assert letter.to == organiser.email
    assert letter.context["text"] == "Wie is er bereikbaar?"
    assert letter.context["plan"] == plan.title


def test_the_team_writes_to_the_reviewer_and_else_to_the_office(
    plan: Initiative, reviewer: User, organiser: User, office: Office
) -> None:
    write(plan, organiser, Side.TEAM, "Ik, en Henk.")
    message = OutboundMessage.objects.get(kind="team_wrote")
    letter: Any = team_wrote(message, now=NOW)
    assert letter.to == office.contact_email
    Dossier.objects.update(reviewer=reviewer)
    letter = team_wrote(message, now=NOW)
    assert (letter.to, letter.context["text"]) == (reviewer.email, "Ik, en Henk.")
    member = make_member(plan, reviewer)  # who joins the team reviews it no longer
    letter = team_wrote(message, now=NOW)
    assert letter.to == office.contact_email
    member.delete()
    reviewer.memberships.all().delete()
    letter = team_wrote(message, now=NOW)
    assert letter.to == office.contact_email


def test_what_is_no_longer_right_does_not_leave(
    plan: Initiative, reviewer: User, organiser: User
) -> None:
    write(plan, reviewer, Side.OFFICE)
    message = OutboundMessage.objects.get(kind="office_wrote")
    write_message(initiative=plan, side=Side.TEAM, by=organiser, text="Ik.", now=LATER)
    assert isinstance(office_wrote(message, now=LATER), Dropped)
    answer = OutboundMessage.objects.get(kind="team_wrote")
    assert not isinstance(team_wrote(answer, now=LATER), Dropped)
    Initiative.objects.update(status="draft")
    assert isinstance(team_wrote(answer, now=LATER), Dropped)


@pytest.mark.parametrize("secret", ["sensitive", "link"])
def test_what_is_for_the_page_only_is_not_in_a_mail(
    secret: str, plan: Initiative, reviewer: User
) -> None:
    Initiative.objects.update(is_sensitive=secret == "sensitive")
    text = "Kijk op www.example.org" if secret == "link" else "Over de opvang"
    write(plan, reviewer, Side.OFFICE, text)
    letter: Any = office_wrote(OutboundMessage.objects.get(), now=NOW)
    assert letter.context["text"] == ""
    assert bool(letter.context["plan"]) is (secret == "link")


def test_pressed_twice_is_written_once(plan: Initiative, organiser: User) -> None:
    assert write(plan, organiser, Side.TEAM) == write(plan, organiser, Side.TEAM)
    assert write(plan, organiser, Side.TEAM, "Nog iets") != Message.objects.earliest("pk")
    assert Message.objects.count() == OutboundMessage.objects.count() == 2


def test_what_cannot_be_written(plan: Initiative, organiser: User) -> None:
    with pytest.raises(ValidationError):
        write(plan, organiser, Side.TEAM, " ")
    Initiative.objects.update(status="draft")
    plan.refresh_from_db()
    with pytest.raises(SupportError):
        write(plan, organiser, Side.TEAM)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("who", "status", "side"),
    [
        ("organiser", 302, Side.TEAM),
        ("reviewer", 302, Side.OFFICE),
        ("helper", 404, ""),
        ("other_reviewer", 404, ""),
    ],
)
def test_who_writes_for_whom(
    who: str,
    status: int,
    side: str,
    client: Client,
    plan: Initiative,
    request: pytest.FixtureRequest,
) -> None:
    sign_in(client, request.getfixturevalue(who))
    url = f"/en/initiatives/{plan.pk}/support/write/"
    assert client.post(url, {"text": "Dag <allen>"}).status_code == status
    assert list(Message.objects.values_list("side", flat=True)) == ([side] if side else [])


def test_everyone_around_the_plan_reads_it(
    client: Client, plan: Initiative, organiser: User, helper: User, reviewer: User
) -> None:
    write(plan, organiser, Side.TEAM, "Dag <allen>")
    for user in (organiser, helper, reviewer):
        sign_in(client, user)
        page = client.get(f"/en/initiatives/{plan.pk}/support/").content.decode()
        assert "Dag &lt;allen&gt;" in page
        assert ('name="text"' in page) is (user != helper)


def test_nothing_typed_is_lost(client: Client, plan: Initiative, organiser: User) -> None:
    client.force_login(organiser)
    url = f"/en/initiatives/{plan.pk}/support/write/"
    refused = client.post(url, {"text": "x" * 2001})
    assert refused.status_code == 422
    assert "x" * 2001 in refused.content.decode()
    Initiative.objects.update(status="draft")
    refused = client.post(url, {"text": "Dag"})
    assert refused.status_code == 409
    assert "The municipality does not see this plan." in refused.content.decode()

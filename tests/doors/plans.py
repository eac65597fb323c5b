"""A plan with one of everything in it, and everyone who may stand at its doors."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from meetups.accounts.models import User
from meetups.agenda.models import RightsRequest
from meetups.initiatives.lifecycle import Status
from meetups.initiatives.models import (
    BudgetLine,
    Funding,
    Hand,
    HandOver,
    Initiative,
    Invitation,
    Receipt,
    SafetyPoint,
    TeamRole,
)
from meetups.sealing import sha256
from meetups.suggestions.models import LocalFormat
from meetups.suggestions.models.saved import digest
from meetups.support.models import DecisionText
from tests.agenda.makers import make_meetup, make_rsvp
from tests.factories import (
    make_initiative,
    make_local_format,
    make_member,
    make_office,
    make_reviewer,
    make_step,
)
from tests.factories import make_user as person
from tests.signing_in import sign_in
from tests.support.makers import make_money, make_request

ROLES = ("anonymous", "stranger", "other", "curator", "helper", "organiser", "reviewer")
"""`other` works for another municipality, `reviewer` for that of the plan."""
TOKEN = "a-token-of-an-invitation"
RIGHTS = "a-token-of-a-request"


@dataclass(frozen=True)
class World:
    """The plan under test, its twin that nobody here belongs to, and the people."""

    people: dict[str, User | None]
    plan: Initiative
    twin: Initiative
    ids: dict[int, dict[str, object]] = field(default_factory=dict)
    """By plan, looked up once: asking twenty tables for each address took half of the time."""

    def visitor(self, role: str) -> Client:
        """Someone at the door, signed in as far as they can."""
        client = Client()
        if user := self.people[role]:
            sign_in(client, user)
        return client

    def path(self, path: str, *, plan: Initiative | None = None) -> str:
        """A sample address, with the ids of the plan, or of the parts of its twin."""
        parts = plan or self.plan
        if parts.pk not in self.ids:
            self.ids[parts.pk] = _ids(parts)
        address = path if path.startswith("{at}") else f"/en{path}"
        return address.format(
            at=f"/en/initiatives/{self.plan.pk}",
            pk=self.plan.pk,
            code=self.plan.code,
            **self.ids[parts.pk],
        )


def _ids(plan: Initiative) -> dict[str, object]:
    """What stands for each part of a plan in an address."""
    meetup = plan.meetups.get()
    return {
        "meetup": meetup.pk,
        "meetup_code": meetup.code,
        "rsvp": meetup.rsvps.get().pk,
        "guest": meetup.rsvps.get().token,
        "rights": RIGHTS,
        "token": TOKEN,
        "step": plan.steps.get().pk,
        "line": plan.budget_lines.get().pk,
        "money": plan.funding.get().pk,
        "receipt": Receipt.objects.get(line__initiative=plan).pk,
        "point": plan.safety_points.get().pk,
        "invitation": plan.invitations.get().pk,
        "hand": plan.hands.get().pk,
        "offer": plan.hand_overs.get().pk,
        "request": plan.support_requests.get().pk,
        "promise": plan.promises.get().pk,
        "text": DecisionText.objects.get().pk,
        "format": LocalFormat.objects.get().pk,
        "member": plan.members.exclude(role=TeamRole.ORGANISER).get().pk,
    }


def world() -> World:
    """Two submitted plans in Harderwijk, full of parts."""
    office = make_office("GM0243")
    people: dict[str, User | None] = {
        "anonymous": None,
        "stranger": person("Vreemde"),
        "other": make_reviewer(make_office("GM0622"), "Ander"),
        "curator": person("Curator", is_staff=True),
        "helper": person("Gerrit"),
        "organiser": person("Fatma"),
        "reviewer": make_reviewer(office, "Marit"),
    }
    fatma, gerrit = people["organiser"], people["helper"]
    assert fatma
    assert gerrit
    plan = _full(fatma, gerrit, token=TOKEN)
    DecisionText.objects.create(
        office=office, decision="decline", name="Niet nu", text_nl="Wel …", text_en="What is …"
    )
    make_local_format(office)
    request = RightsRequest(language="en", token_digest=sha256(RIGHTS), created_at=timezone.now())
    request.email, request.token = "sam@example.org", RIGHTS
    request.save()
    return World(people, plan, _full(person("Iemand"), person("Nogeen"), token="another"))


def _full(organiser: User, helper: User, *, token: str) -> Initiative:
    now = timezone.now()
    stamp = {"changed_at": now}
    plan = make_initiative(organiser, status=Status.SUBMITTED, submitted_at=now, is_public=True)
    make_step(plan)
    taker = make_member(plan, helper)
    HandOver.objects.create(
        initiative=plan, giver=plan.members.get(user=organiser), taker=taker, offered_at=now
    )
    Hand.objects.create(initiative=plan, text="De sleutel halen", asked_at=now)
    Invitation.objects.create(
        initiative=plan,
        email="nieuw@example.org",
        token_digest=digest(token),
        invited_by=organiser,
        sent_at=now,
        expires_at=now + timedelta(days=14),
    )
    line = BudgetLine.objects.create(initiative=plan, name="Soep", planned_cents=100, **stamp)
    Receipt.objects.create(
        line=line,
        content_type="image/jpeg",
        file=ContentFile(b"a picture", "receipt.jpg"),
        name="bon.jpg",
        added_at=now,
    )
    Funding.objects.create(initiative=plan, payer="fund", cents=100, **stamp)
    SafetyPoint.objects.create(
        initiative=plan, key="check-safety", text_nl="Vraag het na.", text_en="Ask first."
    )
    make_request(plan)
    make_money(plan, 100)
    make_rsvp(make_meetup(plan, starts_at=now + timedelta(days=30)))
    return plan


@contextmanager
def undone() -> Iterator[None]:
    """What happens within is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)

"""Mail about reviewing: a decision to the team with all that comes with it, a plan to a colleague.

What is true when it leaves: of a decision that is taken back nobody hears any more. Of a sensitive
plan neither title nor words are in it; they are on its page.
"""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from meetups.accounts.models import Membership
from meetups.initiatives.access import office_of
from meetups.initiatives.lifecycle import DECISIONS
from meetups.initiatives.models import Event, EventKind
from meetups.initiatives.models.steps import condition_key
from meetups.initiatives.queries.record import answer_by
from meetups.initiatives.wording import day_words
from meetups.outbox.letters import Dropped, Letter
from meetups.outbox.models import OutboundMessage

from ..help_wording import due_words, size_words
from ..models import Dossier, Kind, Promise, PromiseState
from ..queries.promises import is_seen
from ..queries.review import last_decision
from ..services.dossiers import turn_of
from .thread import GONE, Reader, organiser, person, title_of, words_of


def plan_decided(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    """To one organiser; the decision is the event `message.revision`."""
    reader = organiser(message)
    if isinstance(reader, Dropped):
        return reader
    plan = reader.initiative
    events = plan.events.filter(kind=EventKind.MOVED, subject__in=sorted(DECISIONS))
    event = events.select_related("by").filter(pk=message.revision).first()
    if event is None or last_decision(plan) != event:
        return Dropped()
    with translation.override(reader.language):
        context = _decided(event, reader, now)
    return Letter(reader.email, reader.language, "plan_decided", context)


def _decided(event: Event, reader: Reader, now: datetime) -> dict[str, object]:
    today = timezone.localdate(now)
    came = Promise.objects.filter(made_with=event).exclude(state=PromiseState.WITHDRAWN)
    promises = list(came.select_related("owner").order_by("due_on", "pk"))
    word = next((row for row in promises if row.kind == Kind.CONTACT), None)
    condition = reader.initiative.steps.filter(key=condition_key(event.pk)).first()
    return {
        **reader.context,
        "name": person(event.by),
        "decision": event.subject,
        "has_condition": condition is not None,
        "condition": words_of(reader.initiative, condition.text) if condition else "",
        "condition_by": day_words(condition.due_on, today, weekday=True) if condition else "",
        "text": words_of(reader.initiative, event.why),
        "contact": person(word.owner) if word else "",
        "hear_by": day_words(word.due_on, today, weekday=True) if word else "",
        "offers": [
            {
                "kind": row.get_kind_display(),
                "size": size_words(row),
                "text": words_of(reader.initiative, row.text),
                "owner": person(row.owner),
                "due": due_words(row, today),
                "then": words_of(reader.initiative, row.then),
            }
            for row in promises
            if row.kind != Kind.CONTACT
        ],
    }


def review_assigned(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    """To the colleague whom the dossier `message.subject_id` was given to, if it still is."""
    dossiers = Dossier.objects.select_related("reviewer", "initiative__municipality__office")
    dossier = dossiers.filter(pk=message.subject_id).first()
    if dossier is None or dossier.reviewer is None or dossier.assigned_at is None:
        return GONE
    plan, user, office = dossier.initiative, dossier.reviewer, office_of(dossier.initiative)
    works = Membership.objects.filter(office=office, user=user).exists() if office else False
    if not (office and works and user.is_active and is_seen(plan)):
        return GONE
    if message.revision != turn_of(dossier.assigned_at):
        return Dropped()
    today, answer = timezone.localdate(now), answer_by(plan)
    with translation.override(user.language):
        context = {
            "office": office.name,
            "plan": title_of(plan),
            "answer_by": day_words(answer, today, weekday=True) if answer else "",
            "first_date": day_words(plan.first_date, today, weekday=True),
            "link": settings.SITE_URL + reverse("support:review", args=[plan.pk]),
        }
    return Letter(user.email, user.language, "review_assigned", context)

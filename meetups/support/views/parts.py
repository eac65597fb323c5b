"""What a plan's page about its municipality and the page for reviewing it share."""

from datetime import date
from typing import Any

from django.urls import reverse

from meetups.initiatives.access import Seat
from meetups.initiatives.lifecycle import ENDS
from meetups.initiatives.models import Initiative, StepState
from meetups.initiatives.queries.record import conditions_of
from meetups.initiatives.wording import condition_words

from ..forms.thread import MessageForm
from ..help_wording import promise_row, size_words
from ..models import RequestState
from ..queries.promises import is_seen, promises_of, requests_of


def parts_of(seat: Seat, *, today: date, form: MessageForm | None = None) -> dict[str, Any]:
    """Context of `support/_thread.html`, `_requests.html`, `_promises.html` and `_conditions.html`.

    Three queries; the plan's steps have been fetched. `form` is a message that was refused, with
    what was typed.
    """
    plan = seat.initiative
    promises = [promise_row(promise, today) for promise in promises_of(plan)]
    requests = list(requests_of(plan))
    by_request = {row.promise.request_id: row for row in promises if row.promise.request_id}
    seen, conditions = is_seen(plan), conditions_of(plan)
    return {
        "conditions": [
            (step, condition_words(step, plan.first_date, today)) for step in conditions
        ],
        "is_conditional": any(step.state == StepState.OPEN for step in conditions),
        "promises": sorted(promises, key=lambda row: (not row.is_late, not row.is_open)),
        "requests": [
            (request, size_words(request), by_request.get(request.pk)) for request in requests
        ],
        "number_open": sum(request.state == RequestState.OPEN for request in requests),
        "thread": plan.messages.select_related("by"),
        "message_form": form or MessageForm(auto_id="message-%s"),
        "is_seen": seen,
        "may_write": seen and (seat.is_organiser or seat.may_review),
        "may_ask": seen and seat.is_organiser and plan.status not in ENDS,
    }


def page_of(seat: Seat) -> str:
    """Where someone goes back to from a form: the office to its page for reviewing."""
    name = "support:review" if seat.may_review else "support:support"
    return reverse(name, args=[seat.initiative.pk])


def ledger_of(initiative: Initiative) -> str:
    """The promises of the municipality that a plan lies in."""
    return reverse("dashboard:promises", args=[initiative.municipality.code])

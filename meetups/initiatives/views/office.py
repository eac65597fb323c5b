"""What an office has before it, and taking over a plan that nobody organises any more."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from meetups import clock
from meetups.accounts.access import SignedInRequest, offices_of, staff_page
from meetups.web import go

from ..access import get_initiative_for
from ..models import Initiative
from ..queries import record as queries
from ..services.errors import PlanError
from ..services.moves import adopt_initiative
from ..wording import day_words, organiser_words, waiting_words

Row = tuple[Initiative, dict[str, str]]


@require_safe
@staff_page
def office(request: SignedInRequest) -> HttpResponse:
    """The plans that were submitted to the offices that they work for."""
    offices = offices_of(request.user)
    if not offices:
        raise Http404
    plans = queries.plans_seen_by(offices)
    page = queries.others(plans, request.GET.get("page"))
    context = {
        "offices": offices,
        "waiting": [_row(plan) for plan in queries.waiting(plans)],
        "orphans": [_row(plan) for plan in queries.orphans(plans)],
        "others": [_row(plan) for plan in page],
        "page": page,
    }
    return render(request, "initiatives/office.html", context)


def _row(plan: Initiative) -> Row:
    """A plan with who, when, and how long it waits, in words."""
    today, answer, sent = clock.today(), queries.answer_by(plan), plan.submitted_at
    return plan, {
        "who": organiser_words(plan),
        "when": day_words(plan.first_date, today, weekday=True),
        "waits": waiting_words(timezone.localdate(sent), answer, today) if answer and sent else "",
    }


@require_POST
@staff_page
def adopt(request: SignedInRequest, pk: int) -> HttpResponse:
    """Become the organiser of a plan that lost its last one."""
    seat = get_initiative_for(request.user, pk)
    if not seat.works_for_office:
        raise Http404
    try:
        adopt_initiative(seat=seat, now=clock.now())
    except PlanError as error:
        messages.error(request, error.message)
        return go(request, reverse("initiatives:office"))
    messages.success(request, _("You are now the organiser of this plan. Look for new people."))
    return go(request, seat.initiative.get_absolute_url())

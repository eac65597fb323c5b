"""How a plan moves on, and what happened to it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from meetups import clock
from meetups.accounts.access import SignedInRequest, kept_form, signed_in, staff_page
from meetups.web import HtmxRequest, go

from ..access import Right, get_initiative_for
from ..forms.moves import MoveForm
from ..lifecycle import BY_SLUG, DECISIONS, Move, Side, Status
from ..queries import record as queries
from ..services.errors import PlanError
from ..services.moves import move_initiative
from ..wording import MOVES, day_words, event_subject, event_words
from .workspace import workspace

RIGHTS = {Side.ORGANISER: Right.CHANGE, Side.REVIEWER: Right.REVIEW}
WAYS_ON = {
    *("submit", "approve", "begin", "begin-without-office"),
    *("revise", "resume", "take-up-again"),
}
"""Moves that most will want there; their buttons stand out."""
SAFE_FIRST = {"submit", "approve", "begin", "begin-without-office"}
"""Moves after which people may meet: what is not safe yet is in sight."""


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HtmxRequest, pk: int, slug: str) -> HttpResponse:
    """A move on a page of its own: GET says what comes of it and asks why, POST makes it.

    What only a reviewer can do is a staff page; deciding has a page of its own, further up.
    """
    known = BY_SLUG.get(slug)
    if known is None:
        raise Http404
    guard = staff_page if known.side == Side.REVIEWER else signed_in
    return guard(_to_review if slug in DECISIONS else _move)(request, pk, known)


def _to_review(request: SignedInRequest, pk: int, known: Move) -> HttpResponse:
    """To where a decision comes with help; one without it is refused."""
    get_initiative_for(request.user, pk, Right.REVIEW)
    if request.method == "POST":
        return HttpResponseNotAllowed(["GET", "HEAD"])
    return go(request, f"{reverse('support:review', args=[pk])}?decision={known.slug}#decision")


def _move(request: SignedInRequest, pk: int, known: Move) -> HttpResponse:
    seat = get_initiative_for(request.user, pk, RIGHTS[known.side])
    plan, problem = seat.initiative, ""
    data = request.POST if request.method == "POST" else kept_form(request)
    form = MoveForm(data, move=known, initiative=plan)
    if known not in seat.moves:
        problem = _("That is not possible now. Somebody may have been quicker.")
    elif request.method == "POST" and form.is_valid():
        values = {"why": "", **form.cleaned_data}
        try:
            move_initiative(seat=seat, slug=known.slug, now=clock.now(), **values)
        except PlanError as error:
            problem = error.message
        except ValidationError as error:
            form.blame(error)
        else:
            status = {"status": plan.get_status_display()}
            messages.success(request, _("The plan is now: %(status)s.") % status)
            page = "support:review" if known.side == Side.REVIEWER else "support:support"
            return go(request, reverse(page, args=[plan.pk]))
    return workspace(
        request,
        seat,
        "initiatives/move.html",
        tab="support:support",
        status=409 if problem else 422 if form.errors else 200,
        form=form,
        words=MOVES[known.slug],
        is_stop=known.to == Status.STOPPED,
        problem=problem,
        points=queries.open_safety_points(plan) if known.slug in SAFE_FIRST else [],
    )


@require_safe
@signed_in
def history(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who did what, when and why, by day."""
    seat = get_initiative_for(request.user, pk)
    found, today = queries.history(seat.initiative, request.GET.get("page")), clock.today()
    days = [
        (
            day,
            day_words(day, today, weekday=True),
            [(event, event_words(event), event_subject(event)) for event in events],
        )
        for day, events in queries.by_day(found)
    ]
    return workspace(
        request,
        seat,
        "initiatives/history.html",
        tab="initiatives:history",
        days=days,
        events=found,
    )

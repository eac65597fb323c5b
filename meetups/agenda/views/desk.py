"""The organisers' desk: the meetups of a plan, one meetup, and what can be done with it."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetups import clock
from meetups.accounts.access import SignedInRequest, kept_form, signed_in
from meetups.initiatives.access import Right, Seat, get_initiative_for
from meetups.initiatives.lifecycle import OPEN
from meetups.initiatives.services.errors import PlanError
from meetups.initiatives.views.workspace import workspace
from meetups.web import go

from ..access import get_meetup_for
from ..forms.cancel import CancelForm
from ..models import Meetup, MeetupState
from ..queries.desk import desk_of, planned_meetups
from ..services import meetups as services
from ..services.telling import UNDO
from ..wording import hour_words

TAB = "agenda:meetups"


@require_safe
@signed_in
def show_meetups(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is planned and what was; and where to make one."""
    seat = get_initiative_for(request.user, pk)
    now = clock.now()
    return workspace(
        request,
        seat,
        "agenda/desk/meetups.html",
        tab=TAB,
        planned=planned_meetups(seat.initiative, now=now, shows_all="all" in request.GET),
        plan_ended=seat.initiative.status not in OPEN,
        today=timezone.localdate(now),
    )


@require_safe
@signed_in
def show_desk(request: SignedInRequest, pk: int, meetup: int) -> HttpResponse:
    return desk_page(request, *get_meetup_for(request.user, pk, meetup))


def desk_page(
    request: SignedInRequest, seat: Seat, meetup: Meetup, *, refused: str = ""
) -> HttpResponse:
    """One meetup as it is, and what comes next. `refused`: why what was asked cannot be."""
    now = clock.now()
    return workspace(
        request,
        seat,
        "agenda/desk/desk.html",
        tab=TAB,
        status=409 if refused else 200,
        meetup=meetup,
        desk=desk_of(meetup),
        address=address_of(request, meetup),
        why_not=services.why_not_shown(seat.initiative, seat.office),
        is_over=meetup.ends_at <= now,
        takes_rsvps=meetup.takes_rsvps(now),
        undo_until=meetup.cancelled_at + UNDO
        if meetup.cancelled_at and services.can_undo(meetup, now=now)
        else None,
        refused=refused,
        today=timezone.localdate(now),
    )


def address_of(request: SignedInRequest, meetup: Meetup) -> str:
    """The public page, without a language: a visitor is sent on to the page in their own."""
    path = meetup.get_absolute_url().removeprefix(f"/{get_language()}")
    return request.build_absolute_uri(path)


# --- buttons -------------------------------------------------------------------------------------
def _act(
    request: SignedInRequest, pk: int, meetup: int, do: Callable[[Seat, Meetup], str]
) -> HttpResponse:
    """Press a button of the desk, and be back there: with what it did, or why not."""
    seat, found = get_meetup_for(request.user, pk, meetup, Right.CHANGE)
    try:
        messages.success(request, do(seat, found))
    except PlanError as error:
        return desk_page(request, *get_meetup_for(request.user, pk, meetup), refused=error.message)
    return go(request, reverse("agenda:desk", args=[pk, meetup]))


@require_POST
@signed_in
def show(request: SignedInRequest, pk: int, meetup: int) -> HttpResponse:
    """Open the public page, or those of the whole rest of the series."""

    def do(seat: Seat, found: Meetup) -> str:
        number = services.show_meetup(
            seat=seat,
            meetup=found,
            for_following=bool(request.POST.get("following")),
            now=clock.now(),
        )
        if number < 2:
            return _("The page is open. Everyone with the link can say that they come.")
        return ngettext(
            "%(number)d page is open now.", "%(number)d pages are open now.", number
        ) % {"number": number}

    return _act(request, pk, meetup, do)


@require_POST
@signed_in
def close(request: SignedInRequest, pk: int, meetup: int) -> HttpResponse:
    """Close signing up, or open it again when that is what the button said."""
    opens = bool(request.POST.get("open"))

    def do(seat: Seat, found: Meetup) -> str:
        services.close_meetup(seat=seat, meetup=found, is_closed=not opens, now=clock.now())
        if opens:
            return _("People can sign up again.")
        return _("Nobody can sign up any more. Who has a seat keeps it.")

    return _act(request, pk, meetup, do)


@require_POST
@signed_in
def undo(request: SignedInRequest, pk: int, meetup: int) -> HttpResponse:
    """Let a meetup that was just cancelled go on after all."""

    def do(seat: Seat, found: Meetup) -> str:
        services.undo_cancel(seat=seat, meetup=found, now=clock.now())
        return _("It goes on after all. Nobody got a mail that it was cancelled.")

    return _act(request, pk, meetup, do)


# --- calling off ---------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def cancel(request: SignedInRequest, pk: int, meetup: int) -> HttpResponse:
    """Ask for the name of the meetup, and call it off."""
    seat, found = get_meetup_for(request.user, pk, meetup, Right.CHANGE)
    if found.state == MeetupState.CANCELLED:
        return go(request, reverse("agenda:desk", args=[pk, meetup]))
    others = desk_of(found).following - 1
    data = request.POST if request.method == "POST" else kept_form(request)
    form = CancelForm(data, meetup=found, others=max(others, 0))
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            return _cancelled(request, seat, found, form)
        except ValidationError as error:
            form.blame(error)
        except PlanError as error:
            refused = error.message
    if refused:
        return desk_page(request, *get_meetup_for(request.user, pk, meetup), refused=refused)
    return workspace(
        request,
        seat,
        "agenda/desk/cancel.html",
        tab=TAB,
        status=422 if form.is_bound and form.errors else 200,
        form=form,
        meetup=found,
        others=others,
        is_draft=found.state == MeetupState.DRAFT,
    )


def _cancelled(
    request: SignedInRequest, seat: Seat, meetup: Meetup, form: CancelForm
) -> HttpResponse:
    now = clock.now()
    told = services.cancel_meetup(
        seat=seat,
        meetup=meetup,
        title=form.cleaned_data.get("title", ""),
        why=form.cleaned_data.get("why", ""),
        for_following=form.cleaned_data.get("following", False),
        now=now,
    )
    if meetup.state == MeetupState.DRAFT:
        messages.success(request, _("The draft is thrown away."))
        return go(request, reverse("agenda:meetups", args=[seat.initiative.pk]))
    said = _("It is cancelled.")
    if told:
        mail = ngettext(
            "%(number)d guest gets a mail at %(time)s. Until then you can undo it.",
            "%(number)d guests get a mail at %(time)s. Until then you can undo it.",
            told,
        )
        said += " " + mail % {"number": told, "time": hour_words(now + UNDO)}
    messages.success(request, said)
    return go(request, reverse("agenda:desk", args=[seat.initiative.pk, meetup.pk]))

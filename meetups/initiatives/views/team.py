"""The team of a plan: who is in it, inviting, changing, leaving and handing over."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetups import clock
from meetups.accounts.access import SignedInRequest, signed_in
from meetups.forms import PlainForm
from meetups.outbox.queries import undelivered
from meetups.sealing import UnsealError
from meetups.web import go, wants_fragment

from ..access import Right, Seat, get_initiative_for
from ..forms.team import HandForm, InviteForm, OfferForm, form_about
from ..letters import link_of
from ..models import Invitation, Member
from ..queries.team import organisers_of, team_for
from ..services import hand_over as handing
from ..services import team as services
from ..services.errors import ChangedMeanwhileError, PlanError
from ..wording import name_of
from .team_mail import post_invitation, post_offer
from .workspace import workspace


@require_safe
@signed_in
def show_team(request: SignedInRequest, pk: int) -> HttpResponse:
    return show(request, get_initiative_for(request.user, pk))


def show(
    request: SignedInRequest,
    seat: Seat,
    *,
    part: str = "team",
    status: int = 200,
    form: PlainForm | None = None,
    **context: Any,
) -> HttpResponse:
    """The team's page, or `part` of it. `form` is one that was refused, with what was typed."""
    now = clock.now()
    team = team_for(seat, now=now)
    unmailed = undelivered("team_invitation", [row.pk for row in team.invitations])
    fresh_hand_form = HandForm(auto_id="hand-%s", today=clock.today())
    return workspace(
        request,
        seat,
        "initiatives/team.html",
        tab="initiatives:team",
        fragment=f"initiatives/_{part}.html",
        status=status,
        team=team,
        invitations=[
            (row, _link_to(row) if row.pk in unmailed else "") for row in team.invitations
        ],
        unmailed_offers=undelivered("hand_over", [offer.pk for offer in team.offers]),
        rows=[(member, _form_for(seat, member, form)) for member in team.members],
        invite_form=form if isinstance(form, InviteForm) else InviteForm(auto_id="invite-%s"),
        hand_form=form if isinstance(form, HandForm) else fresh_hand_form,
        refused_form=form,
        part=part,
        now=now,
        **context,
    )


def _link_to(invitation: Invitation) -> str:
    """Its link, unless it was sealed with a key that is gone."""
    try:
        return link_of(invitation)
    except UnsealError:
        return ""


def _form_for(seat: Seat, member: Member, refused: PlainForm | None) -> PlainForm | None:
    """The form to change a member, for who may."""
    if not (seat.is_organiser or member == seat.member):
        return None
    form = form_about(member, with_role=seat.is_organiser)
    return refused if refused and refused.auto_id == form.auto_id else form


def answer(request: SignedInRequest, pk: int, said: str, *, part: str = "team") -> HttpResponse:
    """Say that it is done: on the page again or, under htmx, in the part that changed."""
    if wants_fragment(request):
        return show(request, get_initiative_for(request.user, pk), part=part, said=said)
    messages.success(request, said)
    return redirect(f"{reverse('initiatives:team', args=[pk])}#{part}")


def refuse(
    request: SignedInRequest, pk: int, error: PlanError, *, part: str = "team"
) -> HttpResponse:
    """Say why not, beside how things are now; or at the door, when they have no business here."""
    seat = get_initiative_for(request.user, pk)
    if isinstance(error, services.LastOrganiserError):
        return show_last(request, seat, status=409)
    return show(request, seat, part=part, status=409, refused=error.message)


def show_last(request: SignedInRequest, seat: Seat, *, status: int = 200) -> HttpResponse:
    """Why the last organiser stays, and what they can do instead."""
    return workspace(
        request,
        seat,
        "initiatives/team_last.html",
        tab="initiatives:team",
        fragment="initiatives/_team_last.html",
        status=status,
        others=[member for member in seat.initiative.members.all() if member != seat.member],
    )


# --- inviting ------------------------------------------------------------------------------------
@require_POST
@signed_in
def invite(request: SignedInRequest, pk: int) -> HttpResponse:
    seat = get_initiative_for(request.user, pk, Right.CHANGE)
    form = InviteForm(request.POST, auto_id="invite-%s")
    if form.is_valid():
        try:
            return _invite(request, seat, services.invite_to_team, **form.cleaned_data)
        except ValidationError as error:
            form.blame(error)
        except PlanError as error:
            form.add_error(None, error.message)
    return show(request, seat, status=422, form=form)


@require_POST
@signed_in
def invite_again(request: SignedInRequest, pk: int, invitation: int) -> HttpResponse:
    seat = get_initiative_for(request.user, pk, Right.CHANGE)
    try:
        return _invite(request, seat, services.renew_invitation, pk=invitation)
    except PlanError as error:
        return refuse(request, pk, error)


def _invite(
    request: SignedInRequest,
    seat: Seat,
    service: Callable[..., tuple[Invitation, str]],
    **data: Any,
) -> HttpResponse:
    """Invite by mail; when none may go, show the link, this once, to pass on by hand."""
    now = clock.now()
    with transaction.atomic():
        invitation, _token = service(seat=seat, now=now, **data)
        is_mailed = post_invitation(request, invitation, now=now)
    if is_mailed:
        said = _("The invitation is on its way to %(email)s.") % {"email": invitation.email}
        return answer(request, seat.initiative.pk, said)
    return show(request, seat, link=link_of(invitation), unsent=invitation)


@require_POST
@signed_in
def withdraw(request: SignedInRequest, pk: int, invitation: int) -> HttpResponse:
    seat = get_initiative_for(request.user, pk, Right.CHANGE)
    try:
        services.withdraw_invitation(seat=seat, pk=invitation, now=clock.now())
    except PlanError as error:
        return refuse(request, pk, error)
    return answer(request, pk, _("The invitation is withdrawn. Its link no longer works."))


# --- members -------------------------------------------------------------------------------------
@require_POST
@signed_in
def change(request: SignedInRequest, pk: int, member: int) -> HttpResponse:
    seat = get_initiative_for(request.user, pk, Right.BELONG)
    about = _member(seat, member)
    if not (seat.is_organiser or about == seat.member):
        raise Http404
    form = form_about(about, request.POST.dict(), with_role=seat.is_organiser)
    if not form.is_valid():
        return show(request, seat, status=422, form=form)
    data = {"role": form.cleaned_data.get("role", about.role), "task": form.cleaned_data["task"]}
    try:
        services.change_member(seat=seat, pk=member, seen=form.seen, now=clock.now(), **data)
    except ChangedMeanwhileError as error:
        return _changed_meanwhile(request, seat, error.row, data)
    except ValidationError as error:
        form.blame(error)
        return show(request, seat, status=422, form=form)
    except PlanError as error:
        return refuse(request, pk, error)
    return answer(request, pk, _("Saved."))


def _changed_meanwhile(
    request: SignedInRequest, seat: Seat, row: Any, data: dict[str, str]
) -> HttpResponse:
    """Both texts side by side; saving again is then a choice."""
    seen = {"seen_role": row.role, "seen_task": row.task}
    form = form_about(row, data | seen, with_role=seat.is_organiser)
    theirs = [(_("Role"), row.get_role_display()), (_("Does what?"), row.task)]
    return show(request, seat, status=409, form=form, theirs=theirs)


def _member(seat: Seat, pk: int) -> Member:
    for member in seat.initiative.members.all():
        if member.pk == pk:
            return member
    raise Http404


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def remove(request: SignedInRequest, pk: int, member: int) -> HttpResponse:
    """Ask whether someone must go, and take them out of the team."""
    seat = get_initiative_for(request.user, pk, Right.CHANGE)
    about = _member(seat, member)
    if about == seat.member:
        return go(request, reverse("initiatives:leave_team", args=[pk]))
    if request.method != "POST":
        return workspace(
            request, seat, "initiatives/team_remove.html", tab="initiatives:team", about=about
        )
    try:
        services.remove_member(seat=seat, pk=member, now=clock.now())
    except PlanError as error:
        return refuse(request, pk, error)
    said = _("%(name)s is no longer in the team.") % {"name": name_of(about.user)}
    return answer(request, pk, said)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def leave(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether they really go; the last organiser hears what they can do instead."""
    seat = get_initiative_for(request.user, pk, Right.BELONG)
    if request.method != "POST":
        if organisers_of(seat.initiative) == [seat.member]:
            return show_last(request, seat)
        return workspace(request, seat, "initiatives/leave_team.html", tab="initiatives:team")
    try:
        services.leave_team(seat=seat, now=clock.now())
    except PlanError as error:
        return refuse(request, pk, error)
    messages.success(request, _("You left the team of “%(plan)s”.") % {"plan": seat.initiative})
    return go(request, reverse("initiatives:mine"))


@require_POST
@signed_in
def step_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """A helper carries on a plan whose organiser is gone."""
    seat = get_initiative_for(request.user, pk, Right.BELONG)
    try:
        services.step_up(seat=seat, now=clock.now())
    except PlanError as error:
        return refuse(request, pk, error)
    return answer(request, pk, _("You are the organiser of this plan now."))


# --- handing over --------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def hand_over(request: SignedInRequest, pk: int) -> HttpResponse:
    """Offer the plan to someone in the team."""
    seat = get_initiative_for(request.user, pk, Right.CHANGE)
    others = [member for member in seat.initiative.members.all() if member != seat.member]
    form = OfferForm(request.POST if request.method == "POST" else None, members=others)
    if form.is_valid():
        data, now = form.cleaned_data, clock.now()
        try:
            with transaction.atomic():
                offer = handing.offer_plan(
                    seat=seat, pk=data["taker"], leaves=data["leaves"], now=now
                )
                is_mailed = post_offer(request, offer, now=now)
        except PlanError as error:
            form.add_error(None, error.message)
        else:
            said = (
                _("%(name)s gets a mail, and can say yes or no.")
                if is_mailed
                else _("%(name)s can say yes or no here. No mail goes: tell them yourself.")
            )
            return answer(request, pk, said % {"name": name_of(offer.taker.user)})
    return workspace(
        request,
        seat,
        "initiatives/hand_over.html",
        tab="initiatives:team",
        fragment="initiatives/_team_hand_over.html",
        status=422 if form.is_bound else 200,
        form=form,
        others=others,
    )


@require_POST
@signed_in
def answer_offer(request: SignedInRequest, pk: int, offer: int) -> HttpResponse:
    """Say yes or no to an offer, or take one's own back."""
    seat = get_initiative_for(request.user, pk, Right.BELONG)
    answers: dict[str, tuple[Callable[..., None], str]] = {
        "yes": (handing.accept_offer, _("You are the organiser of this plan now.")),
        "no": (handing.call_off_offer, _("You said no. Nothing changes.")),
        "back": (handing.call_off_offer, _("You took the offer back. Nothing changes.")),
    }
    if (given := request.POST.get("answer", "")) not in answers:
        raise Http404
    act, said = answers[given]
    try:
        act(seat=seat, pk=offer, now=clock.now())
    except PlanError as error:
        return refuse(request, pk, error)
    return answer(request, pk, said)

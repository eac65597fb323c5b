"""Asking the team for a hand, and lending one."""

from collections.abc import Callable
from functools import partial

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from meetups import clock
from meetups.accounts.access import SignedInRequest, signed_in

from ..access import Right, get_initiative_for
from ..forms.team import HandForm
from ..services import hands as services
from ..services.errors import PlanError
from .team import answer, refuse, show


@require_POST
@signed_in
def ask(request: SignedInRequest, pk: int) -> HttpResponse:
    seat = get_initiative_for(request.user, pk, Right.CHANGE)
    form = HandForm(request.POST, auto_id="hand-%s", today=clock.today())
    if form.is_valid():
        try:
            services.ask_for_hand(seat=seat, now=clock.now(), **form.cleaned_data)
        except ValidationError as error:
            form.blame(error)
        except PlanError as error:
            form.add_error(None, error.message)
        else:
            return answer(request, pk, _("Your team can see what you need."), part="hands")
    return show(request, seat, part="hands", status=422, form=form)


@require_POST
@signed_in
def lend(request: SignedInRequest, pk: int, hand: int) -> HttpResponse:
    """Take it, give it back, say that it is done or not, or stop asking."""
    seat = get_initiative_for(request.user, pk, Right.BELONG)
    acts: dict[str, tuple[Callable[..., None], str]] = {
        "take": (services.take_hand, _("You do this. Thank you!")),
        "give-back": (services.give_hand_back, _("It is free again, for someone else.")),
        "done": (partial(services.finish_hand, is_done=True), _("Done. Thank you!")),
        "not-done": (partial(services.finish_hand, is_done=False), _("It is open again.")),
        "remove": (services.remove_hand, _("It is no longer asked for.")),
    }
    if (wanted := request.POST.get("do", "")) not in acts:
        raise Http404
    act, said = acts[wanted]
    try:
        act(seat=seat, pk=hand, now=clock.now())
    except PlanError as error:
        return refuse(request, pk, error, part="hands")
    return answer(request, pk, said, part="hands")

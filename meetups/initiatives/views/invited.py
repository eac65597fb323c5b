"""The page behind an invitation's link. Looking does nothing; saying yes or no is a POST."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meetups import clock
from meetups.accounts.models import User
from meetups.web import HtmxRequest, go, personal

from ..models import Member
from ..queries.team import find_invitation
from ..services import team as services


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def invited(request: HtmxRequest, token: str) -> HttpResponse:
    """Whoever holds the link may see it and say no; to say yes they sign in.

    One answer for every link that is no good: used, withdrawn, over or never made.
    """
    given = request.POST.get("answer") if request.method == "POST" else None
    if given == "no":
        return _decline(request, token)
    invitation = find_invitation(token, now=clock.now())
    if invitation is None:
        return _gone(request)
    sign_in = redirect_to_login(request.get_full_path()).url
    user = request.user
    if given == "yes":
        return _accept(request, token, user) if isinstance(user, User) else go(request, sign_in)
    is_in = (
        isinstance(user, User)
        and Member.objects.filter(initiative=invitation.initiative, user=user).exists()
    )
    context = {"invitation": invitation, "initiative": invitation.initiative, "is_in": is_in}
    status = 422 if request.method == "POST" else 200
    return render(
        request, "initiatives/invited.html", context | {"sign_in": sign_in}, status=status
    )


def _accept(request: HtmxRequest, token: str, user: User) -> HttpResponse:
    initiative = services.accept_invitation(token=token, user=user, now=clock.now())
    if initiative is None:
        return _gone(request)
    messages.success(request, _("Welcome to the team!"))
    return go(request, reverse("initiatives:team", args=[initiative.pk]))


def _decline(request: HtmxRequest, token: str) -> HttpResponse:
    if not services.decline_invitation(token=token, now=clock.now()):
        return _gone(request)
    return render(request, "initiatives/invited.html", {"is_declined": True})


def _gone(request: HtmxRequest) -> HttpResponse:
    return render(request, "initiatives/invited.html", status=404)

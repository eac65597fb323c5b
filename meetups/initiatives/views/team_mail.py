"""Mail about a team. It leaves after the change is committed, and its failing undoes nothing."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from meetups.accounts.limits import seconds_to_wait
from meetups.accounts.mail import send
from meetups.accounts.models import User

from ..models import HandOver, Initiative, Invitation
from ..services.team import LINK
from ..wording import name_of


def send_invitation(request: HttpRequest, invitation: Invitation, token: str) -> tuple[str, bool]:
    """The link of the invitation, and whether the mail with it is on its way."""
    initiative = invitation.initiative
    with translation.override(invitation.language):
        link = request.build_absolute_uri(reverse("initiatives:invited", args=[token]))
        context = {
            "name": _name(invitation.invited_by),
            "plan": _title(initiative),
            "is_organiser": invitation.role == "organiser",
            "asks": invitation.asks,
            "until": invitation.expires_at,
            "link": link,
        }
    return link, _send(request, "team_invitation", invitation.email, invitation.language, context)


def send_offer(request: HttpRequest, offer: HandOver) -> bool:
    """Whether the mail about an offer is on its way to the one who may take it."""
    taker = offer.taker.user
    with translation.override(taker.language):
        path = reverse("initiatives:team", args=[offer.initiative_id])
        context = {
            "name": _name(offer.giver.user),
            "plan": _title(offer.initiative),
            "leaves": offer.leaves,
            "link": request.build_absolute_uri(path),
        }
    return _send(request, "hand_over", taker.email, taker.language, context)


def _send(
    request: HttpRequest, template: str, to: str, language: str, context: dict[str, object]
) -> bool:
    """Send it, unless this address has had enough of such mail, from whichever plans."""
    if seconds_to_wait(request, "team_mail", key=to):
        return False
    return send(template, to=to, language=language, context=context)


def _name(user: User) -> str:
    return _("someone without a name") if LINK.search(user.name) else name_of(user)


def _title(initiative: Initiative) -> str:
    """What the plan is called; of a sensitive plan that is for its own page only."""
    hide = initiative.is_sensitive or LINK.search(initiative.title)
    return "" if hide else initiative.title

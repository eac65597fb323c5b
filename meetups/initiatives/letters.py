"""Mail about a team, made when it leaves: by then it may no longer be right."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from meetups.accounts.models import User
from meetups.outbox.letters import Dropped, Letter
from meetups.outbox.models import OutboundMessage, State
from meetups.sealing import unseal

from .models import HandOver, Initiative, Invitation
from .services.team import LINK
from .wording import name_of

GONE = Dropped(State.CANCELLED)


def team_invitation(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    """To somebody who is asked to join; dropped when that was answered, withdrawn or is over."""
    invitations = Invitation.objects.select_related("initiative", "invited_by")
    invitation = invitations.filter(pk=message.subject_id, expires_at__gt=now).first()
    if invitation is None:
        return GONE
    initiative = invitation.initiative
    with translation.override(invitation.language):
        context = {
            "name": _name(invitation.invited_by),
            "plan": _title(initiative),
            "is_organiser": invitation.role == "organiser",
            "asks": invitation.asks,
            "until": invitation.expires_at,
            "link": link_of(invitation),
        }
    return Letter(invitation.email, invitation.language, "team_invitation", context)


def link_of(invitation: Invitation) -> str:
    """Where the invitation is answered. Raises UnsealError when its key is gone."""
    token = unseal(invitation.token_sealed, about=Invitation.SEALED["token_sealed"])
    with translation.override(invitation.language):
        return settings.SITE_URL + reverse("initiatives:invited", args=[token])


def hand_over(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    """To a member who may take a plan over; dropped when that was answered or taken back."""
    offers = HandOver.objects.select_related("initiative", "giver__user", "taker__user")
    offer = offers.filter(pk=message.subject_id).first()
    if offer is None:
        return GONE
    taker = offer.taker.user
    with translation.override(taker.language):
        context = {
            "name": _name(offer.giver.user),
            "plan": _title(offer.initiative),
            "leaves": offer.leaves,
            "link": settings.SITE_URL + reverse("initiatives:team", args=[offer.initiative_id]),
        }
    return Letter(taker.email, taker.language, "hand_over", context)


def _name(user: User) -> str:
    return _("someone without a name") if LINK.search(user.name) else name_of(user)


def _title(initiative: Initiative) -> str:
    """What the plan is called; of a sensitive plan that is for its own page only."""
    hide = initiative.is_sensitive or LINK.search(initiative.title)
    return "" if hide else initiative.title

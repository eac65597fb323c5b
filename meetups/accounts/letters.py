"""Mail about the work for an office, made when it leaves."""

from datetime import datetime

from django.conf import settings
from django.utils import translation

from meetups.outbox.letters import Dropped, Letter
from meetups.outbox.models import OutboundMessage, State

from .models import Membership


def office_member(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    """To a new colleague; dropped when they do not work there any more."""
    members = Membership.objects.select_related("office__area", "user")
    member = members.filter(pk=message.subject_id).first()
    if member is None:
        return Dropped(State.CANCELLED)
    user, office = member.user, member.office
    with translation.override(user.language):
        context = {
            "office": office.name,
            "role": member.get_role_display(),
            "email": user.email,
            "link": settings.SITE_URL + office.get_absolute_url(),
        }
    return Letter(user.email, user.language, "office_member", context)

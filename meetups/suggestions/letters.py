"""Mail to publishers about what authors ask, made when it leaves."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from meetups.outbox.letters import Dropped, Letter
from meetups.outbox.models import OutboundMessage

from .comments import open_counts
from .diffs import diff
from .draft import draft_content
from .models import PublishRequest, RequestState
from .publishing import hazards_of, newest_content, publishers

NAMED_AT_MOST = 12


def publish_asked(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    """To the publisher `message.subject_id`, about the request `message.revision` while it waits.

    It tells what the draft is like when the mail leaves.
    """
    waiting = PublishRequest.objects.filter(pk=message.revision, state=RequestState.WAITING)
    request = waiting.select_related("asked_by").first()
    user = publishers().filter(pk=message.subject_id).first()
    if request is None or user is None:
        return Dropped()
    content, before = draft_content(), newest_content()
    with translation.override(user.language):
        items = diff(before, content)
        names = [item.name for item in items[:NAMED_AT_MOST]]
        hazards = hazards_of(content, before)
        open_comments = open_counts()
        context = {
            "asked_by": request.asked_by.name if request.asked_by else "",
            "summary": request.summary,
            "count": len(items),
            "names": ", ".join(names) + (" …" if len(items) > NAMED_AT_MOST else ""),
            "broken": len(hazards.broken),
            "looser": len(hazards.looser),
            "comments": sum(open_comments[item.kind, item.key] for item in items),
            "link": settings.SITE_URL + reverse("admin:suggestions_edition_draft"),
        }
    return Letter(user.email, user.language, "publish_asked", context)

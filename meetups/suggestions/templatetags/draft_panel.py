"""The draft on the first page of the admin: what waits there, and the ways to it.

A tag, because the admin's first page belongs to no room.
"""

from typing import Any

from django import template

from meetups.suggestions import publishing
from meetups.suggestions.comments import open_counts
from meetups.suggestions.diffs import diff
from meetups.suggestions.draft import draft_content
from meetups.suggestions.models import Edition

register = template.Library()


@register.inclusion_tag("admin/suggestions/_draft_panel.html", takes_context=True)
def draft_panel(context: template.Context) -> dict[str, Any]:
    """Nothing for who keeps no formats right."""
    user = context["request"].user
    if not (user.has_perm(publishing.MAY_WRITE) or user.has_perm(publishing.MAY_PUBLISH)):
        return {"shown": False}
    newest = publishing.newest_content()
    return {
        "shown": True,
        "count": len(diff(newest, draft_content())),
        "newest": Edition.objects.defer("content").first(),
        "asked": publishing.waiting_request(),
        "comments": open_counts().total(),
        "may_publish": user.has_perm(publishing.MAY_PUBLISH),
    }

"""What someone typed before their session ended: kept until they are signed in again."""

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from meetups.web import HtmxRequest

from .adapter import is_ours

KEY = "kept_form"
AT_MOST = 64 * 1024
"""Characters, as they would be in an address."""


def keep_form(request: HtmxRequest) -> None:
    """Keep the fields of a form that came in from someone who is not signed in (any more).

    Not its files, nor the token that belongs to the old session, and nothing very long.
    """
    fields = request.POST.copy()
    fields.pop("csrfmiddlewaretoken", None)
    text = fields.urlencode()
    if text and len(text) <= AT_MOST:
        request.session[KEY] = {
            "path": request.path,
            "page": _page_of(request),
            "fields": text,
            "user": getattr(request, "ended_for", None),
        }


def kept_form(request: HttpRequest, path: str | None = None) -> QueryDict | None:
    """What was typed in the form that posts to `path`, once; by default the page's own address.

    Tells the reader that their text is still here. None when there is nothing, or when it was
    someone else's. In a view: `form = NoteForm(request.POST or kept_form(request))`.
    """
    kept = request.session.get(KEY)
    if not kept or kept["path"] != (path or request.path):
        return None
    del request.session[KEY]
    if kept["user"] not in (None, request.user.pk):
        return None
    messages.info(request, _("Your text is still here. Press save again."))
    return QueryDict(kept["fields"])


def page_of_kept_form(request: HttpRequest) -> str | None:
    """The page with the form, when what is asked for is the address that the form posts to."""
    kept = request.session.get(KEY)
    return kept["page"] if kept and kept["path"] == request.path else None


def _page_of(request: HtmxRequest) -> str | None:
    """The page of ours that a request came from."""
    page = request.htmx.current_url if request.htmx else request.headers.get("Referer")
    return page if page and is_ours(request, page) else None

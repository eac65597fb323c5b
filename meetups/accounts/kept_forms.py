"""What someone typed before their session ended: kept until they are signed in again."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from meetups.sealing import UnsealError, seal, unseal
from meetups.web import HtmxRequest

from .adapter import is_ours

KEY = "kept_form"
AT_MOST = 64 * 1024
"""Characters, as they would be in an address."""


def keep_form(request: HtmxRequest) -> None:
    """Keep the fields of a form that came in from someone who is not signed in (any more).

    Not its files, nor the token that belongs to the old session, and nothing very long. Sealed:
    it may hold what no table of ours tells, such as the name of a guest.
    """
    fields = request.POST.copy()
    fields.pop("csrfmiddlewaretoken", None)
    text = fields.urlencode()
    if text and len(text) <= AT_MOST:
        request.session[KEY] = {
            "path": request.path,
            "page": _page_of(request),
            "fields": b64encode(seal(text, about=KEY)).decode(),
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
    try:
        fields = QueryDict(unseal(b64decode(kept["fields"]), about=KEY))
    except (UnsealError, ValueError):  # a key was taken out meanwhile
        return None
    messages.info(request, _("Your text is still here. Press save again."))
    return fields


class BackToTheFormMiddleware:
    """After signing in: from an address that a form posts to, which is no page, to the form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "GET" or response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        kept = request.session.get(KEY) or {}
        page = kept.get("page") if kept.get("path") == request.path else None
        return redirect(page) if page and request.user.is_authenticated else response


def _page_of(request: HtmxRequest) -> str | None:
    """The page of ours that a request came from."""
    page = request.htmx.current_url if request.htmx else request.headers.get("Referer")
    return page if page and is_ours(request, page) else None

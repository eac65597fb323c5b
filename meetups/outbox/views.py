"""Stopping mail of one kind, from a link in it."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from meetups import clock
from meetups.web import HtmxRequest, personal

from .services.addresses import suppress_digest
from .stopping import read


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt
@personal
def stop(request: HtmxRequest, token: str) -> HttpResponse:
    """A button that stops it; mail programs press it by a POST of their own (RFC 8058).

    That comes without a cookie, so no CSRF token can be asked: whoever has the link has the mail.
    Programs that look at every link in a mail change nothing.
    """
    wanted = read(token)
    if wanted is None:
        raise Http404
    if request.method == "POST":
        suppress_digest(digest=wanted.digest, kind=wanted.kind, why="unsubscribed", now=clock.now())
    context = {"kind_words": f"outbox/kinds/{wanted.kind}.txt", "done": request.method == "POST"}
    return render(request, "outbox/stop.html", context)

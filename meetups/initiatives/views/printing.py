"""The papers of a plan, to print. Made anew each time, so they say what the plan says now."""

from django.http import Http404, HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from meetups import clock
from meetups.accounts.access import SignedInRequest, signed_in

from .. import printing
from ..access import get_initiative_for
from ..models import Initiative, TextKind
from ..queries.invitations import texts_of
from .invitations import address_of, language_of

SLUG = 60
"""Characters of a title in the name of a file."""


@require_safe
@signed_in
def poster(request: SignedInRequest, pk: int) -> HttpResponse:
    """The poster, A4."""
    initiative = get_initiative_for(request.user, pk).initiative
    return _pdf(
        initiative, "poster", printing.poster(initiative, **_on_poster(request, initiative))
    )


@require_safe
@signed_in
def poster_image(request: SignedInRequest, pk: int) -> HttpResponse:
    """The poster as a small picture, for the page of invitations."""
    initiative = get_initiative_for(request.user, pk).initiative
    drawn = printing.poster_image(initiative, **_on_poster(request, initiative))
    return HttpResponse(drawn, content_type="image/png")


@require_safe
@signed_in
def slip(request: SignedInRequest, pk: int) -> HttpResponse:
    """Sign-up slips, six on an A4."""
    initiative = get_initiative_for(request.user, pk).initiative
    return _pdf(initiative, "slip", printing.slips(initiative, language=language_of(request)))


@require_safe
@signed_in
def door_list(request: SignedInRequest, pk: int) -> HttpResponse:
    """The list for the door, A4."""
    initiative = get_initiative_for(request.user, pk).initiative
    return _pdf(initiative, "list", printing.door_list(initiative, language=language_of(request)))


@require_safe
@signed_in
def plan(request: SignedInRequest, pk: int) -> HttpResponse:
    """The whole plan, for the kitchen table."""
    initiative = get_initiative_for(request.user, pk).initiative
    today, language = clock.today(), language_of(request)
    return _pdf(initiative, "plan", printing.plan(initiative, language=language, today=today))


@require_safe
@signed_in
def qr(request: SignedInRequest, pk: int) -> HttpResponse:
    """The QR code of the invitation page as SVG, for a paper of one's own; 404 while closed."""
    initiative = get_initiative_for(request.user, pk).initiative
    address = address_of(request, initiative)
    if not address:
        raise Http404
    return _download(printing.qr_code(address).encode(), "image/svg+xml", initiative, "qr", "svg")


def _on_poster(request: SignedInRequest, initiative: Initiative) -> dict[str, str]:
    language, address = language_of(request), address_of(request, initiative)
    parts = texts_of(initiative, language, address=address)
    text = next(part.text for part in parts if part.kind == TextKind.POSTER)
    return {"language": language, "address": address, "text": text}


def _pdf(initiative: Initiative, name: str, made: bytes) -> HttpResponse:
    return _download(made, "application/pdf", initiative, name, "pdf")


def _download(
    made: bytes, content_type: str, initiative: Initiative, name: str, suffix: str
) -> HttpResponse:
    title = slugify(initiative.title)[:SLUG].strip("-")
    file = f"{name}-{title}.{suffix}" if title else f"{name}.{suffix}"
    response = HttpResponse(made, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return response

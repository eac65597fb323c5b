"""The tab with which a team invites people: texts, papers and the invitation page."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from meetups import clock
from meetups.accounts.access import SignedInRequest, signed_in
from meetups.web import go, wants_fragment

from ..access import Right, Seat, get_initiative_for
from ..forms.invitations import ComingForm, TextForm, renewed
from ..lifecycle import OPEN
from ..models import Initiative, InviteText, TextKind
from ..printing import unprintable
from ..queries.invitations import Text, page_is_open, texts_of
from ..queries.pages import why_pages_wait
from ..services import invitations as services
from ..services.errors import ChangedMeanwhileError, PlanError
from .workspace import workspace

PAGE = "initiatives/invitations.html"
COMING_COLUMNS = ("contact_line", "shows_place", "version")
TEXT, COMING = "initiatives/_invite_text.html", "initiatives/_invite_coming.html"


def language_of(request: HttpRequest) -> str:
    """The language that invitations are asked in: `?language=`, else the reader's own."""
    asked = request.GET.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else (get_language() or "nl")[:2]


def address_of(request: HttpRequest, initiative: Initiative) -> str:
    """The invitation page when it is open, else nothing.

    Without a language: a visitor is sent on to the page in their own.
    """
    if not page_is_open(initiative):
        return ""
    path = reverse("agenda:poster", args=[initiative.code])
    return request.build_absolute_uri(path.removeprefix(f"/{get_language()}"))


@require_safe
@signed_in
def invitations(request: SignedInRequest, pk: int) -> HttpResponse:
    """All that a team needs to invite people, in one language at a time."""
    return _show(request, get_initiative_for(request.user, pk))


@require_POST
@signed_in
def save_text(request: SignedInRequest, pk: int, kind: str, language: str) -> HttpResponse:
    """Keep a text as the team wants it; an empty one makes way for the made text."""
    seat = get_initiative_for(request.user, pk, Right.CHANGE)
    part = _part(request, seat, kind, language)
    form = TextForm(request.POST, part=part)
    if not form.is_valid():
        return _show_text(request, seat, form, part, status=422)
    return _keep(request, seat, part, form, form.cleaned_data["text"])


@require_POST
@signed_in
def reset_text(request: SignedInRequest, pk: int, kind: str, language: str) -> HttpResponse:
    """Back to the text that is made from the plan."""
    seat = get_initiative_for(request.user, pk, Right.CHANGE)
    part = _part(request, seat, kind, language)
    form = TextForm(request.POST, part=part)
    return _keep(request, seat, part, form, "") if form.is_valid() else _back(request, seat, part)


@require_POST
@signed_in
def save_coming(request: SignedInRequest, pk: int) -> HttpResponse:
    """How people say that they come, and whether the place is told."""
    seat = get_initiative_for(request.user, pk, Right.CHANGE)
    form = ComingForm(request.POST, initiative=seat.initiative)
    if form.is_valid():
        try:
            services.save_coming(
                initiative=seat.initiative,
                by=request.user,
                now=clock.now(),
                **form.cleaned_data,
            )
        except ChangedMeanwhileError as error:
            seat.initiative.refresh_from_db(fields=COMING_COLUMNS)
            return _show_coming_changed(request, seat, error)
        except ValidationError as error:
            seat.initiative.refresh_from_db(fields=COMING_COLUMNS)
            form.blame(error)
        else:
            messages.success(request, _("Saved. The texts and the poster say it too."))
            return go(request, _url(seat, request, "coming"))
    return _show(request, seat, status=422, coming=form, fragment=COMING)


@require_POST
@signed_in
def open_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everyone with the link can read the invitation from now on."""
    return _turn(request, pk, services.open_page, _("The invitation page is open."))


@require_POST
@signed_in
def close_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """Nobody can read the invitation page any more."""
    return _turn(request, pk, services.close_page, _("The invitation page is closed."))


def _turn(request: SignedInRequest, pk: int, turn: Callable[..., None], said: str) -> HttpResponse:
    seat = get_initiative_for(request.user, pk, Right.CHANGE)
    try:
        turn(initiative=seat.initiative, by=request.user, now=clock.now())
    except PlanError as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, said)
    return go(request, _url(seat, request, "page"))


# --- one text ------------------------------------------------------------------------------------
def _part(request: HttpRequest, seat: Seat, kind: str, language: str) -> Text:
    """The text of one kind in one language; else 404."""
    if kind not in TextKind.values or language not in dict(settings.LANGUAGES):
        raise Http404
    address = address_of(request, seat.initiative)
    return next(p for p in texts_of(seat.initiative, language, address=address) if p.kind == kind)


def _keep(
    request: SignedInRequest, seat: Seat, part: Text, form: TextForm, text: str
) -> HttpResponse:
    """Save a text and go on; when someone was quicker, or it may not be, show the form again."""
    try:
        services.save_text(
            initiative=seat.initiative,
            kind=part.kind,
            language=part.language,
            text=text,
            made=part.made,
            version=form.cleaned_data["version"],
            by=request.user,
            now=clock.now(),
        )
    except ChangedMeanwhileError as error:
        row = error.row
        assert isinstance(row, InviteText)
        again = TextForm(renewed(request.POST, row.version), part=part)
        theirs = [(part.kind.label, row.text or part.made)]
        return _show_text(request, seat, again, part, status=409, theirs=theirs, changed=row)
    except ValidationError as error:
        form.blame(error)
        return _show_text(request, seat, form, part, status=422)
    if wants_fragment(request):
        fresh = _part(request, seat, part.kind, part.language)
        return _show_text(request, seat, TextForm(part=fresh), fresh, saved=True)
    messages.success(request, _("The text is saved.") if text else _("The made text is back."))
    return _back(request, seat, part)


def _back(request: SignedInRequest, seat: Seat, part: Text) -> HttpResponse:
    url = reverse("initiatives:invitations", args=[seat.initiative.pk])
    return go(request, f"{url}?language={part.language}#invite-{part.kind}")


def _show_text(
    request: SignedInRequest,
    seat: Seat,
    form: TextForm,
    part: Text,
    *,
    status: int = 200,
    **context: object,
) -> HttpResponse:
    """The text alone to htmx, else the whole page with this form in its place."""
    said: dict[str, Any] = {"form": form, "part": part, **context}
    return _show(
        request,
        seat,
        status=status,
        fragment=TEXT,
        language=part.language,
        said={part.kind: said},
        **said,
    )


# --- the page ------------------------------------------------------------------------------------
def _show(
    request: SignedInRequest,
    seat: Seat,
    *,
    status: int = 200,
    fragment: str = PAGE,
    language: str = "",
    said: Mapping[str, dict[str, Any]] = MappingProxyType({}),
    coming: ComingForm | None = None,
    **context: object,
) -> HttpResponse:
    """`said`: by its kind, the context of a text that comes instead of that text as it is."""
    initiative = seat.initiative
    language = language or language_of(request)
    address = address_of(request, initiative)
    parts = texts_of(initiative, language, address=address)
    texts = [said.get(p.kind) or {"form": TextForm(part=p), "part": p} for p in parts]
    poster_words = next(part.text for part in parts if part.kind == TextKind.POSTER)
    return workspace(
        request,
        seat,
        PAGE,
        tab="initiatives:invitations",
        fragment=fragment,
        status=status,
        texts=texts,
        language=language,
        languages=settings.LANGUAGES,
        address=address,
        coming=coming or ComingForm(initiative=initiative),
        left_out=unprintable(f"{initiative.title}{poster_words}{initiative.contact_line}"),
        has_ended=initiative.status not in OPEN,
        waits=why_pages_wait(initiative, seat.office),
        has_errors=status == 422,
        **context,
    )


def _show_coming_changed(
    request: SignedInRequest, seat: Seat, error: ChangedMeanwhileError
) -> HttpResponse:
    row = error.row
    assert isinstance(row, Initiative)
    form = ComingForm(renewed(request.POST, row.version), initiative=seat.initiative)
    place = _("yes") if row.tells_place else _("no")
    return _show(
        request,
        seat,
        status=409,
        fragment=COMING,
        coming=form,
        coming_theirs=[
            (form.fields["contact_line"].label, row.contact_line),
            (form.fields["shows_place"].label, place),
        ],
        coming_changed=row,
    )


def _url(seat: Seat, request: HttpRequest, place: str) -> str:
    url = reverse("initiatives:invitations", args=[seat.initiative.pk])
    return f"{url}?language={language_of(request)}#{place}"

"""What an office adds to the catalogue for its own municipality. Managers write, all may read."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetups import clock
from meetups.accounts.access import SignedInRequest, kept_form, staff_page
from meetups.accounts.models import Office
from meetups.suggestions.content_items import Item, activity_type_item
from meetups.suggestions.diffs import FieldDiff, item_fields
from meetups.suggestions.models import LocalFormat, LocalNote
from meetups.suggestions.overlays import services
from meetups.suggestions.overlays.items import completed, proposal, stricter
from meetups.suggestions.overlays.reading import Judged, changed_since, judged, news_of
from meetups.suggestions.overlays.services import ChangedMeanwhileError, OverlayError
from meetups.suggestions.queries import catalogue, catalogue_of_office
from meetups.suggestions.snapshots import CatalogueSnapshot
from meetups.suggestions.views.library import format_context
from meetups.support.access import Desk, get_desk_for
from meetups.web import go

from ..forms.overlays import LocalFormatForm, NoteForm
from .desk import desk_page

FORM = require_http_methods(["GET", "HEAD", "POST"])
TAB = "dashboard:overlays"


@require_safe
@staff_page
def overlays(request: SignedInRequest, code: str) -> HttpResponse:
    """All notes and own formats, what changed nationally since, and where to begin a new one."""
    desk, known = get_desk_for(request.user, code), catalogue()
    notes = list(LocalNote.objects.filter(office=desk.office))
    formats = list(LocalFormat.objects.filter(office=desk.office))
    noted = {note.activity_type for note in notes}
    found = [judged(known, desk.code, desk.office.name, local) for local in formats]
    return desk_page(
        request,
        desk,
        "dashboard/overlays.html",
        tab=TAB,
        notes=[(note, known.activity_types.get(note.activity_type)) for note in notes],
        changed=changed_since(notes, known),
        formats=[(each, len(news_of(known, each.local)), _faulty(each)) for each in found],
        national=[
            (row, row.slug in noted)
            for row in sorted(known.activity_types.values(), key=lambda row: row.name)
        ],
    )


def _faulty(found: Judged) -> str:
    """The fields that do not go together with the base, in words."""
    return ", ".join(sorted({services.field_words(fault) for fault in found.faults}))


# --- notes ----------------------------------------------------------------------------------------


@FORM
@staff_page
def note(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    """Write a note at a national format; saving it says too that it holds still."""
    desk, known = get_desk_for(request.user, code, as_manager=True), catalogue()
    mine = LocalNote.objects.filter(office=desk.office, activity_type=slug).first()
    row = known.activity_types.get(slug)
    if row is None and mine is None:
        raise Http404
    initial = {n: getattr(mine, n) for n in ("text_nl", "text_en", "version")} if mine else {}
    data = request.POST if request.method == "POST" else kept_form(request)
    form, status, meanwhile = NoteForm(data, initial={"version": 0} | initial), 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.save_note(
                    office=desk.office,
                    activity_type=slug,
                    by=request.user,
                    now=clock.now(),
                    **form.cleaned_data,
                )
            except ValidationError as error:
                form.blame(error)
            except OverlayError as error:
                form.add_error(None, error.message)
            except ChangedMeanwhileError:
                mine = LocalNote.objects.filter(office=desk.office, activity_type=slug).first()
                status, meanwhile = 409, mine
                form = _on_top(form, mine.version if mine else 0)
            else:
                messages.success(request, _("Saved. Readers see the note now."))
                return go(request, reverse(TAB, args=[code]))
    return desk_page(
        request,
        desk,
        "dashboard/overlay_note.html",
        tab=TAB,
        status=status,
        form=form,
        note=mine,
        row=row,
        slug=slug,
        changed=changed_since([mine], known).get(slug) if mine else None,
        meanwhile=meanwhile,
        is_meanwhile=status == 409,
    )


def _on_top(form: Any, version: int) -> Any:
    """The same form as it was sent, to be saved over what somebody else did meanwhile."""
    form.data = form.data.copy()
    form.data["version"] = version
    return form


@require_POST
@staff_page
def remove_note(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    desk = get_desk_for(request.user, code, as_manager=True)
    remove = partial(services.remove_note, office=desk.office, activity_type=slug)
    return _remove(request, code, remove, _("The note is gone."))


def _remove(
    request: SignedInRequest, code: str, remove: Callable[..., None], said: str
) -> HttpResponse:
    """Remove what they saw; who comes too late hears it and looks again."""
    try:
        remove(version=_version(request), by=request.user, now=clock.now())
    except ChangedMeanwhileError:
        messages.error(request, _("Somebody changed this meanwhile. Look again."))
    else:
        messages.success(request, said)
    return go(request, reverse(TAB, args=[code]))


# --- formats --------------------------------------------------------------------------------------


@FORM
@staff_page
def add(request: SignedInRequest, code: str, slug: str) -> HttpResponse:
    """Make an own format of the national one with this slug."""
    desk, known = get_desk_for(request.user, code, as_manager=True), catalogue()
    base = known.activity_types.get(slug)
    if base is None:
        raise Http404
    item = activity_type_item(base)
    data = request.POST if request.method == "POST" else kept_form(request)
    form = _form(data, known, item, proposal(item, slug), 0)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.add_format(
                office=desk.office,
                base=slug,
                values=form.values,
                by=request.user,
                now=clock.now(),
            )
        except ValidationError as error:
            form.blame_item(error)
        except OverlayError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("Saved. Nobody sees it until you show it."))
            return go(request, reverse("dashboard:look_at_format", args=[code, row.pk]))
    status = 422 if request.method == "POST" else 200
    return _show(request, desk, form, known, base=base, local=None, status=status)


@FORM
@staff_page
def change(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Change an own format."""
    desk = get_desk_for(request.user, code, as_manager=True)
    local, known = _local(desk.office, pk), catalogue()
    base = known.activity_types.get(local.base)
    if base is None:
        messages.error(request, _("The format that this is based on is no longer there."))
        return go(request, reverse(TAB, args=[code]))
    item = activity_type_item(base)
    data = request.POST if request.method == "POST" else kept_form(request)
    form = _form(data, known, item, stricter(item, local.content), local.version)
    status, clashes = 422 if request.method == "POST" else 200, None
    if request.method == "POST" and form.is_valid():
        try:
            services.change_format(
                row=local,
                version=form.cleaned_data["version"],
                values=form.values,
                by=request.user,
                now=clock.now(),
            )
        except ValidationError as error:
            form.blame_item(error)
        except OverlayError as error:
            form.add_error(None, error.message)
        except ChangedMeanwhileError:
            local.refresh_from_db()
            clashes = _clashes(known, local, form.values)
            status, form = 409, _on_top(form, local.version)
        else:
            messages.success(request, _("Saved."))
            return go(request, reverse("dashboard:look_at_format", args=[code, pk]))
    return _show(request, desk, form, known, base=base, local=local, status=status, clashes=clashes)


@require_safe
@staff_page
def look(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """The page of an own format as readers see it, or will."""
    desk = get_desk_for(request.user, code)
    local, known = _local(desk.office, pk), catalogue_of_office(desk.code)
    found = judged(known, desk.code, desk.office.name, local)
    if found.row is None:
        return desk_page(
            request, desk, "dashboard/overlay_cannot.html", tab=TAB, found=found, local=local
        )
    return desk_page(
        request,
        desk,
        "dashboard/overlay_look.html",
        tab=TAB,
        local=local,
        **format_context(found.row, known),
    )


@require_POST
@staff_page
def show(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Show it to readers, or no longer: `shown` is 1 or 0."""
    desk = get_desk_for(request.user, code, as_manager=True)
    shown = request.POST.get("shown") == "1"
    try:
        services.show_format(
            row=_local(desk.office, pk),
            version=_version(request),
            shown=shown,
            by=request.user,
            now=clock.now(),
        )
    except OverlayError as error:
        messages.error(request, error.message)
    except ChangedMeanwhileError:
        messages.error(request, _("Somebody changed this meanwhile. Look again."))
    else:
        said = _("It is shown now.") if shown else _("It is no longer shown.")
        messages.success(request, said)
    return go(request, reverse(TAB, args=[code]))


@require_POST
@staff_page
def remove(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    desk = get_desk_for(request.user, code, as_manager=True)
    remove = partial(services.remove_format, row=_local(desk.office, pk))
    said = _("The format is gone. Plans that were made of it go on.")
    return _remove(request, code, remove, said)


@require_safe
@staff_page
def news(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """What changed nationally, field by field."""
    desk = get_desk_for(request.user, code)
    return _show_news(request, desk, _local(desk.office, pk))


@require_POST
@staff_page
def settle(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Take one `field` over or keep the office's own: `accept` or `keep` as `choice`."""
    desk = get_desk_for(request.user, code, as_manager=True)
    local = _local(desk.office, pk)
    try:
        services.settle_update(
            row=local,
            version=_version(request),
            field=request.POST.get("field", ""),
            accepts=request.POST.get("choice") != "keep",
            by=request.user,
            now=clock.now(),
        )
    except OverlayError as error:
        return _show_news(request, desk, local, message=error.message, status=422)
    except ChangedMeanwhileError:
        message = _("Somebody changed this meanwhile. Look again.")
        return _show_news(request, desk, _local(desk.office, pk), message=message, status=409)
    return go(request, reverse("dashboard:format_news", args=[code, pk]))


def _show_news(
    request: SignedInRequest,
    desk: Desk,
    local: LocalFormat,
    *,
    message: str = "",
    status: int = 200,
) -> HttpResponse:
    known = catalogue()
    return desk_page(
        request,
        desk,
        "dashboard/overlay_news.html",
        tab=TAB,
        status=status,
        local=local,
        base=known.activity_types.get(local.base),
        updates=news_of(known, local),
        message=message,
    )


# --- what they share ------------------------------------------------------------------------------


def _local(office: Office, pk: int) -> LocalFormat:
    return get_object_or_404(
        LocalFormat.objects.select_related("office__area"), office=office, pk=pk
    )


def _version(request: SignedInRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def _titles(known: CatalogueSnapshot) -> dict[str, str]:
    return {slug: situation.title for slug, situation in known.situations.items()}


def _clashes(
    known: CatalogueSnapshot, local: LocalFormat, values: dict[str, Any]
) -> list[FieldDiff]:
    """What somebody else saved, beside what was typed."""
    theirs = local.content
    return item_fields(theirs, completed({**theirs, **values}), situations=_titles(known))


def _form(
    data: Any, known: CatalogueSnapshot, base: Item, mine: Item, version: int
) -> LocalFormatForm:
    titles = _titles(known)
    return LocalFormatForm(data, base=base, mine=mine, version=version, situations=titles)


def _show(
    request: SignedInRequest,
    desk: Desk,
    form: LocalFormatForm,
    known: CatalogueSnapshot,
    *,
    base: Any,
    local: LocalFormat | None,
    status: int,
    clashes: list[FieldDiff] | None = None,
) -> HttpResponse:
    return desk_page(
        request,
        desk,
        "dashboard/overlay_format.html",
        tab=TAB,
        status=status,
        form=form,
        base=base,
        local=local,
        is_meanwhile=status == 409,
        clashes=clashes,
        news=len(news_of(known, local)) if local else 0,
    )

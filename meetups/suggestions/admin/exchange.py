"""Where curators take the catalogue along, and bring one in: looked at first, then written.

Between looking and writing, what would change travels in the form, sealed with who looked and with
the draft that was looked at. Nothing is kept here.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from meetups import clock
from meetups.accounts.models import User
from meetups.suggestions.admin.rights import may_publish, may_write, user_of
from meetups.suggestions.content_files import whole_draft
from meetups.suggestions.exchange import (
    KINDS,
    MODELS,
    DraftChangedError,
    DryRun,
    RefusedError,
    Row,
    UploadError,
    apply_import,
    dry_run,
    rights_of,
)
from meetups.suggestions.exchange_uploads import (
    MOST_BYTES,
    as_book,
    as_zip,
    read_upload,
)
from meetups.suggestions.models import Edition

UNPROCESSABLE, CONFLICT = 422, 409
DAY = 24 * 3600
MOST_SEALED = 2_000_000
"""Characters of a form that Django takes, with room for the rest."""
DRAFT = "draft"
MAKERS = {
    "zip": (as_zip, "application/zip"),
    "xlsx": (
        as_book,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File: XLSX, JSON, or a ZIP with JSON files"),
        error_messages={"required": _("Choose a file of at most 5 MB.")},
        help_text=_("At most 5 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.json,.zip"}),
    )


def urls(site: "admin.ModelAdmin[Any]") -> list[URLPattern]:
    """The addresses of the exchange, beside the editions."""

    def at(route: str, view: Any, name: str) -> URLPattern:
        def shown(request: HttpRequest) -> HttpResponse:
            if not (may_write(request) or may_publish(request)):
                raise PermissionDenied
            answer: HttpResponse = view(site, request)
            return answer

        shielded: Any = site.admin_site.admin_view(shown)
        made: URLPattern = path(route, shielded, name=f"suggestions_edition_{name}")
        return made

    return [
        at("exchange/", exchange_view, "exchange"),
        at("exchange/download/", download_view, "download"),
        at("exchange/try/", try_view, "try"),
        at("exchange/apply/", apply_view, "apply"),
    ]


def exchange_view(site: Any, request: HttpRequest) -> HttpResponse:
    return _start(site, request, UploadForm())


def download_view(site: Any, request: HttpRequest) -> HttpResponse:
    """The draft or an edition, whole, in one file."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    of, kind = request.GET.get("of", DRAFT), request.GET.get("as", "")
    if kind not in MAKERS:
        raise Http404
    make, media_type = MAKERS[kind]
    name = f"catalogue-{of}-{clock.today():%Y-%m-%d}.{kind}"
    response = HttpResponse(make(_content(of)), content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _content(of: str) -> Mapping[str, Any]:
    if of == DRAFT:
        return whole_draft()
    number = int(of) if of.isdecimal() and len(of) < 9 else 0
    content = Edition.objects.filter(number=number).values_list("content", flat=True).first()
    if content is None:
        raise Http404
    found: Mapping[str, Any] = content
    return found


def try_view(site: Any, request: HttpRequest) -> HttpResponse:
    """What a file would do, row by row. Writes nothing."""
    user = _writer(request)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _start(site, request, form)
    file = form.cleaned_data["file"]
    try:
        # One more than may be: then the reader sees that it is too large.
        given = read_upload(file.read(MOST_BYTES + 1), draft=whole_draft())
    except UploadError as error:
        form.add_error("file", error.faults)
        return _start(site, request, form)
    run = dry_run(given, may=rights_of(user))
    return _shown(site, request, run, name=file.name)


def apply_view(site: Any, request: HttpRequest) -> HttpResponse:
    """Write the chosen rows in the draft, if it is still the draft that was looked at."""
    user = _writer(request)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    chosen = request.POST.getlist("row")
    try:
        held = signing.loads(request.POST.get("held", ""), salt=_salt(user), max_age=DAY)
    except signing.BadSignature:
        form = UploadForm()
        messages.error(request, gettext("It is too long ago. Send the file again, please."))
        return _start(site, request, form, status=UNPROCESSABLE)
    may = rights_of(user)
    items = [(kind, item) for kind, item in held["items"]]
    try:
        run = apply_import(
            items=items, chosen=chosen, seen=held["seen"], by=user, may=may, now=clock.now()
        )
    except DraftChangedError as error:
        return _shown(
            site, request, error.run, status=CONFLICT, name=held["name"], chosen=chosen, moved=True
        )
    except RefusedError as error:
        return _shown(
            site,
            request,
            error.run,
            status=UNPROCESSABLE,
            name=held["name"],
            chosen=chosen,
            lacking=error.refused,
        )
    count = len(run.coming)
    said = ngettext("%(count)d row is in the draft.", "%(count)d rows are in the draft.", count)
    if count:
        messages.success(request, said % {"count": count})
    else:
        messages.warning(request, gettext("You chose no row, so nothing changed."))
    return HttpResponseRedirect(reverse("admin:suggestions_edition_draft"))


def _writer(request: HttpRequest) -> User:
    if not may_write(request):
        raise PermissionDenied
    return user_of(request)


def _salt(user: User) -> str:
    """What one curator looked at, another cannot send."""
    return f"meetups.suggestions.exchange.{user.pk}"


def _start(site: Any, request: HttpRequest, form: UploadForm, *, status: int = 200) -> HttpResponse:
    editions = Edition.objects.values("number", "published_at")
    return _page(
        site,
        request,
        "exchange",
        gettext("Take along or bring in"),
        status=UNPROCESSABLE if form.is_bound else status,
        form=form,
        editions=list(editions),
        may_write=may_write(request),
    )


def _shown(
    site: Any,
    request: HttpRequest,
    run: DryRun,
    *,
    name: str,
    status: int = 200,
    chosen: list[str] | None = None,
    **more: Any,
) -> HttpResponse:
    """The dry run: rows that would come in, to choose from, and rows that would not."""
    name = name[:100]
    items = [(row.kind, row.item) for row in run.coming]
    held = signing.dumps(
        {"items": items, "seen": run.digest, "name": name},
        salt=_salt(user_of(request)),
        compress=True,
    )
    codes = {row.code for row in run.coming} if chosen is None else set(chosen)
    return _page(
        site,
        request,
        "exchange_try",
        gettext("What comes in"),
        status=status,
        parent=reverse("admin:suggestions_edition_exchange"),
        parent_title=gettext("Take along or bring in"),
        name=name,
        run=run,
        counts=run.counts,
        coming=_by_kind(run.coming),
        same=_by_kind(run.of("same")),
        refused=run.of("refused"),
        chosen=codes,
        held=held if len(held) <= MOST_SEALED else "",
        **more,
    )


def _by_kind(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    found = [
        (str(MODELS[kind]._meta.verbose_name_plural), [row for row in rows if row.kind == kind])
        for kind in KINDS
    ]
    return [(name, rows) for name, rows in found if rows]


def _page(
    site: Any,
    request: HttpRequest,
    template: str,
    title: str,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    whole = {
        **site.admin_site.each_context(request),
        "title": title,
        "opts": site.opts,
        "media": site.media,
        "parent": reverse("admin:suggestions_edition_changelist"),
        "parent_title": gettext("Editions"),
        **context,
    }
    return TemplateResponse(request, f"admin/suggestions/{template}.html", whole, status=status)

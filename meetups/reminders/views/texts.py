"""How reminders begin: for the managers of an office, and for who keeps the texts of everyone."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetups import clock
from meetups.accounts.access import SignedInRequest, get_office_for, staff_page
from meetups.accounts.models import Office
from meetups.accounts.services.versions import ChangedMeanwhileError
from meetups.web import go, page

from ..forms.texts import TextForm
from ..samples import sample_values
from ..services import texts as services
from ..services.texts import Text
from ..wording import ABOUT_VARIABLES, fill

EVERYONE = "all"
MAY_CHANGE = "accounts.change_mailtext"


@require_safe
@staff_page
def texts(request: SignedInRequest, code: str) -> HttpResponse:
    """All kinds in all languages, and whose words each has."""
    office = _office(request, code)
    context = {"texts": services.texts_for(office), **_around(office, code)}
    return render(request, "reminders/texts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def text(request: SignedInRequest, code: str, kind: str, language: str) -> HttpResponse:
    """Change one; with `look` it is shown as readers will get it, and not kept."""
    office = _office(request, code)
    part = _part(office, kind, language)
    if request.method != "POST":
        version = part.own.version if part.own else 0
        form = TextForm(initial={"text": part.now, "version": version})
        return _show(request, office, code, part, form)
    form = TextForm(request.POST)
    looks = "look" in request.POST
    try:
        is_done = form.is_valid() and _is_done(request, office, part, form, looks=looks)
    except ChangedMeanwhileError as error:
        clash = {"meanwhile": error.row, "theirs": form.after(error.row), "status": 409}
        return _show(request, office, code, part, form, is_gone=error.row is None, **clash)
    if is_done and not looks:
        messages.success(request, _("Saved. Mail that leaves from now on begins like this."))
        return go(request, reverse("reminders:texts", args=[code]))
    return _show(request, office, code, part, form, status=422 if form.errors else 200)


@require_POST
@staff_page
def text_back(request: SignedInRequest, code: str, kind: str, language: str) -> HttpResponse:
    """Back to the text that is there without theirs."""
    office = _office(request, code)
    part = _part(office, kind, language)
    seen = request.POST.get("version", "")
    try:
        services.drop_text(
            office=office,
            kind=part.kind,
            language=part.language,
            version=int(seen) if seen.isdecimal() and len(seen) < 10 else None,
            by=request.user,
            now=clock.now(),
        )
    except ChangedMeanwhileError:
        messages.error(request, _("Somebody changed this meanwhile. Look again."))
        return go(request, reverse("reminders:text", args=[code, kind, language]))
    messages.success(request, _("The mail begins with the standard text again."))
    return go(request, reverse("reminders:texts", args=[code]))


def _office(request: SignedInRequest, code: str) -> Office | None:
    """Whose texts; None for those of everyone. 404 for who may not change them."""
    if code != EVERYONE:
        return get_office_for(request.user, code)
    if not request.user.has_perm(MAY_CHANGE):
        raise Http404
    return None


def _part(office: Office | None, kind: str, language: str) -> Text:
    for part in services.texts_for(office):
        if (part.kind.value, part.language) == (kind, language):
            return part
    raise Http404


def _is_done(
    request: SignedInRequest, office: Office | None, part: Text, form: TextForm, *, looks: bool
) -> bool:
    """Keep what was written, or only see whether it could be kept."""
    written = form.cleaned_data["text"]
    try:
        services.check_text(part.kind, written)
        if not looks:
            services.keep_text(
                office=office,
                kind=part.kind,
                language=part.language,
                text=written,
                version=form.seen,
                by=request.user,
                now=clock.now(),
            )
    except ValidationError as error:
        form.blame(error)
        return False
    return True


def _show(
    request: SignedInRequest,
    office: Office | None,
    code: str,
    part: Text,
    form: TextForm,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    with translation.override(part.language):
        shown = fill(form["text"].value() or "", sample_values(clock.now()))
    return page(
        request,
        "reminders/text.html",
        fragment="reminders/_text_preview.html",
        status=status,
        form=form,
        part=part,
        preview="" if form.errors else shown,
        variables=[(f"{{{name}}}", ABOUT_VARIABLES[name]) for name in part.variables],
        **_around(office, code) | context,
    )


def _around(office: Office | None, code: str) -> dict[str, Any]:
    """The page around it: that of the office, or one of the site."""
    layout = "accounts/office_manage.html" if office else "reminders/site_manage.html"
    return {"office": office, "code": code, "layout": layout, "tab": "texts"}

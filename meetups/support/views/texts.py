"""The texts that an office begins its answers with, for its managers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetups import clock
from meetups.accounts.access import SignedInRequest, get_office_for, kept_form, staff_page
from meetups.accounts.forms.versions import is_of_a_row
from meetups.accounts.models import Office
from meetups.accounts.services.versions import ChangedMeanwhileError
from meetups.web import go, page

from ..forms.texts import DecisionTextForm
from ..models import Decision, DecisionText
from ..review_wording import our_texts
from ..services import texts as services
from ..services.errors import SupportError

TAB = "answer_texts"


@require_safe
@staff_page
def texts(request: SignedInRequest, code: str) -> HttpResponse:
    """Theirs by answer; ours beside them, as examples to begin with."""
    office = get_office_for(request.user, code)
    own = list(office.decision_texts.all())
    ours = our_texts()
    groups = [
        (
            decision,
            [row for row in own if row.decision == decision],
            [text for text in ours if text.decision == decision],
        )
        for decision in Decision
    ]
    context = {"office": office, "code": code, "tab": TAB, "groups": groups}
    return render(request, "support/texts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def text_add(request: SignedInRequest, code: str) -> HttpResponse:
    """A new one; `?from=yes` begins with one of ours, `?decision=decline` for an answer."""
    office = get_office_for(request.user, code)
    initial = {"decision": request.GET.get("decision", ""), **_ours(request.GET.get("from", ""))}
    return _form(request, office, code, DecisionText(office=office), initial)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def text(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    office = get_office_for(request.user, code)
    row = office.decision_texts.filter(pk=pk).first()
    if row is None and is_of_a_row(request.POST):
        return _gone(request, office, code)
    return _form(request, office, code, row or get_object_or_404(office.decision_texts, pk=pk))


@require_POST
@staff_page
def text_remove(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    office = get_office_for(request.user, code)
    found = get_object_or_404(office.decision_texts, pk=pk)
    services.remove_text(text=found, by=request.user, now=clock.now())
    messages.success(request, _("The text is gone. What was sent with it stays as it is."))
    return go(request, reverse("support:texts", args=[code]))


def _ours(key: str) -> dict[str, str]:
    """One of the site's texts as a form holds it; nothing for a key that is none."""
    found: dict[str, str] = {}
    for text in our_texts():
        if text.key == key:
            found = {"decision": text.decision, "name": text.name}
    for language in ("nl", "en") if found else ():
        with translation.override(language):
            found[f"text_{language}"] = next(t.text for t in our_texts() if t.key == key)
    return found


def _form(
    request: SignedInRequest,
    office: Office,
    code: str,
    row: DecisionText,
    initial: dict[str, str] | None = None,
) -> HttpResponse:
    """Write one; with `look` it is shown as a team gets it, and not kept."""
    data = request.POST if request.method == "POST" else kept_form(request)
    form = DecisionTextForm(data, instance=row, initial=initial)
    looks, status, clash = "look" in request.POST, 200, dict[str, Any]()
    if request.method == "POST" and form.is_valid() and not looks:
        try:
            services.keep_text(
                text=form.save(commit=False), version=form.seen, by=request.user, now=clock.now()
            )
        except ChangedMeanwhileError as error:
            if error.row is None:
                return _gone(request, office, code)
            clash = {"meanwhile": error.row, "theirs": form.after(error.row)}
        except SupportError as error:
            form.add_error("name", error.message)
        except ValidationError as error:
            form.blame(error)
        else:
            messages.success(request, _("Saved. Reviewers can begin an answer with it now."))
            return go(request, reverse("support:texts", args=[code]))
    if request.method == "POST" and form.errors:
        status = 422
    status = 409 if clash else status
    return _show(request, office, code, form, row, status=status, looks=looks, **clash)


def _gone(request: SignedInRequest, office: Office, code: str) -> HttpResponse:
    """Somebody removed it: what was typed can be kept as a new one."""
    return _show(
        request,
        office,
        code,
        DecisionTextForm(request.POST, instance=DecisionText(office=office)),
        DecisionText(office=office),
        status=409,
        is_gone=True,
        action=reverse("support:text_add", args=[code]),
    )


def _show(
    request: SignedInRequest,
    office: Office,
    code: str,
    form: DecisionTextForm,
    row: DecisionText,
    *,
    status: int,
    **context: Any,
) -> HttpResponse:
    return page(
        request,
        "support/text.html",
        fragment="support/_text_preview.html",
        status=status,
        office=office,
        code=code,
        tab=TAB,
        form=form,
        row=row,
        preview=[(name, form[f"text_{name}"].value() or "") for name in ("nl", "en")],
        **context,
    )

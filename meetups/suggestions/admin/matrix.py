"""How well every format fits every situation, filled in like a spreadsheet."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Script
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from meetups import clock
from meetups.suggestions.curation import FitChange, RefusedFit, set_fits
from meetups.suggestions.models import ActivityType, Situation, SituationFit
from meetups.suggestions.rule_draft import WHY_LENGTH
from meetups.suggestions.vocabulary import Family, Status, Strength

SALT = "curator.matrix"
SCRIPT: Any = Script("js/curator-matrix.js", defer=True)
CELLS_AT_MOST = 1000
"""On one page: a form may have little more fields than that."""
NAME = re.compile(r"fit-(\d{1,18})-(\d{1,18})")
CONFLICT, UNPROCESSABLE = 409, 422

Key = tuple[int, int]
"""Of a format and of a situation."""


class FilterForm(forms.Form):
    family = forms.ChoiceField(
        label=_("Family"), choices=[("", _("all")), *Family.choices], required=False
    )
    status = forms.ChoiceField(
        label=_("Status"), choices=[("", _("all")), *Status.choices], required=False
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """One format in one situation. `unfinished`: what is said there has no reason yet."""

    name: str
    label: str
    value: str
    unfinished: bool
    fault: str


@dataclass(frozen=True, slots=True)
class Row:
    format: ActivityType
    cells: list[Cell]


def view(admin: Any, request: HttpRequest) -> HttpResponse:
    """The matrix; what is posted is saved per cell, as far as it can be."""
    if not admin.has_view_or_change_permission(request):
        raise PermissionDenied
    if request.method != "POST":
        return _page(admin, request)
    if not admin.has_change_permission(request):
        raise PermissionDenied
    why = request.POST.get("why", "").strip()
    seen = _unseal(request.POST.get("seen", ""))
    changes, faults = _changes(request.POST, seen)
    if len(why) > WHY_LENGTH or "\0" in why:
        fault = gettext("Say why in at most %(most)d characters.") % {"most": WHY_LENGTH}
        return _page(admin, request, typed=_typed(changes), faults=faults, why_fault=fault)
    refused = set_fits(changes=changes, why=why, now=clock.now())
    not_saved = {id(one.change) for one in refused}
    _tell(admin, request, [one for one in changes if id(one) not in not_saved])
    if not refused and not faults:
        return HttpResponseRedirect(request.get_full_path())
    faults |= {(one.change.activity_type, one.change.situation): _told(one) for one in refused}
    typed = _typed(one.change for one in refused)
    return _page(admin, request, typed=typed, faults=faults, clash=bool(refused))


def _tell(admin: Any, request: HttpRequest, saved: list[FitChange]) -> None:
    """What is saved, and what must still be written with it. Nothing when nothing is."""
    if not saved:
        return
    text = ngettext("%(count)d cell is saved.", "%(count)d cells are saved.", len(saved))
    admin.message_user(request, text % {"count": len(saved)}, messages.SUCCESS)
    filled = {(one.activity_type, one.situation) for one in saved if one.after is not None}
    without = [
        fit
        for fit in SituationFit.objects.select_related("activity_type", "situation").filter(
            activity_type__in={key[0] for key in filled}
        )
        if (fit.activity_type_id, fit.situation_id) in filled
        and not (fit.reason_nl and fit.reason_en)
    ]
    if without:
        intro = gettext("Still write the reason, in Dutch and English:")
        rows = (
            (
                reverse("admin:suggestions_activitytype_change", args=[fit.activity_type_id]),
                f"{fit.activity_type}: {fit.situation}",
            )
            for fit in without
        )
        lines = format_html_join("", '<li><a href="{}#fits-group">{}</a></li>', rows)
        admin.message_user(request, format_html("{}<ul>{}</ul>", intro, lines), messages.WARNING)


def _typed(changes: Any) -> dict[Key, str]:
    return {
        (one.activity_type, one.situation): "" if one.after is None else str(one.after)
        for one in changes
    }


def _changes(data: Any, seen: Mapping[str, int]) -> tuple[list[FitChange], dict[Key, str]]:
    """Cells that differ from what was seen, and those that hold no strength: the key and words."""
    changes, faults = [], {}
    for name in data:
        if not (match := NAME.fullmatch(name)):
            continue
        key = int(match[1]), int(match[2])
        text, before = data[name].strip(), seen.get(name)
        if text == ("" if before is None else str(before)):
            continue
        if text and text not in {str(value) for value in Strength.values}:
            faults[key] = gettext("“%(text)s” is no number from 0 to 3. It is not saved.") % {
                "text": text[:20]
            }
            continue
        changes.append(FitChange(*key, before, int(text) if text else None))
    return changes, faults


def _told(refused: RefusedFit) -> str:
    if refused.why == "changed":
        now = "–" if refused.now is None else f"{refused.now}"
        return gettext(
            "Someone else just made this %(now)s. Yours is not saved; it stands in the cell. Save "
            "again to make it so."
        ) % {"now": now}
    if refused.why == "reason":
        return gettext(
            "There is a reason with it, which would be lost. Remove it on the page of the format."
        )
    return gettext("This format or situation is not there any more.")


# --- the page -------------------------------------------------------------------------------------


def _page(
    admin: Any,
    request: HttpRequest,
    *,
    typed: Mapping[Key, str] | None = None,
    faults: Mapping[Key, str] | None = None,
    why_fault: str = "",
    clash: bool = False,
) -> HttpResponse:
    """The matrix as it is saved by now, with what was typed where it could not be saved."""
    typed, faults = dict(typed or {}), faults or {}
    for name, value in request.POST.items() if request.method == "POST" else ():
        if (match := NAME.fullmatch(name)) and (key := (int(match[1]), int(match[2]))) in faults:
            typed.setdefault(key, str(value).strip())
    chosen = FilterForm(request.GET)
    rows = ActivityType.objects.all()
    if chosen.is_valid():
        rows = rows.filter(**{name: value for name, value in chosen.cleaned_data.items() if value})
    situations = list(Situation.objects.all())
    shown = Paginator(
        sorted(rows, key=lambda row: (Family.values.index(row.family), row.name.casefold())),
        max(1, CELLS_AT_MOST // max(1, len(situations))),
    ).get_page(request.GET.get("page"))
    fits = {
        (fit.activity_type_id, fit.situation_id): fit
        for fit in SituationFit.objects.filter(activity_type__in=list(shown))
    }
    table = [
        Row(row, [_cell(row, situation, fits, typed, faults) for situation in situations])
        for row in shown
    ]
    seen = {_name(*key): fit.strength for key, fit in fits.items()}
    query = request.GET.copy()
    query.pop("page", None)
    status = CONFLICT if clash else UNPROCESSABLE if faults or why_fault else 200
    context = {
        **admin.admin_site.each_context(request),
        "title": gettext("Which format fits which situation"),
        "opts": admin.opts,
        "media": admin.media + forms.Media(js=[SCRIPT]),
        "filter": chosen,
        "situations": situations,
        "rows": table,
        "page": shown,
        "query": query.urlencode(),
        "action": request.get_full_path(),
        "faulty": [(row, cell) for row in table for cell in row.cells if cell.fault],
        "unfinished": sum(cell.unfinished for row in table for cell in row.cells),
        "strengths": Strength.choices,
        "seen": signing.dumps(seen, salt=SALT, compress=True),
        "why": request.POST.get("why", "") if status != 200 else "",
        "why_fault": why_fault,
        "why_length": WHY_LENGTH,
        "may_change": admin.has_change_permission(request),
        "changelist": reverse("admin:suggestions_activitytype_changelist"),
    }
    return TemplateResponse(request, "admin/suggestions/matrix.html", context, status=status)


def _cell(
    row: ActivityType,
    situation: Situation,
    fits: Mapping[Key, SituationFit],
    typed: Mapping[Key, str],
    faults: Mapping[Key, str],
) -> Cell:
    key = row.pk, situation.pk
    fit = fits.get(key)
    unfinished = fit is not None and not (fit.reason_nl and fit.reason_en)
    return Cell(
        name=_name(*key),
        label=f"{row}: {situation}",
        value=typed.get(key, "" if fit is None else str(fit.strength)),
        unfinished=unfinished,
        fault=faults.get(key, ""),
    )


def _name(activity_type: int, situation: int) -> str:
    return f"fit-{activity_type}-{situation}"


def _unseal(text: str) -> dict[str, int]:
    """What stood in the cells when the page was made; nothing when it did not come from us."""
    try:
        found: dict[str, int] = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return {}
    return found

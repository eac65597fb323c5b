"""What readers would see of what a curator types, and where it may be plainer. Saves nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_slug
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from meetups import clock
from meetups.recommender.facts import Answers
from meetups.recommender.rank import recommend
from meetups.suggestions.admin.editor_forms import SourceField
from meetups.suggestions.content_items import ACTIVITY_TYPE_PARTS, SITUATION_PARTS, PartKind
from meetups.suggestions.models import ActivityType, ContactCondition, Situation, Source
from meetups.suggestions.plain_language_wording import hint_texts
from meetups.suggestions.presenting import AdvicePage, Tip
from meetups.suggestions.queries import CatalogueSnapshot, catalogue
from meetups.suggestions.snapshots import facts_of
from meetups.suggestions.translating import base_of, lacking
from meetups.suggestions.views.library import format_context, situation_context
from meetups.suggestions.vocabulary import Condition, Goal, Tension

LANGUAGES = ("nl", "en")
NEW = "new"
"""Stands in addresses for a name that is not there yet, or cannot be one."""


@dataclass(frozen=True, slots=True)
class PreviewFault:
    """A field that cannot be shown as it was typed. `field`: its id on the page."""

    field: str
    label: str
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class Note:
    """What stands below one field: whether it lacks a translation, hints, or the chosen source."""

    id: str
    language: str = ""
    lacks: str = ""
    hints: tuple[str, ...] = ()
    source: Source | None = None
    is_source: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a format would come in an advice. `heading`: why it is not among what fits now."""

    tip: Tip
    page: AdvicePage
    rank: int
    count: int
    heading: Any
    situation: Situation
    tension: str
    goal: str


class Preview:
    """One kind of row, shown by the template that readers get."""

    has_sources = False
    has_card = False
    parts: dict[str, PartKind] = {}

    def document(self, row: Any, chosen: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Template and context of what readers would see."""
        raise NotImplementedError


class FormatPreview(Preview):
    has_sources = True
    has_card = True
    parts = ACTIVITY_TYPE_PARTS

    def document(self, row: ActivityType, chosen: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        row.is_preview = True
        known = catalogue()
        if chosen["show"] == "card":
            return "admin/suggestions/preview_card.html", {"place": _place(row, known, chosen)}
        return "suggestions/activity_type.html", format_context(row, known)


class SituationPreview(Preview):
    has_sources = True
    parts = SITUATION_PARTS

    def document(self, row: Situation, chosen: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        return "suggestions/situation.html", situation_context(row, catalogue())


class SourcePreview(Preview):
    def document(self, row: Source, chosen: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        return "admin/suggestions/preview_source.html", {"source": row}


# --- the answer -----------------------------------------------------------------------------------


def view(admin: Any, request: Any, pk: int | None) -> HttpResponse:
    """The page that readers would get; to htmx a frame with it, and what stands below fields."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    obj = admin.get_object(request, str(pk)) if pk else None
    if pk and obj is None:
        raise Http404
    if not (
        admin.has_change_permission(request, obj) if obj else admin.has_add_permission(request)
    ):
        raise PermissionDenied
    form, parts = _bound(admin, request, obj)
    row = _row(admin.preview, form, parts)
    chosen = {
        "language": request.POST.get("preview_language"),
        "show": request.POST.get("preview_show"),
        "situation": request.POST.get("preview_situation", ""),
    }
    if chosen["language"] not in LANGUAGES:
        chosen["language"] = LANGUAGES[0]
    template, context = admin.preview().document(row, chosen)
    faults = [fault for one in [form, *parts] for fault in _faults(one)]
    framed = bool(request.htmx)
    with translation.override(chosen["language"]):
        document = render_to_string(
            template,
            {
                **context,
                "layout": "admin/suggestions/preview_base.html",
                "faults": () if framed else faults,
            },
            request,
        )
    if not framed:
        return HttpResponse(document)
    notes = [note for one in [form, *parts] for note in _notes(one)]
    return TemplateResponse(
        request,
        "admin/suggestions/_preview.html",
        {
            "document": document,
            "language": chosen["language"],
            "name": row,
            "faults": faults,
            "notes": notes,
            "hints": sum(len(note.hints) for note in notes),
            "lacking": sum(bool(note.lacks) and note.lacks == note.language for note in notes),
        },
    )


def _bound(admin: Any, request: HttpRequest, obj: Any) -> tuple[Any, list[Any]]:
    """The form and those of the parts as they were typed, judged; rows to be removed are left out.

    Not as formsets: those ask the database about every row.
    """
    fields = flatten_fieldsets(admin.get_fieldsets(request, obj))
    form_class = admin.get_form(request, obj, change=obj is not None, fields=fields)
    form_class.is_preview = True
    form = form_class(request.POST, instance=obj)
    form.is_valid()
    parts = []
    for made, inline in admin.get_formsets_with_inlines(request, obj):
        prefix = made.get_default_prefix()
        of = inline.get_queryset(request).filter(**{made.fk.name: obj}) if obj else ()
        saved = {str(row.pk): row for row in of}
        made.form.is_preview = True
        for at in _places(request.POST, prefix):
            if request.POST.get(f"{at}-DELETE"):
                continue
            part = made.form(
                request.POST,
                prefix=at,
                instance=saved.get(request.POST.get(f"{at}-id", "")),
                empty_permitted=not request.POST.get(f"{at}-id"),
                use_required_attribute=False,
            )
            if part.instance.pk or part.has_changed():
                part.is_valid()
                parts.append(part)
    return form, parts


def _places(data: Any, prefix: str) -> list[str]:
    """ "steps-0", "steps-1" and so on, as far as something was sent of them."""
    found = {int(m[1]) for key in data if (m := re.match(rf"{prefix}-(\d{{1,4}})-", key))}
    return [f"{prefix}-{index}" for index in sorted(found)]


def _row(preview: type[Preview], form: Any, parts: list[Any]) -> Any:
    """What was typed as one row with its parts, as far as it can be one."""
    row = form.instance
    identity = "key" if isinstance(row, Source) else "slug"
    try:
        validate_slug(getattr(row, identity))
    except ValidationError:
        setattr(row, identity, NEW)
    row.pk = row.pk or 0  # Without a key it could have no parts.
    held: dict[str, models.QuerySet[Any]] = {}
    for kind in preview.parts.values():
        rows = [part.instance for part in parts if isinstance(part.instance, kind.model)]
        if kind.model is ContactCondition and not rows:
            rows = [ContactCondition(condition=code) for code in Condition.values]
        whole = [one for one in rows if not _lacks_a_row(one, kind)]
        for one in whole:
            setattr(one, kind.parent, row)
        made = kind.model._default_manager.none()
        made._result_cache = sorted(whole, key=lambda one: one.order or 0)  # type: ignore[attr-defined]
        held[kind.related_name] = made
    row._prefetched_objects_cache = held
    return row


def _lacks_a_row(part: Any, kind: PartKind) -> bool:
    """Whether a situation or source is not chosen yet, without which there is nothing to show."""
    needed = [f for f in part._meta.concrete_fields if f.is_relation and f.name != kind.parent]
    return any(getattr(part, field.attname) is None for field in needed)


def _faults(form: Any) -> Iterator[PreviewFault]:
    for name, reasons in form.errors.items():
        if name in form.fields:
            bound = form[name]
            label = capfirst(str(bound.label))
            if form.prefix:
                label = f"{capfirst(str(form._meta.model._meta.verbose_name))}: {label}"
            yield PreviewFault(
                bound.id_for_label or bound.auto_id, label, [str(r) for r in reasons]
            )


def _notes(form: Any) -> Iterator[Note]:
    for name, field in form.fields.items():
        base, language = base_of(name)
        bound = form[name]
        if isinstance(field, SourceField):
            source = field.chosen(bound.value())
            yield Note(f"{bound.auto_id}_notes", source=source, is_source=True)
        elif language and f"{base}_nl" in form.fields and f"{base}_en" in form.fields:
            lacks = lacking(*(str(form[f"{base}_{code}"].value() or "") for code in LANGUAGES))
            text = str(bound.value() or "")
            yield Note(f"{bound.auto_id}_notes", language, lacks, tuple(hint_texts(text, language)))


# --- the card in an advice ------------------------------------------------------------------------

_HEADINGS = (
    ("arrange_first", _("Fits, but arrange this first")),
    ("later_tips", _("Fits, but needs more time")),
    ("unsafe", _("Not now, because")),
    ("impossible", _("Not possible with your answers")),
    ("too_weak", _("Fits your answers much less well")),
    ("off_topic", _("Meant for other situations")),
)


def _place(row: ActivityType, known: CatalogueSnapshot, chosen: dict[str, Any]) -> Place | None:
    """In an advice for a situation, among what readers have now. None: it fits no situation yet."""
    fits = sorted(row.fits.all(), key=lambda fit: (-fit.strength, fit.situation.order))
    situations = {fit.situation.slug: fit.situation for fit in fits if fit.strength}
    situation = known.situations.get(chosen["situation"]) or next(iter(situations.values()), None)
    if situation is None:
        return None
    tension = min(row.tension_ideal, default=row.tension_min)
    goal = max(row.goals, key=lambda code: row.goals[code])
    facts = [one for one in known.facts if one.slug != row.slug]
    answers = Answers(situation=situation.slug, tension=tension, goal=goal)
    advice = recommend(answers, [*facts, facts_of(row)], known.rules)
    types = MappingProxyType({**known.activity_types, row.slug: row})
    page = AdvicePage(advice, replace(known, activity_types=types), clock.today())
    mine = [tip for tip in page.fitting if tip.activity is row]
    heading: Any = ""
    for name, text in _HEADINGS if not mine else ():
        if mine := [tip for tip in getattr(page, name) if tip.activity is row]:
            heading = text
            break
    return Place(
        tip=mine[0],
        page=page,
        rank=mine[0].rank,
        count=len(page.fitting),
        heading=heading,
        situation=situation,
        tension=str(Tension(tension).label),
        goal=str(Goal(goal).label),
    )

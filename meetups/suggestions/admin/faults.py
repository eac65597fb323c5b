"""Where a fault is, in the words of the form: its label there, and the id of its field.

A fault knows its place in a content file, such as "situations.lonely.reason.nl". A curator reads
"At “Lonely”: because (Dutch)", and comes at that field by a link.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from meetups.suggestions.content_items import ACTIVITY_TYPE_PARTS, SITUATION_PARTS, PartKind
from meetups.suggestions.content_shape import Fault
from meetups.suggestions.models import ActivityType, Situation
from meetups.suggestions.vocabulary import Condition, Goal

PARTS: Mapping[type[models.Model], Mapping[str, PartKind]] = {
    ActivityType: {
        "situations": ACTIVITY_TYPE_PARTS["fits"],
        "contact_conditions": ACTIVITY_TYPE_PARTS["conditions"],
        "preparation_steps": ACTIVITY_TYPE_PARTS["steps"],
        "contra_indications": ACTIVITY_TYPE_PARTS["contra_indications"],
        "skills": ACTIVITY_TYPE_PARTS["skills"],
        "evidence.sources": ACTIVITY_TYPE_PARTS["evidence"],
    },
    Situation: SITUATION_PARTS,
}
"""Lists of an item that are rows of their own in the form."""
COLUMNS = {
    **{f"goals.{goal.value}": f"goal_{goal.name.lower()}" for goal in Goal},
    **dict.fromkeys(("tension", "tension.min_level"), "tension_min"),
    "tension.max_level": "tension_max",
    "tension.ideal_levels": "tension_ideal",
    **dict.fromkeys(("group_size", "group_size.min"), "group_min"),
    "group_size.max": "group_max",
    "group_size.can_run_in_parallel": "can_run_in_parallel",
    **dict.fromkeys(("preparation_weeks", "preparation_weeks.min"), "weeks_min"),
    "preparation_weeks.typical": "weeks_typical",
    "duration": "hours_min",
    **dict.fromkeys(("cost", "cost.min_eur"), "cost_min"),
    **dict.fromkeys(("cost.max_eur", "cost.band"), "cost_max"),
    **{
        f"professional.{name}": name
        for name in ("required_from_level", "required_from_tension", "required_from_kinds")
    },
}
"""Where the form has another name for it than the file."""
PIECE = re.compile(r"^(?:\[(\d+)\]|\.([^.]+))(?:\.(.+))?$")
"""What follows the name of a list: which row, by its number or its key, and what of it."""


class Place(NamedTuple):
    """What the form calls it, and the anchor that leads to it; empty when there is none."""

    label: str
    anchor: str


def place_of(fault: Fault, model: type[models.Model], row: Any = None) -> Place:
    """`row`: what has the fault, as it is saved. Without it, a part has no anchor of its own."""
    for name, kind in PARTS.get(model, {}).items():
        if fault.path == name or fault.path.startswith((f"{name}.", f"{name}[")):
            return _of_part(fault.path.removeprefix(name), kind, row)
    for path in (fault.path, fault.path.partition(".")[2]):
        if found := _field(model, COLUMNS.get(path, path.replace(".", "_"))):
            return Place(capfirst(found[1]), f"#id_{found[0]}")
    return Place(fault.path, "")


def _field(model: type[models.Model], name: str) -> tuple[str, str] | None:
    """A field of the form and its label; of a text in two languages the first."""
    for column in (name, f"{name}_nl"):
        try:
            field = model._meta.get_field(column)
        except FieldDoesNotExist:
            continue
        return column, str(getattr(field, "verbose_name", column))
    return None


def _of_part(rest: str, kind: PartKind, row: Any) -> Place:
    meta, anchor = kind.model._meta, f"#{kind.related_name}-group"
    piece = PIECE.match(rest)
    if piece is None:
        return Place(capfirst(str(meta.verbose_name_plural)), anchor)
    number, key, inner = piece.groups()
    found = _field(kind.model, (inner or kind.key).replace(".", "_")) or (
        _field(kind.model, f"text_{inner}") if inner else _field(kind.model, "text")
    )
    if key is not None:
        name, place = _keyed(kind, key, row)
        what = _("At “%(name)s”") % {"name": name}
    else:
        place = int(number)
        what = f"{capfirst(str(meta.verbose_name))} {place + 1}"
    if found is None:
        return Place(what, anchor)
    field, label = found
    exact = f"#id_{kind.related_name}-{place}-{field}"
    # The seven pillars are named by their code: that cell is text, not a field.
    is_field = row is not None and place is not None and field != "condition"
    return Place(f"{what}: {label}" if inner else what, exact if is_field else anchor)


def _keyed(kind: PartKind, key: str, row: Any) -> tuple[str, int | None]:
    """The name of a row of a list that goes by keys, and its place in the form."""
    name = str(Condition(key).label) if key in Condition else key
    if kind.key == "situation":
        name = str(Situation.objects.filter(slug=key).first() or key)
    rows = getattr(row, kind.related_name).all() if row is not None else ()
    slugs = [
        part.situation.slug if kind.key == "situation" else getattr(part, kind.key) for part in rows
    ]
    return name, slugs.index(key) if key in slugs else None

"""What differs between two catalogues, by item and field, in words that a curator reads.

Made of contents as `Edition.content` has them. Fields go by the names that the forms give them, and
the two languages of a text stand together, so that one that was left behind is seen.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from meetups.columns import CodesField

from .content_items import (
    ACTIVITY_TYPE_PARTS,
    SITUATION_PARTS,
    Columns,
    Item,
    PartKind,
    activity_type_columns,
    activity_type_parts,
    situation_columns,
    situation_parts,
    source_columns,
)
from .models import ActivityType, Situation, Source
from .rule_draft import differences
from .rule_values import settled
from .rule_words import full_label, in_one_line

Kind = Literal["activity_types", "situations", "sources", "rules"]
State = Literal["added", "removed", "changed"]
Piece = tuple[Literal["same", "old", "new"], str]


@dataclass(frozen=True, slots=True)
class Cell:
    """A value before and after, in words. `language`: its code, or empty when it has none."""

    before: str
    after: str
    language: str = ""

    @property
    def changed(self) -> bool:
        return self.before != self.after

    @property
    def pieces(self) -> list[Piece]:
        """The text word by word: what stayed, what went and what came."""
        old, new = self.before.split(" "), self.after.split(" ")
        found: list[Piece] = []
        for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if tag == "equal":
                found.append(("same", " ".join(old[a:b])))
                continue
            gone, came = " ".join(old[a:b]), " ".join(new[c:d])
            if gone:
                found.append(("old", gone))
            if came:
                found.append(("new", came))
        return found


@dataclass(frozen=True, slots=True)
class FieldDiff:
    """One field of an item: one cell, or Dutch and English side by side."""

    label: str
    cells: tuple[Cell, ...]
    field: str = ""


@dataclass(frozen=True, slots=True)
class ItemDiff:
    """One item that came, went or changed. `key` is its slug or key."""

    kind: Kind
    key: str
    name: str
    state: State
    fields: list[FieldDiff]


def diff(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[ItemDiff]:
    """Everything that differs; from nothing, when there was no edition before."""
    old = before or {"sources": [], "situations": [], "activity_types": [], "rules": after["rules"]}
    names = _Names(old, after)
    found = [
        *_items("activity_types", "slug", old, after, names),
        *_items("situations", "slug", old, after, names),
        *_items("sources", "key", old, after, names),
    ]
    rules = [
        FieldDiff(
            full_label(change.key),
            (Cell(in_one_line(change.before), in_one_line(change.after)),),
            change.key,
        )
        for change in differences(settled(old["rules"]), settled(after["rules"]))
    ]
    if rules:
        found.append(ItemDiff("rules", "rules", _("Rules of the advice"), "changed", rules))
    return found


def item_fields(before: Item, after: Item, *, situations: Mapping[str, str]) -> list[FieldDiff]:
    """What differs between two formats. `situations`: their titles, by slug."""
    names = _Names()
    names.situations.update(situations)
    return list(_fields("activity_types", before, after, names))


class _Names:
    """Names of items, for the fields that refer to them."""

    def __init__(self, *contents: Mapping[str, Any]) -> None:
        self.situations: dict[str, str] = {}
        self.sources: dict[str, str] = {}
        for content in contents:
            for item in content["situations"]:
                self.situations[item["slug"]] = _text(item["title"])
            for item in content["sources"]:
                self.sources[item["key"]] = item["key"]


class _Same(dict[str, Any]):
    """Gives every key for itself: columns then hold keys where rows would be."""

    def __missing__(self, key: str) -> str:
        return key


def _text(text: Mapping[str, str]) -> str:
    language = (get_language() or "nl")[:2]
    return text.get(language) or text["nl"] or text["en"]


def _name(kind: Kind, item: Item) -> str:
    if kind == "sources":
        return f"{item['key']}: {item['title']}"
    return _text(item["name" if kind == "activity_types" else "title"]) or str(item["slug"])


def _items(
    kind: Kind,
    identity: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    names: _Names,
) -> Iterator[ItemDiff]:
    old = {item[identity]: item for item in before[kind]}
    new = {item[identity]: item for item in after[kind]}
    for key in sorted({*old, *new}):
        if key not in new:
            yield ItemDiff(kind, key, _name(kind, old[key]), "removed", [])
        elif key not in old:
            fields = list(_fields(kind, None, new[key], names))
            yield ItemDiff(kind, key, _name(kind, new[key]), "added", fields)
        elif old[key] != new[key]:
            fields = list(_fields(kind, old[key], new[key], names))
            yield ItemDiff(kind, key, _name(kind, new[key]), "changed", fields)


_MODELS: Mapping[Kind, type[models.Model]] = {
    "activity_types": ActivityType,
    "situations": Situation,
    "sources": Source,
}


def _columns(kind: Kind, item: Item | None) -> Columns:
    if item is None:
        return {}
    if kind == "activity_types":
        return activity_type_columns(item, _Same())
    return situation_columns(item) if kind == "situations" else source_columns(item)


def _parts(kind: Kind, item: Item | None) -> Mapping[str, list[Columns]]:
    if item is None or kind == "sources":
        return {}
    if kind == "situations":
        return situation_parts(item, _Same())
    return activity_type_parts(item, _Same(), _Same())


def _fields(kind: Kind, before: Item | None, after: Item, names: _Names) -> Iterator[FieldDiff]:
    model = _MODELS[kind]
    skipped = {"slug", "key", "status"}
    yield from _of_columns(model, _columns(kind, before), _columns(kind, after), names, skipped)
    kinds = ACTIVITY_TYPE_PARTS if kind == "activity_types" else SITUATION_PARTS
    old, new = _parts(kind, before), _parts(kind, after)
    for name in new:
        yield from _of_parts(kinds[name], old.get(name, []), new[name], names)


def _of_columns(
    model: type[models.Model],
    before: Columns,
    after: Columns,
    names: _Names,
    skipped: set[str],
) -> Iterator[FieldDiff]:
    for name in [*after, *(n for n in before if n not in after)]:
        if name in skipped or name.endswith("_en"):
            continue
        both = name.endswith("_nl")
        columns = (name, f"{name[:-3]}_en") if both else (name,)
        cells = tuple(
            Cell(
                _in_words(model, column, before.get(column), names),
                _in_words(model, column, after.get(column), names),
                column[-2:] if both else "",
            )
            for column in columns
        )
        if any(cell.changed for cell in cells):
            yield FieldDiff(_label(model, name, both=both), cells, columns[0])


def _label(model: type[models.Model], name: str, *, both: bool) -> str:
    label = str(getattr(model._meta.get_field(name), "verbose_name", name))
    return str(capfirst(label.rpartition(" (")[0] if both else label))


def _in_words(model: type[models.Model], name: str, value: Any, names: _Names) -> str:
    if value is None:
        return ""
    if name == "situation":
        return names.situations.get(value, str(value))
    field = model._meta.get_field(name)
    if isinstance(field, CodesField):
        return ", ".join(field.labels(value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    choices = dict(getattr(field, "flatchoices", ()))
    return str(choices.get(value, value))


def _of_parts(
    kind: PartKind, old: list[Columns], new: list[Columns], names: _Names
) -> Iterator[FieldDiff]:
    """Parts that have a name of their own by that; lines by their place among their kind."""
    label = str(capfirst(str(kind.model._meta.verbose_name)))
    if kind.key == "order":
        yield from _of_lines(kind.model, label, old, new, names)
        return
    before = {part[kind.key]: part for part in old}
    after = {part[kind.key]: part for part in new}
    for key in [*after, *(k for k in before if k not in after)]:
        named = _in_words(kind.model, kind.key, key, names) if kind.key != "source" else key
        was, now = _line(kind, before.get(key), names), _line(kind, after.get(key), names)
        cells = tuple(
            Cell(old_text, new_text, language)
            for old_text, new_text, language in zip(was, now, ("nl", "en"), strict=True)
        )
        if any(cell.changed for cell in cells):
            one = cells[:1] if _plain(cells) else cells
            yield FieldDiff(f"{label}: {named}", one, kind.related_name)
    # Only that of sources counts: of what is an object in a file, PostgreSQL keeps no order.
    is_ordered = kind.key == "source"
    if is_ordered and list(before) != list(after) and set(before) == set(after):
        order = [", ".join(keys) for keys in (before, after)]
        yield FieldDiff(_("%(what)s: order") % {"what": label}, (Cell(*order),), kind.related_name)


def _plain(cells: tuple[Cell, ...]) -> bool:
    first, second = cells
    return (first.before, first.after) == (second.before, second.after)


def _line(kind: PartKind, part: Columns | None, names: _Names) -> tuple[str, str]:
    """A part in one line for each language; empty when it is not there."""
    if part is None:
        return "", ""
    shared, texts = [], {"nl": "", "en": ""}
    for name, value in part.items():
        if name in ("order", kind.key):
            continue
        if name[-3:] in ("_nl", "_en"):
            texts[name[-2:]] = value
        else:
            shared.append(_in_words(kind.model, name, value, names))
    if not shared and not any(texts.values()):
        shared = [_("yes")]
    said = ["; ".join(filter(None, [*shared, text])) for text in texts.values()]
    return said[0], said[1]


def _of_lines(
    model: type[models.Model], label: str, old: list[Columns], new: list[Columns], names: _Names
) -> Iterator[FieldDiff]:
    def said(part: Columns) -> tuple[str, str]:
        lead = ""
        if (count := part.get("weeks_before")) is not None:
            lead = ngettext("%(count)d week before:", "%(count)d weeks before:", count)
            lead = lead % {"count": count} + " "
        return f"{lead}{part['text_nl']}", f"{lead}{part['text_en']}"

    was, now = [said(part) for part in old], [said(part) for part in new]
    for tag, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for place in range(max(b - a, d - c)):
            before = was[a + place] if a + place < b else ("", "")
            after = now[c + place] if c + place < d else ("", "")
            cells = (
                Cell(before[0], after[0], "nl"),
                Cell(before[1], after[1], "en"),
            )
            number = (c if c + place < d else a) + place + 1
            yield FieldDiff(f"{label} {number}", cells, model._meta.model_name or "")

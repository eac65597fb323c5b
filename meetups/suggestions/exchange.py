"""A catalogue that comes in from elsewhere: looked at row by row first, then written in the draft.

Looking changes nothing. Applying writes what was chosen, all of it or nothing, and only when the
draft is still the one that was looked at. It never publishes, and takes nothing away.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from meetups.accounts.models import User
from meetups.audit.models import Act
from meetups.audit.services import record
from meetups.recommender.questions import BY_SLUG

from .case_files import case_columns, faults_of_case
from .content_check import faults_of_activity_type, faults_of_situation, faults_of_source
from .content_files import Content, whole_draft
from .content_items import Item
from .content_load import load, save_row
from .content_shape import Fault
from .diffs import Cell, FieldDiff, diff
from .draft import digest_of
from .exchange_paths import column_of
from .models import ActivityType, Case, CatalogueVersion, RuleDraft, Situation, Source
from .rule_bounds import faults_of_rules
from .rule_values import settled
from .rule_words import full_label

KINDS = ("sources", "situations", "activity_types", "cases", "rules")
"""In the order in which one refers to another."""
IDENTITY = {"sources": "key", "situations": "slug", "activity_types": "slug", "cases": "id"}
MODELS: Mapping[str, type[models.Model]] = {
    "sources": Source,
    "situations": Situation,
    "activity_types": ActivityType,
    "cases": Case,
    "rules": RuleDraft,
}
WHY = "import"
REASON = 300
"""Characters of a reason that are shown: a value in it may be of any length."""
State = Literal["new", "changed", "same", "refused"]
May = Callable[[str, str], bool]
"""Whether someone may "add" or "change" rows of a kind."""


class UploadError(Exception):
    """A file cannot be read. `faults`: why, in words."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = list(faults)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row does not come in: the place in the file, the field there, and the reason."""

    place: str
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Given:
    """One item of an upload, as it came. `item` is of any type, and None when it has refusals.

    `places` names cells by path in the item; without one, the place is the path itself.
    """

    kind: str
    key: str
    item: Any
    where: str
    places: Mapping[str, str] = field(default_factory=dict)
    refusals: tuple[Refusal, ...] = ()

    def place_of(self, path: str) -> str:
        """The cell of a path, else that of the nearest around or within it, else the row."""
        if not self.places:
            return f"{self.where}.{path}" if path else self.where
        plain = path.replace("_levels", "").replace("_level", "")
        for name in (path, plain):
            around = name
            while around:
                if around in self.places:
                    return self.places[around]
                around = around[: max(around.rfind("."), around.rfind("["), 0)]
            for known, cell in self.places.items():
                if name and known.startswith(name):
                    return cell
        return self.where


@dataclass(frozen=True, slots=True)
class Row:
    """What becomes of one item. `fields`: old and new of each field that differs."""

    kind: str
    key: str
    name: str
    state: State
    item: Any = None
    where: str = ""
    fields: Sequence[FieldDiff] = ()
    refusals: Sequence[Refusal] = ()

    @property
    def code(self) -> str:
        """Names this row in a form."""
        return f"{self.kind}:{self.key}"


@dataclass(frozen=True, slots=True)
class DryRun:
    """What an upload would do to the draft with this digest."""

    rows: list[Row]
    digest: str

    def of(self, state: State) -> list[Row]:
        return [row for row in self.rows if row.state == state]

    @property
    def coming(self) -> list[Row]:
        return [row for row in self.rows if row.state in ("new", "changed")]

    @property
    def counts(self) -> dict[str, int]:
        return {state: len(self.of(state)) for state in ("new", "changed", "same", "refused")}


class DraftChangedError(Exception):
    """The draft is not the one that was looked at. `run`: what would happen now."""

    def __init__(self, run: DryRun) -> None:
        super().__init__(run.counts)
        self.run = run


class RefusedError(Exception):
    """Some of what was chosen cannot come in, so nothing did.

    `refused`: those rows, which may rest on others that were not chosen. `run`: all that was given.
    """

    def __init__(self, refused: list[Row], run: DryRun) -> None:
        super().__init__([row.code for row in refused])
        self.refused = refused
        self.run = run


def anyone(_kind: str, _action: str) -> bool:
    """For who works on the server itself."""
    return True


def rights_of(user: User) -> May:
    """What someone may do in the admin, they may do with a file."""

    def may(kind: str, action: str) -> bool:
        return user.has_perm(f"suggestions.{action}_{MODELS[kind]._meta.model_name}")

    return may


# --- looking ---------------------------------------------------------------------------------


def dry_run(given: Iterable[Given], *, may: May = anyone) -> DryRun:
    """What would become of each item. Changes nothing."""
    return _judged(list(given), whole_draft(), may)


def _judged(given: Sequence[Given], draft: Mapping[str, Any], may: May) -> DryRun:
    rows: list[Row] = []
    after = {kind: _by_key(draft, kind) for kind in IDENTITY}
    ours = {kind: dict(found) for kind, found in after.items()}
    fresh: dict[str, Any] = {**draft}
    for kind in KINDS:
        seen: set[str] = set()
        for one in (one for one in given if one.kind == kind):
            row = _judge(one, ours, after, draft, may)
            if one.key and one.key in seen:
                row = _refused(one, [Fault("", _("stands in this file twice"))])
            seen.add(one.key)
            rows.append(row)
            if row.state in ("new", "changed") and kind == "rules":
                fresh["rules"] = row.item
            elif row.state in ("new", "changed"):
                after[kind][row.key] = row.item
    fresh |= {kind: list(found.values()) for kind, found in after.items()}
    return DryRun(list(_with_fields(rows, draft, fresh)), digest_of(draft))


def _by_key(content: Mapping[str, Any], kind: str) -> dict[str, Item]:
    return {item[IDENTITY[kind]]: item for item in content[kind]}


def _judge(
    one: Given,
    ours: Mapping[str, Mapping[str, Item]],
    after: Mapping[str, Mapping[str, Item]],
    draft: Mapping[str, Any],
    may: May,
) -> Row:
    old = settled(draft["rules"]) if one.kind == "rules" else ours[one.kind].get(one.key)
    if one.refusals:
        name = _name(one.kind, old) or one.key
        return Row(one.kind, one.key, name, "refused", None, one.where, (), one.refusals)
    if old is not None and _same(one.kind, old, one.item):
        return Row(one.kind, one.key, _name(one.kind, old), "same", old, one.where)
    faults = _faults(one, after)
    state: State = "new" if old is None else "changed"
    if not faults:
        faults = list(_not_here(one, old, may))
    if faults:
        return _refused(one, faults)
    item = settled(one.item) if one.kind == "rules" else one.item
    if one.kind == "cases":
        item = {"gold": bool(old and old["gold"]), **item}
    if old is not None and _same(one.kind, old, item):
        state = "same"
    return Row(one.kind, one.key, _name(one.kind, item), state, item, one.where)


def _same(kind: str, old: Any, item: Any) -> bool:
    """Whether nothing differs that is kept; the order of an object's keys is not."""
    if not isinstance(item, dict):
        return False
    if kind == "cases":
        sound = not faults_of_case(item)
        return sound and case_columns(old) == case_columns({"gold": old["gold"], **item})
    return bool(old == item)


def _faults(one: Given, after: Mapping[str, Mapping[str, Item]]) -> list[Fault]:
    if one.kind == "sources":
        return faults_of_source(one.item)
    if one.kind == "situations":
        return faults_of_situation(one.item, sources=after["sources"])
    if one.kind == "activity_types":
        return faults_of_activity_type(
            one.item, situations=after["situations"], sources=after["sources"]
        )
    if one.kind == "cases":
        return faults_of_case(one.item)
    return faults_of_rules(one.item, formats=after["activity_types"])


def _not_here(one: Given, old: Any, may: May) -> Iterator[Fault]:
    """What is sound, but cannot be done with a file, or not by everyone."""
    if old is None and one.kind == "situations":
        options = {option.slug for option in BY_SLUG["situation"].options}
        if one.key not in options:
            yield Fault("slug", _("is no option of the guide, so it cannot be added"))
    if one.kind == "cases":
        gold = one.item.get("gold", old["gold"] if old else False)
        if gold != (old["gold"] if old else False):
            yield Fault("gold", _("public gold cases come with the software"))
    if not may(one.kind, "change" if old is not None or one.kind == "rules" else "add"):
        yield Fault("", _("you may not change this"))


def _refused(one: Given, faults: Iterable[Fault]) -> Row:
    refusals = [
        Refusal(
            one.place_of(fault.path),
            label_of(one.kind, fault.path),
            Truncator(fault.reason).chars(REASON),
        )
        for fault in faults
    ]
    name = _name(one.kind, one.item) or one.key
    return Row(one.kind, one.key, name, "refused", None, one.where, (), refusals)


def _name(kind: str, item: Any) -> str:
    """What an item is called, whatever it is."""
    if kind == "rules":
        return _("Rules of the advice")
    if not isinstance(item, dict):
        return ""
    text = item.get({"activity_types": "name", "sources": "key"}.get(kind, "title"))
    if isinstance(text, dict):
        text = text.get("nl") or text.get("en")
    return Truncator(text).chars(80) if isinstance(text, str) else ""


def label_of(kind: str, path: str) -> str:
    """A field by the words of its form, where it has one there."""
    if kind == "rules":
        return full_label(path) if path else _("Rules of the advice")
    try:
        found = MODELS[kind]._meta.get_field(column_of(kind, path))
    except FieldDoesNotExist:
        return path
    return str(capfirst(str(getattr(found, "verbose_name", path))))


def _with_fields(
    rows: Iterable[Row], before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Row]:
    """The rows, those that changed with what differs."""
    found: dict[tuple[str, str], list[FieldDiff]] = {
        (item.kind, item.key): item.fields for item in diff(before, after)
    }
    cases = {item["id"]: item for item in before["cases"]}
    for row in rows:
        fields: list[FieldDiff] = []
        if row.state in ("new", "changed"):
            fields = list(found.get((row.kind, row.key), ()))
        if row.state != "changed":
            yield replace(row, fields=fields)
        elif row.kind == "cases":
            yield replace(row, fields=list(_case_fields(cases[row.key], row.item)))
        elif row.kind == "activity_types":
            old = next(i for i in before["activity_types"] if i["slug"] == row.key)
            yield replace(row, fields=[*_status(old, row.item), *fields])
        else:
            yield replace(row, fields=fields)


def _status(old: Item, new: Item) -> Iterator[FieldDiff]:
    if old["status"] != new["status"]:
        words = dict(ActivityType._meta.get_field("status").flatchoices)
        cell = Cell(str(words[old["status"]]), str(words[new["status"]]))
        yield FieldDiff(label_of("activity_types", "status"), (cell,), "status")


def _case_fields(old: Item, new: Item) -> Iterator[FieldDiff]:
    before, after = case_columns(old), case_columns(new)
    for name in after:
        if before[name] == after[name]:
            continue
        label = str(capfirst(str(getattr(Case._meta.get_field(name), "verbose_name", name))))
        language = name[-2:] if name[-3:] in ("_nl", "_en") else ""
        cells = (Cell(_said(before[name]), _said(after[name]), language),)
        yield FieldDiff(label, cells, name)


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {', '.join(given)}" for name, given in sorted(value.items()))
    return ", ".join(value) if isinstance(value, list) else str(value)


# --- applying ----------------------------------------------------------------------------------


@transaction.atomic
def apply_import(
    *,
    items: Iterable[tuple[str, Any]],
    chosen: Collection[str],
    seen: str,
    by: User | None,
    may: May = anyone,
    now: datetime,
) -> DryRun:
    """Write the chosen items in the draft, all or nothing; what came in.

    `items`: kind and item. `chosen`: codes of rows. `seen`: the digest of the draft that was looked
    at. Raises DraftChangedError, or RefusedError when one of the chosen cannot come in.
    """
    CatalogueVersion.lock(now=now)
    draft = whole_draft()
    given = [_again(kind, item) for kind, item in items]
    if digest_of(draft) != seen:
        raise DraftChangedError(_judged(given, draft, may))
    run = _judged([one for one in given if f"{one.kind}:{one.key}" in chosen], draft, may)
    if refused := run.of("refused"):
        raise RefusedError(refused, _judged(given, draft, may))
    _write(run.coming, draft, now=now)
    if run.coming:
        record(
            Act.CATALOGUE,
            by=by.pk if by else None,
            now=now,
            step="imported",
            rows=len(run.coming),
        )
    return run


def _again(kind: str, item: Any) -> Given:
    key = item.get(IDENTITY[kind], "") if kind in IDENTITY and isinstance(item, dict) else kind
    key = key if isinstance(key, str) else ""
    return Given(kind, key, item, f"{kind}[{key}]" if kind in IDENTITY else kind)


def _write(rows: Sequence[Row], draft: Mapping[str, Any], *, now: datetime) -> None:
    fresh = {kind: _by_key(draft, kind) for kind in IDENTITY}
    rules = None
    for row in rows:
        if row.kind == "rules":
            rules = row.item
        else:
            fresh[row.kind][row.key] = row.item
    load(
        Content(
            fresh["sources"], fresh["situations"], fresh["activity_types"], fresh["cases"], rules
        ),
        now=now,
        why=WHY,
    )
    held = {case.slug: case for case in Case.objects.all()}
    for row in rows:
        if row.kind == "cases" and row.state == "changed":
            case = held[row.key]
            save_row(case, {**case_columns(row.item), "version": case.version + 1}, why=WHY)

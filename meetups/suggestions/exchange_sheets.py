"""The catalogue as sheets of rows and columns, and rows as items again.

A sheet for the rows of each kind and one for each kind of parts; the columns are those of the
tables. A column that is not there leaves its field as it is. Parts that have a sheet are replaced
as a whole, for every row that the file names; their order is that of the sheet.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from meetups.recommender.questions import QUESTIONS

from .case_files import case_item
from .content_items import (
    ACTIVITY_TYPE_PARTS,
    SITUATION_PARTS,
    Columns,
    Item,
    PartKind,
    activity_type_columns,
    activity_type_item,
    activity_type_parts,
    in_order,
    situation_columns,
    situation_item,
    situation_parts,
    source_columns,
    source_item,
)
from .exchange import IDENTITY, MODELS, Given, Refusal, label_of
from .exchange_cells import (
    SITUATION_STUBS,
    SOURCE_STUBS,
    BadCellError,
    Column,
    Odd,
    Value,
    answer_name,
    cell_of,
    codes_in,
    number_in,
    read,
    text_in,
    unknown,
)
from .exchange_paths import path_of
from .models import Case, Situation
from .rule_values import LISTS, NUMBERS, TEXTS, value_of, with_values
from .snapshots import give_parts
from .vocabulary import Condition


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet, by column. `number` as the spreadsheet counts."""

    number: int
    cells: Mapping[str, "Value | Odd"]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet as it was read: its header, with the letter of each column, and its lines."""

    letters: Mapping[str, str]
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. The first column names a row, or for parts the row to which they belong."""

    name: str
    kind: str
    columns: tuple[Column, ...]
    part: str = ""

    @property
    def key(self) -> str:
        return self.columns[0].name


_LEFT_OUT = {"id", "order", "review_by", "version", "answers"}
_PARTS: Mapping[str, Mapping[str, PartKind]] = {
    "situations": SITUATION_PARTS,
    "activity_types": ACTIVITY_TYPE_PARTS,
}
_PARENT = {"situations": "situation", "activity_types": "format"}
_SHEET_NAMES = {"activity_types": "formats"}


def _fields(model: type[models.Model], *without: str) -> Iterator[str]:
    for column in model._meta.concrete_fields:
        if column.name not in {*_LEFT_OUT, *without} or (
            column.name == "order" and model is Situation
        ):
            yield column.name


def _main(kind: str) -> Sheet:
    model = MODELS[kind]
    columns = [Column(name, model, path_of(kind, name)) for name in _fields(model)]
    if kind == "cases":
        asked = [Column(answer_name(q.slug), Case, f"answers.{q.slug}") for q in QUESTIONS]
        columns[3:3] = asked
    return Sheet(_SHEET_NAMES.get(kind, kind), kind, tuple(columns))


def _of_parts(kind: str, name: str, part: PartKind) -> Sheet:
    named = "situation_sources" if (kind, name) == ("situations", "sources") else name
    parent = Column(_PARENT[kind], part.model, "")
    columns = [Column(f, part.model, f) for f in _fields(part.model, part.parent)]
    return Sheet(named, kind, (parent, *columns), name)


def _all_sheets() -> Iterator[Sheet]:
    for kind in ("sources", "situations", "activity_types", "cases"):
        yield _main(kind)
        for name, part in _PARTS.get(kind, {}).items():
            yield _of_parts(kind, name, part)


SHEETS: Mapping[str, Sheet] = {sheet.name: sheet for sheet in _all_sheets()}
RULES = "rules"
RULE_COLUMNS = ("key", "value", "value_nl", "value_en")


# --- from items to rows --------------------------------------------------------------------------


def _columns(kind: str, item: Item) -> Columns:
    if kind == "sources":
        return source_columns(item)
    if kind == "situations":
        return situation_columns(item)
    return activity_type_columns(item, SOURCE_STUBS)


def _parts(kind: str, item: Item) -> Mapping[str, list[Columns]]:
    if kind == "sources":
        return {}
    if kind == "situations":
        return situation_parts(item, SOURCE_STUBS)
    return activity_type_parts(item, SITUATION_STUBS, SOURCE_STUBS)


def lines_of(sheet: Sheet, content: Mapping[str, Any]) -> Iterator[list[Value]]:
    """The rows of one sheet: a cell for each of its columns."""
    for item in content.get(sheet.kind) or ():
        key = item[IDENTITY[sheet.kind]]
        if sheet.kind == "cases":
            yield [_case_cell(column, item) for column in sheet.columns]
        elif not sheet.part:
            columns = _columns(sheet.kind, item)
            yield [cell_of(column, columns[column.name]) for column in sheet.columns]
        else:
            for part in _parts(sheet.kind, item)[sheet.part]:
                own = [cell_of(column, part[column.name]) for column in sheet.columns[1:]]
                yield [key, *own]


def _case_cell(column: Column, item: Item) -> Value:
    value: Any = item.get("gold", True) if column.name == "is_gold" else item
    if column.name != "is_gold":
        for name in column.path.split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
    return ", ".join(value) if isinstance(value, list) else value


def rule_lines(rules: Mapping[str, Any]) -> Iterator[list[Value]]:
    """What of the rules may be set, a row for each."""
    for key in NUMBERS:
        yield [key, value_of(rules, key), None, None]
    for key in LISTS:
        yield [key, ", ".join(value_of(rules, key)), None, None]
    for key in TEXTS:
        text = value_of(rules, key)
        yield [key, None, text["nl"], text["en"]]


# --- from rows to items --------------------------------------------------------------------------


@dataclass(slots=True)
class _Row:
    """What sheets say of one row: its own line, those of its parts, and what is wrong."""

    key: str
    where: str
    line: Line | None = None
    parts: dict[str, list[Line]] = field(default_factory=dict)
    twice: list[Line] = field(default_factory=list)


def given_in(tables: Mapping[str, Table], draft: Mapping[str, Any]) -> list[Given]:
    """Every row that the sheets name, as an item where it can be one."""
    found: list[Given] = []
    for kind in ("sources", "situations", "activity_types", "cases"):
        ours = {item[IDENTITY[kind]]: item for item in draft[kind]}
        found += [_given(kind, row, tables, ours) for row in _rows(kind, tables)]
    if RULES in tables:
        found.append(_given_rules(tables[RULES], draft["rules"]))
    return found


def _rows(kind: str, tables: Mapping[str, Table]) -> Iterable[_Row]:
    rows: dict[str, _Row] = {}
    nameless: list[_Row] = []
    sheets = [sheet for sheet in SHEETS.values() if sheet.kind == kind and sheet.name in tables]
    for sheet in sheets:
        for line in tables[sheet.name].lines:
            where = f"{sheet.name}!{line.number}"
            try:
                key = text_in(line.cells.get(sheet.key))
            except BadCellError:
                key = ""
            if not key:
                nameless.append(_Row("", where, line))
                continue
            row = rows.setdefault(key, _Row(key, where))
            if sheet.part:
                row.parts.setdefault(sheet.part, []).append(line)
            elif row.line is None:
                row.line, row.where = line, where
            else:
                row.twice.append(line)
    return [*rows.values(), *nameless]


def _given(kind: str, row: _Row, tables: Mapping[str, Table], ours: Mapping[str, Item]) -> Given:
    main = next(s for s in SHEETS.values() if s.kind == kind and not s.part)
    old = ours.get(row.key)
    places: dict[str, str] = {}
    bad: list[Refusal] = []
    if not row.key:
        sheet = SHEETS[row.where.partition("!")[0]]
        place = _place(tables[sheet.name], sheet, sheet.key, row.line)
        bad.append(Refusal(place, sheet.key, _("must name the row")))
    elif row.line is None and old is None:
        bad.append(Refusal(row.where, main.key, _("there is no such row in the draft or the file")))
    bad += [
        Refusal(f"{main.name}!{line.number}", main.key, _("stands in this sheet twice"))
        for line in row.twice
    ]
    if bad:
        return Given(kind, row.key, None, row.where, {}, tuple(bad))
    columns = _own(main, row, tables, old, places, bad)
    if kind == "cases":
        item: Any = _case(columns, old)
    else:
        parts = {
            name: _told(kind, name, row, tables, old, places, bad) for name in _PARTS.get(kind, {})
        }
        item = None if bad else _item(kind, columns, parts)
    return Given(kind, row.key, None if bad else item, row.where, places, tuple(bad))


def _own(
    sheet: Sheet,
    row: _Row,
    tables: Mapping[str, Table],
    old: Item | None,
    places: dict[str, str],
    bad: list[Refusal],
) -> Columns:
    """The columns of a row: of the sheet, else as they are, else as in an empty form."""
    columns = _before(sheet, old)
    if row.line is None:
        return columns
    table = tables[sheet.name]
    for column in sheet.columns:
        if column.name not in table.letters:
            continue
        places[column.path] = _place(table, sheet, column.name, row.line)
        try:
            columns[column.name] = read(column, row.line.cells.get(column.name))
        except BadCellError as error:
            label = label_of(sheet.kind, column.path)
            bad.append(Refusal(places[column.path], label, error.reason))
    return columns


def _before(sheet: Sheet, old: Item | None) -> Columns:
    if old is None:
        found = ((column.name, column.field) for column in sheet.columns)
        return {name: known.get_default() for name, known in found if known is not None}
    if sheet.kind == "cases":
        return {column.name: read(column, _case_cell(column, old)) for column in sheet.columns}
    return _columns(sheet.kind, old)


def _told(
    kind: str,
    name: str,
    row: _Row,
    tables: Mapping[str, Table],
    old: Item | None,
    places: dict[str, str],
    bad: list[Refusal],
) -> list[Columns]:
    """The parts of a row: of the sheet when there is one, else as they are."""
    sheet = next(s for s in SHEETS.values() if s.kind == kind and s.part == name)
    part = _PARTS[kind][name]
    if sheet.name not in tables:
        return list(_parts(kind, old)[name]) if old else []
    table = tables[sheet.name]
    found: list[Columns] = []
    seen: set[Any] = set()
    for place, line in enumerate(row.parts.get(name, [])):
        columns: Columns = {}
        for column in sheet.columns[1:]:
            cell = _place(table, sheet, column.name, line)
            try:
                columns[column.name] = read(column, line.cells.get(column.name))
                _check_part(part, column, columns[column.name], seen)
            except BadCellError as error:
                bad.append(Refusal(cell, column.label, error.reason))
                continue
            places[_part_path(name, kind, column, columns, place)] = cell
        found.append(columns)
    return in_order(found)


def _check_part(part: PartKind, column: Column, value: Any, seen: set[Any]) -> None:
    """What the item could not say of a part: it would be dropped unseen."""
    if column.name == "condition" and value not in Condition.values:
        raise BadCellError(unknown(value, Condition.values))
    if column.name == part.key:
        known = cell_of(column, value)
        if known in seen:
            raise BadCellError(_("%(value)s stands here twice") % {"value": known})
        seen.add(known)


def _part_path(name: str, kind: str, column: Column, columns: Columns, place: int) -> str:
    """Where a cell of a part stands in the item."""
    language = column.name[-2:] if column.name[-3:] in ("_nl", "_en") else ""
    plain = column.name[:-3] if language else column.name
    if name == "fits":
        start = f"situations.{cell_of(column, columns.get('situation'))}"
    elif name == "conditions":
        start = f"contact_conditions.{columns.get('condition')}"
    elif name == "steps":
        start = f"preparation_steps[{place}]"
    elif name == "evidence":
        return f"evidence.sources[{place}]"
    elif name == "sources":
        return f"sources[{place}]"
    elif name == "indicators":
        start = f"indicators[{place}]"
    else:
        return f"{name}[{place}].{language}"
    if plain in ("situation", "condition"):
        return start
    return f"{start}.{plain}.{language}" if language else f"{start}.{plain}"


def _item(kind: str, columns: Columns, parts: Mapping[str, list[Columns]]) -> Item:
    row: Any = MODELS[kind](pk=0, **columns)  # never saved; without a key it has no parts
    if kind == "sources":
        return source_item(row)
    give_parts(row, _PARTS[kind], parts)
    return situation_item(row) if kind == "situations" else activity_type_item(row)


def _case(columns: Columns, old: Item | None) -> Item:
    answers = dict(old["answers"]) if old else {}
    for question in QUESTIONS:
        given = columns.get(answer_name(question.slug))
        if given is None:
            continue
        answers.pop(question.slug, None)
        if given:
            answers[question.slug] = given
    named = {name: value for name, value in columns.items() if not name.startswith("answer_")}
    return case_item(Case(**named, answers=answers))


def _given_rules(table: Table, rules: Mapping[str, Any]) -> Given:
    values: dict[str, Any] = {}
    places: dict[str, str] = {}
    bad: list[Refusal] = []
    for line in table.lines:
        letters = {name: table.letters.get(name, "A") for name in RULE_COLUMNS}
        cells = {name: f"{RULES}!{letter}{line.number}" for name, letter in letters.items()}
        key = line.cells.get("key")
        if not isinstance(key, str) or key not in {*NUMBERS, *LISTS, *TEXTS} or key in values:
            said = Truncator(str(key)).chars(50)
            bad.append(Refusal(cells["key"], "key", _("there is no %(slug)s") % {"slug": said}))
            continue
        try:
            if key in TEXTS:
                names = {"nl": "value_nl", "en": "value_en"}
                values[key] = {code: text_in(line.cells.get(name)) for code, name in names.items()}
                places |= {f"{key}.{code}": cells[name] for code, name in names.items()}
            elif key in LISTS:
                values[key] = codes_in(line.cells.get("value"))
            else:
                values[key] = number_in(line.cells.get("value"))
        except BadCellError as error:
            bad.append(Refusal(cells["value"], key, error.reason))
        places[key] = cells["value"]
    item = None if bad else with_values(rules, values)
    return Given(RULES, RULES, item, RULES, places, tuple(bad))


def _place(table: Table, sheet: Sheet, column: str, line: Line | None) -> str:
    number = line.number if line else 1
    return f"{sheet.name}!{table.letters.get(column, 'A')}{number}"

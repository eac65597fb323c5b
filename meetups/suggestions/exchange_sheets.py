"""The catalogue as sheets of rows and columns, and rows as items again.

A sheet for the rows of each kind and one for each kind of parts; the columns are those of the
tables. A column that is not there leaves its field as it is. Parts that have a sheet are replaced
as a whole, for every row that the file names; their order is that of the sheet.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from meetups.columns import CodesField
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
from .exchange_paths import path_of
from .models import Case, Situation, Source
from .rule_values import LISTS, NUMBERS, TEXTS, value_of, with_values
from .snapshots import give_parts
from .vocabulary import Condition, Tension

Value = str | int | float | bool | None
"""What a cell holds; of what is none of these, only `Odd`."""


@dataclass(frozen=True, slots=True)
class Odd:
    """A cell that cannot be read as a value, and why."""

    reason: str


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
class Column:
    """One column: its name, the field of the model behind it, and its path in an item."""

    name: str
    model: type[models.Model]
    path: str

    @property
    def field(self) -> "models.Field[Any, Any] | None":
        try:
            found: Any = self.model._meta.get_field(self.name)
        except FieldDoesNotExist:
            return None
        return found if isinstance(found, models.Field) else None

    @property
    def label(self) -> str:
        known = self.field
        return str(capfirst(str(known.verbose_name))) if known else self.name


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


def answer_name(question: str) -> str:
    return f"answer_{question.replace('-', '_')}"


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


class _Stub(dict[str, Any]):
    """Gives for every key a row that has nothing but that key."""

    def __init__(self, model: type[models.Model], identity: str) -> None:
        super().__init__()
        self.model, self.identity = model, identity

    def __missing__(self, key: str) -> models.Model:
        return self.model(**{self.identity: key})


_sources, _situations = _Stub(Source, "key"), _Stub(Situation, "slug")


def _columns(kind: str, item: Item) -> Columns:
    if kind == "sources":
        return source_columns(item)
    if kind == "situations":
        return situation_columns(item)
    return activity_type_columns(item, _sources)


def _parts(kind: str, item: Item) -> Mapping[str, list[Columns]]:
    if kind == "sources":
        return {}
    if kind == "situations":
        return situation_parts(item, _sources)
    return activity_type_parts(item, _situations, _sources)


def lines_of(sheet: Sheet, content: Mapping[str, Any]) -> Iterator[list[Value]]:
    """The rows of one sheet: a cell for each of its columns."""
    for item in content.get(sheet.kind) or ():
        key = item[IDENTITY[sheet.kind]]
        if sheet.kind == "cases":
            yield [_case_cell(column, item) for column in sheet.columns]
        elif not sheet.part:
            columns = _columns(sheet.kind, item)
            yield [_cell(column, columns[column.name]) for column in sheet.columns]
        else:
            for part in _parts(sheet.kind, item)[sheet.part]:
                own = [_cell(column, part[column.name]) for column in sheet.columns[1:]]
                yield [key, *own]


def _cell(column: Column, value: Any) -> Value:
    """Lists as codes with commas between; tension and what else is referred to by its code."""
    if value is None:
        return None
    if isinstance(value, models.Model):
        return str(getattr(value, "slug", None) or getattr(value, "key", ""))
    if isinstance(value, list):
        return ", ".join(str(_cell(column, one)) for one in value)
    if _is_tension(column) and isinstance(value, int):
        return Tension(value).code
    known: Value = value
    return known


def _is_tension(column: Column) -> bool:
    found = column.field
    if isinstance(found, CodesField):
        return found.vocabulary is Tension
    return found is not None and list(found.choices or ()) == Tension.choices


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


class _BadCellError(Exception):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


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
                key = _text(line.cells.get(sheet.key))
            except _BadCellError:
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
            columns[column.name] = _read(column, row.line.cells.get(column.name))
        except _BadCellError as error:
            label = label_of(sheet.kind, column.path)
            bad.append(Refusal(places[column.path], label, error.reason))
    return columns


def _before(sheet: Sheet, old: Item | None) -> Columns:
    if old is None:
        found = ((column.name, column.field) for column in sheet.columns)
        return {name: known.get_default() for name, known in found if known is not None}
    if sheet.kind == "cases":
        return {column.name: _read(column, _case_cell(column, old)) for column in sheet.columns}
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
                columns[column.name] = _read(column, line.cells.get(column.name))
                _check_part(part, column, columns[column.name], seen)
            except _BadCellError as error:
                bad.append(Refusal(cell, column.label, error.reason))
                continue
            places[_part_path(name, kind, column, columns, place)] = cell
        found.append(columns)
    return in_order(found)


def _check_part(part: PartKind, column: Column, value: Any, seen: set[Any]) -> None:
    """What the item could not say of a part: it would be dropped unseen."""
    if column.name == "condition" and value not in Condition.values:
        raise _BadCellError(_unknown(value, Condition.values))
    if column.name == part.key:
        known = _cell(column, value)
        if known in seen:
            raise _BadCellError(_("%(value)s stands here twice") % {"value": known})
        seen.add(known)


def _part_path(name: str, kind: str, column: Column, columns: Columns, place: int) -> str:
    """Where a cell of a part stands in the item."""
    language = column.name[-2:] if column.name[-3:] in ("_nl", "_en") else ""
    plain = column.name[:-3] if language else column.name
    if name == "fits":
        start = f"situations.{_cell(column, columns.get('situation'))}"
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
                values[key] = {code: _text(line.cells.get(name)) for code, name in names.items()}
                places |= {f"{key}.{code}": cells[name] for code, name in names.items()}
            elif key in LISTS:
                values[key] = _codes(line.cells.get("value"))
            else:
                values[key] = _number(line.cells.get("value"))
        except _BadCellError as error:
            bad.append(Refusal(cells["value"], key, error.reason))
        places[key] = cells["value"]
    item = None if bad else with_values(rules, values)
    return Given(RULES, RULES, item, RULES, places, tuple(bad))


def _place(table: Table, sheet: Sheet, column: str, line: Line | None) -> str:
    number = line.number if line else 1
    return f"{sheet.name}!{table.letters.get(column, 'A')}{number}"


# --- one cell ------------------------------------------------------------------------------------


def _read(column: Column, cell: "Value | Odd") -> Any:
    """The value of a cell for its column. Raises _BadCellError."""
    known = column.field
    if column.name.startswith("answer_"):
        many = next(q for q in QUESTIONS if answer_name(q.slug) == column.name).type == "multi"
        return _codes(cell) if many else _text(cell)
    if isinstance(known, models.ForeignKey):
        key = _text(cell)
        stub = _situations if known.related_model is Situation else _sources
        return stub[key] if key else (None if known.null else stub[""])
    if isinstance(known, models.JSONField):
        codes = _codes(cell)
        return [_tension(code) for code in codes] if _is_tension(column) else codes
    if isinstance(known, models.BooleanField):
        return _flag(cell)
    if _is_tension(column):
        code = _text(cell)
        return None if known is not None and known.null and not code else _tension(code)
    if isinstance(known, models.IntegerField):
        return _whole(cell)
    return _text(cell)


def _plain(cell: "Value | Odd") -> Value:
    if isinstance(cell, Odd):
        raise _BadCellError(cell.reason)
    return cell


def _text(cell: "Value | Odd") -> str:
    """Numbers are what a spreadsheet makes of a year; what else it makes of texts is refused."""
    value = _plain(cell)
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or not float(value).is_integer():
        raise _BadCellError(_("must be a text"))
    return str(int(value))


def _codes(cell: "Value | Odd") -> list[str]:
    return [code for part in _text(cell).replace(";", ",").split(",") if (code := part.strip())]


_YES, _NO = {"true", "yes", "ja", "waar", "1"}, {"false", "no", "nee", "onwaar", "0"}


def _flag(cell: "Value | Odd") -> bool:
    value = _plain(cell)
    said = str(value).strip().casefold()
    if isinstance(value, bool) or said in _YES | _NO:
        return said in _YES
    raise _BadCellError(_("must be true or false"))


def _whole(cell: "Value | Odd") -> int:
    value = _number(cell)
    if value != int(value):
        raise _BadCellError(_("must be a whole number"))
    return int(value)


def _number(cell: "Value | Odd") -> int | float:
    value = _plain(cell)
    if isinstance(value, str):
        said = value.strip().replace(",", ".")
        try:
            value = int(said) if said.lstrip("-").isdecimal() and len(said) < 10 else float(said)
        except ValueError:
            value = None
    if value is None or isinstance(value, bool) or not -1e9 < value < 1e9:
        raise _BadCellError(_("must be a number"))
    return int(value) if value == int(value) else value


def _tension(code: str) -> int:
    try:
        return Tension.of(code).value
    except KeyError:
        raise _BadCellError(_unknown(code, [level.code for level in Tension])) from None


def _unknown(value: Any, known: Iterable[str]) -> str:
    said = Truncator(str(value)).chars(50)
    return _("unknown code %(value)s; known are %(known)s") % {
        "value": said,
        "known": ", ".join(known),
    }

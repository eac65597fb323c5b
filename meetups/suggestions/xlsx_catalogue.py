"""The catalogue as a workbook: written with notes that explain it, and read with care.

What people send may be anything: it is read row by row, within limits, and never executed.
"""

import warnings
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from itertools import islice
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from django.db import models
from django.utils import translation
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from meetups.columns import CodesField
from meetups.recommender.questions import QUESTIONS
from meetups.sheets import quoted, unquoted

from .exchange import UploadError
from .exchange_cells import Column, Odd, Value, answer_name
from .exchange_sheets import (
    RULE_COLUMNS,
    RULES,
    SHEETS,
    Line,
    Sheet,
    Table,
    lines_of,
    rule_lines,
)
from .vocabulary import Tension

MOST_UNPACKED = 32 * 2**20
MOST_MEMBERS = 200
MOST_LINES = 10_000
"""Rows with something in them, over all sheets."""
_LAST_ROW, _LAST_COLUMN = 1_048_576, 120
NOTES = "notes"
_LANGUAGES = ("nl", "en")


# --- writing ---------------------------------------------------------------------------------


def write_book(content: Mapping[str, Any], file: IO[bytes]) -> None:
    """The draft or an edition as a workbook."""
    book = Workbook(write_only=True)
    _page(book, NOTES, ["sheet", "column", *_LANGUAGES, "codes"], _notes(), width=40)
    for sheet in SHEETS.values():
        names = [column.name for column in sheet.columns]
        _page(book, sheet.name, names, lines_of(sheet, content))
    _page(book, RULES, list(RULE_COLUMNS), rule_lines(content["rules"]), width=40)
    book.save(file)


def _page(
    book: Workbook, name: str, header: list[str], lines: Iterable[list[Value]], *, width: int = 22
) -> None:
    page: Any = book.create_sheet(name)
    page.freeze_panes = "B2"
    for number in range(1, len(header) + 1):
        page.column_dimensions[get_column_letter(number)].width = width
    page.append([_typed(page, text, bold=True) for text in header])
    for line in lines:
        page.append([_typed(page, cell) for cell in line])


def _typed(page: WriteOnlyWorksheet, value: Value, *, bold: bool = False) -> object:
    """A text is a text by its type, and has a quote before it where it looks like a formula."""
    if value is None or value == "":
        return None
    text = quoted(value) if isinstance(value, str) else value
    cell = WriteOnlyCell(page, value=text)
    cell.alignment = Alignment(vertical="top", wrap_text=isinstance(text, str))
    if isinstance(text, str):
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


def _notes() -> Iterator[list[Value]]:
    """What each column is, in every language, and which codes it knows."""
    for text in _about():
        yield ["", "", text["nl"], text["en"], ""]
    for sheet in SHEETS.values():
        for column in sheet.columns:
            said = _in_each(lambda column=column, sheet=sheet: _meaning(sheet, column))
            yield [sheet.name, column.name, said["nl"], said["en"], _known(column)]
    for name in RULE_COLUMNS:
        yield [RULES, name, "", "", ""]


def _about() -> Iterator[dict[str, str]]:
    yield _in_each(lambda: _("Each sheet has rows of one kind; the first row names the columns."))
    yield _in_each(
        lambda: _(
            "A sheet or a column that you leave out stays as it is. An empty cell makes the field "
            "empty."
        )
    )
    yield _in_each(
        lambda: _(
            "A sheet of parts, such as steps, says all parts of each format that the file names, "
            "in their order."
        )
    )
    yield _in_each(lambda: _("Put commas between codes. Formulas are not read: paste values."))
    yield _in_each(
        lambda: _("A text that begins like a formula has a quote before it; that is no part of it.")
    )
    yield _in_each(lambda: _("Nothing is taken away: a row that is not in the file stays."))


def _in_each(said: Any) -> dict[str, str]:
    found = {}
    for language in _LANGUAGES:
        with translation.override(language):
            found[language] = str(said())
    return found


def _meaning(sheet: Sheet, column: Column) -> str:
    if column.name == sheet.key and sheet.part:
        return _("the row to which this part belongs")
    for question in QUESTIONS:
        if column.name == answer_name(question.slug):
            return question.text[(translation.get_language() or "nl")[:2]]
    return capfirst(str(column.field.verbose_name)) if column.field else column.name


def _known(column: Column) -> str:
    """The codes of a column, each with its words in every language."""
    for question in QUESTIONS:
        if column.name == answer_name(question.slug):
            return "\n".join(f"{option.slug} = {_both(option.text)}" for option in question.options)
    known = column.field
    if isinstance(known, CodesField):
        choices: Any = known.vocabulary.choices if known.vocabulary else []
    elif isinstance(known, models.BooleanField):
        return "TRUE, FALSE"
    else:
        choices = getattr(known, "flatchoices", None) or []
    is_tension = [code for code, _label in choices] == Tension.values
    lines = []
    for code, label in choices:
        said = Tension(code).code if is_tension else code
        words = _in_each(lambda label=label: label)
        lines.append(f"{said} = {words['nl']} / {words['en']}")
    return "\n".join(lines)


def _both(text: Mapping[str, str]) -> str:
    return f"{text['nl']} / {text['en']}"


# --- reading ---------------------------------------------------------------------------------


def check_zip(data: bytes) -> ZipFile:
    """A packed file that stays small when it is unpacked. Raises UploadError."""
    try:
        packed = ZipFile(BytesIO(data))
        members = packed.infolist()
    except (BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise UploadError(_("The file is damaged: it cannot be unpacked.")) from error
    if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > MOST_UNPACKED:
        raise UploadError(_("The file is too large when it is unpacked."))
    if any(member.flag_bits & 1 for member in members):
        raise UploadError(_("The file is locked with a password. Save it without one."))
    return packed


def read_book(data: bytes) -> dict[str, Table]:
    """The sheets that we know, by name. Raises UploadError, whatever the file holds."""
    check_zip(data).close()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)
            return _tables(book)
    except UploadError:
        raise
    except Exception as error:  # the reader of workbooks promises nothing about odd files
        raise UploadError(_("The file cannot be read as a workbook (XLSX).")) from error


def _tables(book: Any) -> dict[str, Table]:
    found: dict[str, Table] = {}
    faults: list[str] = []
    left = MOST_LINES
    for page in book.worksheets:
        name = str(page.title).strip().casefold()
        if name not in {*SHEETS, RULES}:
            continue
        table = _table(name, page, left, faults)
        if table is not None:
            found[name] = table
            left -= len(table.lines)
    if faults:
        raise UploadError(*faults)
    if not found:
        raise UploadError(
            _("The workbook has none of our sheets. They are: %(names)s.")
            % {"names": ", ".join([*SHEETS, RULES])}
        )
    return found


def _table(name: str, page: Any, most: int, faults: list[str]) -> Table | None:
    """A sheet, its first row with something in it as the header; None when it is empty."""
    lines = _filled(page)
    head = next(lines, None)
    if head is None:
        return None
    columns: dict[int, str] = {}
    known = {column.name for column in SHEETS[name].columns} if name in SHEETS else {*RULE_COLUMNS}
    for place, cell in enumerate(head[1]):
        if cell.value is None:
            continue
        said, letter = str(_value(cell)).strip().casefold(), get_column_letter(place + 1)
        if said not in known or said in columns.values():
            where = f"{name}!{letter}{head[0]}"
            shown = Truncator(str(cell.value)).chars(50)
            faults.append(
                _("%(where)s: there is no column %(name)s, or it stands here twice")
                % {"where": where, "name": shown}
            )
        columns[place] = said
    key = SHEETS[name].key if name in SHEETS else RULE_COLUMNS[0]
    if key not in columns.values():
        faults.append(_("%(where)s: the column %(name)s is missing") % {"where": name, "name": key})
    letters = {said: get_column_letter(place + 1) for place, said in columns.items()}
    found = []
    for number, cells in islice(lines, most + 1):
        values = {
            said: _value(cells[place]) for place, said in columns.items() if place < len(cells)
        }
        found.append(Line(number, values))
    if len(found) > most:
        raise UploadError(_("The workbook has more than %(number)d rows.") % {"number": MOST_LINES})
    return Table(letters, found)


def _filled(page: Any) -> Iterator[tuple[int, Any]]:
    """Rows with something in them; a million empty ones take no time, as they are one object."""
    empty: Any = None
    rows = page.iter_rows(max_row=_LAST_ROW, max_col=_LAST_COLUMN)
    for number, cells in enumerate(rows, start=1):
        if cells is empty:
            continue
        if all(cell.value is None or cell.value == "" for cell in cells):
            empty = cells
            continue
        yield number, cells


def _value(cell: Any) -> "Value | Odd":
    value = cell.value
    if value is None or isinstance(value, bool | int | float):
        return value
    if cell.data_type == "f":
        return Odd(_("holds a formula; paste its value instead"))
    if cell.data_type == "e":
        return Odd(_("holds an error of the spreadsheet"))
    if isinstance(value, str):
        return unquoted(value.replace("\r\n", "\n").replace("\r", "\n"))
    return Odd(_("holds a date or a time; write it as a text"))

"""The queue as a sheet to take along: as CSV or XLSX, and harmless in a spreadsheet.

No addresses, no guests, and of the team only the names that the queue shows too.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from io import TextIOWrapper
from tempfile import TemporaryFile
from typing import IO

from defusedcsv import csv
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.formats import get_format
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from meetups.accounts.models import User
from meetups.initiatives.money import format_number
from meetups.initiatives.wording import name_of, organiser_words
from meetups.sheets import harmless

from .queries.queue import Row, rows_of
from .queries.sent import Sent
from .queue_wording import mind_words

MOST_ROWS = 10_000
"""Rows of one export: more would keep a worker busy for too long. The page says so."""
AT_ONCE = 500
WIDTH = 18
Cell = str | int | Decimal | date | None
"""Text, a number, an amount in euros, or a day."""


class Sheet(TextChoices):
    CSV = "csv", "CSV"
    XLSX = "xlsx", "XLSX"


TYPES = {
    Sheet.CSV: "text/csv; charset=utf-8",
    Sheet.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def export(sent: Sent, pks: Sequence[int], sheet: Sheet, *, user: User) -> IO[bytes]:
    """These plans in this order, in a file that goes when it is closed. Four queries per 500."""
    lines = _lines(sent, pks, user)
    return _WRITERS[sheet](lines)


def _lines(sent: Sent, pks: Sequence[int], user: User) -> Iterator[list[Cell]]:
    yield [
        _("Number"),
        _("Plan"),
        _("District"),
        _("State"),
        _("First meetup"),
        _("Times"),
        _("People"),
        _("Sent on"),
        _("Waits since"),
        _("Answer before"),
        _("What to mind"),
        _("Asks for (euros)"),
        _("Reviewer"),
        _("Tags"),
        _("Organisers"),
    ]
    for start in range(0, len(pks), AT_ONCE):
        for row in rows_of(sent, pks[start : start + AT_ONCE], user):
            yield _line(row)


def _line(row: Row) -> list[Cell]:
    plan = row.plan
    return [
        plan.pk,
        plan.title,
        row.district.title,
        str(plan.get_status_display()),
        plan.first_date,
        plan.times_planned,
        plan.people_expected,
        timezone.localdate(plan.submitted_at),
        timezone.localdate(row.waits_since) if row.waits_since else None,
        row.answer_on,
        "; ".join(mind_words(mind) for mind in row.minds),
        Decimal(row.cents) / 100 if row.cents else None,
        name_of(row.reviewer) if row.reviewer else "",
        "; ".join(row.tags),
        organiser_words(row.organisers),
    ]


def as_csv(lines: Iterable[list[Cell]]) -> IO[bytes]:
    """Where decimals have a comma, Excel expects semicolons. Every cell is in quotes, so that a
    comma in a text starts no cell elsewhere. The first character says that it is UTF-8."""
    comma = get_format("DECIMAL_SEPARATOR") == ","
    file = TemporaryFile()  # noqa: SIM115 (the response closes it)
    out = TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(out, delimiter=";" if comma else ",", quoting=csv.QUOTE_ALL)
    for line in lines:
        writer.writerow([_plain(cell) for cell in line])
    out.flush()
    out.detach()
    file.seek(0)
    return file


def _plain(cell: Cell) -> str | int:
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, Decimal):
        return format_number(int(cell * 100))
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else cell


def _xlsx(lines: Iterable[list[Cell]]) -> IO[bytes]:
    """Days are days and numbers are numbers; a text is a text by its type too."""
    book = Workbook(write_only=True)
    page = book.create_sheet(harmless(_("Plans")))
    page.freeze_panes = "C2"
    for number in range(1, WIDTH):
        page.column_dimensions[chr(ord("A") + number - 1)].width = WIDTH
    for line in lines:
        page.append([_typed(page, cell) for cell in line])
    file = TemporaryFile()  # noqa: SIM115 (the response closes it)
    book.save(file)
    file.seek(0)
    return file


def _typed(page: WriteOnlyWorksheet, cell: Cell) -> object:
    if cell is None:
        return None
    if not isinstance(cell, str):
        typed = WriteOnlyCell(page, value=cell)  # type: ignore[arg-type]  # days and decimals too
        if isinstance(cell, Decimal):
            typed.number_format = "#,##0.00"
        return typed
    typed = WriteOnlyCell(page, value=harmless(cell))
    typed.data_type = "s"
    return typed


_WRITERS: dict[Sheet, Callable[[Iterable[list[Cell]]], IO[bytes]]] = {
    Sheet.CSV: as_csv,
    Sheet.XLSX: _xlsx,
}

"""The budget as a sheet that opens in a spreadsheet at once, and does no harm there."""

from collections.abc import Iterator
from io import StringIO

from defusedcsv import csv
from django.utils.formats import get_format
from django.utils.translation import gettext as _

from .models import BudgetLine
from .money import format_number
from .queries.budget import BudgetOverview

Row = list[str]


def sheet(overview: BudgetOverview) -> bytes:
    """Lines and money that comes in, as CSV in the reader's language.

    Where decimals have a comma, Excel expects semicolons between cells. The first character tells
    Excel that it is UTF-8. What could be a formula gets a quote before it (defusedcsv).
    """
    comma = get_format("DECIMAL_SEPARATOR") == ","
    out = StringIO(newline="")
    csv.writer(out, delimiter=";" if comma else ",").writerows(_rows(overview))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _rows(overview: BudgetOverview) -> Iterator[Row]:
    yield [_("What for"), _("Planned"), _("Spent"), _("Who pays"), _("Receipts")]
    for line in overview.lines:
        yield [
            line.name,
            format_number(line.planned_cents),
            _spent(line),
            line.get_payer_display(),
            str(len(line.receipts.all())),
        ]
    spent = format_number(overview.spent) if overview.is_spent else ""
    yield [_("Together"), format_number(overview.planned), spent, "", str(overview.receipts)]
    yield []
    yield [_("Money that comes in"), _("Amount"), _("How far"), _("Who pays")]
    for row in overview.funding:
        state, payer = row.get_state_display(), row.get_payer_display()
        yield [row.name, format_number(row.cents), state, payer]
    yield []
    yield [_("Still missing"), format_number(overview.missing)]


def _spent(line: BudgetLine) -> str:
    return "" if line.spent_cents is None else format_number(line.spent_cents)

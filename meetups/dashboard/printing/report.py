"""The report for the council, as data for its template. No titles of plans, no names of people."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from meetups.accounts.looks import OURS
from meetups.accounts.models import Office
from meetups.initiatives.money import format_euros
from meetups.initiatives.printing.characters import printable
from meetups.initiatives.printing.typesetting import typeset

from ..queries.coverage import Coverage
from ..queries.figures import DistrictRow, Figures, Help
from ..queries.threats import Threats
from ..wording import REASONS, people_words, reach_words, what_it_says

HERE = Path(__file__).parent
Row = list[str]


def council_report(
    coverage: Coverage,
    figures: Figures,
    rows: list[DistrictRow],
    threats: Threats,
    *,
    office: Office,
    language: str,
    today: date,
) -> bytes:
    """A PDF on A4, in the language asked for, in the colours of the office."""
    with override(language):
        words = _words(coverage, office.name, today)
        data = {
            "title": printable(
                _("Neighbours who meet in %(area)s") % {"area": coverage.whole.title}
            ),
            "language": language,
            "colour": office.colour or OURS[0],
            "accent": office.colour_accent or OURS[1],
            "words": words,
            "map": _map(coverage),
            "sums": _sums(figures),
            "silent": _silent(coverage),
            "districts": _districts(coverage, figures, rows),
            "kinds": _kinds(figures),
            "money": _money(figures),
            "months": _months(figures),
            "threats": _threats(threats),
            "says": what_it_says(figures),
        }
    return typeset("report", data, folder=HERE)


def _words(coverage: Coverage, office: str, today: date) -> dict[str, str]:
    day = date_format(today, "j F Y")
    return {
        "kicker": printable(_("Report for the council, by %(office)s") % {"office": office}),
        "period": _("%(period)s, made on %(day)s") % {"period": coverage.period.words, "day": day},
        "sums": _("The figures"),
        "map": _("Where something happened"),
        "map_alt": _(
            "Map with the number of plans in each district; the table has the same numbers."
        ),
        "legend": _("Number of plans: the darker, the more. Hatched: nothing happened."),
        "source": _source(coverage),
        "silent": _("Where nothing happened"),
        "districts": _("Per district"),
        "kinds": _("What was asked, promised and kept"),
        "money": _("The money of the year"),
        "months": _("From month to month"),
        "threats": _("Plans that may stop"),
        "says": _("What these numbers say, and what not"),
        "page": _("Page #1 of #2"),
    }


def _source(coverage: Coverage) -> str:
    """Where the map comes from; of a schematic one, that its borders are not the real ones."""
    if coverage.drawing is None:
        return _("There is no map of this area, for we do not know where its parts lie.")
    years = ", ".join(map(str, coverage.drawing.years))
    if coverage.drawing.is_schematic:
        return _(
            "Schematic map: each shape is the ground around the middle of a district. The real "
            "boundaries are different."
        )
    return _("Boundaries: Kadaster / CBS, %(years)s.") % {"years": years}


def _map(coverage: Coverage) -> str:
    """The drawing as a file of its own; empty when there is none."""
    if not coverage.drawn or coverage.drawing is None:
        return ""
    return render_to_string(
        "dashboard/_map.svg", {"coverage": coverage, "names": coverage.drawing.labels}
    )


def _sums(figures: Figures) -> list[Row]:
    answers, days = figures.answers, {"days": figures.answer_days}

    def within(number: int, of: int) -> str:
        words = _("%(number)s of them within %(days)s days") % {"number": number, **days}
        return words if of else ""

    running = (
        _("Plans that run now") if figures.period.is_current else _("Plans that ran at the end")
    )
    counted = ngettext(
        "counted at %(number)s of %(all)s meetups",
        "counted at %(number)s of %(all)s meetups",
        figures.meetups_counted,
    ) % {"number": figures.meetups_counted, "all": figures.meetups}
    return [
        [_("New plans"), str(figures.new), ""],
        [_("Plans that started"), str(figures.started), ""],
        [running, str(figures.running), ""],
        [_("Plans that were completed"), str(figures.completed), ""],
        [_("Plans that stopped"), str(figures.stopped), ""],
        [
            _("Plans that the municipality approved"),
            str(answers.approved),
            within(answers.approved_in_time, answers.approved),
        ],
        [
            _("Answers that the municipality gave"),
            str(answers.answered),
            within(answers.in_time, answers.answered),
        ],
        [_("Meetups that were held"), str(figures.meetups), ""],
        [
            _("Times that people came"),
            reach_words(figures),
            counted if figures.meetups else "",
        ],
    ]


def _silent(coverage: Coverage) -> list[str]:
    """A paragraph for whole districts, and one for each district with silent neighbourhoods."""
    if not (coverage.silent_districts or coverage.partly_silent):
        return [_("Something happened everywhere.")]
    found = []
    if coverage.silent_districts:
        names = _names(district.area.title for district in coverage.silent_districts)
        found.append(_("Whole districts: %(names)s.") % {"names": names})
    for district in coverage.partly_silent:
        words = {"district": printable(district.area.title)}
        names = _names(area.title for area in district.silent)
        found.append(_("In %(district)s: %(names)s.") % {**words, "names": names})
    return found


def _names(names: Iterable[str]) -> str:
    return ", ".join(map(printable, names))


def _districts(coverage: Coverage, figures: Figures, rows: list[DistrictRow]) -> dict[str, Any]:
    total = [_("Together"), str(coverage.initiatives), str(figures.meetups), reach_words(figures)]
    return {
        "head": [
            *(_("District"), _("Plans"), _("Meetups"), _("Times that people came")),
            *(_("Asked"), _("Promised"), _("Kept"), _("Money promised")),
        ],
        "rows": [
            [
                printable(_place(row)),
                str(row.initiatives),
                str(row.meetups),
                people_words(row),
                *_brief(row.help),
            ]
            for row in rows
        ],
        "total": total + _brief(figures.help),
    }


def _place(row: DistrictRow) -> str:
    title = row.area.title
    return title if row.is_district else _("For all of %(area)s") % {"area": title}


def _brief(help_: Help) -> Row:
    return [str(help_.asked), str(help_.promised), str(help_.kept), format_euros(help_.cents)]


def _kinds(figures: Figures) -> dict[str, Any]:
    return {
        "none": _("Nothing was asked or promised in this period."),
        "head": [
            *(_("Kind of help"), _("Asked"), _("Said no"), _("Promised"), _("Kept")),
            *(_("Late"), _("Still to come"), _("Withdrawn")),
        ],
        "rows": [[capfirst(str(kind.label)), *_full(row)] for kind, row in figures.kinds],
        "total": [_("Together"), *_full(figures.help)],
    }


def _full(help_: Help) -> Row:
    numbers = (help_.asked, help_.declined, help_.promised, help_.kept, help_.late, help_.open)
    return [str(number) for number in (*numbers, help_.withdrawn)]


def _money(figures: Figures) -> list[str]:
    """What was asked and promised in the period, and how the budget of its last year stands."""
    help_, money = figures.help, figures.money
    period = _(
        "In this period teams asked for %(asked)s. Promised: %(promised)s, of which %(paid)s "
        "is paid."
    ) % {
        "asked": format_euros(help_.asked_cents),
        "promised": format_euros(help_.cents),
        "paid": format_euros(help_.paid_cents),
    }
    if not money.is_set:
        return [period, _("No budget is set for %(year)s.") % {"year": figures.year}]
    year = _(
        "Budget of %(year)s: %(budget)s. Promised and not yet paid: %(promised)s. Paid: %(paid)s. "
        "Left: %(available)s."
    ) % {
        "year": figures.year,
        "budget": format_euros(money.budget),
        "promised": format_euros(money.promised),
        "paid": format_euros(money.paid),
        "available": format_euros(money.available),
    }
    return [period, year]


def _months(figures: Figures) -> dict[str, Any]:
    return {
        "head": [_("Month"), _("Plans that started"), _("Meetups")],
        "rows": [
            [capfirst(date_format(m.first, "F Y")), str(m.started), str(m.meetups)]
            for m in figures.trend
        ],
    }


def _threats(threats: Threats) -> dict[str, Any]:
    lead = ngettext(
        "May stop: %(number)s of the %(plans)s plan that is not over, also when it waits for an "
        "answer. Something that it stands on is gone. The reasons, of which there can be more:",
        "May stop: %(number)s of the %(plans)s plans that are not over, also those that wait for "
        "an answer. Something that they stand on is gone. The reasons, of which a plan can have "
        "more:",
        threats.plans,
    ) % {"plans": threats.plans, "number": threats.threatened}
    if not threats.threatened:
        lead = _("Of the plans that are not over, none has lost what it stands on.")
    reasons = [f"{REASONS[code]} ({number})" for code, number in threats.reasons]
    return {"lead": lead, "reasons": reasons}

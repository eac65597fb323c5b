"""What figures say and do not say, and why plans may stop: for whoever reads only the numbers."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .queries.figures import DistrictRow, Figures

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

REASONS: dict[str, "StrOrPromise"] = {
    "no_organiser": gettext_lazy("Nobody organises it any more."),
    "one_organiser": gettext_lazy("One person organises it alone."),
    "organisers_left": gettext_lazy("Organisers left a short time ago."),
    "handover_open": gettext_lazy("An organiser wants to hand it over."),
    "hands_open": gettext_lazy("The team looks for hands and finds none."),
    "turnout_falls": gettext_lazy("Fewer people come each time."),
    "no_next_date": gettext_lazy("There is no next date."),
    "rests_long": gettext_lazy("It has rested for a long time."),
    "answer_late": gettext_lazy("The team waits too long for our answer to its plan."),
    "steps_late": gettext_lazy("The team is behind with its steps."),
    "unanswered": gettext_lazy("We have not answered a request for help."),
    "promise_late": gettext_lazy("We are late with what we promised."),
    "help_ends": gettext_lazy("Help of ours ends."),
    "money_ends": gettext_lazy("Its money ends."),
    "place_ends": gettext_lazy("It loses its place."),
    "no_place": gettext_lazy("Its next meetup has no place yet."),
}
"""By the code of a reason of `support.continuity`: in general, so that no plan is recognised."""


def reach_words(figures: Figures) -> str:
    """How often people came, as far as that may be told."""
    if total := figures.reach.total:
        return _("about %(number)s") % {"number": total}
    return _("too few to tell") if figures.reach.cells else _("not counted")


def people_words(row: DistrictRow) -> str:
    """The same of one district."""
    if not row.meetups:
        return "0"
    if row.people:
        return _("about %(number)s") % {"number": row.people}
    return _("fewer than 10") if row.is_counted else _("not counted")


def what_it_says(figures: Figures) -> list[str]:
    """Paragraphs: how was counted, and what nobody can read from it."""
    return [text for text in (_counted(), _people(figures), _help(), _not_said()) if text]


def _counted() -> str:
    return _(
        "A plan counts where it went on at some time in this period, whatever the answer of the "
        "municipality. A plan for a whole district counts for the district, and for none of its "
        "neighbourhoods. Drafts do not count. A meetup counts when it was open to guests and is "
        "over."
    )


def _people(figures: Figures) -> str:
    words = _(
        "How many people came is what organisers noted at the door. Where they noted nothing, "
        "people came who are not in the number. Who comes twice counts twice, so it is not a "
        "number of residents. Numbers of people are rounded to tens, and told from ten up."
    )
    if figures.reach.few:
        words += " " + _(
            "Districts with fewer than 10 are in the total together: about %(number)s."
        ) % {"number": figures.reach.few}
    elif figures.reach.leaves_out:
        words += " " + _(
            "Districts with fewer than 10 are not in the total: else you could work out how few "
            "they are."
        )
    return words


def _help() -> str:
    return _(
        "Promises are those that were made in this period, as they stand on the day of this "
        "overview. Later more of them can be kept, or late. Who asks the municipality for nothing "
        "is not in it: a low number does not say that no help is needed."
    )


def _not_said() -> str:
    return _(
        "The numbers do not say how good meetups were, or whether neighbours know each other "
        "better. A neighbourhood without plans can be one where people meet in other ways. With "
        "small numbers, one plan more or less makes a large difference: do not rank "
        "neighbourhoods by it. Go there and ask."
    )

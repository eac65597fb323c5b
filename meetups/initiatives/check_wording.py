"""The contact check in words: the check gives codes, people read why and what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .addresses import address_of
from .contact_check import Pillar, State
from .models import Initiative
from .queries.check import advice_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Words

STATES: Mapping[State, "Words"] = {
    State.THERE: gettext_lazy("stands"),
    State.WORK: gettext_lazy("needs work"),
    State.MISSING: gettext_lazy("still missing"),
}
REASONS: Mapping[str, "Words"] = {
    "in_format": gettext_lazy("This format brings it by itself."),
    "arranged": gettext_lazy("You arranged it."),
    "arranged_in_part": gettext_lazy("You arranged a part of it. A little more is needed."),
    "partly_in_format": gettext_lazy("This format brings a part of it. The rest is up to you."),
    "little_in_format": gettext_lazy("This format brings little of it by itself."),
    "not_yet": gettext_lazy("This format does not bring it by itself."),
    "one_organiser": gettext_lazy("One person organises this. Then one group decides."),
    "visible": gettext_lazy("Someone of the municipality comes and is seen there."),
    "approved": gettext_lazy("The municipality approved the plan."),
    "promised": gettext_lazy("The municipality promised to help."),
    "waits_for_office": gettext_lazy("You wait for the answer of the municipality."),
    "sent_back": gettext_lazy("The municipality asked for changes in your plan."),
    "nobody_yet": gettext_lazy("People do not see yet who stands behind your plan."),
    "next_date": gettext_lazy("The next time is planned."),
    "once_of_series": gettext_lazy("This format works best as a series. You planned one time."),
    "once": gettext_lazy("You planned one time. Once is seldom enough."),
}
FIRST = 3


@dataclass(frozen=True)
class Todo:
    """What to do for a pillar, and where."""

    text: str
    link: str
    url: str


_TODOS: Mapping[str, tuple["Words", "Words", str]] = {
    "invite_organiser": (
        gettext_lazy("Ask someone of another group to organise it with you."),
        gettext_lazy("Ask someone for the team"),
        "team",
    ),
    "settle_safety": (
        gettext_lazy("Settle that before you invite people."),
        gettext_lazy("To what comes first"),
        "check#safety",
    ),
    "plan_again": (
        gettext_lazy("Plan a second time, and tell people there when it is."),
        gettext_lazy("Plan it more than once"),
        "edit#id_times_planned",
    ),
    "be_seen": (
        gettext_lazy("Ask someone of the municipality to come. Then people see the support."),
        gettext_lazy("Ask the municipality"),
        "support",
    ),
    "wait_for_office": (
        gettext_lazy("You can do nothing now. Ask how it is going if it takes long."),
        gettext_lazy("See where your plan is"),
        "support",
    ),
    "answer_office": (
        gettext_lazy("Change your plan, and show it again."),
        gettext_lazy("See what they ask"),
        "support",
    ),
    "ask_office": (
        gettext_lazy("Show your plan to the municipality, and ask for support that people see."),
        gettext_lazy("Ask the municipality"),
        "support",
    ),
    "plan_evaluation": (
        gettext_lazy("Plan a moment afterwards to ask people how it was."),
        gettext_lazy("Add a step"),
        "steps",
    ),
}


def state_words(pillar: Pillar) -> str:
    return str(STATES[pillar.state])


def reason_words(pillar: Pillar) -> str:
    """Why a pillar stands as it does, in one or two sentences."""
    code, values = pillar.reason.code, dict(pillar.reason.values)
    if code == "series":
        return _("You planned it %(times)d times.") % values
    if code == "too_short":
        return _("Once, for %(minutes)d minutes: that is short to get to know each other.") % values
    if code == "safety_open":
        open_points = values["points"]
        return ngettext(
            "%(points)d thing must be settled first.",
            "%(points)d things must be settled first.",
            open_points,
        ) % {"points": open_points}
    return str(REASONS[code])


def todo_of(pillar: Pillar, initiative: Initiative) -> Todo | None:
    """What to do for a pillar of this plan; None when it stands."""
    if not pillar.todo:
        return None
    if pillar.todo == "strengthen":
        text = advice_of(initiative, pillar.condition)
        link, where = _("Tick it when you have arranged it"), "check#arranged"
    else:
        words, on, where = _TODOS[pillar.todo]
        text, link = str(words), str(on)
    page, _hash, place = where.partition("#")
    room = "support" if page == "support" else "initiatives"
    url = address_of(f"{room}:{page}", initiative.pk)
    return Todo(text, link, f"{url}#{place}" if place else url)


def first_to_do(pillars: Sequence[Pillar]) -> list[Pillar]:
    """The few that a page beside the check shows: safety, then what is missing, then the rest."""
    waiting = [pillar for pillar in pillars if pillar.state is not State.THERE]

    def order(pillar: Pillar) -> tuple[bool, bool]:
        return pillar.reason.code != "safety_open", pillar.state is not State.MISSING

    return sorted(waiting, key=order)[:FIRST]


def summary_words(pillars: Sequence[Pillar]) -> str:
    """On how many pillars the bridge stands."""
    count = sum(pillar.state is State.THERE for pillar in pillars)
    if count == len(pillars):
        return _("Your bridge stands on all %(total)d pillars.") % {"total": count}
    return ngettext(
        "Your bridge stands on %(count)d of %(total)d pillars.",
        "Your bridge stands on %(count)d of %(total)d pillars.",
        count,
    ) % {"count": count, "total": len(pillars)}

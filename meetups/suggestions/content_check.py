"""What must hold for a source, a situation and an activity type, one by one and together.

The same rules guard the content files and the admin: what may be published there can be loaded
here, and the other way round.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from meetups.columns import LINE
from meetups.suggestions.content_shape import (
    Check,
    Fault,
    Faults,
    both,
    code,
    flag,
    many,
    number,
    record,
    reference,
    slug,
    table,
    unique,
    web_address,
    words,
)
from meetups.suggestions.limits import DOI, EUROS, HOURS, ORGANISERS, PEOPLE, TIMES, WEEKS
from meetups.suggestions.vocabulary import (
    Age,
    Condition,
    ContactMode,
    CostBand,
    Direction,
    DividingLine,
    DoiStatus,
    Evidence,
    Family,
    Goal,
    LanguageLoad,
    Place,
    ProfessionalKind,
    ProfessionalLevel,
    ProfessionalMatch,
    Rhythm,
    SourceKind,
    Status,
    Tension,
    TopicFocus,
    Verified,
)

SOURCES, SITUATIONS, ACTIVITY_TYPES = "sources.json", "situations.json", "activity_types.json"
TENSIONS = [level.code for level in Tension]


def faults_of_source(item: Any) -> list[Fault]:
    """Everything wrong with one item of `sources.json`."""
    return list(_sound(item, _source(), _odd_source))


def faults_of_situation(item: Any, *, sources: Collection[str]) -> list[Fault]:
    """Everything wrong with one item of `situations.json`, given the keys of all sources."""
    return list(_sound(item, _situation(sources), _odd_situation))


def faults_of_activity_type(
    item: Any, *, situations: Collection[str], sources: Collection[str]
) -> list[Fault]:
    """Everything wrong with one item of `activity_types.json`; a draft may be unfinished."""
    faults = list(_sound(item, _activity_type(situations, sources), _odd_activity_type))
    if isinstance(item, dict) and item.get("status") == Status.DRAFT:
        return [fault for fault in faults if not fault.unfinished]
    return faults


def _sound(item: Any, shape: Check, oddities: Callable[[Any], Faults]) -> Faults:
    # Whether parts agree with one another can only be asked when each has its shape.
    faults = list(shape(item, ""))
    yield from faults
    if all(fault.unfinished for fault in faults):
        yield from oddities(item)


# --- sources and situations -----------------------------------------------------------------


def _source() -> Check:
    return record(
        key=slug,
        kind=code(SourceKind),
        authors=words(200),
        year=words(40),
        title=words(250),
        container=words(150, needed=False),
        doi=words(100, null=True),
        doi_status=code(DoiStatus),
        url=web_address,
        verified=code(Verified),
        finding=words(),
        implication=both(),
    )


def _odd_source(item: Mapping[str, Any]) -> Faults:
    doi, status = item["doi"], item["doi_status"]
    if doi is not None and not re.match(DOI, doi):
        yield Fault("doi", _("is not a DOI, such as 10.1038/s41586-019-1234-5"))
    if doi is None and status in {DoiStatus.SEEN_ON_PAGE, DoiStatus.OWN_KNOWLEDGE}:
        yield Fault("doi_status", _("says that there is a DOI, but there is none"))
    if doi is not None and status == DoiStatus.NONE:
        yield Fault("doi_status", _("says that there is no DOI, but there is one"))


def _situation(sources: Collection[str]) -> Check:
    return record(
        slug=slug,
        order=number(1, 99),
        typical_tension=code(TENSIONS),
        title=both(80),
        description=both(),
        signals=many(both(LINE), at_least=1),
        indicators=many(
            record(
                slug=slug,
                name=both(LINE),
                direction=code(Direction),
                source_hint=words(LINE),
            )
        ),
        never_do=many(both(LINE), at_least=1),
        first_step=both(200),
        typical_dividing_lines=unique(many(code(DividingLine), at_least=1)),
        typical_goals=unique(many(code(Goal), at_least=1)),
        sources=unique(many(reference(sources, SOURCES))),
    )


def _odd_situation(item: Mapping[str, Any]) -> Faults:
    slugs = [figure["slug"] for figure in item["indicators"]]
    yield from unique(many(slug))(slugs, "indicators")


# --- activity types -------------------------------------------------------------------------


def _activity_type(situations: Collection[str], sources: Collection[str]) -> Check:
    return record(
        slug=slug,
        status=code(Status),
        family=code(Family),
        contact_mode=code(ContactMode),
        depth=number(1, 3),
        topic_focus=code(TopicFocus),
        between_groups=flag,
        name=both(80),
        summary=both(),
        situations=table(record(strength=number(0, 3), reason=both(LINE)), situations),
        goals=record(**dict.fromkeys(Goal.values, number(0, 3))),
        tension=_tension(),
        flags=record(open_stage=flag, exposes_minority=flag),
        contra_indications=many(both(LINE)),
        group_size=record(min=number(1, PEOPLE), max=number(1, PEOPLE), can_run_in_parallel=flag),
        organisers_min=number(1, ORGANISERS),
        professional=_professional(),
        skills=many(both(LINE)),
        preparation_weeks=record(min=number(0, WEEKS), typical=number(0, WEEKS)),
        duration=record(
            hours_min=number(0, HOURS),
            hours_max=number(1, HOURS),
            rhythm=code(Rhythm),
            sessions_typical=number(1, TIMES),
        ),
        cost=record(
            band=code(CostBand),
            min_eur=number(0, EUROS),
            max_eur=number(0, EUROS),
            estimate=flag,
            note=both(200, needed=False),
        ),
        places=unique(many(code(Place), at_least=1)),
        language_load=code(LanguageLoad),
        ages=unique(many(code(Age), at_least=1)),
        dividing_lines=unique(many(code(DividingLine), at_least=1)),
        contact_conditions=table(
            record(level=number(0, 3), strengthen=both(LINE)), Condition.values, complete=True
        ),
        preparation_steps=many(
            record(order=number(1, 99), weeks_before=number(0, WEEKS), text=both(LINE)),
            at_least=1,
        ),
        evidence=record(
            level=code(Evidence),
            sources=unique(many(reference(sources, SOURCES), at_least=1)),
            note=both(),
        ),
        example=record(
            text=both(needed=False),
            verified=flag,
            source=reference(sources, SOURCES, null=True),
        ),
        required_ages=unique(many(code(Age))),
    )


def _tension() -> Check:
    return record(
        min=code(TENSIONS),
        max=code(TENSIONS),
        ideal=unique(many(code(TENSIONS), at_least=1)),
        min_level=number(0, 4),
        max_level=number(0, 4),
        ideal_levels=many(number(0, 4)),
        note=both(200, needed=False),
    )


def _professional() -> Check:
    return record(
        level=code(ProfessionalLevel),
        kinds=unique(many(code(ProfessionalKind))),
        via_referral=flag,
        note=both(200, needed=False),
        required_from_tension=code(TENSIONS, null=True),
        required_from_level=number(0, 4, null=True),
        required_from_kinds=unique(many(code(ProfessionalKind))),
        match=code(ProfessionalMatch),
    )


def _odd_activity_type(item: Mapping[str, Any]) -> Faults:
    """A draft may still be odd, as long as the tables can hold it."""
    yield from _impossible(item)
    for path, reason in (
        *_odd_tension(item["tension"]),
        *_odd_professional(item["professional"]),
        *_odd_steps(item),
        *_odd_example(item["example"]),
        *_odd_rest(item),
    ):
        yield Fault(path, reason, unfinished=True)


def _impossible(item: Mapping[str, Any]) -> Faults:
    """What contradicts itself in the file, or what no table takes."""
    tension, professional, cost = item["tension"], item["professional"], item["cost"]
    start = professional["required_from_level"]
    for path, code_, level in (
        ("tension.min_level", tension["min"], tension["min_level"]),
        ("tension.max_level", tension["max"], tension["max_level"]),
        ("professional.required_from_level", professional["required_from_tension"], start),
    ):
        if (None if code_ is None else Tension.of(code_)) != level:
            yield Fault(path, _("%(level)s is not %(code)s") % {"level": level, "code": code_})
    if [Tension.of(code_) for code_ in tension["ideal"]] != tension["ideal_levels"]:
        yield Fault("tension.ideal_levels", _("are not the levels that ideal names"))
    for path, low, high in (
        ("tension", "min_level", "max_level"),
        ("group_size", "min", "max"),
        ("preparation_weeks", "min", "typical"),
        ("duration", "hours_min", "hours_max"),
        ("cost", "min_eur", "max_eur"),
    ):
        if item[path][low] > item[path][high]:
            yield Fault(path, _("%(low)s is above %(high)s") % {"low": low, "high": high})
    band = CostBand.of(cost["max_eur"])
    if cost["band"] != band:
        yield Fault("cost.band", _("max_eur asks for %(band)s") % {"band": band.value})
    steps = item["preparation_steps"]
    if [step["order"] for step in steps] != list(range(1, len(steps) + 1)):
        yield Fault("preparation_steps", _("the orders must be 1, 2, 3 and so on"))
    if item["example"]["verified"] and not item["example"]["source"]:
        yield Fault("example.source", _("an example that was seen needs its source"))


Oddities = Iterator[tuple[str, str]]


def _odd_tension(tension: Mapping[str, Any]) -> Oddities:
    low, high = tension["min_level"], tension["max_level"]
    if not all(low <= level <= high for level in tension["ideal_levels"]):
        yield "tension.ideal_levels", _("must lie between the lowest and the highest tension")


def _odd_professional(professional: Mapping[str, Any]) -> Oddities:
    needed = professional["level"] != ProfessionalLevel.NONE
    if needed and not professional["kinds"]:
        yield "professional.kinds", _("say which professional")
    if professional["kinds"] and not needed:
        yield "professional.kinds", _("no professional is needed, so name none")
    start, kinds = professional["required_from_level"], professional["required_from_kinds"]
    if (start is None) != (not kinds):
        yield "professional.required_from_kinds", _("goes together with a tension, or not at all")


def _odd_steps(item: Mapping[str, Any]) -> Oddities:
    weeks = [step["weeks_before"] for step in item["preparation_steps"]]
    if weeks != sorted(weeks, reverse=True):
        yield "preparation_steps", _("a later step has more weeks to go than an earlier one")
    if weeks and max(weeks) > item["preparation_weeks"]["typical"]:
        yield "preparation_steps", _("a step comes before the usual weeks of preparation")


def _odd_example(example: Mapping[str, Any]) -> Oddities:
    if example["verified"] and not example["text"]["nl"]:
        yield "example.text", _("an example that was seen needs its text")
    if example["source"] and not example["verified"]:
        yield "example.verified", _("an example with a source was seen on a page: say so")


def _odd_rest(item: Mapping[str, Any]) -> Oddities:
    duration = item["duration"]
    if (duration["rhythm"] == Rhythm.ONCE) != (duration["sessions_typical"] == 1):
        yield "duration.sessions_typical", _("once is 1 time, a series is more")
    if not set(item["required_ages"]) <= set(item["ages"]):
        yield "required_ages", _("must be among the ages")
    if not any(fit["strength"] for fit in item["situations"].values()):
        yield "situations", _("it must fit at least one situation")

"""What must hold for a source, a situation and an activity type, one by one and together.

The same rules guard the content files and the admin: what may be published there can be loaded
here, and the other way round.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

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
from meetups.suggestions.fields import LINE
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
PEOPLE, WEEKS, HOURS, TIMES, EUROS = 1000, 104, 24, 365, 100_000
DOI = re.compile(r"10\.\d{4,9}/\S{1,90}")


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


def _sound(item: Any, shape: Check, oddities: Any) -> Faults:
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
    doi, seen = item["doi"], item["doi_status"]
    if doi is not None and not DOI.fullmatch(doi):
        yield Fault("doi", "is not a DOI such as 10.1038/s41586-019-1234-5")
    if (doi is None) != (seen in {DoiStatus.NONE, DoiStatus.UNVERIFIED}):
        yield Fault("doi_status", f"{seen!r} does not go with {'no' if doi is None else 'a'} DOI")


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
    yield from unique(lambda _value, _path: iter(()))(slugs, "indicators")


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
        goals=table(number(0, 3), Goal.values, complete=True),
        tension=_tension(),
        flags=record(open_stage=flag, exposes_minority=flag),
        contra_indications=many(both(LINE)),
        group_size=record(min=number(1, PEOPLE), max=number(1, PEOPLE), can_run_in_parallel=flag),
        organisers_min=number(1, 50),
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


def _odd_activity_type(item: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _odd_tension(item["tension"])
    yield from _odd_professional(item["professional"])
    yield from _odd_numbers(item)
    yield from _odd_steps(item)
    if not any(fit["strength"] for fit in item["situations"].values()):
        yield Fault("situations", "it must fit at least one situation", unfinished=True)
    if strange := set(item["required_ages"]) - set(item["ages"]):
        yield Fault("required_ages", f"{', '.join(sorted(strange))} is not among the ages")
    example = item["example"]
    if example["verified"] and not (example["source"] and example["text"]["nl"]):
        yield Fault("example", "an example that was seen needs its text and its source")
    if example["source"] and not example["verified"]:
        yield Fault("example.verified", "an example with a source was seen: say true")


def _odd_tension(tension: Mapping[str, Any]) -> Faults:
    low, high, ideal = tension["min_level"], tension["max_level"], tension["ideal_levels"]
    for name, level in (("min", low), ("max", high)):
        if Tension.of(tension[name]) != level:
            yield Fault(f"tension.{name}_level", f"{level} is not {tension[name]!r}")
    if [Tension.of(name) for name in tension["ideal"]] != ideal:
        yield Fault("tension.ideal_levels", f"{ideal} is not {tension['ideal']}")
    if low > high:
        yield Fault("tension", f"the lowest level {low} is above the highest {high}")
    elif outside := [level for level in ideal if not low <= level <= high]:
        yield Fault("tension.ideal_levels", f"{outside} is not from {low} to {high}")


def _odd_professional(professional: Mapping[str, Any]) -> Faults:
    level, kinds = professional["level"], professional["kinds"]
    if (level == ProfessionalLevel.NONE) != (not kinds):
        yield Fault("professional.kinds", f"{kinds} does not go with level {level!r}")
    start = professional["required_from_level"]
    named = professional["required_from_tension"]
    if (None if named is None else Tension.of(named)) != start:
        yield Fault("professional.required_from_level", f"{start} is not {named!r}")
    if (start is None) != (not professional["required_from_kinds"]):
        yield Fault("professional.required_from_kinds", "goes together with a level, or not at all")


def _odd_numbers(item: Mapping[str, Any]) -> Faults:
    for path, low, high in (
        ("group_size", "min", "max"),
        ("preparation_weeks", "min", "typical"),
        ("duration", "hours_min", "hours_max"),
        ("cost", "min_eur", "max_eur"),
    ):
        if item[path][low] > item[path][high]:
            yield Fault(path, f"{low} {item[path][low]} is above {high} {item[path][high]}")
    band = CostBand.of(item["cost"]["max_eur"])
    if item["cost"]["band"] != band:
        yield Fault(
            "cost.band", f"is {item['cost']['band']!r}, but max_eur asks for {band.value!r}"
        )
    once, times = item["duration"]["rhythm"] == Rhythm.ONCE, item["duration"]["sessions_typical"]
    if once != (times == 1):
        yield Fault("duration.sessions_typical", f"{times} does not go with this rhythm")


def _odd_steps(item: Mapping[str, Any]) -> Faults:
    steps = item["preparation_steps"]
    if [step["order"] for step in steps] != list(range(1, len(steps) + 1)):
        yield Fault("preparation_steps", "the orders must be 1, 2, 3 and so on")
    weeks = [step["weeks_before"] for step in steps]
    if weeks != sorted(weeks, reverse=True):
        yield Fault("preparation_steps", "a later step has more weeks to go than an earlier one")
    if weeks and weeks[0] > item["preparation_weeks"]["typical"]:
        yield Fault("preparation_steps[0].weeks_before", "is before the preparation starts")

"""An office's own format beside the national one that it is based on: the stricter of both counts.

Pure, over items as in `activity_types.json`. What the rules of the advice look at is never looser
than in the base: not by what a manager fills in, and not by what the base becomes later.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from meetups.suggestions.content_check import faults_of_activity_type
from meetups.suggestions.content_items import Item, code_of
from meetups.suggestions.content_shape import Fault
from meetups.suggestions.vocabulary import (
    CostBand,
    Evidence,
    LanguageLoad,
    ProfessionalLevel,
    Rhythm,
    Status,
)

OWN = ("name", "summary", "skills", "preparation_steps", "cost")
"""What the office words or reckons itself; no rule about safety looks at it."""
BASE = (
    *("family", "contact_mode", "depth", "topic_focus", "between_groups"),
    *("dividing_lines", "required_ages"),
)
"""What is always as in the base: who meets whom, and how."""
NOTHING = {"text": {"nl": "", "en": ""}, "verified": False, "source": None}
_PROFESSIONAL = ProfessionalLevel.values
_LANGUAGE = LanguageLoad.values
_SUREST_FIRST = Evidence.values


def stricter(base: Item, mine: Item) -> Item:
    """What counts: the office's words, and of what rules look at the stricter of both.

    Contra-indications are those of the base, then those that the office has on top.
    """
    return {
        "slug": mine["slug"],
        "status": Status.PUBLISHED.value,
        **{name: base[name] for name in BASE},
        **{name: mine[name] for name in OWN},
        "situations": _situations(base["situations"], mine["situations"]),
        "goals": {goal: min(most, mine["goals"][goal]) for goal, most in base["goals"].items()},
        "tension": _tension(base["tension"], mine["tension"]),
        "flags": {name: is_so or mine["flags"][name] for name, is_so in base["flags"].items()},
        "contra_indications": warnings(base, mine),
        "group_size": {
            "min": max(base["group_size"]["min"], mine["group_size"]["min"]),
            "max": min(base["group_size"]["max"], mine["group_size"]["max"]),
            "can_run_in_parallel": base["group_size"]["can_run_in_parallel"]
            and mine["group_size"]["can_run_in_parallel"],
        },
        "organisers_min": max(base["organisers_min"], mine["organisers_min"]),
        "professional": _professional(base["professional"], mine["professional"]),
        "preparation_weeks": _weeks(base["preparation_weeks"], mine["preparation_weeks"]),
        "duration": _duration(base["duration"], mine["duration"]),
        "places": _both(base["places"], mine["places"]),
        "language_load": max(base["language_load"], mine["language_load"], key=_LANGUAGE.index),
        "ages": _both(base["ages"], mine["ages"]),
        "contact_conditions": {
            code: {**part, "level": min(part["level"], _level(mine, code))}
            for code, part in base["contact_conditions"].items()
        },
        "evidence": {
            **base["evidence"],
            "level": max(
                base["evidence"]["level"], mine["evidence"]["level"], key=_SUREST_FIRST.index
            ),
        },
        "example": NOTHING,
    }


def proposal(base: Item, slug: str) -> Item:
    """What an office begins with: the base itself, with no warnings on top."""
    return {**base, "slug": slug, "contra_indications": [], "example": NOTHING}


def completed(mine: Item) -> Item:
    """The same, with what follows from other values filled in: codes of levels, the cost band."""
    tension, professional = mine["tension"], mine["professional"]
    return {
        **mine,
        "tension": {
            **tension,
            "min": code_of(tension["min_level"]),
            "max": code_of(tension["max_level"]),
            "ideal": [code_of(level) for level in tension["ideal_levels"]],
        },
        "professional": {
            **professional,
            "required_from_tension": code_of(professional["required_from_level"]),
        },
        "cost": {**mine["cost"], "band": CostBand.of(mine["cost"]["max_eur"]).value},
        "preparation_steps": [
            {**step, "order": place}
            for place, step in enumerate(
                sorted(mine["preparation_steps"], key=lambda step: -step["weeks_before"]), start=1
            )
        ],
    }


def warnings(base: Item, mine: Item) -> list[dict[str, str]]:
    """When not to: what the base says, then what the office has on top."""
    lines: list[dict[str, str]] = list(base["contra_indications"])
    return lines + [line for line in mine["contra_indications"] if line not in lines]


def looser(base: Item, mine: Item) -> list[str]:
    """Where the office asks for less than the base: names of fields of the item."""
    wanted, strict = _measures(mine), _measures(stricter(base, mine))
    return [name for name, value in strict.items() if value != wanted[name]]


def _measures(item: Item) -> dict[str, Any]:
    """What rules look at, without words and without order."""
    tension, professional = item["tension"], item["professional"]
    return {
        "situations": {s: f["strength"] for s, f in item["situations"].items() if f["strength"]},
        "goals": item["goals"],
        "tension": (
            tension["min_level"],
            tension["max_level"],
            frozenset(tension["ideal_levels"]),
        ),
        "flags": item["flags"],
        "group_size": item["group_size"],
        "organisers_min": item["organisers_min"],
        "professional": (
            *(professional[name] for name in ("level", "via_referral", "match")),
            professional["required_from_level"],
            frozenset(professional["kinds"]),
            frozenset(professional["required_from_kinds"]),
        ),
        "preparation_weeks": item["preparation_weeks"]["min"],
        "places": frozenset(item["places"]),
        "language_load": item["language_load"],
        "ages": frozenset(item["ages"]),
        "contact_conditions": {c: p["level"] for c, p in item["contact_conditions"].items()},
        "evidence": item["evidence"]["level"],
        **{name: item[name] for name in BASE},
    }


def faults_of_local(
    base: Item, mine: Item, *, situations: Collection[str], sources: Collection[str]
) -> list[Fault]:
    """Everything wrong with an own format beside its base of now; the same as for national ones."""
    strict = stricter(base, mine)
    odd = [Fault(path, "") for path in contradictions(strict)]
    return odd or faults_of_activity_type(strict, situations=situations, sources=sources)


def contradictions(strict: Item) -> Iterator[str]:
    """Where the office and the base leave nothing that suits both: names of fields."""
    if strict["tension"]["min_level"] > strict["tension"]["max_level"]:
        yield "tension"
    if not strict["tension"]["ideal_levels"]:
        yield "tension"
    if strict["group_size"]["min"] > strict["group_size"]["max"]:
        yield "group_size"
    for name in ("places", "ages"):
        if not strict[name]:
            yield name
    if not set(strict["required_ages"]) <= set(strict["ages"]):
        yield "ages"
    if not any(fit["strength"] for fit in strict["situations"].values()):
        yield "situations"


# --- field by field -------------------------------------------------------------------------------


def _situations(base: Mapping[str, Any], mine: Mapping[str, Any]) -> Item:
    """Where it fits in both; what it must not be used for is always said."""
    return {
        slug: {**fit, "strength": min(fit["strength"], mine.get(slug, fit)["strength"])}
        for slug, fit in base.items()
        if not fit["strength"] or mine.get(slug, {"strength": 0})["strength"]
    }


def _tension(base: Item, mine: Item) -> Item:
    low = max(base["min_level"], mine["min_level"])
    high = min(base["max_level"], mine["max_level"])
    ideal = [
        level
        for level in base["ideal_levels"]
        if level in mine["ideal_levels"] and low <= level <= high
    ]
    return {
        "min": code_of(low),
        "max": code_of(high),
        "ideal": [code_of(level) for level in ideal],
        "min_level": low,
        "max_level": high,
        "ideal_levels": ideal,
        "note": base["note"],
    }


def _professional(base: Item, mine: Item) -> Item:
    """Kinds are the base's where it names any: another kind of help is no stricter."""
    level = max(base["level"], mine["level"], key=_PROFESSIONAL.index)
    starts = [each["required_from_level"] for each in (base, mine)]
    start = min((each for each in starts if each is not None), default=None)
    none = level == ProfessionalLevel.NONE
    return {
        "level": level,
        "kinds": [] if none else base["kinds"] or mine["kinds"],
        "via_referral": base["via_referral"] and mine["via_referral"],
        "note": base["note"],
        "required_from_tension": code_of(start),
        "required_from_level": start,
        "required_from_kinds": []
        if start is None
        else base["required_from_kinds"] or mine["required_from_kinds"],
        "match": base["match"],
    }


def _weeks(base: Item, mine: Item) -> Item:
    least = max(base["min"], mine["min"])
    return {"min": least, "typical": max(least, mine["typical"])}


def _duration(base: Item, mine: Item) -> Item:
    """As often as the base asks: once, or a series of the office's own length."""
    is_series = base["rhythm"] == Rhythm.SERIES
    times = mine["sessions_typical"] if is_series else 1
    return {
        "hours_min": mine["hours_min"],
        "hours_max": mine["hours_max"],
        "rhythm": base["rhythm"],
        "sessions_typical": max(times, 2) if is_series else times,
    }


def _both(base: Iterable[str], mine: Collection[str]) -> list[str]:
    return [code for code in base if code in mine]


def _level(mine: Item, code: str) -> int:
    return int(mine["contact_conditions"].get(code, {"level": 3})["level"])

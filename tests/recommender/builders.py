"""Activity types to try the rules on: those of the catalogue, and one that no rule touches."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from meetups.recommender.facts import ActivityFacts, Advice, Answers, Suggestion
from meetups.recommender.rank import recommend

ROOT = Path(__file__).parents[2]
CONTENT = ROOT / "meetups" / "suggestions" / "content"
CATALOGUE_FILE, GOLD = CONTENT / "activity_types.json", CONTENT / "cases.json"

SILENT = ActivityFacts(
    slug="soup",
    family="food",
    contact_mode="doing",
    depth=2,
    topic_focus="none",
    between_groups=True,
    situations={},
    goals={},
    tension_min=0,
    tension_max=4,
    tension_ideal=frozenset(),
    open_stage=False,
    exposes_minority=False,
    group_min=6,
    group_max=15,
    can_run_in_parallel=False,
    organisers_min=3,
    professional_level="none",
    professional_kinds=(),
    via_referral=False,
    required_from_level=None,
    required_from_kinds=(),
    professional_match="any",
    weeks_min=4,
    weeks_typical=6,
    rhythm="once",
    sessions_typical=1,
    cost_min=200,
    cost_max=900,
    places=frozenset({"indoor"}),
    language_load="medium",
    ages=frozenset({"youth", "adults"}),
    required_ages=frozenset(),
    dividing_lines=frozenset(),
    conditions={},
    evidence="practice-based",
)


def activity(**changes: Any) -> ActivityFacts:
    """The silent activity type with something changed."""
    return replace(SILENT, **changes)


def facts_from(item: Mapping[str, Any]) -> ActivityFacts:
    """What the recommender needs of one activity type in the catalogue's file."""
    tension, group, helper = item["tension"], item["group_size"], item["professional"]
    weeks, duration, cost = item["preparation_weeks"], item["duration"], item["cost"]
    return ActivityFacts(
        slug=item["slug"],
        family=item["family"],
        contact_mode=item["contact_mode"],
        depth=item["depth"],
        topic_focus=item["topic_focus"],
        between_groups=item["between_groups"],
        situations={slug: fit["strength"] for slug, fit in item["situations"].items()},
        goals=item["goals"],
        tension_min=tension["min_level"],
        tension_max=tension["max_level"],
        tension_ideal=frozenset(tension["ideal_levels"]),
        open_stage=item["flags"]["open_stage"],
        exposes_minority=item["flags"]["exposes_minority"],
        group_min=group["min"],
        group_max=group["max"],
        can_run_in_parallel=group["can_run_in_parallel"],
        organisers_min=item["organisers_min"],
        professional_level=helper["level"],
        professional_kinds=tuple(helper["kinds"]),
        via_referral=helper["via_referral"],
        required_from_level=helper["required_from_level"],
        required_from_kinds=tuple(helper["required_from_kinds"]),
        professional_match=helper["match"],
        weeks_min=weeks["min"],
        weeks_typical=weeks["typical"],
        rhythm=duration["rhythm"],
        sessions_typical=duration["sessions_typical"],
        cost_min=cost["min_eur"],
        cost_max=cost["max_eur"],
        places=frozenset(item["places"]),
        language_load=item["language_load"],
        ages=frozenset(item["ages"]),
        required_ages=frozenset(item["required_ages"]),
        dividing_lines=frozenset(item["dividing_lines"]),
        conditions={slug: c["level"] for slug, c in item["contact_conditions"].items()},
        evidence=item["evidence"]["level"],
    )


def catalogue() -> tuple[ActivityFacts, ...]:
    """Every activity type of the catalogue's file."""
    items = json.loads(CATALOGUE_FILE.read_text("utf-8"))["activity_types"]
    return tuple(facts_from(item) for item in items)


def everything_in(advice: Advice) -> tuple[Suggestion, ...]:
    """All suggestions, whatever their list."""
    return advice.fits_now + advice.arrange_first + advice.later + advice.not_now


def judged(answers: Answers, facts: ActivityFacts) -> Suggestion:
    """What the advice says of a single activity type."""
    (suggestion,) = everything_in(recommend(answers, [facts]))
    return suggestion


def points(answers: Answers, facts: ActivityFacts) -> dict[str, int]:
    """Points per rule that spoke, without P1, since a single activity type has no rivals."""
    return {r.code: r.points for r in judged(answers, facts).reasons if r.code != "P1"}

"""A row of the catalogue and its parts as one item of a content file, and back.

Both directions stand side by side here, so that load and export cannot drift apart. An item must
have passed `content_check` before it comes back in.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from meetups.suggestions.models import (
    ActivityType,
    ContactCondition,
    ContraIndication,
    EvidenceSource,
    Indicator,
    NeverDo,
    Signal,
    Situation,
    SituationFit,
    SituationSource,
    Skill,
    Source,
    Step,
)
from meetups.suggestions.vocabulary import Condition, Goal, Tension

Item = dict[str, Any]
Columns = dict[str, Any]


@dataclass(frozen=True)
class PartKind:
    """Rows that belong to a parent: their model, the way to them, and what tells them apart."""

    model: type[models.Model]
    parent: str
    related_name: str
    key: str


SITUATION_PARTS = {
    "signals": PartKind(Signal, "situation", "signals", "order"),
    "never_do": PartKind(NeverDo, "situation", "never_do", "order"),
    "indicators": PartKind(Indicator, "situation", "indicators", "slug"),
    "sources": PartKind(SituationSource, "situation", "source_links", "source"),
}
ACTIVITY_TYPE_PARTS = {
    "fits": PartKind(SituationFit, "activity_type", "fits", "situation"),
    "conditions": PartKind(ContactCondition, "activity_type", "conditions", "condition"),
    "steps": PartKind(Step, "activity_type", "steps", "order"),
    "contra_indications": PartKind(
        ContraIndication, "activity_type", "contra_indications", "order"
    ),
    "skills": PartKind(Skill, "activity_type", "skills", "order"),
    "evidence": PartKind(EvidenceSource, "activity_type", "evidence", "source"),
}


def both(row: Any, name: str) -> dict[str, str]:
    """The two languages of one text."""
    return {"nl": getattr(row, f"{name}_nl"), "en": getattr(row, f"{name}_en")}


def pair_of(name: str, text: Mapping[str, str]) -> Columns:
    return {f"{name}_nl": text["nl"], f"{name}_en": text["en"]}


def in_order(rows: Iterable[Columns]) -> list[Columns]:
    return [{"order": place, **row} for place, row in enumerate(rows, start=1)]


def code_of(level: int | None) -> str | None:
    return None if level is None else Tension(level).code


# --- sources ------------------------------------------------------------------


def source_item(row: Source) -> Item:
    plain = ("key", "kind", "authors", "year", "title", "container")
    return {
        **{name: getattr(row, name) for name in plain},
        "doi": row.doi or None,
        "doi_status": row.doi_status,
        "url": row.url or None,
        "verified": row.verified,
        "finding": row.finding,
        "implication": both(row, "implication"),
    }


def source_columns(item: Item) -> Columns:
    plain = {name: value for name, value in item.items() if name != "implication"}
    return {
        **plain,
        "doi": item["doi"] or "",
        "url": item["url"] or "",
        **pair_of("implication", item["implication"]),
    }


# --- situations ---------------------------------------------------------------


def situation_item(row: Situation) -> Item:
    return {
        "slug": row.slug,
        "order": row.order,
        "typical_tension": code_of(row.typical_tension),
        "title": both(row, "title"),
        "description": both(row, "description"),
        "signals": [both(line, "text") for line in row.signals.all()],
        "indicators": [
            {
                "slug": figure.slug,
                "name": both(figure, "name"),
                "direction": figure.direction,
                "source_hint": figure.source_hint,
            }
            for figure in row.indicators.all()
        ],
        "never_do": [both(line, "text") for line in row.never_do.all()],
        "first_step": both(row, "first_step"),
        "typical_dividing_lines": row.typical_dividing_lines,
        "typical_goals": row.typical_goals,
        "sources": [source.key for source in row.sources],
    }


def situation_columns(item: Item) -> Columns:
    return {
        "slug": item["slug"],
        "order": item["order"],
        "typical_tension": Tension.of(item["typical_tension"]).value,
        "typical_dividing_lines": item["typical_dividing_lines"],
        "typical_goals": item["typical_goals"],
        **pair_of("title", item["title"]),
        **pair_of("description", item["description"]),
        **pair_of("first_step", item["first_step"]),
    }


def situation_parts(item: Item, sources: Mapping[str, Source]) -> dict[str, list[Columns]]:
    return {
        "signals": in_order(pair_of("text", line) for line in item["signals"]),
        "never_do": in_order(pair_of("text", line) for line in item["never_do"]),
        "indicators": in_order(
            {
                "slug": figure["slug"],
                "direction": figure["direction"],
                "source_hint": figure["source_hint"],
                **pair_of("name", figure["name"]),
            }
            for figure in item["indicators"]
        ),
        "sources": in_order({"source": sources[key]} for key in item["sources"]),
    }


# --- activity types -----------------------------------------------------------


def activity_type_item(row: ActivityType) -> Item:
    return {
        "slug": row.slug,
        "status": row.status,
        "family": row.family,
        "contact_mode": row.contact_mode,
        "depth": row.depth,
        "topic_focus": row.topic_focus,
        "between_groups": row.between_groups,
        "name": both(row, "name"),
        "summary": both(row, "summary"),
        "situations": {
            fit.situation.slug: {"strength": fit.strength, "reason": both(fit, "reason")}
            for fit in row.fits.all()
        },
        "goals": row.goals,
        "tension": _tension_item(row),
        "flags": {"open_stage": row.open_stage, "exposes_minority": row.exposes_minority},
        "contra_indications": [both(line, "text") for line in row.contra_indications.all()],
        "group_size": {
            "min": row.group_min,
            "max": row.group_max,
            "can_run_in_parallel": row.can_run_in_parallel,
        },
        "organisers_min": row.organisers_min,
        "professional": _professional_item(row),
        "skills": [both(line, "text") for line in row.skills.all()],
        "preparation_weeks": {"min": row.weeks_min, "typical": row.weeks_typical},
        "duration": {
            "hours_min": row.hours_min,
            "hours_max": row.hours_max,
            "rhythm": row.rhythm,
            "sessions_typical": row.sessions_typical,
        },
        "cost": {
            "band": row.cost_band.value,
            "min_eur": row.cost_min,
            "max_eur": row.cost_max,
            "estimate": row.cost_estimate,
            "note": both(row, "cost_note"),
        },
        "places": row.places,
        "language_load": row.language_load,
        "ages": row.ages,
        "dividing_lines": row.dividing_lines,
        "contact_conditions": _condition_items(row),
        "preparation_steps": [
            {"order": place, "weeks_before": step.weeks_before, "text": both(step, "text")}
            for place, step in enumerate(row.steps.all(), start=1)
        ],
        "evidence": {
            "level": row.evidence_level,
            "sources": [source.key for source in row.sources],
            "note": both(row, "evidence_note"),
        },
        "example": {
            "text": both(row, "example_text"),
            "verified": row.example_verified,
            "source": row.example_source.key if row.example_source else None,
        },
        "required_ages": row.required_ages,
    }


def _tension_item(row: ActivityType) -> Item:
    return {
        "min": code_of(row.tension_min),
        "max": code_of(row.tension_max),
        "ideal": [code_of(level) for level in row.tension_ideal],
        "min_level": row.tension_min,
        "max_level": row.tension_max,
        "ideal_levels": row.tension_ideal,
        "note": both(row, "tension_note"),
    }


def _professional_item(row: ActivityType) -> Item:
    return {
        "level": row.professional_level,
        "kinds": row.professional_kinds,
        "via_referral": row.professional_via_referral,
        "note": both(row, "professional_note"),
        "required_from_tension": code_of(row.required_from_level),
        "required_from_level": row.required_from_level,
        "required_from_kinds": row.required_from_kinds,
        "match": row.professional_match,
    }


def _condition_items(row: ActivityType) -> Item:
    given = {part.condition: part for part in row.conditions.all()}
    return {
        code: {"level": given[code].level, "strengthen": both(given[code], "strengthen")}
        for code in Condition.values
        if code in given
    }


def activity_type_columns(item: Item, sources: Mapping[str, Source]) -> Columns:
    same = (
        "slug",
        "status",
        "family",
        "contact_mode",
        "depth",
        "topic_focus",
        "between_groups",
        "organisers_min",
        "places",
        "language_load",
        "ages",
        "required_ages",
        "dividing_lines",
    )
    example = item["example"]
    return {
        **{name: item[name] for name in same},
        **pair_of("name", item["name"]),
        **pair_of("summary", item["summary"]),
        **{f"goal_{goal.name.lower()}": item["goals"][goal] for goal in Goal},
        **_number_columns(item),
        **_professional_columns(item["professional"]),
        "evidence_level": item["evidence"]["level"],
        **pair_of("evidence_note", item["evidence"]["note"]),
        **pair_of("example_text", example["text"]),
        "example_verified": example["verified"],
        "example_source": sources[example["source"]] if example["source"] else None,
    }


def _number_columns(item: Item) -> Columns:
    tension, group, weeks = item["tension"], item["group_size"], item["preparation_weeks"]
    duration, cost = item["duration"], item["cost"]
    return {
        "tension_min": tension["min_level"],
        "tension_max": tension["max_level"],
        "tension_ideal": tension["ideal_levels"],
        **pair_of("tension_note", tension["note"]),
        **item["flags"],
        "group_min": group["min"],
        "group_max": group["max"],
        "can_run_in_parallel": group["can_run_in_parallel"],
        "weeks_min": weeks["min"],
        "weeks_typical": weeks["typical"],
        **duration,
        "cost_min": cost["min_eur"],
        "cost_max": cost["max_eur"],
        "cost_estimate": cost["estimate"],
        **pair_of("cost_note", cost["note"]),
    }


def _professional_columns(item: Item) -> Columns:
    return {
        "professional_level": item["level"],
        "professional_kinds": item["kinds"],
        "professional_via_referral": item["via_referral"],
        "professional_match": item["match"],
        **pair_of("professional_note", item["note"]),
        "required_from_level": item["required_from_level"],
        "required_from_kinds": item["required_from_kinds"],
    }


def activity_type_parts(
    item: Item, situations: Mapping[str, Situation], sources: Mapping[str, Source]
) -> dict[str, list[Columns]]:
    return {
        "fits": in_order(
            {
                "situation": situations[slug],
                "strength": fit["strength"],
                **pair_of("reason", fit["reason"]),
            }
            for slug, fit in item["situations"].items()
        ),
        "conditions": in_order(
            {
                "condition": code,
                "level": item["contact_conditions"][code]["level"],
                **pair_of("strengthen", item["contact_conditions"][code]["strengthen"]),
            }
            for code in Condition.values
            if code in item["contact_conditions"]
        ),
        "steps": in_order(
            {"weeks_before": step["weeks_before"], **pair_of("text", step["text"])}
            for step in item["preparation_steps"]
        ),
        "contra_indications": in_order(pair_of("text", t) for t in item["contra_indications"]),
        "skills": in_order(pair_of("text", t) for t in item["skills"]),
        "evidence": in_order({"source": sources[key]} for key in item["evidence"]["sources"]),
    }

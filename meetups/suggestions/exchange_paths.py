"""Where a column of a row stands in the item of a content file, and the other way round."""

from collections.abc import Mapping

from .vocabulary import Goal

_FORMAT: Mapping[str, str] = {
    **{f"goal_{goal.name.lower()}": f"goals.{goal.value}" for goal in Goal},
    "tension_min": "tension.min",
    "tension_max": "tension.max",
    "tension_ideal": "tension.ideal",
    "tension_note": "tension.note",
    "open_stage": "flags.open_stage",
    "exposes_minority": "flags.exposes_minority",
    "group_min": "group_size.min",
    "group_max": "group_size.max",
    "can_run_in_parallel": "group_size.can_run_in_parallel",
    "professional_level": "professional.level",
    "professional_kinds": "professional.kinds",
    "professional_match": "professional.match",
    "professional_via_referral": "professional.via_referral",
    "professional_note": "professional.note",
    "required_from_level": "professional.required_from_tension",
    "required_from_kinds": "professional.required_from_kinds",
    "weeks_min": "preparation_weeks.min",
    "weeks_typical": "preparation_weeks.typical",
    "hours_min": "duration.hours_min",
    "hours_max": "duration.hours_max",
    "rhythm": "duration.rhythm",
    "sessions_typical": "duration.sessions_typical",
    "cost_min": "cost.min_eur",
    "cost_max": "cost.max_eur",
    "cost_estimate": "cost.estimate",
    "cost_note": "cost.note",
    "evidence_level": "evidence.level",
    "evidence_note": "evidence.note",
    "example_text": "example.text",
    "example_verified": "example.verified",
    "example_source": "example.source",
}
_CASE: Mapping[str, str] = {
    "slug": "id",
    "expected": "expert_top3",
    "fine": "also_fine",
    "never": "must_not_appear",
    "arrange_first": "expected_first_arrange",
    "notice": "expected_notice",
    "is_gold": "gold",
}
_NAMED: Mapping[str, Mapping[str, str]] = {"activity_types": _FORMAT, "cases": _CASE}


def path_of(kind: str, column: str) -> str:
    """The path in an item of a column of its row, such as `tension.note.en`."""
    language = column[-2:] if column[-3:] in ("_nl", "_en") else ""
    name = column[:-3] if language else column
    path = _NAMED.get(kind, {}).get(name, name)
    return f"{path}.{language}" if language else path


def column_of(kind: str, path: str) -> str:
    """The column of a path, as far as it has one; the path itself when it has none."""
    parts = path.split(".")
    language = parts.pop() if parts[-1] in ("nl", "en") else ""
    plain = ".".join(parts)
    names = {known: name for name, known in _NAMED.get(kind, {}).items()}
    name = names.get(plain) or names.get(plain.partition("[")[0]) or plain
    return f"{name}_{language}" if language else name

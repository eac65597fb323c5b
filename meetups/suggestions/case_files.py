"""Test neighbourhoods as a file beside the catalogue: read and checked, added once, written back.

A curator may change a case afterwards, so a load never writes over one that is there. Cases are no
part of an edition: they judge it. What says nothing else is a public gold case.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from meetups.recommender.questions import BY_SLUG, faults_in

from .content_items import Columns, Item
from .content_items import both as both_of
from .content_shape import Fault, Faults, below, both, code, flag, many, record, unique, words
from .models import Case
from .wording import NOTICES

CASES = "cases.json"
_text = words()
_slugs = unique(many(_text))


def _answers(value: Any, path: str) -> Faults:
    if not isinstance(value, dict):
        yield Fault(path, _("must be an object"))
        return
    for fault in faults_in(value):
        yield Fault(below(path, fault.question), f"{fault.code} {', '.join(fault.values)}".strip())


_shape = record(
    id=words(50),
    title=both(120),
    answers=_answers,
    expert_top3=_slugs,
    also_fine=_slugs,
    must_not_appear=_slugs,
    expected_first_arrange=_slugs,
    expected_notice=code(NOTICES, null=True),
    reason=both(needed=False),
    sources=_slugs,
    gold=flag,
)
_OPTIONAL: Mapping[str, Any] = {"sources": [], "gold": True}


def faults_of_case(item: Any) -> list[Fault]:
    """Everything wrong with one item of `cases.json`. Why it is so may be said in one language."""
    whole = {**_OPTIONAL, **item} if isinstance(item, dict) else item
    found = _shape(whole, "")
    return [fault for fault in found if not (fault.unfinished and fault.path[:6] == "reason")]


def read_cases(folder: Path) -> tuple[dict[str, Item], list[str]]:
    """The cases in a folder by id, and every fault; none of either when there is no such file."""
    path = folder / CASES
    if not path.exists():
        return {}, []
    try:
        listed = json.loads(path.read_text("utf-8"))["cases"]
        items = {item["id"]: item for item in listed}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}, [f"{CASES}: must be an object with one list, cases, each with an id"]
    faults = [
        f"{CASES}: cases[{key}].{f}" for key, item in items.items() for f in faults_of_case(item)
    ]
    if len(items) < len(listed):
        faults.append(f"{CASES}: an id stands in this file twice")
    return items, faults


def case_item(row: Case) -> Item:
    """A case as the file has it; the questions that take one answer have that by itself."""
    return {
        "id": row.slug,
        "title": both_of(row, "title"),
        "answers": {name: _answer(name, given) for name, given in row.answers.items()},
        "expert_top3": row.expected,
        "also_fine": row.fine,
        "must_not_appear": row.never,
        "expected_first_arrange": row.arrange_first,
        "expected_notice": row.notice or None,
        "reason": both_of(row, "reason"),
        "gold": row.is_gold,
    }


def _answer(name: str, given: Any) -> Any:
    single = name in BY_SLUG and BY_SLUG[name].type != "multi"
    return given[0] if single and isinstance(given, list) and len(given) == 1 else given


def case_columns(item: Item) -> Columns:
    """The columns of a case."""
    answers = item["answers"].items()
    return {
        "slug": item["id"],
        "title_nl": item["title"]["nl"],
        "title_en": item["title"]["en"],
        "answers": {name: [given] if isinstance(given, str) else given for name, given in answers},
        "expected": item["expert_top3"],
        "fine": item["also_fine"],
        "never": item["must_not_appear"],
        "arrange_first": item["expected_first_arrange"],
        "notice": item["expected_notice"] or "",
        "reason_nl": item["reason"]["nl"],
        "reason_en": item["reason"]["en"],
        "is_gold": item.get("gold", True),
    }


def add_cases(items: Mapping[str, Item], *, why: str) -> list[str]:
    """Add the cases that are not there yet; gives back which."""
    there = set(Case.objects.values_list("slug", flat=True))
    made = [Case(**case_columns(item)) for slug, item in items.items() if slug not in there]
    bulk_create_with_history(made, Case, default_change_reason=why)
    return [case.slug for case in made]

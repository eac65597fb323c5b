"""The public gold cases as a file beside the catalogue: read and checked, added once.

A curator may change a case afterwards, so a load never writes over one that is there. Cases are no
part of an edition: they judge it.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from meetups.recommender.questions import faults_in

from .content_items import Columns, Item
from .content_shape import Fault, Faults, below, both, code, many, record, unique, words
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
    reason=both(),
    sources=_slugs,
)


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
    faults = [f"{CASES}: cases[{key}].{f}" for key, item in items.items() for f in _shape(item, "")]
    if len(items) < len(listed):
        faults.append(f"{CASES}: an id stands in this file twice")
    return items, faults


def case_columns(item: Item) -> Columns:
    """The columns of a gold case."""
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
        "is_gold": True,
    }


def add_cases(items: Mapping[str, Item], *, why: str) -> list[str]:
    """Add the gold cases that are not there yet; gives back which."""
    there = set(Case.objects.values_list("slug", flat=True))
    made = [Case(**case_columns(item)) for slug, item in items.items() if slug not in there]
    bulk_create_with_history(made, Case, default_change_reason=why)
    return [case.slug for case in made]

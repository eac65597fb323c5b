"""The catalogue as JSON files: read and checked, loaded all or nothing, written back."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from meetups.suggestions.case_files import CASES, case_item, read_cases
from meetups.suggestions.content_check import (
    ACTIVITY_TYPES,
    SITUATIONS,
    SOURCES,
    faults_of_activity_type,
    faults_of_situation,
    faults_of_source,
)
from meetups.suggestions.content_items import (
    Item,
    activity_type_item,
    situation_item,
    source_item,
)
from meetups.suggestions.content_shape import Fault
from meetups.suggestions.draft import draft_rules, situations_with_parts, with_parts
from meetups.suggestions.models import Case, Source
from meetups.suggestions.rule_bounds import faults_of_rules
from meetups.suggestions.rule_values import settled

SHIPPED = Path(__file__).parent / "content"
RULES = "rules.json"
LISTED = (SOURCES, SITUATIONS, ACTIVITY_TYPES, CASES)
"""Files that hold a list, in the order in which one refers to another."""


@dataclass(frozen=True, slots=True)
class Content:
    """Checked items, by slug or key, in the order of the files."""

    sources: dict[str, Item]
    situations: dict[str, Item]
    activity_types: dict[str, Item]
    cases: dict[str, Item] = field(default_factory=dict)
    """Test neighbourhoods, by id; a folder may have none."""
    rules: Mapping[str, Any] | None = None
    """As in `rules.json`; without that file, the rules stay as they are."""


class ContentError(Exception):
    """The files cannot be loaded. `faults`: each as "file: path: reason"."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def read(folder: Path) -> Content:
    """The content of a folder. Raises ContentError with every fault in all files."""
    faults: list[str] = []

    def items(file: str, identity: str, check: Callable[[Any], list[Fault]]) -> dict[str, Item]:
        found, wrong = _items(folder / file, identity, check)
        faults.extend(wrong)
        return found

    sources = items(SOURCES, "key", faults_of_source)
    situations = items(SITUATIONS, "slug", lambda i: faults_of_situation(i, sources=sources))
    activity_types = items(
        ACTIVITY_TYPES,
        "slug",
        lambda i: faults_of_activity_type(i, situations=situations, sources=sources),
    )
    cases, wrong = read_cases(folder)
    faults += wrong
    rules, wrong = _rules(folder / RULES, activity_types)
    faults += wrong
    if faults:
        raise ContentError(faults)
    return Content(sources, situations, activity_types, cases, rules)


def _rules(path: Path, formats: Collection[str]) -> tuple[Mapping[str, Any] | None, list[str]]:
    """The rules in a folder, and every fault; neither when there is no such file."""
    if not path.exists():
        return None, []
    try:
        rules = json.loads(path.read_text("utf-8"), object_pairs_hook=once)
    except OSError as error:
        return None, [f"{RULES}: cannot be read: {error.strerror}"]
    except (ValueError, RecursionError) as error:
        return None, [f"{RULES}: is not valid JSON: {error}"]
    return rules, [f"{RULES}: {fault}" for fault in faults_of_rules(rules, formats=formats)]


def _items(
    path: Path, identity: str, check: Callable[[Any], list[Fault]]
) -> tuple[dict[str, Item], list[str]]:
    """The items of one file by identity, faulty ones too, so that others can refer to them."""
    name, file = path.stem, path.name
    try:
        data = json.loads(path.read_text("utf-8"), object_pairs_hook=once)
    except OSError as error:
        return {}, [f"{file}: cannot be read: {error.strerror}"]
    except (ValueError, RecursionError) as error:
        return {}, [f"{file}: is not valid JSON: {error}"]
    if not isinstance(data, dict) or list(data) != [name] or not isinstance(data[name], list):
        return {}, [f"{file}: must be an object with one list, {name}"]
    found: dict[str, Item] = {}
    faults: list[str] = []
    for place, item in enumerate(data[name]):
        key = item.get(identity) if isinstance(item, dict) else None
        label = f"{name}[{key if isinstance(key, str) else place}]"
        for fault in check(item):
            dot = "." if fault.path and not fault.path.startswith("[") else ""
            faults.append(
                f"{file}: {label}{dot}{fault}" if fault.path else f"{file}: {label}{fault}"
            )
        if isinstance(key, str):
            if key in found:
                faults.append(f"{file}: {label}.{identity}: stands in this file twice")
            found[key] = item
    return found, faults


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object in which no key stands twice; JSON would silently keep the last."""
    counts = Counter(key for key, _value in pairs)
    if twice := [key for key, count in counts.items() if count > 1]:
        raise ValueError(f"{', '.join(twice)} stands twice in one object")
    return dict(pairs)


def whole_draft() -> dict[str, Any]:
    """The draft with all its items, also those that would not be published, and the cases."""
    return {
        "sources": [source_item(row) for row in Source.objects.all()],
        "situations": [situation_item(row) for row in situations_with_parts()],
        "activity_types": [activity_type_item(row) for row in with_parts()],
        "cases": [case_item(row) for row in Case.objects.all()],
        "rules": settled(draft_rules()),
    }


def as_files(content: Mapping[str, Any]) -> dict[str, str]:
    """The draft or an edition as the text of each file."""
    named = {file: {Path(file).stem: content.get(Path(file).stem)} for file in LISTED}
    files = {file: data for file, data in named.items() if content.get(Path(file).stem) is not None}
    files[RULES] = content["rules"]
    return {
        file: json.dumps(data, ensure_ascii=False, indent=1) + "\n" for file, data in files.items()
    }


def write(folder: Path) -> dict[str, int]:
    """Write the whole draft to files, and how many items went into each.

    Raises OSError when the folder or a file cannot be written.
    """
    content = whole_draft()
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in as_files(content).items():
        (folder / file).write_text(text, encoding="utf-8", newline="\n")
    return {**{file: len(content[Path(file).stem]) for file in LISTED}, RULES: 1}

"""Test neighbourhoods to try catalogues on, and catalogues with something changed."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from meetups.suggestions.draft import draft_content
from meetups.suggestions.models import Case
from meetups.suggestions.snapshots import CatalogueSnapshot, snapshot_of

LONELY = {"situation": ["loneliness"], "tension": ["calm"], "goal": ["reduce-loneliness"]}


def a_case(**columns: Any) -> Case:
    """A case that asks nothing, not saved."""
    return Case(
        **{
            "slug": "lonely",
            "title_nl": "Stille straat",
            "title_en": "Quiet street",
            "answers": LONELY,
            **columns,
        }
    )


def changed(*gone: str, **edits: Callable[[Any], Any]) -> CatalogueSnapshot:
    """The draft with formats changed, by slug with underscores, or its `rules`; some gone."""
    content = deepcopy(draft_content())
    for name, edit in edits.items():
        slug = name.replace("_", "-")
        items = [i for i in content["activity_types"] if i["slug"] == slug] or [content[name]]
        edit(items[0])
    content["activity_types"] = [i for i in content["activity_types"] if i["slug"] not in gone]
    return snapshot_of(content, number=2)

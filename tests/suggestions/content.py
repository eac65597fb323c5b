"""The shipped content files, and changes to them, for tests."""

import json
from collections.abc import Callable
from typing import Any

from meetups.suggestions.content_files import SHIPPED

FILES = ("activity_types.json", "situations.json", "sources.json")
Items = list[dict[str, Any]]
Edit = Callable[[Items], None]


def content(name: str) -> Items:
    data: Items = json.loads((SHIPPED / f"{name}.json").read_text("utf-8"))[name]
    return data


def as_file(name: str, items: Items) -> str:
    return json.dumps({name: items}, ensure_ascii=False, indent=1) + "\n"


def put(*path: str | int, value: Any) -> Edit:
    """Set one value in the first item."""

    def change(items: Items) -> None:
        part: Any = items[0]
        for key in path[:-1]:
            part = part[key]
        part[path[-1]] = value

    return change


def drop(*path: str | int) -> Edit:
    """Take one value out of the first item."""

    def change(items: Items) -> None:
        part: Any = items[0]
        for key in path[:-1]:
            part = part[key]
        del part[path[-1]]

    return change

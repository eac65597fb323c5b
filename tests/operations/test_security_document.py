"""What docs/security.md promises: each test that it names is there, and each row has an answer."""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TEXT = (ROOT / "docs/security.md").read_text()
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
CHAPTERS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16]


@cache
def names_in(path: str) -> set[str]:
    file = ROOT / path
    if not file.exists():
        return set()
    tree = ast.parse(file.read_text())
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and "test_" in node.name
    }


def rows() -> list[list[str]]:
    """The cells of each row of a table whose last column is about tests."""
    found, about_tests = [], False
    for line in TEXT.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            about_tests = False
        elif cells[-1] == "test":
            about_tests = True
        elif about_tests and not set(line) <= set("|-"):
            found.append(cells)
    return found


def test_each_test_that_is_named_exists() -> None:
    named = NAMED.findall(TEXT)
    assert [f"{path}::{name}" for path, name in named if name not in names_in(path)] == []
    assert len(named) > 150


def test_each_row_says_what_we_do_and_names_a_test_or_says_that_there_is_none() -> None:
    assert len(rows()) > 100
    for row in rows():
        assert len(row) == 3, row
        assert row[1], row
        assert NAMED.search(row[2]) or "no test" in row[2], row


def test_every_chapter_in_scope_has_rows() -> None:
    numbers = {int(n) for row in rows() for n in re.findall(r"\b(\d{1,2})\.\d", row[0])}
    assert sorted(numbers) == CHAPTERS


def test_the_chance_that_something_has_no_test_is_said() -> None:
    """How many rows have none, so that a new one is a choice."""
    without = [row[0] for row in rows() if not NAMED.search(row[2])]
    assert len(without) <= 25, without

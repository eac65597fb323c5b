"""The lock files: pinned, hashed, without an address, and agreeing with each other."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ["app.lock", "test.lock"]


def pins(name: str) -> dict[str, str]:
    """Package names with the rest of their line: version and marker."""
    found = re.findall(r"^([a-z0-9_-]+)(==.+?)\s*\\$", read(name), re.MULTILINE)
    return dict(found)


def read(name: str) -> str:
    """A lock file's text."""
    return (ROOT / "requirements" / name).read_text()


@pytest.mark.parametrize("name", LOCKS)
def test_no_address_in_a_lock(name: str) -> None:
    assert not re.search(r"://|--index|--find-links|@ ", read(name))


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_has_a_hash(name: str) -> None:
    blocks = re.split(r"\n(?=\S)", read(name).strip())
    assert len(blocks) == len(pins(name)) > 30
    assert [block for block in blocks if "--hash=sha256:" not in block] == []


def test_both_locks_agree_so_that_one_environment_serves_both() -> None:
    assert pins("app.lock").items() <= pins("test.lock").items()


def test_what_the_project_asks_for_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]

    def names(wanted: list[str]) -> set[str]:
        return {re.split(r"[\[<>=]", item)[0] for item in wanted}

    assert names(project["project"]["dependencies"]) <= pins("app.lock").keys()
    assert names(groups["test"] + groups["check"] + groups["e2e"]) <= pins("test.lock").keys()

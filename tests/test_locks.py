"""The lock files: pinned, hashed, without an address, and agreeing with each other."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ["app.lock", "test.lock"]


def pins(name: str) -> set[tuple[str, str]]:
    """Package names with the rest of their line: version, and marker where versions differ."""
    return set(re.findall(r"^([a-z0-9_-]+)(==.+?)\s*\\$", read(name), re.MULTILINE))


def packages(name: str) -> set[str]:
    return {package for package, _version in pins(name)}


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
    assert pins("app.lock") <= pins("test.lock")


def test_what_the_project_asks_for_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]

    def names(wanted: list[str]) -> set[str]:
        return {re.split(r"[\[<>=]", item)[0] for item in wanted}

    assert names(project["project"]["dependencies"]) <= packages("app.lock")
    assert names(groups["test"] + groups["check"] + groups["e2e"]) <= packages("test.lock")

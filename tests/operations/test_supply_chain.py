"""What the program is made of: the bill of materials, licences, and what catalogues are told."""

import json
import re
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from django.core.management import call_command
from django.utils import timezone

from meetups.operations.materials import READ_BY_US, bill, pins

ROOT = Path(__file__).resolve().parent.parent.parent
MAY_BE_USED = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "LGPL-3.0-only"),
    *("MIT", "MIT-0", "MIT-CMU", "MPL-2.0", "OFL-1.1", "PSF-2.0", "Zlib"),
}
"""What a program under EUPL-1.2 may use; docs/supply-chain.md says why."""
LOCK = (ROOT / "requirements/app.lock").read_text()
PUBLIC: dict[str, Any] = yaml.safe_load((ROOT / "publiccode.yml").read_text())


@pytest.fixture(scope="module")
def materials() -> dict[str, Any]:
    return bill(now=timezone.now())


def parts(materials: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {part["name"]: part for part in materials["components"]}


def test_the_list_names_every_locked_package(materials: dict[str, Any]) -> None:
    here = {name: part["version"] for name, part in parts(materials).items() if "version" in part}
    locked = set(re.findall(r"^([a-z0-9_-]+)==", LOCK, re.MULTILINE))
    assert here.keys() <= locked
    # The others are for another version of Python or for Windows.
    assert locked - here.keys() <= {"async-timeout", "colorama"}
    for name, version in here.items():
        assert f"\n{name}=={version} " in f"\n{LOCK}"


def test_a_lock_is_read_with_its_markers() -> None:
    lock = (
        "django==5.2.19 \\\n    --hash=sha256:00\n"
        "numpy==1 ; python_full_version < '3' \\\n    --hash=sha256:00\n"
        "numpy==2 ; python_full_version >= '3' \\\n    --hash=sha256:00\n"
    )
    assert pins(lock) == {"django": "5.2.19", "numpy": "2"}


def each(expression: str) -> Iterator[str]:
    yield from re.split(r" (?:AND|OR) |[()]", expression)


def test_each_licence_may_be_built_on(materials: dict[str, Any]) -> None:
    told = {
        name: [licence["expression"] for licence in part.get("licenses", [])]
        for name, part in parts(materials).items()
    }
    assert [name for name, licences in told.items() if len(licences) != 1] == []
    others = {
        name: licence
        for name, (licence,) in told.items()
        if set(each(licence)) - {""} - MAY_BE_USED
    }
    assert others == {}
    assert set(READ_BY_US) <= set(told)  # none of another time


def test_it_has_the_shape_of_cyclonedx(materials: dict[str, Any]) -> None:
    assert materials["bomFormat"] == "CycloneDX"
    assert materials["specVersion"] == "1.6"
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", materials["serialNumber"])
    ours = materials["metadata"]["component"]
    assert (ours["name"], ours["licenses"]) == ("buurtbrug", [{"expression": "EUPL-1.2"}])
    references = [part["bom-ref"] for part in materials["components"]]
    assert len(set(references)) == len(references)
    assert materials["dependencies"] == [{"ref": ours["bom-ref"], "dependsOn": references}]
    for part in materials["components"]:
        assert part["type"] == "library"
        assert re.fullmatch(r"pkg:(pypi|generic)/[a-z0-9_-]+(@\S+)?", part["purl"])
    # The same lock gives the same number, another time only another stamp.
    assert bill(now=timezone.now())["serialNumber"] == materials["serialNumber"]


def test_the_command_writes_json() -> None:
    out = StringIO()
    call_command("sbom", stdout=out)
    assert json.loads(out.getvalue())["bomFormat"] == "CycloneDX"


def test_licences_of_letters_and_icons_lie_beside_them() -> None:
    for path in ("fonts/LICENSE-asap.txt", "fonts/LICENSE-signika.txt", "icons/LICENSE-lucide.txt"):
        assert (ROOT / "static" / path).stat().st_size > 500


# --- publiccode.yml -------------------------------------------------------------------------------
CATEGORIES = {
    *(
        "appointment-scheduling",
        "budgeting",
        "collaboration",
        "communications",
        "data-visualization",
    ),
    *("digital-citizenship", "event-management", "knowledge-management", "online-community"),
    *("online-booking", "project-collaboration", "task-management", "workflow-management"),
}
"""What may fit of the fixed list of the standard."""
SCOPES = {"local-authorities", "society", "culture", "welfare"}
STATES = {"concept", "development", "beta", "stable", "obsolete"}


def test_what_catalogues_ask_is_there() -> None:
    """The keys that version 0.4 of the standard makes mandatory, with what may be in them."""
    assert PUBLIC["publiccodeYmlVersion"] == "0.4"
    assert urlsplit(PUBLIC["url"]).scheme == "https"
    assert PUBLIC["platforms"] == ["web"]
    assert PUBLIC["softwareType"] == "standalone/web"
    assert PUBLIC["developmentStatus"] in STATES
    assert date.fromisoformat(PUBLIC["releaseDate"]) >= date(2026, 1, 1)
    assert set(PUBLIC["categories"]) <= CATEGORIES
    assert set(PUBLIC["intendedAudience"]["scope"]) <= SCOPES
    assert PUBLIC["maintenance"]["type"] in {"internal", "contract", "community", "none"}
    assert all(contact["name"] for contact in PUBLIC["maintenance"]["contacts"])
    assert PUBLIC["localisation"]["localisationReady"] is True
    assert PUBLIC["localisation"]["availableLanguages"] == ["nl", "en"]
    for text in PUBLIC["description"].values():
        assert 0 < len(text["shortDescription"]) <= 150
        assert 500 <= len(text["longDescription"]) <= 10_000
        assert text["features"]


def test_it_says_the_same_as_the_project(materials: dict[str, Any]) -> None:
    ours = materials["metadata"]["component"]
    assert PUBLIC["softwareVersion"] == ours["version"]
    assert PUBLIC["legal"]["license"] == ours["licenses"][0]["expression"]
    assert set(PUBLIC["description"]) == set(PUBLIC["localisation"]["availableLanguages"])

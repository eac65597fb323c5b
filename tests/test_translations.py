"""Every text that people read exists in every language, complete and compiled."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
# Texts in the code are English, so English needs no file.
LANGUAGES = [code for code, _ in settings.LANGUAGES if code != "en"]
SOURCES = ["manage.py", "meetups", "neighbourhoods", "templates"]
MAKE = ["makemessages", "--locale", "nl", "--no-location", "--no-obsolete"]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|%[a-z%]")

Key = tuple[str, str]


def key(entry: polib.POEntry) -> Key:
    """What a text is looked up by."""
    return entry.msgid, entry.msgid_plural


def path(language: str) -> Path:
    """A language's texts, inside the project."""
    return Path("meetups", "locale", language, "LC_MESSAGES", "django.po")


@pytest.fixture(scope="module", params=LANGUAGES)
def catalogue(request: pytest.FixtureRequest) -> polib.POFile:
    """One language's texts as committed."""
    return polib.pofile(str(ROOT / path(request.param)))


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> set[Key]:
    """The texts in code and templates now, extracted in a copy of the project."""
    if not shutil.which("xgettext"):
        pytest.fail("GNU gettext is needed to find the texts. On Debian: apt install gettext")
    copy = tmp_path_factory.mktemp("project")
    for source in SOURCES:
        place = copy / source
        skip = shutil.ignore_patterns("__pycache__", "locale", "data", "content")
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, place, ignore=skip)
        else:
            shutil.copy(ROOT / source, place)
    (copy / path("nl")).parent.mkdir(parents=True)
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(copy / "var")}
    made = subprocess.run(
        [sys.executable, "manage.py", *MAKE],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return {key(entry) for entry in polib.pofile(str(copy / path("nl")))}


def test_every_text_is_in_the_catalogue(catalogue: polib.POFile, used: set[Key]) -> None:
    known = {key(entry) for entry in catalogue if not entry.obsolete}
    assert sorted(used - known) == [], "run: make messages, and translate what is new"
    assert sorted(known - used) == [], "run: make messages"


def test_every_text_is_translated(catalogue: polib.POFile) -> None:
    missing = [entry.msgid for entry in catalogue if not entry.obsolete and not entry.translated()]
    assert missing == []
    assert [entry.msgid for entry in catalogue if entry.fuzzy] == []
    assert [entry.msgid for entry in catalogue if entry.obsolete] == []


def test_every_plural_has_all_forms(catalogue: polib.POFile) -> None:
    forms = re.search(r"nplurals=(\d)", catalogue.metadata["Plural-Forms"])
    assert forms
    plurals = [entry for entry in catalogue if entry.msgid_plural]
    assert [e.msgid for e in plurals if len(e.msgstr_plural) != int(forms[1])] == []


def test_placeholders_are_the_same(catalogue: polib.POFile) -> None:
    different = []
    for entry in catalogue:
        texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
        expected = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        # The singular may leave the number out: "one meetup".
        found = [set(PLACEHOLDER.findall(text)) for text in texts]
        if found[-1] != expected or not all(some <= expected for some in found):
            different.append(entry.msgid)
    assert different == []


def test_texts_keep_their_edges(catalogue: polib.POFile) -> None:
    """A space or a new line at an end is part of the page; so is a mark-up tag."""
    different = []
    for entry in catalogue:
        for text in entry.msgstr_plural.values() or [entry.msgstr]:
            same_ends = text[:1].isspace() == entry.msgid[:1].isspace()
            same_ends &= text[-1:].isspace() == entry.msgid[-1:].isspace()
            if not same_ends or tags(text) != tags(entry.msgid):
                different.append(entry.msgid)
    assert different == []


def tags(text: str) -> list[str]:
    """The names of the mark-up tags in a text."""
    return sorted(re.findall(r"</?\w+", text))


def test_the_compiled_file_is_of_these_texts(catalogue: polib.POFile) -> None:
    def texts(file: polib.POFile | polib.MOFile) -> dict[Key, tuple[str, dict[int, str]]]:
        return {key(entry): (entry.msgstr, entry.msgstr_plural) for entry in file}

    compiled = polib.mofile(catalogue.fpath.removesuffix(".po") + ".mo")
    assert texts(compiled) == texts(catalogue), "run: make messages"

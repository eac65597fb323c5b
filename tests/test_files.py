"""Files are kept whole or not at all: on a disk that is really full, and on one that is away."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation
from pytest_django import Settings

from meetups import settings as real_settings
from meetups.accounts.models import Office, Role, User
from meetups.files import FileNotKeptError, WholeFileStorage
from meetups.initiatives.models import BudgetLine, Event, Initiative, Receipt
from tests.factories import make_reviewer
from tests.forms_of_pages import forms_of
from tests.initiatives.test_receipts import picture, url
from tests.signing_in import sign_in
from tests.site import ROOT, environment

LIMIT = 4096
FULL = """
import django
django.setup()
import resource
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from meetups.files import FileNotKeptError, WholeFileStorage
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
disk = {kind}(location={place!r})
disk.save("receipts/small.jpg", ContentFile(b"x" * {limit}))
try:
    disk.save("receipts/large.jpg", ContentFile(b"x" * 100 * {limit}))
except OSError as error:
    print(type(error).__name__, error.strerror)
"""
"""A process that may write no more than so much to a file: to it, that is a disk that is full."""


def words(language: str) -> str:
    with translation.override(language):
        return str(FileNotKeptError.message)


@pytest.fixture
def disk_away(settings: Settings, tmp_path: Path) -> Path:
    """The site's own storage, on a disk on which no folder can be made; the file in its place."""
    place = tmp_path / "uploads"
    place.write_bytes(b"")
    all_of_ours: dict[str, Any] = dict(real_settings.STORAGES)
    ours = all_of_ours["default"]
    options = {**ours["OPTIONS"], "location": place}
    settings.STORAGES = settings.STORAGES | {"default": {**ours, "OPTIONS": options}}
    assert isinstance(storages["default"], WholeFileStorage)
    return place


def write_to_full_disk(kind: str, place: Path) -> tuple[str, str, dict[str, int]]:
    """What came of it, what was logged, and the files that are there with their sizes."""
    program = FULL.format(kind=kind, place=str(place), limit=LIMIT)
    environ = environment(
        place / "var", DJANGO_SETTINGS_MODULE="meetups.settings", PYTHONDONTWRITEBYTECODE="1"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    kept = {path.name: path.stat().st_size for path in (place / "receipts").iterdir()}
    return done.stdout.strip(), done.stderr.strip(), kept


def test_of_a_file_that_does_not_fit_nothing_stays(tmp_path: Path) -> None:
    told, logged, kept = write_to_full_disk("WholeFileStorage", tmp_path)
    assert told == "FileNotKeptError File too large"
    assert logged == "ERROR meetups.files: A file could not be kept: File too large"
    assert kept == {"small.jpg": LIMIT}


def test_without_our_storage_half_a_file_would_stay(tmp_path: Path) -> None:
    """The control."""
    told, _logged, kept = write_to_full_disk("FileSystemStorage", tmp_path)
    assert told == "OSError File too large"
    assert kept == {"small.jpg": LIMIT, "large.jpg": LIMIT}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_who_sends_a_receipt_hears_it_by_the_field(
    client: Client,
    organiser: User,
    initiative: Initiative,
    disk_away: Path,
    language: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    line = BudgetLine.objects.create(
        initiative=initiative, name="Boodschappen", planned_cents=100, changed_at=timezone.now()
    )
    client.force_login(organiser)
    sent = {"file": SimpleUploadedFile("bon.jpg", picture("JPEG"), "image/jpeg")}
    answer = client.post(url(line).replace("/nl/", f"/{language}/", 1), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count(words(language)) == 2  # above the form and by the field
    assert 'aria-describedby="id_file' in page
    assert "Boodschappen" in page
    assert not Receipt.objects.exists()
    assert not Event.objects.exists()
    assert "A file could not be kept: Not a directory" in caplog.text
    assert disk_away.read_bytes() == b""


def test_a_logo_that_does_not_fit_leaves_what_was_typed_and_the_office_as_it_was(
    client: Client, office: Office, disk_away: Path
) -> None:
    sign_in(client, make_reviewer(office, "Joost", role=Role.MANAGER))
    page = f"/en/offices/{office.area.code}/edit/"
    forms = forms_of(client.get(page).content.decode(), page)
    (form,) = [each for each in forms if "contact_name" in each.kinds]
    sent = {
        **form.values,
        "contact_name": "Wouter van het loket",
        "logo": SimpleUploadedFile("logo.png", picture(), "image/png"),
    }
    answer = client.post(page, sent)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert words("en") in shown
    assert "Wouter van het loket" in shown
    kept = Office.objects.get()
    assert (kept.contact_name, kept.logo.name) == (office.contact_name, "")


def test_what_comes_in_waits_in_memory() -> None:
    """So that no disk has to have room for it, and nothing of it is left in /tmp."""
    assert "TemporaryFile" not in "".join(settings.FILE_UPLOAD_HANDLERS)

"""A site that is put back, or moved to another kind of database, is the site that it was."""

import io
import json
import sqlite3
import tarfile
from contextlib import closing
from inspect import getclosurevars
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from pytest_django import Settings

from meetups.accounts.models import User
from meetups.agenda.models import Rsvp
from meetups.environment import database
from meetups.initiatives.models import Initiative
from meetups.operations import backups
from meetups.operations.moving import copy, database_at, prepare, tables, tally
from meetups.operations.preparation import UnfitError
from meetups.outbox.models import Hold, OutboundMessage
from meetups.outbox.services.posting import post
from meetups.suggestions.models import Edition
from tests.agenda.makers import make_meetup, make_rsvp
from tests.factories import NOW, make_initiative, make_user, publish_now
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def quiet(_words: str) -> None:
    """Nobody reads along."""


@pytest.fixture(autouse=True)
def later_databases(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Django's tests refuse a database that joins later; here they are let in."""
    refusing = BaseDatabaseWrapper.ensure_connection
    real = getclosurevars(refusing).nonlocals["real_ensure_connection"]
    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", real)


@pytest.fixture(autouse=True)
def uploads(settings: Settings, tmp_path: Path) -> Path:
    """A folder with one file that somebody uploaded."""
    settings.MEDIA_ROOT = folder = tmp_path / "uploads"
    (folder / "receipts").mkdir(parents=True)
    (folder / "receipts" / "bon.png").write_bytes(b"bon")
    return folder


@pytest.fixture
def fatma() -> User:
    """Somebody with a plan, a meetup, a guest and a letter that waits; and an edition."""
    fatma = make_user("Fatma ✿", email="fatma@example.org")
    plan = make_initiative(fatma, title="Soep & brood")
    publish_now()
    guest = make_rsvp(make_meetup(plan), "Mo")
    post("guest_day", subject_id=guest.pk, group_id=guest.meetup_id, now=NOW)
    return fatma


@pytest.fixture
def other(tmp_path: Path) -> dict[str, Any]:
    """An empty SQLite database: beside PostgreSQL, in the second run, one of another kind."""
    return database(f"sqlite:///{tmp_path / 'other.sqlite3'}")


def test_another_database_gets_the_same_rows(fatma: User, other: dict[str, Any]) -> None:
    """And can go on from there: the next row gets a number of its own."""
    backups.move(other, replace=False, tell=quiet)
    with database_at(other, "moved") as moved:
        held = {model: tally(model, moved) for model in tables()}
        assert held == {model: tally(model, "default") for model in tables()}
        assert held[Rsvp].rows == held[Initiative].rows == held[OutboundMessage].rows == 1
        assert Rsvp.objects.using(moved).get().name == "Mo"
        content = Edition.objects.using(moved).latest("number").content
        assert content == Edition.objects.latest("number").content
        new = User.objects.using(moved).create(email="nieuw@example.org")
        assert new.pk > fatma.pk


def test_a_value_that_differs_keeps_all_of_the_copy_out(
    fatma: User, other: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of comparing: a database that changes what it is given."""
    with database_at(other, "moved") as moved:
        prepare(moved)
        with connections[moved].cursor() as cursor:
            cursor.execute(
                "CREATE TRIGGER odd AFTER INSERT ON initiatives_initiative BEGIN "
                "UPDATE initiatives_initiative SET title = 'Anders' WHERE id = NEW.id; END"
            )
        with pytest.raises(UnfitError, match="initiatives_initiative"):
            copy("default", moved, quiet)
        assert not Initiative.objects.using(moved).exists()


def test_a_backup_brings_back_everything_and_holds_the_mail(
    fatma: User, tmp_path: Path, uploads: Path
) -> None:
    file = tmp_path / "site.tar.gz"
    backups.back_up(file, now=NOW, tell=quiet)
    assert file.stat().st_mode & 0o077 == 0
    before = {model: tally(model, "default") for model in tables()}
    Initiative.objects.update(title="Later veranderd")
    make_user("Later")
    (uploads / "receipts" / "later.png").write_bytes(b"later")
    with pytest.raises(UnfitError, match="--replace"):
        backups.restore(file, replace=False, now=NOW, tell=quiet)
    assert User.objects.count() == 2
    said: list[str] = []
    backups.restore(file, replace=True, now=NOW, tell=said.append)
    after = {model: tally(model, "default") for model in tables()}
    assert after.pop(Hold).rows == 1
    assert after == {model: held for model, held in before.items() if model is not Hold}
    assert [path.name for path in (uploads / "receipts").iterdir()] == ["bon.png"]
    assert "Mail is held." in said[-1]


def test_who_was_erased_since_the_backup_is_erased_again(
    fatma: User, tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: Any, settings: Settings
) -> None:
    settings.VAR_DIR = tmp_path / "var"
    file, log = tmp_path / "site.tar.gz", tmp_path / "log"
    backups.back_up(file, now=NOW, tell=quiet)
    email = Rsvp.objects.get().email
    caplog.set_level("INFO")
    call_command("erase_person", email=email)
    assert not Rsvp.objects.exclude(email_sealed=b"").exists()
    log.write_text(caplog.text)
    call_command("restore", str(file), replace=True, erased=str(log))
    assert not Rsvp.objects.exclude(email_sealed=b"").exists()
    assert "check_invariants" in capsys.readouterr().out


def test_a_backup_lets_nobody_go_on_as_who_was_signed_in(fatma: User, tmp_path: Path) -> None:
    sign_in(Client(), fatma)
    backups.sqlite_copy(tmp_path / "copy.sqlite3", tell=quiet)
    with closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as copied:
        assert copied.execute("SELECT count(*) FROM accounts_user").fetchone() == (1,)
        assert copied.execute("SELECT count(*) FROM django_session").fetchone() == (0,)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"geen archief", "is no backup"),
        (b"", "is no backup"),
        ({"about.json": b"[]"}, "is no backup"),
        ({"about.json": b'{"form": 2, "made_at": "", "keys": []}'}, "newer version"),
        ({"about.json": b'{"form": 1, "made_at": "", "keys": []}'}, "newer version"),
    ],
)
def test_what_is_no_backup_changes_nothing(
    fatma: User, tmp_path: Path, content: Any, words: str
) -> None:
    file = tmp_path / "odd.tar.gz"
    file.write_bytes(content if isinstance(content, bytes) else archive_of(content))
    with pytest.raises(UnfitError, match=words):
        backups.restore(file, replace=True, now=NOW, tell=quiet)
    assert Initiative.objects.get().title == "Soep & brood"
    assert not Hold.objects.exists()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("../outside", tarfile.REGTYPE),
        ("uploads/../../outside", tarfile.REGTYPE),
        ("/outside", tarfile.REGTYPE),
        ("../outside", tarfile.DIRTYPE),
        ("outside", tarfile.SYMTYPE),
        ("outside", tarfile.LNKTYPE),
        ("outside", tarfile.FIFOTYPE),
    ],
)
def test_what_leads_outside_or_is_no_file_is_refused(
    fatma: User, tmp_path: Path, name: str, kind: bytes
) -> None:
    file = tmp_path / "odd.tar.gz"
    with tarfile.open(file, "w:gz") as archive:
        member = tarfile.TarInfo(name)
        member.type, member.linkname = kind, "/etc/passwd"
        archive.addfile(member)
    with pytest.raises(UnfitError, match="is no backup"):
        backups.restore(file, replace=True, now=NOW, tell=quiet)
    assert not [*tmp_path.parent.rglob("outside"), *Path("/").glob("outside")]
    assert Initiative.objects.exists()


def test_a_backup_of_a_newer_version_is_refused(fatma: User, tmp_path: Path) -> None:
    file = tmp_path / "copy.sqlite3"
    backups.sqlite_copy(file, tell=quiet)
    with closing(sqlite3.connect(file)) as copied:
        copied.execute(  # tests make their tables without migrations
            "CREATE TABLE IF NOT EXISTS "
            "django_migrations (id integer PRIMARY KEY, app, name, applied)"
        )
        copied.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('accounts', '9999_later', '2027-01-01')"
        )
        copied.commit()
    whole = archive_of(
        {
            "about.json": json.dumps({"form": 1, "made_at": "", "keys": []}).encode(),
            "database.sqlite3": file.read_bytes(),
        }
    )
    (tmp_path / "site.tar.gz").write_bytes(whole)
    with pytest.raises(UnfitError, match="9999_later"):
        backups.restore(tmp_path / "site.tar.gz", replace=True, now=NOW, tell=quiet)
    assert Initiative.objects.exists()


def test_a_key_that_is_missing_is_told(fatma: User, tmp_path: Path, settings: Settings) -> None:
    file = tmp_path / "site.tar.gz"
    backups.back_up(file, now=NOW, tell=quiet)
    settings.SEALING_KEYS = ["A" * 43 + "="]
    said: list[str] = []
    backups.restore(file, replace=True, now=NOW, tell=said.append)
    assert "SEALING_KEYS" in said[-1]


def test_a_file_that_is_there_is_never_written_over(fatma: User, tmp_path: Path) -> None:
    (tmp_path / "site.tar.gz").write_bytes(b"van gisteren")
    with pytest.raises(UnfitError, match="there already"):
        backups.back_up(tmp_path / "site.tar.gz", now=NOW, tell=quiet)
    assert (tmp_path / "site.tar.gz").read_bytes() == b"van gisteren"


@pytest.mark.parametrize("url", ["mysql://x", f"postgres://x@{quote('nergens', safe='')}:1/x"])
def test_an_address_of_no_database_is_told_in_a_sentence(fatma: User, url: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        call_command("move_database", url)
    assert str(stopped.value).count("\n") == 0
    assert "atabase" in str(stopped.value) or "DATABASE_URL" in str(stopped.value)


def archive_of(files: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:gz") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return written.getvalue()

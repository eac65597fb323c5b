"""A whole site in one file: the database, what people uploaded, and what tells whether it fits.

The database in it is SQLite, whatever the site runs on; so a backup of one kind goes back into the
other, and one of an older version into a newer. Keys are not in it: keep these apart.
"""

import hashlib
import json
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection

from meetups.outbox.services.holding import hold_mail

from .moving import copy, database_at, is_used, prepare
from .preparation import UnfitError

DATABASE, UPLOADS, ABOUT = "database.sqlite3", "uploads", "about.json"
FORM = 1
"""Of the archive; a later form gets another number."""
WHY_HELD = "A backup was put back."
Tell = Callable[[str], None]


def back_up(to: Path, *, now: datetime, tell: Tell) -> None:
    """Write the site to a new file, while it runs. Raises UnfitError with what to do."""
    if to.exists():
        raise UnfitError(f"{to} is there already: name another file.")
    try:
        with tempfile.TemporaryDirectory(dir=to.parent, prefix="backup-") as name:
            folder = Path(name)
            sqlite_copy(folder / DATABASE, tell=tell)
            about = {"form": FORM, "made_at": now.isoformat(), "keys": _keys()}
            (folder / ABOUT).write_text(json.dumps(about, indent=1))
            part = folder / "whole"
            with tarfile.open(part, "w:gz") as archive:
                for each in (ABOUT, DATABASE):
                    archive.add(folder / each, each)
                if settings.MEDIA_ROOT.exists():
                    archive.add(settings.MEDIA_ROOT, UPLOADS)
            part.chmod(0o600)
            part.replace(to)
    except OSError as error:
        raise UnfitError(f"Cannot write {to}: {error.strerror}.") from error


def restore(file: Path, *, replace: bool, now: datetime, tell: Tell) -> None:
    """Put a backup back into the database of this site, and hold all mail.

    Only into a site that nobody uses yet, unless `replace`. Raises UnfitError with what to do;
    then nothing was changed.
    """
    prepare("default")
    if is_used("default") and not replace:
        raise UnfitError(
            "This site has accounts. To throw away what is in it, say --replace; back it up first."
        )
    with tempfile.TemporaryDirectory(prefix="restore-") as name:
        folder = Path(name)
        about = _unpack(file, folder)
        with database_at(_sqlite(folder / DATABASE), "backup") as backup:
            prepare(backup)
            copy(backup, "default", tell)
        hold_mail(now=now, why=WHY_HELD)
        _put_uploads(folder / UPLOADS)
    if settings.OUTBOX_LAST_SENT:
        settings.OUTBOX_LAST_SENT.unlink(missing_ok=True)  # it told of the database of before
    tell(f"Put back as it was at {about['made_at']}. Mail is held.")
    if missing := set(about["keys"]) - set(_keys()):
        tell(
            f"{len(missing)} of the keys of then is not in SEALING_KEYS: names and addresses that "
            "it sealed cannot be read. Add it, as the last one."
        )


def sqlite_copy(to: Path, *, tell: Tell) -> None:
    """Our database as a new SQLite file, as it is at one moment."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(to)])
        _forget_sessions(to)
        return
    with database_at(_sqlite(to), "backup") as backup:
        prepare(backup)
        copy("default", backup, tell)


def _forget_sessions(file: Path) -> None:
    """Take out who is signed in: with that, somebody who has the file could go on as them."""
    with closing(sqlite3.connect(file)) as copied:
        for table in (Session._meta.db_table, settings.CACHES["default"]["LOCATION"]):
            if copied.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [table]).fetchone():
                copied.execute(f'DELETE FROM "{table}"')  # noqa: S608  (names of ours)
        copied.commit()
        copied.execute("VACUUM")


def move(config: dict[str, Any], *, replace: bool, tell: Tell) -> None:
    """Have all that our database holds in another one. Raises UnfitError with what to do."""
    with database_at(config, "moved") as target:
        prepare(target)
        if is_used(target) and not replace:
            raise UnfitError(
                "That database has accounts already. To throw them away, say --replace."
            )
        if connection.vendor != "sqlite":
            copy("default", target, tell)
            return
        with tempfile.TemporaryDirectory(prefix="move-") as name:
            file = Path(name) / DATABASE
            sqlite_copy(file, tell=tell)
            with database_at(_sqlite(file), "backup") as source:
                prepare(source)
                copy(source, target, tell)


def _unpack(file: Path, folder: Path) -> dict[str, Any]:
    """Unpack a backup, and give what it says of itself."""
    try:
        with tarfile.open(file, "r:gz") as archive:
            _extract(archive, folder)
        about: dict[str, Any] = json.loads((folder / ABOUT).read_text())
        form, _made_at, _keys_then = about["form"], about["made_at"], about["keys"]
    except (OSError, EOFError, tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise UnfitError(f"{file} is no backup of this program, or it is not whole.") from error
    if form != FORM or not (folder / DATABASE).exists():
        raise UnfitError(f"{file} was made by a newer version: install that version first.")
    return about


def _extract(archive: tarfile.TarFile, folder: Path) -> None:
    """Files and folders, and these inside the folder only. Raises TarError for anything else.

    Not `extractall` with a filter: Debian 12 has Python 3.11.2, and that came with 3.11.4.
    """
    for member in archive:
        path = (folder / member.name).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise tarfile.TarError(f"{member.name} lies outside.")
        content = archive.extractfile(member) if member.isreg() else None
        if content:
            path.parent.mkdir(parents=True, exist_ok=True)
            with content, path.open("wb") as written:
                shutil.copyfileobj(content, written)
        elif member.isdir():
            path.mkdir(parents=True, exist_ok=True)
        else:
            raise tarfile.TarError(f"{member.name} is no file.")


def _put_uploads(folder: Path) -> None:
    """Have exactly the files of the backup."""
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    if folder.exists():
        settings.MEDIA_ROOT.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(folder, settings.MEDIA_ROOT)


def _sqlite(file: Path) -> dict[str, Any]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(file), "OPTIONS": {"timeout": 20}}


def _keys() -> list[str]:
    """By what a key is known without being told: a part of its digest."""
    return [
        hashlib.sha256(f"backup {key}".encode()).hexdigest()[:12] for key in settings.SEALING_KEYS
    ]

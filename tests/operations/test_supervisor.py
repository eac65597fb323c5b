"""The supervisor against programs that behave badly."""

import os
import sys
import time
from pathlib import Path

import psutil

from meetups.operations.supervisor import STOP_SECONDS, Supervisor
from tests.site import still_running

DEAF = (
    "import pathlib, signal, subprocess, sys, time;"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "child = subprocess.Popen(['sleep', '60']);"
    "pathlib.Path(sys.argv[1]).write_text(str(child.pid));"
    "time.sleep(60)"
)
POLITE = """
import os, pathlib, signal, sys, time

def leave(*_):
    time.sleep(float(sys.argv[3]))
    pathlib.Path(sys.argv[2]).touch()
    sys.exit()

signal.signal(signal.SIGTERM, leave)
pathlib.Path(sys.argv[1]).write_text(str(os.getpid()))
time.sleep(60)
"""


def wait_for(path: Path) -> int:
    """The number that a program writes when it is ready."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if path.exists() and path.read_text():
            return int(path.read_text())
        time.sleep(0.02)
    raise AssertionError(f"no {path.name} within 10 seconds")


def test_what_does_not_listen_is_killed_with_all_that_it_started(tmp_path: Path) -> None:
    supervisor = Supervisor()
    supervisor.start("deaf", [sys.executable, "-c", DEAF, str(tmp_path / "pid")], os.environ)
    grandchild = psutil.Process(wait_for(tmp_path / "pid"))
    assert grandchild.name() == "sleep"
    start = time.monotonic()
    supervisor.stop(last="broker")
    assert STOP_SECONDS <= time.monotonic() - start < 5
    assert supervisor.children["deaf"].returncode == -9
    assert still_running([grandchild]) == []


def test_the_last_one_is_asked_when_the_others_have_gone(tmp_path: Path) -> None:
    supervisor = Supervisor()
    for name, delay in (("broker", "0"), ("web", "0.5")):
        files = [str(tmp_path / f"{name}.pid"), str(tmp_path / f"{name}.gone")]
        supervisor.start(name, [sys.executable, "-c", POLITE, *files, delay], os.environ)
        wait_for(tmp_path / f"{name}.pid")
    supervisor.stop(last="broker")
    assert [child.returncode for child in supervisor.children.values()] == [0, 0]
    gone = {name: (tmp_path / f"{name}.gone").stat().st_mtime_ns for name in ("broker", "web")}
    assert gone["broker"] > gone["web"]


def test_a_death_is_noticed_and_named() -> None:
    supervisor = Supervisor()
    supervisor.start("worker", [sys.executable, "-c", "raise SystemExit(7)"], os.environ)
    supervisor.children["worker"].wait(timeout=10)
    assert supervisor.dead() == "worker (exit code 7)"
    supervisor.stop(last="broker")


def test_nothing_died() -> None:
    supervisor = Supervisor()
    supervisor.start("worker", ["sleep", "60"], os.environ)
    assert supervisor.dead() is None
    supervisor.stop(last="broker")

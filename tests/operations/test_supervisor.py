"""The supervisor against programs that behave badly."""

import os
import sys
import time
from pathlib import Path

from meetups.operations.supervisor import LAST_STOP_SECONDS, STOP_SECONDS, Supervisor

DEAF = (
    "import pathlib, signal, subprocess, sys, time;"
    "signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "child = subprocess.Popen(['sleep', '60']);"
    "pathlib.Path(sys.argv[1]).write_text(str(child.pid));"
    "time.sleep(60)"
)


def wait_for(path: Path) -> int:
    """The number that a program writes when it is ready."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if path.exists() and path.read_text():
            return int(path.read_text())
        time.sleep(0.02)
    raise AssertionError(f"no {path.name} within 10 seconds")


def runs(number: int) -> bool:
    """Whether a process runs (a zombie that nobody waits for does not)."""
    try:
        os.kill(number, 0)
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_what_does_not_listen_is_killed_with_all_that_it_started(tmp_path: Path) -> None:
    supervisor = Supervisor()
    supervisor.start("deaf", [sys.executable, "-c", DEAF, str(tmp_path / "pid")], os.environ)
    grandchild = wait_for(tmp_path / "pid")
    assert runs(grandchild)
    start = time.monotonic()
    supervisor.stop(last="broker")
    assert STOP_SECONDS <= time.monotonic() - start < 5
    assert supervisor.children["deaf"].returncode == -9
    assert not runs(grandchild)


def test_the_last_one_outlives_the_others(tmp_path: Path) -> None:
    note = "import sys, time, signal;signal.signal(15, lambda *_: sys.exit());time.sleep(60)"
    supervisor = Supervisor()
    for name in ("broker", "web server"):
        supervisor.start(name, [sys.executable, "-c", note], os.environ)
    time.sleep(0.3)
    start = time.monotonic()
    supervisor.stop(last="broker")
    assert time.monotonic() - start < LAST_STOP_SECONDS + 1
    assert [child.poll() is not None for child in supervisor.children.values()] == [True, True]


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

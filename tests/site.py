"""A real site for tests: `manage.py serve` in a folder and on a port of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
# Set, though empty, so that a developer's .env cannot change what is tested.
BARE = {
    "PRODUCTION": "0",
    "DEBUG": "0",
    "REDIS_URL": "",
    "ALLOWED_HOSTS": "*",
    "LOG_FORMAT": "text",
    "EMAIL_URL": "",
}
POLL_SECONDS = 0.05


@dataclass
class Site:
    """A started `manage.py serve`; `log` is the file with all that it says."""

    process: subprocess.Popen[bytes]
    log: Path
    url: str

    def said(self) -> list[str]:
        """The lines on its output and error output so far."""
        return self.log.read_text().splitlines()

    def wait_until_told(self, seconds: float = 180) -> str:
        """Wait for the line with the address; fail with the output when it does not come."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            for line in self.said():
                if self.url in line:
                    return line
            time.sleep(POLL_SECONDS)
        raise AssertionError(f"no address in {self.said()}, exit code {self.process.poll()}")

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, float]:
        """Send a signal; give the exit code and the seconds it took."""
        start = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(timeout=30), time.monotonic() - start


def environment(var: Path, **more: str) -> dict[str, str]:
    """A bare environment in which programs of this project keep to `var`."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(var),
        "VAR_DIR": str(var),
        "DATABASE_URL": f"sqlite:///{var}/site.sqlite3",
        **BARE,
        **more,
    }


def make(var: Path, **more: str) -> None:
    """Make the database that a first start makes, with the demo, and start nothing."""
    var.mkdir(mode=0o700, parents=True)
    subprocess.run(
        [sys.executable, "manage.py", "prepare"],
        cwd=ROOT,
        env=environment(var, **more),
        stdout=subprocess.DEVNULL,
        check=True,
    )


@contextmanager
def serve(var: Path, *, port: int | None = None, **more: str) -> Iterator[Site]:
    """Start `manage.py serve`; in the end it is gone, whatever happened."""
    port = port or free_port()
    var.parent.mkdir(parents=True, exist_ok=True)
    log = var.with_name(f"{var.name}.log")
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=ROOT,
            env=environment(var, **more),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Site(process, log, f"http://localhost:{port}/")
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


def free_port() -> int:
    """A TCP port that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


def still_running(processes: Iterable[psutil.Process], seconds: float = 5) -> list[psutil.Process]:
    """Which of them run on after some seconds. A zombie does not run."""
    deadline = time.monotonic() + seconds
    while (running := [some for some in processes if _runs(some)]) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    return running


def _runs(process: psutil.Process) -> bool:
    """Whether it is there and not just waiting to be buried."""
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False

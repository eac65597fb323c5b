"""Child processes that live and die together."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence

Child = subprocess.Popen[bytes]
STOP_SECONDS = 3.5
LAST_STOP_SECONDS = 1.0
POLL_SECONDS = 0.05
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class Supervisor:
    """Starts programs by name, notices when one dies, stops them all."""

    def __init__(self) -> None:
        self.children: dict[str, Child] = {}

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start a program in a session of its own, so that the terminal's Ctrl-C is ours alone."""
        self.children[name] = subprocess.Popen(  # noqa: S603
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )

    def dead(self) -> str | None:
        """The name of a child that stopped by itself, with its exit code."""
        for name, child in self.children.items():
            if child.poll() is not None:
                return f"{name} (exit code {child.returncode})"
        return None

    def stop(self, *, last: str) -> None:
        """Ask all to stop, `last` after the others; kill what still runs after its time."""
        children = self.children.values()
        final = self.children.get(last)
        _ask([child for child in children if child is not final], STOP_SECONDS)
        _ask([child for child in children if child is final], LAST_STOP_SECONDS)
        for child in children:
            # A child's session is its process group: this ends what it left behind, too.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _ask(children: Iterable[Child], seconds: float) -> None:
    """Send TERM, and wait until all have stopped or the time is over."""
    children = [child for child in children if child.poll() is None]
    for child in children:
        child.terminate()
    deadline = time.monotonic() + seconds
    while any(child.poll() is None for child in children) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)


def _end_with_parent() -> None:
    """On Linux, a child gets TERM when the supervisor itself is killed: no orphans."""
    if LIBC:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

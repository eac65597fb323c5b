"""Run the whole suite on both databases at once: `python -m tests.suite [pytest's arguments]`.

PostgreSQL is the server that TEST_DATABASE_URL names, else one from a wheel, started for this
run. A test for which the database makes no difference runs on one of the two, so that both are
done at the same time (`tests.conftest`); with EVERYTHING=1 all run on both. The output of
PostgreSQL follows that of SQLite. What could not run is said at the end; with NOTHING_SKIPPED=1
(as in CI) it is a failure.
"""

import os
import signal
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from typing import IO

from tests import embedded_postgres

NOTHING_TO_RUN = 5
"""What pytest answers when no test was chosen, or all of these run on the other database."""


def main(arguments: list[str]) -> int:
    """Run both, tell what ran, and give the exit code."""
    # Leave in an orderly way, so that the server and both runs are stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    report: list[str] = []
    failed, nothing = False, 0
    with ExitStack() as stack:
        kept = stack.enter_context(tempfile.TemporaryFile())
        url, excuse = _postgres(stack)
        print("\n== SQLite ==", flush=True)
        lane: dict[str, str] = {}
        if url and not os.environ.get("EVERYTHING"):
            claims = stack.enter_context(tempfile.TemporaryDirectory(prefix="bb-claims-"))
            lane = {"CLAIMS": claims, "LANE": "0"}
        runs = {"SQLite": stack.enter_context(_start(arguments, lane, output=None))}
        if url:
            lane |= {"LANE": "1", "TEST_DATABASE_URL": url}
            runs["PostgreSQL"] = stack.enter_context(_start(arguments, lane, output=kept))
        for run in runs.values():
            stack.callback(run.terminate)
        for name, run in runs.items():
            code = run.wait()
            if name == "PostgreSQL":
                print("\n== PostgreSQL ==", flush=True)
                kept.seek(0)
                sys.stdout.write(kept.read().decode(errors="replace"))
            passed = code == 0 or (len(runs) > 1 and code == NOTHING_TO_RUN)
            nothing += code == NOTHING_TO_RUN
            report.append(f"{'passed' if passed else 'FAILED'} on {name}")
            failed |= not passed
        failed |= nothing == len(runs)
    if excuse:
        report.append(f"NOT RUN on PostgreSQL: {excuse}. Name a server in TEST_DATABASE_URL.")
        failed |= bool(os.environ.get("NOTHING_SKIPPED"))
    report.append("not part of this: browser tests (make e2e), linters (make check)")
    print("\n" + "\n".join(report))
    return int(failed)


def _postgres(stack: ExitStack) -> tuple[str | None, str]:
    """The address of a server, or None and why there is none."""
    if named := os.environ.get("TEST_DATABASE_URL"):
        return named, ""
    try:
        return stack.enter_context(embedded_postgres.server()), ""
    except embedded_postgres.CannotRunError as error:
        return None, str(error)


def _start(
    arguments: list[str], lane: dict[str, str], *, output: IO[bytes] | None
) -> "subprocess.Popen[bytes]":
    others = {"TEST_DATABASE_URL", "CLAIMS", "LANE"}
    environment = {key: value for key, value in os.environ.items() if key not in others} | lane
    command = [sys.executable, "-m", "pytest", "-p", "tests.nothing_skipped", *arguments]
    return subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Run the whole suite, once on each database: `python -m tests.suite [pytest's arguments]`.

PostgreSQL is the server that TEST_DATABASE_URL names, else one from a wheel, started for this
run. What could not run is said at the end; with NOTHING_SKIPPED=1 (as in CI) it is a failure.
"""

import os
import signal
import subprocess
import sys
from contextlib import nullcontext

from tests import embedded_postgres


def main(arguments: list[str]) -> int:
    """Run both, tell what ran, and give the exit code."""
    # Leave in an orderly way, so that the server is stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    report: list[str] = []
    failed = _run("SQLite", None, arguments, report)
    named = os.environ.get("TEST_DATABASE_URL")
    try:
        with nullcontext(named) if named else embedded_postgres.server() as url:
            failed |= _run("PostgreSQL", url, arguments, report)
    except embedded_postgres.CannotRunError as error:
        report.append(f"NOT RUN on PostgreSQL: {error}. Name a server in TEST_DATABASE_URL.")
        failed |= bool(os.environ.get("NOTHING_SKIPPED"))
    report.append("not part of this: browser tests (make e2e), linters (make check)")
    print("\n" + "\n".join(report))
    return int(failed)


def _run(name: str, url: str | None, arguments: list[str], report: list[str]) -> bool:
    """Run pytest on one database; whether it failed."""
    print(f"\n== {name} ==", flush=True)
    environment = {key: value for key, value in os.environ.items() if key != "TEST_DATABASE_URL"}
    if url:
        environment["TEST_DATABASE_URL"] = url
    command = [sys.executable, "-m", "pytest", "-p", "tests.nothing_skipped", *arguments]
    code = subprocess.run(command, env=environment, check=False).returncode
    report.append(f"{'passed' if code == 0 else 'FAILED'} on {name}")
    return code != 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

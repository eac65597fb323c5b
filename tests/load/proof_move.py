"""A meetup moves, or is cancelled, while its mail leaves: `python -m tests.load.proof_move`.

Two real workers and a beat, a real Valkey, and a mail server on this machine whose mail is read in
the end. Guests sign up and say yes by the real services, and hear of the day in real mail. Then
half of them have their reminder due, half the mail that they have a seat, and a tenth more have
only just signed up. When a third of that has left, the organisers' service moves the meetup by a
week, or cancels it. What must be so:

late    mail that tells the old day after the change: at most what each worker had in hand
lost    each guest gets one notice of the change, and what they have not had yet, as it is now
more    nobody gets anything else: no notice for who only just signed up, and no message twice
wrong   nothing that comes after the change tells another day than the new one, and the calendar
        file of a notice has the UID that it had, the next SEQUENCE, and the new start or CANCELLED
last    the last notice came within five minutes of the move; or, since cancelling can be undone
        for five minutes, within five minutes after these, and none before (`first`)

The clock says six in the evening, tomorrow, so that it may run at night too; seconds are real.
`--control` does it with workers that write mail when they take it, and not right before it leaves:
then this must find faults. Exit 1 when not all is as it must be.
"""

import argparse
import sys
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tests.load.proof_outbox import is_kept

ACTS = ("move", "cancel")
HEADER = (
    f"{'':18} {'guests':>7} {'told':>6} {'left':>6} {'late':>6} {'at most':>7} {'notices':>7} "
    f"{'lost':>5} {'more':>5} {'wrong':>5} {'first':>7} {'last':>7}"
)


def main() -> int:
    asked = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    asked.add_argument("acts", nargs="*", metavar="act", default=ACTS, help="move or cancel")
    asked.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    asked.add_argument("--guests", type=int, default=1000, help="1,000 is the most that may come")
    asked.add_argument("--control", action="store_true")
    options = asked.parse_args()
    if unknown := set(options.acts) - set(ACTS):
        asked.error(f"there is no act {', '.join(unknown)}")
    databases = ("sqlite", "postgres") if options.database == "both" else (options.database,)
    print(HEADER, flush=True)
    app = "tests.load.proof_move_control" if options.control else "meetups"
    run = "tests.load.proof_move_run"
    kept = [
        is_kept(database, (run, database, act, options.guests, app), **clock_of_evening())
        for act in options.acts
        for database in databases
    ]
    return 0 if all(one is not options.control for one in kept) else 1


def clock_of_evening() -> dict[str, str]:
    """The settings of a clock on which it is now six in the evening, tomorrow."""
    now = datetime.now(ZoneInfo("Europe/Amsterdam"))
    evening = datetime.combine(now + timedelta(days=1), time(18), tzinfo=now.tzinfo)
    ahead = int(evening.timestamp() - now.timestamp()) + 1
    return {"ALLOW_CLOCK_OFFSET": "1", "CLOCK_OFFSET_SECONDS": str(ahead)}


if __name__ == "__main__":
    sys.exit(main())

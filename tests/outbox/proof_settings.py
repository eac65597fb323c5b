"""Settings of the workers in tests and proofs: the real ones, and one kind of mail of their own."""

from meetups.settings import *  # noqa: F403
from meetups.settings import CELERY_BEAT_SCHEDULE as WHOLE_SCHEDULE
from meetups.settings import env

OUTBOX_KINDS = {"proof": "tests.outbox.letters.proof"}
INVARIANTS = ["meetups.outbox.queries.broken_messages"]
ENTRIES = ("heartbeat", "send-due")
CELERY_BEAT_SCHEDULE = {name: WHOLE_SCHEDULE[name] for name in ENTRIES}
if seconds := env.float("BEAT_SECONDS", 0):
    CELERY_BEAT_SCHEDULE["send-due"]["schedule"] = seconds

"""How this site is doing: what `/readyz`, `manage.py ready` and `/metrics` report."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, Sum
from django.db.models.functions import Greatest

from meetups.operations.models import Heartbeat
from meetups.outbox.models import OPEN, OutboundMessage, State
from meetups.outbox.queries import MailState, mail_state

HEARTBEAT_LIMIT = timedelta(seconds=60)
SKEW = timedelta(seconds=60)
"""How far the clocks of two machines may be apart."""
HOUR = timedelta(hours=1)
ENDS = tuple(state for state in State if state not in OPEN)
LAG_SECONDS = (1, 5, 15, 30, 60, 120, 300, 900, 3600)
"""Steps of the histogram of how late mail left."""


@dataclass(frozen=True)
class Readiness:
    """`heartbeat_age` is in seconds; None when there was no heartbeat or no way to know.

    `mail` is None when there is no way to know.
    """

    database: bool
    migrations: bool
    heartbeat_age: float | None
    mail: MailState | None

    @property
    def ready(self) -> bool:
        """Whether all of it is right."""
        age = self.heartbeat_age
        beating = age is not None and age <= HEARTBEAT_LIMIT.total_seconds()
        leaving = self.mail is not None and not self.mail.stands_still
        return self.database and self.migrations and beating and leaving

    def report(self) -> dict[str, Any]:
        """For the operator's tools: states and an age, nothing about the inside."""
        return {"ready": self.ready} | asdict(self)


def readiness(*, now: datetime) -> Readiness:
    """Look at the database, its migrations, the heartbeat and mail. Never raises for a database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return Readiness(database=True, migrations=False, heartbeat_age=None, mail=None)
        age = heartbeat_age(now=now)
        mail = mail_state(now=now)
    except Error:
        return Readiness(database=False, migrations=False, heartbeat_age=None, mail=None)
    return Readiness(database=True, migrations=True, heartbeat_age=age, mail=mail)


def heartbeat_age(*, now: datetime) -> float | None:
    """In seconds; None when there was no heartbeat yet.

    One that is far ahead was of a clock that went back since, and tells nothing of today: it counts
    as one that is so long ago.
    """
    at = Heartbeat.objects.values_list("at", flat=True).first()
    if at is None:
        return None
    age = abs(now - at) if at > now + SKEW else max(now - at, timedelta())
    return round(age.total_seconds(), 1)


@dataclass(frozen=True)
class MailFigures:
    """How much mail is where; all but the first four are about what ended in the last hour.

    `lag`: for each of LAG_SECONDS how many messages left so soon after their time, or sooner.
    """

    planned: int
    sending: int
    due: int
    retrying: int
    ended: dict[State, int]
    retries: int
    lag: dict[int, int]
    lag_seconds: float


def mail_figures(*, now: datetime) -> MailFigures:
    """Two queries: over what is open, and over what ended in the last hour, each by its index.

    The time of a message is when it was due, or posted when that was later.
    """
    planned = Q(state=State.PLANNED)
    still_open = OutboundMessage.objects.filter(state__in=OPEN).aggregate(
        planned=Count("pk", filter=planned),
        sending=Count("pk", filter=Q(state=State.SENDING)),
        due=Count("pk", filter=planned & Q(next_attempt_at__lte=now)),
        retrying=Count("pk", filter=planned & Q(attempts__gt=0)),
    )
    lag = F("ended_at") - Greatest("due_at", "posted_at")
    was_sent = Q(state=State.SENT)
    ended = (
        OutboundMessage.objects.filter(state__in=ENDS, ended_at__gt=now - HOUR)
        .annotate(lag=ExpressionWrapper(lag, output_field=DurationField()))
        .aggregate(
            **{end: Count("pk", filter=Q(state=end)) for end in ENDS},
            retries=Sum("attempts", filter=Q(attempts__gt=1))
            - Count("pk", filter=Q(attempts__gt=1)),
            lag_sum=Sum("lag", filter=was_sent),
            **{
                f"within_{most}": Count("pk", filter=was_sent & Q(lag__lte=timedelta(seconds=most)))
                for most in LAG_SECONDS
            },
        )
    )
    return MailFigures(
        **still_open,
        ended={end: ended[end] for end in ENDS},
        retries=ended["retries"] or 0,
        lag={most: ended[f"within_{most}"] for most in LAG_SECONDS},
        lag_seconds=(ended["lag_sum"] or timedelta()).total_seconds(),
    )

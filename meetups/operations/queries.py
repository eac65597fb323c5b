"""Whether this site can do its work: what `/readyz` and `manage.py ready` report."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor

from meetups.operations.models import Heartbeat
from meetups.outbox.queries import MailState, mail_state

HEARTBEAT_LIMIT = timedelta(seconds=60)


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
        at = Heartbeat.objects.values_list("at", flat=True).first()
        mail = mail_state(now=now)
    except Error:
        return Readiness(database=False, migrations=False, heartbeat_age=None, mail=None)
    age = round(max((now - at).total_seconds(), 0.0), 1) if at else None
    return Readiness(database=True, migrations=True, heartbeat_age=age, mail=mail)

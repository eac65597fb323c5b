"""Figures for Prometheus, in its text format 0.0.4: how the worker and the mail are doing.

All are read from the database at the moment itself, so it does not matter which process answers.
What others would count up is therefore a gauge over the last hour, and says so in its name.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from meetups.outbox.models import State
from meetups.outbox.queries import mail_state

from .queries import ENDS, LAG_SECONDS, heartbeat_age, mail_figures

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metric(NamedTuple):
    """One figure, or some that differ by a label. `samples`: what follows the name, and a value."""

    name: str
    says: str
    samples: dict[str, float]
    kind: str = "gauge"


def exposition(*, now: datetime) -> str:
    """The whole answer. Six queries, however much mail there is."""
    lines = []
    for metric in metrics(now=now):
        name = f"buurtbrug_{metric.name}"
        lines += [f"# HELP {name} {metric.says}", f"# TYPE {name} {metric.kind}"]
        lines += [f"{name}{rest} {value:.15g}" for rest, value in metric.samples.items()]
    return "\n".join(lines) + "\n"


def metrics(*, now: datetime) -> Iterator[Metric]:
    """What is measured. A figure that cannot be known has no sample."""
    age, state, mail = heartbeat_age(now=now), mail_state(now=now), mail_figures(now=now)
    yield Metric(
        "heartbeat_age_seconds",
        "Since beat, broker and worker last all worked.",
        {} if age is None else {"": age},
    )
    yield Metric("mail_held", "1 when all mail is held back on purpose.", {"": state.held})
    yield Metric(
        "mail_queue_age_seconds",
        "How long the first in line waits for a worker or a mail server; 0 when nothing does.",
        {"": state.oldest_due_age or 0},
    )
    yield Metric("mail_planned", "Messages that have to leave, now or later.", {"": mail.planned})
    yield Metric("mail_sending", "Messages that a worker has taken.", {"": mail.sending})
    yield Metric("mail_due", "Messages whose time has come.", {"": mail.due})
    yield Metric("mail_retrying", "Messages that wait for another attempt.", {"": mail.retrying})
    yield Metric(
        "mail_ended_last_hour",
        "Messages that came to their end in the last hour, by what became of them.",
        {f'{{state="{end}"}}': mail.ended[end] for end in ENDS},
    )
    yield Metric(
        "mail_retries_last_hour",
        "Attempts beyond the first, of messages that ended in the last hour.",
        {"": mail.retries},
    )
    lag: dict[str, float] = {f'_bucket{{le="{most}"}}': mail.lag[most] for most in LAG_SECONDS}
    sent = mail.ended[State.SENT]
    lag |= {'_bucket{le="+Inf"}': sent, "_sum": mail.lag_seconds, "_count": sent}
    yield Metric(
        "mail_lag_last_hour_seconds",
        "How late mail of the last hour left: no counter, so ask for quantiles without rate().",
        lag,
        kind="histogram",
    )

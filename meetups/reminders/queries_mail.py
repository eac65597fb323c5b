"""Mail as its readers see it: what someone wants, and what went out about a meetup."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.db.models import Count, Max, Min

from meetups.accounts.models import Digest, MailChoice, Membership, User
from meetups.agenda.models import Meetup, MeetupState
from meetups.agenda.retention import MAIL_TO_GUESTS
from meetups.outbox.models import OPEN, OutboundMessage, State, Suppression
from meetups.outbox.services.addresses import digests_of
from meetups.suggestions.comments import may_comment

from . import hours
from .specification import EVENING, GUEST_KINDS, MEETUP_KINDS

GUEST_MAIL = (*GUEST_KINDS.values(), "guest_note")
"""Mail to a guest that they can do without; who has no account stops it by the link in it."""
OF_A_MEETUP = tuple(dict.fromkeys((*MEETUP_KINDS, *MAIL_TO_GUESTS)))
"""Kinds of which `group_id` is the meetup."""


# --- what someone wants --------------------------------------------------------------------------
@dataclass(frozen=True)
class Wishes:
    """How someone wants their mail now.

    `stopped` are kinds that the link in a mail stopped; `all_stopped` says why nothing goes to
    their address at all, and is empty when mail does.
    """

    choice: MailChoice
    work_kinds: tuple[str, ...]
    stopped: frozenset[str]
    all_stopped: str

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """What they can choose from."""
        return (*self.work_kinds, *GUEST_MAIL)

    @cached_property
    def on(self) -> frozenset[str]:
        return frozenset(self.kinds) - self.stopped - set(self.choice.off)


def wishes_of(user: User) -> Wishes:
    """Three queries. Only who works for a municipality, or on the catalogue, is asked about that
    mail; for the latter it takes two more."""
    choice = MailChoice.objects.filter(user=user).first() or MailChoice(user=user)
    works = Membership.objects.filter(user=user).exists()
    theirs = {Digest.OFFICE: works, Digest.CATALOGUE: user.is_staff and may_comment(user)}
    rows = Suppression.objects.filter(address_digest__in=digests_of(user.email))
    stops = dict(rows.values_list("kind", "why"))
    return Wishes(
        choice=choice,
        work_kinds=tuple(kind.value for kind in Digest if theirs.get(kind, True)),
        stopped=frozenset(stops) & settings.OUTBOX_OPTIONAL_KINDS,
        all_stopped=stops.get("", ""),
    )


# --- what went out about a meetup ----------------------------------------------------------------
@dataclass(frozen=True)
class Sent:
    """The mail of one kind about one meetup: how many are where, and when. Addresses to nobody."""

    kind: str
    planned: int = 0
    sent: int = 0
    failed: int = 0
    expired: int = 0
    unwanted: int = 0
    dropped: int = 0
    """No longer right when it would have left."""
    due_at: datetime | None = None
    """When the first that is planned leaves."""
    sent_at: datetime | None = None
    """When the last left."""


def mail_of(meetup: Meetup) -> dict[str, Sent]:
    """What became of the mail about a meetup, by kind. One query, however many guests."""
    rows = (
        OutboundMessage.objects.filter(group_id=meetup.pk, kind__in=OF_A_MEETUP)
        .order_by()
        .values("kind", "state")
        .annotate(number=Count("pk"), due=Min("due_at"), ended=Max("ended_at"))
    )
    by_kind: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        by_kind.setdefault(row["kind"], []).append(dict(row))
    return {kind: _sent(kind, found) for kind, found in by_kind.items()}


def _sent(kind: str, rows: Iterable[dict[str, object]]) -> Sent:
    by_state = {str(row["state"]): row for row in rows}

    def number(*states: State) -> int:
        return sum(int(str(by_state[s]["number"])) for s in states if s in by_state)

    def moments(name: str, *states: State) -> list[datetime]:
        found = (by_state[s][name] for s in states if s in by_state)
        return [at for at in found if isinstance(at, datetime)]

    return Sent(
        kind,
        planned=number(*OPEN),
        sent=number(State.SENT),
        failed=number(State.FAILED),
        expired=number(State.EXPIRED),
        unwanted=number(State.SUPPRESSED),
        dropped=number(State.CANCELLED, State.SUPERSEDED),
        due_at=min(moments("due", *OPEN), default=None),
        sent_at=max(moments("ended", State.SENT), default=None),
    )


@dataclass(frozen=True)
class Row:
    """One kind of mail about a meetup, and what became of it."""

    kind: str
    sent: Sent
    is_off: bool = False
    """Whether the organisers chose not to send it."""
    leaves_at: datetime | None = None
    """When it would leave, while that is to come and the page is open."""


def reminders_of(meetup: Meetup, found: dict[str, Sent], *, now: datetime) -> list[Row]:
    """The reminders of a meetup, also those that nobody gets. No query."""
    is_on = meetup.state == MeetupState.SHOWN
    rows = []
    for kind in MEETUP_KINDS:
        at = leaves_at(kind, meetup)
        rows.append(
            Row(
                kind,
                found.get(kind, Sent(kind)),
                is_off=kind in _MOMENTS and _MOMENTS[kind] not in meetup.reminders,
                leaves_at=at if is_on and at > now else None,
            )
        )
    return rows


def others_of(found: dict[str, Sent]) -> list[Row]:
    """The mail that follows from what people do, also what nobody got. No query."""
    kinds = (kind for kind in OF_A_MEETUP if kind not in MEETUP_KINDS)
    return [Row(kind, found.get(kind, Sent(kind))) for kind in kinds]


_MOMENTS = {kind: moment for moment, kind in GUEST_KINDS.items()}


def leaves_at(kind: str, meetup: Meetup) -> datetime:
    """When a reminder leaves; the morning after, for who chose no hour of their own."""
    if kind in _MOMENTS:
        return hours.reminder_at(_MOMENTS[kind], meetup.starts_at)
    if kind == EVENING:
        return hours.evening_before(meetup.starts_at)
    return hours.morning_after(meetup.ends_at, MailChoice().digest_hour)

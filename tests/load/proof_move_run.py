"""The proof of `proof_move.py`, in a process whose environment names its database and its clock."""

import os
import sys
import time as stopwatch
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, NamedTuple

import django

django.setup()

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from icalendar import Calendar

from meetups import clock
from meetups.agenda.models import Meetup, Rsvp, RsvpState
from meetups.agenda.services.meetups import cancel_meetup
from meetups.agenda.services.sign_up import confirm_rsvp, sign_up
from meetups.agenda.services.telling import CANCELLED, CHANGED, UNDO
from meetups.agenda.times import ZONE
from meetups.agenda.wording import day_words
from meetups.initiatives.access import Seat
from meetups.outbox.models import OPEN, OutboundMessage, State
from meetups.outbox.services.holding import hold_mail, resume_mail
from meetups.reminders.services.planning import plan_reminders
from tests.agenda.desk import move
from tests.agenda.makers import make_meetup
from tests.factories import make_initiative, make_user
from tests.initiatives.team import seat_of
from tests.outbox.sink import Sink, listening
from tests.outbox.workers import wait, works

WORKERS = ("worker-1", "worker-2")
NOTICE = {"move": CHANGED, "cancel": CANCELLED}
SHARE = 1 / 3
"""Of what is due leaves before the change."""
DAYS = 7
"""By so many it is moved."""
WITHIN = 300
"""Seconds in which all must hear."""
PATIENCE = 1800
GUEST = "guest"
LANGUAGES = ("nl", "nl", "en")
CLOCK = ("ALLOW_CLOCK_OFFSET", "CLOCK_OFFSET_SECONDS")


# --- the mail ------------------------------------------------------------------------------------
class Keeper(Sink):
    """Keeps what it accepts, to be read in the end: in the order of `accepted`."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[bytes] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = await super().handle_DATA(server, session, envelope)
        self.kept.append(envelope.original_content or b"")
        return answer


class Entry(NamedTuple):
    """What a calendar makes of the file with a mail."""

    uid: str
    sequence: int
    start: datetime
    status: str


class Mail(NamedTuple):
    """One that came: of which kind, to whom, when, which days it names, and its entry."""

    kind: str
    to: str
    at: float
    days: frozenset[str]
    entry: Entry | None


def read(sink: Keeper, days: dict[str, datetime]) -> list[Mail]:
    """All that came. `days`: the moments to look for, by name."""
    kinds = {row.message_id: row.kind for row in OutboundMessage.objects.iterator()}
    words = [(name, words) for name, at in days.items() for words in in_all_languages(at)]
    found = []
    for accepted, content in zip(sink.accepted, sink.kept, strict=True):
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        texts, entry = [str(mail["Subject"])], None
        for part in mail.walk():
            if part.get_content_type() == "text/calendar":
                entry = entry_in(part.get_payload(decode=True))
            elif part.get_content_maintype() == "text":
                texts.append(part.get_content())
        said = " ".join(" ".join(texts).split())
        named = {name for name, word in words if word in said}
        named |= {name for name, at in days.items() if entry and entry.start == at}
        kind = kinds[accepted.message_id]
        found.append(Mail(kind, accepted.to, accepted.at, frozenset(named), entry))
    return [mail for mail in found if mail.to.startswith(GUEST)]


def in_all_languages(at: datetime) -> Iterable[str]:
    for language in set(LANGUAGES):
        with translation.override(language):
            yield day_words(at)


def entry_in(content: Any) -> Entry:
    event = Calendar.from_ical(content).events[0]
    return Entry(str(event["uid"]), int(event["sequence"]), event.start, str(event["status"]))


# --- what happens --------------------------------------------------------------------------------
def main(database: str, act: str, guests: int, app: str) -> bool:
    environ = {key: os.environ[key] for key in CLOCK}
    sink = Keeper()
    with listening(sink), works(
        Path(os.environ["VAR_DIR"]), os.environ["DATABASE_URL"], sink, **environ
    ) as place:  # fmt: skip
        place.environ["DJANGO_SETTINGS_MODULE"] = "meetups.settings"
        place.start_broker()
        for name in WORKERS:
            place.start_worker(name, app)
        seat, meetup = make_all(guests)
        invite(meetup, guests)
        place.start_beat("beat")
        due, came = waiting().count(), len(sink.accepted)
        resume_mail()
        place.ring()
        wait(lambda: len(sink.accepted) >= came + due * SHARE, PATIENCE)
        changed_at = change(act, seat, meetup)
        left = len(sink.accepted) - came
        pressed = press_late() if act == "move" else set[str]()
        wait(all_has_left, PATIENCE, every=0.5)
    days = {"old": meetup.starts_at}
    if act == "move":
        days["new"] = Meetup.objects.get().starts_at
    found = judge(act, read(sink, days), changed_at, days, pressed)
    return tell(f"{act}, {database}", guests, left, found)


def make_all(guests: int) -> tuple[Seat, Meetup]:
    """A plan and its meetup, tomorrow at two in the afternoon."""
    now = clock.now()
    person = make_user("Fatma", last_login=now)
    day = now.astimezone(ZONE) + timedelta(days=1)
    long_ago = now - timedelta(days=30)
    meetup = make_meetup(
        make_initiative(person),
        starts_at=datetime.combine(day, time(14), tzinfo=ZONE),
        capacity=guests,
        created_at=long_ago,
        changed_at=long_ago,
    )
    return seat_of(person, meetup.initiative), meetup


def invite(meetup: Meetup, guests: int) -> None:
    """All sign up and hear of the day. Half said yes this morning and know that they have a seat.

    Then mail is held: the others say yes, some more sign up, and it is time for reminders.
    """
    morning = clock.now() - timedelta(hours=12)
    for number in range(guests):
        join(meetup, number, morning)
    wait(all_has_left, PATIENCE, every=0.5)
    rsvps = list(Rsvp.objects.order_by("pk"))
    for rsvp in rsvps[::2]:
        confirm_rsvp(rsvp=rsvp, needs=[], now=morning)
    wait(all_has_left, PATIENCE, every=0.5)
    hold_mail(now=clock.now())
    for rsvp in rsvps[1::2]:
        confirm_rsvp(rsvp=rsvp, needs=[], now=clock.now())
    for number in range(guests, guests + guests // 10):
        join(meetup, number, clock.now())
    plan_reminders(now=clock.now())
    OutboundMessage.objects.filter(state=State.PLANNED, due_at__lte=clock.now()).update(
        next_attempt_at=clock.now()  # so that mail of all sorts leaves in turn
    )


def join(meetup: Meetup, number: int, now: datetime) -> None:
    sign_up(
        meetup=meetup,
        name=f"Gast {number}",
        email=f"{GUEST}{number}@example.org",
        party=1,
        language=LANGUAGES[number % len(LANGUAGES)],
        now=now,
    )


def all_has_left() -> bool:
    """Whether nothing is due, and no notice of a change is still to come."""
    to_come = OutboundMessage.objects.filter(state__in=OPEN, kind__in=NOTICE.values())
    return not waiting().exists() and not to_come.exists()


def waiting() -> "QuerySet[OutboundMessage]":
    """What is due, or in a worker's hand."""
    return OutboundMessage.objects.filter(state__in=OPEN, next_attempt_at__lte=clock.now())


def change(act: str, seat: Seat, meetup: Meetup) -> float:
    """As the organisers' form does it; gives the moment right after the commit."""
    done: list[float] = []
    meetup.refresh_from_db()
    with transaction.atomic():
        if act == "move":
            move(seat, meetup, days=DAYS, now=clock.now())
        else:
            words = {"title": meetup.title, "why": "De kok is ziek."}
            cancel_meetup(seat=seat, meetup=meetup, for_following=False, now=clock.now(), **words)
        transaction.on_commit(lambda: done.append(stopwatch.time()))
    return done[0]


def press_late() -> set[str]:
    """Who just signed up and got their first mail says yes now; it is full, so they wait."""
    told = OutboundMessage.objects.filter(kind="rsvp_confirm", state=State.SENT)
    rsvps = Rsvp.objects.filter(
        state=RsvpState.PENDING, pk__in=list(told.values_list("subject_id", flat=True))
    )
    return {confirm_rsvp(rsvp=rsvp, needs=[], now=clock.now()).email for rsvp in rsvps}


# --- whether it is right -------------------------------------------------------------------------
class Found(NamedTuple):
    """What `proof_move` tells of; `first` and `last` in seconds after the change."""

    told: int
    late: int
    notices: int
    lost: int
    more: int
    wrong: int
    first: float
    last: float


def judge(
    act: str, mails: list[Mail], changed_at: float, days: dict[str, datetime], pressed: set[str]
) -> Found:
    """Count. What a worker had in hand counts as had; of a cancelled meetup all else is late."""
    notice, day = (CHANGED, "new") if act == "move" else (CANCELLED, "old")
    after = [mail for mail in mails if mail.at > changed_at]
    late = [m for m in after if ("old" in m.days if act == "move" else m.kind != notice)]
    before = [mail for mail in mails if mail.at <= changed_at]
    right = [mail for mail in after if mail not in late]
    had = Counter((mail.to, mail.kind) for mail in before + late)
    got = Counter((mail.to, mail.kind) for mail in right)
    wanted = Counter(wanted_after(act, notice, pressed) - had.keys())
    (known,) = {mail.entry for mail in before if mail.entry}
    entry = known._replace(sequence=known.sequence + 1, start=days[day])
    entry = entry if act == "move" else entry._replace(status="CANCELLED")
    notices = [mail for mail in right if mail.kind == notice]
    wrong = [mail for mail in right if mail.days != {day} or mail.entry not in (None, entry)]
    at = [mail.at - changed_at for mail in notices]
    return Found(
        told=len({mail.to for mail in before + late if "old" in mail.days}),
        late=len(late),
        notices=len(notices),
        lost=(wanted - got).total(),
        more=(got - wanted).total() + had.total() - len(had),
        wrong=len(wrong) + sum(mail.entry is None for mail in notices),
        first=min(at, default=0),
        last=max(at, default=0),
    )


def wanted_after(act: str, notice: str, pressed: set[str]) -> set[tuple[str, str]]:
    """What each must get after the change, unless they had it: to whom, and of which kind."""
    wanted = set()
    for rsvp in Rsvp.objects.iterator():
        if rsvp.state == RsvpState.CONFIRMED:
            wanted.add((rsvp.email, notice))
        if act == "move":
            kind = "rsvp_coming" if rsvp.state == RsvpState.CONFIRMED else "rsvp_confirm"
            wanted.add((rsvp.email, kind))
    return wanted | {(email, "rsvp_waiting") for email in pressed}


def tell(name: str, guests: int, left: int, found: Found) -> bool:
    opens = UNDO.total_seconds() if name.startswith("cancel") else 0
    print(
        f"{name:18} {guests:>7,} {found.told:>6,} {left:>6,} {found.late:>6,} {len(WORKERS):>7} "
        f"{found.notices:>7,} {found.lost:>5,} {found.more:>5,} {found.wrong:>5,} "
        f"{found.first:>5.0f} s {found.last:>5.0f} s",
        flush=True,
    )
    in_time = opens <= found.first and found.last <= opens + WITHIN
    whole = found.told >= guests and found.late <= len(WORKERS)
    return whole and in_time and found.lost == found.more == found.wrong == 0


if __name__ == "__main__":
    database, act, guests, app = sys.argv[1:]
    sys.exit(0 if main(database, act, int(guests), app) else 1)

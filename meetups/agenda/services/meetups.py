"""Making and changing meetups, alone or as a series; calling them off, and not after all.

Whoever changes meetups holds the plan first, so that organisers follow each other, and then the
meetups in the order of their keys, so that guests do not sign up for what just changed.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from meetups.accounts.models import Office
from meetups.initiatives.access import Seat
from meetups.initiatives.lifecycle import OPEN, Status
from meetups.initiatives.models import EventKind, Initiative
from meetups.initiatives.queries.pages import why_pages_wait
from meetups.initiatives.services.errors import ChangedMeanwhileError, PlanError
from meetups.initiatives.services.record import note
from meetups.initiatives.services.team import LINK, sit_down
from meetups.initiatives.services.versions import change

from ..models import Meetup, MeetupState, Rule, Series
from ..queries.desk import following
from . import seats
from .series import MOST, Hours, moments_of, on_its_day
from .telling import UNDO, tell_cancelled, tell_changed, untell_cancelled

TOLD = frozenset(
    {
        *("starts_at", "ends_at", "doors_open_at"),
        *("way", "place", "place_name", "address", "online_link"),
    }
)
"""What guests hear of when it changes, and their calendars with them."""
AGAIN = timedelta(minutes=1)
"""A form that comes in twice within this was sent twice."""


@dataclass(frozen=True)
class Edited:
    """What came of a change: how many meetups have changed, and how many guests will hear of it."""

    meetup: Meetup
    meetups: int
    guests: int


# --- making --------------------------------------------------------------------------------------
@transaction.atomic
def add_meetups(
    *,
    seat: Seat,
    hours: Hours,
    days: list[date],
    rule: str,
    capacity: int,
    values: dict[str, Any],
    now: datetime,
) -> list[Meetup]:
    """Make a meetup on each of the days, for the team's eyes only; several are a series.

    Sending the same form twice gives the same meetups. Raises ValidationError, by the names of
    `Hours` and of columns, and PlanError when they organise the plan no more.
    """
    member = sit_down(seat, as_organiser=True)
    if not 1 <= len(days) <= MOST:
        raise PlanError(_("A series has at most %(number)d meetups.") % {"number": MOST})
    made = [_fresh(seat, moments, now) for moments in moments_of(hours, days)]
    if any(meetup.starts_at <= now for meetup in made):
        raise ValidationError({"starts": _("This time is over. Choose a later one.")})
    for meetup in made:
        meetup.capacity, meetup.changed_by = capacity, member.user
        for name, value in values.items():
            setattr(meetup, name, value)
    twins = _twins(made)
    if twins and len(twins) == len(made) and all(now - twin.created_at < AGAIN for twin in twins):
        return twins
    if twins:
        raise ValidationError({"day": _("You already have a meetup of this name at this time.")})
    series = None
    if len(made) > 1:
        series = Series(initiative=seat.initiative, rule=Rule(rule), created_at=now)
        series.save()
    made[0].full_clean(validate_unique=False)  # the others differ by their times only
    for meetup in made:
        meetup.series = series
        for name in values:
            setattr(meetup, name, getattr(made[0], name))
    made = Meetup.objects.bulk_create(made)
    _note(made, EventKind.MEETUP_ADDED, seat, now)
    return made


def _fresh(seat: Seat, moments: dict[str, datetime | None], now: datetime) -> Meetup:
    plan = seat.initiative
    return Meetup(
        initiative=plan,
        area=plan.area,
        municipality=plan.municipality,
        created_at=now,
        changed_at=now,
        **moments,
    )


def _twins(made: list[Meetup]) -> list[Meetup]:
    """What the plan has already, of the same name at the same time."""
    title = Meetup._meta.get_field("title").to_python(made[0].title)
    wanted = {meetup.starts_at for meetup in made}
    twins = Meetup.objects.filter(
        initiative=made[0].initiative_id, title=title, starts_at__in=wanted
    )
    return list(twins.exclude(state=MeetupState.CANCELLED))


# --- changing ------------------------------------------------------------------------------------
@transaction.atomic
def edit_meetup(
    *,
    seat: Seat,
    meetup: Meetup,
    version: int,
    hours: Hours,
    capacity: int | None,
    values: dict[str, Any],
    for_following: bool,
    now: datetime,
) -> Edited:
    """Change a meetup, and with `for_following` those after it in its series.

    These move by as many days and get what was changed here; what differs otherwise stays. Guests
    hear of a new time or place. `capacity` is None when that stays as it is. Raises
    ChangedMeanwhileError with the meetup as it is now, ValidationError by the names of `Hours` and
    of columns, and PlanError, such as when more people have a seat than there would be.
    """
    sit_down(seat, as_organiser=True)
    rows = _hold_from(meetup, for_following)
    current = next((row for row in rows if row.pk == meetup.pk), None)
    if current is None or current.state == MeetupState.CANCELLED:
        raise PlanError(_("This meetup is cancelled, so it cannot be changed."))
    if current.version != version:
        raise ChangedMeanwhileError(current)
    if current.ends_at <= now:
        raise PlanError(_("This meetup is over, so it cannot be changed."))
    before = Hours.of(current)
    news = _differing(current, values)
    changed, told = [], 0
    # The one that was edited comes first: what may be there may be at the others too.
    for row in sorted(rows, key=lambda row: row.pk != meetup.pk):
        its_hours = Hours.of(row).moved_like(before, hours)
        moments = on_its_day(its_hours, is_alone=row.pk == meetup.pk)
        columns = _differing(row, {**moments, **news})
        if "starts_at" in columns and columns["starts_at"] <= now:
            raise ValidationError({"day": _("This time is over. Choose a later one.")})
        is_resized = capacity not in (None, row.capacity)
        if columns:
            told += _change(row, seat, columns, is_checked=row.pk != meetup.pk, now=now)
        if capacity is not None and is_resized:
            seats.resize(meetup=row, capacity=capacity, now=now)
        if columns or is_resized:
            changed.append(row)
    if changed:
        _note(changed, EventKind.MEETUP_CHANGED, seat, now)
    return Edited(Meetup.objects.get(pk=meetup.pk), len(changed), told)


def _differing(row: Meetup, columns: dict[str, Any]) -> dict[str, Any]:
    """Those that are not so already, cleaned as the column does it."""
    found = {}
    for name, value in columns.items():
        if name == "place":
            is_same = row.place_id == (value.pk if value else None)
        else:
            value = Meetup._meta.get_field(name).to_python(value)  # type: ignore[union-attr]
            is_same = value == getattr(row, name)
        if not is_same:
            found[name] = value
    return found


def _change(
    row: Meetup, seat: Seat, columns: dict[str, Any], *, is_checked: bool, now: datetime
) -> int:
    """Change one meetup that is held; returns how many guests will hear of it."""
    tells = row.state == MeetupState.SHOWN and not TOLD.isdisjoint(columns)
    if tells:
        columns["revision"] = row.revision + 1
    if is_checked:
        _set(row, seat, now, **columns)
    else:
        row = change(row, version=row.version, by=seat.user, now=now, **columns)
    return tell_changed(meetup=row, now=now) if tells else 0


# --- open or closed ------------------------------------------------------------------------------
def why_not_shown(initiative: Initiative, office: Office | None) -> str:
    """Why the pages of its meetups cannot be opened; empty when they can.

    Where a municipality works here, when that has said yes, or has chosen not to look first.
    """
    status = Status(initiative.status)
    if status == Status.DECLINED:
        return _("The municipality said no to this plan. Change the plan and send it again first.")
    if status not in OPEN:
        return _("This plan has ended. Take it up again first.")
    if status == Status.RESTING:
        return _("The plan rests. Press “Go on with it” first.")
    return why_pages_wait(initiative, office)


@transaction.atomic
def show_meetup(*, seat: Seat, meetup: Meetup, for_following: bool, now: datetime) -> int:
    """Open the page of a meetup, or of those after it in its series too; returns how many.

    Opening what is open changes nothing. Raises PlanError when the plan does not allow it.
    """
    sit_down(seat, as_organiser=True)
    plan = Initiative.objects.get(pk=seat.initiative.pk)
    if why_not := why_not_shown(plan, seat.office):
        raise PlanError(why_not)
    rows = _hold_from(meetup, for_following)
    drafts = [row for row in rows if row.state == MeetupState.DRAFT and row.ends_at > now]
    if not drafts and any(row.ends_at <= now for row in rows):
        raise PlanError(_("This meetup is over."))
    for row in drafts:
        _set(row, seat, now, state=MeetupState.SHOWN)
    if drafts:
        _note(drafts, EventKind.MEETUP_SHOWN, seat, now)
    return len(drafts)


@transaction.atomic
def close_meetup(*, seat: Seat, meetup: Meetup, is_closed: bool, now: datetime) -> None:
    """Close a meetup for signing up, or open it again. Who has a seat keeps it."""
    sit_down(seat, as_organiser=True)
    row = _hold_one(meetup)
    if row.state != MeetupState.SHOWN or row.ends_at <= now:
        raise PlanError(_("That is not possible now. Somebody may have been quicker."))
    if row.is_closed != is_closed:
        _set(row, seat, now, is_closed=is_closed)
        _note([row], EventKind.MEETUP_CHANGED, seat, now)


# --- off, and on again ---------------------------------------------------------------------------
@transaction.atomic
def cancel_meetup(
    *, seat: Seat, meetup: Meetup, title: str, why: str, for_following: bool, now: datetime
) -> int:
    """Call a meetup off, or those after it in its series too; returns how many guests will hear.

    They hear when five minutes have passed, in which `undo_cancel` brings it back. Drafts are
    thrown away. Raises ValidationError for another title than that of the meetup and for a link,
    PlanError when it is over; cancelling twice changes nothing.
    """
    sit_down(seat, as_organiser=True)
    rows = _hold_from(meetup, for_following)
    row = next((row for row in rows if row.pk == meetup.pk), None)
    if row is None or row.state == MeetupState.CANCELLED:
        return 0
    if row.ends_at <= now:
        raise PlanError(_("This meetup is over, so it cannot be cancelled."))
    if row.state == MeetupState.SHOWN and not _is_title(title, row.title):
        raise ValidationError({"title": _("This is not the name of the meetup.")})
    if LINK.search(why):
        raise ValidationError({"why": _("Write it without a link: we put this in the mail.")})
    _note(rows, EventKind.MEETUP_CANCELLED, seat, now)
    why = Meetup._meta.get_field("cancel_why").clean(why, row)
    drafts = [row.pk for row in rows if row.state == MeetupState.DRAFT]
    Meetup.objects.filter(pk__in=drafts).delete()
    shown = [row for row in rows if row.state == MeetupState.SHOWN]
    return sum(_cancel(row, seat, why, now=now) for row in shown)


def _cancel(row: Meetup, seat: Seat, why: str, *, now: datetime) -> int:
    columns = {"state": MeetupState.CANCELLED, "cancelled_at": now, "cancel_why": why}
    _set(row, seat, now, revision=row.revision + 1, **columns)
    return tell_cancelled(meetup=row, now=now)


def _is_title(typed: str, title: str) -> bool:
    """Whether somebody typed the title, whatever the capitals, spaces and quotes."""

    def plain(text: str) -> str:
        return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())

    return plain(typed) == plain(title) and bool(typed.strip())


def can_undo(meetup: Meetup, *, now: datetime) -> bool:
    """Whether cancelling can still be undone: nobody was told yet."""
    return meetup.cancelled_at is not None and now < meetup.cancelled_at + UNDO


@transaction.atomic
def undo_cancel(*, seat: Seat, meetup: Meetup, now: datetime) -> int:
    """Let it go on after all, with what was cancelled along with it; returns how many meetups.

    Nobody hears that it was cancelled. Raises PlanError when guests have been told.
    """
    sit_down(seat, as_organiser=True)
    row = _hold_one(meetup)
    if row.state != MeetupState.CANCELLED:
        return 0
    if not can_undo(row, now=now):
        raise PlanError(_("Guests have been told that it is cancelled. Make a new meetup."))
    along = Meetup.objects.filter(pk=row.pk)
    if row.series_id is not None:
        along = Meetup.objects.filter(series=row.series_id, cancelled_at=row.cancelled_at)
    rows = _hold(along)
    for row in rows:
        cancelled_at = row.cancelled_at
        assert cancelled_at is not None
        columns = {"state": MeetupState.SHOWN, "cancelled_at": None, "cancel_why": ""}
        _set(row, seat, now, revision=row.revision + 1, **columns)
        untell_cancelled(meetup=row, cancelled_at=cancelled_at, now=now)
    _note(rows, EventKind.MEETUP_RESTORED, seat, now)
    return len(rows)


# --- steps ---------------------------------------------------------------------------------------
def _hold(meetups: QuerySet[Meetup]) -> list[Meetup]:
    """Meetups as they are now, in the order of their keys, held to the end of the transaction."""
    return list(meetups.order_by("pk").select_for_update(no_key=True))


def _hold_one(meetup: Meetup) -> Meetup:
    found = _hold(Meetup.objects.filter(pk=meetup.pk))
    if not found:
        raise PlanError(_("This meetup was thrown away."))
    return found[0]


def _hold_from(meetup: Meetup, for_following: bool) -> list[Meetup]:
    """A meetup, and with `for_following` those after it in its series; the plan is held."""
    row = _hold_one(meetup)
    return _hold(following(row)) if for_following else [row]


def _set(row: Meetup, seat: Seat, now: datetime, **columns: Any) -> None:
    """Set what needs no checking any more, on a row that is held."""
    columns |= {"version": row.version + 1, "changed_by": seat.user, "changed_at": now}
    Meetup.objects.filter(pk=row.pk).update(**columns)
    for name, value in columns.items():
        setattr(row, name, value)


def _note(rows: list[Meetup], kind: EventKind, seat: Seat, now: datetime) -> None:
    """One line in the history, however many meetups it is about."""
    first, last = rows[0], rows[-1]
    days = f"{first.starts_local:%d-%m-%Y}"
    if len(rows) > 1:
        days += f" … {last.starts_local:%d-%m-%Y} ({len(rows)}×)"
    note(seat.initiative, kind, by=seat.user, now=now, subject=f"{first.title}, {days}")

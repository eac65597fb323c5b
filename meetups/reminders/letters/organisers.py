"""Mail to organisers: the evening before, the morning after, and what their plans ask of them.

It names no guest, and not the topic of a sensitive plan: it is read on a lock screen too.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Sum
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from meetups.accounts.models import User
from meetups.agenda import wording as agenda_wording
from meetups.agenda.models import Meetup, MeetupState, RsvpState
from meetups.agenda.queries.guests import needs_of
from meetups.initiatives.lifecycle import OPEN
from meetups.initiatives.models import Member, StepState, TeamRole
from meetups.outbox.letters import Dropped, Letter
from meetups.outbox.models import OutboundMessage, State

from ..digests import Item, organiser_items
from ..specification import EVENING, MORNING, ORGANISER, TURNS, revision_of
from ..wording import (
    item_words,
    opening_of,
    page_words,
    past_words,
    plain,
    plan_words,
    soon_words,
    values_of,
)
from .nights import by_day
from .readers import link_to, reader

STEPS = 5
"""Steps that a mail names; the plan has the others."""


# --- around a meetup -----------------------------------------------------------------------------
@by_day
def evening_before(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    """To one organiser: the guest list to print, and what to lay ready."""
    found = _organiser_of(message, now=now)
    if isinstance(found, Dropped):
        return found
    user, meetup = found
    if message.revision != revision_of(meetup.revision, meetup.pk % TURNS):
        return Dropped()
    if meetup.starts_at <= now:
        return Dropped(State.EXPIRED)
    with translation.override(user.language):
        context = evening_context(meetup, now=now)
    return Letter(user.email, user.language, EVENING, context)


@by_day
def morning_after(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    """To one organiser: how it was, and the next one. Not while it is still to come."""
    found = _organiser_of(message, now=now)
    if isinstance(found, Dropped):
        return found
    user, meetup = found
    if meetup.ends_at > now:
        return Dropped()
    with translation.override(user.language):
        context = morning_context(meetup, now=now)
    return Letter(user.email, user.language, MORNING, context)


def _organiser_of(message: OutboundMessage, *, now: datetime) -> tuple[User, Meetup] | Dropped:
    """Who it is for and of which meetup, while they organise it and it goes on."""
    members = Member.objects.select_related("user")
    member = members.filter(pk=message.subject_id, role=TeamRole.ORGANISER).first()
    if member is None:
        return Dropped()
    meetups = Meetup.objects.select_related("place", "initiative")
    meetup = meetups.filter(pk=message.group_id or 0, initiative=member.initiative_id).first()
    if meetup is None or meetup.state != MeetupState.SHOWN:
        return Dropped()
    user = reader(member.user, message.kind, now=now)
    return user if isinstance(user, Dropped) else (user, meetup)


def _context(kind: str, meetup: Meetup) -> dict[str, object]:
    values = values_of(meetup, where=agenda_wording.full_where(meetup))
    seat = (meetup.initiative_id, meetup.pk)
    return {
        "subject_when": agenda_wording.start_words(meetup),
        "opening": opening_of(kind, meetup, values),
        "meetup": meetup,
        "title": values["title"],
        "day": values["day"],
        "time": values["time"],
        "where": values["place"],
        "desk": link_to("agenda:desk", *seat),
        "guests": link_to("agenda:guests", *seat),
        "choices": link_to("reminders:choices"),
    }


def evening_context(meetup: Meetup, *, now: datetime) -> dict[str, object]:
    """What it says, in the language that is on. Six queries, however many guests."""
    seat = (meetup.initiative_id, meetup.pk)
    confirmed = meetup.rsvps.filter(state=RsvpState.CONFIRMED)
    people = confirmed.aggregate(sum=Sum("party"))["sum"] or 0
    return _context(EVENING, meetup) | {
        "soon": soon_words(meetup.starts_at, now),
        "people": people,
        "waiting": meetup.rsvps.filter(state=RsvpState.WAITING).count(),
        "needs": [f"{need.number} × {need.get_kind_display()}" for need in needs_of(meetup)],
        "ready": list(_to_lay_ready(meetup, people)),
        "steps": _open_steps(meetup),
        "print": link_to("agenda:guest_list", *seat),
    }


def _to_lay_ready(meetup: Meetup, people: int) -> Iterable[str]:
    """What a team needs that evening, of what the meetup says itself."""
    if people:
        yield _("The guest list on paper, and a pen.")
    if meetup.doors_open_at:
        clock = agenda_wording.hour_words(meetup.doors_open_at)
        yield _("Someone who is there before the doors open, at %(clock)s.") % {"clock": clock}
    elif meetup.is_on_site:
        yield _("Someone who is there half an hour before.")
    if meetup.is_on_site:
        yield _("The key, or the number of who has it.")
        yield _("Something at the door that tells people that they are right.")
        if people:
            words = {"people": agenda_wording.people_words(people)}
            yield _("A place for %(people)s, and one more for who just walks in.") % words
    if meetup.is_online:
        yield _("The link to the online meeting, tried out today.")
    if meetup.children:
        yield _("Something to do for children.")
    yield _("Who says welcome, and who stays to clear up.")


def _open_steps(meetup: Meetup) -> list[str]:
    """What is still to be done before it, in words; nothing of a sensitive plan."""
    if meetup.initiative.is_sensitive or meetup.initiative.status not in OPEN:
        return []
    steps = meetup.initiative.steps.filter(state=StepState.OPEN, due_on__lte=meetup.day)
    return [step.text for step in steps.order_by("due_on", "pk")[:STEPS] if plain(step.text)]


def morning_context(meetup: Meetup, *, now: datetime) -> dict[str, object]:
    """What it says, in the language that is on. Three queries."""
    plan = meetup.initiative_id
    later = Meetup.objects.filter(initiative=plan, starts_at__gt=now)
    following = later.exclude(state=MeetupState.CANCELLED).order_by("starts_at", "pk").first()
    today = timezone.localdate(now)
    return _context(MORNING, meetup) | {
        "when": past_words(meetup.day, today),
        "attended": meetup.attended,
        "came": link_to("agenda:came", plan, meetup.pk),
        "next": agenda_wording.start_words(following) if following else "",
        "next_link": link_to("agenda:desk", plan, following.pk) if following else "",
        "new": link_to("agenda:new", plan) if meetup.initiative.status in OPEN else "",
        "erased_on": agenda_wording.erased_on(meetup),
    }


# --- each day ------------------------------------------------------------------------------------
@by_day
def organiser_digest(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    """To one person, on the day that `message.revision` is: what their plans ask of them."""
    today = timezone.localdate(now)
    if message.revision != today.toordinal():
        return Dropped(State.EXPIRED)
    user = reader(User.objects.filter(pk=message.subject_id).first(), message.kind, now=now)
    if isinstance(user, Dropped):
        return user
    items = organiser_items(user, now=now)
    if not items:
        return Dropped()
    with translation.override(user.language):
        context = {
            "subject_when": agenda_wording.day_words(now),
            "plans": _by_plan(items, now=now),
            "mine": link_to("initiatives:mine"),
            "choices": link_to("reminders:choices"),
        }
    return Letter(user.email, user.language, ORGANISER, context)


def _by_plan(items: list[Item], *, now: datetime) -> list[dict[str, object]]:
    """The lines under the name of their plan, and of one page above its link."""
    today = timezone.localdate(now)
    plans: dict[int, dict[tuple[str, str], list[str]]] = {}
    for item in items:
        page = (link_to(item.url, *item.args), page_words(item))
        plans.setdefault(item.plan.pk, {}).setdefault(page, []).append(item_words(item))
    titles = {item.plan.pk: plan_words(item.plan, today) for item in items}
    return [
        {
            "title": titles[pk],
            "parts": [
                {"page": page, "page_words": words, "lines": lines}
                for (page, words), lines in pages.items()
            ],
        }
        for pk, pages in plans.items()
    ]

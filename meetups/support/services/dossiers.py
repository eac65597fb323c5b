"""What an office keeps about a plan for itself: who reviews it, its tags, notes of colleagues."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetups.accounts.models import Office, User
from meetups.audit.models import Act, Record
from meetups.audit.services import record
from meetups.initiatives.access import Seat
from meetups.initiatives.models import Initiative
from meetups.outbox.services.posting import post

from ..access import Desk
from ..models import Dossier, Tag
from ..models.dossier import NAME
from ..queries.promises import colleagues_of
from .errors import SupportError

MOST_TAGS = 8
_SINCE = datetime(2020, 1, 1, tzinfo=UTC)


def dossier_of(initiative: Initiative) -> Dossier:
    """The dossier of a plan, made when there is none yet."""
    return Dossier.objects.get_or_create(initiative=initiative)[0]


def reviewers_for(office: Office, initiative: Initiative) -> list[User]:
    """Who may review this plan for the office: not who is in its team. One query, by name."""
    return list(colleagues_of(office).exclude(teams__initiative=initiative))


def turn_of(assigned_at: datetime) -> int:
    """Tells one mail about one dossier from the next: by when it was given to someone."""
    return (assigned_at - _SINCE) // timedelta(microseconds=1)


@transaction.atomic
def assign(*, desk: Desk, initiative: Initiative, reviewer: User | None, now: datetime) -> Dossier:
    """Give a plan to a colleague to review, or to nobody; a colleague hears of it by mail.

    Raises SupportError for who does not work there, or is in the team.
    """
    if reviewer is not None and reviewer not in reviewers_for(desk.office, initiative):
        raise SupportError(_("Choose a colleague who is not in the team of this plan."))
    dossier = dossier_of(initiative)
    if dossier.reviewer_id == (reviewer.pk if reviewer else None):
        return dossier
    dossier.reviewer, dossier.assigned_at = reviewer, now if reviewer else None
    dossier.save(update_fields=["reviewer", "assigned_at"])
    if reviewer is not None and reviewer != desk.user:
        post(
            "review_assigned",
            subject_id=dossier.pk,
            group_id=initiative.pk,
            revision=turn_of(now),
            now=now,
        )
    return dossier


@transaction.atomic
def set_tags(
    *,
    desk: Desk,
    initiative: Initiative,
    names: Iterable[str],
    now: datetime,
    seen: Iterable[str] | None = None,
) -> list[Tag]:
    """Have these tags on a plan, and those that colleagues put there since; the tags it has then.

    `seen`: the tags that the change began with. Of those, what is not among the names goes away;
    what a colleague added or took away meanwhile stays so. Without it there are exactly these.
    A tag that the office does not have yet is made. Capitals make no difference. Raises
    SupportError for too many and for too long, ValidationError for what nobody can read.
    """
    # The row of the dossier is the lock: of two at once, the second finds what the first did.
    dossier = Dossier.objects.select_for_update().get(pk=dossier_of(initiative).pk)
    current = dossier.tags.values_list("name", flat=True)
    wanted = merged_tags(names, current if seen is None else seen, current)
    if len(wanted) > MOST_TAGS:
        raise SupportError(_("A plan has at most %(number)d tags.") % {"number": MOST_TAGS})
    if too_long := next((name for name in wanted.values() if len(name) > NAME), None):
        words = {"name": too_long, "number": NAME}
        raise SupportError(
            _("The tag “%(name)s” is too long: write at most %(number)d characters.") % words
        )
    known = {tag.name.casefold(): tag for tag in Tag.objects.filter(office=desk.office)}
    tags = []
    for key, name in wanted.items():
        tag = known.get(key)
        if tag is None:
            Tag(office=desk.office, name=name).full_clean(validate_unique=False)
            tag = Tag.objects.get_or_create(office=desk.office, name=name)[0]
        tags.append(tag)
    dossier.tags.set(tags)
    return tags


def merged_tags(
    names: Iterable[str], seen: Iterable[str], current: Iterable[str]
) -> dict[str, str]:
    """What `names` adds to and takes from `seen`, done to `current`: names by what they are alike
    in."""
    typed, before, there = _by_key(names), _by_key(seen), _by_key(current)
    kept = {key: name for key, name in there.items() if key in typed or key not in before}
    return kept | {key: name for key, name in typed.items() if key not in before | kept}


def _by_key(names: Iterable[str]) -> dict[str, str]:
    column, found = Tag._meta.get_field("name"), dict[str, str]()
    for name in map(column.to_python, names):
        if name:
            found.setdefault(name.casefold(), name)
    return found


def note_access(*, seat: Seat, code: str, now: datetime) -> None:
    """Account for who looks at a sensitive plan for an office: once a person, plan and day."""
    plan = seat.initiative
    if not plan.is_sensitive or _is_noted(seat, now):
        return
    with transaction.atomic():
        # The plan's row is the lock: of two pages at once, the second finds the record.
        Initiative.objects.select_for_update(no_key=True).filter(pk=plan.pk).values_list("pk").get()
        if not _is_noted(seat, now):
            record(Act.ACCESS, by=seat.user.pk, now=now, office=code, about=plan, page="review")


def _is_noted(seat: Seat, now: datetime) -> bool:
    day = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return Record.objects.filter(
        act=Act.ACCESS,
        by=seat.user.pk,
        object_kind=Initiative._meta.label_lower,
        object_id=str(seat.initiative.pk),
        at__gte=day,
        details__page="review",
    ).exists()

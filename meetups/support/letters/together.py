"""Mail about meeting another team, made when it leaves.

It says of the other team only its format, its neighbourhood and a month; of a sensitive plan not
even the format. Names and addresses are in it when both teams said yes.
"""

from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from meetups.initiatives.models import Initiative
from meetups.outbox.letters import Dropped, Letter
from meetups.outbox.models import OutboundMessage

from ..models import Answer, Introduction
from ..queries.introductions import (
    Stage,
    between,
    described,
    other_of,
    own_answer,
    people_to_share,
    stage_of,
)
from .thread import GONE, Reader, organiser, person, words_of


def introduction(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    """To one organiser: another team does much the same. Not when their team answered already."""
    reader = organiser(message)
    if isinstance(reader, Dropped):
        return reader
    row = _row(message, reader.initiative)
    if row is None or stage_of(row, reader.initiative) != Stage.ASKED:
        return GONE if row is None else Dropped()
    with translation.override(reader.language):
        context = _context(row, reader) | {"why": _why(row, reader)}
    return Letter(reader.email, reader.language, "introduction", context)


def introduction_answered(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    """To one organiser: who the other team is, or that it does not go on."""
    reader = organiser(message)
    if isinstance(reader, Dropped):
        return reader
    plan = reader.initiative
    row = _row(message, plan)
    if row is None:
        return GONE
    stage = stage_of(row, plan)
    refused_it = own_answer(row, plan) == Answer.NO
    if stage not in (Stage.AGREED, Stage.ENDED) or refused_it:
        return Dropped()
    people = people_to_share(row, plan) if stage == Stage.AGREED else []
    with translation.override(reader.language):
        context = _context(row, reader) | {
            "is_agreed": stage == Stage.AGREED,
            "people": [
                {"name": person(member.user), "email": member.user.email} for member in people
            ],
        }
    return Letter(reader.email, reader.language, "introduction_answered", context)


def _row(message: OutboundMessage, plan: Initiative) -> Introduction | None:
    mine = Q(first=plan) | Q(second=plan)
    return between(mine & Q(pk=message.revision)).first()


def _context(row: Introduction, reader: Reader) -> dict[str, object]:
    """What both mails say, in the language that is on."""
    other = described(other_of(row, reader.initiative))
    page = reverse("support:introductions", args=[reader.initiative.pk])
    return reader.context | {
        "link": settings.SITE_URL + page,
        "format": other.format,
        "area": other.area,
        "month": date_format(other.starts_on, "F Y"),
    }


def _why(row: Introduction, reader: Reader) -> str:
    """The reason of the office, unless either plan is sensitive: then it is on the page only."""
    return words_of(reader.initiative, words_of(other_of(row, reader.initiative), row.why))

"""Rows of the queue in words, for templates."""

from django import template
from django.utils.translation import gettext as _

from meetups.accounts.models import User
from meetups.initiatives.wording import name_of, organiser_words

from .. import queue_wording as wording
from ..queries.queue import Row

register = template.Library()
register.filter("waits_words", wording.waits_words)
register.filter("waits_look", wording.waits_look)
register.filter("mind_words", wording.mind_words)
register.filter("organiser_words", organiser_words)


@register.filter
def colleague_words(user: User | None) -> str:
    """Their name for colleagues; who has none yet goes by the address of their work."""
    return str(user) if user else name_of(None)


@register.filter
def reviewer_words(user: User | None) -> str:
    """Who reviews a plan, for colleagues."""
    return str(user) if user else _("Nobody yet")


@register.filter
def first_meetup(row: Row) -> str:
    """When it is, and how many more there will be."""
    return wording.meetup_words(row.plan, row.today)

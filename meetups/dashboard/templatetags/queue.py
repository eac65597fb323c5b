"""Rows of the queue in words, for templates."""

from collections.abc import Sequence

from django import template
from django.core.cache import caches
from django.core.cache.utils import make_template_fragment_key
from django.template import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from meetups.accounts.models import User
from meetups.initiatives.wording import name_of, organiser_words

from .. import queue_wording as wording
from ..queries.queue import Row

KEPT_FOR = 3600
_ROW = "dashboard/_queue_row.html", "dashboard/_queue_row_rest.html"
"""Its two halves; the second only where someone can say who reviews the plan."""

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


@register.simple_tag(takes_context=True)
def queue_rows(context: Context, rows: Sequence[Row]) -> SafeString:
    """The rows of the table, of which a page has 25: each is drawn once for all that it tells.

    What no form shares with another, the token and the query, comes between its two halves.
    """
    assigns = context.get("assigns", False)
    names = _ROW if assigns else _ROW[:1]
    hidden = _drawn(context, "dashboard/_queue_row_hidden.html") if assigns else ""
    shared = [context.get(name) for name in ("code", "said", "colleagues")] if assigns else []
    page = make_template_fragment_key("queue_rows", [get_language(), assigns, *shared])
    cache, drawn = caches["desk"], []
    for row in rows:
        key = make_template_fragment_key(page, [row.told, row.reviewer_pk, row.reviewer])
        halves = cache.get(key)
        if halves is None:
            with context.push(row=row):
                halves = [_drawn(context, name) for name in names]
            cache.set(key, halves, KEPT_FOR)
        drawn.append((halves[0], hidden, halves[1] if assigns else ""))
    return format_html_join("      ", "{}{}{}", drawn)


def _drawn(context: Context, name: str) -> SafeString:
    assert context.template is not None
    return context.template.engine.get_template(name).render(context)

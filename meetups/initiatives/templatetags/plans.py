"""Plans in words, for templates; and what a page of one has dozens of, as quick as it can be."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from django import template
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from .. import plan_wording, wording
from ..addresses import address_of, pattern_of
from ..lifecycle import Status
from ..models import Initiative, Step
from ..views.timeline import ACTS, Line, Shape
from ..views.workspace import TABS

register = template.Library()
register.filter("days_left_words", plan_wording.days_left_words)
register.filter("too_late_words", plan_wording.too_late_words)
register.filter("office_words", plan_wording.office_words)
register.filter("doer_words", wording.doer_words)
register.filter("name_words", wording.name_of)
register.simple_tag(address_of, name="plan_url")


@register.filter
def choice_words(row: Model, column: str) -> str:
    """The words of a code in a column; Django's own goes through all of its words each time."""
    code = getattr(row, column)
    return str(_words_of(type(row), column).get(code, code))


@cache
def _words_of(model: type[Model], column: str) -> Mapping[Any, Any]:
    return dict(model._meta.get_field(column).flatchoices)  # type: ignore[union-attr]


@register.simple_tag
def plan_tabs(pk: int, tab: str) -> SafeString:
    """Links to the pages of a plan, of which this is one."""
    return format_html(_tabs(tab, get_language() or ""), pk)


@cache
def _tabs(tab: str, language: str) -> str:
    tabs = [(name, pattern_of(name, 1, language), words) for name, words in TABS]
    return render_to_string("initiatives/_tabs.html", {"tabs": tabs, "tab": tab})


@register.simple_tag
def status_badge(status: str) -> SafeString:
    """Where a plan stands."""
    return _badge(status, get_language() or "")


@cache
def _badge(status: str, _language: str) -> SafeString:
    words = Status(status).label
    return render_to_string("initiatives/_status.html", {"status": status, "words": words})


@register.simple_tag
def due_words(step: Step, initiative: Initiative, today: date) -> str:
    """When a step must be done, or how late it is."""
    return wording.due_words(step, initiative.first_date, today)


@register.simple_tag
def step_line(line: Line, pk: int, token: str, *, is_back: bool) -> SafeString:
    """A step on the timeline of a plan; `token`: the `csrf_token` of the page. `is_back`: whether
    the reader comes back to it."""
    return format_html(
        _step(line.shape, is_back, get_language() or ""),
        pk,
        line.key,
        key=line.key,
        token=token,
        day=line.day,
        when=line.when,
        text=line.text,
        said=line.said,
        about=line.about,
    )


@cache
def _step(shape: Shape, is_back: bool, language: str) -> str:
    """Such a line with places for what differs from step to step, by name; in addresses `{0}` and
    `{1}` are the keys of the plan and of the step."""
    acts = [
        (ACTS[act], pattern_of(f"initiatives:{ACTS[act].page}", 2, language)) for act in shape.acts
    ]
    look = {"shape": shape, "acts": acts, "is_back": is_back}
    return render_to_string("initiatives/_step.html", look)

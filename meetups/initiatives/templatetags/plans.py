"""Plans in words, for templates."""

from datetime import date

from django import template

from .. import plan_wording, wording
from ..models import Initiative, Step

register = template.Library()
register.filter("days_left_words", plan_wording.days_left_words)
register.filter("too_late_words", plan_wording.too_late_words)
register.filter("office_words", plan_wording.office_words)
register.filter("doer_words", wording.doer_words)
register.filter("name_words", wording.name_of)


@register.simple_tag
def due_words(step: Step, initiative: Initiative, today: date) -> str:
    """When a step must be done, or how late it is."""
    return wording.due_words(step, initiative.first_date, today)

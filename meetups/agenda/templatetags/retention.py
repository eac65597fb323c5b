"""What is kept of guests, for the privacy page: `{% load retention %}`."""

from django import template

from ..retention import RETENTION, Kept

register = template.Library()


@register.simple_tag
def kept_of_guests() -> tuple[Kept, ...]:
    """The lines of the table that the purge follows too."""
    return RETENTION

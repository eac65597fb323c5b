"""Words about places for templates: `{% load strengths %}`."""

from django import template

from ..pieces import strength_drawn
from ..strengths import wording

register = template.Library()
register.filter("facts", wording.facts_of)
register.filter("access", wording.access_of)
register.filter("drawn", strength_drawn)

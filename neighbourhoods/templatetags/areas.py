"""Words about areas for templates: `{% load areas %}`."""

from django import template

from .. import wording

register = template.Library()
register.filter("place", wording.place_of)
register.filter("people", wording.people_of)

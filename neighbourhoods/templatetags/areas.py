"""Words about areas for templates: `{% load areas %}`."""

from django import template

from .. import listing, wording

register = template.Library()
register.filter("place", wording.place_of)
register.filter("people", wording.people_of)
register.filter("listing", listing.listing_of)
register.filter("cells", listing.cells_of)

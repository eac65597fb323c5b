"""The front door to an area: areas are public, so they are fetched directly."""

from django.http import Http404

from .models import Area
from .queries import area_at


def get_area(code: str) -> Area:
    """An area with all that it lies in; 404 when there is none with this code."""
    if area := area_at(code):
        return area
    raise Http404

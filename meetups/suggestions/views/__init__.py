"""Pages of the guide and the library, for everyone."""

from django.http import Http404

from neighbourhoods.models import Area
from neighbourhoods.queries import area_at


def area_or_404(code: str | None) -> Area | None:
    """The area of the guide, with what it lies in; the guide may also be walked without one.

    Areas are public, so they are fetched directly.
    """
    if not code:
        return None
    if area := area_at(code):
        return area
    raise Http404

"""Pages of the guide and the library, for everyone."""

from neighbourhoods.access import get_area
from neighbourhoods.models import Area


def area_or_404(code: str | None) -> Area | None:
    """The area of the guide, with what it lies in; the guide may also be walked without one."""
    return get_area(code) if code else None

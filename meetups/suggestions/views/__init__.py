"""Pages of the guide and the library, for everyone."""

from django.shortcuts import get_object_or_404

from neighbourhoods.models import Area


def area_or_404(code: str | None) -> Area | None:
    """The area of the guide, with what it lies in; the guide may also be walked without one.

    Areas are public, so they are fetched directly.
    """
    return get_object_or_404(Area.objects.with_ancestors(), code=code) if code else None

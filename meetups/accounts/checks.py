"""What `manage.py check --database default`, and each migration, says about the settings."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004
from django.db import DatabaseError

from .models import Office
from .oidc import configured


@register(Tags.database)
def check_offices(databases: Sequence[str] | None = None, **more: Any) -> list[CheckMessage]:
    """A municipality that signs in but has no office: its button stays away."""
    codes = set(configured())
    if not databases or not codes:
        return []
    try:
        known = set(
            Office.objects.filter(area__code__in=codes).values_list("area__code", flat=True)
        )
    except DatabaseError:  # before the first migration
        return []
    return [
        Warning(
            f"OFFICE_SIGN_IN names {code}, but there is no office of that municipality.",
            hint="Make the office in the admin, or take the code out of OFFICE_SIGN_IN.",
            id="accounts.W001",
        )
        for code in sorted(codes - known)
    ]

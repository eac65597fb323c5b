"""What every page of the demo knows; outside the demo this does not exist."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url

from .people import PEOPLE


def demo(request: HttpRequest) -> dict[str, Any]:
    """That this is a demo, where to sign in and as whom."""
    return {"demo": True, "demo_people": PEOPLE, "demo_sign_in": resolve_url(settings.LOGIN_URL)}

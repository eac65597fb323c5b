"""The link by which someone stops mail of one kind: it says which, and whose, in a sealed word."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from meetups.sealing import UnsealError, seal, unseal

from .services.addresses import digests_of

ABOUT = "stop"


@dataclass(frozen=True)
class Stop:
    """What a link stops."""

    digest: str
    kind: str


def stop_url(*, address: str, kind: str, language: str) -> str:
    """Where the owner of an address stops mail of a kind. It works as long as our keys do."""
    word = seal(f"{digests_of(address)[0]} {kind}", about=ABOUT)
    token = urlsafe_b64encode(word).decode().rstrip("=")
    with translation.override(language):
        return settings.SITE_URL + reverse("outbox:stop", args=[token])


def read(token: str) -> Stop | None:
    """What the token of a link says; None when it is not one of ours."""
    try:
        word = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        digest, kind = unseal(word, about=ABOUT).split(" ")
    except (UnsealError, ValueError):
        return None
    return Stop(digest, kind) if kind in settings.OUTBOX_OPTIONAL_KINDS else None

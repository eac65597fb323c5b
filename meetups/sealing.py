"""What the database must not tell: sealed, or known by a digest only, with keys outside it.

`settings.SEALING_KEYS` holds them. The first seals; all of them open, so that a key can be
replaced: put a new one in front, run `manage.py reseal`, and take the old one out later.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode
from contextlib import suppress

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

KEY_BYTES = 32
NONCE_BYTES = 12
TOKEN_BYTES = 32


class UnsealError(Exception):
    """None of our keys opens it, or it was sealed for something else."""


def seal(text: str, *, about: str) -> bytes:
    """The text, readable only with the key. `about` says what it is, and must be said to open."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(keys()[0]).encrypt(nonce, text.encode(), about.encode())


def unseal(sealed: bytes | memoryview, *, about: str) -> str:
    """What was sealed. Raises UnsealError."""
    for key in keys():
        with suppress(InvalidTag, ValueError):
            return _open(sealed, key, about)
    raise UnsealError(about)


def is_newest(sealed: bytes | memoryview, *, about: str) -> bool:
    """Whether the newest key opens it, so that the others are not needed for it."""
    try:
        _open(sealed, keys()[0], about)
    except (InvalidTag, ValueError):
        return False
    return True


def _open(sealed: bytes | memoryview, key: bytes, about: str) -> str:
    sealed = bytes(sealed)  # PostgreSQL gives a memoryview
    nonce, secret = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    return AESGCM(key).decrypt(nonce, secret, about.encode()).decode()


def digests(text: str, *, about: str) -> list[str]:
    """By which the text can be found without being kept: 64 hex digits, one for each key.

    New rows take the first; a search takes them all. `about` keeps digests of one address in two
    places from being the same.
    """
    message = f"{about}\0{text}".encode()
    return [hmac.new(key, message, hashlib.sha256).hexdigest() for key in keys()]


def sha256(token: str) -> str:
    """How a token is kept to find it by: 64 hex digits. It is random, so no key is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """What opens somebody's page: 256 random bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def keys() -> list[bytes]:
    """The keys, newest first, as `AESGCM` takes them."""
    return [urlsafe_b64decode(key) for key in settings.SEALING_KEYS]


def are_keys(texts: list[str]) -> bool:
    """Whether these can be SEALING_KEYS: at least one, and each of 32 bytes in base64."""
    try:
        return bool(texts) and all(len(urlsafe_b64decode(text)) == KEY_BYTES for text in texts)
    except ValueError:
        return False

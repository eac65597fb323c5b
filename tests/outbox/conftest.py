"""What tests of the outbox share: kinds of mail of their own, and a place for workers."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from pytest_django import Settings

from tests.outbox.letters import KINDS
from tests.outbox.sink import Sink, listening


@pytest.fixture
def kinds(settings: Settings) -> None:
    """Only the kinds of `tests.outbox.letters`; notes to guests can be stopped."""
    settings.OUTBOX_KINDS = KINDS
    settings.OUTBOX_OPTIONAL_KINDS = {"guest_note"}


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    """A mail server that this site sends to."""
    with listening(Sink()) as found:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", found.port
        yield found


@pytest.fixture
def database_url(transactional_db: None) -> str:
    """Where programs find the database of this test."""
    name = connection.settings_dict["NAME"]
    server = os.environ.get("TEST_DATABASE_URL")
    return f"{server.rsplit('/', 1)[0]}/{name}" if server else f"sqlite:///{name}"


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """A VAR_DIR with a path that is short enough for a socket."""
    folder = django_settings.VAR_DIR / f"w{os.getpid()}"
    folder.mkdir(exist_ok=True)
    return folder

"""No room under the database: a page of ours, nothing half written, and on again when there is."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from meetups.accounts import sessions
from meetups.accounts.models import User
from meetups.suggestions.models import SavedAdvice
from tests.suggestions.answers import CALM

SAVE = "/en/guide/save/"
MOST = 300
"""Advices that fit in the room that a table has left, and more."""


@contextmanager
def no_room_left() -> Iterator[None]:
    """SQLite gets no page more. PostgreSQL says of a table what it says when its disk is full."""
    table = SavedAdvice._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA max_page_count=1")  # as large as it is
        else:
            cursor.execute(
                "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                " RAISE 'could not extend file: No space left on device' USING ERRCODE = '53100';"
                " END $$"
            )
            cursor.execute(
                f"CREATE TRIGGER no_room BEFORE INSERT ON {table} EXECUTE FUNCTION no_room()"
            )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA max_page_count=1073741823")
            else:
                cursor.execute("DROP FUNCTION no_room() CASCADE")


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_written_gets_a_page_that_asks_for_patience(
    client: Client, catalogue: object, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"save_advice": "9999/h/ip"}
    with no_room_left():
        answers = [client.post(SAVE, CALM)]
        while answers[-1].status_code == 302 and len(answers) < MOST:
            answers.append(client.post(SAVE, CALM))
        refused = answers.pop()
        assert refused.status_code == 503
        assert "We are away for a moment" in refused.content.decode()
        assert '<section lang="nl">' in refused.content.decode()
        assert "Traceback" not in refused.content.decode()
        assert SavedAdvice.objects.count() == len(answers)
        assert client.get("/en/formats/").status_code == 200  # reading goes on
    assert "The database does not answer" in caplog.text
    assert client.post(SAVE, CALM).status_code == 302


def test_a_session_that_cannot_be_written_gets_the_same_page(
    client: Client, organiser: User
) -> None:
    """The session is written after the view, where no middleware of ours hears of it."""

    def full(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith(("UPDATE", "INSERT")) and "django_session" in sql:
            raise OperationalError("database or disk is full")
        return execute(sql, *rest)

    client.raise_request_exception = False
    client.force_login(organiser)
    session = client.session
    session[sessions.SEEN] -= 2 * sessions.NOTE_EVERY.total_seconds()
    session.save()
    with connection.execute_wrapper(full):
        answer = client.get("/en/initiatives/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "We are away for a moment" in answer.content.decode()

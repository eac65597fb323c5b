"""The line to the mail server: kept for many messages, and cut when one takes too long."""

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.mail import EmailMessage
from pytest_django import Settings

from meetups.outbox.smtp import NotSentError, PostOffice
from tests.outbox.sink import Sink
from tests.smtp import Sink as Refuser
from tests.smtp import smtp

__all__ = ["smtp"]


def message(number: int = 1) -> EmailMessage:
    return EmailMessage("Hi", "Text", to=[f"guest{number}@example.org"])


def refusal(post_office: PostOffice) -> NotSentError:
    with pytest.raises(NotSentError) as caught:
        post_office.send(message())
    return caught.value


def test_one_line_for_many_messages(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[object] = []
    connect = socket.create_connection

    def noted(*args: Any, **options: Any) -> socket.socket:
        calls.append(args)
        return connect(*args, **options)

    monkeypatch.setattr(socket, "create_connection", noted)
    with PostOffice(seconds=5) as post_office:
        for number in range(5):
            post_office.send(message(number))
    assert (len(sink.accepted), len(calls)) == (5, 1)


def test_a_refused_message_does_not_end_the_line(smtp: Refuser) -> None:
    smtp.refuse.add("guest1@example.org")
    with PostOffice(seconds=5) as post_office:
        error = refusal(post_office)
        assert (error.is_final, error.has_no_mailbox, error.is_away) == (True, True, False)
        post_office.send(message(2))
    assert len(smtp.messages) == 1


@pytest.mark.parametrize("says_goodbye", [True, False])
def test_a_line_that_the_server_ends_is_made_anew(sink: Sink, says_goodbye: bool) -> None:
    sink.most_each_line, sink.says_goodbye = 2, says_goodbye
    with PostOffice(seconds=5) as post_office:
        for number in range(5):
            post_office.send(message(number))
    assert [accepted.to for accepted in sink.accepted] == [
        f"guest{number}@example.org" for number in range(5)
    ]


@pytest.mark.parametrize(("says_goodbye", "is_away"), [(True, True), (False, False)])
def test_a_server_that_ends_each_line_is_not_called_without_end(
    sink: Sink, says_goodbye: bool, is_away: bool
) -> None:
    sink.most_each_line, sink.says_goodbye = -1, says_goodbye
    with PostOffice(seconds=5) as post_office:
        assert refusal(post_office).is_away == is_away
    assert sum(sink.each_line.values()) == 1


def test_what_the_server_may_have_taken_is_not_told_again(sink: Sink) -> None:
    """It goes back to the outbox, where its end is a matter of minutes."""
    sink.loses_reply_of = {"guest1@example.org"}
    with PostOffice(seconds=5) as post_office:
        post_office.send(message(0))
        assert not refusal(post_office).is_away
    assert [accepted.to for accepted in sink.accepted] == [
        f"guest{number}@example.org" for number in range(2)
    ]


def test_the_watch_lets_a_quiet_line_be_and_cuts_the_next_that_takes_too_long(sink: Sink) -> None:
    with PostOffice(seconds=0.3) as post_office:
        post_office.send(message(0))
        time.sleep(0.4)
        post_office.send(message(2))
        assert len(sink.each_line) == 1
        sink.answer_seconds = 2
        start = time.monotonic()
        refusal(post_office)
        assert time.monotonic() - start < 1.5
    sink.answer_seconds = 0


@pytest.fixture
def dribbler(settings: Settings) -> Iterator[None]:
    """A mail server that says something all the time, and never comes to an end."""
    stop = threading.Event()
    server = socket.create_server(("127.0.0.1", 0))

    def dribble() -> None:
        line, _address = server.accept()
        with line:
            line.sendall(b"220-")
            while not stop.wait(0.05):
                try:
                    line.sendall(b"a")
                except OSError:
                    return

    thread = threading.Thread(target=dribble, daemon=True)
    thread.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()
    yield
    stop.set()
    server.close()
    thread.join(5)


def test_a_server_that_dribbles_is_cut_off(dribbler: None) -> None:
    """No timeout of a socket would: each byte comes in time."""
    start = time.monotonic()
    with PostOffice(seconds=0.5) as post_office:
        error = refusal(post_office)
    assert 0.4 < time.monotonic() - start < 3
    assert error.is_away


def test_a_server_that_thinks_too_long_is_cut_off(sink: Sink) -> None:
    sink.answer_seconds = 2
    start = time.monotonic()
    with PostOffice(seconds=0.3) as post_office:
        error = refusal(post_office)
    assert time.monotonic() - start < 1.5
    assert (error.is_away, error.is_final) == (False, False)
    sink.answer_seconds = 0

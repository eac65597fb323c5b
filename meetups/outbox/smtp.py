"""The way to the mail server: one connection for many messages, and a total time for each.

Timeouts of sockets count from byte to byte, so a server that dribbles could keep a worker for
hours. Here a watch cuts the line when the time of a message is over.
"""

import re
import smtplib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.db import InterfaceError, OperationalError

SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
CUT_AGAIN_SECONDS = 0.2
GOODBYE_SECONDS = 1
STATUS = re.compile(rb"\s*([245]\.\d{1,3}\.\d{1,3})\b")
NO_SUCH_ADDRESS = re.compile(r"5\.1\.(?:1|2|3|6|10)$")
"""Mailbox or domain is not there, moved away, or takes no mail (RFC 3463 and 7505)."""
DATABASE_IS_AWAY = (OperationalError, InterfaceError)


class NotSentError(Exception):
    """The mail server did not take a message. `why` names no address."""

    def __init__(
        self,
        why: str,
        *,
        is_final: bool = False,
        is_away: bool = False,
        has_no_mailbox: bool = False,
    ) -> None:
        super().__init__(why)
        self.why = why
        self.is_final = is_final
        """Trying again will not help."""
        self.is_away = is_away
        """No message can be sent now, this one or another."""
        self.has_no_mailbox = has_no_mailbox


class PostOffice:
    """Sends messages one after the other. A context manager: the connection ends with it."""

    def __init__(self, *, seconds: float) -> None:
        """`seconds`: how long one message may take in all, with connecting."""
        self.seconds = seconds
        is_smtp = settings.EMAIL_BACKEND == SMTP_BACKEND
        self.backend: BaseEmailBackend = TimedBackend() if is_smtp else get_connection()

    def __enter__(self) -> "PostOffice":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._hang_up(with_goodbye=True)

    def send(self, message: EmailMessage) -> None:
        """Send it. Raises NotSentError, and what the database says when it is away."""
        if not isinstance(self.backend, TimedBackend):
            self._send(message)
            return
        with self.backend.within(self.seconds):
            try:
                self.backend.open_or_reopen()
            except Exception as error:  # each of the many ways in which there is no server now
                self._hang_up()
                raise NotSentError(_name(error), is_away=True) from error
            self._send(message)

    def _send(self, message: EmailMessage) -> None:
        try:
            if self.backend.send_messages([message]) != 1:
                raise NotSentError("not taken")
        except (NotSentError, *DATABASE_IS_AWAY):
            raise
        except smtplib.SMTPRecipientsRefused as error:
            raise _refusal(*next(iter(error.recipients.values())), is_address=True) from error
        except smtplib.SMTPSenderRefused as error:  # about us, not about this message
            raise NotSentError(_code(error.smtp_code, error.smtp_error), is_away=True) from error
        except smtplib.SMTPDataError as error:
            raise _refusal(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:
            raise NotSentError(_name(error), is_final=True) from error
        except Exception as error:
            self._hang_up()
            raise NotSentError(_name(error)) from error

    def _hang_up(self, *, with_goodbye: bool = False) -> None:
        if isinstance(self.backend, TimedBackend):
            self.backend.hang_up(with_goodbye=with_goodbye)
        else:
            self.backend.close()


class TimedBackend(EmailBackend):
    """Django's, with a total time for what is done `within` it."""

    deadline = float("inf")

    @property
    def connection_class(self) -> Any:
        """What Django calls to connect."""
        return self._connect

    def _connect(self, host: str, port: int, **options: Any) -> smtplib.SMTP:
        """Connect as smtplib would by itself, but within the reach of the watch from the start."""
        kind = smtplib.SMTP_SSL if self.use_ssl else smtplib.SMTP
        options["timeout"] = self._left(self.timeout or float("inf"))
        self.connection = connection = kind(**options)
        connection._host = host  # type: ignore[attr-defined]  # TLS checks the server by this name
        code, text = connection.connect(host, port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, text)
        return connection

    def open(self) -> bool | None:
        """Connect when there is no connection. Raises TimeoutError when that took all the time."""
        try:
            is_new = super().open()
        except BaseException:
            self.hang_up()
            raise
        if self.connection and self.connection.sock:
            self.connection.sock.settimeout(self._left(float("inf")))
        return is_new

    def open_or_reopen(self) -> None:
        """Connect, also when the server ended the connection since the last message."""
        try:
            is_open = self.connection is not None and self.connection.noop()[0] == 250
        except (OSError, smtplib.SMTPException):
            is_open = False
        if not is_open:
            self.hang_up()
            self.open()

    def hang_up(self, *, with_goodbye: bool = False) -> None:
        """Close; a goodbye takes a server that listens no time, and no other gets a second."""
        connection, self.connection = self.connection, None
        if connection is None:
            return
        with suppress(OSError, smtplib.SMTPException):
            if with_goodbye and connection.sock:
                connection.sock.settimeout(GOODBYE_SECONDS)
                connection.quit()
        connection.close()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Cut the connection when this is not over in time."""
        self.deadline = time.monotonic() + seconds
        over = threading.Event()
        watch = threading.Thread(target=self._watch, args=(seconds, over), daemon=True)
        watch.start()
        try:
            yield
        finally:
            over.set()
            watch.join()

    def _watch(self, seconds: float, over: threading.Event) -> None:
        while not over.wait(seconds):
            sock = getattr(self.connection, "sock", None)
            if sock is not None:
                with suppress(OSError):
                    socket.socket.shutdown(sock, socket.SHUT_RDWR)  # also under TLS
            seconds = CUT_AGAIN_SECONDS

    def _left(self, most: float) -> float | None:
        """The seconds that are left, at most as many. Raises TimeoutError when there are none."""
        left = min(most, self.deadline - time.monotonic())
        if left <= 0:
            raise TimeoutError
        return None if left == float("inf") else left


def _refusal(code: int, text: bytes | str, *, is_address: bool = False) -> NotSentError:
    """What the server's answer to one message means."""
    why = _code(code, text)
    return NotSentError(
        why,
        is_final=500 <= code < 600,
        is_away=code == 421,
        has_no_mailbox=code >= 500 and bool(NO_SUCH_ADDRESS.search(why)),
    )


def _code(code: int, text: bytes | str) -> str:
    """The numbers of an answer; its words may hold the address."""
    status = STATUS.match(text.encode(errors="replace") if isinstance(text, str) else text)
    return f"{code} {status[1].decode()}" if status else str(code)


def _name(error: Exception) -> str:
    code = getattr(error, "smtp_code", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__

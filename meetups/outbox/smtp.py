"""The way to the mail server: one connection for many messages, and a total time for each.

Timeouts of sockets count from byte to byte, so a server that dribbles could keep a worker for
hours. Here a watch cuts the line when the time of a message is over.
"""

import re
import smtplib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import lru_cache
from types import TracebackType
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address
from django.db import InterfaceError, OperationalError

from .wire import to_bytes

SMTP_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
CUT_AGAIN_SECONDS = 0.2
GOODBYE_SECONDS = 1
STATUS = re.compile(rb"\s*([245]\.\d{1,3}\.\d{1,3})\b")
NO_SUCH_ADDRESS = re.compile(r"5\.1\.(?:1|2|3|6|10)$")
"""Mailbox or domain is not there, moved away, or takes no mail (RFC 3463 and 7505)."""
PLAIN_ADDRESS = re.compile(r"[\w+-]+(?:\.[\w+-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
"""One in which nothing is to be encoded; to see so takes Django long."""
SERVICE_ENDS = 421
"""What a server says when it ends the line, whatever it was asked."""
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


class LineLostError(Exception):
    """The server ended a line that it had let be, before it heard who the next message is for.

    So calling it again does no harm.
    """


class PostOffice:
    """Sends messages one after the other. A context manager: the connection ends with it."""

    def __init__(self, *, seconds: float) -> None:
        """`seconds`: how long one message may take in all, with connecting."""
        is_smtp = settings.EMAIL_BACKEND == SMTP_BACKEND
        self.backend: BaseEmailBackend = (
            TimedBackend(seconds=seconds) if is_smtp else get_connection()
        )

    def __enter__(self) -> "PostOffice":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._hang_up(with_goodbye=True)
        if isinstance(self.backend, TimedBackend):
            self.backend.end_watch()

    def send(self, message: EmailMessage) -> None:
        """Send it. Raises NotSentError, and what the database says when it is away."""
        if not isinstance(self.backend, TimedBackend):
            self._send(message)
            return
        with self.backend.within():
            if self.backend.connection is not None:
                with suppress(LineLostError):
                    self._send(message)
                    return
                self._hang_up()
            try:
                self.backend.open()
            except Exception as error:  # each of the many ways in which there is no server now
                self._hang_up()
                raise NotSentError(_name(error), is_away=True) from error
            self._send(message)

    def _send(self, message: EmailMessage) -> None:
        try:
            if self.backend.send_messages([message]) != 1:
                raise NotSentError("not taken")
        except (NotSentError, LineLostError, *DATABASE_IS_AWAY):
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


class PlainLine(smtplib.SMTP):
    """A line to the server, without TLS or with STARTTLS, that knows how far it came."""

    is_used = False
    """Whether a message went over it, or tried to."""
    is_addressed = False
    """Whether the server may have heard who the message of now is for."""

    def rcpt(self, recip: str, options: Any = ()) -> tuple[int, bytes]:
        self.is_addressed = True
        return super().rcpt(recip, options)


class SecureLine(PlainLine, smtplib.SMTP_SSL):
    """The same, with TLS from the start."""


class Watch:
    """Cuts a line when the time for what is done with it is over.

    One thread watches for many messages: starting one costs more than sending a message does. It
    need not be told of each, since a message always has the same time: none can be over before
    the watch, which sleeps as long, looks again.
    """

    def __init__(self, seconds: float, cut: Callable[[], None]) -> None:
        self.seconds = seconds
        self.cut = cut
        self.deadline = float("inf")
        self.guard = threading.Lock()
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)
        self.thread.start()

    @contextmanager
    def within(self) -> Iterator[None]:
        """Cut the line when this is not over in time."""
        with self.guard:
            self.deadline = time.monotonic() + self.seconds
        try:
            yield
        finally:
            with self.guard:
                self.deadline = float("inf")

    def end(self) -> None:
        self.over.set()
        self.thread.join()

    def _look(self) -> None:
        wait = self.seconds
        while not self.over.wait(wait):
            with self.guard:  # so that it is not the next message that is cut
                left = self.deadline - time.monotonic()
                if left <= 0:
                    self.cut()
            wait = min(left, self.seconds) if left > 0 else CUT_AGAIN_SECONDS


class TimedBackend(EmailBackend):
    """Django's, with a total time for what is done `within` it."""

    def __init__(self, *, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds
        self.watch: Watch | None = None

    @property
    def connection_class(self) -> Any:
        """What Django calls to connect."""
        return self._connect

    def _connect(self, host: str, port: int, **options: Any) -> smtplib.SMTP:
        """Connect as smtplib would by itself, but within the reach of the watch from the start."""
        kind = SecureLine if self.use_ssl else PlainLine
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

    def _send(self, message: EmailMessage) -> bool:
        """As Django does. Raises LineLostError when the line was dead and calling again is safe."""
        line: Any = self.connection
        encoding = message.encoding or settings.DEFAULT_CHARSET
        readers = [_reader(address, encoding) for address in message.recipients()]
        if not readers:
            return False
        sender = _sender(message.from_email, encoding)
        content = getattr(message, "wire", None) or to_bytes(message.message())
        was_used, line.is_used, line.is_addressed = line.is_used, True, False
        try:
            line.sendmail(sender, readers, content)
        except OSError as error:  # those of smtplib are too
            if was_used and not line.is_addressed and _ends_the_line(error):
                raise LineLostError from error
            raise
        return True

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

    def within(self) -> AbstractContextManager[None]:
        """Cut the connection when this is not over in time."""
        if self.watch is None:
            self.watch = Watch(self.seconds, self._cut)
        return self.watch.within()

    def end_watch(self) -> None:
        watch, self.watch = self.watch, None
        if watch is not None:
            watch.end()

    def _cut(self) -> None:
        sock = getattr(self.connection, "sock", None)
        if sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)  # also under TLS

    def _left(self, most: float) -> float | None:
        """The seconds that are left, at most as many. Raises TimeoutError when there are none."""
        deadline = self.watch.deadline if self.watch else float("inf")
        left = min(most, deadline - time.monotonic())
        if left <= 0:
            raise TimeoutError
        return None if left == float("inf") else left


def _refusal(code: int, text: bytes | str, *, is_address: bool = False) -> NotSentError:
    """What the server's answer to one message means."""
    why = _code(code, text)
    return NotSentError(
        why,
        is_final=500 <= code < 600,
        is_away=code == SERVICE_ENDS,
        has_no_mailbox=code >= 500 and bool(NO_SUCH_ADDRESS.search(why)),
    )


@lru_cache(maxsize=8)
def _sender(address: str, encoding: str) -> str:
    """Ours, in all mail: read once."""
    return str(sanitize_address(address, encoding))


def _reader(address: str, encoding: str) -> str:
    return address if PLAIN_ADDRESS.fullmatch(address) else str(sanitize_address(address, encoding))


def _ends_the_line(error: OSError) -> bool:
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code == SERVICE_ENDS
    is_about_a_message = isinstance(error, smtplib.SMTPException)
    return isinstance(error, smtplib.SMTPServerDisconnected) or not is_about_a_message


def _code(code: int, text: bytes | str) -> str:
    """The numbers of an answer; its words may hold the address."""
    status = STATUS.match(text.encode(errors="replace") if isinstance(text, str) else text)
    return f"{code} {status[1].decode()}" if status else str(code)


def _name(error: Exception) -> str:
    code = getattr(error, "smtp_code", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__

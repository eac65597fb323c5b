"""A mail server on this machine that notes what it accepts, and fails as mail servers do."""

import asyncio
import random
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from typing import NamedTuple

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Accepted(NamedTuple):
    """A message that was taken, with the moment of it (Unix time)."""

    message_id: str
    to: str
    at: float


class Sink:
    """`refuses`: the part of the messages that get a 451, a 452, or a cut line.

    `most_each_line`: after how many messages it ends a line, with a word of it or without.
    """

    def __init__(self, *, refuses: float = 0, seed: int = 1) -> None:
        self.refuses = refuses
        self.accepted: list[Accepted] = []
        self.refused = 0
        self.answer_seconds = 0.0
        self.most_each_line = 0
        self.says_goodbye = True
        self.each_line: dict[int, int] = {}
        self.loses_reply_of: set[str] = set()
        self.chance = random.Random(seed)
        self.port = 0

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        count = self.each_line[id(session)] = self.each_line.get(id(session), 0) + 1
        if self.most_each_line and count > self.most_each_line:
            assert isinstance(server.transport, asyncio.Transport)
            if not self.says_goodbye:
                server.transport.abort()
            return "421 4.7.0 Enough for one line"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802  (aiosmtpd looks for this name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.chance.random() < self.refuses / 2:
            self.refused += 1
            return "451 4.7.1 Come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        fault = self.chance.random()
        if fault < self.refuses / 2:
            self.refused += 1
            if fault < self.refuses / 4:
                return "452 4.3.1 The disk is full"
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
            return "451"
        await asyncio.sleep(self.answer_seconds)
        (to,) = envelope.rcpt_tos
        message_id = message_from_bytes(envelope.original_content or b"")["Message-ID"]
        self.accepted.append(Accepted(str(message_id), to, time.time()))
        if to in self.loses_reply_of:
            self.loses_reply_of.remove(to)
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return "250 OK"

    @property
    def distinct(self) -> int:
        """How many messages came, copies of one counted once."""
        return len({message.message_id for message in self.accepted})

    @property
    def copies(self) -> int:
        """How many came beyond the first of each."""
        return len(self.accepted) - self.distinct

    @property
    def ids_each(self) -> int:
        """The most Message-IDs that one reader got: 1 when every copy has the same."""
        pairs = {(message.to, message.message_id) for message in self.accepted}
        return max(Counter(to for to, _id in pairs).values(), default=0)


@contextmanager
def listening(sink: Sink) -> Iterator[Sink]:
    """Let it listen on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        sink.port = free.getsockname()[1]
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()

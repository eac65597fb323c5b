"""`manage.py send_due`: what the worker does, without broker or worker."""

import logging
import signal
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand
from django.db import close_old_connections, connection

from meetups import clock
from meetups.outbox.services import sending, upkeep
from meetups.outbox.smtp import DATABASE_IS_AWAY

logger = logging.getLogger(__name__)
LOOK_SECONDS = 5.0
CLOCK_SECONDS = 60


class Command(BaseCommand):
    help = "Send the mail that is due; with --loop, go on doing so until told to stop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", action="store_true", help="stay, and look every few seconds")
        parser.add_argument("--seconds", type=float, default=LOOK_SECONDS, help="between two looks")

    def handle(self, *args: Any, loop: bool, seconds: float, **options: Any) -> None:
        if not loop:
            sending.send_due()
            return
        stopping = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopping.set())
        self.began = time.time() - time.monotonic()
        while not stopping.is_set():
            more = self.look()
            if not more:
                stopping.wait(seconds)

    def look(self) -> bool:
        """Send for a while; a database that is away is tried again. Returns whether more is due."""
        close_old_connections()
        try:
            self.mind_the_clock()
            return sending.take_turn()
        except DATABASE_IS_AWAY as error:
            logger.error("The database does not answer: %s.", type(error).__name__)
            connection.close()
            return False

    def mind_the_clock(self) -> None:
        """Where no worker has a heartbeat, this is who notices that the clock went back."""
        begins = time.time() - time.monotonic()
        if begins < self.began - CLOCK_SECONDS:
            logger.warning("The clock went back; mail is turned back too.")
            upkeep.turn_back(now=clock.now())
        self.began = begins

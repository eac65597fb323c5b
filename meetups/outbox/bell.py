"""Telling a worker that there is mail. Nobody waits for it, and nothing depends on it.

A thread of its own rings, so that a request is done when its transaction is, also when the broker
is down or slow. A ring that gets lost costs seconds: beat rings too.
"""

import logging
import os
import threading
import time

from meetups.celery import app

logger = logging.getLogger(__name__)
TASK = "meetups.outbox.tasks.send_due"
EXPIRES_SECONDS = 60
PATIENCE = {"socket_connect_timeout": 2, "socket_timeout": 2, "max_retries": 1}
"""Seconds, for a broker that takes a call and says nothing."""
QUIET_SECONDS = 0.1
"""Between two rings: a thousand posts at once need one."""


class Bell:
    """Rings from a thread that starts with the first ring of each process."""

    def __init__(self) -> None:
        self.pid = 0
        self.wanted = threading.Event()
        self.lock = threading.Lock()

    def ring(self) -> None:
        """Have the worker look, soon. Never waits, never raises."""
        with self.lock:
            if self.pid != os.getpid():  # also after a fork, which keeps no threads
                self.pid, self.wanted = os.getpid(), threading.Event()
                threading.Thread(target=self._listen, args=(self.wanted,), daemon=True).start()
        self.wanted.set()

    def _listen(self, wanted: threading.Event) -> None:
        while wanted.wait():
            wanted.clear()
            try:
                with app.connection_for_write(transport_options=PATIENCE) as line:
                    app.send_task(TASK, expires=EXPIRES_SECONDS, retry=False, connection=line)
            except Exception as error:  # each broker has errors of its own
                logger.debug("Nobody heard the bell: %s. Beat rings within seconds.", error)
            time.sleep(QUIET_SECONDS)


bell = Bell()

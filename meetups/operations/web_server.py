"""Gunicorn's settings: `gunicorn -c python:meetups.operations.web_server meetups.wsgi`.

No access log: the address of a shared advice is its key, and the guide's answers are in the query.
"""

import gc
from typing import Any

from django.urls import get_resolver

wsgi_app = "meetups.wsgi"
worker_class = "gthread"
threads = 4
graceful_timeout = 3
timeout = 60
# Read once, before the processes part, so that they share what none of them changes.
preload_app = True
# Workers that live forever grow; the jitter keeps them from leaving together.
max_requests = 10_000
max_requests_jitter = 1_000
accesslog = None
loglevel = "warning"
logger_class = "meetups.operations.logs.WebServerLogger"
control_socket_disable = True


def when_ready(_server: Any) -> None:
    """Read the views, which the first request would do. Then set all apart: looking for garbage in
    it would write to it, and so give each process a copy of its own.
    """
    assert get_resolver().url_patterns
    gc.collect()
    gc.freeze()

"""The Celery application: `celery -A meetups` finds it here.

`meetups/__init__.py` stays empty: importing Celery there would pull Django into the recommender.
"""

import os
import warnings
from importlib import import_module
from typing import Any

import django
from celery import Celery, signals
from celery.platforms import SecurityWarning
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meetups.settings")
app = Celery("meetups")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# It warns root of pickled messages; ours are JSON only.
warnings.filterwarnings("ignore", category=SecurityWarning)


@signals.setup_logging.connect
def keep_our_logging(**_: Any) -> None:
    """A receiver is enough: Celery then leaves logging to settings.LOGGING."""


@signals.worker_init.connect
def load_all(**_: Any) -> None:
    """Import what letters need before there are threads or children to do so.

    A child that takes the place of an old one then has it at once, and the first mail does not wait
    for it with its lease running.
    """
    django.setup()
    import_module(settings.ROOT_URLCONF)
    for path in settings.OUTBOX_KINDS.values():
        import_module(path.rpartition(".")[0])


@signals.beat_init.connect
def beat_at_once(**_: Any) -> None:
    """Ring once when beat starts, so that `/readyz` need not wait for the first interval."""
    app.send_task("meetups.operations.tasks.beat", expires=15)

"""The Celery application: `celery -A meetups` finds it here.

`meetups/__init__.py` stays empty: importing Celery there would pull Django into the recommender.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meetups.settings")
app = Celery("meetups")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

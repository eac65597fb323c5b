"""The measures of all pages: a Django site that says hello, and one that reads one row by its key.

Its settings are no more than that. The row is that of a meetup, of the database that ours reads
and opened as ours; without DATABASE_URL there is only the hello.
"""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

from meetups.environment import database

URL = os.environ.get("DATABASE_URL", "")
settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    DATABASES={"default": database(URL)} if URL else {},
)
application = get_wsgi_application()

from django.db import models


class Meetup(models.Model):
    """The title of a meetup, out of the table of the real ones."""

    title = models.CharField(max_length=200)
    code = models.CharField(max_length=20)

    class Meta:
        app_label = "bare"
        managed = False
        db_table = "agenda_meetup"

    def __str__(self) -> str:
        return self.title


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


def read(request: HttpRequest, code: str) -> HttpResponse:
    return HttpResponse(str(Meetup.objects.get(code=code)))


urlpatterns = [path("", hello), path("healthz", hello), path("read/<slug:code>/", read)]

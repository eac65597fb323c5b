"""The measures of `bench_desk`: a site that says hello, and one read of a plan by its key.

Its settings are no more than that; the database is the one that ours reads, opened as ours.
"""

import os

import environ
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

DATABASE = environ.Env().db_url_config(os.environ["DATABASE_URL"]) | {"CONN_MAX_AGE": None}
settings.configure(
    ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, MIDDLEWARE=[], DATABASES={"default": DATABASE}
)
application = get_wsgi_application()

from django.db import models


class Plan(models.Model):
    """The title of a plan, out of the table of the real ones."""

    title = models.CharField(max_length=200)

    class Meta:
        app_label = "bare"
        managed = False
        db_table = "initiatives_initiative"

    def __str__(self) -> str:
        return self.title


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


def read(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(Plan.objects.get(pk=1)))


urlpatterns = [path("", hello), path("read/", read)]

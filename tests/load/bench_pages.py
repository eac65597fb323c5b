"""What each page costs in CPU beside a bare Django view: `python -m tests.load.bench_pages`.

Runs in one process on a database of its own, in which it loads the catalogue and the demo
neighbourhoods. The bare view says hello, in the same run, without middleware. Read the ratios; the
milliseconds depend on the machine. Database time inside the process counts (SQLite).
"""

import os
import time
from collections.abc import Callable
from io import StringIO
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.test.utils import override_settings, setup_databases, teardown_databases
from django.urls import path

from tests.suggestions.answers import CALM, FULL, query

ROUNDS, REPEAT = 7, 10
AREA = "WK024305"
WAS = {f"was-{slug}": value for slug, value in FULL.items()}
PAGES = {
    # what: (address, as htmx, the goal as a ratio)
    "home": ("/nl/", False, 8),
    "neighbourhood search": ("/nl/neighbourhoods/search/?q=stadsd", True, 8),
    "profile": (f"/nl/neighbourhoods/{AREA}/", False, 15),
    "question": (f"/nl/guide/{AREA}/?{query(CALM)}", False, 10),
    "advice": (f"/nl/guide/{AREA}/advice/?{query(FULL)}", False, 25),
    "what if": (
        f"/nl/guide/{AREA}/advice/?{urlencode({**WAS, **FULL, 'contacts': 'many'}, doseq=True)}",
        True,
        20,
    ),
    "library": ("/nl/formats/", False, 25),
    "format": ("/nl/formats/street-coffee/", False, 25),
}


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


urlpatterns = [path("hello/", hello)]


def caller(application: Callable[..., object], address: str, *, htmx: bool) -> Callable[[], int]:
    """A function that asks for the address and returns the number of bytes of the answer."""
    environ: dict[str, object] = {}
    setup_testing_defaults(environ)
    environ["PATH_INFO"], _, environ["QUERY_STRING"] = address.partition("?")
    if htmx:
        environ["HTTP_HX_REQUEST"] = "true"

    def call() -> int:
        statuses: list[str] = []
        body = application(dict(environ), lambda status, headers: statuses.append(status))
        size = sum(len(part) for part in body)  # type: ignore[attr-defined]
        assert statuses[0].startswith("200"), (address, statuses)
        return size

    return call


def cpu_ms(call: Callable[[], int]) -> float:
    """CPU milliseconds of one call: the best of several rounds, the least disturbed."""
    call()
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        for _ in range(REPEAT):
            call()
        best = min(best, time.process_time() - start)
    return best / REPEAT * 1000


def main() -> None:
    old = setup_databases(verbosity=0, interactive=False)
    try:
        for command in ("load_catalogue", "load_demo_neighbourhoods"):
            call_command(command, stdout=StringIO(), stderr=StringIO())
        with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[]):
            bare = cpu_ms(caller(get_wsgi_application(), "/hello/", htmx=False))
        application = get_wsgi_application()
        print(f"bare view: {bare:.2f} ms of CPU ({settings.DATABASES['default']['ENGINE']})")
        print(f"{'page':22}{'ms':>8}{'ratio':>8}{'goal':>8}{'kB':>8}")
        for what, (address, htmx, goal) in PAGES.items():
            call = caller(application, address, htmx=htmx)
            ms = cpu_ms(call)
            print(f"{what:22}{ms:8.1f}{ms / bare:8.1f}{goal:8}{call() / 1000:8.1f}")
    finally:
        teardown_databases(old, verbosity=0)


if __name__ == "__main__":
    main()

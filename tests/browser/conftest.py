"""What the browser tests share: a real site, a strict browser, and axe.

The site is `manage.py serve` with the catalogue and the demo neighbourhoods. Every page opened
by `browse` fails its test on an error in the console, a breach of the Content-Security-Policy, an
exception, a failed request, an answer of 500 or more, or a request to another host.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any, Protocol
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response

from tests import site

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
# A browser that calls nobody; axe and the tests see only what our pages ask for.
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
QUIET += ["--no-first-run", "--no-default-browser-check", "--disable-gpu"]
WIDTHS = (360, 1280)
"""A phone and a desk, in CSS pixels."""
Look = Callable[[Page], None]
INLINE = ("data:", "blob:", "about:")
REFUSED = (409, 422)


class Browse(Protocol):
    """Open a page `width` CSS pixels wide, watched; links are relative to the site."""

    def __call__(
        self, width: int, *, javascript: bool = True, locale: str = "nl-NL", **more: Any
    ) -> Page: ...


def pytest_configure() -> None:
    """No browser: say so at once, and fail."""
    if not CHROMIUM:
        pytest.exit(
            "Browser tests need Chromium. On Debian: apt install chromium; or name one: "
            "CHROMIUM=/path/to/chrome make e2e",
            returncode=1,
        )


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the system's Chromium. Its sandbox refuses root, as in a container."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": [*QUIET, *sandbox]}


@pytest.fixture(scope="session")
def site_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real site for all tests of this run, ready to be read."""
    with site.serve(tmp_path_factory.mktemp("site") / "var") as running:
        running.wait_until_told(600)  # two sites are made at once, each with its demo
        yield running.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], site_url: str) -> dict[str, Any]:
    """Addresses are relative to the site; time is that of the readers."""
    return browser_context_args | {"base_url": site_url, "timezone_id": "Europe/Amsterdam"}


@pytest.fixture
def browse(new_context: Callable[..., BrowserContext], site_url: str) -> Iterator[Browse]:
    """Open watched pages; after the test, what they did wrong fails it."""
    faults: list[str] = []

    def open_page(
        width: int, *, javascript: bool = True, locale: str = "nl-NL", **more: Any
    ) -> Page:
        size = {"width": width, "height": 800}
        context = new_context(viewport=size, java_script_enabled=javascript, locale=locale, **more)
        watch(context, urlsplit(site_url).netloc, faults)
        return context.new_page()

    yield open_page
    if faults:
        pytest.fail("\n".join(faults))


def watch(context: BrowserContext, host: str, faults: list[str]) -> None:
    """Write down what pages in this context do wrong."""

    def on_console(message: ConsoleMessage) -> None:
        # Chromium repeats failed loads here; on_response tells those better.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            faults.append(f"console: {message.text}")

    def on_request(request: Request) -> None:
        if not request.url.startswith(INLINE) and urlsplit(request.url).netloc != host:
            faults.append(f"request to another host: {request.url}")

    def on_response(response: Response) -> None:
        # A page may say 404 on purpose, and a form that htmx sent what is wrong with it; what a
        # page is made of may not.
        limit = 500 if response.request.is_navigation_request() else 400
        if response.status >= limit and response.status not in REFUSED:
            faults.append(f"{response.status}: {response.url}")

    def on_failed(request: Request) -> None:
        # Leaving a page, or a newer keystroke, cancels a request: no fault.
        if request.failure != "net::ERR_ABORTED":
            faults.append(f"failed: {request.url}: {request.failure}")

    context.on("console", on_console)
    context.on("weberror", lambda error: faults.append(f"exception: {error.error}"))
    context.on("request", on_request)
    context.on("response", on_response)
    context.on("requestfailed", on_failed)


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """Assert that axe finds nothing wrong with the page as it is now, best practices included."""
    checker = Axe()
    # All that is wrong; describing what is right would take as long again.
    # It need not fetch style sheets anew: for a sheet within a sheet it would try what we forbid.
    options = {"resultTypes": ["violations"], "preload": False}

    def check(page: Page) -> None:
        found = checker.run(page, options=options).response["violations"]
        if found:
            pytest.fail("\n".join([f"axe on {page.url}", *map(told, found)]))

    return check


def told(violation: dict[str, Any]) -> str:
    """A violation for a reader: which rule, where, and what to do."""
    places = [
        f"  {' '.join(node['target'])}: {node['html'][:160]}\n    {node['failureSummary']}"
        for node in violation["nodes"]
    ]
    return "\n".join([f"{violation['id']}: {violation['help']}", *places])


def look(page: Page, axe: Look, *widths: int) -> None:
    """See the page as it is now, all of it unfolded, on screens so wide."""
    page.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")
    assert page.locator("h1").count() == 1
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        axe(page)

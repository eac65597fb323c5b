"""What the browser tests share: a real site, a strict browser, and axe.

The site is `manage.py serve` with the catalogue and the demo neighbourhoods. Every page opened
by `browse` fails its test on an error in the console, a breach of the Content-Security-Policy, an
exception, a failed request, an answer of 500 or more, or a request to another host.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
)

from tests import site

from .people import sign_in_as

# Chromium without a window of its own starts and opens pages in a third of the time.
CHROMIUM = (
    os.environ.get("CHROMIUM")
    or shutil.which("chromium-headless-shell")
    or shutil.which("chromium")
)
# A browser that calls nobody; axe and the tests see only what our pages ask for.
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
QUIET += ["--no-first-run", "--no-default-browser-check", "--disable-gpu"]
WIDTHS = (360, 1280)
"""A phone and a desk, in CSS pixels."""
States = Callable[[str], Any]
Glance = Callable[[str], Page]
INLINE = ("data:", "blob:", "about:")
ABORTED = ("htmx:afterRequest", "htmx:sendAbort")
"""What htmx says of a request that was cancelled; of one that failed it says `htmx:sendError`."""
REFUSED = (409, 422)


class Browse(Protocol):
    """Open a page `width` CSS pixels wide, watched; links are relative to the site."""

    def __call__(
        self, width: int, *, javascript: bool = True, locale: str = "nl-NL", **more: Any
    ) -> Page: ...


class Look(Protocol):
    """Assert that axe finds nothing wrong with a page as it is now; its contrast too, or not."""

    def __call__(self, page: Page, *, contrast: bool = True) -> None: ...


def pytest_configure() -> None:
    """No browser: say so at once, and fail."""
    if not CHROMIUM:
        pytest.exit(
            "Browser tests need Chromium. On Debian: apt install chromium-headless-shell; or "
            "name one: CHROMIUM=/path/to/chrome make e2e",
            returncode=1,
        )


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the system's Chromium. Its sandbox refuses root, as in a container."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return browser_type_launch_args | {"executable_path": CHROMIUM, "args": [*QUIET, *sandbox]}


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A VAR_DIR as a first start makes it: once, by whoever of the workers comes first."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with (folder / "making").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            site.make(folder / "half" / "var")
            (folder / "half").rename(folder / "made")
    return folder / "made" / "var"


@pytest.fixture(scope="session")
def site_url(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real site for all tests of this worker, ready to be read."""
    var = tmp_path_factory.mktemp("site") / "var"
    shutil.copytree(made, var)
    with site.serve(var) as running:
        running.wait_until_told()
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


@pytest.fixture(scope="session")
def signed_in(browser: Browser, site_url: str) -> States:
    """The cookies of someone of the demo, got once; of nobody when there is no name."""

    @cache
    def state(slug: str) -> Any:
        context = browser.new_context(base_url=site_url)
        page = context.new_page()
        if slug:
            page.goto("/nl/account/sign-in/")
            sign_in_as(page, slug)
        cookies = context.storage_state()
        context.close()
        return cookies

    return state


@pytest.fixture(scope="session")
def lookers(
    browser: Browser, browser_context_args: dict[str, Any], site_url: str, signed_in: States
) -> dict[str, tuple[Page, list[str]]]:
    """Phones of people who only look around, by name, and what their pages did wrong."""
    host = urlsplit(site_url).netloc

    class Lookers(dict[str, tuple[Page, list[str]]]):
        def __missing__(self, who: str) -> tuple[Page, list[str]]:
            context = browser.new_context(
                **browser_context_args, locale="nl-NL", storage_state=signed_in(who)
            )
            faults: list[str] = []
            watch(context, host, faults)
            self[who] = context.new_page(), faults
            return self[who]

    return Lookers()


@pytest.fixture
def glance(
    lookers: dict[str, tuple[Page, list[str]]], request: pytest.FixtureRequest, output_path: str
) -> Iterator[Glance]:
    """A watched phone of somebody, for tests that change nothing: they share it.

    A browser of their own, which gets all sheets and letters anew, took as long as their looking.
    """
    used: set[str] = set()

    def phone(who: str) -> Page:
        used.add(who)
        page = lookers[who][0]
        page.set_viewport_size({"width": WIDTHS[0], "height": 800})
        return page

    yield phone
    call = getattr(request.node, "rep_call", None)  # none when another fixture could not be made
    is_wrong = call is None or call.failed
    faults: list[str] = []
    for who in used:
        page, seen = lookers[who]
        if is_wrong:
            page.screenshot(path=Path(output_path) / f"{who or 'nobody'}.png")
        if is_wrong or seen:
            page.context.close()
            del lookers[who]  # the next gets a new one
        faults += seen
    if faults:
        pytest.fail("\n".join(faults))


def watch(context: BrowserContext, host: str, faults: list[str]) -> None:
    """Write down what pages in this context do wrong."""

    def on_console(message: ConsoleMessage) -> None:
        # Chromium repeats failed loads here; on_response tells those better.
        known = ("Failed to load resource", *ABORTED)
        if message.type == "error" and not message.text.startswith(known):
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
def axe() -> Look:
    """Assert that axe finds nothing wrong with the page as it is now, best practices included."""
    script = Axe().axe_script
    # All that is wrong; describing what is right would take as long again.
    # It need not fetch style sheets anew: for a sheet within a sheet it would try what we forbid.
    options = {"resultTypes": ["violations"], "preload": False}
    run = "options => axe.run(options).then(found => found.violations)"

    def check(page: Page, *, contrast: bool = True) -> None:
        if page.evaluate("typeof axe === 'undefined'"):
            page.evaluate(script)
        rules = {} if contrast else {"rules": {"color-contrast": {"enabled": False}}}
        if found := page.evaluate(run, options | rules):
            pytest.fail("\n".join([f"axe on {page.url}", *map(told, found)]))

    return check


def told(violation: dict[str, Any]) -> str:
    """A violation for a reader: which rule, where, and what to do."""
    places = [
        f"  {' '.join(node['target'])}: {node['html'][:160]}\n    {node['failureSummary']}"
        for node in violation["nodes"]
    ]
    return "\n".join([f"{violation['id']}: {violation['help']}", *places])


def look(page: Page, axe: Look, *widths: int, contrast: bool = True) -> None:
    """See the page as it is now, all of it unfolded, on screens so wide.

    `contrast` takes four fifths of the time of axe. Colours are the same in each language, so
    a page that was looked at in Dutch may do without it in English.
    """
    page.evaluate("document.querySelectorAll('details').forEach((part) => (part.open = true))")
    assert page.locator("h1").count() == 1
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        axe(page, contrast=contrast)

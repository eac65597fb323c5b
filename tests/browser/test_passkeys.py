"""A passkey of a real browser, with an authenticator that is not: adding it, and signing in."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .conftest import watch

ADDRESS = "sanne@example.org"
ROOT = "/en/account/second-factor/"


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], site_url: str) -> dict[str, Any]:
    """The site by its name: passkeys are for names, not for numbers."""
    named = f"http://localhost:{urlsplit(site_url).port}"
    return browser_context_args | {"base_url": named}


@pytest.fixture
def page(
    new_context: Callable[..., BrowserContext], browser_context_args: dict[str, Any]
) -> Iterator[Page]:
    """A watched page."""
    faults: list[str] = []
    context = new_context(viewport={"width": 1280, "height": 900})
    watch(context, urlsplit(browser_context_args["base_url"]).netloc, faults)
    yield context.new_page()
    if faults:
        pytest.fail("\n".join(faults))


@pytest.fixture
def authenticator(page: Page) -> Callable[[bool], object]:
    """A phone that knows its owner by a fingerprint; call it to let the owner say yes or no."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    mine = {"authenticatorId": made["authenticatorId"]}
    return lambda yes: devtools.send("WebAuthn.setUserVerified", mine | {"isUserVerified": yes})


def sign_in_by_mail(page: Page) -> None:
    """Type an address, read the code in the mailbox of the demo, and type it."""
    page.goto("/en/account/sign-in/")
    page.get_by_label("E-mail address").fill(ADDRESS)
    page.get_by_role("button", name="Mail me a code").click()
    reading = page.context.new_page()
    reading.goto("/en/mailbox/")
    reading.get_by_role("link", name=re.compile("code")).first.click()
    found = re.search(r"\b\d{6}\b", reading.locator("main").inner_text())
    assert found
    reading.close()
    page.get_by_label("code").fill(found[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/account/sign-in/" not in url)


def sign_out(page: Page) -> None:
    page.goto("/en/account/sign-out/")
    page.get_by_role("main").get_by_role("button").click()


def test_a_passkey_is_added_and_signs_in(
    page: Page, authenticator: Callable[[bool], object], axe: Callable[[Page], None]
) -> None:
    sign_in_by_mail(page)
    page.goto(ROOT)
    axe(page)
    page.get_by_role("link", name="Add a passkey").click()
    axe(page)

    authenticator(False)
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.locator("[data-passkey-error]")).to_contain_text("That did not work")
    authenticator(True)
    page.get_by_label("Name of this passkey").fill("my phone")
    page.get_by_role("button", name="Make a passkey").click()
    page.wait_for_url(f"**{ROOT}codes/")
    expect(page.locator(".bb-codes li")).to_have_count(10)
    axe(page)
    page.goto(f"{ROOT}passkeys/")
    expect(page.get_by_role("heading", name="my phone")).to_be_visible()
    axe(page)

    sign_out(page)
    page.goto(f"/en/account/sign-in/?next={ROOT}")
    axe(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"**{ROOT}")
    expect(page.get_by_role("heading", level=1)).to_have_text("A second proof that it is you")

    sign_out(page)
    sign_in_by_mail(page)
    page.wait_for_url(f"**{ROOT}authenticate/")
    axe(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(lambda url: "/second-factor/" not in url)
    page.goto(f"{ROOT}passkeys/")
    page.get_by_role("link", name="Remove my phone").click()
    page.wait_for_url(f"**{ROOT}passkeys/again/?next=*")
    axe(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("You have no passkey.")).to_be_visible()


def test_without_javascript_there_is_a_code_by_mail(
    new_context: Callable[..., BrowserContext],
) -> None:
    plain = new_context(java_script_enabled=False).new_page()
    plain.goto("/en/account/sign-in/")
    expect(plain.get_by_role("button", name="Mail me a code")).to_be_visible()
    expect(plain.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()

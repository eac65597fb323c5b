"""Signing in, in a browser, as the people who come to the site do."""

import re

from playwright.sync_api import Page

CODE = re.compile(r"\b\d{6}\b")
TRIES, MOMENT = 60, 250
"""How often to look for mail, and how many milliseconds lie between."""


def sign_in_as(page: Page, slug: str) -> None:
    """On the sign-in page of the demo: one click, and on to where they were going."""
    page.locator(f'form[action$="/demo/{slug}/"] button').click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def latest_mail(page: Page, to: str, about: str = "") -> str:
    """The text of the newest mail to an address, read in a tab of its own.

    `about`: words of its subject. The worker sends most mail: it may take a moment to come.
    """
    reading = page.context.new_page()
    mail = reading.locator("main li", has_text=to).filter(has_text=about).first
    for _try in range(TRIES):
        reading.goto("/nl/mailbox/")
        if mail.count():
            break
        reading.wait_for_timeout(MOMENT)
    mail.get_by_role("link").click()
    text = reading.locator(".bb-mail__text").inner_text()
    reading.close()
    return text


def mailed_code(page: Page, to: str) -> str:
    """The code in the newest mail to an address."""
    found = CODE.search(latest_mail(page, to))
    assert found
    return found[0]

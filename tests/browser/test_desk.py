"""The queue of an office by keyboard, and without JavaScript."""

import re

from playwright.sync_api import Page, expect

from .conftest import Browse, Look
from .test_plan_journey import sign_in, tab_to

QUEUE = "/nl/offices/GM0243/desk/plans/"
COFFEE = "Koffie op de stoep in de Zeebuurt"
PATIENCE = 20_000
"""Milliseconds for an answer: other sites may be made on the same machine."""


def address_ends(page: Page, query: str) -> None:
    expect(page).to_have_url(re.compile(re.escape(f"{QUEUE}?{query}") + "$"), timeout=PATIENCE)


def test_by_keyboard_the_focus_stays(browse: Browse) -> None:
    page = browse(1280)
    sign_in(page, QUEUE, "marit")
    rows, standing = page.locator("tbody tr"), page.locator("#queue-standing")
    tab_to(page, standing)
    page.keyboard.type("Loopt")
    address_ends(page, "standing=running")
    expect(standing).to_be_focused()
    expect(rows).to_have_count(2)
    tab_to(page, page.locator("#queue-words"))
    page.keyboard.type("kóffie")
    page.keyboard.press("Enter")
    address_ends(page, "standing=running&words=k%C3%B3ffie")
    expect(page.locator("#queue-words")).to_be_focused()
    expect(rows).to_have_count(1)
    expect(rows.locator("th a")).to_have_text(COFFEE)

    summary = rows.locator("summary")
    tab_to(page, summary)
    page.keyboard.press("Enter")
    tab_to(page, rows.locator("select"))
    page.keyboard.type("Marit")
    tab_to(page, rows.locator("form button"))
    page.keyboard.press("Enter")
    expect(page.locator("#queue-said")).to_contain_text(COFFEE)
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Marit")
    expect(rows.locator("form")).to_be_hidden()

    page.go_back()
    address_ends(page, "standing=running")
    expect(standing).to_have_value("running")
    expect(page.locator("#queue-words")).to_have_value("")


def test_without_javascript(browse: Browse) -> None:
    page = browse(360, javascript=False)
    sign_in(page, QUEUE, "joost")
    page.locator(".bb-fold > summary").click()
    page.locator("#queue-standing").select_option("us")
    page.locator("#queue-show").click()
    expect(page.locator("#queue-standing")).to_have_value("us")
    row = page.locator("tbody tr").first
    title = row.locator("th a").inner_text()
    row.locator("summary").click()
    row.locator("select").select_option(index=1)
    row.locator("form button").click()
    address_ends(page, "standing=us")
    expect(page.locator("tbody tr", has_text=title).locator("summary")).to_contain_text("Joost")

    page.locator("details:has(#keep-name) > summary").click()
    page.locator("#keep-name").fill("Ons werk")
    page.locator("form:has(#keep-name) button").click()
    kept = page.locator("#queue-kept")
    expect(kept.get_by_role("link", name="Ons werk")).to_have_attribute("aria-current", "true")
    kept.get_by_role("button").click()
    expect(page.get_by_role("link", name="Ons werk")).to_have_count(0)

    with page.expect_download() as download:
        page.locator('button[name="format"][value="xlsx"]').click()
    assert download.value.suggested_filename.endswith(".xlsx")


def test_a_yes_on_one_condition(browse: Browse, axe: Look) -> None:
    """Asked only when it is chosen; refused without words; then in sight until it is done."""
    page = browse(360)
    sign_in(page, QUEUE, "marit")
    page.get_by_role("link", name="Samen aan tafel in Stadsdennen").click()
    condition = page.locator("#id_condition")
    expect(condition).to_be_hidden()
    page.locator('input[value="approve-if"]').check()
    expect(condition).to_be_visible()
    send = page.locator(".bb-decision > .bb-button-group button")
    send.click()
    expect(page.locator(".bb-error-summary")).to_be_visible()
    axe(page)
    condition.fill("Spreek af wie de sleutel heeft.")
    send.click()
    expect(page.locator("#decided-heading")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Spreek af wie de sleutel heeft.").click()
    expect(page.locator("h3", has_text="Spreek af wie de sleutel heeft.")).to_be_visible()
    axe(page)

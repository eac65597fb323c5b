"""A curator speaks of a field, and brings back a catalogue that was taken along."""

import json
from pathlib import Path

from playwright.sync_api import Page, expect

from .conftest import WIDTHS, Browse, Look, look
from .people import sign_in_as

FORMAT = "/admin/suggestions/activitytype/"
EXCHANGE = "/admin/suggestions/edition/exchange/"
WORDS = "Kan dit met minder woorden?"


def start(browse: Browse, url: str, *, javascript: bool = True) -> Page:
    page = browse(1280, javascript=javascript)
    page.goto(url)
    sign_in_as(page, "noor")
    return page


def test_comments_beside_a_field(browse: Browse, axe: Look) -> None:
    page = start(browse, FORMAT)
    page.locator("#result_list tbody th a").first.click()
    beside = page.locator("details.comments-field:has(#comment-summary)")
    beside.locator("summary").click()
    beside.locator("textarea").fill(WORDS)
    page.locator("#id_summary_nl").fill("Nog niet af")
    with page.context.expect_page() as opened:
        beside.get_by_role("button").click()
    about = opened.value
    expect(about.locator("article")).to_contain_text(WORDS)
    expect(page.locator("#id_summary_nl")).to_have_value("Nog niet af")
    look(about, axe, *WIDTHS)
    about.locator("article textarea").fill("Ja, dat kan.")
    about.locator("article form").first.get_by_role("button").click()
    expect(about.locator("article")).to_contain_text("Ja, dat kan.")
    about.locator('form[action$="/settle/"] button').click()
    expect(about.locator("#open-title + p")).to_be_visible()
    expect(about.locator('form[action$="/reopen/"]')).to_have_count(1)


def test_taken_along_and_brought_back(browse: Browse, axe: Look, tmp_path: Path) -> None:
    """Without JavaScript, as with it: a form, what would change, and what is written."""
    page = start(browse, EXCHANGE)
    look(page, axe, *WIDTHS)
    page = start(browse, EXCHANGE, javascript=False)
    for kind in ("xlsx", "zip"):
        with page.expect_download() as download:
            page.locator(f'button[value="{kind}"]').click()
        assert download.value.suggested_filename.endswith(f".{kind}")
    book = {
        "key": "new-book",
        "kind": "book",
        "authors": "Jansen, A.",
        "year": "2026",
        "title": "Soep",
        "container": "",
        "doi": None,
        "doi_status": "none",
        "url": None,
        "verified": "own-knowledge",
        "finding": "Soup helps.",
        "implication": {"nl": "Soep helpt.", "en": "Soup helps."},
    }
    file = tmp_path / "sources.json"
    file.write_text(json.dumps({"sources": [book, {**book, "key": "bad", "kind": "film"}]}))
    page.locator("#id_file").set_input_files(file)
    page.locator("#bring button").click()
    expect(page.locator(".draft-faults > li")).to_have_count(1)
    rows = page.locator('input[name="row"]')
    expect(rows).to_have_count(1)
    expect(rows).to_be_checked()
    page.locator('form[action$="/apply/"] button').click()
    expect(page.locator("#sources-new-book")).to_be_visible()


def test_what_would_change_can_be_read_at_every_width(
    browse: Browse, axe: Look, tmp_path: Path
) -> None:
    page = start(browse, EXCHANGE)
    file = tmp_path / "sources.json"
    file.write_text(json.dumps({"sources": [{"key": "odd"}, {"key": "practice"}]}))
    page.locator("#id_file").set_input_files(file)
    page.locator("#bring button").click()
    expect(page.locator(".draft-faults > li")).to_have_count(2)
    look(page, axe, *WIDTHS)

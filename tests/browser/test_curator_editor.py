"""The curator's editor in a browser: both widths, typing, the matrix by keys, and no script."""

from playwright.sync_api import Page, expect

from .conftest import WIDTHS, Browse, Look, look
from .test_plan_journey import sign_in

FORMATS = "/admin/suggestions/activitytype/"
MATRIX = f"{FORMATS}matrix/"
PATIENCE = 20_000
"""Milliseconds for an answer: other sites may be made on the same machine."""


def open_format(page: Page, name: str) -> None:
    sign_in(page, f"{FORMATS}?q={name}", "noor")
    page.locator("#result_list tbody th a").first.click()
    expect(page.locator("h1")).to_have_count(1)


def test_what_is_typed_is_looked_at_and_judged(browse: Browse, axe: Look) -> None:
    page = browse(1280, locale="en-GB")
    open_format(page, "street-coffee")
    framed = page.frame_locator(".preview-frame")
    page.get_by_label("English", exact=True).check()
    expect(framed.locator("h1")).to_have_text("Coffee on the pavement", timeout=PATIENCE)
    page.locator("#id_name_en").fill("Tea is poured")
    page.locator("#id_summary_nl").fill("")
    expect(framed.locator("h1")).to_have_text("Tea is poured", timeout=PATIENCE)
    expect(page.locator("#id_name_en_notes")).to_contain_text("say who does it")
    expect(page.locator("#id_summary_nl_notes")).to_have_text("Not translated yet")
    page.locator("#id_evidence-0-source").fill("practice")
    expect(page.locator("#id_evidence-0-source_notes")).to_contain_text(
        "Practice knowledge", timeout=PATIENCE
    )
    page.get_by_label("the card in an advice").check()
    expect(framed.locator(".bb-card h2")).to_have_text("Tea is poured", timeout=PATIENCE)
    fonts = framed.locator("body").evaluate("body => getComputedStyle(body).fontFamily")
    assert "Asap" in fonts
    look(page, axe, *WIDTHS)


def test_without_a_script_the_preview_is_a_tab_of_its_own(browse: Browse, axe: Look) -> None:
    page = browse(360, javascript=False, locale="en-GB")
    open_format(page, "street-coffee")
    page.locator("#id_name_en").fill("Tea for all")
    page.get_by_label("English", exact=True).check()
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Preview in a new tab").click()
    expect(opened.value.locator("h1")).to_have_text("Tea for all")
    expect(page.locator("#id_name_en")).to_have_value("Tea for all")
    expect(page.locator("#id_fits-0-situation")).to_be_visible()


def test_the_matrix_goes_by_arrow_keys(browse: Browse, axe: Look) -> None:
    page = browse(1280)
    sign_in(page, MATRIX, "noor")
    cells = page.locator(".matrix tbody tr").nth(1).locator("input")
    cells.nth(1).focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft", "Enter", "ArrowUp"):
        page.keyboard.press(key)
    expect(cells.nth(1)).to_be_focused()
    was = cells.nth(1).input_value()
    page.keyboard.type("1" if was != "1" else "2")
    expect(page.locator("td.is-changed")).to_have_count(1)
    page.keyboard.press("ArrowRight")
    page.keyboard.type("9")
    look(page, axe, *WIDTHS)
    page.locator(".fit-matrix .default.button").click()
    expect(page.locator(".matrix-notice li")).to_have_count(1)
    expect(page.locator("td.is-refused input")).to_have_value("9")
    look(page, axe, 360)
    page.locator("td.is-refused input").fill("")
    cells.nth(1).fill(was)
    page.locator(".fit-matrix .default.button").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page.locator(".matrix-notice")).to_have_count(0)
    expect(cells.nth(1)).to_have_value(was)

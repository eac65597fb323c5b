"""What an office adds to the catalogue: its pages at the desk, and what a reader sees of it."""

from .conftest import WIDTHS, Browse, Look, look
from .test_plan_journey import sign_in

DESK = "/en/offices/GM0243/desk/formats/"
OWN = "/en/formats/GM0243--ruilen-bij-de-koffie/"


def test_a_manager_adds_a_format(browse: Browse, axe: Look) -> None:
    page = browse(1280, locale="en-GB")
    sign_in(page, DESK, "joost")
    look(page, axe, *WIDTHS)
    page.goto(f"{DESK}of/street-coffee/")
    look(page, axe, *WIDTHS)
    page.fill("#id_name_nl", "Thee op de stoep")
    page.fill("#id_name_en", "")
    page.click("main form[novalidate] .bb-button--primary")
    page.wait_for_selector(".bb-error-summary")
    look(page, axe, *WIDTHS)
    page.fill("#id_name_en", "Tea on the pavement")
    page.fill("#id_warnings-0-text_nl", "Niet bij onweer.")
    page.fill("#id_warnings-0-text_en", "Not in a thunderstorm.")
    page.click("main form[novalidate] .bb-button--primary")
    page.wait_for_url("**/look/")
    look(page, axe, *WIDTHS)
    page.click('button[name="shown"]')
    page.wait_for_url(f"**{DESK}")
    page.goto("/en/formats/GM0243--thee-op-de-stoep/")
    assert "Not in a thunderstorm." in page.inner_text("main")
    page.goto(f"{page.url.split('/en/')[0]}{DESK}")
    page.click('li:has-text("Tea on the pavement") button[name="shown"]')
    page.click('li:has-text("Tea on the pavement") .bb-button--negative')
    page.wait_for_selector("main .bb-note, main [role=status]")


def test_a_note_on_a_phone_without_javascript(browse: Browse, axe: Look) -> None:
    page = browse(360, javascript=False, locale="en-GB")
    sign_in(page, f"{DESK}notes/walking-group/", "joost")
    page.fill("#id_text_nl", "Neem een lamp mee.")
    page.fill("#id_text_en", "Bring a lamp.")
    page.click("main form[novalidate] .bb-button--primary")
    page.wait_for_url(f"**{DESK}")
    page.goto("/en/formats/walking-group/?in=GM0243")
    assert "Bring a lamp." in page.inner_text("main")


def test_what_readers_see(browse: Browse, axe: Look) -> None:
    page = browse(1280, locale="en-GB")
    for address in (OWN, "/en/formats/weekly-coffee/?in=GM0243"):
        page.goto(address)
        look(page, axe, *WIDTHS)

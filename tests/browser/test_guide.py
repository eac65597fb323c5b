"""From a postcode to an advice: as a newcomer, by keyboard, without JavaScript, and shared."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.suggestions.answers import FULL, query

from .conftest import Browse

AREA = "WK024305"
WALK = {
    "Wat speelt er nu het meest in de buurt?": ["Groepen leven langs elkaar heen"],
    "Hoe gespannen is het nu?": ["Rustig: er is geen ruzie"],
    "Wat wil je vooral bereiken?": ["Elkaar leren kennen"],
    "Wie doen er mee?": [],
    "Kennen en willen mensen elkaar?": ["Een paar mensen wel", "Sommigen wel, sommigen niet"],
    "Hoeveel mensen verwacht je?": ["16 tot 40"],
    "Wie helpt er mee?": ["3 tot 5", "Sociaal werker of opbouwwerker"],
    "Praktisch": ["500 tot 2.500 euro", "Maakt niet uit", "Over 1 tot 3 maanden"],
}
"""Heading of each screen and the answers given there, in order."""


def walk(page: Page) -> None:
    """Answer every screen and end at the advice."""
    for heading, answers in WALK.items():
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        for answer in answers:
            page.get_by_label(answer).check()
        page.get_by_role("button", name=re.compile("Volgende stap|Laat het advies zien")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dit past nu het best")


@pytest.mark.parametrize("width", [360, 1280])
def test_a_newcomer_finds_stadsdennen_by_postcode_and_shares_the_advice(
    browse: Browse, axe: Callable[[Page], None], width: int
) -> None:
    page = browse(width)
    page.goto("/")
    page.get_by_role("searchbox").press_sequentially("3842", delay=30)
    page.locator("#results-list").get_by_role("link", name="Stadsdennen").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Stadsdennen")
    page.get_by_role("link", name=re.compile("Wat past hier")).click()
    walk(page)
    expect(page.locator(".bb-kicker").first).to_have_text("Advies voor Stadsdennen")
    assert page.locator(".bb-advice > li").count() == 3
    names = page.locator(".bb-advice h2").all_text_contents()
    page.get_by_role("button", name="Bewaar en deel").click()
    expect(page.get_by_role("heading", name="Deel deze pagina")).to_be_visible()
    axe(page)
    link = page.get_by_label("De link").input_value()

    other = browse(width, locale="en-GB")
    other.goto(link)
    assert other.locator(".bb-advice h2").all_text_contents() == names
    assert other.locator("input[name=tension]").count() == 0
    other.get_by_role("link", name="Begin met deze antwoorden").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Dit past nu het best")


def test_without_javascript(browse: Browse) -> None:
    page = browse(360, javascript=False)
    page.goto("/nl/")
    page.get_by_role("searchbox").fill("stadsdennen")
    page.get_by_role("button", name="Zoek").click()
    page.locator("#results-list").get_by_role("link", name="Stadsdennen").first.click()
    page.get_by_role("link", name=re.compile("Wat past hier")).click()
    page.get_by_role("button", name="Volgende stap").click()
    expect(page.locator(".bb-error-summary")).to_contain_text(
        "Kies het antwoord dat het best past."
    )
    walk(page)
    assert page.get_by_role("button", name="Print").count() == 0
    page.get_by_label("Kennen deze mensen elkaar al?").select_option("many")
    page.get_by_role("button", name="Laat het advies zien").click()
    expect(page.get_by_text("Dit verandert er:")).to_be_visible()
    page.get_by_role("link", name="Terug naar mijn antwoorden").click()
    expect(page.get_by_text("Dit verandert er:")).to_have_count(0)
    page.get_by_role("button", name="Bewaar en deel").click()
    page.get_by_role("button", name="Bewaar nog 90 dagen vanaf vandaag").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dit past nu het best")
    page.get_by_text("Nu wissen").click()
    page.get_by_role("button", name="Wis dit advies").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Het advies is gewist")


def test_by_keyboard_only(browse: Browse) -> None:
    page = browse(1280)
    page.goto(f"/nl/guide/{AREA}/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Direct naar de inhoud")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "situation":
            break
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.value") == "little-contact"
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Hoe gespannen is het nu?")
    expect(heading).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(heading).to_have_text("Wat wil je vooral bereiken?")


def test_an_error_takes_focus_and_leads_to_its_field(browse: Browse) -> None:
    page = browse(1280)
    page.goto(f"/nl/guide/{AREA}/")
    page.get_by_role("button", name="Volgende stap").click()
    expect(page.locator(".bb-error-summary")).to_be_focused()
    page.locator(".bb-error-summary").get_by_role("link").click()
    expect(page.locator("#situation-good-vibe")).to_be_focused()


def test_back_and_forward_follow_the_steps(browse: Browse) -> None:
    page = browse(1280)
    page.goto(f"/nl/guide/{AREA}/")
    heading = page.get_by_role("heading", level=1)
    page.get_by_label("Bewoners voelen zich alleen").check()
    page.get_by_role("button", name="Volgende stap").click()
    expect(heading).to_have_text("Hoe gespannen is het nu?")
    page.get_by_label("Rustig: er is geen ruzie").check()
    page.get_by_role("button", name="Volgende stap").click()
    expect(heading).to_have_text("Wat wil je vooral bereiken?")
    page.go_back()
    expect(heading).to_have_text("Hoe gespannen is het nu?")
    page.go_forward()
    expect(heading).to_have_text("Wat wil je vooral bereiken?")
    page.get_by_role("link", name="Terug naar de vorige stap").click()
    expect(heading).to_have_text("Hoe gespannen is het nu?")
    expect(page.get_by_label("Rustig: er is geen ruzie")).to_be_checked()
    page.reload()
    expect(page.get_by_label("Rustig: er is geen ruzie")).to_be_checked()


def test_the_situation_is_recognised_without_leaving_the_page(browse: Browse) -> None:
    page = browse(360)
    page.goto("/nl/guide/")
    address = page.url
    page.get_by_text("Herken je dit? Bewoners voelen zich alleen").click()
    expect(page.get_by_text("Mensen haken af na één keer")).to_be_visible()
    assert page.url == address


def test_what_if_moves_the_tips_at_once_and_leaves_the_panel(browse: Browse) -> None:
    page = browse(1280)
    page.goto(f"/nl/guide/{AREA}/advice/?{query(FULL)}")
    before = page.locator(".bb-advice h2").all_text_contents()
    budget = page.get_by_label("Hoeveel geld is er ongeveer?")
    budget.focus()
    budget.select_option("under-100")
    expect(page.get_by_role("status").filter(has_text="Dit verandert er:")).to_be_visible()
    expect(budget).to_be_focused()
    expect(page.locator(".bb-advice h2").first).to_be_visible()
    after = page.locator(".bb-advice h2").all_text_contents()
    assert before != after
    assert "budget=under-100" in page.url
    page.reload()
    assert page.locator(".bb-advice h2").all_text_contents() == after


def test_quick_choices_in_the_library_are_all_kept(browse: Browse) -> None:
    page = browse(1280)
    page.goto("/nl/formats/")
    chosen = {"situation": "youth-and-square", "tension": "unease", "budget": "under-100"}
    for question, option in chosen.items():
        page.locator(f"#library-{question}").select_option(option)
    page.wait_for_url(re.compile("budget=under-100"))
    page.wait_for_load_state("networkidle")
    for question, option in chosen.items():
        expect(page.locator(f"#library-{question}")).to_have_value(option)
        assert f"{question}={option}" in page.url


def test_two_formats_side_by_side(browse: Browse) -> None:
    page = browse(1280)
    page.goto(f"/nl/guide/{AREA}/advice/?{query(FULL)}")
    boxes = page.get_by_role("checkbox", name=re.compile("Vergelijk"))
    boxes.nth(0).uncheck()
    page.get_by_role("button", name="Vergelijk de gekozen werkvormen").click()
    expect(page.locator("#comparison thead th")).to_have_count(2)


def test_on_paper_the_advice_stands_without_the_site_around_it(browse: Browse) -> None:
    page = browse(1280)
    page.goto(f"/nl/guide/{AREA}/advice/?{query(FULL)}")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.locator("aside")).to_be_hidden()
    expect(page.locator(".bb-button").first).to_be_hidden()
    expect(page.locator(".bb-advice h2").first).to_be_visible()
    assert len(page.pdf()) > 10_000


def test_the_print_button_prints(browse: Browse) -> None:
    page = browse(1280)
    page.add_init_script("window.print = () => { document.title = 'printed'; };")
    page.goto(f"/nl/guide/{AREA}/advice/?{query(FULL)}")
    page.get_by_role("button", name="Print").click()
    assert page.title() == "printed"

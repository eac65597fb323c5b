"""Meetups: made by keyboard, and said yes to in two steps, without JavaScript or an account."""

import re

from playwright.sync_api import Page, expect

from .conftest import WIDTHS, Browse, Look, look
from .people import latest_mail, sign_in_as
from .test_plan_journey import press, tab_to

COFFEE = "/nl/initiatives/2/meetups/"
GUEST_PAGE = re.compile(r"https?://\S+/guests/\S+/")


def open_page(page: Page) -> str:
    """The public page of the first meetup of the coffee in the street."""
    page.goto("/nl/agenda/BU02430301/")
    return str(page.locator("main .bb-meetup a").first.get_attribute("href"))


def test_yes_without_an_account_or_javascript(browse: Browse) -> None:
    page = browse(360, javascript=False)
    page.goto(open_page(page))
    page.get_by_role("button", name="Ja, ik kom").click()
    expect(page.locator(".bb-error-summary")).to_be_visible()
    page.locator("#id_name").fill("Sam")
    page.locator("#id_email").fill("sam@example.org")
    page.get_by_role("button", name="Ja, ik kom").click()
    expect(page.get_by_role("heading", name="Kijk in je mail")).to_be_visible()

    found = GUEST_PAGE.search(latest_mail(page, "sam@example.org"))
    assert found
    page.goto(found[0])
    expect(page.get_by_role("heading", name="Nog één stap")).to_be_visible()
    page.get_by_role("button", name="Ja, ik kom").click()
    expect(page.get_by_role("heading", name=re.compile("^Tot .*, Sam!$"))).to_be_visible()
    page.get_by_role("button", name="Ik kan toch niet").click()
    expect(page.get_by_role("heading", name="Je komt niet")).to_be_visible()


def test_the_guests_pages(browse: Browse, axe: Look) -> None:
    page = browse(360)
    page.goto(open_page(page))
    page.get_by_role("button", name="Ja, ik kom").click()
    expect(page.locator(".bb-error-summary")).to_be_focused()
    look(page, axe, *WIDTHS)
    page.locator("#id_name").fill("Robin")
    page.locator("#id_email").fill("robin@example.org")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Kijk in je mail")).to_be_visible()
    look(page, axe, *WIDTHS)
    found = GUEST_PAGE.search(latest_mail(page, "robin@example.org"))
    assert found
    page.goto(found[0])
    look(page, axe, *WIDTHS)
    page.get_by_role("button", name="Ja, ik kom").click()
    expect(page.locator("#done")).to_be_focused()
    look(page, axe, *WIDTHS)
    page.goto(found[0].replace("/nl/", "/en/"))
    look(page, axe, 1280)
    page.get_by_role("button", name="I can’t come after all").click()
    expect(page.get_by_role("heading", name="You are not coming")).to_be_visible()
    look(page, axe, *WIDTHS)


def test_a_series_by_keyboard(browse: Browse) -> None:
    page = browse(1280)
    page.goto(f"/nl/account/sign-in/?next={COFFEE}")
    sign_in_as(page, "anneke")
    press(page, page.get_by_role("link", name="Maak een bijeenkomst of een reeks"))
    page.wait_for_url("**/meetups/new/")
    tab_to(page, page.locator("#id_title"))
    page.keyboard.press("Control+A")
    page.keyboard.type("Thee op de stoep")
    tab_to(page, page.get_by_label("Eén keer"))
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Elke week")).to_be_checked()
    press(page, page.get_by_role("button", name="Maak", exact=True))
    page.wait_for_url(re.compile(r"/meetups/(\d+/)?$"))
    page.goto(COFFEE)
    expect(page.get_by_role("link", name="Thee op de stoep")).to_have_count(6)
    press(page, page.get_by_role("link", name="Thee op de stoep").first)
    page.wait_for_url(re.compile(r"/meetups/\d+/$"))
    press(page, page.locator('form[action$="/show/"] button').first)
    expect(page.get_by_role("heading", name="De pagina is open")).to_be_visible()

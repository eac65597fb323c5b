"""From advice to approval: by keyboard, without JavaScript, together, and interrupted."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.suggestions.answers import FULL, query

from .conftest import Browse
from .people import mailed_code, sign_in_as

ADVICE = f"/nl/guide/WK024305/advice/?{query(FULL)}"
COOKING = "/nl/initiatives/1/"
SOON = "58:30"
"""Of the hour without doing anything after which people are signed out: in its last two minutes."""


def tab_to(page: Page, goal: Locator) -> None:
    """Press Tab until the goal has the focus, as someone without a mouse does."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if goal.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"no Tab leads to {goal}")


def press(page: Page, goal: Locator, key: str = "Enter") -> None:
    tab_to(page, goal)
    page.keyboard.press(key)


def sign_in(page: Page, path: str, slug: str) -> None:
    """As someone of the demo, in a session of its own, to a page."""
    page.goto(f"/nl/account/sign-in/?next={path}")
    sign_in_as(page, slug)
    page.wait_for_url(f"**{path}")


def test_by_keyboard_from_advice_to_budget(browse: Browse) -> None:
    page = browse(1280)
    page.goto(ADVICE)
    press(page, page.locator("#tip-1").get_by_role("button", name="Maak hier een plan van"))
    page.wait_for_url(re.compile(r"/account/sign-in/\?next="))
    tab_to(page, page.locator("#id_email"))
    page.keyboard.type("toets@example.org")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/sign-in/code/"))
    tab_to(page, page.locator("#id_code"))
    page.keyboard.type(mailed_code(page, "toets@example.org"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/account/welcome/"))
    tab_to(page, page.locator("#id_name"))
    page.keyboard.type("Toetje")
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile("/initiatives/new/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Sporten in gemengde teams")
    expect(page.locator("#id_title")).to_have_value("Sporten in gemengde teams in Stadsdennen")
    expect(page.locator("#id_people_expected")).to_have_value("28")
    press(page, page.locator("#id_closes_street"), "Space")
    date = page.locator('[name="use_date"]')
    with page.expect_response(lambda response: response.request.method == "POST"):
        tab_to(page, date)
    expect(page.locator("#start-steps.htmx-request")).to_have_count(0)
    expect(date).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#id_first_date")).not_to_have_value("")
    press(page, page.locator("#id_title"))
    page.wait_for_url(re.compile(r"/nl/initiatives/\d+/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Sporten in gemengde teams in Stadsdennen"
    )

    tabs = page.get_by_role("navigation", name="Onderdelen van het plan")
    press(page, tabs.get_by_role("link", name="Stappen"))
    page.wait_for_url("**/steps/")
    done = page.get_by_role("button", name=re.compile("^Klaar ")).first
    step = page.locator(".bb-timeline > li[id]", has=done).first
    step_id = step.get_attribute("id")
    press(page, done)
    finished = page.locator(f"#{step_id}.is-done")
    expect(finished.get_by_role("heading")).to_be_focused()

    page.goto(page.url.replace("/steps/", "/budget/"))
    press(page, page.get_by_role("link", name="Voeg kosten toe"))
    expect(page.get_by_role("heading", name="Voeg kosten toe")).to_be_focused()
    tab_to(page, page.locator("#id_name"))
    page.keyboard.type("Ballen en hesjes")
    tab_to(page, page.locator("#id_planned_cents"))
    page.keyboard.type("42,50")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Wat kost het?")).to_be_focused()
    expect(page.locator("tbody tr", has_text="Ballen en hesjes")).to_contain_text("€ 42,50")


def test_without_javascript_from_advice_to_approval(browse: Browse) -> None:
    page = browse(360, javascript=False)
    page.goto(ADVICE)
    page.locator("#tip-2").get_by_role("button", name="Maak hier een plan van").click()
    page.get_by_label("E-mailadres").fill("zonder@example.org")
    page.get_by_role("button", name="Mail me een code").click()
    page.locator("#id_code").fill(mailed_code(page, "zonder@example.org"))
    page.get_by_role("main").get_by_role("button", name="Inloggen").click()
    page.get_by_role("link", name="Sla dit over").click()
    title = "Een plan zonder script"
    page.get_by_label("Hoe noem je het?").fill(title)
    page.get_by_role("button", name=re.compile(r"^Neem \d")).click()
    expect(page.get_by_label("Hoe noem je het?")).to_have_value(title)
    page.get_by_role("button", name="Maak het plan").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)

    page.get_by_role("link", name="Stappen", exact=True).click()
    page.get_by_role("button", name=re.compile("^Klaar ")).first.click()
    expect(page.locator(".bb-timeline .is-done")).to_have_count(1)
    page.get_by_role("link", name="Begroting", exact=True).click()
    page.get_by_role("link", name="Voeg kosten toe").click()
    page.locator("#id_name").fill("Koffie")
    page.locator("#id_planned_cents").fill("12.50")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.locator("tbody tr", has_text="Koffie")).to_contain_text("€ 12,50")

    page.locator('nav a[href$="/support/"]').click()
    page.locator('main a[href$="/move/submit/"]').click()
    page.locator("#id_why").fill("Mag dit op het plein?")
    page.locator("main form").get_by_role("button").click()
    expect(page.locator(".bb-badge").first).to_have_text("Bij de gemeente")

    office = browse(360, javascript=False)
    sign_in(office, "/nl/offices/GM0243/desk/plans/", "marit")
    office.get_by_role("link", name=title).click()
    office.wait_for_url("**/review/")
    expect(office.get_by_role("main")).to_contain_text("Mag dit op het plein?")
    office.locator('input[name="decision"][value="approve"]').check()
    office.locator("#id_why").fill("Ja, met plezier.")
    office.locator("#decision form .bb-button--primary").click()
    expect(office.locator(".bb-badge").first).to_have_text("Goedgekeurd")

    page.reload()
    expect(page.locator(".bb-badge").first).to_have_text("Goedgekeurd")
    expect(page.get_by_role("main")).to_contain_text("Ja, met plezier.")


def test_two_people_change_the_same_text(browse: Browse) -> None:
    first, second = browse(1280), browse(360)
    for page, slug in ((first, "anneke"), (second, "fatma")):
        sign_in(page, f"{COOKING}edit/", slug)
    aim = "Wat wil je bereiken?"
    first.get_by_label(aim).fill("Anneke schrijft over de soep.")
    second.get_by_label(aim).fill("Fatma schrijft over de afwas.")
    first.get_by_role("button", name="Bewaar").click()
    first.wait_for_url(f"**{COOKING}")

    second.get_by_role("button", name="Bewaar").click()
    meanwhile = second.get_by_role("alert").filter(has_text="Er is niets verloren.")
    expect(meanwhile).to_be_focused()
    expect(meanwhile).to_contain_text("Anneke")
    expect(meanwhile).to_contain_text("Anneke schrijft over de soep.")
    expect(second.get_by_label(aim)).to_have_value("Fatma schrijft over de afwas.")
    first.reload()
    expect(first.get_by_role("main")).to_contain_text("Anneke schrijft over de soep.")

    second.get_by_label(aim).fill("Soep en afwas, zeggen Anneke en Fatma.")
    second.get_by_role("button", name="Bewaar").click()
    second.wait_for_url(f"**{COOKING}")
    first.reload()
    expect(first.get_by_role("main")).to_contain_text("Soep en afwas, zeggen Anneke en Fatma.")


def test_text_outlives_the_session(browse: Browse) -> None:
    """A page of its own, and a form that htmx brought into a page."""
    page = browse(1280)
    sign_in(page, f"{COOKING}edit/", "fatma")
    page.get_by_label("Wat wil je bereiken?").fill("Half af, toen was de tijd om.")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Bewaar").click()
    page.wait_for_url(re.compile(r"/account/sign-in/\?next="))
    sign_in_as(page, "fatma")
    page.wait_for_url(f"**{COOKING}edit/")
    expect(page.get_by_text("Je tekst staat er nog.")).to_be_visible()
    expect(page.get_by_label("Wat wil je bereiken?")).to_have_value("Half af, toen was de tijd om.")

    page.goto(f"{COOKING}steps/")
    page.get_by_role("link", name="Voeg een stap toe").click()
    text = page.locator("#step-add textarea, #step-add input[type=text]").first
    text.fill("Vraag de bakker om brood")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Voeg deze stap toe").click()
    page.wait_for_url(re.compile(r"/account/sign-in/\?next="))
    sign_in_as(page, "fatma")
    expect(page.get_by_text("Je tekst staat er nog.")).to_be_visible()
    kept = page.locator("main form textarea, main form input[type=text]").first
    expect(kept).to_have_value("Vraag de bakker om brood")


def test_a_bar_warns_before_the_session_ends(browse: Browse) -> None:
    page = browse(1280)
    page.clock.install()
    sign_in(page, f"{COOKING}edit/", "fatma")
    bar = page.locator("#session")
    left = page.locator("body").get_attribute("data-session-left")
    assert 3590 <= int(left or 0) <= 3600
    page.get_by_label("Wat wil je bereiken?").fill("Nog niet klaar.")
    expect(bar).to_have_text("")
    page.clock.fast_forward(SOON)
    expect(bar).to_contain_text("Over twee minuten word je uitgelogd.")
    bar.get_by_role("button", name="Blijf ingelogd").click()
    expect(bar).to_have_text("")
    expect(page.get_by_label("Wat wil je bereiken?")).to_have_value("Nog niet klaar.")
    page.clock.fast_forward(SOON)
    expect(bar).to_contain_text("Over twee minuten word je uitgelogd.")
    page.clock.fast_forward("02:00")
    expect(bar).to_contain_text("Je bent uitgelogd.")


def test_nothing_of_a_plan_is_left_after_signing_out(browse: Browse) -> None:
    page = browse(1280)
    sign_in(page, f"{COOKING}budget/", "fatma")
    page.get_by_role("link", name="Voeg kosten toe").click()
    page.get_by_role("link", name="Terug naar de begroting").click()
    expect(page.get_by_role("heading", name="Wat kost het?")).to_be_focused()
    page.goto(COOKING)
    page.get_by_role("button", name="Uitloggen").click()
    page.wait_for_url(lambda url: "/initiatives/" not in url)
    stored = "JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])"
    left = page.evaluate(stored)
    assert "Samen koken" not in left
    assert COOKING not in left
    assert {cookie["name"] for cookie in page.context.cookies()} <= {"csrftoken", "messages"}
    for _ in range(4):
        page.go_back()
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Samen koken, samen eten")
        assert "Samen koken" not in page.content()

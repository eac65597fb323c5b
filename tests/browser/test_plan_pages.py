"""Every page of accounts and plans, for who uses it: accessible, quiet, and in its width.

A page is opened twice: in Dutch, looked at as on a phone and as on a desk, and in English.
"""

import re
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from meetups.demo.stories import STORIES
from tests.suggestions.answers import FULL, THREATENED, query

from .conftest import WIDTHS, Browse, Glance, Look, States, look
from .people import latest_mail, mailed_code

PLANS = {story.slug: f"/initiatives/{number}/" for number, story in enumerate(STORIES, start=1)}
"""Plans of the demo are made in the order of their stories."""
COOKING, COFFEE, FEAST = PLANS["samen-koken"], PLANS["stoepkoffie"], PLANS["straatfeest"]
WALKING, SQUARE, CARDS = PLANS["wandelgroep"], PLANS["ons-plein"], PLANS["lief-en-leed"]
ORPHAN, UTRECHT = PLANS["jong-en-oud"], f"/initiatives/{len(STORIES)}/"
MEETUP = f"{COFFEE}meetups/2/"
OFFICE = "/offices/GM0243/"
START = f"/initiatives/new/?{query(FULL, area='WK024305', format='neighbourhood-meal')}"
REFUSED = f"/initiatives/new/?{query(THREATENED, area='WK024305', format='neighbours-day')}"

DUTCH = "nl"
"""The language in which contrast is looked at."""


class Visit(NamedTuple):
    """Who goes where. `link`: from there on, along the first link to an address like this."""

    who: str
    path: str
    link: str = ""
    status: int = 200


VISITS = {
    "sign in": Visit("", "/account/sign-in/"),
    "mailbox": Visit("", "/mailbox/"),
    "office": Visit("", OFFICE),
    "public page closed": Visit("", "/m/aaaaaaaaaa/", status=404),
    "invitation gone": Visit("", "/initiatives/invitation/none/", status=404),
    "account": Visit("fatma", "/account/"),
    "welcome": Visit("fatma", "/account/welcome/"),
    "address": Visit("fatma", "/account/address/"),
    "erase": Visit("fatma", "/account/erase/"),
    "sign out": Visit("fatma", "/account/sign-out/"),
    "second factor": Visit("fatma", "/account/second-factor/"),
    "add app": Visit("fatma", "/account/second-factor/app/add/"),
    "passkeys": Visit("fatma", "/account/second-factor/passkeys/"),
    "add passkey": Visit("fatma", "/account/second-factor/passkeys/add/"),
    "mine": Visit("fatma", "/initiatives/"),
    "start": Visit("fatma", START),
    "start without answers": Visit("fatma", "/initiatives/new/"),
    "start refused": Visit("fatma", REFUSED),
    "overview": Visit("fatma", COOKING),
    "overview completed": Visit("fatma", FEAST),
    "overview draft": Visit("fatma", CARDS),
    "advice": Visit("fatma", f"{COOKING}advice/"),
    "edit": Visit("fatma", f"{COOKING}edit/"),
    "move date": Visit("fatma", f"{COOKING}move/"),
    "copy": Visit("fatma", f"{FEAST}copy/"),
    "steps": Visit("fatma", f"{COOKING}steps/"),
    "add step": Visit("fatma", f"{COOKING}steps/add/"),
    "change step": Visit("fatma", f"{COOKING}steps/", r"/steps/\d+/$"),
    "skip step": Visit("fatma", f"{COOKING}steps/", r"/steps/\d+/skip/$"),
    "team": Visit("fatma", f"{COOKING}team/"),
    "take out of the team": Visit("fatma", f"{COOKING}team/", r"/members/\d+/remove/$"),
    "leave": Visit("fatma", f"{COOKING}team/leave/"),
    "last organiser": Visit("fatma", f"{CARDS}team/leave/"),
    "hand over": Visit("fatma", f"{COOKING}team/hand-over/"),
    "budget": Visit("fatma", f"{COOKING}budget/"),
    "budget empty": Visit("fatma", f"{CARDS}budget/"),
    "add line": Visit("fatma", f"{COOKING}budget/lines/add/"),
    "change line": Visit("fatma", f"{FEAST}budget/", r"/lines/\d+/$"),
    "add money": Visit("fatma", f"{COOKING}budget/money/add/"),
    "change money": Visit("fatma", f"{COOKING}budget/", r"/money/\d+/$"),
    "check": Visit("fatma", f"{COOKING}check/"),
    "check with safety": Visit("fatma", f"{SQUARE}check/"),
    "invitations": Visit("fatma", f"{COOKING}invitations/"),
    "support submitted": Visit("fatma", f"{COOKING}support/"),
    "support changes asked": Visit("fatma", f"{SQUARE}support/"),
    "ask for help": Visit("fatma", f"{COOKING}help/ask/?kind=place"),
    "submit": Visit("fatma", f"{CARDS}move/submit/"),
    "withdraw": Visit("fatma", f"{COOKING}move/withdraw/"),
    "stop": Visit("fatma", f"{CARDS}move/stop/"),
    "history": Visit("fatma", f"{FEAST}history/"),
    "a stranger's plan": Visit("fatma", UTRECHT, status=404),
    "invitations page open": Visit("anneke", f"{COFFEE}invitations/"),
    "public page": Visit("anneke", f"{COFFEE}invitations/", r"/m/\w+/$"),
    "meetups": Visit("anneke", f"{COFFEE}meetups/"),
    "meetups of a draft": Visit("fatma", f"{CARDS}meetups/"),
    "new meetup": Visit("anneke", f"{COFFEE}meetups/new/"),
    "meetup's desk": Visit("anneke", MEETUP),
    "change a meetup": Visit("anneke", f"{MEETUP}edit/"),
    "cancel a meetup": Visit("anneke", f"{MEETUP}cancel/"),
    "guests": Visit("anneke", f"{MEETUP}guests/"),
    "take a guest off": Visit("anneke", f"{MEETUP}guests/", r"/guests/\d+/remove/$"),
    "who came": Visit("anneke", f"{MEETUP}guests/came/"),
    "guest list on paper": Visit("anneke", f"{MEETUP}guests/print/"),
    "seats": Visit("anneke", f"{MEETUP}seats/"),
    "write to guests": Visit("anneke", f"{MEETUP}write/"),
    "meetup": Visit("anneke", MEETUP, r"/meetups/[a-z0-9]{10}/$"),
    "cancelled meetup": Visit("", "/agenda/", r"/meetups/[a-z0-9]{10}/$"),
    "agenda": Visit("", "/agenda/"),
    "agenda without a hit": Visit("", "/agenda/WK024305/?free=on"),
    "agenda's month": Visit("", "/agenda/GM0243/month/"),
    "agenda's map": Visit("", "/agenda/GM0243/map/"),
    "agenda on another site": Visit("", "/agenda/GM0243/embed/"),
    "own data": Visit("", "/guests/data/"),
    "mail choices": Visit("anneke", "/account/mail/"),
    "mail to guests": Visit("anneke", f"{MEETUP}mail/"),
    "a mail to guests": Visit("anneke", f"{MEETUP}mail/", r"/mail/\w+/\w\w/$"),
    "texts of mail": Visit("joost", "/mail-texts/GM0243/"),
    "a text of mail": Visit("joost", "/mail-texts/GM0243/", r"/mail-texts/GM0243/\w+/\w\w/$"),
    "support without office": Visit("anneke", f"{UTRECHT}support/"),
    "complete": Visit("anneke", f"{COFFEE}move/complete/"),
    "rest": Visit("anneke", f"{COFFEE}move/rest/"),
    "helper's plans": Visit("gerrit", "/initiatives/"),
    "helper's overview": Visit("gerrit", COOKING),
    "helper's steps": Visit("gerrit", f"{COOKING}steps/"),
    "helper's team": Visit("gerrit", f"{COOKING}team/"),
    "offer": Visit("gerrit", f"{WALKING}team/"),
    "desk": Visit("marit", f"{OFFICE}desk/"),
    "plans of the desk": Visit("marit", f"{OFFICE}desk/plans/?standing=us"),
    "radar": Visit("marit", f"{OFFICE}desk/radar/"),
    "promises": Visit("marit", f"{OFFICE}desk/promises/"),
    "money of the desk": Visit("joost", f"{OFFICE}desk/money/"),
    "figures": Visit("marit", f"{OFFICE}desk/figures/"),
    "who did what": Visit("joost", f"{OFFICE}desk/audit/"),
    "an answer of one's own": Visit("joost", f"{OFFICE}answers/add/"),
    "introductions": Visit("fatma", f"{COOKING}introductions/"),
    "texts of answers": Visit("joost", f"{OFFICE}answers/"),
    "introduce": Visit("marit", f"{COOKING}introduce/"),
    "promise": Visit("marit", f"{COOKING}promises/add/"),
    "reviewer's overview": Visit("marit", COOKING),
    "reviewer's support": Visit("marit", f"{COOKING}support/"),
    "review": Visit("marit", f"{COOKING}review/"),
    "review of a plan that needs care": Visit("marit", f"{SQUARE}review/"),
    "reviewer's team": Visit("marit", f"{COOKING}team/"),
    "orphan": Visit("marit", f"{ORPHAN}team/"),
    "office edit": Visit("joost", f"{OFFICE}edit/"),
    "rules": Visit("joost", f"{OFFICE}rules/"),
    "rule add": Visit("joost", f"{OFFICE}rules/add/"),
    "rule": Visit("joost", f"{OFFICE}rules/", r"/rules/\d+/$"),
    "members": Visit("joost", f"{OFFICE}members/"),
}


def go(page: Page, language: str, visit: Visit) -> None:
    """To the page of a visit, and not to another one."""
    response = page.goto(f"/{language}{visit.path}")
    if visit.link:
        links = page.locator("main a").evaluate_all("all => all.map(a => a.href)")
        response = page.goto(next(href for href in links if re.search(visit.link, href)))
    assert response
    assert response.status == visit.status
    assert visit.link or page.url.endswith(f"/{language}{visit.path}")


@pytest.mark.parametrize("visit", VISITS.values(), ids=VISITS.keys())
def test_page(glance: Glance, axe: Look, visit: Visit) -> None:
    page = glance(visit.who)
    go(page, "nl", visit)
    look(page, axe, *WIDTHS)
    go(page, "en", visit)
    assert page.locator("html").get_attribute("lang") == "en"
    look(page, axe, 1280, contrast=False)


def test_admin(browse: Browse, axe: Look, signed_in: States) -> None:
    page = browse(360, storage_state=signed_in("noor"))
    response = page.goto("/admin/")
    assert response
    assert response.status == 200
    look(page, axe, *WIDTHS)


@pytest.mark.parametrize("language", [DUTCH, "en"])
def test_code_pages_and_a_new_person(browse: Browse, axe: Look, language: str) -> None:
    address = f"nieuw-{language}@example.org"
    page = browse(360)
    page.goto(f"/{language}/account/sign-in/")
    page.locator("#id_email").fill("geen adres")
    page.keyboard.press("Enter")
    expect(page.locator(".bb-error-summary")).to_be_focused()
    look(page, axe, *WIDTHS, contrast=language == DUTCH)
    page.locator("#id_email").fill(address)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/sign-in/code/"))
    look(page, axe, *WIDTHS, contrast=language == DUTCH)
    page.locator("#id_code").fill(mailed_code(page, address))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/account/welcome/"))
    look(page, axe, *WIDTHS, contrast=language == DUTCH)
    page.locator("#id_name").fill("Nieuwkomer")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{language}/initiatives/")
    look(page, axe, *WIDTHS, contrast=language == DUTCH)
    go(page, language, Visit("", "/mailbox/", r"/mailbox/\d+/$"))
    look(page, axe, *WIDTHS, contrast=language == DUTCH)
    page.goto(f"/{language}/account/address/")
    page.locator("main form input[type=email]").fill(f"ander-{language}@example.org")
    page.keyboard.press("Enter")
    page.wait_for_url("**/address/code/")
    look(page, axe, *WIDTHS, contrast=language == DUTCH)


@pytest.mark.parametrize("language", [DUTCH, "en"])
def test_an_invitation(browse: Browse, axe: Look, signed_in: States, language: str) -> None:
    address = f"buur-{language}@example.org"
    page = browse(360, storage_state=signed_in("fatma"))
    page.goto(f"/{language}{CARDS}team/")
    field = page.locator('form[action$="/invite/"] input[type=email]')
    field.fill("geen adres")
    page.keyboard.press("Enter")
    expect(page.locator(".bb-error-summary")).to_be_focused()
    look(page, axe, *WIDTHS, contrast=language == DUTCH)
    field.fill(address)
    page.keyboard.press("Enter")
    expect(page.locator("#invitations")).to_contain_text(address)
    look(page, axe, *WIDTHS, contrast=language == DUTCH)

    link = re.search(r"https?://\S+/invitation/\S+", latest_mail(page, address))
    assert link
    for who in ("", "gerrit"):
        invited = browse(360, storage_state=signed_in(who))
        response = invited.goto(re.sub(r"/(nl|en)/", f"/{language}/", link[0], count=1))
        assert response
        assert response.status == 200
        look(invited, axe, *WIDTHS, contrast=language == DUTCH)
    page.locator('#invitations form[action$="/withdraw/"] button').last.click()
    expect(page.get_by_text(address)).to_have_count(0)


@pytest.mark.parametrize("language", [DUTCH, "en"])
def test_forms_that_are_refused(
    browse: Browse, axe: Look, signed_in: States, language: str
) -> None:
    page = browse(360, storage_state=signed_in("fatma"))
    page.goto(f"/{language}{START}")
    page.locator("#id_title").fill("")
    page.locator("#start .bb-button--primary").click()
    expect(page.locator(".bb-error-summary")).to_be_focused()
    look(page, axe, *WIDTHS, contrast=language == DUTCH)

    go(page, language, Visit("fatma", f"{FEAST}budget/", r"/lines/\d+/$"))
    page.locator("#receipts form input[type=file]").set_input_files(
        {"name": "bon.exe", "mimeType": "application/pdf", "buffer": b"MZ no receipt"}
    )
    page.locator('#receipts form[enctype="multipart/form-data"] button').click()
    expect(page.locator(".bb-error-summary")).to_be_focused()
    look(page, axe, *WIDTHS, contrast=language == DUTCH)

    page.goto(f"/{language}{COOKING}steps/add/")
    page.locator("#step-add-form, main form").last.get_by_role("button").first.click()
    expect(page.locator(".bb-error-summary")).to_be_focused()
    look(page, axe, *WIDTHS, contrast=language == DUTCH)

    page.goto(f"/{language}{CARDS}move/stop/")
    page.locator("main form .bb-button--negative").click()
    expect(page.locator(".bb-error-summary")).to_be_focused()
    look(page, axe, *WIDTHS, contrast=language == DUTCH)

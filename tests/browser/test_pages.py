"""Every page at phone and desktop width, in both languages: accessible, quiet, and in its width."""

import re

import pytest

from tests.suggestions.answers import ACUTE, CALM, FULL, THREATENED, query

from .conftest import WIDTHS, Browse, Glance, Look, look

AREA = "WK024305"
HERE = "location.pathname + location.search"
WAS = {f"was-{slug}": value for slug, value in FULL.items()}
NOTHING_FITS = {**CALM, "tension": "tension", "safety": "threats-violence", "place": "online"}

PAGES = {
    "home": "/",
    "why": "/why-meeting-works/",
    "about": "/about/",
    "privacy": "/privacy/",
    "accessibility": "/accessibility/",
    "help": "/help/",
    "open": "/open/",
    "documents": "/open/documents/",
    "search empty": "/neighbourhoods/search/",
    "search": "/neighbourhoods/search/?q=stads",
    "search nothing": "/neighbourhoods/search/?q=xyzzy",
    "areas": "/neighbourhoods/",
    "municipality": "/neighbourhoods/GM0243/",
    "district": f"/neighbourhoods/{AREA}/",
    "neighbourhood": "/neighbourhoods/BU02430501/",
    "list of neighbourhoods": "/neighbourhoods/GM0344/areas/?show=neighbourhoods&sort=-density",
    "all figures": f"/neighbourhoods/{AREA}/figures/",
    "side by side": f"/neighbourhoods/compare/?area={AREA}&area=GM0243&q=vlaardingen",
    "map": "/neighbourhoods/NL00/map/",
    "map chosen": "/neighbourhoods/BU02430501/map/",
    "library": "/formats/",
    "library filtered": "/formats/?situation=loneliness&budget=under-100",
    "library nothing": "/formats/?q=xyzzy",
    "format": "/formats/street-coffee/",
    "format with professional": "/formats/neighbour-mediation/",
    "situations": "/situations/",
    "situation": "/situations/group-tension/",
    **{f"question {n}": f"/guide/{AREA}/?{query(THREATENED)}&at={n}" for n in range(1, 10)},
    "question wrong": f"/guide/{AREA}/?screen=1",
    "two questions wrong": f"/guide/?{query({**CALM, 'groups': ['everyone', 'ages', 'care']})}"
    "&screen=5",
    "advice short": f"/guide/advice/?{query(CALM)}",
    "advice": f"/guide/{AREA}/advice/?{query(FULL)}",
    "advice threatened": f"/guide/{AREA}/advice/?{query(THREATENED)}",
    "advice acute": f"/guide/{AREA}/advice/?{query(ACUTE)}",
    "advice nothing": f"/guide/{AREA}/advice/?{query(NOTHING_FITS)}",
    "advice what if": f"/guide/{AREA}/advice/?{query({**WAS, **FULL, 'contacts': 'many'})}",
    "explained": f"/guide/{AREA}/advice/explained/?{query(FULL)}",
    "save": f"/guide/{AREA}/save/?{query(CALM)}",
    "not found": "/nowhere/",
}


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_page(glance: Glance, axe: Look, path: str) -> None:
    page = glance("")
    page.goto(f"/nl{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    look(page, axe, *WIDTHS)
    page.goto(f"/en{path}")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").count() == 1


def test_the_browsers_language_decides_and_the_switch_keeps_the_page(browse: Browse) -> None:
    page = browse(1280, locale="en-GB")
    page.goto("/formats/?situation=loneliness")
    assert page.url.endswith("/en/formats/?situation=loneliness")
    page.get_by_role("link", name="Nederlands").click()
    assert page.url.endswith("/nl/formats/?situation=loneliness")
    assert page.locator("html").get_attribute("lang") == "nl"
    other = browse(1280, locale="fr-FR")
    other.goto("/")
    assert other.url.endswith("/nl/")


@pytest.mark.parametrize("path", ["/", f"/guide/{AREA}/", f"/guide/advice/?{query(FULL)}"])
def test_nothing_is_left_in_the_browser(browse: Browse, path: str) -> None:
    page = browse(1280)
    page.goto(f"/nl{path}")
    assert page.evaluate("localStorage.length") == 0
    left = page.evaluate("Object.entries(sessionStorage)")
    # htmx notes the address of this tab, for going back; it keeps no page.
    assert left == [["htmx-current-path-for-history", page.evaluate(HERE)]]
    cookies = {cookie["name"] for cookie in page.context.cookies()}
    assert cookies <= {"csrftoken"}


@pytest.mark.parametrize("code", ["WK024305", "BU02430501", "GM0344"])
def test_a_profile_is_printed_on_one_page(browse: Browse, code: str) -> None:
    page = browse(1280)
    page.goto(f"/nl/neighbourhoods/{code}/")
    document = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", document)) == 1

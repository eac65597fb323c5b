"""The list of a municipality: sorted by links, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from .conftest import Browse

HERE = "/nl/neighbourhoods/GM0243/"


@pytest.mark.parametrize("javascript", [True, False])
def test_sorting_by_the_header(browse: Browse, javascript: bool) -> None:
    page = browse(1280, javascript=javascript)
    page.goto(HERE)
    rows = page.locator("#inside tbody th")
    expect(rows.first).to_have_text("Binnenstad")
    page.locator("#sort-inhabitants").click()
    expect(rows.first).to_have_text("Drielanden")
    assert page.url.endswith("/areas/?show=districts&sort=-inhabitants")
    expect(page.locator("th[aria-sort]")).to_have_attribute("aria-sort", "descending")
    if javascript:
        expect(page.locator("#sort-inhabitants")).to_be_focused()
    page.go_back()
    expect(rows.first).to_have_text("Binnenstad")
    assert page.url.endswith(HERE)


def test_the_list_of_neighbourhoods(browse: Browse) -> None:
    page = browse(360)
    page.goto(HERE)
    page.locator("#show-neighbourhoods").click()
    expect(page.locator("#show-neighbourhoods")).to_have_attribute("aria-current", "true")
    expect(page.locator("#inside tbody tr")).to_have_count(61)

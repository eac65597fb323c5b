"""Maps as a browser draws them: names in the real letters, the keyboard, and no JavaScript."""

import pytest

from .conftest import Browse

CLASHES = """() => {
  const map = document.querySelector('.bb-map svg'), {width, height} = map.viewBox.baseVal;
  const names = [...map.querySelectorAll('text')]
    .filter((name) => getComputedStyle(name).display !== 'none')
    .map((name) => [name.textContent, name.getBBox()]);
  const out = names.filter(([, box]) => box.x < 0 || box.x + box.width > width);
  const meet = names.flatMap(([one, a], at) => names.slice(at + 1)
    .filter(([, b]) => a.x < b.x + b.width && b.x < a.x + a.width
      && a.y < b.y + b.height - 3 && b.y < a.y + a.height - 3)
    .map(([other]) => `${one} / ${other}`));
  return {shown: names.length, wrong: [...out.map(([name]) => name), ...meet]};
}"""


@pytest.mark.parametrize("width", [360, 700, 1280])
@pytest.mark.parametrize("code", ["NL00", "GM0243", "GM0344", "BU02431201", "WK024315"])
def test_names_never_overlap_in_the_real_letters(browse: Browse, code: str, width: int) -> None:
    page = browse(width)
    page.goto(f"/nl/neighbourhoods/{code}/map/")
    found = page.evaluate(CLASHES)
    assert found["wrong"] == []
    assert found["shown"] >= (1 if width == 360 else 3)


def test_going_down_from_home_without_javascript(browse: Browse) -> None:
    page = browse(360, javascript=False, locale="en-GB")
    page.goto("/en/")
    page.get_by_role("link", name="point at the map").click()
    for place in ("Harderwijk", "Stadsdennen", "Stadsdennen Noord"):
        page.locator("svg").get_by_role("link", name=place, exact=True).click()
        assert page.get_by_role("heading", level=1).inner_text() == place
    chosen = page.locator("svg").get_by_role("link", name="Stadsdennen Noord, chosen")
    assert chosen.get_attribute("aria-current") == "true"


def test_the_keyboard_walks_the_shapes(browse: Browse) -> None:
    page = browse(1280, locale="en-GB")
    page.goto("/en/neighbourhoods/BU02430601/map/")
    page.locator("nav[aria-label=Breadcrumb] a").last.focus()
    page.keyboard.press("Tab")
    focused = "document.activeElement.getAttribute('aria-label')"
    assert page.evaluate(focused) == "Sypel Oost, chosen"
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == "Sypel West"
    page.keyboard.press("Enter")
    page.wait_for_url("**/BU02430602/")

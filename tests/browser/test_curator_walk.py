"""No programmer needed: a new format, from an empty form to the advice and back again."""

import re

from playwright.sync_api import Page, expect

from tests.suggestions.answers import query

from .conftest import Browse
from .test_plan_journey import sign_in

STREET: dict[str, str | list[str]] = {
    "situation": "anonymous-street",
    "tension": "calm",
    "goal": "meet",
    "groups": ["direct-neighbours"],
    "ages": ["adults", "children"],
    "contacts": "none",
    "size": "16-40",
    "organisers": "1-2",
    "support": ["none"],
    "budget": "under-100",
    "place": "outdoor",
    "lead-time": "2-4-weeks",
    "language": "none",
}
"""The expert's case P01."""
ADVICE = f"/nl/guide/WK024305/advice/?{query(STREET)}"
FORMATS = "/admin/suggestions/activitytype/"
TEXTS = {
    "name": ("Wandelen met een thermoskan", "A walk with a flask of tea"),
    "summary": (
        "Je loopt samen een rondje door de buurt. Onderweg is er thee.",
        "You walk around the neighbourhood together. There is tea on the way.",
    ),
    "evidence_note": (
        "Samen bewegen helpt mensen om te praten.",
        "Moving together helps people to talk.",
    ),
}
CHOSEN = {
    "family": "light",
    "contact_mode": "doing",
    "goal_meet": "3",
    "goal_reduce_loneliness": "3",
    "tension_min": "0",
    "tension_max": "2",
}
SITUATIONS = (
    "Buren kennen elkaar niet",
    "Groepen leven langs elkaar heen",
    "Er komen nieuwe bewoners bij",
)
SOURCES = ("allport-1954", "blokland")
TICKED = {
    "tension_ideal": ("0", "1"),
    "ages": None,
    "dividing_lines": None,
    "places": None,
}
"""Boxes: these values, or all of them."""


def both(page: Page, field: str, texts: tuple[str, str]) -> None:
    for language, text in zip(("nl", "en"), texts, strict=True):
        page.locator(f"#id_{field}_{language}").fill(text)


def add_part(page: Page, parts: str) -> str:
    """Press "add another"; how the fields of the new row begin."""
    rows = page.locator(f"#id_{parts}-TOTAL_FORMS")
    number = rows.input_value()
    page.locator(f"#{parts}-group").get_by_role("button", name=re.compile("toevoegen")).click()
    expect(rows).to_have_value(str(int(number) + 1))
    return f"{parts}-{number}"


def save_and_go_on(page: Page) -> None:
    page.locator("input[name=_continue]").first.click()
    page.wait_for_load_state()
    expect(page.locator(".errornote")).to_have_count(0)


def fill_in(page: Page) -> None:
    """The whole form, in both languages, with three fits, a step and two sources."""
    page.locator("#id_slug").fill("tea-walk")
    page.locator("#id_status").select_option("published")
    for field, texts in TEXTS.items():
        both(page, field, texts)
    for field, value in CHOSEN.items():
        page.locator(f"#id_{field}").select_option(value)
    for field, values in TICKED.items():
        for box in page.locator(f"input[name={field}]").all():
            if values is None or box.get_attribute("value") in values:
                box.check()
    for situation in SITUATIONS:
        row = add_part(page, "fits")
        page.locator(f"#id_{row}-situation").select_option(label=situation)
        page.locator(f"#id_{row}-strength").select_option("3")
        both(page, f"{row}-reason", ("Je raakt makkelijk aan de praat.", "Talk comes easily."))
    row = add_part(page, "steps")
    page.locator(f"#id_{row}-weeks_before").fill("2")
    both(page, f"{row}-text", ("Loop het rondje een keer zelf.", "Walk the round once yourself."))
    for source in SOURCES:
        row = add_part(page, "evidence")
        page.locator(f"#id_{row}-source").fill(source)
    save_and_go_on(page)
    for number in range(7):
        row = f"conditions-{number}"
        page.locator(f"#id_{row}-level").select_option("2")
        both(page, f"{row}-strengthen", ("Loop in tweetallen.", "Walk in pairs."))
    save_and_go_on(page)


def test_a_format_comes_into_the_advice_and_goes_again(browse: Browse) -> None:
    """One curator makes it, sees what it does and mends that; another publishes, and goes back."""
    noor, daan, reader = browse(1280), browse(1280), browse(1280)
    assert not is_advised(reader)
    sign_in(noor, f"{FORMATS}add/", "noor")
    fill_in(noor)
    assert other_tips(noor) == ["P01", "P04"]
    lower_fit(noor, "Er komen nieuwe bewoners bij")
    assert other_tips(noor) == ["P01"]

    ask(noor, "Vraag om te publiceren")
    assert not is_advised(reader)
    sign_in(daan, "/admin/", "daan")
    daan.goto("/admin/suggestions/edition/draft/")
    expect(daan.locator(".draft-asked")).to_contain_text("Een wandeling met thee erbij.")
    daan.get_by_role("button", name="Publiceer dit verzoek").click()
    expect(daan.locator(".messagelist .success")).to_be_visible()
    assert is_advised(reader)

    daan.goto("/admin/suggestions/edition/")
    daan.locator("#result_list").get_by_role("link", name="1", exact=True).click()
    daan.get_by_role("link", name="Ga terug naar deze editie").click()
    say(daan, "why", "Eerst proberen in één wijk.")
    daan.get_by_role("button", name="Ga terug naar deze editie").click()
    expect(daan.locator(".messagelist .success")).to_be_visible()
    assert not is_advised(reader)


def is_advised(reader: Page) -> bool:
    """Whether somebody in a street where nobody knows anybody is tipped to walk."""
    reader.goto(ADVICE)
    return bool(reader.locator("[id^=tip-]").get_by_text(TEXTS["name"][0]).count())


def other_tips(page: Page) -> list[str]:
    """The test neighbourhoods in which the draft takes a tip away for another."""
    page.goto("/admin/suggestions/case/effect/")
    cases = page.locator(".effect-case", has_text="is geen tip meer")
    return [text.partition(":")[0] for text in cases.locator("h3").all_inner_texts()]


def lower_fit(page: Page, situation: str) -> None:
    """In the sheet of all fits."""
    page.goto(FORMATS)
    page.locator(".object-tools a[href$='/matrix/']").click()
    cell = page.get_by_label(f"{TEXTS['name'][0]}: {situation}")
    cell.fill("1")
    page.locator(".fit-matrix button.default").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(cell).to_have_value("1")


def ask(page: Page, button: str) -> None:
    page.goto("/admin/suggestions/edition/draft/")
    both(page, "summary", ("Een wandeling met thee erbij.", "A walk with tea is added."))
    page.get_by_role("button", name=button).click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def say(page: Page, field: str, text: str) -> None:
    both(page, "summary", ("De wandeling is weg.", "The walk is gone."))
    page.locator(f"#id_{field}").fill(text)

"""A map in a page: every shape is a link with a name, and what it cannot show is said."""

from html.parser import HTMLParser

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from neighbourhoods.models import Area

from .test_queries import bound

FRAGMENT = {"HX-Request": "true"}


def address(code: str, language: str = "en") -> str:
    return f"/{language}/neighbourhoods/{code}/map/"


class Links(HTMLParser):
    """The attributes of each link inside a map."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.is_inside = False
        self.found: list[dict[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "svg":
            self.is_inside = dict(attrs).get("role") == "group"
        elif tag == "a" and self.is_inside:
            self.found.append(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag == "svg":
            self.is_inside = False


def page(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("url", [address("BU02430601"), "/en/neighbourhoods/BU02430601/"])
def test_every_shape_links_to_a_profile_and_has_a_name(
    client: Client, demo: None, url: str
) -> None:
    assert Links(page(client, url)).found == [
        {
            "href": "/en/neighbourhoods/BU02430601/",
            "aria-label": "Sypel Oost, chosen",
            "aria-current": "true",
        },
        {"href": "/en/neighbourhoods/BU02430602/", "aria-label": "Sypel West"},
    ]


def test_the_chosen_one_is_lit_and_said_in_words(client: Client, demo: None) -> None:
    shown = page(client, address("BU02430601"))
    assert shown.count('class="m-land is-chosen"') == 1
    assert shown.count('class="m-rand"') == 1
    assert "Sypel Oost is yellow and has a thick edge." in shown
    assert "is yellow" not in page(client, address("WK024306"))


def test_a_schematic_map_says_so(client: Client, demo: None) -> None:
    for code, whole in [("NL00", "municipality"), ("GM0243", "district"), ("WK024306", "neigh")]:
        shown = page(client, address(code))
        assert "Schematic map: each shape is the ground around the middle of a " + whole in shown
        assert "Source: CBS, 2024." in shown
        assert "Kadaster" not in shown


def test_a_map_of_boundaries_names_its_source_and_what_is_missing(
    client: Client, demo: None
) -> None:
    bound("BU02430601", 170_000, 485_000, year=2023)
    shown = page(client, address("WK024306"))
    assert "Boundaries: Kadaster / CBS, 2023." in shown
    assert "Schematic" not in shown
    assert "Sypel West is not on the map" in shown
    assert '<a href="/en/neighbourhoods/BU02430602/">Sypel West</a>' in shown


def test_the_list_has_all_and_the_keyboard_skips_crowded_shapes(client: Client, demo: None) -> None:
    district = Area.objects.get(code="WK024306")
    for number in range(30, 50):
        Area.objects.create(
            code=f"BU024306{number}",
            level=Area.Level.NEIGHBOURHOOD,
            name=f"Nieuw {number}",
            slug=f"nieuw-{number}",
            parent=district,
            latitude=52.34,
            longitude=5.6 + number / 1000,
            year=2024,
            search_key=f"nieuw{number}",
        )
    shown = page(client, address("WK024306"))
    found = Links(shown).found
    assert len(found) == 22
    assert {link["tabindex"] for link in found} == {"-1"}
    for link in found:
        assert f'<a href="{link["href"]}">' in shown.split("<h2")[1]
    assert all("tabindex" not in link for link in Links(page(client, address("GM0243"))).found)


def test_the_fragment_lies_inside_the_page(client: Client, demo: None) -> None:
    whole = client.get(address("GM0243"))
    part = client.get(address("GM0243"), headers=FRAGMENT)
    assert b"<svg" in part.content
    assert b"<html" not in part.content
    assert b"HX-Request" in whole["Vary"].encode()
    # The map's own page leaves out the link to itself; else they are the same.
    assert part.content.split(b"<figcaption")[0].strip() in whole.content


def test_who_has_the_map_is_told_that_it_is_the_same(client: Client, demo: None) -> None:
    first = client.get(address("GM0243"))
    assert first["Cache-Control"] == "no-cache"
    again = client.get(address("GM0243"), headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    in_dutch = client.get(address("GM0243", "nl"), headers={"If-None-Match": first["ETag"]})
    assert in_dutch.status_code == 200
    Area.objects.filter(code="WK024306").update(latitude=52.3)
    changed = client.get(address("GM0243"), headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


@pytest.mark.parametrize("code", ["NL00", "GM0344", "WK024306", "BU02430601"])
def test_a_map_page_costs_two_queries(
    client: Client, demo: None, code: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(address(code))
    with django_assert_num_queries(2):
        client.get(address(code))


def test_the_map_is_where_people_look_for_it(client: Client, demo: None) -> None:
    assert f'<a href="{address("NL00")}">point at the map</a>' in page(client, "/en/")
    for url, shapes in [
        ("/en/neighbourhoods/", 3),
        ("/en/neighbourhoods/GM0243/", 15),
        ("/en/neighbourhoods/WK024306/", 2),
    ]:
        assert len(Links(page(client, url)).found) == shapes


def test_without_areas_the_map_leads_to_the_page_that_says_so(client: Client, db: None) -> None:
    response = client.get(address("NL00"))
    assert response.status_code == 302
    assert response["Location"] == "/en/neighbourhoods/"
    assert "There are no neighbourhoods here yet." in page(client, response["Location"])
    assert client.get(address("GM0243")).status_code == 404


def test_without_places_the_page_says_that_there_is_no_map(client: Client, demo: None) -> None:
    Area.objects.filter(parent__code="WK024306").update(latitude=None, longitude=None)
    shown = page(client, address("WK024306"))
    assert "There is no map of this area" in shown
    assert Links(shown).found == []
    assert Links(page(client, "/en/neighbourhoods/WK024306/")).found == []


def test_no_style_is_written_in_the_map(client: Client, demo: None) -> None:
    assert " style=" not in page(client, address("BU02430601"))

"""The pages of search, profile, figures and downloads."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from neighbourhoods.models import Area, Figure
from neighbourhoods.services import Report

from .files import ROWS

SEARCH = "/en/neighbourhoods/search/"
FRAGMENT = {"HX-Request": "true"}


def text(client: Client, url: str) -> str:
    """The page with its white space as a browser shows it."""
    response = client.get(url)
    assert response.status_code == 200
    return re.sub(r"\s+(?=</|$)", "", re.sub(r"[ \n]+", " ", response.content.decode()))


def test_a_search_leads_to_profiles(client: Client, demo: None) -> None:
    page = text(client, f"{SEARCH}?q=stadsd")
    assert '<a class="bb-strong" href="/en/neighbourhoods/WK024305/">Stadsdennen</a>' in page
    assert "District in Harderwijk · 6,440 inhabitants" in page
    assert "Neighbourhood in Stadsdennen, Harderwijk · 2,335 inhabitants" in page
    assert 'role="status">5 results</p>' in page
    assert 'value="stadsd"' in page


def test_the_fragment_lies_inside_the_page(client: Client, demo: None) -> None:
    for q in ("stadsd", "stadsdenen", "harderwijk", "x", "zzzz", ""):
        page = client.get(SEARCH, {"q": q})
        part = client.get(SEARCH, {"q": q}, headers=FRAGMENT)
        assert part.content.strip() in page.content
        assert b"<html" not in part.content
        assert "HX-Request" in part["Vary"]
        assert part.content.count(b"role=") == 1  # the summary alone is a live region


def test_a_search_says_what_it_found(client: Client, demo: None) -> None:
    for q, said in [
        ("", "Type at least two letters"),
        ("384", "Type at least two letters"),
        ("zzzz", "Nothing found for “zzzz”."),
        ("harderwijk", "The first 20 results"),
        ("stadsdennen oost", "1 result<"),
    ]:
        assert said in text(client, f"{SEARCH}?q={q}"), q
    assert "Did you mean:" in text(client, f"{SEARCH}?q=stadsdenen")
    assert "Type more letters, or the municipality" in text(client, f"{SEARCH}?q=harderwijk")
    assert "Try the name of your municipality" in text(client, f"{SEARCH}?q=zzzz")


@pytest.mark.parametrize(
    "q",
    [
        "%00",
        "a%00b",
        "x" * 10_000,
        "%ED%A0%80",
        "%F0%9F%8F%A0",
        "%27%22%3E%3Cb%3E",
        "%E2%80%AE",
        "%0A",
    ],
)
def test_a_search_survives_anything(client: Client, demo: None, q: str) -> None:
    page = text(client, f"{SEARCH}?q={q}")
    assert "\x00" not in page
    assert "><b>" not in page
    assert "x" * 101 not in page[page.index("<form") : page.index("</main>")]


def test_what_was_typed_is_escaped(client: Client, demo: None) -> None:
    page = client.get(SEARCH, {"q": '"><script>'}).content.decode()
    assert escape('"><script>') in page
    assert "<script>" not in page.replace("<script src", "")


def test_a_search_costs_at_most_four_queries(
    client: Client, demo: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for q in ("stadsd", "3842", "3842 AB", "harderwijk utrecht", "stadsdenen", "zzzz"):
        with django_assert_max_num_queries(4):
            client.get(SEARCH, {"q": q})


def test_only_reading_is_allowed(client: Client, demo: None) -> None:
    for url in (SEARCH, "/en/neighbourhoods/", "/en/neighbourhoods/WK024305/"):
        assert client.post(url).status_code == 405


def test_the_index_leads_to_every_municipality(
    client: Client, demo: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(6):
        page = text(client, "/en/neighbourhoods/")
    for code, name in [("GM0243", "Harderwijk"), ("GM0344", "Utrecht"), ("GM0622", "Vlaardingen")]:
        assert f'<a href="/en/neighbourhoods/{code}/">{name}</a>' in page


def test_the_index_of_an_empty_site(client: Client, db: None) -> None:
    assert "There are no neighbourhoods here yet." in text(client, "/en/neighbourhoods/")


def test_the_profile_of_a_district(client: Client, demo: None) -> None:
    page = text(client, "/en/neighbourhoods/WK024305/")
    assert "<title>Stadsdennen, Harderwijk | Buurtbrug</title>" in page
    assert '<p class="bb-kicker">District in Harderwijk</p>' in page
    assert "6,440 people, 2,905 households." in page
    assert "This stands out beside the whole of Harderwijk:" in page
    assert "<li>Fewer homes are <b>owned by who lives there</b>: about two in five.</li>" in page
    assert "They say nothing about your neighbours." in page
    assert 'href="/en/guide/WK024305/"' in page
    assert 'href="/en/neighbourhoods/BU02430501/">Stadsdennen Noord</a>' in page
    assert "Source: CBS, Key figures of districts and neighbourhoods, 2024." in page
    assert "style=" not in page
    groups = ["Who lives here", "Homes and space", "Getting around", "Income and work"]
    assert re.findall(r'<h3 id="[a-z]+">(.*?)</h3>', page) == [
        "Who lives here",
        "Living together",
        *groups[1:],
    ]
    assert (
        "No figures are known here of: Health and helping each other, "
        "How liveable a model finds it." in page
    )


def test_the_profile_of_a_neighbourhood(client: Client, demo: None) -> None:
    page = text(client, "/en/neighbourhoods/BU02430501/")
    assert '<p class="bb-kicker">Neighbourhood in Stadsdennen, Harderwijk</p>' in page
    assert 'href="/en/neighbourhoods/WK024305/">The whole district Stadsdennen</a>' in page
    assert '<b aria-current="page">Stadsdennen Noord</b>' in page


def test_the_profile_of_a_municipality(client: Client, demo: None) -> None:
    page = text(client, "/en/neighbourhoods/GM0344/")
    assert '<p class="bb-kicker">Municipality</p>' in page
    assert "This stands out beside the whole of The Netherlands:" in page
    assert "All districts and neighbourhoods of Utrecht" in page
    assert page.count('href="/en/neighbourhoods/BU') == 111


def test_an_unknown_figure_is_not_a_zero(client: Client, demo: None) -> None:
    page = text(client, "/en/neighbourhoods/BU02431211/")
    assert "There is no figure of the inhabitants." in page
    axis = '<rect class="b-as" width="100" height="10"/></svg></td>'
    assert f"{axis}<td>no figure</td>" in page
    assert '<th scope="row">District Drielanden</th>' in page
    assert ">0%<" not in page


def test_too_few_people_to_compare(client: Client, demo: None) -> None:
    page = text(client, "/en/neighbourhoods/BU02430203/")
    assert "20 people" in page
    assert "So few people live here that comparing figures says little." in page


def test_widths_are_numbers_in_every_language(client: Client, demo: None) -> None:
    page = text(client, "/nl/neighbourhoods/WK024305/")
    assert 'class="b-buurt" y="1" width="60.0"' in page
    assert "0,5 km" in page


@pytest.mark.parametrize("code", ["WK024305", "BU02430501", "BU02431211", "GM0344", "GM0243"])
def test_a_profile_costs_at_most_nine_queries(
    client: Client, demo: None, code: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    address = f"/en/neighbourhoods/{code}/"
    text(client, address)  # its map is drawn
    with django_assert_max_num_queries(9):  # of which one asks what is planned
        text(client, address)


def test_more_years_cost_no_more_queries(
    client: Client,
    take_in: Callable[..., Report],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    take_in(ROWS, year=2023)
    with CaptureQueriesContext(connection) as of_one_year:
        text(client, "/en/neighbourhoods/BU02430501/")
    for year in (2024, 2025):
        take_in(ROWS, year=year)
    with django_assert_max_num_queries(len(of_one_year)):
        page = text(client, "/en/neighbourhoods/BU02430501/")
    assert "neighbourhoods, 2025." in page


def test_an_area_of_former_days_says_so(client: Client, demo: None) -> None:
    Area.objects.filter(code="WK024305").update(is_former=True)
    page = text(client, "/en/neighbourhoods/WK024305/")
    assert "last on the official map in 2024" in page
    assert 'href="/en/neighbourhoods/search/?q=Stadsdennen"' in page
    assert "/en/guide/" not in page


@pytest.mark.parametrize(
    "code", ["WK999999", "GM9999", "WK024305-2020", "XX", "wk024305", "BU0243050100"]
)
def test_an_unknown_code_is_not_found(client: Client, demo: None, code: str) -> None:
    for page in ("", "figures/", "figures.csv"):
        assert client.get(f"/en/neighbourhoods/{code}/{page}").status_code == 404


def test_the_country_is_the_index(client: Client, demo: None) -> None:
    response = client.get("/en/neighbourhoods/NL00/")
    assert (response.status_code, response["Location"]) == (302, "/en/neighbourhoods/")


def test_all_figures(
    client: Client, demo: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        page = text(client, "/en/neighbourhoods/BU02430501/figures/")
    cells = [
        '<th scope="row">Average income per inhabitant</th>',
        '<td class="is-num" data-label="Stadsdennen Noord">no figure</td>',
        '<td class="is-num" data-label="Stadsdennen">€\xa028,600</td>',
    ]
    assert "".join(cells) in page
    assert "Official name and code: Stadsdennen Noord, BU02430501." in page
    assert 'href="/en/neighbourhoods/BU02430501/figures.csv"' in page


def test_an_area_without_any_figure(client: Client, demo: None) -> None:
    Figure.objects.all().delete()
    for url in ("/en/neighbourhoods/WK024305/", "/en/neighbourhoods/WK024305/figures/"):
        assert "There are no figures of this area." in text(client, url)


def test_the_download(client: Client, demo: None) -> None:
    response = client.get("/nl/neighbourhoods/BU02430501/figures.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == (
        'attachment; filename="stadsdennen-noord-BU02430501.csv"'
    )
    lines = response.content.decode().split("\r\n")
    assert lines[0].startswith("\ufeff")
    assert len(lines) == 1 + 16 * 4 + 1
    assert any(line.startswith("GM0243;Harderwijk;") and ";2,3;" in line for line in lines)


def test_no_cell_of_the_download_is_a_formula(client: Client, demo: None) -> None:
    Area.objects.filter(code="WK024305").update(name="=HYPERLINK(1)")
    content = client.get("/en/neighbourhoods/WK024305/figures.csv").content.decode()
    assert "WK024305;'=HYPERLINK(1);" in content
    assert ";=" not in content

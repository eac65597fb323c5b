"""The page that makes a plan of an advice."""

import html
import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client

from meetups.accounts.models import Office, User
from meetups.initiatives.models import Initiative
from neighbourhoods.models import Area, SearchWord
from tests.factories import NOW, make_area, make_place
from tests.initiatives.test_start import make_rule
from tests.suggestions.answers import ACUTE, FULL, THREATENED, query

pytestmark = [
    pytest.mark.usefixtures("catalogue"),
    pytest.mark.django_db,
]
NEW = "/en/initiatives/new/"
KEY = "6f0c7f0e-5f5e-4b53-9d0c-7a5f3b0f2c13"
HTMX = {"headers": {"HX-Request": "true"}}
GOOD: dict[str, Any] = {
    "title": "Samen sporten",
    "aim": "Elkaar zien.",
    "spot": "indoors",
    "place_name": "De Sporthal",
    "first_date": "2027-09-18",
    "starts_at": "14:00",
    "ends_at": "16:30",
    "people_expected": "30",
    "times_planned": "2",
    "start_key": KEY,
}


@pytest.fixture(autouse=True)
def nine_march() -> Any:
    with time_machine.travel(NOW):
        yield


def address(
    answers: Any = FULL, slug: str = "mixed-sports", area: str = "WK024305", language: str = "en"
) -> str:
    make_area()
    known = {"format": slug} | ({"area": area} if area else {})
    return f"/{language}/initiatives/new/?{query(answers, **known)}"


def text(response: Any) -> str:
    source = response.content.decode()
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", source)).split())


def field(response: Any, name: str) -> str:
    """The value that an input holds, as it stands in the page."""
    found = re.search(rf'<input[^>]* name="{name}"[^>]*? value="(.*?)"', response.content.decode())
    return html.unescape(found[1]) if found else ""


@pytest.fixture
def fatma(client: Client, organiser: User) -> Client:
    client.force_login(organiser)
    return client


# --- who, and with what ---------------------------------------------------------------------------
def test_who_is_not_signed_in_comes_back_with_everything(client: Client) -> None:
    response = client.get(address())
    assert response.status_code == 302
    assert response.url.endswith(f"?{urlencode({'next': address()}, safe='/')}")  # type: ignore[attr-defined]


def test_a_form_filled_in_before_signing_in_is_still_there_afterwards(
    client: Client, organiser: User
) -> None:
    assert client.post(address(), GOOD | {"title": "Wij sporten"}).status_code == 302
    assert Initiative.objects.count() == 0
    client.force_login(organiser)
    page = client.get(address())
    assert (field(page, "title"), field(page, "first_date")) == ("Wij sporten", "2027-09-18")
    assert "bb-error-summary" not in page.content.decode()
    assert field(client.get(address(slug="street-coffee")), "title") != "Wij sporten"
    client.post(address(), GOOD | {"title": "Wij sporten"})
    assert field(client.get(address()), "title") == "Sports in mixed teams in Stadsdennen"


def test_without_answers_the_questions_come_first_signed_in_or_not(client: Client) -> None:
    page = client.get(address({}, area=""))
    assert page.status_code == 200
    assert "First some questions" in text(page)
    assert "Sports in mixed teams" in text(page)
    assert 'href="/en/guide/"' in page.content.decode()
    half = client.get(address({"situation": "loneliness"}, slug="no-such"))
    assert 'href="/en/guide/WK024305/?situation=loneliness"' in half.content.decode()


def test_looking_changes_nothing(fatma: Client) -> None:
    page = fatma.get(address())
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert Initiative.objects.count() == 0
    assert field(page, "title") == "Sports in mixed teams in Stadsdennen"
    assert field(page, "people_expected") == "28"


@pytest.mark.parametrize(
    ("answers", "slug", "said"),
    [
        (ACUTE, "visible-presence", "Call 112 when there is danger."),
        (THREATENED, "street-agreements", "There were threats or violence."),
        (FULL, "no-such-format", "This format is no longer there."),
    ],
)
def test_what_the_advice_refuses_says_why(
    fatma: Client, answers: Any, slug: str, said: str
) -> None:
    assert said in text(fatma.get(address(answers, slug)))
    response = fatma.post(address(answers, slug), GOOD)
    assert response.status_code == 422
    assert said in text(response)
    assert Initiative.objects.count() == 0


def test_an_area_that_is_not_there(fatma: Client) -> None:
    assert fatma.get(address(area="WK999999")).status_code == 404


def test_the_advice_has_a_button_for_each_tip_and_reserve(client: Client) -> None:
    make_area()
    source = client.get(f"/en/guide/WK024305/advice/?{query(FULL)}").content.decode()
    buttons = re.findall(
        r'<button class="(.*?)" form="plan-this" name="format" value="(.+?)"', source
    )
    assert [slug for _css, slug in buttons[:3]] == [
        "mixed-sports",
        "community-garden",
        "neighbourhood-meal",
    ]
    assert len(buttons) == 5
    assert ["bb-button--primary" in css for css, _slug in buttons] == [True] + [False] * 4
    form = re.search(r'<form id="plan-this".*?</form>', source, re.DOTALL)
    assert form is not None
    carried = re.findall(r'name="(.+?)" value="(.*?)"', form[0])
    assert ("area", "WK024305") in carried
    assert ("situation", "little-contact") in carried
    assert 'action="/en/initiatives/new/"' in form[0]


def test_a_format_page_leads_here_too(client: Client) -> None:
    source = client.get("/en/formats/mixed-sports/").content.decode()
    assert 'href="/en/initiatives/new/?format=mixed-sports"' in source


# --- making it ------------------------------------------------------------------------------------
def test_a_good_form_makes_a_plan_and_goes_there(fatma: Client, organiser: User) -> None:
    place = make_place(make_area())
    response = fatma.post(address(), GOOD | {"place": str(place.pk), "closes_street": "on"})
    plan = Initiative.objects.get()
    assert response.status_code == 302
    assert response.url == f"/en/initiatives/{plan.pk}/"  # type: ignore[attr-defined]
    found = {name: str(getattr(plan, name)) for name in GOOD}
    assert found == GOOD | {"starts_at": "14:00:00", "ends_at": "16:30:00"}
    assert (plan.place, plan.closes_street, plan.area.code) == (place, True, "WK024305")
    assert plan.activity_type.slug == "mixed-sports"
    assert plan.answers["size"] == ["16-40"]
    assert [member.user for member in plan.members.all()] == [organiser]


def test_sent_twice_it_makes_one(fatma: Client) -> None:
    first, again = fatma.post(address(), GOOD), fatma.post(address(), GOOD)
    assert Initiative.objects.count() == 1
    assert first.url == again.url  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("title", "", "Fill this in."),
        ("title", "x" * 5000, "Write at most 120 characters. It is now 5000."),
        ("title", "a\0b", "There is a character in it that nobody can read."),
        ("title", "\u200b\u200b", "Fill this in."),
        ("aim", "x" * 5000, "Write at most 2000 characters. It is now 5000."),
        ("spot", "moon", "Choose one of these."),
        ("first_date", "", "Fill this in."),
        ("first_date", "0001-01-01", "Choose a day after 2019."),
        ("first_date", "9999-12-31", "Choose a day before 2100."),
        ("first_date", "2027-03-08", "This day is over. Choose a later one."),
        ("starts_at", "", "Fill in when it begins too."),
        ("ends_at", "13:59", "It ends before it begins."),
        ("people_expected", "1", "Fill in 2 or more."),
        ("people_expected", "-5", "Fill in 2 or more."),
        ("times_planned", "9" * 30, "Fill in 365 or less."),
        ("start_key", "x", "Enter a valid UUID."),
    ],
)
def test_bad_input_is_said_by_its_field_and_the_rest_stays(
    fatma: Client, name: str, value: str, said: str
) -> None:
    response = fatma.post(address(), GOOD | {name: value})
    assert response.status_code == 422
    assert said in text(response)
    source = response.content.decode()
    assert "<title>Error:" in source
    assert 'class="bb-error-summary" role="alert"' in source
    for other in {"title", "place_name", "first_date", "people_expected"} - {name}:
        assert field(response, other) == GOOD[other]
    assert Initiative.objects.count() == 0


@pytest.mark.parametrize("title", ["Soep 😀 & <brood>", "مرحبا بالجميع"])
def test_any_sign_is_kept(fatma: Client, title: str) -> None:
    fatma.post(address(), GOOD | {"title": title})
    assert Initiative.objects.get().title == title


# --- where ----------------------------------------------------------------------------------------
def findable(area: Area) -> Area:
    SearchWord.objects.bulk_create(
        SearchWord(word=word, area=area) for word in area.name.lower().split()
    )
    return area


def test_without_a_neighbourhood_it_is_asked(fatma: Client) -> None:
    response = fatma.post(address(area=""), GOOD)
    assert response.status_code == 422
    assert "Fill in in which neighbourhood it is." in text(response)
    assert field(fatma.get(address(area="")), "title") == "Sports in mixed teams"


def test_a_name_that_means_one_is_enough(fatma: Client) -> None:
    findable(make_area("WK062201", "Holy"))
    fatma.post(address(area=""), GOOD | {"where": "holy"})
    assert Initiative.objects.get().area.code == "WK062201"


def test_a_name_that_means_several_is_asked_about_and_nothing_is_lost(fatma: Client) -> None:
    for code in ("WK062201", "WK034401"):
        findable(make_area(code, "Holy"))
    typed = GOOD | {"where": "Holy"}
    response = fatma.post(address(), typed)
    assert response.status_code == 422
    assert "Choose which one you mean." in text(response)
    assert "Holy, District in Vlaardingen" in text(response)
    assert (field(response, "title"), field(response, "where")) == ("Samen sporten", "Holy")
    assert fatma.post(address(), typed | {"found": "WK034401"}).status_code == 302
    assert Initiative.objects.get().municipality.code == "GM0344"


def test_looking_up_makes_no_plan_and_blames_nobody(fatma: Client) -> None:
    findable(make_area("WK062201", "Holy"))
    response = fatma.post(address(), GOOD | {"title": "", "where": "Holy", "find": "1"})
    assert response.status_code == 200
    assert "Holy, Vlaardingen" in text(response)
    assert "bb-error" not in response.content.decode()
    assert Initiative.objects.count() == 0


@pytest.mark.parametrize("where", ["Nergenshuizen", "x" * 5000, "1", "' OR 1=1"])
def test_a_name_that_means_nothing(fatma: Client, where: str) -> None:
    response = fatma.post(address(), GOOD | {"where": where})
    assert response.status_code == 422
    assert 'href="#id_where"' in response.content.decode()


def test_a_place_of_another_neighbourhood_cannot_be_chosen(fatma: Client) -> None:
    make_place(make_area(), "Onze plek")
    elsewhere = make_place(make_area("WK062201", "Holy"))
    response = fatma.post(address(), GOOD | {"place": str(elsewhere.pk)})
    assert response.status_code == 422
    assert "Onze plek" in text(response)
    assert elsewhere.name not in text(response)


# --- the day --------------------------------------------------------------------------------------
def test_a_day_that_is_too_early_says_what_will_not_make_it_and_offers_another(
    fatma: Client, office: Office
) -> None:
    make_rule(office, "Vraag een vergunning.", days=100, text_en="Ask for a permit early.")
    response = fatma.post(address(), GOOD | {"first_date": "2027-05-22"})
    assert response.status_code == 422
    assert "Not everything makes it by then. See below." in text(response)
    assert "Ask for a permit early. 26 days too late" in text(response)
    feasible = date(2027, 3, 9) + timedelta(days=100)
    assert f'name="use_date" value="{feasible.isoformat()}"' in response.content.decode()
    assert Initiative.objects.count() == 0
    filled = fatma.post(address(), GOOD | {"use_date": feasible.isoformat()})
    assert (filled.status_code, field(filled, "first_date")) == (200, feasible.isoformat())
    assert "There is time for every step." in text(filled)
    assert Initiative.objects.count() == 0


def test_the_team_may_take_that_day_anyway(fatma: Client) -> None:
    late = GOOD | {"first_date": "2027-03-09"}
    response = fatma.post(address(), late)
    assert response.status_code == 422
    assert 'name="anyway"' in response.content.decode()
    assert fatma.post(address(), late | {"anyway": "on"}).status_code == 302
    plan = Initiative.objects.get()
    assert plan.steps.filter(due_on__lt=date(2027, 3, 9)).exists()


def test_less_time_than_usual_but_enough_says_so(fatma: Client) -> None:
    soon = GOOD | {"first_date": "2027-04-13"}
    page = text(fatma.post(address(), soon))
    assert "This format needs at least 4 weeks. So it can be done, if you hurry." in page


def test_the_first_page_says_from_when_there_is_time(fatma: Client) -> None:
    assert "on you have time for every step." in text(fatma.get(address()))


def test_the_steps_show_while_the_day_changes(fatma: Client, office: Office) -> None:
    make_rule(office, text_en="Ask for the square.", occasion="public_space", days=20)
    typed = GOOD | {"preview": "1", "title": ""}
    part = fatma.post(address(), typed, **HTMX)  # type: ignore[arg-type]
    assert part.status_code == 200
    assert part.content.decode().strip().startswith('<section id="start-steps"')
    assert "Ask for the square." not in text(part)
    part = fatma.post(address(), typed | {"spot": "public_space"}, **HTMX)  # type: ignore[arg-type]
    assert "August 29, 2027" in text(part) or "29 August 2027" in text(part)
    assert "Ask for the square." in text(part)
    page = fatma.post(address(), typed | {"spot": "public_space"})
    assert part.content.decode().strip() in page.content.decode()
    assert "bb-error" not in page.content.decode()
    assert Initiative.objects.count() == 0


@pytest.mark.parametrize("value", ["", "x", "0001-01-01", "99999-01-01"])
def test_the_steps_without_a_real_day_ask_for_one(fatma: Client, value: str) -> None:
    typed = GOOD | {"preview": "1", "first_date": value}
    part = fatma.post(address(), typed, **HTMX)  # type: ignore[arg-type]
    assert part.status_code == 200
    assert "on you have time for every step." in text(part)

"""The agenda as a list: what is in it, what never is, and what it costs."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from time_machine import TimeMachineFixture

from meetups.agenda.forms.filters import FilterForm, Period
from meetups.agenda.models import Meetup, MeetupState
from meetups.agenda.queries import listing
from meetups.agenda.queries.listing import Wanted, found, listed
from meetups.initiatives.models import Initiative
from neighbourhoods.models import Area
from tests.agenda.agenda import CANARY, make_canaries, plan_in, titles
from tests.agenda.makers import STARTS, make_meetup
from tests.factories import NOW, make_area, make_initiative

pytestmark = pytest.mark.django_db
ALL, HOME = "/en/agenda/", "/en/"
DISTRICT = "WK024305"
ANYTHING = Wanted()
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def that_day(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture(autouse=True)
def reading_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def at(area: str, query: str = "") -> str:
    return f"{ALL}{area}/{query}"


def pages(wanted: Wanted = ANYTHING, area: Area | None = None) -> list[list[str]]:
    """All pages of a list, from the first to the last by their own links."""
    asked: dict[str, str] = {}
    told = []
    while True:
        page = found(wanted, area, asked, now=NOW)
        told.append([meetup.title for meetup in page.meetups])
        if not page.next:
            return told
        name, _equals, value = page.next.partition("=")
        asked = {name: value}


# --- what is in it -------------------------------------------------------------------------------
def test_the_soonest_comes_first_until_it_is_over(client: Client, initiative: Initiative) -> None:
    hours = {"now": -1, "tomorrow": 24, "later": 48, "over": -3}
    for title, hour in sorted(hours.items()):
        starts_at = NOW + timedelta(hours=hour)
        make_meetup(initiative, title=title, starts_at=starts_at)
    assert titles(client, ALL) == ["now", "tomorrow", "later"]


def test_what_is_cancelled_stays_marked_until_its_start(
    client: Client, initiative: Initiative
) -> None:
    gone = {"state": MeetupState.CANCELLED, "cancelled_at": NOW}
    make_meetup(initiative, title="later", **gone)
    make_meetup(initiative, title="begun", starts_at=NOW, **gone)
    assert titles(client, ALL) == ["later"]
    assert "Cancelled</span>" in client.get(ALL).content.decode()


@pytest.mark.parametrize("wanted", [Wanted(), Wanted(free=True), Wanted(since=date(2020, 1, 1))])
def test_what_nobody_may_find_is_never_in_it(initiative: Initiative, wanted: Wanted) -> None:
    make_canaries(initiative)
    for area in (None, initiative.area, initiative.municipality):
        page = found(wanted, area, {}, now=NOW)
        assert (page.meetups, page.total) == ([], 0)


def test_no_page_names_what_nobody_may_find(client: Client, initiative: Initiative) -> None:
    make_canaries(initiative)
    area = initiative.area.code
    profile = reverse("neighbourhoods:profile", args=[area])
    for url in (ALL, at(area), at("GM0243"), profile, HOME):
        assert CANARY not in client.get(url).content.decode(), url


def test_a_hidden_place_is_not_told(client: Client, initiative: Initiative) -> None:
    make_meetup(initiative, hides_address=True)
    make_meetup(initiative, place_name="", address="Dennenlaan 12")
    page = client.get(ALL).content.decode()
    assert "Dennenappel," not in page
    assert "Dennenlaan" not in page


# --- where ---------------------------------------------------------------------------------------
def test_each_area_has_its_own_agenda(client: Client) -> None:
    make_area("GM0622", "Vlaardingen")
    for code in ("GM0243", DISTRICT, "BU02430501", "BU02430502", "WK024306", "WK062201"):
        make_meetup(plan_in(code), title=code)
    assert titles(client, at("GM0243")) == [
        *("GM0243", DISTRICT, "BU02430501", "BU02430502"),
        "WK024306",
    ]
    assert titles(client, at(DISTRICT)) == [DISTRICT, "BU02430501", "BU02430502"]
    assert titles(client, at("BU02430501")) == [DISTRICT, "BU02430501"]
    assert len(titles(client, ALL)) == 6


def test_an_unknown_area_has_none_and_the_country_has_all(
    client: Client, initiative: Initiative
) -> None:
    for name in ("area", "month", "map", "calendar", "feed", "embed"):
        assert client.get(reverse(f"agenda:{name}", args=["WK999999"])).status_code == 404
    assert client.get(f"{ALL}nonsense/").status_code == 404
    assert client.get(at("NL00")).headers["Location"] == ALL


# --- what a reader looks for ---------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "fits", "does_not"),
    [
        ("free", {"seats_taken": 19}, {"seats_taken": 20}),
        ("free", {"closes_at": STARTS}, {"closes_at": NOW}),
        ("free", {}, {"is_closed": True}),
        ("free", {}, {"state": "cancelled", "cancelled_at": NOW}),
        ("children", {"children": True}, {"children": None}),
        ("children", {"children": True}, {"children": False}),
        ("step_free", {"step_free": True}, {"step_free": None}),
        ("online", {"way": "online"}, {"way": "on_site"}),
        ("online", {"way": "both"}, {"way": "on_site"}),
    ],
)
def test_each_filter(
    client: Client,
    initiative: Initiative,
    name: str,
    fits: dict[str, Any],
    does_not: dict[str, Any],
) -> None:
    make_meetup(initiative, title="fits", **fits)
    make_meetup(initiative, title="does not", **does_not)
    assert titles(client, f"{ALL}?{name}=on") == ["fits"]


def test_filters_work_together(client: Client, initiative: Initiative) -> None:
    both = {"children": True, "step_free": True}
    make_meetup(initiative, title="children", children=True)
    make_meetup(initiative, title="both", **both)
    make_meetup(initiative, title="too late", starts_at=STARTS + timedelta(days=1), **both)
    query = "?children=on&step_free=on&since=2027-04-24&until=2027-04-24"
    assert titles(client, ALL + query) == ["both"]


@pytest.mark.parametrize(
    ("today", "period", "days"),
    [
        ("2027-03-09", Period.WEEK, ("2027-03-09", "2027-03-14")),
        ("2027-03-14", Period.WEEK, ("2027-03-14", "2027-03-14")),
        ("2027-03-09", Period.WEEKEND, ("2027-03-13", "2027-03-14")),
        ("2027-03-14", Period.WEEKEND, ("2027-03-14", "2027-03-14")),
        ("2027-03-15", Period.WEEKEND, ("2027-03-20", "2027-03-21")),
        ("2027-12-31", Period.MONTH, ("2027-12-31", "2027-12-31")),
        ("2028-02-01", Period.MONTH, ("2028-02-01", "2028-02-29")),
    ],
)
def test_periods(today: str, period: Period, days: tuple[str, str]) -> None:
    first, last = period.days(date.fromisoformat(today))
    assert (first.isoformat(), last.isoformat()) == days


def test_own_days_narrow_a_period() -> None:
    form = FilterForm({"period": "month", "since": "2027-03-20", "until": "2027-05-01"})
    assert form.is_valid()
    wanted = form.wanted(today=NOW.date())
    assert (wanted.since, wanted.until) == (date(2027, 3, 20), date(2027, 3, 31))


def test_days_end_at_midnight_in_the_netherlands(initiative: Initiative) -> None:
    for title, hour in (("evening", 23), ("night", 24)):
        starts_at = STARTS.replace(hour=0) + timedelta(hours=hour, minutes=-1)
        make_meetup(initiative, title=title, starts_at=starts_at + timedelta(minutes=hour == 24))
    day = STARTS.date()
    assert pages(Wanted(since=day, until=day)) == [["evening"]]
    assert pages(Wanted(since=day + timedelta(days=1))) == [["night"]]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("since=gisteren", "Fill in a date"),
        ("until=1999-01-01", "Choose a day after"),
        ("period=ooit", "Choose one of these"),
        ("since=2027-04-20&until=2027-04-01", "before the first day"),
        ("since=%00&after=x&before=1-1", "Fill in a date"),
    ],
)
def test_nonsense_is_told_and_does_not_count(
    client: Client, initiative: Initiative, query: str, told: str
) -> None:
    make_meetup(initiative)
    assert titles(client, f"{ALL}?{query}") == ["Soep in de Dennenappel"]
    assert told in client.get(f"{ALL}?{query}").content.decode()


def test_an_empty_list_says_what_to_do(client: Client, initiative: Initiative) -> None:
    assert (
        reverse("suggestions:guide", args=[DISTRICT]) in client.get(at(DISTRICT)).content.decode()
    )
    make_meetup(initiative)
    page = client.get(at(DISTRICT, "?online=on")).content.decode()
    assert "Take one choice away" in page
    assert f'href="{at("GM0243")}?online=on"' in page


# --- pages ---------------------------------------------------------------------------------------
@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PER_PAGE", 3)


@pytest.mark.usefixtures("short_pages")
def test_pages_hold_everything_once_also_what_begins_at_the_same_time(
    initiative: Initiative,
) -> None:
    for number in range(8):
        make_meetup(initiative, title=str(number), starts_at=STARTS + timedelta(days=number // 5))
    assert pages() == [["0", "1", "2"], ["3", "4", "5"], ["6", "7"]]


@pytest.mark.usefixtures("short_pages")
def test_the_page_before_is_the_one_that_was_there(initiative: Initiative) -> None:
    for number in range(8):
        make_meetup(initiative, title=str(number), starts_at=STARTS + timedelta(days=number // 5))
    first = found(Wanted(), None, {}, now=NOW)
    second = found(Wanted(), None, asked(first.next), now=NOW)
    third = found(Wanted(), None, asked(second.next), now=NOW)
    assert not first.previous
    again = found(Wanted(), None, asked(third.previous), now=NOW)
    assert again == second
    assert found(Wanted(), None, asked(second.previous), now=NOW).meetups == first.meetups


@pytest.mark.usefixtures("short_pages")
def test_a_place_in_the_list_that_is_gone_gives_the_first_page(initiative: Initiative) -> None:
    make_meetup(initiative)
    far = {"after": f"{10**17 - 1}-{10**18 - 1}"}
    for nowhere in (far, {"after": "-1-1"}, {"before": "0-0"}, {"before": "9" * 40}):
        page = found(Wanted(), None, nowhere, now=NOW)
        assert (len(page.meetups), page.previous, page.next) == (1, "", "")


def asked(query: str) -> dict[str, str]:
    name, _equals, value = query.partition("=")
    return {name: value}


def test_counting_ends_somewhere(
    client: Client, initiative: Initiative, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _i in range(3):
        make_meetup(initiative)
    assert ">3 meetups<" in client.get(ALL).content.decode()
    monkeypatch.setattr(listing, "MOST_COUNTED", 2)
    assert ">More than 2 meetups<" in client.get(ALL).content.decode()


# --- as a page -----------------------------------------------------------------------------------
def test_the_fragment_lies_inside_the_page(client: Client, initiative: Initiative) -> None:
    make_meetup(initiative)
    part = client.get(at(DISTRICT), {"free": "on", "until": ""}, headers=HTMX)
    full = client.get(at(DISTRICT), {"free": "on"})
    assert part.content.decode().strip() in full.content.decode()
    assert part.headers["HX-Push-Url"] == at(DISTRICT, "?free=on")


def test_who_has_the_same_page_is_told_so(client: Client, initiative: Initiative) -> None:
    make_meetup(initiative)
    first = client.get(ALL)
    assert first.headers["Cache-Control"] == "no-cache"
    known = {"If-None-Match": first.headers["ETag"]}
    assert client.get(ALL, headers=known).status_code == 304
    Meetup.objects.update(seats_taken=3)
    assert client.get(ALL, headers=known).status_code == 200


def test_the_profile_tells_what_is_planned(client: Client, initiative: Initiative) -> None:
    url = reverse("neighbourhoods:profile", args=[DISTRICT])
    assert "Nothing is planned here now." in client.get(url).content.decode()
    for number in range(4):
        make_meetup(initiative, title=f"M{number}", starts_at=STARTS + timedelta(days=number))
    make_meetup(initiative, title="off", state="cancelled", cancelled_at=NOW, starts_at=STARTS)
    page = client.get(url).content.decode()
    assert "Nothing is planned here now." not in page
    assert re.findall(r">(M\d|off)</a>", page) == ["M0", "M1", "M2"]
    assert f'href="{at(DISTRICT)}"' in page


@pytest.mark.usefixtures("catalogue")
def test_the_home_page_tells_what_is_on_soon(client: Client) -> None:
    assert 'id="soon"' not in client.get(HOME).content.decode()
    make_meetup(make_initiative())
    assert titles(client, HOME)[-5:].count("Soep in de Dennenappel") == 1


# --- what it costs -------------------------------------------------------------------------------
def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


@pytest.mark.parametrize("url", [ALL, at(DISTRICT), at("GM0243"), at(DISTRICT, "?free=on")])
def test_a_longer_list_asks_no_more(client: Client, initiative: Initiative, url: str) -> None:
    for number in range(22):
        make_meetup(initiative, starts_at=STARTS + timedelta(days=number))
    some = queries(client, url)
    assert queries(client, url) == some - 2  # lines that are kept need no areas
    for number in range(30):
        make_meetup(initiative, starts_at=STARTS + timedelta(days=number))
    assert queries(client, url) == some <= 7


@pytest.mark.parametrize(
    ("area", "index"),
    [
        (None, "listed_meetups"),
        ("GM0243", "listed_by_municipality"),
        ("WK024305", "listed_by_municipality"),
        ("BU02430501", "listed_by_municipality"),
    ],
)
def test_each_list_has_an_index(area: str | None, index: str) -> None:
    """Among 2,000 meetups, of which one in twenty is here and one in twenty is to come."""
    fill(plan_in("BU02430501"), 100)
    fill(plan_in("WK062201"), 1900)
    where = Area.objects.get(code=area) if area else None
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    rows = listed(where, now=NOW)
    for plan in (rows[: listing.PER_PAGE + 1].explain(), rows[: listing.MOST_COUNTED].explain()):
        assert f" {index} " in f"{plan} "
        assert "TEMP B-TREE" not in plan  # which sorts all before it shows the first


def fill(plan: Initiative, number: int) -> None:
    """Meetups of the last three years; one in twenty is of the months to come."""
    model = make_meetup(plan)
    for name in ("pk", "code"):
        setattr(model, name, None)
    columns = {
        field.attname: getattr(model, field.attname)
        for field in Meetup._meta.concrete_fields
        if field.attname not in ("id", "code", "starts_at", "ends_at")
    }
    starts = [NOW + timedelta(days=-(i % 1000) if i % 20 else i % 90 + 1) for i in range(number)]
    Meetup.objects.bulk_create(
        Meetup(**columns, starts_at=start, ends_at=start + timedelta(hours=2)) for start in starts
    )

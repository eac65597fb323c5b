"""The steps of a plan: their order, their words, who may do what, and the page."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from itertools import product
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from meetups.accounts.models import Office, User
from meetups.initiatives.access import Seat, get_initiative_for
from meetups.initiatives.models import Event, Initiative, Step, StepOrigin, StepState
from meetups.initiatives.queries.steps import (
    Mark,
    lateness,
    next_step,
    next_steps_of,
    timeline,
)
from meetups.initiatives.services.errors import PlanError
from meetups.initiatives.services.steps import (
    change_step,
    finish_step,
    give_back_step,
    remove_step,
    reopen_step,
    skip_step,
    take_step,
)
from meetups.initiatives.services.versions import change
from meetups.initiatives.wording import due_words, entry_words, span_words
from tests.factories import FIRST_DATE, NOW, make_initiative, make_member, make_step, make_user
from tests.signing_in import sign_in

from .test_versions import at_once, make_plan, without

TODAY = date(2027, 3, 9)


# --- the timeline, over rows that are in no database ---------------------------------------------
def settled(day: date) -> datetime:
    return datetime.combine(day, NOW.timetz())


@st.composite
def rows(draw: st.DrawFn) -> tuple[Initiative, list[Step]]:
    days = st.integers(-90, 90).map(lambda number: TODAY + timedelta(number))
    plan = Initiative(first_date=draw(days))
    steps = []
    for pk in range(draw(st.integers(0, 12))):
        state, due = draw(st.sampled_from(StepState.values)), draw(days)
        at = None if state == StepState.OPEN else settled(draw(days))
        before = (plan.first_date - due).days
        steps.append(Step(pk=pk, state=state, settled_at=at, due_on=due, days_before=before))
    return plan, steps


@given(rows())
def test_every_step_is_there_once_and_in_order(
    made: tuple[Initiative, list[Step]],
) -> None:
    plan, steps = made
    entries = timeline(plan, reversed(steps), today=TODAY)
    assert sorted(entry.step.pk for entry in entries if entry.step) == [s.pk for s in steps]
    assert [entry.mark for entry in entries].count(Mark.MEETUP) == 1
    days = [entry.day for entry in entries]
    assert days == sorted(days)
    [here] = [place for place, entry in enumerate(entries) if entry.mark is Mark.TODAY]
    for place, entry in enumerate(entries):
        if entry.step:
            over = entry.step.state != StepState.OPEN or entry.step.due_on < TODAY
            assert (place < here) == over
            assert (entry.mark is Mark.LATE) == (lateness(entry.step, TODAY) > 0)
    assert timeline(plan, steps, today=TODAY) == entries


@given(rows())
def test_words_say_exactly_how_late(made: tuple[Initiative, list[Step]]) -> None:
    plan, steps = made
    with translation.override("en"):
        for entry in timeline(plan, steps, today=TODAY):
            words = entry_words(entry, plan.first_date, TODAY)
            late = (TODAY - entry.day).days
            if entry.mark is Mark.LATE:
                assert words.endswith(f", {late} {'day' if late == 1 else 'days'} late")
            else:
                assert "late" not in words.split()


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2027, 3, 8), "Was due 8 March, 1 day late"),
        (date(2026, 12, 31), "Was due 31 December 2026, 68 days late"),
        (date(2027, 3, 9), "Today is the last day"),
        (date(2027, 3, 27), "before 27 March, 4 weeks ahead"),
        (date(2027, 4, 17), "before 17 April, 1 week ahead"),
        (date(2027, 4, 22), "before 22 April, 2 days ahead"),
        (date(2027, 4, 24), "24 April, on the day itself"),
        (date(2027, 5, 1), "before 1 May, 1 week afterwards"),
        (date(2028, 1, 2), "before 2 January 2028, 253 days afterwards"),
    ],
)
def test_when_a_step_must_be_done_in_words(due: date, words: str) -> None:
    with translation.override("en"):
        assert due_words(Step(due_on=due), FIRST_DATE, TODAY) == words


def test_what_is_settled_stands_where_it_was_settled() -> None:
    plan = Initiative(first_date=FIRST_DATE)
    done = Step(pk=1, state="done", settled_at=NOW, due_on=date(2027, 4, 10), days_before=14)
    skipped = Step(pk=2, state="skipped", settled_at=NOW, due_on=FIRST_DATE, days_before=0)
    entries = timeline(plan, [done, skipped], today=TODAY + timedelta(1))
    with translation.override("en"):
        assert [entry_words(entry, FIRST_DATE, TODAY + timedelta(1)) for entry in entries] == [
            "9 March, done",
            "9 March, skipped",
            "Today, Wednesday 10 March",
            "Saturday 24 April",
        ]


@given(st.integers(1, 800))
def test_a_span_is_exact(days: int) -> None:
    with translation.override("en"):
        number, unit = span_words(days).split()
    assert int(number) * (7 if unit.startswith("week") else 1) == days
    assert unit.endswith("s") == (number != "1")


# --- the next step of many plans -----------------------------------------------------------------
def test_the_next_step_is_the_first_that_is_open(initiative: Initiative) -> None:
    assert next_step(initiative, today=TODAY) is None
    make_step(initiative, state="done", settled_at=NOW, days_before=60)
    second = make_step(initiative, due_on=date(2027, 3, 8), days_before=47)
    first = make_step(initiative, due_on=date(2027, 3, 7), days_before=48)
    make_step(initiative)
    found = next_step(initiative, today=TODAY)
    assert found is not None
    assert (found.step, found.days_late, found.late_steps) == (first, 2, 2)
    assert second.pk < first.pk


@pytest.mark.parametrize("plans", [1, 30])
@pytest.mark.django_db
def test_the_next_steps_of_many_plans_in_one_query(
    plans: int, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    user = make_user()
    made = [make_initiative(user) for _ in range(plans)]
    for plan in made[: plans - 1]:
        make_step(plan, "Later", days_before=7)
        make_step(plan, "Eerst", days_before=21)
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = next_steps_of(made, today=TODAY)
        assert {pk: (n.step.text, n.days_late, n.late_steps) for pk, n in found.items()} == {
            plan.pk: ("Eerst", 0, 0) for plan in made[: plans - 1]
        }


# --- who may do what -----------------------------------------------------------------------------
def seat_of(user: User, initiative: Initiative) -> Seat:
    return get_initiative_for(user, initiative.pk)


def told(initiative: Initiative) -> list[tuple[str, str, str]]:
    """The history: what, about what, why."""
    return list(initiative.events.order_by("pk").values_list("kind", "subject", "why"))


def state(step: Step) -> tuple[str, str, User | None]:
    row = Step.objects.get(pk=step.pk)
    return row.state, row.note, row.settled_by


def test_done_and_open_again(initiative: Initiative, organiser: User) -> None:
    seat, step = seat_of(organiser, initiative), make_step(initiative, note="Bij Jan")
    finish_step(seat=seat, step=step, now=NOW)
    assert state(step) == ("done", "Bij Jan", organiser)
    step.refresh_from_db()
    assert step.settled_at == NOW
    reopen_step(seat=seat, step=step, now=NOW)
    assert state(step) == ("open", "Bij Jan", None)
    assert told(initiative) == [
        ("step_done", "Kook soep.", ""),
        ("step_reopened", "Kook soep.", ""),
    ]


def test_skipping_asks_why_and_the_history_keeps_it(
    initiative: Initiative, organiser: User
) -> None:
    seat, step = seat_of(organiser, initiative), make_step(initiative)
    with pytest.raises(PlanError):
        skip_step(seat=seat, step=step, why="  ", now=NOW)
    assert state(step) == ("open", "", None)
    skip_step(seat=seat, step=step, why="We kopen soep.", now=NOW)
    assert state(step) == ("skipped", "We kopen soep.", organiser)
    step.refresh_from_db()
    reopen_step(seat=seat, step=step, now=NOW)
    assert state(step) == ("open", "", None)
    assert told(initiative)[0] == ("step_skipped", "Kook soep.", "We kopen soep.")


ACTS = {
    "finish": finish_step,
    "reopen": reopen_step,
    "take": take_step,
    "give_back": give_back_step,
    "skip": partial(skip_step, why="Niet nodig."),
    "remove": remove_step,
}
HELPER_MAY = {
    ("finish", "nobody", "open"),
    ("finish", "mine", "open"),
    ("reopen", "nobody", "done"),
    ("reopen", "mine", "done"),
    ("reopen", "nobody", "skipped"),
    ("reopen", "mine", "skipped"),
    ("take", "nobody", "open"),
    ("give_back", "mine", "open"),
}
ORGANISER_MAY = {
    *((act, doer, "open") for act in ("finish", "skip") for doer in ("nobody", "mine", "other")),
    *(
        ("reopen", doer, done)
        for doer in ("nobody", "mine", "other")
        for done in ("done", "skipped")
    ),
    ("take", "nobody", "open"),
    ("give_back", "mine", "open"),
    *(
        ("remove", doer, any_state)
        for doer in ("nobody", "mine", "other")
        for any_state in StepState.values
    ),
}


@pytest.mark.parametrize(
    ("who", "may"), [("helper", HELPER_MAY), ("organiser", ORGANISER_MAY), ("reviewer", set())]
)
def test_who_may_do_what_with_whose_step(
    who: str,
    may: set[tuple[str, str, str]],
    initiative: Initiative,
    helper: User,
    request: pytest.FixtureRequest,
) -> None:
    user: User = request.getfixturevalue(who)
    Initiative.objects.update(status="submitted", submitted_at=NOW)
    seat = seat_of(user, initiative)
    other = make_member(initiative, make_user("Anneke"))
    could = set()
    for act, doer, start in product(ACTS, ("nobody", "mine", "other"), StepState.values):
        if doer == "mine" and seat.member is None:
            continue
        step = make_step(
            initiative,
            state=start,
            note="Omdat.",
            settled_at=None if start == "open" else NOW,
            doer={"nobody": None, "mine": seat.member, "other": other}[doer],
        )
        before = initiative.events.count()
        try:
            ACTS[act](seat=seat, step=step, now=NOW)  # type: ignore[operator]
        except PlanError:
            assert Step.objects.get(pk=step.pk).version == 1
            assert initiative.events.count() == before
        else:
            assert initiative.events.count() == before + 1
            could.add((act, doer, start))
    assert could == may


def test_only_own_steps_are_removed(initiative: Initiative, organiser: User) -> None:
    step = make_step(initiative, origin=StepOrigin.FORMAT)
    with pytest.raises(PlanError):
        remove_step(seat=seat_of(organiser, initiative), step=step, now=NOW)
    assert Step.objects.count() == 1


def test_a_text_in_two_languages_stays_until_it_is_changed(
    initiative: Initiative, organiser: User
) -> None:
    seat = seat_of(organiser, initiative)
    step = make_step(initiative, origin=StepOrigin.FORMAT)
    Step.objects.update(text_en="Make soup.")
    values: dict[str, Any] = {"is_pinned": True, "doer": seat.member, "note": "Bij Jan", "now": NOW}
    day = date(2027, 4, 17)
    fresh = change_step(seat=seat, step=step, version=1, text="Kook soep.", due_on=day, **values)
    assert (fresh.text_nl, fresh.text_en) == ("Kook soep.", "Make soup.")
    assert (fresh.due_on, fresh.days_before, fresh.is_pinned) == (day, 7, True)
    assert (fresh.doer, fresh.note) == (seat.member, "Bij Jan")
    fresh = change_step(seat=seat, step=fresh, version=2, text="Bak.", due_on=day, **values)
    assert (fresh.text_nl, fresh.text_en) == ("Bak.", "Bak.")
    assert told(initiative) == [
        ("step_changed", "Kook soep.", "10-04-2027 → 17-04-2027"),
        ("step_changed", "Bak.", ""),
    ]


def take_at_once(initiative: Initiative) -> list[str]:
    make_step(initiative)
    rows = [(make_user(name), Step.objects.get()) for name in ("Ali", "Bo", "Cor", "Dee")]
    for user, _row in rows:
        make_member(initiative, user)
    seats = [(seat_of(user, initiative), row) for user, row in rows]
    return at_once(
        lambda number: take_step(seat=seats[number][0], step=seats[number][1], now=NOW), len(seats)
    )


@pytest.mark.django_db(transaction=True)
def test_of_those_who_take_a_step_at_once_one_has_it() -> None:
    assert take_at_once(make_plan()) == ["PlanError"] * 3 + ["won"]
    assert Event.objects.filter(kind="step_taken").count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_version_all_think_they_have_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without("version", monkeypatch)
    assert take_at_once(make_plan()) == ["won"] * 4
    assert Event.objects.filter(kind="step_taken").count() == 4


# --- the page ------------------------------------------------------------------------------------
HTMX = {"HTTP_HX_REQUEST": "true"}


def address(initiative: Initiative, step: Step | None = None, act: str = "") -> str:
    return f"/nl/initiatives/{initiative.pk}/steps/" + "/".join(
        [str(part) for part in (step and step.pk, act) if part] + [""] * bool(step or act)
    )


def text(response: Any) -> str:
    """The page without the tokens that differ each time."""
    return re.sub(r'<input type="hidden" name="csrf[^>]*>', "", response.content.decode())


@pytest.fixture
def at_nine_march() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.usefixtures("at_nine_march")
def test_the_timeline_as_people_read_it(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    client.force_login(organiser)
    make_step(initiative, "Team compleet", state="done", settled_at=NOW - timedelta(8))
    late = make_step(initiative, "Keuken vastleggen", days_before=47)
    make_step(initiative, "Uitnodigen", days_before=28)
    make_step(initiative, "Terugkijken", days_before=-7)
    page = text(client.get(address(initiative).replace("/nl/", "/en/")))
    headings = re.findall(r"<h3[^>]*>(.*?)</h3>", page)
    assert headings == [
        "Team compleet",
        "Keuken vastleggen",
        "This is where you are",
        "Uitnodigen",
        "The meetup",
        "Terugkijken",
    ]
    assert re.findall(r"<time[^>]*>(.*?)</time>", page) == [
        "1 March, done",
        "Was due 8 March, 1 day late",
        "Today, Tuesday 9 March",
        "before 27 March, 4 weeks ahead",
        "Saturday 24 April",
        "before 1 May, 1 week afterwards",
    ]
    assert "<h2>46 days to go</h2>" in page
    assert f'One step is late: <a href="#step-{late.pk}">Keuken vastleggen</a>' in page


@pytest.mark.parametrize("who", ["organiser", "helper", "reviewer"])
@pytest.mark.parametrize("number", [1, 100])
def test_the_page_costs_the_same_with_many_steps(
    who: str,
    number: int,
    client: Client,
    initiative: Initiative,
    office: Office,
    request: pytest.FixtureRequest,
    django_assert_max_num_queries: Any,
) -> None:
    user = request.getfixturevalue(who)
    Initiative.objects.update(status="submitted", submitted_at=NOW)
    sign_in(client, user)
    for count in range(number):
        doer = make_member(initiative, make_user(f"U{count}")) if count % 3 == 0 else None
        make_step(initiative, doer=doer, days_before=count)
    with django_assert_max_num_queries(9):
        assert client.get(address(initiative)).status_code == 200


@pytest.mark.usefixtures("at_nine_march")
def test_a_line_is_filled_in_with_whatever_was_written(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    client.force_login(organiser)
    make_step(initiative, "{0} <b>{text}</b> {{ x }}", note="{said}", why_nl="{1}")
    page = client.get(address(initiative)).content.decode()
    assert "{0} &lt;b&gt;{text}&lt;/b&gt; {{ x }}</h3>" in page
    assert "<p>Nog niemand. {said}</p>" in page
    assert '<p class="bb-small">{1} ' in page
    forms, token = page.count("<form "), r'name="csrfmiddlewaretoken" value="[a-zA-Z0-9]{64}"'
    assert forms > 2
    assert len(re.findall(token, page)) == forms


@pytest.mark.usefixtures("at_nine_march")
def test_who_left_the_team_still_did_what_they_did(
    client: Client, initiative: Initiative, organiser: User, stranger: User
) -> None:
    client.force_login(organiser)
    for person in (organiser, stranger):
        make_step(initiative, state="done", settled_at=NOW, settled_by=person)
    page = text(client.get(address(initiative)))
    assert [f"<p>{person.name}.</p>" in page for person in (organiser, stranger)] == [True, True]


BUTTONS = {
    "organiser": {"done", "take", "skip", "remove", "", "add"},
    "helper": {"done", "take"},
    "reviewer": set(),
}


@pytest.mark.parametrize("who", BUTTONS)
def test_everyone_sees_the_buttons_that_are_theirs(
    who: str, client: Client, initiative: Initiative, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    Initiative.objects.update(status="submitted", submitted_at=NOW)
    step = make_step(initiative)
    page = text(client.get(address(initiative)))
    found = re.findall(rf'(?:href|action)="{address(initiative)}(?:{step.pk}/)?([^"/#]*)/?"', page)
    assert set(found) - ({""} - BUTTONS[who]) == BUTTONS[who]


@pytest.mark.parametrize("htmx", [{}, HTMX])
def test_a_press_of_the_button_and_where_it_leads(
    htmx: dict[str, str], client: Client, initiative: Initiative, organiser: User
) -> None:
    client.force_login(organiser)
    step = make_step(initiative)
    response = client.post(address(initiative, step, "done"), **htmx)  # type: ignore[arg-type]
    assert state(step)[0] == "done"
    if not htmx:
        assert (response.status_code, response["Location"]) == (
            302,
            f"{address(initiative)}#step-{step.pk}",
        )
        return
    assert (response.status_code, response["HX-Retarget"]) == (200, "#steps")
    assert response["HX-Replace-Url"] == address(initiative)
    assert text(response).count("data-focus") == 1
    assert f'<li id="step-{step.pk}" class="is-done">' in text(response)
    assert '<h3 tabindex="-1" data-focus>Kook soep.</h3>' in text(response)
    full = text(client.get(f"{address(initiative)}?at={step.pk}"))
    assert text(response).strip() in full


def test_too_late_is_told_and_the_timeline_shows_how_it_is(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    client.force_login(organiser)
    step = make_step(initiative, state="done", settled_at=NOW)
    response = client.post(address(initiative, step, "done"), **HTMX)  # type: ignore[arg-type]
    assert response.status_code == 409
    assert 'role="alert"' in text(response)
    assert "bb-timeline" in text(response)
    response = client.post(address(initiative, step, "done"), follow=True)
    assert "bb-note--negative" in text(response)
    assert initiative.events.count() == 0


def posted(step: Step | None, **values: str) -> dict[str, str]:
    prefix = f"step-{step.pk}" if step else "step-new"
    known = {"text": "Bak brood.", "due_on": "2027-04-17", "doer": "", "note": ""}
    if step:
        known["version"] = "1"
    return {f"{prefix}-{name}": value for name, value in (known | values).items()}


def test_adding_a_step_twice_makes_one(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    client.force_login(organiser)
    url = address(initiative, act="add")
    key = re.findall(r'name="step-new-key" value="([^"]+)"', text(client.get(url)))[0]
    for _ in range(2):
        response = client.post(url, posted(None, key=key, note="Voor  veertig 🍞 mensen"))
        assert response.status_code == 302
    step = Step.objects.get()
    assert (step.text_nl, step.text_en, step.days_before) == ("Bak brood.", "Bak brood.", 7)
    assert (step.note, step.origin) == ("Voor veertig 🍞 mensen", "own")
    assert told(initiative) == [("step_added", "Bak brood.", "")]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", "x" * 5000),
        ("text", "a\x00b"),
        ("due_on", ""),
        ("due_on", "0001-01-01"),
        ("due_on", "9999-12-31"),
        ("due_on", "2031-01-01"),
        ("due_on", "morgen"),
        ("doer", "9999"),
        ("note", "x" * 161),
        ("version", ""),
        ("version", "x"),
    ],
)
@pytest.mark.parametrize("htmx", [{}, HTMX])
def test_bad_input_gets_a_message_and_what_was_typed_stays(
    field: str,
    value: str,
    htmx: dict[str, str],
    client: Client,
    initiative: Initiative,
    organiser: User,
) -> None:
    client.force_login(organiser)
    step = make_step(initiative)
    data = posted(step, **{"text": "Haal brood.", field: value})
    response = client.post(address(initiative, step), data, **htmx)  # type: ignore[arg-type]
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    page = text(response)
    assert 'role="alert" tabindex="-1"' in page
    assert "Haal brood." in page or field == "text"
    assert ("<title>" in page) == (not htmx)
    assert Step.objects.get().version == 1


@pytest.mark.parametrize("htmx", [{}, HTMX])
def test_two_people_change_a_step_and_nothing_is_lost(
    htmx: dict[str, str], client: Client, initiative: Initiative, organiser: User, helper: User
) -> None:
    client.force_login(organiser)
    step = make_step(initiative)
    change(step, version=1, by=helper, now=timezone.now(), text_nl="Haal soep.", note="Van Ali")
    data = posted(step, text="Bak brood.")
    response = client.post(address(initiative, step), data, **htmx)  # type: ignore[arg-type]
    page = text(response)
    assert response.status_code == 409
    assert "Gerrit" in page
    assert "<dd>Haal soep.</dd>" in page
    assert "<dd>Van Ali</dd>" in page
    assert 'value="Bak brood."' in page
    assert f'name="step-{step.pk}-version" value="2"' in page
    assert Step.objects.get().text_nl == "Haal soep."
    data = posted(step, text="Bak brood.", version="2")
    again = client.post(address(initiative, step), data, **htmx)  # type: ignore[arg-type]
    assert again.status_code == (200 if htmx else 302)
    assert Step.objects.get().text_nl == "Bak brood."


def test_the_words_of_the_municipality_stay(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    client.force_login(organiser)
    step = make_step(initiative, "Vraag een vergunning", origin=StepOrigin.OFFICE)
    assert f"step-{step.pk}-text" not in text(client.get(address(initiative, step)))
    client.post(address(initiative, step), posted(step, text="Niks doen"))
    assert Step.objects.get().text_nl == "Vraag een vergunning"
    assert Step.objects.get().days_before == 7


def test_skipping_and_removing_ask_first(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    client.force_login(organiser)
    step = make_step(initiative)
    assert client.get(address(initiative, step, "skip")).status_code == 200
    assert client.get(address(initiative, step, "remove")).status_code == 200
    assert state(step)[0] == "open"
    assert client.post(address(initiative, step, "skip")).status_code == 422
    why = {f"step-{step.pk}-why": "Niet nodig."}
    assert client.post(address(initiative, step, "skip"), why).status_code == 302
    assert state(step)[:2] == ("skipped", "Niet nodig.")
    assert client.post(address(initiative, step, "remove")).status_code == 302
    assert not Step.objects.exists()


@pytest.mark.parametrize("act", ["", "skip", "remove"])
def test_the_form_lies_inside_its_page(
    act: str, client: Client, initiative: Initiative, organiser: User
) -> None:
    client.force_login(organiser)
    url = address(initiative, make_step(initiative), act)
    part = client.get(url, **HTMX)  # type: ignore[arg-type]
    assert text(part).strip() in text(client.get(url))
    assert text(part).count("data-focus") == 1


@pytest.mark.parametrize("act", ["", "done", "reopen", "take", "give-back", "skip", "remove"])
@pytest.mark.parametrize("who", ["stranger", "other_reviewer", "reviewer"])
def test_others_change_nothing(
    act: str, who: str, client: Client, initiative: Initiative, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    Initiative.objects.update(status="submitted", submitted_at=NOW)
    step = make_step(initiative)
    assert client.post(address(initiative, step, act), posted(step)).status_code == 404
    assert Step.objects.get().version == 1


def test_a_step_of_another_plan_is_not_there(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    client.force_login(organiser)
    other = make_step(make_initiative(make_user("Ander")))
    for act in ("done", "take", "skip", "remove", ""):
        assert client.post(address(initiative, other, act), posted(other)).status_code == 404
    assert Step.objects.get().version == 1

"""The page for reviewing: what stands on it, for whom, and what deciding does."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meetups.accounts.models import Office, User
from meetups.agenda.times import ZONE
from meetups.audit.models import Act, Record
from meetups.initiatives.access import get_initiative_for
from meetups.initiatives.models import (
    BudgetLine,
    Event,
    Funding,
    Initiative,
    SafetyPoint,
    StepOrigin,
)
from meetups.initiatives.services.errors import PlanError
from meetups.initiatives.services.moves import move_initiative
from meetups.initiatives.services.plan import edit_plan, move_date
from meetups.initiatives.services.steps import finish_step
from meetups.suggestions.models import ActivityType
from meetups.support.models import (
    DecisionText,
    Dossier,
    Message,
    PrivateNote,
    Promise,
    SupportRequest,
    Tag,
    YearBudget,
)
from meetups.support.queries.review import ENOUGH_OTHERS
from tests.agenda.makers import make_meetup
from tests.factories import (
    FIRST_DATE,
    NOW,
    make_area,
    make_initiative,
    make_member,
    make_place,
    make_reviewer,
    make_step,
    make_user,
    publish_now,
)
from tests.signing_in import sign_in

from .reviewing import decided, send

SECRET = "Deze buurman belt vaak."
HEAR_BY = "2027-03-16"


@pytest.fixture(autouse=True)
def at_nine_march() -> Iterator[None]:
    """A session that was begun today would be over by then."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def plan(initiative: Initiative, office: Office) -> Initiative:
    return send(initiative)


@pytest.fixture
def marit(client: Client, reviewer: User) -> Client:
    sign_in(client, reviewer)
    return client


def at(plan: Initiative, part: str = "") -> str:
    return f"/en/initiatives/{plan.pk}/review/{part}"


def page_of(client: Client, plan: Initiative) -> str:
    response = client.get(at(plan))
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def row_of(page: str, label: str) -> str:
    """One line of the table of two sides."""
    return next(row for row in page.split('<th scope="row">') if row.startswith(f"{label}<"))


def form(user: User, **fields: Any) -> dict[str, Any]:
    """A decision that is all right."""
    given = {"decision": "approve", "why": "", "contact": user.pk, "hear_by": HEAR_BY}
    return given | {"rows": ["money-1", "place-1"]} | fields


def offer(user: User, key: str, text: str = "De zaal", **fields: Any) -> dict[str, Any]:
    given = {"give": "on", "text": text, "owner": user.pk, "due_on": "2027-04-08"} | fields
    return {f"{key}-{name}": value for name, value in given.items()}


# --- who comes in --------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["organiser", "helper", "stranger", "other_reviewer", "curator"])
def test_nobody_else_sees_it(
    who: str, client: Client, plan: Initiative, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(who)
    sign_in(client, user)
    for part in ("", "assign/", "note/", "tags/"):
        assert client.post(at(plan, part), form(user)).status_code == 404
    assert client.get(at(plan)).status_code == 404
    plan.refresh_from_db()
    assert plan.status == "submitted"


def test_a_reviewer_comes_in_with_a_second_factor_and_outside_the_team(
    client: Client, plan: Initiative, reviewer: User
) -> None:
    sign_in(client, reviewer, second_factor=False)
    assert client.get(at(plan)).status_code == 302
    sign_in(client, reviewer)
    assert client.get(at(plan)).status_code == 200
    make_member(plan, reviewer)
    assert client.get(at(plan)).status_code == 404


def test_who_looks_at_a_sensitive_plan_is_noted(marit: Client, plan: Initiative) -> None:
    marit.get(at(plan))
    assert not Record.objects.exists()
    send(plan, is_sensitive=True)
    for _time in range(2):
        assert "Sensitive: we note who looks at it" in page_of(marit, plan)
    assert [row.act for row in Record.objects.all()] == [Act.ACCESS]


# --- two sides -----------------------------------------------------------------------------------
def test_what_they_say_beside_what_we_know(marit: Client, plan: Initiative, stranger: User) -> None:
    place = make_place(plan.area, capacity=30)
    send(plan, place=place, aim="Buren leren elkaar kennen.")
    make_step(
        plan, "Ask for a permit.", origin=StepOrigin.OFFICE, days_before=60, due_on="2027-02-23"
    )
    SafetyPoint.objects.create(
        initiative=plan,
        key="police",
        text_nl="Bel de wijkagent.",
        text_en="Call the police officer.",
        settled_at=NOW,
        settled_name="Gerrit",
        how="Gebeld op maandag",
    )
    noon = datetime(2027, 4, 24, 12, tzinfo=ZONE)
    market = make_initiative(stranger, title="Markt")
    make_meetup(market, title="Buurtmarkt", starts_at=noon)
    make_meetup(market, title="Niet in de lijst", starts_at=noon, is_listed=False)
    make_meetup(market, title="Een dag later", starts_at=noon + timedelta(days=1))
    make_meetup(plan, title="Van henzelf", starts_at=noon)
    page = page_of(marit, plan)
    assert "10 days left to answer" in page
    assert "Buren leren elkaar kennen." in page
    for label, words, fit in (
        ("Format", "This format was not in their advice.", "ask about it"),
        ("Otherwise than advised", "Your rule is late: Ask for a permit.", "ask about it"),
        ("Your rules", "Ask for a permit. (Was due 23 February", "ask about it"),
        ("Place", "Room for 30 people.", "ask about it"),
        ("Same day", "Buurtmarkt, nearby in Stadsdennen, 12.00 to 15.00", "ask about it"),
        ("Money", "too few to compare with", "fits"),
    ):
        row = row_of(page, label)
        assert words in row, label
        assert fit in row, label
    assert "Settled by Gerrit on 9 March 2027: Gebeld op maandag" in page
    for words in ("Niet in de lijst", "Een dag later", "Van henzelf"):
        assert words not in row_of(page, "Same day")


def test_everything_that_is_otherwise_is_named(marit: Client, plan: Initiative) -> None:
    kind = ActivityType.objects.get(pk=plan.activity_type_id)
    kind.organisers_min, kind.group_max, kind.weeks_min, kind.cost_max = 3, 20, 10, 50
    kind.weeks_typical, kind.cost_min = 10, 0
    kind.rhythm, kind.places = "series", ["outdoor"]
    kind.save()
    publish_now()
    send(plan, answers=plan.answers | {"size": ["6-15"]})
    BudgetLine.objects.create(
        initiative=plan, name="Soep", planned_cents=20000, payer="office", changed_at=NOW
    )
    row = row_of(page_of(marit, plan), "Otherwise than advised")
    for words in (
        "Organisers: 1. This format needs at least 3.",
        "40 people. This format is for 20 at most.",
        "This format is held elsewhere: outdoors.",
        "Once. This format works best as a series",
        "They sent it six weeks before the first meetup. Preparing takes at least ten weeks.",
        "It costs € 200. A meetup of this kind mostly costs € 50.",
        "40 people. For the advice they said 15 at most",
    ):
        assert words in row.replace("6 weeks", "six weeks").replace("10 weeks", "ten weeks"), words


@pytest.mark.parametrize(("others", "is_told"), [(ENOUGH_OTHERS - 1, False), (ENOUGH_OTHERS, True)])
def test_money_is_compared_from_five_others(
    others: int, is_told: bool, marit: Client, plan: Initiative, stranger: User
) -> None:
    away = make_area("WK062201", "Westwijk")
    elsewhere = make_initiative(stranger, area=away, status="submitted", submitted_at=NOW)
    draft = make_initiative(stranger, status="draft", submitted_at=NOW)
    asked = [make_initiative(stranger, status="approved", submitted_at=NOW) for _i in range(others)]
    for number, row in enumerate([plan, elsewhere, draft, *asked]):
        cents = 99900 if number < 3 else 10000
        Funding.objects.create(initiative=row, payer="office", cents=cents, changed_at=NOW)
    words = row_of(page_of(marit, plan), "Money")
    assert "€ 999 asked of the municipality" in words
    assert ("Half of 5 plans of this format asked € 100 to € 100." in words) is is_told
    assert ("ask about it" in words) is is_told


def test_other_plans_of_the_team_by_title_and_no_names(
    marit: Client, plan: Initiative, organiser: User
) -> None:
    assert "This is the first plan of these organisers that you see." in page_of(marit, plan)
    away = make_area("WK062201", "Westwijk")
    make_initiative(organiser, title="Pannenkoeken", status="approved", submitted_at=NOW)
    make_initiative(organiser, title="Concept")
    make_initiative(organiser, title="Elders", area=away, status="approved", submitted_at=NOW)
    page = page_of(marit, plan)
    assert "You saw 1 other plan of who organises this." in page
    assert "Pannenkoeken" in page
    assert "Concept" not in page
    assert "Elders" not in page


# --- colleagues only -----------------------------------------------------------------------------
def test_what_is_for_colleagues_never_reaches_the_team(
    marit: Client, plan: Initiative, organiser: User, reviewer: User
) -> None:
    assert marit.post(at(plan, "note/"), {"note": SECRET}).status_code == 302
    assert marit.post(at(plan, "tags/"), {"tags": "lastig, zomer"}).status_code == 302
    assert marit.post(at(plan, "assign/"), {"reviewer": reviewer.pk}).status_code == 302
    page = page_of(marit, plan)
    ours = page[page.index('id="ours"') :]
    assert SECRET in ours
    assert "lastig, zomer" in ours
    assert SECRET not in page[: page.index('id="ours"')]
    assert Dossier.objects.get().reviewer == reviewer
    team = Client()
    sign_in(team, organiser)
    for part in ("", "support/", "history/", "team/", "steps/", "budget/"):
        response = team.get(f"/en/initiatives/{plan.pk}/{part}")
        assert response.status_code == 200
        for words in (SECRET, "lastig"):
            assert words not in response.content.decode()


def test_one_takes_back_a_note_of_ones_own_and_no_other(
    marit: Client, plan: Initiative, office: Office
) -> None:
    marit.post(at(plan, "note/"), {"note": SECRET})
    theirs = PrivateNote.objects.create(
        office=office, initiative=plan, by=make_reviewer(office, "Ria"), text="Bel mij.", at=NOW
    )
    mine = PrivateNote.objects.exclude(pk=theirs.pk).get()
    for note in (mine, theirs):
        assert marit.post(at(plan, f"note/{note.pk}/delete/")).status_code == 302
    assert PrivateNote.objects.get() == theirs
    assert "it is a colleague’s" in page_of(marit, plan)


@pytest.mark.parametrize(
    ("part", "data", "status", "typed"),
    [
        ("note/", {"note": "x" * 2001}, 422, "x" * 2001),
        ("note/", {"note": " "}, 422, "Write something first."),
        ("tags/", {"tags": f"zomer, {'x' * 41}"}, 422, f"zomer, {'x' * 41}"),
        ("tags/", {"tags": ",".join(f"t{n}" for n in range(9))}, 422, "t7,t8"),
        ("assign/", {"reviewer": "999"}, 422, "Choose one of these."),
    ],
)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(
    part: str, data: dict[str, str], status: int, typed: str, marit: Client, plan: Initiative
) -> None:
    response = marit.post(at(plan, part), data)
    assert response.status_code == status
    assert typed in response.content.decode()
    assert not any(model.objects.exists() for model in (PrivateNote, Tag, Dossier))


# --- deciding ------------------------------------------------------------------------------------
def test_a_decision_with_an_offer(
    marit: Client, plan: Initiative, reviewer: User, office: Office
) -> None:
    YearBudget.objects.create(office=office, year=2027, cents=50000)
    data = form(reviewer, decision="approve", why="Houd 3,5 meter vrij.")
    data |= offer(reviewer, "money-1", "Soep", cents="120", year="2027")
    data |= offer(reviewer, "place-1")
    response = marit.post(at(plan), data)
    assert (response.status_code, response["Location"]) == (302, at(plan))
    plan.refresh_from_db()
    assert plan.status == "approved"
    kinds = Promise.objects.order_by("pk").values_list("kind", "cents", "year")
    assert list(kinds) == [
        *(("contact", None, None), ("money", 12000, 2027), ("place", None, None)),
    ]
    page = page_of(marit, plan)
    assert "Houd 3,5 meter vrij." in page
    assert 'id="decision"' not in page
    assert f"/initiatives/{plan.pk}/move/reconsider/" in page


def test_the_condition_of_a_yes_is_a_step_until_the_team_ticks_it(
    marit: Client, plan: Initiative, reviewer: User, organiser: User
) -> None:
    data = form(reviewer, decision="approve-if")
    data |= {"condition": "Vraag  een sleutel", "condition_by": "2027-03-20"}
    assert marit.post(at(plan), data).status_code == 302
    plan.refresh_from_db()
    step = plan.steps.get()
    assert (plan.status, step.origin, step.text) == ("approved", "office", "Vraag een sleutel")
    assert step.days_before == (plan.first_date - step.due_on).days
    assert "Your yes has a condition" in page_of(marit, plan)
    theirs, fatma = f"/en/initiatives/{plan.pk}/support/", Client()
    sign_in(fatma, organiser)
    page = fatma.get(theirs).content.decode()
    assert "Approved, on one condition" in page
    assert f'/initiatives/{plan.pk}/steps/#step-{step.pk}">Vraag een sleutel</a>' in page
    finish_step(seat=get_initiative_for(organiser, plan.pk), step=step, now=NOW)
    assert "Approved, on one condition" not in fatma.get(theirs).content.decode()
    assert "Your yes has a condition" not in page_of(marit, plan)


def test_a_condition_cannot_be_skipped_or_moved_and_holds_up_the_beginning(
    marit: Client, plan: Initiative, reviewer: User, organiser: User
) -> None:
    data = form(reviewer, decision="approve-if")
    marit.post(at(plan), data | {"condition": "Vraag een sleutel", "condition_by": "2027-03-20"})
    plan.refresh_from_db()
    step, fatma = plan.steps.get(), Client()
    sign_in(fatma, organiser)
    here = f"/en/initiatives/{plan.pk}/"
    page = fatma.get(f"{here}steps/").content.decode()
    assert "A condition of the municipality: you can begin once it is done." in page
    assert f"{here}steps/{step.pk}/skip/" not in page
    why = {f"step-{step.pk}-why": "Geen zin"}
    refused = fatma.post(f"{here}steps/{step.pk}/skip/", why, follow=True)
    assert "Does it not work out? Write to them." in refused.content.decode()
    late = {f"step-{step.pk}-{name}": value for name, value in {"due_on": "2027-09-01"}.items()}
    late[f"step-{step.pk}-version"] = str(step.version)
    assert fatma.post(f"{here}steps/{step.pk}/", late).status_code == 302
    step.refresh_from_db()
    assert (step.state, step.due_on.isoformat()) == ("open", "2027-03-20")
    seat = get_initiative_for(organiser, plan.pk)
    move_date(
        seat=seat,
        version=seat.initiative.version,
        first_date=plan.first_date + timedelta(days=90),
        now=NOW,
    )
    step.refresh_from_db()
    assert step.due_on.isoformat() == "2027-03-20"
    assert "They say yes, on one condition." in fatma.get(here).content.decode()
    assert f"{here}move/begin/" not in fatma.get(f"{here}support/").content.decode()
    with pytest.raises(PlanError):
        move_initiative(seat=get_initiative_for(organiser, plan.pk), slug="begin", why="", now=NOW)
    finish_step(seat=get_initiative_for(organiser, plan.pk), step=step, now=NOW)
    assert "Done by Fatma" in page_of(marit, plan)
    assert "The condition of your yes is met" in page_of(marit, plan)
    move_initiative(seat=get_initiative_for(organiser, plan.pk), slug="begin", why="", now=NOW)


def test_what_changes_after_a_yes_is_told_until_somebody_agrees(
    marit: Client, plan: Initiative, reviewer: User, organiser: User
) -> None:
    marit.post(at(plan), form(reviewer))
    assert "Changed after your answer" not in page_of(marit, plan)
    was = plan.people_expected

    def change(**values: object) -> None:
        seat = get_initiative_for(organiser, plan.pk)
        edit_plan(seat=seat, version=seat.initiative.version, now=NOW, **values)

    change(aim="Een betere zin.")
    assert "Changed after your answer" not in page_of(marit, plan)
    change(people_expected=900)
    page = page_of(marit, plan)
    assert f"it was {was}, and is 900" in page
    facts = re.search(r'name="facts" value="([^"]+)"', page)
    assert facts
    change(people_expected=901)
    for given in (facts[1], "no signature"):
        marit.post(at(plan, "agree/"), {"facts": given})
        assert f"it was {was}, and is 901" in page_of(marit, plan)
    facts = re.search(r'name="facts" value="([^"]+)"', page_of(marit, plan))
    assert facts
    marit.post(at(plan, "agree/"), {"facts": facts[1]})
    assert "Changed after your answer" not in page_of(marit, plan)
    assert Record.objects.filter(details__decision="agree-changes").count() == 1


def test_what_a_team_changed_on_request_is_told(
    marit: Client, plan: Initiative, reviewer: User, organiser: User
) -> None:
    marit.post(at(plan), form(reviewer, decision="ask-changes", why="Kleiner, graag."))
    seat = get_initiative_for(organiser, plan.pk)
    edit_plan(seat=seat, version=seat.initiative.version, now=NOW, people_expected=12)
    move_initiative(seat=get_initiative_for(organiser, plan.pk), slug="submit", why="", now=NOW)
    page = page_of(marit, plan)
    assert "Changed since your last answer" in page
    assert ", and is 12" in page
    assert "This is all right too" not in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"decision": "approve-if"}, "Say what they must arrange first"),
        ({"decision": "approve-if", "condition": "X", "condition_by": ""}, "Say before which day"),
        (
            {"decision": "approve-if", "condition": "X", "condition_by": "2020-01-01"},
            "That day is over.",
        ),
        (
            {"decision": "approve-if", "condition": "X", "condition_by": "2040-01-01"},
            "Choose a day that is nearer",
        ),
        ({"condition": "Vraag een sleutel"}, "Choose “Yes, on one condition” for this"),
    ],
)
def test_a_condition_has_words_and_a_day_and_belongs_to_its_own_yes(
    fields: dict[str, str], words: str, marit: Client, plan: Initiative, reviewer: User
) -> None:
    response = marit.post(at(plan), form(reviewer, **{"condition_by": "2027-03-20"} | fields))
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Event.objects.exists()
    assert not plan.steps.exists()


def test_a_refused_form_keeps_all_that_was_typed(
    marit: Client, plan: Initiative, reviewer: User
) -> None:
    data = form(reviewer, decision="decline", hear_by="2027-03-08")
    data |= offer(reviewer, "place-1", "De zaal <hier>", due_on="")
    data |= {"money-1-text": "niet aangevinkt"}
    response = marit.post(at(plan), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "<title>Error:" in page
    for field in ("id_why", "id_hear_by", "id_place-1-due_on"):
        assert f'<a href="#{field}">' in page
    assert "De zaal &lt;hier&gt;" in page
    assert "niet aangevinkt" in page
    assert 'href="#id_money-1' not in page
    assert re.search(r'value="decline"[^>]*checked', page)
    assert (Promise.objects.count(), Event.objects.count()) == (0, 0)


def test_a_message_with_an_open_place_is_not_sent(
    marit: Client, plan: Initiative, reviewer: User
) -> None:
    """Of a text to begin with, in which nobody filled in what the dots stand for."""
    data = form(reviewer, decision="approve", why="Ja, als jullie eerst één ding regelen: …")
    response = marit.post(at(plan), data)
    assert response.status_code == 422
    assert "Your message has an open place" in response.content.decode()
    assert not Event.objects.exists()


def test_money_that_is_not_there_is_refused_and_nothing_moves(
    marit: Client, plan: Initiative, reviewer: User, office: Office
) -> None:
    YearBudget.objects.create(office=office, year=2027, cents=119_99)
    data = form(reviewer, why="Mooi!")
    data |= offer(reviewer, "money-1", "Soep", cents="120", year="2027")
    response = marit.post(at(plan), data)
    assert response.status_code == 409
    assert "A manager can raise it first." in response.content.decode()
    assert "Mooi!" in response.content.decode()
    plan.refresh_from_db()
    assert (plan.status, Promise.objects.count()) == ("submitted", 0)


def test_who_is_second_hears_it_and_keeps_the_text(
    marit: Client, plan: Initiative, reviewer: User, office: Office
) -> None:
    decided(make_reviewer(office, "Joost"), plan, "decline", why="Te vol.")
    response = marit.post(at(plan), form(reviewer, why="Mooi plan, begin maar."))
    page = response.content.decode()
    assert response.status_code == 409
    for words in ("Somebody may have been quicker.", "Joost", "Te vol.", "Mooi plan, begin maar."):
        assert words in page
    plan.refresh_from_db()
    assert (plan.status, Promise.objects.count()) == ("declined", 1)


def test_a_text_begins_the_message_and_more_offers_come_without_deciding(
    marit: Client, plan: Initiative, reviewer: User, office: Office
) -> None:
    row = DecisionText.objects.create(
        office=office, decision="decline", name="Van ons", text_nl="Wij zeggen nee", text_en="No…"
    )
    page = page_of(marit, plan)
    assert f'<option value="own-{row.pk}">Van ons</option>' in page
    assert "Not now, but this is possible" not in page  # ours make way, for this decision only
    assert '<option value="yes">' in page
    data = form(reviewer, decision="", why="Dag Fatma.", fill="1", text=f"own-{row.pk}")
    data |= offer(reviewer, "place-1")
    response = marit.post(at(plan), data)
    page = response.content.decode()
    assert response.status_code == 200
    assert re.search(r"Dag Fatma\.\s+No…</textarea>", page)
    assert re.search(r'value="decline"[^>]*checked', page)
    assert 'value="De zaal"' in page
    assert "No…</textarea>" in marit.get(at(plan), {"text": f"own-{row.pk}"}).content.decode()

    more = marit.post(at(plan), form(reviewer, more="place", **offer(reviewer, "place-1")))
    assert re.findall(r'name="rows" value="([a-z0-9-]+)"', more.content.decode()) == [
        *("money-1", "place-1", "place-2"),
    ]
    fresh = more.context["forms"].offers[2]
    assert (fresh.is_given, fresh["owner"].value()) == (True, str(reviewer.pk))
    assert fresh["due_on"].value() == (FIRST_DATE - timedelta(days=7)).isoformat()
    part = marit.post(at(plan), form(reviewer, more="place"), headers={"HX-Request": "true"})
    assert part.content.decode().strip().startswith('<section class="bb-panel" id="decision"')
    plan.refresh_from_db()
    assert (plan.status, Promise.objects.count()) == ("submitted", 0)

    data = form(reviewer, rows=["place-1", "place-2"])
    data |= offer(reviewer, "place-1") | offer(reviewer, "place-2", "De school")
    assert marit.post(at(plan), data).status_code == 302
    texts = Promise.objects.filter(kind="place").order_by("pk").values_list("text", flat=True)
    assert list(texts) == ["De zaal", "De school"]


def test_what_they_asked_can_be_answered_with_the_decision(
    marit: Client, plan: Initiative, reviewer: User, office: Office
) -> None:
    asked = SupportRequest.objects.create(
        initiative=plan, office=office, kind="people", text="Iemand bij de deur", asked_at=NOW
    )
    key = f"asked-{asked.pk}"
    assert f'value="{key}"' in page_of(marit, plan)
    foreign = make_initiative(make_user("Iemand"), status="submitted", submitted_at=NOW)
    theirs = SupportRequest.objects.create(
        initiative=foreign, office=office, kind="people", text="Niet van hier", asked_at=NOW
    )
    other = f"asked-{theirs.pk}"
    data = form(reviewer, rows=[key, other, "fly-1", "money-9", "asked-99999999999999999"])
    data |= offer(reviewer, key, asked.text, people="1") | offer(reviewer, other, theirs.text)
    assert marit.post(at(plan), data).status_code == 302
    asked.refresh_from_db()
    theirs.refresh_from_db()
    assert (asked.state, theirs.state) == ("promised", "open")
    assert Promise.objects.exclude(kind="contact").get().request == asked


def test_money_comes_from_the_budget_that_is_chosen(
    marit: Client, plan: Initiative, reviewer: User, office: Office
) -> None:
    """Whatever the day on which it comes; and without a budget the form says so."""
    assert page_of(marit, plan).count("There is no budget yet to promise money from.") == 1
    for year, cents in ((2027, 1_00), (2028, 500_00)):
        YearBudget.objects.create(office=office, year=year, cents=cents)
    page = page_of(marit, plan)
    assert "no budget yet" not in page
    assert '<option value="2027" selected>2027, € 1 is left</option>' in page
    assert page.count('<option value="2028">2028, € 500 is left</option>') == 1
    data = form(reviewer) | offer(reviewer, "money-1", "Soep", cents="120")
    for wrong in ("", "2026", "2029"):
        refused = marit.post(at(plan), data | {"money-1-year": wrong})
        assert refused.status_code == 422
        assert '<a href="#id_money-1-year">' in refused.content.decode()
    assert marit.post(at(plan), data | {"money-1-year": "2028"}).status_code == 302
    promise = Promise.objects.get(kind="money")
    assert (promise.year, promise.due_on.year) == (2028, 2027)


def test_an_amount_that_they_ask_for_stands_once(
    marit: Client, plan: Initiative, office: Office
) -> None:
    """In the offer that answers it; else what the budget asks still begins an offer of money."""
    for state, cents in (("asked", 20_00), ("promised", 70_00)):
        Funding.objects.create(
            initiative=plan, payer="office", cents=cents, state=state, changed_at=NOW
        )

    def begun() -> dict[str, str | None]:
        offers = marit.get(at(plan)).context["forms"].offers
        return {offer.prefix: offer["cents"].value() for offer in offers if "cents" in offer.fields}

    assert begun() == {"money-1": "20.00"}
    asked = SupportRequest.objects.create(
        initiative=plan, office=office, kind="money", text="Soep", cents=20_00, asked_at=NOW
    )
    assert begun() == {f"asked-{asked.pk}": "20.00", "money-1": None}
    SupportRequest.objects.update(state="withdrawn")
    assert begun() == {"money-1": "20.00"}


@pytest.mark.parametrize("slug", ["approve", "ask-changes", "decline"])
def test_there_is_no_other_way_to_decide(slug: str, marit: Client, plan: Initiative) -> None:
    old = f"/en/initiatives/{plan.pk}/move/{slug}/"
    response = marit.get(old)
    assert response["Location"] == f"{at(plan)}?decision={slug}#decision"
    chosen = marit.get(response["Location"]).content.decode()
    assert re.search(rf'value="{slug}"[^>]*checked', chosen)
    assert marit.post(old, {"why": "Omdat."}).status_code == 405
    plan.refresh_from_db()
    assert plan.status == "submitted"


def test_a_decision_can_be_looked_at_again(marit: Client, plan: Initiative, reviewer: User) -> None:
    decided(reviewer, plan, "decline")
    again = f"/en/initiatives/{plan.pk}/move/reconsider/"
    assert marit.post(again, {"why": "Te snel."}).status_code == 302
    assert 'id="decision"' in page_of(marit, plan)
    assert marit.post(at(plan), form(reviewer)).status_code == 302
    plan.refresh_from_db()
    assert plan.status == "approved"


# --- what it costs -------------------------------------------------------------------------------
def test_the_page_costs_the_same_with_thirty_of_everything(
    marit: Client, plan: Initiative, organiser: User, reviewer: User, office: Office
) -> None:
    def fill(number: int) -> None:
        for n in range(number):
            row = make_initiative(organiser, title=plan.title, status="approved", submitted_at=NOW)
            make_meetup(row, starts_at=datetime(2027, 4, 24, 12, tzinfo=ZONE))
            Funding.objects.create(initiative=row, payer="office", cents=5000, changed_at=NOW)
            about: dict[str, Any] = {"initiative": plan, "by": reviewer, "at": NOW}
            Message.objects.create(side="office", text="Wie is er bij?", **about)
            PrivateNote.objects.create(office=office, text="Bel even.", **about)
            tag = Tag.objects.create(office=office, name=f"tag {Tag.objects.count()}")
            Dossier.objects.get_or_create(initiative=plan)[0].tags.add(tag)
            make_step(plan, "Ask.", origin=StepOrigin.OFFICE)
            BudgetLine.objects.create(
                initiative=plan, name=f"Soep {n}", planned_cents=1, changed_at=NOW
            )

    publish_now()
    fill(1)
    page_of(marit, plan)
    with CaptureQueriesContext(connection) as few:
        page_of(marit, plan)
    fill(29)
    with CaptureQueriesContext(connection) as many:
        page = page_of(marit, plan)
    assert page.count("Wie is er bij?") == 30
    assert len(many) == len(few)
    assert len(many) <= 28, "\n".join(q["sql"] for q in many)

"""From advice to plan: what is frozen, what is refused, and that a form makes one plan."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from meetups.accounts.models import Occasion, Office, OfficeRule, User
from meetups.initiatives.models import EventKind, Initiative, Member, SafetyPoint, Step, TeamRole
from meetups.initiatives.services.errors import PlanError
from meetups.initiatives.services.start import start_initiative
from meetups.recommender.facts import Advice
from meetups.recommender.questions import accepted
from meetups.suggestions.models import ActivityType
from meetups.suggestions.queries import CatalogueSnapshot
from meetups.suggestions.services import advise
from tests.factories import FIRST_DATE, NOW, make_area, make_office, make_user, publish_now
from tests.initiatives.test_versions import at_once
from tests.suggestions.answers import ACUTE, CALM, FULL, THREATENED

pytestmark = pytest.mark.usefixtures("catalogue")
KEY = UUID("6f0c7f0e-5f5e-4b53-9d0c-7a5f3b0f2c11")


def start(
    user: User, answers: Mapping[str, Any] = FULL, slug: str = "", **values: Any
) -> Initiative:
    """A plan of the best tip for these answers, unless said otherwise."""
    given = accepted(answers)
    known: dict[str, Any] = {
        "user": user,
        "answers": given,
        "slug": slug or "mixed-sports",
        "area": make_area(),
        "title": "Samen sporten",
        "aim": "",
        "first_date": FIRST_DATE,
        "starts_at": None,
        "ends_at": None,
        "spot": "indoors",
        "closes_street": False,
        "people_expected": 40,
        "place": None,
        "place_name": "",
        "start_key": uuid4(),
        "now": NOW,
    }
    return start_initiative(**known | values)


def make_rule(office: Office, text: str = "Vraag een vergunning.", **columns: Any) -> OfficeRule:
    values = {
        "text_nl": text,
        "text_en": "Ask for a permit.",
        "why_nl": "Dan weet iedereen het.",
        "occasion": Occasion.ALWAYS,
        "days": 56,
    }
    return OfficeRule.objects.create(office=office, **values | columns)


def test_a_plan_holds_what_was_filled_in(organiser: User) -> None:
    values: dict[str, Any] = {
        "starts_at": time(14),
        "ends_at": time(17, 30),
        "spot": "public_space",
    }
    more: dict[str, Any] = {
        "closes_street": True,
        "place_name": "Het Plein",
        "aim": "Elkaar zien.",
        "times_planned": 3,
    }
    plan = Initiative.objects.get(pk=start(organiser, **values, **more).pk)
    found = {name: getattr(plan, name) for name in (*values, *more)}
    assert found == values | more
    assert (plan.title, plan.area.code, plan.municipality.code) == (
        "Samen sporten",
        "WK024305",
        "GM0243",
    )
    assert (plan.first_date, plan.people_expected, plan.status) == (FIRST_DATE, 40, "draft")
    assert (plan.created_at, plan.changed_at, plan.changed_by) == (NOW, NOW, organiser)


def test_the_advice_is_made_again_and_frozen(organiser: User, catalogue: CatalogueSnapshot) -> None:
    plan = start(organiser)
    plan.refresh_from_db()
    assert Advice.from_dict(plan.advice) == advise(accepted(FULL), catalogue)
    assert accepted(plan.answers) == accepted(FULL)
    assert plan.catalogue_version == catalogue.version
    assert plan.activity_type.slug == "mixed-sports"


def test_who_starts_it_organises_it_and_that_is_written_down(organiser: User) -> None:
    plan = start(organiser)
    member = Member.objects.get(initiative=plan)
    assert (member.user, member.role, member.joined_at) == (organiser, TeamRole.ORGANISER, NOW)
    assert [(e.kind, e.by, e.at) for e in plan.events.all()] == [
        (EventKind.STARTED, organiser, NOW)
    ]


def test_the_steps_are_those_of_the_format_and_looking_back(organiser: User) -> None:
    plan = start(organiser)
    prepared = ActivityType.objects.get(slug="mixed-sports").steps.all()
    expected = [
        (f"format-{at}", step.text_nl, step.text_en, 7 * step.weeks_before)
        for at, step in enumerate(prepared, start=1)
    ]
    expected.append(
        ("look-back", "Kijk samen terug, 20 minuten.", "Look back together, 20 minutes.", -7)
    )
    steps = plan.steps.order_by("pk")
    assert [(s.key, s.text_nl, s.text_en, s.days_before) for s in steps] == expected
    assert {(s.origin, s.state, s.is_pinned, s.changed_by) for s in steps} == {
        ("format", "open", False, organiser)
    }
    for step in steps:
        assert step.due_on == FIRST_DATE - timedelta(days=step.days_before)
        step.full_clean()


def test_the_rules_of_the_municipality_that_apply_are_steps_too(
    organiser: User, office: Office
) -> None:
    always = make_rule(office)
    make_rule(office, occasion=Occasion.MONEY_ASKED)
    make_rule(office, people_from=41)
    report = make_rule(office, occasion=Occasion.PUBLIC_SPACE, days=28, is_after=True)
    closed = make_rule(office, occasion=Occasion.STREET_CLOSED, days=40)
    make_rule(make_office("GM0622"))
    plan = start(organiser, spot="public_space", closes_street=True)
    steps = plan.steps.filter(origin="office")
    assert [(s.key, s.due_on) for s in steps] == [
        (f"rule-{always.pk}", date(2027, 2, 27)),
        (f"rule-{closed.pk}", date(2027, 3, 15)),
        (f"rule-{report.pk}", date(2027, 5, 22)),
    ]
    assert (steps[0].text_nl, steps[0].text_en) == ("Vraag een vergunning.", "Ask for a permit.")
    assert (steps[0].why_nl, steps[0].why_en) == ("Dan weet iedereen het.",) * 2


NONE = {**CALM, "safety": ["none"]}
AFRAID = {
    "situation": "group-tension",
    "tension": "tension",
    "safety": ["fear"],
    "goal": "meet",
    "support": ["none"],
}


@pytest.mark.parametrize(
    ("answers", "slug", "said"),
    [
        (ACUTE, "visible-presence", "Do not organise a meetup now. Call 112 when there is danger."),
        ({"situation": "loneliness", "tension": "acute"}, "street-coffee", "Do not organise a me"),
        (THREATENED, "street-agreements", "There were threats or violence."),
        (THREATENED, "community-garden", "There were threats or violence."),
        (AFRAID, "dialogue-table", "People do not dare to come or to speak."),
        ({"situation": "little-contact"}, "street-coffee", "First answer the questions"),
        ({}, "street-coffee", "First answer the questions"),
        (FULL, "no-such-format", "This format is no longer there."),
    ],
)
def test_what_the_advice_refuses_is_refused_in_words(
    organiser: User, answers: dict[str, Any], slug: str, said: str
) -> None:
    with translation.override("en"), pytest.raises(PlanError) as caught:
        start(organiser, answers, slug)
    assert caught.value.message.startswith(said)
    assert (Initiative.objects.count(), Step.objects.count()) == (0, 0)


def test_what_fits_less_well_but_harms_nobody_may_be_chosen(organiser: User) -> None:
    assert start(organiser, FULL, "world-cafe").activity_type.slug == "world-cafe"


def test_a_draft_format_cannot_be_started(organiser: User) -> None:
    ActivityType.objects.filter(slug="mixed-sports").update(status="draft")
    publish_now()
    with pytest.raises(PlanError):
        start(organiser)


# --- what must be arranged first ------------------------------------------------------------------
def points_of(plan: Initiative) -> list[tuple[str, str, str]]:
    return [(point.key, point.text_nl, point.text_en) for point in plan.safety_points.all()]


def test_a_calm_plan_has_nothing_to_settle(organiser: User) -> None:
    plan = start(organiser)
    assert (points_of(plan), plan.is_sensitive) == ([], False)


def test_urgent_warnings_and_needed_help_stay_with_the_plan_in_both_languages(
    organiser: User,
) -> None:
    plan = start(organiser, THREATENED, "listening-round")
    assert points_of(plan) == [
        (
            "refer-professional",
            "Los dit niet zelf op. Vraag de politie, de gemeente of een andere vakmens. "
            "Je kunt bellen met 0900 8844.",
            "Do not solve this by yourself. Ask the police, the municipality or another "
            "professional. You can call 0900 8844.",
        ),
        (
            "reason-N2",
            "Je hebt hiervoor nodig: sociaal werker of opbouwwerker, wijkagent, getrainde "
            "gespreksleider of jongerenwerker. Vraag of dat te regelen is.",
            "You need for this: social or community worker, community police officer, trained "
            "facilitator or youth worker. Ask whether that can be arranged.",
        ),
    ]
    for point in SafetyPoint.objects.all():
        point.full_clean()
        assert not point.is_settled


def test_what_had_to_be_arranged_first_stays_too(organiser: User) -> None:
    plan = start(organiser, FULL, "dialogue-table")
    assert [key for key, _nl, _en in points_of(plan)] == ["reason-N1"]
    assert points_of(plan)[0][2].startswith("Arrange first: ")


@pytest.mark.parametrize(
    ("answers", "slug", "is_sensitive"),
    [
        (CALM, "street-coffee", False),
        ({**NONE, "tension": "unease"}, "street-coffee", False),
        ({**NONE, "tension": "tension"}, "mixed-sports", True),
        (AFRAID, "weekly-coffee", True),
        ({**NONE, "situation": "divisive-topic", "tension": "unease"}, "listening-round", True),
    ],
)
def test_what_makes_a_plan_sensitive(
    organiser: User, answers: dict[str, Any], slug: str, is_sensitive: bool
) -> None:
    assert start(organiser, answers, slug).is_sensitive is is_sensitive


# --- what cannot be -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "x" * 5000),
        ("title", ""),
        ("title", "\u200b"),
        ("place_name", "x" * 161),
        ("people_expected", 1),
        ("people_expected", 10**9),
        ("times_planned", 0),
        ("spot", "moon"),
    ],
)
def test_what_cannot_be_is_said_by_its_field(organiser: User, name: str, value: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        start(organiser, **{name: value})
    assert set(caught.value.message_dict) == {name}
    assert Initiative.objects.count() == 0


def test_the_whole_country_is_no_neighbourhood(organiser: User) -> None:
    country = make_area().ancestors[-1]
    with pytest.raises(ValidationError) as caught:
        start(organiser, area=country)
    assert set(caught.value.message_dict) == {"area"}


@pytest.mark.parametrize("title", ["Soep 😀 & brood", "مرحبا بالجميع", "<b>Samen</b> eten"])
def test_any_script_and_sign_is_kept(organiser: User, title: str) -> None:
    start(organiser, title=title)
    assert Initiative.objects.get().title == title


# --- one form, one plan ---------------------------------------------------------------------------
def test_a_form_sent_twice_makes_one_plan(organiser: User) -> None:
    first = start(organiser, start_key=KEY)
    again = start(organiser, start_key=KEY, title="Iets anders")
    assert first == again
    assert Initiative.objects.get().title == "Samen sporten"
    assert Member.objects.count() == 1
    assert Step.objects.count() == first.steps.count()


def test_the_key_of_another_form_opens_nothing(organiser: User, stranger: User) -> None:
    start(organiser, start_key=KEY)
    with pytest.raises(PlanError):
        start(stranger, start_key=KEY)
    assert Member.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_plan() -> None:
    user, area, found = make_user(), make_area(), []
    outcomes = at_once(lambda number: found.append(start(user, area=area, start_key=KEY).pk), 4)
    assert outcomes == ["won"] * 4
    assert len(found) == 4
    assert set(found) == {Initiative.objects.get().pk}
    assert (Member.objects.count(), SafetyPoint.objects.count()) == (1, 0)
    keys = Step.objects.values_list("key", flat=True)
    assert len(keys) == len(set(keys)) > 1


@pytest.mark.django_db(transaction=True)
def test_control_with_keys_of_their_own_they_make_as_many_plans() -> None:
    user, area = make_user(), make_area()
    outcomes = at_once(lambda number: start(user, area=area, start_key=uuid4()), 4)
    assert (outcomes, Initiative.objects.count()) == (["won"] * 4, 4)

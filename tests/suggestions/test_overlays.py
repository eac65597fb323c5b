"""What an office adds: it is read only there, and never loosens what is safe."""

from copy import deepcopy
from functools import cache
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import settings as example_settings
from hypothesis import strategies as st

from meetups.accounts.models import Office, User
from meetups.audit.models import Record
from meetups.initiatives.access import get_initiative_for
from meetups.initiatives.models import Initiative
from meetups.initiatives.services.copies import copy_initiative
from meetups.initiatives.services.errors import PlanError
from meetups.recommender.facts import LISTS, ActivityFacts, Advice
from meetups.recommender.questions import accepted, answers_from
from meetups.recommender.rank import recommend
from meetups.recommender.rules import ARRANGE_FIRST, EXCLUSIONS, LATER, SHIPPED
from meetups.suggestions.content_check import faults_of_activity_type
from meetups.suggestions.content_files import SHIPPED as FILES
from meetups.suggestions.content_files import Content, read
from meetups.suggestions.content_items import (
    Item,
    activity_type_item,
    situation_columns,
    source_columns,
)
from meetups.suggestions.models import ActivityType, LocalFormat, LocalNote, Situation, Source
from meetups.suggestions.models.overlays import local_key, municipality_of
from meetups.suggestions.overlays import services
from meetups.suggestions.overlays.items import (
    completed,
    faults_of_local,
    looser,
    proposal,
    stricter,
)
from meetups.suggestions.overlays.reading import base_item, changed_since, judged
from meetups.suggestions.overlays.services import ChangedMeanwhileError, OverlayError
from meetups.suggestions.overlays.updates import updates
from meetups.suggestions.queries import CatalogueSnapshot, catalogue_in, catalogue_of_office
from meetups.suggestions.queries import catalogue as newest
from meetups.suggestions.services import advise
from meetups.suggestions.snapshots import facts_of, row_of
from meetups.suggestions.vocabulary import (
    Age,
    Condition,
    Evidence,
    Goal,
    LanguageLoad,
    Place,
    ProfessionalKind,
    ProfessionalLevel,
)
from tests.factories import (
    FIRST_DATE,
    NOW,
    make_activity_type,
    make_area,
    make_local_format,
    make_office,
    make_user,
    publish_now,
)
from tests.initiatives.test_start import start
from tests.initiatives.test_versions import at_once, without
from tests.recommender.test_properties import CATALOGUE, Raw, raw_answers

from .answers import CALM, FULL, query

MEAL = "neighbourhood-meal"
KEY = local_key("GM0243", "soep-bij-de-haven")
HERE, THERE = "WK024305", "WK034401"
BARS = (*EXCLUSIONS, *ARRANGE_FIRST, *LATER)


# --- never looser: any content, any base, any answers ---------------------------------------------


@cache
def shipped() -> Content:
    return read(FILES)


@cache
def around() -> tuple[dict[str, Situation], dict[str, Source]]:
    """What formats refer to, in no database."""
    content = shipped()
    sources = {key: Source(**source_columns(each)) for key, each in content.sources.items()}
    situations = {s: Situation(**situation_columns(i)) for s, i in content.situations.items()}
    return situations, sources


def facts_from(item: Item, base: str = "") -> ActivityFacts:
    row = row_of(item, 1, *around())
    row.base_slug = base
    return facts_of(row)


@st.composite
def anything(draw: st.DrawFn, base: Item, slug: str) -> Item:
    """An item in the right shape, in all that rules look at as strict, stricter or looser."""
    mine = deepcopy(proposal(base, slug))
    level, small = st.integers(0, 4), st.integers(0, 3)

    def some(values: list[str]) -> list[str]:
        return draw(st.lists(st.sampled_from(values), unique=True))

    def ordered(most: int) -> list[int]:
        return sorted(draw(st.tuples(st.integers(1, most), st.integers(1, most))))

    low, high = sorted(draw(st.tuples(level, level)))
    ideal = draw(st.lists(level, unique=True))
    mine["tension"] |= {"min_level": low, "max_level": high, "ideal_levels": ideal}
    mine["flags"] = {name: draw(st.booleans()) for name in mine["flags"]}
    people = ordered(300)
    parallel = draw(st.booleans())
    mine["group_size"] = {"min": people[0], "max": people[1], "can_run_in_parallel": parallel}
    mine["organisers_min"] = draw(st.integers(1, 12))
    start = draw(st.none() | level)
    needed = draw(st.sampled_from(ProfessionalLevel.values))
    kinds = st.lists(st.sampled_from(ProfessionalKind.values), unique=True, min_size=1)
    mine["professional"] |= {
        "level": needed,
        "kinds": [] if needed == "none" else draw(kinds),
        "via_referral": draw(st.booleans()),
        "required_from_level": start,
        "required_from_kinds": [] if start is None else draw(kinds),
        "match": draw(st.sampled_from(["any", "all"])),
    }
    weeks = ordered(30)
    mine["preparation_weeks"] = {"min": weeks[0], "typical": weeks[1]}
    mine["situations"] = {
        slug: {**fit, "strength": draw(small)}
        for slug, fit in base["situations"].items()
        if draw(st.booleans())
    }
    mine["goals"] = {goal: draw(small) for goal in Goal.values}
    mine["places"], mine["ages"] = some(Place.values), some(Age.values)
    mine["language_load"] = draw(st.sampled_from(LanguageLoad.values))
    mine["evidence"] = {**base["evidence"], "level": draw(st.sampled_from(Evidence.values))}
    mine["contact_conditions"] = {
        code: {**base["contact_conditions"][code], "level": draw(small)}
        for code in Condition.values
    }
    euros = ordered(3000)
    mine["cost"] |= {"min_eur": euros[0], "max_eur": euros[1]}
    return completed(mine)


@st.composite
def base_and_own(draw: st.DrawFn) -> tuple[Item, Item]:
    """A base as it is shipped or as it may become, and what an office may want of it."""
    base = shipped().activity_types[draw(st.sampled_from(sorted(shipped().activity_types)))]
    if draw(st.booleans()):
        base = draw(anything(base, base["slug"]))
    return base, draw(anything(base, "ours"))


@given(base_and_own(), raw_answers())
@example_settings(max_examples=80)
def test_what_bars_the_base_bars_the_own_format(both: tuple[Item, Item], raw: Raw) -> None:
    base, mine = both
    answers = answers_from(raw)
    national, own = facts_from(base), facts_from(stricter(base, mine), base["slug"])
    for rule in BARS:
        if rule(answers, national, SHIPPED):
            assert rule(answers, own, SHIPPED), rule.__name__


@given(base_and_own(), raw_answers())
@example_settings(max_examples=50)
def test_it_stands_no_better_than_its_base_and_moves_no_other(
    both: tuple[Item, Item], raw: Raw
) -> None:
    base, mine = both
    answers = answers_from(raw)
    national = [f for f in CATALOGUE if f.slug != base["slug"]] + [facts_from(base)]
    own = facts_from({**stricter(base, mine), "slug": KEY}, base["slug"])
    before, after = recommend(answers, national), recommend(answers, [*national, own])
    assert place_of(after, KEY) >= place_of(after, base["slug"])
    assert len({KEY, base["slug"]} & set(after.top)) < 2
    without = {name: [s for s in getattr(after, name) if s.slug != KEY] for name in LISTS}
    assert without == {name: list(getattr(before, name)) for name in LISTS}


@given(base_and_own())
@example_settings(max_examples=40)
def test_what_counts_is_itself_no_looser_and_stays_so(both: tuple[Item, Item]) -> None:
    base, mine = both
    strict = stricter(base, mine)
    assert looser(base, strict) == []
    assert stricter(base, strict | {"contra_indications": []}) == strict
    certain = Evidence.values[::-1].index
    assert certain(strict["evidence"]["level"]) <= certain(base["evidence"]["level"])
    assert all(line in strict["contra_indications"] for line in base["contra_indications"])


def test_without_the_stricter_of_both_the_property_would_not_hold() -> None:
    """The control: what an office may want is looser at times."""
    base = shipped().activity_types[MEAL]
    mine = completed(deepcopy(proposal(base, "ours")))
    mine["tension"] |= {"max_level": 4}
    answers = answers_from({"situation": ("little-contact",), "tension": ("acute",)})
    barred = [rule for rule in BARS if rule(answers, facts_from(base), SHIPPED)]
    assert any(not rule(answers, facts_from(mine, MEAL), SHIPPED) for rule in barred)


def test_points_alone_never_lift_it_above_a_base_that_is_too_weak() -> None:
    """An own format may be cheaper, and so get more points than its base."""
    base = shipped().activity_types["art-project"]
    raw: Raw = {"situation": ("old-new-divide",), "goal": ("reduce-loneliness",)}
    raw |= {"tension": ("calm",), "budget": ("under-100",)}
    mine = deepcopy(proposal(base, "ours"))
    mine["cost"] |= {"min_eur": 0, "max_eur": 0}
    own = facts_from({**stricter(base, completed(mine)), "slug": KEY}, base["slug"])
    after = recommend(answers_from(raw), [*CATALOGUE, own])
    assert place_of(after, base["slug"]) == LISTS.index("not_now")
    [told] = [s for s in after.not_now if s.slug == KEY]
    [weak] = [s for s in after.not_now if s.slug == "art-project"]
    assert told.score > weak.score
    assert "P1" in {reason.code for reason in told.reasons}


def place_of(advice: Advice, slug: str) -> int:
    """The place of its list among the four; the first is what fits now."""
    return next(
        n for n, name in enumerate(LISTS) if slug in {s.slug for s in getattr(advice, name)}
    )


def test_what_nothing_is_left_of_is_named() -> None:
    content, base = shipped(), shipped().activity_types[MEAL]
    mine = proposal(base, "ours") | {"places": [], "ages": []}
    faults = faults_of_local(base, mine, situations=content.situations, sources=content.sources)
    assert {fault.path for fault in faults} == {"places", "ages"}


# --- read there, and only there -------------------------------------------------------------------


@pytest.fixture
def by(db: None) -> User:
    return make_user("Joke")


@pytest.fixture
def own(catalogue: CatalogueSnapshot, office: Office) -> LocalFormat:
    """Harderwijk's own kind of neighbourhood meal."""
    make_area(HERE)
    return make_local_format(office, MEAL)


def read_own() -> ActivityType:
    return catalogue_of_office("GM0243").activity_types[KEY]


def publish_base(**changes: Any) -> None:
    """The national format otherwise, in a new edition."""
    ActivityType.objects.filter(slug=MEAL).update(**changes)
    publish_now()


def test_it_is_advised_in_its_municipality_and_nowhere_else(
    own: LocalFormat, client: Client, django_assert_max_num_queries: Any
) -> None:
    make_office("GM0344")
    make_area(THERE, "Elders")
    client.get(f"/en/guide/{HERE}/advice/?{query(CALM)}")
    with django_assert_max_num_queries(3):
        here = client.get(f"/en/guide/{HERE}/advice/explained/?{query(CALM)}").content.decode()
    with django_assert_max_num_queries(3):
        client.get(f"/en/guide/{HERE}/advice/?{query(CALM)}")
    assert "Soup at the harbour" in here
    for address in (f"/en/guide/{THERE}/advice/explained/", "/en/guide/advice/explained/"):
        assert "harbour" not in client.get(f"{address}?{query(CALM)}").content.decode()
    assert KEY not in catalogue_of_office("GM0344").activity_types
    assert "harbour" not in client.get("/en/formats/").content.decode()
    assert newest().facts == catalogue_of_office("GM0344").facts


def test_it_has_a_page_with_the_name_of_the_office(own: LocalFormat, client: Client) -> None:
    page = client.get(f"/en/formats/{KEY}/").content.decode()
    assert "Soup at the harbour" in page
    assert f"Of {own.office.name}" in page
    assert f"/en/formats/{MEAL}/" in page
    services.show_format(row=own, version=own.version, shown=False, by=make_user(), now=NOW)
    assert client.get(f"/en/formats/{KEY}/").status_code == 404
    assert client.get("/en/formats/GM0344--soep-bij-de-haven/").status_code == 404


@pytest.mark.parametrize("junk", ["--", "GM0243--", "--x", "GM0243--nothing", "a--b--c"])
def test_odd_keys_are_not_found(junk: str, client: Client, own: LocalFormat) -> None:
    assert client.get(f"/en/formats/{junk}/").status_code == 404


def test_a_card_that_was_kept_is_not_shown_again_after_a_change(
    own: LocalFormat, client: Client, by: User
) -> None:
    address = f"/en/guide/{HERE}/advice/?{query(FULL)}"

    def costs_777() -> bool:
        return "€\xa0777" in client.get(address).content.decode()

    assert KEY in advise(accepted(FULL), catalogue_of_office("GM0243")).top
    assert not costs_777()
    cost = own.content["cost"] | {"max_eur": 777}
    services.change_format(row=own, version=own.version, values={"cost": cost}, by=by, now=NOW)
    assert costs_777()


def test_a_note_is_read_at_the_card_the_page_and_the_plan(
    own: LocalFormat, client: Client, by: User
) -> None:
    texts = {"text_nl": "Vraag de sleutel bij Ria.", "text_en": "Ask the key at the pub."}
    services.save_note(office=own.office, activity_type=MEAL, **texts, version=0, by=by, now=NOW)
    said = f"{own.office.name} says:"
    for address in (f"/en/formats/{MEAL}/?in=GM0243", f"/en/formats/{KEY}/"):
        page = client.get(address).content.decode()
        assert said in page
        assert texts["text_en"] in page
    advice = client.get(f"/en/guide/{HERE}/advice/?{query(FULL)}").content.decode()
    assert texts["text_en"] in advice
    plan = start(by, area=make_area(HERE), slug=MEAL)
    client.force_login(by)
    assert texts["text_en"] in client.get(f"/en/initiatives/{plan.pk}/").content.decode()
    for elsewhere in ("", "?in=GM0344", "?in=nonsense", "?in=%00"):
        page = client.get(f"/en/formats/{MEAL}/{elsewhere}").content.decode()
        assert texts["text_en"] not in page


def test_a_saved_advice_shows_it_there(own: LocalFormat, client: Client) -> None:
    path = client.post(f"/en/guide/{HERE}/save/", FULL).url  # type: ignore[attr-defined]
    assert "Soup at the harbour" in client.get(path).content.decode()
    services.remove_format(row=own, version=own.version, by=make_user(), now=NOW)
    page = client.get(path)
    assert page.status_code == 200
    assert "harbour" not in page.content.decode()


# --- beside the national one ----------------------------------------------------------------------


def test_what_becomes_stricter_nationally_counts_at_once(own: LocalFormat) -> None:
    before = read_own()
    publish_base(tension_max=0, tension_ideal=[0], organisers_min=8, open_stage=True)
    after = read_own()
    assert (before.tension_max, before.open_stage) != (0, True)
    assert (after.tension_max, after.organisers_min, after.open_stage) == (0, 8, True)


def test_what_becomes_looser_nationally_waits_for_the_office(own: LocalFormat, by: User) -> None:
    before = read_own()
    publish_base(group_max=900)
    assert read_own().group_max == before.group_max
    settle(own, by, "group_size")
    assert read_own().group_max == 900


def test_when_the_base_leaves_it_is_no_longer_advised(own: LocalFormat) -> None:
    publish_base(status="draft")
    known = catalogue_of_office("GM0243")
    assert KEY not in known.activity_types
    assert judged(newest(), "GM0243", "Harderwijk", own).base is None
    publish_base(status="published")
    assert read_own().name_en == "Soup at the harbour"


def test_when_nothing_is_left_that_suits_both_it_is_not_advised(own: LocalFormat, by: User) -> None:
    ages = newest().activity_types[MEAL].ages
    services.change_format(row=own, version=own.version, values={"ages": ages[:1]}, by=by, now=NOW)
    publish_base(ages=ages[1:])
    assert KEY not in catalogue_of_office("GM0243").activity_types
    own.refresh_from_db()
    assert [f.path for f in judged(newest(), "GM0243", "Harderwijk", own).faults] == ["ages"]
    with pytest.raises(OverlayError):
        services.show_format(row=own, version=own.version, shown=True, by=by, now=NOW)


def settle(own: LocalFormat, by: User, field: str, *, accepts: bool = True) -> LocalFormat:
    own.refresh_from_db()
    return services.settle_update(
        row=own, version=own.version, field=field, accepts=accepts, by=by, now=NOW
    )


def news_of(own: LocalFormat) -> dict[str, bool]:
    own.refresh_from_db()
    item = base_item(newest(), MEAL)
    assert item
    told = updates(own.seen, item, own.content, situations={})
    return {update.field: update.counts_already for update in told}


def test_national_changes_are_answered_one_by_one(own: LocalFormat, by: User) -> None:
    assert news_of(own) == {}
    publish_base(cost_note_nl="Alleen groente.", summary_nl="Samen eten.", organisers_min=9)
    assert news_of(own) == {"summary": False, "organisers_min": True, "cost": False}
    settle(own, by, "cost")
    settle(own, by, "summary", accepts=False)
    assert news_of(own) == {"organisers_min": True}
    settle(own, by, "organisers_min", accepts=False)
    assert news_of(own) == {}
    row = read_own()
    assert row.cost_note_nl == "Alleen groente."
    assert row.summary_nl != "Samen eten."
    assert row.organisers_min == 9
    own.refresh_from_db()
    assert own.base_edition == newest().version


def test_taking_over_adds_nothing_that_the_office_left_out(own: LocalFormat, by: User) -> None:
    row = newest().activity_types[MEAL]
    places = row.places
    services.change_format(
        row=own, version=own.version, values={"places": places[:1]}, by=by, now=NOW
    )
    publish_base(places=[*places, *(p for p in Place.values if p not in places)])
    settle(own, by, "places")
    gone = set(places[1:])
    assert gone
    assert read_own().places == [p for p in newest().activity_types[MEAL].places if p not in gone]


def test_what_would_contradict_is_not_taken_over(own: LocalFormat, by: User) -> None:
    usual = newest().activity_types[MEAL].weeks_typical
    steps = ActivityType.objects.get(slug=MEAL).steps.all()
    steps.filter(pk=steps[0].pk).update(weeks_before=usual + 20)
    publish_base(weeks_typical=usual + 20)
    with pytest.raises(OverlayError, match="Stappen: "):
        settle(own, by, "preparation_steps")
    settle(own, by, "preparation_weeks")
    settle(own, by, "preparation_steps")
    assert news_of(own) == {}


def test_a_note_asks_to_be_looked_at_when_the_format_changed(own: LocalFormat, by: User) -> None:
    def write(version: int) -> Any:
        return services.save_note(
            office=own.office,
            activity_type=MEAL,
            text_nl="Bel Ria.",
            text_en="Call Ria.",
            version=version,
            by=by,
            now=NOW,
        )

    note = write(0)
    publish_now()
    assert changed_since([note], newest()) == {}
    publish_base(name_nl="Eten met de buren")
    assert [d.label for d in changed_since([note], newest())[MEAL]] == ["Naam"]
    assert changed_since([write(1)], newest()) == {}


# --- what a manager may save ----------------------------------------------------------------------

LOOSER: dict[str, Any] = {
    "organisers_min": 0,
    "preparation_weeks": {"min": 0, "typical": 30},
    "places": Place.values,
    "flags": {"open_stage": False, "exposes_minority": False},
    "contact_mode": "light",
}


@pytest.mark.parametrize("field", LOOSER)
def test_what_is_looser_is_refused_by_field(field: str) -> None:
    base = deepcopy(shipped().activity_types["dialogue-table"])
    base["flags"] = {"open_stage": True, "exposes_minority": True}
    assert looser(base, completed(proposal(base, "ours") | {field: LOOSER[field]})) == [field]


def test_more_tension_a_larger_group_or_less_help_is_refused(own: LocalFormat, by: User) -> None:
    item = base_item(newest(), MEAL)
    assert item
    tension, group, help_ = item["tension"], item["group_size"], item["professional"]
    values = {
        "tension": {**tension, "max_level": 4},
        "group_size": {**group, "max": group["max"] + 1},
        "situations": {slug: {**fit, "strength": 3} for slug, fit in item["situations"].items()},
        "contact_conditions": {
            code: {**part, "level": 3} for code, part in item["contact_conditions"].items()
        },
        "professional": {**help_, "via_referral": True},
        "evidence": {**item["evidence"], "level": "strong"},
    }
    with pytest.raises(ValidationError) as error:
        services.change_format(row=own, version=own.version, values=values, by=by, now=NOW)
    assert set(error.value.message_dict) == set(values)
    assert LocalFormat.objects.get().content == own.content


def test_every_shipped_format_can_be_made_ones_own() -> None:
    content = shipped()
    for base in content.activity_types.values():
        mine = completed(proposal(base, "ours"))
        assert looser(base, mine) == []
        assert not faults_of_local(
            base, mine, situations=content.situations, sources=content.sources
        )
        strict = stricter(base, mine)
        assert not faults_of_activity_type(
            strict, situations=content.situations, sources=content.sources
        )
        told = {n for n in strict if strict[n] != base[n]}
        assert told <= {"slug", "example", "status"}


def test_of_two_at_once_the_second_hears_it(own: LocalFormat, by: User) -> None:
    services.change_format(
        row=own, version=own.version, values={"organisers_min": 7}, by=by, now=NOW
    )
    with pytest.raises(ChangedMeanwhileError):
        services.change_format(
            row=own, version=own.version, values={"organisers_min": 9}, by=by, now=NOW
        )
    with pytest.raises(ChangedMeanwhileError):
        services.remove_format(row=own, version=own.version, by=by, now=NOW)
    assert LocalFormat.objects.get().content["organisers_min"] == 7
    # The control: with the version that is there now, it goes.
    services.change_format(
        row=own, version=own.version + 1, values={"organisers_min": 9}, by=by, now=NOW
    )
    assert read_own().organisers_min == 9


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("looks", [True, False], ids=["it looks", "control"])
def test_of_several_at_one_moment_one_wins_and_only_because_it_looks(
    looks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_activity_type()
    row, by = make_local_format(make_office()), make_user("Joke")

    def write(number: int) -> None:
        services.change_format(
            row=row, version=row.version, values={"organisers_min": number + 2}, by=by, now=NOW
        )

    if not looks:
        without("version", monkeypatch)
    others = 2 * (["ChangedMeanwhileError"] if looks else ["won"])
    assert at_once(write, 3) == [*others, "won"]


@pytest.mark.django_db(transaction=True)
def test_of_several_first_notes_at_one_moment_one_is_kept() -> None:
    make_activity_type()
    office, by = make_office(), make_user("Joke")

    def write(number: int) -> None:
        text = f"Nummer {number}"
        services.save_note(
            office=office,
            activity_type="soup",
            text_nl=text,
            text_en=text,
            version=0,
            by=by,
            now=NOW,
        )

    assert at_once(write, 3) == ["ChangedMeanwhileError"] * 2 + ["won"]
    assert LocalNote.objects.count() == 1


def test_of_two_first_notes_the_second_hears_it(own: LocalFormat, by: User) -> None:
    note: dict[str, Any] = {"office": own.office, "activity_type": MEAL}
    note |= {"text_nl": "A", "text_en": "A"}
    services.save_note(**note, version=0, by=by, now=NOW)
    with pytest.raises(ChangedMeanwhileError):
        services.save_note(**note | {"text_nl": "B"}, version=0, by=by, now=NOW)
    with pytest.raises(ChangedMeanwhileError):
        services.remove_note(office=own.office, activity_type=MEAL, version=9, by=by, now=NOW)
    services.remove_note(office=own.office, activity_type=MEAL, version=1, by=by, now=NOW)
    assert catalogue_of_office("GM0243").notes == {}


def test_each_change_is_accounted_for_without_its_text(own: LocalFormat) -> None:
    told = [(r.office, r.details["fields"]) for r in Record.objects.filter(act="office")]
    assert told == [("GM0243", "local_format")] * 2


def test_the_database_keeps_one_slug_and_one_note_for_each(own: LocalFormat) -> None:
    own.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        own.save()


def test_names_that_are_alike_get_slugs_of_their_own(own: LocalFormat) -> None:
    make_local_format(own.office, MEAL)
    slugs = list(LocalFormat.objects.values_list("slug", flat=True))
    assert slugs == ["soep-bij-de-haven", "soep-bij-de-haven-2"]
    assert municipality_of(local_key("GM0243", slugs[1])) == "GM0243"
    assert [municipality_of(text) for text in ("soup", "a--", "--a", "n'o--a")] == [""] * 4


# --- plans ----------------------------------------------------------------------------------------


def fresh(plan: Initiative) -> Initiative:
    return Initiative.objects.get(pk=plan.pk)


def test_a_plan_goes_by_the_format_of_the_municipality(own: LocalFormat, by: User) -> None:
    steps = [{"weeks_before": 1, "text": {"nl": "Haal de sleutel.", "en": "Get the key."}}]
    services.change_format(
        row=own, version=own.version, values={"preparation_steps": steps}, by=by, now=NOW
    )
    plan = start(by, area=make_area(HERE), slug=KEY)
    told = fresh(plan).activity_type
    assert (told.slug, told.name_nl, told.pk) == (KEY, "Soep bij de haven", plan.activity_type_id)
    assert plan.activity_type_id == newest().activity_types[MEAL].pk
    assert "Haal de sleutel." in set(plan.steps.values_list("text_nl", flat=True))
    assert KEY in str(plan.advice)


def test_its_page_and_the_advice_lead_to_a_plan(own: LocalFormat, by: User, client: Client) -> None:
    client.force_login(by)
    with translation.override("en"):
        begin = f"{reverse('initiatives:start')}?format="
    page = client.get(f"/en/formats/{KEY}/").content.decode()
    assert f"{begin}{KEY}&amp;area=GM0243" in page
    assert "/en/guide/GM0243/" in page
    asked = client.get(f"{begin}{KEY}&area=GM0243")
    assert "Soup at the harbour" in asked.content.decode()
    form = client.get(f"{begin}{KEY}&area={HERE}&{query(FULL)}").content.decode()
    assert "Soup at the harbour" in form
    assert 'name="start_key"' in form
    elsewhere = client.get(f"{begin}{KEY}&{query(FULL)}").content.decode()
    assert "harbour" not in elsewhere


def test_a_copy_goes_along_only_within_the_municipality(own: LocalFormat, by: User) -> None:
    plan = start(by, area=make_area(HERE), slug=KEY)
    seat = get_initiative_for(by, plan.pk)
    names = []
    for code in (HERE, THERE):
        copy = copy_initiative(
            seat=seat,
            area=make_area(code, "Elders" if code == THERE else "Stadsdennen"),
            first_date=FIRST_DATE,
            start_key=uuid4(),
            now=NOW,
        )
        names.append((fresh(copy).activity_type.name_nl, copy.local_format))
    national = newest().activity_types[MEAL].name_nl
    assert names == [("Soep bij de haven", KEY), (national, "")]


def test_it_stays_readable_when_the_format_is_hidden_or_gone(
    own: LocalFormat, by: User, client: Client
) -> None:
    plan = start(by, area=make_area(HERE), slug=KEY)
    own = services.show_format(row=own, version=own.version, shown=False, by=by, now=NOW)
    assert fresh(plan).activity_type.slug == KEY
    services.remove_format(row=own, version=own.version, by=by, now=NOW)
    told = fresh(plan).activity_type
    assert (told.slug, told.name_nl) == (MEAL, "Soep bij de haven")
    [listed] = Initiative.objects.prefetch_related("activity_type")
    assert listed.activity_type.name_nl == "Soep bij de haven"
    client.force_login(by)
    for part in ("", "advice/", "history/", "check/", "copy/"):
        page = client.get(f"/en/initiatives/{plan.pk}/{part}")
        assert page.status_code == 200, part
    overview = client.get(f"/en/initiatives/{plan.pk}/").content.decode()
    assert "Soup at the harbour" in overview
    advice = client.get(f"/en/initiatives/{plan.pk}/advice/").content.decode()
    assert "it would be another advice" not in advice


def test_no_plan_of_it_is_made_elsewhere(own: LocalFormat, by: User) -> None:
    elsewhere = make_area(THERE, "Elders")
    with pytest.raises(PlanError):
        start(by, area=elsewhere, slug=KEY)
    assert catalogue_in(elsewhere) is newest()
    assert not Initiative.objects.exists()


def test_a_list_of_plans_asks_once_for_each_municipality(
    own: LocalFormat, by: User, django_assert_num_queries: Any
) -> None:
    for slug in (KEY, MEAL, KEY):
        start(by, area=make_area(HERE), slug=slug)
    with django_assert_num_queries(3):
        rows = list(Initiative.objects.order_by("pk").prefetch_related("activity_type"))
    assert [row.activity_type.slug for row in rows] == [KEY, MEAL, KEY]


def test_round_trip_of_items() -> None:
    """A row made of an item gives that item again: what the office sees of its base is whole."""
    base = shipped().activity_types[MEAL]
    assert activity_type_item(row_of(base, 1, *around())) == base

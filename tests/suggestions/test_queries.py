"""Each process keeps the published catalogue, and notices a new edition."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from meetups.recommender.facts import ActivityFacts
from meetups.suggestions import queries
from meetups.suggestions.models import ActivityType, CatalogueVersion, Situation
from meetups.suggestions.queries import CatalogueSnapshot, catalogue
from meetups.suggestions.vocabulary import Condition, Goal, Status
from tests.factories import make_activity_type, make_situation, make_source, publish_now

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
COLD, WARM = 5, 1
"""Cold: the stamp, the edition, and the keys of three tables."""

pytestmark = pytest.mark.django_db


def queries_of_reading() -> int:
    """How many queries reading everything in the catalogue takes."""
    with CaptureQueriesContext(connection) as asked:
        snapshot = catalogue()
        for row in snapshot.activity_types.values():
            parts: list[Any] = [*row.steps.all(), *row.skills.all(), *row.contra_indications.all()]
            parts += [row.sources, row.example_source, [f.situation.title for f in row.fits.all()]]
            parts += [condition.strengthen for condition in row.conditions.all()]
        for situation in snapshot.situations.values():
            parts = [*situation.signals.all(), *situation.never_do.all(), situation.sources]
            parts += [figure.name for figure in situation.indicators.all()]
    return len(asked)


def test_a_cold_catalogue_costs_a_fixed_number_of_queries_and_a_warm_one_a_single(
    catalogue: CatalogueSnapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(catalogue.activity_types) == 49
    monkeypatch.setattr(queries, "_held", None)
    assert queries_of_reading() == COLD
    assert queries_of_reading() == WARM

    kept = list(catalogue.activity_types)[:5]
    ActivityType.objects.exclude(slug__in=kept).update(status=Status.DRAFT)
    publish_now()
    monkeypatch.setattr(queries, "_held", None)
    assert queries_of_reading() == COLD
    assert queries_of_reading() == WARM
    assert list(queries.catalogue().activity_types) == kept


def test_only_what_is_published_is_in_the_catalogue() -> None:
    first, second = make_situation("first", order=2), make_situation("second", order=1)
    make_activity_type("soup", fits={first: 3})
    make_activity_type("walk", fits={second: 3})
    make_activity_type("secret", fits={second: 3}, status=Status.DRAFT)
    snapshot = catalogue()
    assert list(snapshot.activity_types) == ["soup", "walk"]
    assert [facts.slug for facts in snapshot.facts] == ["soup", "walk"]
    assert list(snapshot.situations) == ["second", "first"]
    assert set(snapshot.sources) == {"source-of-soup", "source-of-walk", "source-of-secret"}
    assert snapshot.version == 3


def test_the_copy_follows_the_edition_and_nothing_else() -> None:
    row = make_activity_type()
    before = catalogue()
    row.name_nl = "Soep voor iedereen"
    row.save()
    assert catalogue() is before
    assert before.activity_types["soup"].name_nl == "Soep op straat"
    publish_now()
    after = catalogue()
    assert after.activity_types["soup"].name_nl == "Soep voor iedereen"
    assert after.version == before.version + 1
    assert catalogue() is after


def test_the_same_version_of_another_time_is_another_catalogue() -> None:
    make_activity_type()
    before = catalogue()
    CatalogueVersion.objects.update(changed_at=NOW)
    assert catalogue() is not before


def test_without_a_version_nothing_is_kept() -> None:
    empty = catalogue()
    assert (empty.version, dict(empty.activity_types), empty.facts) == (0, {}, ())
    make_situation()
    assert list(catalogue().situations) == ["good-vibe"]


def test_the_catalogue_cannot_be_changed_by_accident() -> None:
    snapshot: Any = catalogue()
    with pytest.raises(TypeError):
        snapshot.situations["new"] = Situation()
    with pytest.raises(AttributeError):
        snapshot.version = 5


def test_one_copy_serves_both_languages() -> None:
    make_activity_type()
    row = catalogue().activity_types["soup"]
    with translation.override("en"):
        assert row.name == "Soup in the street"
        assert catalogue().activity_types["soup"] is row
    assert row.name == "Soep op straat"


def test_facts_say_what_the_tables_say() -> None:
    fits = {make_situation("good-vibe"): 3, make_situation("after-incident"): 0}
    make_activity_type(
        fits=fits,
        source=make_source(),
        depth=2,
        topic_focus="shared-task",
        between_groups=False,
        goal_talk_topic=1,
        tension_min=1,
        tension_max=3,
        tension_ideal=[1, 2],
        open_stage=True,
        group_min=6,
        group_max=12,
        can_run_in_parallel=True,
        organisers_min=3,
        professional_level="required",
        professional_kinds=["mediator", "police"],
        professional_match="all",
        professional_via_referral=True,
        required_from_level=2,
        required_from_kinds=["facilitator"],
        weeks_min=3,
        weeks_typical=5,
        rhythm="series",
        sessions_typical=6,
        cost_min=50,
        cost_max=400,
        language_load="high",
        ages=["youth", "adults"],
        required_ages=["youth"],
        evidence_level="moderate",
    )
    assert catalogue().facts == (
        ActivityFacts(
            slug="soup",
            family="food",
            contact_mode="light",
            depth=2,
            topic_focus="shared-task",
            between_groups=False,
            situations={"good-vibe": 3, "after-incident": 0},
            goals={goal.value: 0 for goal in Goal} | {"meet": 3, "talk-topic": 1},
            tension_min=1,
            tension_max=3,
            tension_ideal=frozenset({1, 2}),
            open_stage=True,
            exposes_minority=False,
            group_min=6,
            group_max=12,
            can_run_in_parallel=True,
            organisers_min=3,
            professional_level="required",
            professional_kinds=("mediator", "police"),
            via_referral=True,
            required_from_level=2,
            required_from_kinds=("facilitator",),
            professional_match="all",
            weeks_min=3,
            weeks_typical=5,
            rhythm="series",
            sessions_typical=6,
            cost_min=50,
            cost_max=400,
            places=frozenset({"outdoor"}),
            language_load="high",
            ages=frozenset({"youth", "adults"}),
            required_ages=frozenset({"youth"}),
            dividing_lines=frozenset({"everyone"}),
            conditions={condition.value: 2 for condition in Condition},
            evidence="moderate",
        ),
    )

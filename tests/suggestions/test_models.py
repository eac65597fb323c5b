"""The database refuses what the catalogue can never hold."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DataError, IntegrityError, models, transaction
from django.db.models import ProtectedError

from meetups.suggestions.models import (
    ActivityType,
    CatalogueVersion,
    ContactCondition,
    SituationFit,
    Source,
    Step,
)
from tests.factories import make_activity_type, make_situation, make_source

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def refused(row: models.Model) -> str:
    """What the database says when a row is written past all validation."""
    with pytest.raises((IntegrityError, DataError)) as caught, transaction.atomic():
        row.save()
    return str(caught.value)


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"name_nl": "x" * 81}, "activitytype_lengths"),
        ({"slug": "x" * 51}, "activitytype_lengths"),
        ({"cost_note_en": "x" * 201}, "activitytype_lengths"),
        ({"family": "circus"}, "activitytype_codes"),
        ({"status": "gone"}, "activitytype_codes"),
        ({"depth": 4}, "activitytype_codes"),
        ({"goal_meet": 4}, "activitytype_codes"),
        ({"tension_max": 5}, "activitytype_codes"),
        ({"required_from_level": 5}, "activitytype_codes"),
        ({"tension_min": 2, "tension_max": 1}, "activitytype_tension_range"),
        ({"group_min": 21}, "activitytype_group_range"),
        ({"weeks_min": 5}, "activitytype_weeks_range"),
        ({"hours_min": 3}, "activitytype_hours_range"),
        ({"cost_min": 1}, "activitytype_cost_range"),
        ({"example_verified": True}, "activitytype_example_has_source"),
    ],
)
def test_the_database_refuses_an_impossible_activity_type(
    columns: dict[str, Any], constraint: str
) -> None:
    row = make_activity_type()
    for name, value in columns.items():
        setattr(row, name, value)
    said = refused(row)
    # PostgreSQL looks at the length of its columns before the constraint.
    assert constraint in said or "value too long" in said


def test_the_database_refuses_impossible_parts() -> None:
    row = make_activity_type()
    situation = make_situation("newcomers")
    fit = {"activity_type": row, "situation": situation}
    assert "situationfit_codes" in refused(SituationFit(strength=4, **fit))
    SituationFit(strength=0, **fit).save()
    refused(SituationFit(strength=1, **fit))
    refused(ContactCondition(activity_type=row, condition="repeated"))
    ContactCondition.objects.filter(activity_type=row, condition="repeated").delete()
    condition = ContactCondition(activity_type=row, condition="luck")
    assert "contactcondition_codes" in refused(condition)
    said = refused(Step(activity_type=row, weeks_before=1, text_nl="x" * 161, text_en="x"))
    assert "step_lengths" in said or "value too long" in said


def test_the_database_refuses_a_source_whose_doi_contradicts_itself() -> None:
    row = make_source()
    row.doi_status = "seen-on-page"
    assert "source_doi_goes_with_its_status" in refused(row)
    row.doi, row.doi_status = "10.1234/abc", "none"
    assert "source_doi_goes_with_its_status" in refused(row)
    row.doi_status = "unverified"
    row.save()


def test_the_longest_texts_fit_counted_in_characters() -> None:
    row = make_activity_type(name_nl="é" * 80, cost_note_nl="ß" * 200)
    row.refresh_from_db()
    assert (len(row.name_nl), len(row.cost_note_nl)) == (80, 200)


def test_what_is_in_use_cannot_be_deleted() -> None:
    situation, source = make_situation(), make_source()
    make_activity_type(fits={situation: 3}, source=source)
    with pytest.raises(ProtectedError):
        situation.delete()
    with pytest.raises(ProtectedError):
        source.delete()


def test_an_activity_type_knows_its_goals_costs_and_sources() -> None:
    first, second = make_source("first"), make_source("second")
    row = make_activity_type(source=second, cost_max=300, goal_meet=2, goal_restore_trust=1)
    row.evidence.create(source=first, order=0)
    assert row.goals == {
        "meet": 2,
        "agree-rules": 0,
        "solve-problem": 0,
        "reduce-loneliness": 0,
        "talk-topic": 0,
        "restore-trust": 1,
    }
    assert row.cost_band == "100-500"
    assert row.sources == [first, second]


@pytest.mark.parametrize(
    ("columns", "link"),
    [
        (
            {"url": "https://a.nl/b", "doi": "10.1/x", "doi_status": "seen-on-page"},
            "https://a.nl/b",
        ),
        ({"doi": "10.1234/x", "doi_status": "seen-on-page"}, "https://doi.org/10.1234/x"),
        ({"doi": "10.1234/x", "doi_status": "own-knowledge"}, "https://doi.org/10.1234/x"),
        ({"doi": "10.1234/x", "doi_status": "unverified"}, ""),
        ({"doi_status": "own-knowledge"}, ""),
    ],
)
def test_a_source_links_to_what_we_saw_or_know(columns: dict[str, str], link: str) -> None:
    assert Source(**columns).link == link


def test_every_change_of_a_row_and_its_parts_is_kept() -> None:
    row = make_activity_type()
    row.name_nl = "Soep voor iedereen"
    row.save()
    step = row.steps.get()
    step.text_nl = "Kook veel soep."
    step.save()
    step.delete()
    history = ActivityType.history.filter(id=row.pk).values_list("history_type", "name_nl")
    assert list(history) == [("~", "Soep voor iedereen"), ("+", "Soep op straat")]
    kept = Step.history.filter(activity_type_id=row.pk).values_list("history_type", "text_nl")
    assert list(kept) == [
        ("-", "Kook veel soep."),
        ("~", "Kook veel soep."),
        ("+", "Kook soep."),
    ]


def test_there_is_one_stamp_that_tells_which_edition_is_published() -> None:
    CatalogueVersion.lock(now=NOW)
    CatalogueVersion.lock(now=NOW)
    CatalogueVersion.tell(2, now=NOW)
    assert list(CatalogueVersion.objects.values_list("pk", "version", "changed_at")) == [
        (1, 2, NOW)
    ]
    assert "only_one_catalogue_version" in refused(CatalogueVersion(pk=2, changed_at=NOW))

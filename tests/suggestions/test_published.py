"""What rests on a format is told as published, whatever a curator does to the draft."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetups.accounts.models import User
from meetups.initiatives.models import Initiative
from meetups.initiatives.queries.advice import frozen_page, recomputed
from meetups.suggestions import queries
from meetups.suggestions.models import ActivityType, Edition
from meetups.suggestions.queries import CatalogueSnapshot, catalogue_of, edition
from tests.factories import make_activity_type, make_initiative, make_user, publish_now
from tests.initiatives.test_start import start

pytestmark = pytest.mark.django_db


def fresh(plan: Initiative) -> Initiative:
    return Initiative.objects.get(pk=plan.pk)


def rename(name: str, **columns: Any) -> None:
    ActivityType.objects.update(name_nl=name, **columns)


def test_a_plan_shows_nothing_of_the_draft(initiative: Initiative) -> None:
    rename("Halve soep", cost_max=9)
    kind = fresh(initiative).activity_type
    assert (kind.name_nl, kind.cost_max) == ("Soep op straat", 0)
    publish_now()
    assert fresh(initiative).activity_type.name_nl == "Halve soep"


def test_a_format_that_is_no_longer_published_is_told_as_in_the_plans_own_edition(
    initiative: Initiative,
) -> None:
    rename("Betere soep")
    publish_now()
    rename("Halve soep", status="draft")
    publish_now()
    assert fresh(initiative).activity_type.name_nl == "Soep op straat"
    assert fresh(initiative).activity_type.conditions.all()[0].level == 2


def test_what_no_edition_holds_is_read_from_the_table(initiative: Initiative) -> None:
    ActivityType.objects.update(status="draft")
    publish_now()
    Initiative.objects.update(catalogue_version=77)
    assert fresh(initiative).activity_type.name_nl == "Soep op straat"
    [row] = Initiative.objects.prefetch_related("activity_type")
    assert row.activity_type.name_nl == "Soep op straat"


def test_a_list_costs_one_query_more_however_long() -> None:
    user = make_user()
    for slug in ("soup", "walk", "soup"):
        make_initiative(user, slug=slug)
    rename("Halve soep")
    with CaptureQueriesContext(connection) as asked:
        rows = list(Initiative.objects.prefetch_related("activity_type"))
        assert {row.activity_type.name_nl for row in rows} == {"Soep op straat"}
        assert {row.activity_type.slug for row in rows} == {"soup", "walk"}
        assert all(row.activity_type.conditions.all() for row in rows)
    assert len(asked) == 2


def test_what_is_published_is_never_saved(initiative: Initiative) -> None:
    kind = fresh(initiative).activity_type
    kind.name_nl = "Anders"
    with pytest.raises(TypeError):
        kind.save()
    assert ActivityType.objects.get().name_nl == "Soep op straat"


def test_a_few_editions_are_kept_at_hand() -> None:
    make_activity_type()
    first = catalogue_of(1)
    rename("Andere soep")
    publish_now()
    with CaptureQueriesContext(connection) as asked:
        assert catalogue_of(1) is first
    assert len(asked) == 1
    assert catalogue_of(2).activity_types["soup"].name_nl == "Andere soep"
    assert edition(9) is None
    assert queries._edition.cache_info().maxsize == 4


def test_an_advice_can_be_made_again_with_its_own_edition(
    organiser: User, catalogue: CatalogueSnapshot
) -> None:
    plan = start(organiser)
    ActivityType.objects.filter(slug="mixed-sports").update(goal_meet=1, name_nl="Sport")
    publish_now()
    again = recomputed(plan)
    assert again is not None
    assert again.as_dict() == plan.advice
    shown = frozen_page(plan, queries.catalogue(), discreet=False)
    assert shown.catalogue.version == 1
    assert shown.catalogue.activity_types["mixed-sports"].name_nl != "Sport"
    assert Edition.objects.count() == 2

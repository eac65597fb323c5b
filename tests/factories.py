"""Plain makers of rows: each makes one valid thing, and what you name is what differs."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from meetups.suggestions.models import (
    ActivityType,
    CatalogueVersion,
    ContactCondition,
    EvidenceSource,
    Situation,
    SituationFit,
    Source,
    Step,
)
from meetups.suggestions.vocabulary import Condition, Status, Strength
from neighbourhoods.models import Area, LocalGroup, Place
from neighbourhoods.strengths.lifecycle import Status as PlaceStatus
from neighbourhoods.strengths.models import Kind


def make_source(key: str = "a-study", **columns: Any) -> Source:
    values = {
        "kind": "paper",
        "authors": "Jansen, A.",
        "year": "2020",
        "title": "Contact in the street",
        "finding": "Neighbours who met greeted each other more.",
        "implication_nl": "Elkaar zien helpt.",
        "implication_en": "Seeing each other helps.",
    }
    return Source.objects.create(key=key, **values | columns)


def make_situation(slug: str = "good-vibe", **columns: Any) -> Situation:
    values = {
        "order": 1,
        "title_nl": "Het gaat goed",
        "title_en": "Things go well",
        "description_nl": "Mensen groeten elkaar.",
        "description_en": "People greet each other.",
        "first_step_nl": "Kijk wie er nog niet komt.",
        "first_step_en": "See who does not come yet.",
        "typical_tension": 0,
        "typical_dividing_lines": ["everyone"],
        "typical_goals": ["meet"],
    }
    return Situation.objects.create(slug=slug, **values | columns)


def make_activity_type(
    slug: str = "soup",
    *,
    fits: Mapping[Situation, int] | None = None,
    source: Source | None = None,
    **columns: Any,
) -> ActivityType:
    """A published activity type that may be advised, with all that this asks, in a new version.

    `fits`: the strength per situation; by default it fits a situation of its own very well.
    """
    values = {
        "status": Status.PUBLISHED,
        "name_nl": "Soep op straat",
        "name_en": "Soup in the street",
        "summary_nl": "Samen soep eten.",
        "summary_en": "Eating soup together.",
        "family": "food",
        "contact_mode": "light",
        "goal_meet": 3,
        "tension_ideal": [0],
        "places": ["outdoor"],
        "ages": ["adults"],
        "dividing_lines": ["everyone"],
        "evidence_note_nl": "Uit de praktijk.",
        "evidence_note_en": "From practice.",
    }
    row = ActivityType.objects.create(slug=slug, **values | columns)
    if fits is None:
        fits = {make_situation(f"fit-for-{slug}"): Strength.VERY_WELL}
    for situation, strength in fits.items():
        SituationFit.objects.create(
            activity_type=row,
            situation=situation,
            strength=strength,
            reason_nl="Kort en dichtbij.",
            reason_en="Short and nearby.",
        )
    for place, condition in enumerate(Condition, start=1):
        ContactCondition.objects.create(
            activity_type=row,
            order=place,
            condition=condition,
            level=2,
            strengthen_nl="Doe het samen.",
            strengthen_en="Do it together.",
        )
    Step.objects.create(
        activity_type=row, order=1, weeks_before=2, text_nl="Kook soep.", text_en="Make soup."
    )
    EvidenceSource.objects.create(
        activity_type=row, order=1, source=source or make_source(f"source-of-{slug}")
    )
    CatalogueVersion.bump(now=timezone.now())
    return row


def make_place(area: Area | str, name: str = "De Dennenappel", **columns: Any) -> Place:
    """A community centre in an area, or in that of a code, shown to everyone."""
    return Place.objects.create(**_shown(area, name) | {"kind": Kind.COMMUNITY_CENTRE} | columns)


def make_group(area: Area | str, name: str = "Dennen en Eiken", **columns: Any) -> LocalGroup:
    """A local group in an area, or in that of a code, shown to everyone."""
    return LocalGroup.objects.create(**_shown(area, name) | {"does": "Soup in the park"} | columns)


def _shown(area: Area | str, name: str) -> dict[str, Any]:
    found = Area.objects.get(code=area) if isinstance(area, str) else area
    return {
        "area": found,
        "name": name,
        "status": PlaceStatus.SHOWN,
        "decided_at": timezone.now(),
    }

"""Plain makers of rows: each makes one valid thing, and what you name is what differs."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from meetups.accounts.models import Membership, Office, User
from meetups.initiatives.models import Initiative, Member, Step, StepOrigin, TeamRole
from meetups.initiatives.models.steps import own_key
from meetups.suggestions.draft import draft_content
from meetups.suggestions.models import (
    ActivityType,
    CatalogueVersion,
    ContactCondition,
    Edition,
    EvidenceSource,
    LocalFormat,
    RuleDraft,
    Situation,
    SituationFit,
    Source,
)
from meetups.suggestions.models import Step as PreparationStep
from meetups.suggestions.overlays.services import add_format, show_format
from meetups.suggestions.queries import catalogue
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
    is_usual = fits is None and source is None and not columns
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
    ContactCondition.objects.bulk_create(
        ContactCondition(
            activity_type=row,
            order=place,
            condition=condition,
            level=2,
            strengthen_nl="Doe het samen.",
            strengthen_en="Do it together.",
        )
        for place, condition in enumerate(Condition, start=1)
    )
    PreparationStep.objects.create(
        activity_type=row, order=1, weeks_before=2, text_nl="Kook soep.", text_en="Make soup."
    )
    EvidenceSource.objects.create(
        activity_type=row, order=1, source=source or make_source(f"source-of-{slug}")
    )
    publish_now(_usual_content(slug) if is_usual and _is_alone() else None)
    return row


def make_local_format(office: Office, base: str = "soup", **values: Any) -> LocalFormat:
    """A format of an office, of a published one, that is shown. `values` are fields of its item."""
    name = {"nl": "Soep bij de haven", "en": "Soup at the harbour"}
    by, now = User.objects.filter(name="Beheerder").first(), timezone.now()
    by = by or make_user("Beheerder")
    row = add_format(office=office, base=base, values={"name": name} | values, by=by, now=now)
    return show_format(row=row, version=row.version, shown=True, by=by, now=now)


def _is_alone() -> bool:
    rows = (ActivityType, Situation, Source)
    return not RuleDraft.objects.exists() and all(row.objects.count() == 1 for row in rows)


@cache
def _usual_content(slug: str) -> dict[str, Any]:
    """The draft with nothing but this usual format: thousands of tests publish it."""
    return draft_content()


@transaction.atomic
def publish_now(content: dict[str, Any] | None = None) -> Edition:
    """The draft as the newest edition, finished or not; `content` when that is known."""
    CatalogueVersion.lock(now=timezone.now())
    last = Edition.objects.order_by("-number").first()
    edition = Edition.objects.create(
        number=last.number + 1 if last else 1,
        content=content or draft_content(),
        published_at=timezone.now(),
        summary_nl="Voor een test.",
        summary_en="For a test.",
    )
    CatalogueVersion.tell(edition.number, now=timezone.now())
    catalogue()  # As on a site that runs: it is in memory.
    return edition


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


# --- people and plans ----------------------------------------------------------------------------
NOW = datetime(2027, 3, 9, 12, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
"""A Tuesday, in plans that are made by these."""
FIRST_DATE = date(2027, 4, 24)
MUNICIPALITIES = {"0243": "Harderwijk", "0622": "Vlaardingen", "0344": "Utrecht"}


def make_user(name: str = "Fatma", **columns: Any) -> User:
    """Someone with an account; the address follows the name."""
    address = f"{name.lower()}@example.org"
    return User.objects.create_user(**{"email": address, "name": name} | columns)


def make_area(code: str = "WK024305", name: str = "Stadsdennen") -> Area:
    """An area, with what it lies in: the municipality of its code, and the country."""
    parents: dict[str, str] = {"NL00": "Nederland"}
    if code[:2] in ("WK", "BU"):
        parents[f"GM{code[2:6]}"] = MUNICIPALITIES[code[2:6]]
    if code[:2] == "BU":
        parents[f"WK{code[2:8]}"] = f"Wijk {code[2:8]}"
    above = None
    for level, (part, title) in enumerate({**parents, code: name}.items()):
        values: dict[str, Any] = {"level": level, "name": title, "slug": part.lower()}
        values |= {"parent": above, "year": 2024, "search_key": title.lower()}
        above = Area.objects.get_or_create(code=part, defaults=values)[0]
    assert above is not None
    return above


def make_office(code: str = "GM0243", **columns: Any) -> Office:
    """The office of a municipality."""
    values = {
        "area": make_area(code, MUNICIPALITIES[code[2:]]),
        "name": f"Gemeente {MUNICIPALITIES[code[2:]]}",
        "contact_name": "Team Wijken",
        "contact_email": "wijken@example.org",
    }
    return Office.objects.create(**values | columns)


def make_reviewer(office: Office, name: str = "Marit", **columns: Any) -> User:
    """Someone who works for an office, and gave a second factor; on the web, `sign_in` says so."""
    user = make_user(name)
    user.gave_second_factor = True
    Membership.objects.create(office=office, user=user, **columns)
    return user


def make_initiative(organiser: User | None = None, **columns: Any) -> Initiative:
    """A draft in Stadsdennen of 24 April 2027, with one organiser; `slug` names its format."""
    area = columns.pop("area", None) or make_area()
    slug = columns.pop("slug", "soup")
    known = ActivityType.objects.filter(slug=slug).first()
    values: dict[str, Any] = {
        "title": "Samen koken, samen eten",
        "activity_type": known or make_activity_type(slug),
        "area": area,
        "municipality": area.municipality,
        "first_date": FIRST_DATE,
        "people_expected": 40,
        "answers": {"situation": ["little-contact"], "tension": ["calm"], "goal": ["meet"]},
        "advice": {
            **{name: [] for name in ("fits_now", "arrange_first", "later", "not_now")},
            **{name: [] for name in ("top", "reserves", "notices")},
        },
        "catalogue_version": 1,
        "created_at": NOW,
        "changed_at": NOW,
    }
    initiative = Initiative.objects.create(**values | columns)
    make_member(initiative, organiser or make_user(), role=TeamRole.ORGANISER)
    return initiative


def make_member(initiative: Initiative, user: User, **columns: Any) -> Member:
    """Someone in a team: a helper, unless said otherwise."""
    return Member.objects.create(initiative=initiative, user=user, joined_at=NOW, **columns)


def make_step(initiative: Initiative, text: str = "Kook soep.", **columns: Any) -> Step:
    """A step of the team's own, to be done two weeks before."""
    days = columns.pop("days_before", 14)
    values = {
        "key": own_key(),
        "origin": StepOrigin.OWN,
        "text_nl": text,
        "text_en": text,
        "days_before": days,
        "due_on": initiative.first_date - timedelta(days=days),
        "changed_at": NOW,
    }
    return Step.objects.create(initiative=initiative, **values | columns)

"""Publishing the draft as an edition that never changes, and bringing an earlier one back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from meetups.audit.models import Act
from meetups.audit.services import record

from .content_check import faults_of_activity_type, faults_of_situation, faults_of_source
from .content_files import Content
from .content_load import Report, load
from .content_shape import Fault
from .draft import draft_content
from .models import ActivityType, CatalogueVersion, Edition, RuleDraft, SituationFit
from .rule_bounds import faults_of_rules
from .rule_values import settled


class CannotPublishError(Exception):
    """The draft cannot be published. `faults`: slug or key of an item, and its fault."""

    def __init__(self, message: str, faults: list[tuple[str, Fault]] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.faults = faults or []


@dataclass(frozen=True, slots=True)
class Unfinished:
    """An item that cannot be published. `kind` is its list in the content, or "rules"."""

    kind: str
    key: str
    faults: list[Fault]


def faults_of_draft() -> list[tuple[str, Fault]]:
    """What must be put right before the draft can be published: slug or key, and fault."""
    found = unfinished_in(draft_content())
    return [(item.key, fault) for item in found for fault in item.faults]


def unfinished_in(content: Mapping[str, Any]) -> list[Unfinished]:
    """Items that have faults, each with all of them."""
    sources = {item["key"] for item in content["sources"]}
    situations = {item["slug"] for item in content["situations"]}
    formats = set(ActivityType.objects.values_list("slug", flat=True))
    found = [Unfinished("sources", i["key"], faults_of_source(i)) for i in content["sources"]]
    for item in content["situations"]:
        faults = faults_of_situation(item, sources=sources)
        found.append(Unfinished("situations", item["slug"], faults))
    for item in content["activity_types"]:
        faults = faults_of_activity_type(item, situations=situations, sources=sources)
        found.append(Unfinished("activity_types", item["slug"], faults))
    rules = faults_of_rules(content["rules"], formats=formats)
    return [item for item in [*found, Unfinished("rules", "rules", rules)] if item.faults]


@transaction.atomic
def publish_draft(
    *,
    by: int | None,
    summary_nl: str,
    summary_en: str,
    now: datetime,
    why: str = "",
    agreed_by: int | None = None,
    restored: int | None = None,
) -> Edition:
    """Make the draft the newest edition. One at a time; who may, is checked before.

    `by`, `agreed_by`: numbers of users. Raises CannotPublishError when something is half finished.
    """
    CatalogueVersion.lock(now=now)
    if faults := faults_of_draft():
        raise CannotPublishError(_("Some of the draft is not finished."), faults)
    # The stamp may be ahead: of a catalogue that had versions before it had editions.
    stamp = CatalogueVersion.objects.values_list("version", flat=True).get(pk=1)
    last = max(stamp, Edition.objects.values_list("number", flat=True).first() or 0)
    edition = Edition(
        number=last + 1,
        content=draft_content(),
        published_at=now,
        published_by=by,
        agreed_by=agreed_by,
        summary_nl=summary_nl,
        summary_en=summary_en,
        why=why,
        restored=restored,
    )
    edition.full_clean()
    edition.save()
    CatalogueVersion.tell(edition.number, now=now)
    record(Act.CATALOGUE, by=by, now=now, about=edition, number=edition.number, back_to=restored)
    return edition


@transaction.atomic
def roll_back(
    *,
    number: int,
    by: int | None,
    summary_nl: str,
    summary_en: str,
    now: datetime,
    why: str = "",
) -> Edition:
    """Publish what an earlier edition said, as a new one; the draft becomes that too.

    Raises Edition.DoesNotExist for a number that was never published.
    """
    bring_back(number=number, now=now)
    return publish_draft(
        by=by, summary_nl=summary_nl, summary_en=summary_en, why=why, now=now, restored=number
    )


@transaction.atomic
def bring_back(*, number: int, now: datetime) -> None:
    """Make the draft what an earlier edition said. What is no part of that stays as a draft."""
    old = Edition.objects.get(number=number)
    load(_as_ordered_now(content_of(old)), now=now)
    RuleDraft.objects.update_or_create(pk=1, defaults={"rules": settled(old.content["rules"])})


def _as_ordered_now(content: Content) -> Content:
    """Situations of formats in the order that the draft has: PostgreSQL keeps none of an object."""
    fits = SituationFit.objects.order_by("activity_type_id", "order", "pk")
    place: dict[tuple[str, str], int] = {}
    for number, named in enumerate(fits.values_list("activity_type__slug", "situation__slug")):
        place[named] = number
    formats = {}
    for slug, item in content.activity_types.items():
        known = sorted(item["situations"], key=lambda one: place.get((slug, one), len(place)))
        formats[slug] = {**item, "situations": {one: item["situations"][one] for one in known}}
    return replace(content, activity_types=formats)


def content_of(edition: Edition) -> Content:
    """An edition's items, as a load takes them."""
    content = edition.content
    return Content(
        sources={item["key"]: item for item in content["sources"]},
        situations={item["slug"]: item for item in content["situations"]},
        activity_types={item["slug"]: item for item in content["activity_types"]},
    )


@transaction.atomic
def load_and_publish(content: Content, *, now: datetime) -> tuple[Report, Edition | None]:
    """Bring files in and publish them; no new edition when that changes nothing."""
    report = load(content, now=now)
    if not report.changed_anything and Edition.objects.exists():
        return report, None
    words = ("Ingelezen uit bestanden.", "Read from files.")
    return report, publish_draft(by=None, summary_nl=words[0], summary_en=words[1], now=now)

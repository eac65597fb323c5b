"""The draft: the tables that curators work in, as the content that an edition would get."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db.models import Prefetch, QuerySet

from meetups.recommender.rules import SHIPPED

from .content_items import activity_type_item, situation_item, source_item
from .models import (
    ActivityType,
    EvidenceSource,
    RuleDraft,
    Situation,
    SituationFit,
    SituationSource,
    Source,
)
from .rule_values import settled
from .vocabulary import Status


def with_parts() -> QuerySet[ActivityType]:
    """Activity types, drafts too, with every part at hand, in a fixed number of queries."""
    return ActivityType.objects.select_related("example_source").prefetch_related(
        Prefetch("fits", SituationFit.objects.select_related("situation")),
        Prefetch("evidence", EvidenceSource.objects.select_related("source")),
        "conditions",
        "steps",
        "contra_indications",
        "skills",
    )


def situations_with_parts() -> QuerySet[Situation]:
    """Situations with every part at hand, in a fixed number of queries."""
    return Situation.objects.prefetch_related(
        Prefetch("source_links", SituationSource.objects.select_related("source")),
        "signals",
        "never_do",
        "indicators",
    )


def draft_content() -> dict[str, Any]:
    """What a publication would publish now: published formats, all else, and the rules."""
    return {
        "sources": [source_item(row) for row in Source.objects.all()],
        "situations": [situation_item(row) for row in situations_with_parts()],
        "activity_types": [
            activity_type_item(row) for row in with_parts().filter(status=Status.PUBLISHED)
        ],
        "rules": draft_rules(),
    }


def draft_rules() -> Mapping[str, Any]:
    """The rules of the draft; those that we ship until a curator changed one.

    What a newer version of the software brought since is in it, as shipped.
    """
    found = RuleDraft.objects.filter(pk=1).values_list("rules", flat=True).first()
    return settled(found) if found else SHIPPED.data


def digest_of(content: Mapping[str, Any]) -> str:
    """Tells two contents apart, whatever the order of their keys."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()

"""The catalogue: sources, situations, activity types, and the number of its version."""

from .activity_types import (
    ActivityType,
    ContactCondition,
    ContraIndication,
    EvidenceSource,
    SituationFit,
    Skill,
    Step,
)
from .base import CatalogueVersion
from .cases import Case
from .comments import About, Comment
from .editions import Edition, PublishRequest, RequestState, RuleDraft
from .overlays import LocalFormat, LocalNote, LocalState, OverlayVersion
from .saved import SavedAdvice
from .situations import Indicator, NeverDo, Signal, Situation, SituationSource
from .sources import Source

__all__ = [
    "About",
    "ActivityType",
    "Case",
    "CatalogueVersion",
    "Comment",
    "ContactCondition",
    "ContraIndication",
    "Edition",
    "EvidenceSource",
    "Indicator",
    "LocalFormat",
    "LocalNote",
    "LocalState",
    "NeverDo",
    "OverlayVersion",
    "PublishRequest",
    "RequestState",
    "RuleDraft",
    "SavedAdvice",
    "Signal",
    "Situation",
    "SituationFit",
    "SituationSource",
    "Skill",
    "Source",
    "Step",
]

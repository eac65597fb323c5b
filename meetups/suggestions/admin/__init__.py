"""Where curators keep the catalogue right, without a programmer."""

from .activity_types import ActivityTypeAdmin
from .cases import CaseAdmin
from .comments import CommentAdmin
from .editions import EditionAdmin
from .rules import RuleDraftAdmin
from .situations import SituationAdmin
from .sources import SourceAdmin

__all__ = [
    "ActivityTypeAdmin",
    "CaseAdmin",
    "CommentAdmin",
    "EditionAdmin",
    "RuleDraftAdmin",
    "SituationAdmin",
    "SourceAdmin",
]

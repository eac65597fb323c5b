"""The municipality's side of a plan: its dossier, the conversation, help asked and promised."""

from .dossier import Dossier, Message, PrivateNote, SavedFilter, Side, Tag
from .help import (
    ASKABLE,
    Kind,
    Promise,
    PromiseState,
    RequestState,
    SupportRequest,
    YearBudget,
)
from .together import Answer, Decision, DecisionText, Introduction

__all__ = [
    "ASKABLE",
    "Answer",
    "Decision",
    "DecisionText",
    "Dossier",
    "Introduction",
    "Kind",
    "Message",
    "PrivateNote",
    "Promise",
    "PromiseState",
    "RequestState",
    "SavedFilter",
    "Side",
    "SupportRequest",
    "Tag",
    "YearBudget",
]

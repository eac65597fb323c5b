"""What is asked when a plan moves on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetups.forms import PlainForm

from ..lifecycle import ENDS, Move
from ..models import Initiative
from ..models.base import PROSE
from ..wording import MOVES


class MoveForm(PlainForm):
    """Why, where that must or may be said; and what a team learnt, when its plan ends."""

    why = forms.CharField(
        widget=forms.Textarea,
        max_length=PROSE,
        required=False,
        help_text=_("The team reads it, and the municipality when it sees the plan."),
        error_messages={"required": _("Say why: the others read it.")},
    )
    lessons = forms.CharField(
        label=_("What did you learn?"),
        widget=forms.Textarea,
        max_length=PROSE,
        required=False,
        help_text=_(
            "What went well, what would you do otherwise? It helps you next time, and others."
        ),
    )

    def __init__(self, *args: Any, move: Move, initiative: Initiative, **kwargs: Any) -> None:
        super().__init__(*args, initial={"lessons": initiative.lessons}, **kwargs)
        self.fields["why"].label = MOVES[move.slug].ask
        self.fields["why"].required = move.needs_why
        if move.to not in ENDS:
            del self.fields["lessons"]
        elif not move.needs_why:
            del self.fields["why"]

"""What a team ticks in the contact check, and how a safety point was settled."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetups.accounts.models import User
from meetups.accounts.models.people import NAME_LENGTH
from meetups.forms import PlainForm

from ..models import Arrangement
from ..models.base import LINE


class ArrangedForm(PlainForm):
    """What the team has arranged; nothing is an answer too."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    arranged = forms.MultipleChoiceField(
        label=_("What have you arranged?"),
        choices=Arrangement.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class SettleForm(PlainForm):
    """How one safety point was settled, and by whom: by default the person who tells it."""

    how = forms.CharField(
        label=_("How was it settled?"),
        max_length=LINE,
        help_text=_("Such as: “Youth worker Sam is there from six o’clock.”"),
    )
    who = forms.CharField(
        label=_("Who settled it?"),
        max_length=NAME_LENGTH,
        help_text=_("One name. Whoever sees the plan sees it too."),
    )

    def __init__(self, *args: Any, pk: int, by: User, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"point{pk}", initial={"who": by.name}, **kwargs)

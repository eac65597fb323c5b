"""Calling a meetup off: on purpose, since many people may hear of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetups.forms import PlainForm
from meetups.initiatives.models.base import LINE, TITLE

from ..models import Meetup, MeetupState


class CancelForm(PlainForm):
    """The name of the meetup, typed; a draft needs none, and nobody hears why."""

    title = forms.CharField(
        label=_("Type the name of the meetup"),
        help_text=_("So that nobody does this by accident."),
        max_length=TITLE,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    why = forms.CharField(
        label=_("Why does it not go on?"),
        help_text=_("One line. Guests read it in their mail and on the page. No links."),
        max_length=LINE,
        required=False,
    )
    following = forms.BooleanField(required=False)

    def __init__(self, *args: Any, meetup: Meetup, others: int, **kwargs: Any) -> None:
        """`others`: how many meetups come after it in its series."""
        super().__init__(*args, **kwargs)
        if meetup.state == MeetupState.DRAFT:
            del self.fields["title"], self.fields["why"]
        if others:
            self.fields["following"].label = _("Those after it in the series too")
        else:
            del self.fields["following"]

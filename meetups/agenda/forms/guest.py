"""What a guest can fill in on their own page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetups.forms import PlainForm

from ..models import Meetup, NeedKind, Rsvp
from .sign_up import party_field


class ConfirmForm(PlainForm):
    """What the organisers can take into account; no field when they ask nothing."""

    needs = forms.MultipleChoiceField(
        label=_("Can we take something into account?"),
        help_text=_("The organisers see how many guests ask for it. We do not keep who."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, meetup: Meetup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = [(kind.value, kind.label) for kind in NeedKind if kind in meetup.needs_asked]
        if asked:
            self.fields["needs"].choices = asked  # type: ignore[attr-defined]
        else:
            del self.fields["needs"]


class PartyForm(PlainForm):
    """With how many they come. Who has more than is allowed now may keep that number."""

    def __init__(self, *args: Any, rsvp: Rsvp, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = party_field(max(rsvp.meetup.party_most, rsvp.party))
        field.initial = rsvp.party
        self.fields["party"] = field

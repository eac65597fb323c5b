"""The form that makes a plan of an advice."""

from django import forms
from django.utils.translation import gettext_lazy

from .plan import AreaForm, DayForm, FactsForm


class StartForm(AreaForm, DayForm, FactsForm):
    """All that a new plan needs; most of it is filled in already.

    `anyway`: the team chose a day on which not everything can be done in time. `start_key` makes
    a form that is sent twice one plan.
    """

    anyway = forms.BooleanField(
        label=gettext_lazy("We take this day anyway"),
        help_text=gettext_lazy("The steps that are late stay in sight. You decide what to do."),
        required=False,
    )
    start_key = forms.UUIDField(widget=forms.HiddenInput)

"""Forms of bringing two teams together."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from meetups.forms import PlainForm
from meetups.initiatives.models import Initiative
from meetups.initiatives.models.base import LINE


class IntroduceForm(PlainForm):
    """With which plan, and why."""

    other = forms.TypedChoiceField(
        label=_("With the team of which plan?"), coerce=int, widget=forms.RadioSelect
    )
    why = forms.CharField(
        label=_("Why should they meet?"),
        max_length=LINE,
        help_text=_("Both teams read this. Name nobody, and say nothing that is not public yet."),
    )

    def __init__(self, *args: Any, plans: Iterable[Initiative], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["other"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(plan.pk, _words(plan)) for plan in plans]


def _words(plan: Initiative) -> str:
    month = date_format(plan.first_date, "F Y")
    return f"{plan.title}: {plan.activity_type.name}, {plan.area.title}, {month}"


class AnswerForm(forms.Form):
    """Yes or no: two buttons."""

    answer = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])

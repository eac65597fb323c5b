"""A text that an office writes once, to begin its answers with."""

from django import forms
from django.utils.translation import gettext_lazy as _

from meetups.accounts.forms.versions import VersionedForm
from meetups.initiatives.models.base import PROSE

from ..models import Decision, DecisionText
from ..models.together import NAME


class DecisionTextForm(forms.ModelForm, VersionedForm):  # type: ignore[type-arg]
    """In both languages: a team gets it in the language that the reviewer reads."""

    decision = forms.ChoiceField(label=_("For which answer?"), choices=Decision.choices)
    name = forms.CharField(
        label=_("Name"),
        max_length=NAME,
        help_text=_("By which reviewers find it, such as: yes, if."),
    )
    text_nl = forms.CharField(
        label=_("Text (Dutch)"), max_length=PROSE, widget=forms.Textarea(attrs={"rows": 7})
    )
    text_en = forms.CharField(
        label=_("Text (English)"), max_length=PROSE, widget=forms.Textarea(attrs={"rows": 7})
    )

    class Meta:
        model = DecisionText
        fields = ["decision", "name", "text_nl", "text_en"]

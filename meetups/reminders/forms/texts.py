"""What an office or a curator writes at the top of a mail."""

from django import forms
from django.utils.translation import gettext_lazy as _

from meetups.accounts.models.mail import TEXT
from meetups.forms import PlainForm


class TextForm(PlainForm):
    """One first paragraph, in one language."""

    text = forms.CharField(label=_("How the mail begins"), max_length=TEXT, widget=forms.Textarea)

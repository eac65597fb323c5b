"""What an office or a curator writes at the top of a mail."""

from django import forms
from django.utils.translation import gettext_lazy as _

from meetups.accounts.forms.versions import VersionedForm
from meetups.accounts.models.mail import TEXT


class TextForm(VersionedForm):
    """One first paragraph, in one language."""

    text = forms.CharField(label=_("How the mail begins"), max_length=TEXT, widget=forms.Textarea)

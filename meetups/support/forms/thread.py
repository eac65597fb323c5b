"""The form of a conversation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from meetups.forms import PlainForm
from meetups.initiatives.models.base import PROSE


class MessageForm(PlainForm):
    """What someone writes to the other side."""

    text = forms.CharField(
        label=_("Your message"),
        widget=forms.Textarea,
        max_length=PROSE,
        error_messages={"required": _("Write something first.")},
    )

"""The forms of one's own account."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from meetups.accounts.models import User
from meetups.accounts.models.people import NAME_LENGTH
from meetups.forms import PlainForm


class PersonForm(PlainForm):
    """How someone is called, and in which language we write to them."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=NAME_LENGTH,
        help_text=_("Your team sees it. A first name is enough."),
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    language = forms.ChoiceField(
        label=_("In which language do we mail you?"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
    )

    @staticmethod
    def values_of(user: User) -> dict[str, str]:
        return {"name": user.name, "language": user.language}

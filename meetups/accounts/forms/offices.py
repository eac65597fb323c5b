"""What a manager fills in about an office, its rules and its people."""

from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from meetups.forms import PlainForm

from ..models import Office, OfficeRule, ReviewFirst, Role
from ..services.logos import redraw_logo
from ..services.offices import NewLogo
from .versions import VersionedForm

GRANTS_LENGTH = 2000
MEANS = {
    ReviewFirst.ALWAYS: _(
        "All plans: no page opens before your yes. The others need no tick then."
    ),
    ReviewFirst.SENSITIVE: _("Plans in a tense situation, by what the team answered"),
    ReviewFirst.PUBLIC_SPACE: _("Plans on a square, in a street or in a park"),
    ReviewFirst.STREET_CLOSED: _("Plans for which a street is closed"),
    ReviewFirst.MONEY_ASKED: _("Plans that ask you for money"),
    ReviewFirst.MANY_PEOPLE: _("Plans for a hundred people or more"),
}


class OfficeForm(forms.ModelForm, VersionedForm):  # type: ignore[type-arg]
    """All that people see of an office, but its name: that stays with the admin."""

    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("A PNG or JPEG of at most 1 MB. We make it at most 400 by 200 pixels."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
    )
    without_logo = forms.BooleanField(label=_("Take the logo away"), required=False)
    grants_nl = forms.CharField(
        label=_("What you must do to get money (Dutch)"),
        max_length=GRANTS_LENGTH,
        required=False,
        widget=forms.Textarea,
    )
    grants_en = forms.CharField(
        label=_("What you must do to get money (English)"),
        max_length=GRANTS_LENGTH,
        required=False,
        widget=forms.Textarea,
    )

    website = forms.URLField(
        label=_("Website"), max_length=300, required=False, assume_scheme="https"
    )
    reviews_first = forms.MultipleChoiceField(
        label=_("The pages of which plans open only after your yes?"),
        choices=[(kind.value, words) for kind, words in MEANS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "A page is public and invites neighbours. Plans that you tick get no page before your "
            "yes: until then they wait for you. Other plans may open their page once they are sent "
            "to you. Neighbours can sign up before you looked then, and your no does not close "
            "the page of a meetup by itself. What is open stays open when you change this."
        ),
    )

    class Meta:
        model = Office
        fields = [
            *("contact_name", "contact_email", "contact_phone", "website"),
            *("hours_nl", "hours_en", "answer_days", "grants_nl", "grants_en"),
            *("reviews_first", "colour", "colour_accent"),
        ]
        labels = {"answer_days": _("Within how many days do you answer?")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.logo:
            del self.fields["without_logo"]
        self.fields["answer_days"].widget.attrs["class"] += " bb-textbox--short"
        for name in ("colour", "colour_accent"):
            self.fields[name].widget.attrs["class"] += " bb-textbox--short"

    def clean_logo(self) -> "ContentFile[bytes] | None":
        upload = self.cleaned_data["logo"]
        return redraw_logo(upload) if upload else None

    def clean_reviews_first(self) -> list[str]:
        """In one order, so that saving the form again changes nothing."""
        ticked = self.cleaned_data["reviews_first"]
        return [kind for kind in ReviewFirst.values if kind in ticked]

    @property
    def new_logo(self) -> NewLogo | None:
        """What should become of the logo; None leaves it as it is. A new one goes above none."""
        picture = self.cleaned_data["logo"]
        if picture or self.cleaned_data.get("without_logo"):
            return NewLogo(picture)
        return None


class RuleForm(forms.ModelForm, VersionedForm):  # type: ignore[type-arg]
    """One rule of an office."""

    is_after = forms.TypedChoiceField(
        label=_("Before or after the meetup?"),
        choices=[("False", _("Before")), ("True", _("After"))],
        coerce=lambda value: value == "True",
    )

    website = forms.URLField(
        label=_("Page about it"), max_length=300, required=False, assume_scheme="https"
    )

    class Meta:
        model = OfficeRule
        fields = [
            *("text_nl", "text_en", "why_nl", "why_en"),
            *("occasion", "people_from", "days", "is_after", "website"),
        ]
        labels = {
            "occasion": _("When does it apply?"),
            "days": _("How many days before or after the meetup?"),
        }
        help_texts = {
            "text_en": _("Needed too: people who read English see it in their plan."),
            "days": _("8 weeks is 56 days."),
        }


class MemberForm(PlainForm):
    """Someone who comes to work for the office."""

    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class RoleForm(PlainForm):
    """Another role for someone."""

    role = forms.ChoiceField(choices=Role.choices)

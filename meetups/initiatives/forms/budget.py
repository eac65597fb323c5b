"""Forms of the budget: a line, money that comes in, and a receipt."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from meetups.forms import PlainForm

from ..models import FundingState, Payer
from ..models.base import CENTS, LINE
from ..money import AmountError, format_number, parse_euros

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Words


class EuroField(forms.CharField):
    """An amount as people type it; whole cents as its value, None when it may stay empty."""

    default_error_messages = {
        "nonsense": _("Fill in an amount, such as 12.50."),
        "negative": _("Fill in an amount of 0 or more."),
        "nothing": _("Fill in an amount of more than 0."),
        "too_much": _("Fill in € 100,000 or less."),
    }
    most = CENTS

    def __init__(self, *, least: int = 0, **kwargs: Any) -> None:
        self.least = least
        attrs = {"inputmode": "decimal", "autocomplete": "off", "class": "bb-textbox--short"}
        super().__init__(widget=forms.TextInput(attrs), **kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            cents = parse_euros(text, most=self.most)
        except AmountError as error:
            raise ValidationError(self.error_messages[error.code], code=error.code) from error
        if cents < self.least:
            raise ValidationError(self.error_messages["nothing"], code="nothing")
        return cents

    def prepare_value(self, value: Any) -> Any:
        """What stands in the box: cents as an amount; what was typed as it was typed."""
        return format_number(value) if isinstance(value, int) else value


class MoneyForm(PlainForm):
    """What the two forms below share. `version` is that of the row that is changed."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput, required=False)

    @property
    def content(self) -> dict[str, Any]:
        """What was filled in, by column."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class LineForm(MoneyForm):
    """Something that costs money."""

    name = forms.CharField(
        label=_("What for?"), max_length=LINE, help_text=_("Such as: groceries for 40 people.")
    )
    planned_cents = EuroField(label=_("Planned, in euros"))
    spent_cents = EuroField(
        label=_("Spent, in euros"), required=False, help_text=_("Leave it empty until you know.")
    )
    payer = forms.ChoiceField(label=_("Who pays?"), choices=Payer.choices)


class FundingForm(MoneyForm):
    """Money that comes in."""

    payer = forms.ChoiceField(label=_("Who pays?"), choices=Payer.choices)
    name = forms.CharField(
        label=_("Name"), max_length=LINE, required=False, help_text=_("Such as: Oranje Fonds.")
    )
    cents = EuroField(label=_("Amount, in euros"), least=1)
    state = forms.ChoiceField(label=_("How far is it?"), choices=FundingState.choices)
    until = forms.DateField(
        label=_("Until when does this money last?"),
        required=False,
        help_text=_(
            "Such as the last day of a grant: then you and the municipality see it in time. "
            "Leave it open when there is no end to it."
        ),
    )


class ReceiptForm(PlainForm):
    """A receipt. `too_large`: one came in that was thrown away on the way."""

    MESSAGES: Mapping[str, "Words"] = {
        "too_large": _("This file is larger than 10 MB. Choose a smaller one, or take a photo."),
        "kind": _("This is no PDF, JPEG or PNG. Take a photo of the receipt, or save it as PDF."),
        "damaged": _("This file is damaged. Save it again, or take a photo of the receipt."),
        "pixels": _("This picture has too many pixels. Make it smaller, up to 25 megapixels."),
        "pages": _("This PDF has more than 10 pages. Send only the pages of the receipt."),
        "password": _("This PDF has a password. Save it without one."),
    }

    file = forms.FileField(
        label=_("Photo or file of a receipt"),
        help_text=_("PDF, JPEG or PNG, up to 10 MB. We keep only the picture of it."),
        error_messages={"required": _("Choose a file."), "empty": _("This file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        max_length=None,
    )

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        self.too_large = too_large
        super().__init__(*args, **kwargs)

    def clean(self) -> None:
        if self.too_large:
            self.errors.pop("file", None)
            self.refuse("too_large")

    def refuse(self, code: str) -> None:
        """Say by the field what is wrong with the file."""
        self.add_error("file", ValidationError(self.MESSAGES[code], code=code))

    @property
    def upload(self) -> "UploadedFile[Any]":
        found: UploadedFile[Any] = self.cleaned_data["file"]
        return found

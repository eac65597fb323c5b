"""The facts of a plan as a form, the day of its first meetup, and where a copy of it goes."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetups.forms import PlainForm
from neighbourhoods.models import Area, Place
from neighbourhoods.queries.search import search
from neighbourhoods.wording import place_of

from ..models import Spot
from ..models.base import LINE, PROSE, TITLE
from ..models.plan import PEOPLE, TIMES

NAME = 100
"""Characters that a neighbourhood may be looked up by."""


class QuietForm(PlainForm):
    """A form that can be shown with what was typed so far, without saying what is wrong yet."""

    def __init__(self, *args: Any, is_quiet: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_quiet = is_quiet

    @property
    def errors(self) -> ErrorDict:
        found = super().errors
        return ErrorDict() if self.is_quiet else found


class FactsForm(QuietForm):
    """What a plan says of itself, except its date and neighbourhood. Call `offer_places` first."""

    title = forms.CharField(
        label=gettext_lazy("What do you call it?"),
        help_text=gettext_lazy("People read this on the invitation."),
        max_length=TITLE,
    )
    aim = forms.CharField(
        label=gettext_lazy("What do you want to achieve?"),
        help_text=gettext_lazy("One or two sentences. It helps your team, and the municipality."),
        max_length=PROSE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    spot = forms.ChoiceField(
        label=gettext_lazy("What kind of place is it?"), choices=Spot, widget=forms.RadioSelect
    )
    place = forms.TypedChoiceField(
        label=gettext_lazy("A place from the list of your neighbourhood"), required=False
    )
    place_name = forms.CharField(
        label=gettext_lazy("Another place"),
        help_text=gettext_lazy("Name and street. Not known yet? Leave it open."),
        max_length=LINE,
        required=False,
    )
    starts_at = forms.TimeField(label=gettext_lazy("From"), required=False)
    ends_at = forms.TimeField(label=gettext_lazy("Until"), required=False)
    people_expected = forms.IntegerField(
        label=gettext_lazy("How many people do you expect?"),
        help_text=gettext_lazy("A guess will do."),
        min_value=2,
        max_value=PEOPLE,
        widget=forms.NumberInput(attrs={"class": "bb-textbox--short"}),
    )
    times_planned = forms.IntegerField(
        label=gettext_lazy("How many times do you meet?"),
        help_text=gettext_lazy("Meeting more often makes contact stronger."),
        min_value=1,
        max_value=TIMES,
        widget=forms.NumberInput(attrs={"class": "bb-textbox--short"}),
    )
    closes_street = forms.BooleanField(
        label=gettext_lazy("A street is closed for it"), required=False
    )

    def offer_places(self, places: Iterable[Place]) -> None:
        """Let people choose from the list of the neighbourhood, when that has any."""
        known = {str(place.pk): place for place in places}
        if not known:
            del self.fields["place"]
            self.fields["place_name"].label = _("Place")
            return
        field = self.fields["place"]
        assert isinstance(field, forms.TypedChoiceField)
        nowhere = ("", _("Another place, or not known yet"))
        field.choices = [nowhere, *((pk, place.name) for pk, place in known.items())]
        field.coerce, field.empty_value = known.__getitem__, None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data.setdefault("place", None)
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if ends and not starts and not self.has_error("starts_at"):
            self.add_error("starts_at", _("Fill in when it begins too."))
        elif starts and ends and ends <= starts:
            self.add_error("ends_at", _("It ends before it begins."))
        return data


class EditForm(FactsForm):
    """The facts of a plan that is there, with the version that they started from."""

    place_until = forms.DateField(
        label=gettext_lazy("Until when can you use this place?"),
        help_text=gettext_lazy(
            "Such as when a hall closes: then you and the municipality see it in time. "
            "Leave it open when there is no end to it."
        ),
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**9)
    field_order = ("title", "aim", "spot", "place", "place_name", "place_until")


class DayForm(QuietForm):
    """The day of the first meetup; never one that is over."""

    first_date = forms.DateField(label=gettext_lazy("On which day is the first meetup?"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_first_date(self) -> date:
        day: date = self.cleaned_data["first_date"]
        if day < self.today:
            raise forms.ValidationError(_("This day is over. Choose a later one."))
        return day


class MoveForm(DayForm):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**9)


class AreaForm(QuietForm):
    """In which neighbourhood: the one that is known, or another one by name or postcode.

    When a name means several, they are offered to choose from, and all else stays.
    """

    where = forms.CharField(
        label=gettext_lazy("In which neighbourhood?"),
        help_text=gettext_lazy("Type a name or a postcode."),
        max_length=NAME,
        required=False,
    )
    found = forms.ChoiceField(
        label=gettext_lazy("Which of these is it?"), required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, known_area: Area | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known_area = known_area
        self.typed = str(self.data.get("where", "")).strip()[:NAME] if self.is_bound else ""
        result = search(self.typed) if self.typed else None
        self._exact = result.areas if result else []
        self._options = self._exact or (result.nearly if result else [])
        self.area = self._area()
        if known_area:
            self.fields["where"].label = _("Another neighbourhood?")
        if len(self._options) < 2 and self._exact == self._options:
            del self.fields["found"]
        else:
            words = [(area.code, f"{area.title}, {place_of(area)}") for area in self._options]
            self.fields["found"].choices = words  # type: ignore[attr-defined]

    def _area(self) -> Area | None:
        if not self.typed:
            return self.known_area
        if len(self._exact) == 1:
            return self._exact[0]
        chosen = self.data.get("found")
        return next((area for area in self._options if area.code == chosen), None)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.area is not None:
            if self.area.municipality is None:
                self.add_error("where", _("Choose a neighbourhood, not the whole country."))
        elif not self.typed:
            self.add_error("where", _("Fill in in which neighbourhood it is."))
        elif "found" in self.fields:
            self.add_error("found", _("Choose which one you mean."))
        else:
            self.add_error(
                "where", _("We found no such neighbourhood. Check the name, or type a postcode.")
            )
        return data


class CopyForm(AreaForm, DayForm):
    """Where and when a plan is done again. `start_key` makes a form that is sent twice one."""

    start_key = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ("where", "found", "first_date")

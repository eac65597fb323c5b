"""What a team types about a meetup, or about a whole series at once."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetups.forms import PlainForm
from meetups.initiatives.forms.budget import EuroField
from meetups.initiatives.models.base import LINE, PROSE, TITLE
from meetups.initiatives.models.plan import PEOPLE
from meetups.initiatives.services.team import LINK as ANY_LINK
from neighbourhoods.models import Place

from ..models import NeedKind, ReminderMoment, Rule, Tongue, Way
from ..models.meetups import LINK, PARTY, the_day_before
from ..services.series import MOST, Hours, dates_of, moments_of

ONCE = "once"
DAYS_AHEAD = 60
"""Days before a meetup that signing up can end."""
DATES = 1000
"""Characters in a list of dates."""
HOURS = ("day", "starts", "ends", "doors", "closes_days", "closes_clock")
_YES_NO = (
    ("", gettext_lazy("We do not know yet")),
    ("yes", gettext_lazy("Yes")),
    ("no", gettext_lazy("No")),
)
_SHORT = {"class": "bb-textbox--short"}


def _yes_no(label: Any, help_text: Any = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        help_text=help_text,
        choices=_YES_NO,
        coerce={"yes": True, "no": False}.__getitem__,
        empty_value=None,
        required=False,
    )


class MeetupForm(PlainForm):
    """What a meetup says of itself. Call `offer_places` first; `today`: no day before it."""

    title = forms.CharField(label=gettext_lazy("What do you call it?"), max_length=TITLE)
    about = forms.CharField(
        label=gettext_lazy("What do you do there?"),
        help_text=gettext_lazy("Two or three sentences. Everyone can read it."),
        max_length=PROSE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    day = forms.DateField(label=gettext_lazy("On which day?"))
    starts = forms.TimeField(label=gettext_lazy("From"))
    ends = forms.TimeField(label=gettext_lazy("Until"))
    doors = forms.TimeField(label=gettext_lazy("The doors open at"), required=False)
    way = forms.ChoiceField(
        label=gettext_lazy("How do you meet?"), choices=Way, widget=forms.RadioSelect
    )
    place = forms.TypedChoiceField(
        label=gettext_lazy("A place from the list of your neighbourhood"), required=False
    )
    place_name = forms.CharField(
        label=gettext_lazy("Another place"),
        help_text=gettext_lazy("Its name. Not known yet? Leave it open."),
        max_length=LINE,
        required=False,
    )
    address = forms.CharField(
        label=gettext_lazy("Street and number"),
        help_text=gettext_lazy("Of a place from the list we know it already."),
        max_length=LINE,
        required=False,
    )
    hides_address = forms.BooleanField(
        label=gettext_lazy("Only guests who said yes see the place and the address"),
        required=False,
    )
    route = forms.CharField(
        label=gettext_lazy("How do people find it?"),
        help_text=gettext_lazy("Such as: the green door beside the school."),
        max_length=LINE,
        required=False,
    )
    online_link = forms.URLField(
        label=gettext_lazy("Link to the online meeting"),
        help_text=gettext_lazy("It begins with https://. Only guests who said yes see it."),
        max_length=LINK,
        required=False,
        assume_scheme="https",
        error_messages={
            "invalid": gettext_lazy("Fill in a link, such as https://meet.example.org/soup.")
        },
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Which languages are spoken?"),
        choices=Tongue,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    step_free = _yes_no(gettext_lazy("Can people get in without steps or thresholds?"))
    children = _yes_no(gettext_lazy("Can children come along?"))
    costs = EuroField(
        label=gettext_lazy("What does it cost per person, in euros?"),
        help_text=gettext_lazy("Leave it open when it is free."),
        required=False,
    )
    bring = forms.CharField(
        label=gettext_lazy("What do people bring?"),
        help_text=gettext_lazy("Such as: a mug and a chair."),
        max_length=LINE,
        required=False,
    )
    needs_asked = forms.MultipleChoiceField(
        label=gettext_lazy("What can you take into account?"),
        help_text=gettext_lazy(
            "Guests can tick these. You see how many did, and never who. "
            "Choose only what you can really arrange."
        ),
        choices=NeedKind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("How many people can come?"),
        min_value=1,
        max_value=PEOPLE,
        widget=forms.NumberInput(attrs=_SHORT),
    )
    party_most = forms.TypedChoiceField(
        label=gettext_lazy("How many people can one guest sign up?"),
        help_text=gettext_lazy("Themselves included."),
        choices=[(number, str(number)) for number in range(1, PARTY + 1)],
        coerce=int,
        widget=forms.Select(attrs=_SHORT),
    )
    has_waiting_list = forms.BooleanField(
        label=gettext_lazy("When it is full, people can go on a waiting list"), required=False
    )
    closes_days = forms.IntegerField(
        label=gettext_lazy("People can sign up until this many days before"),
        help_text=gettext_lazy("0 is on the day itself. Leave both open: until it starts."),
        min_value=0,
        max_value=DAYS_AHEAD,
        required=False,
        widget=forms.NumberInput(attrs=_SHORT),
    )
    closes_clock = forms.TimeField(label=gettext_lazy("At what time?"), required=False)
    is_listed = forms.BooleanField(
        label=gettext_lazy("Show it in the agenda of the neighbourhood"),
        help_text=gettext_lazy("If not, only people with the link find it."),
        required=False,
    )
    reminders = forms.MultipleChoiceField(
        label=gettext_lazy("When do we remind your guests?"),
        help_text=gettext_lazy("Only who said yes gets it. We never mail at night."),
        choices=ReminderMoment,
        initial=the_day_before,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reminder_line = forms.CharField(
        label=gettext_lazy("Your own line in the reminder"),
        help_text=gettext_lazy(
            "Such as: the soup is ready at half past two. Guests get it by mail, so without a link."
        ),
        max_length=LINE,
        required=False,
    )
    GROUPS: tuple[tuple[Any, tuple[tuple[str, ...], ...]], ...] = (
        (gettext_lazy("What"), (("title",), ("about",))),
        (
            gettext_lazy("When"),
            (("day",), ("starts", "ends", "doors"), ("rule",), ("times",), ("dates",)),
        ),
        (
            gettext_lazy("Where"),
            (
                *(("way",), ("place",), ("place_name", "address"), ("hides_address",)),
                *(("route",), ("online_link",)),
            ),
        ),
        (
            gettext_lazy("For whom"),
            (
                *(("costs",), ("bring",), ("children", "step_free")),
                *(("languages",), ("needs_asked",)),
            ),
        ),
        (
            gettext_lazy("Signing up"),
            (
                *(("capacity", "party_most"), ("has_waiting_list",)),
                *(("closes_days", "closes_clock"), ("is_listed",)),
            ),
        ),
        (gettext_lazy("Reminders"), (("reminders",), ("reminder_line",))),
    )
    """The fields under their headings, in lines: what belongs together stands side by side."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.hours: Hours | None = None

    def offer_places(self, places: Iterable[Place]) -> None:
        """Let people choose from the list of the neighbourhood, when that has any."""
        known = {str(place.pk): place for place in places}
        if not known:
            del self.fields["place"]
            self.fields["place_name"].label = _("Place")
            self.fields["address"].help_text = ""
            return
        field = self.fields["place"]
        assert isinstance(field, forms.TypedChoiceField)
        nowhere = ("", _("Another place, or not known yet"))
        field.choices = [nowhere, *((pk, place.name) for pk, place in known.items())]
        field.coerce, field.empty_value = known.__getitem__, None

    @property
    def groups(self) -> list[tuple[str, list[list[BoundField]]]]:
        """`GROUPS`, of the fields that there are; those of no group stand apart in the template."""
        return [
            (
                str(words),
                [
                    [self[name] for name in names if name in self.fields]
                    for names in lines
                    if any(name in self.fields for name in names)
                ],
            )
            for words, lines in self.GROUPS
        ]

    @property
    def values(self) -> dict[str, Any]:
        """The columns of a meetup, except its times and its seats."""
        apart = {*HOURS, "capacity", *("rule", "times", "dates")}
        apart |= {"version", "capacity_seen", "scope"}
        data = {name: value for name, value in self.cleaned_data.items() if name not in apart}
        return data | {"place": data.get("place"), "costs": data["costs"] or 0}

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day < self.today and day != self.initial.get("day"):
            raise ValidationError(_("This day is over. Choose a later one."))
        return day

    def clean_online_link(self) -> str:
        link: str = self.cleaned_data["online_link"]
        if link and not link.startswith("https://"):
            raise ValidationError(_("Only a link that begins with https:// is safe."))
        return link

    def clean_reminder_line(self) -> str:
        line: str = self.cleaned_data["reminder_line"]
        if ANY_LINK.search(line):
            raise ValidationError(_("Write it without a link: we put this in the mail."))
        return line

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self._check_place(data)
        if data.get("closes_days") is not None and not data.get("closes_clock"):
            if not self.has_error("closes_clock"):
                self.add_error("closes_clock", _("Fill in at what time too."))
        elif not any(self.has_error(name) for name in HOURS):
            self._read_hours(data)
        return data

    def _check_place(self, data: dict[str, Any]) -> None:
        """Only what goes with how they meet; of a place from the list we know the address."""
        way, place = data.get("way"), data.get("place")
        if way == Way.ON_SITE and data.get("online_link"):
            words = _("This is for meeting online. Choose that above, or leave it open.")
            self.add_error("online_link", words)
        if way == Way.ONLINE:
            data |= {"place": None, "hides_address": False}
            data |= dict.fromkeys(("place_name", "address", "route"), "")
        elif place and data.get("place_name"):
            self.add_error(
                "place_name", _("Choose a place from the list or another one, not both.")
            )
        elif place and place.address:
            data["address"] = place.address

    def _read_hours(self, data: dict[str, Any]) -> None:
        hours = {name: data.get(name) for name in HOURS}
        self.hours = Hours(**hours | {"closes_days": hours["closes_days"] or 0})
        self.check_hours(data, self.hours)

    def check_hours(self, data: dict[str, Any], hours: Hours) -> None:
        """Say by the field which time is none, on the days that are meant."""
        try:
            hours.moments()
        except ValidationError as error:
            self.blame(error)


class NewForm(MeetupForm):
    """A new meetup, or a series of them: `days` has the day of each."""

    rule = forms.ChoiceField(
        label=gettext_lazy("How often?"),
        help_text=gettext_lazy(
            "Every month is on the same weekday, such as the fourth Saturday. Not every month has "
            "a fifth one: who begins on it gets the last Saturday of each month."
        ),
        choices=[(ONCE, gettext_lazy("One time")), *Rule.choices],
        widget=forms.RadioSelect,
    )
    times = forms.IntegerField(
        label=gettext_lazy("How many times in all?"),
        help_text=gettext_lazy("At most 52. Only when it comes back."),
        min_value=2,
        max_value=MOST,
        required=False,
        widget=forms.NumberInput(attrs=_SHORT),
    )
    dates = forms.CharField(
        label=gettext_lazy("The other dates"),
        help_text=gettext_lazy(
            "Only for dates that you choose yourself. One on a line: 24-04-2027."
        ),
        max_length=DATES,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days: list[date] = []

    def clean_dates(self) -> list[date]:
        found = []
        for line in re.split(r"[\n,;]+", self.cleaned_data["dates"]):
            if line.strip():
                found.append(self._date(line.strip()))
        return found

    def _date(self, line: str) -> date:
        field = forms.DateField(input_formats=["%d-%m-%Y", "%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"])
        try:
            day = field.to_python(line)
        except ValidationError:
            day = None
        words = {"line": line[:20]}
        if day is None or not 2020 <= day.year < 2100:
            raise ValidationError(_("“%(line)s” is no date. Write it like 24-04-2027.") % words)
        if day < self.today:
            raise ValidationError(_("%(line)s is over. Choose a later day.") % words)
        return day

    def check_hours(self, data: dict[str, Any], hours: Hours) -> None:
        if not any(self.has_error(name) for name in ("rule", "times", "dates")):
            self._choose_days(data, hours.day)
        try:
            list(moments_of(hours, self.days or [hours.day]))
        except ValidationError as error:
            self.blame(error)

    def _choose_days(self, data: dict[str, Any], first: date) -> None:
        rule, times, others = data["rule"], data.get("times"), data.get("dates") or []
        if rule == ONCE:
            self.days = [first]
        elif rule != Rule.BY_HAND:
            if times is None:
                return self.add_error("times", _("Fill in how many times."))
            self.days = dates_of(rule, first, times)
        elif not others:
            self.add_error("dates", _("Fill in the other dates, one on a line."))
        elif len({first, *others}) > MOST:
            words = _("These are more than %(number)d days. Make two series of them.")
            self.add_error("dates", words % {"number": MOST})
        else:
            self.days = sorted({first, *others})
        return None


class EditForm(MeetupForm):
    """A meetup that is there, with the version that the change started from."""

    ONE, FOLLOWING = "one", "following"
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**9)
    capacity_seen = forms.IntegerField(
        widget=forms.HiddenInput, min_value=1, max_value=PEOPLE, required=False
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("For which of the series?"),
        choices=[
            (ONE, gettext_lazy("Only this one")),
            (FOLLOWING, gettext_lazy("This one and those after it")),
        ],
        help_text=gettext_lazy("What you do not change here stays as it is with the others."),
        widget=forms.RadioSelect,
    )
    field_order = ("scope",)

    def __init__(self, *args: Any, has_following: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_following:
            del self.fields["scope"]

    @property
    def new_capacity(self) -> int | None:
        """How many people can come; None when that was not changed in the form."""
        capacity: int = self.cleaned_data["capacity"]
        return None if capacity == self.cleaned_data.get("capacity_seen") else capacity

    @property
    def is_for_following(self) -> bool:
        return self.cleaned_data.get("scope") == self.FOLLOWING

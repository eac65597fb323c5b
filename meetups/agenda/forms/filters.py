"""What a reader looks for in the agenda, in its address: `?period=weekend&children=on`."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from meetups.forms import PlainForm

from ..queries.listing import Wanted

SATURDAY, SUNDAY = 5, 6


class Period(models.TextChoices):
    """Days that people call by a name."""

    WEEK = "week", _("This week")
    WEEKEND = "weekend", _("This weekend")
    MONTH = "month", _("This month")

    def days(self, today: date) -> tuple[date, date]:
        """The first and the last that still come."""
        sunday = today + timedelta(days=SUNDAY - today.weekday())
        if self == Period.MONTH:
            return today, today.replace(day=monthrange(today.year, today.month)[1])
        return (max(today, sunday - timedelta(days=1)) if self == Period.WEEKEND else today), sunday


class FilterForm(PlainForm):
    """All of it may stay open. A value that makes no sense is told, and then does not count."""

    period = forms.ChoiceField(
        label=_("When"), choices=[("", _("It does not matter")), *Period.choices], required=False
    )
    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("Until and including"), required=False)
    free = forms.BooleanField(label=_("There are free places"), required=False)
    children = forms.BooleanField(label=_("Children can come along"), required=False)
    step_free = forms.BooleanField(label=_("No steps or thresholds"), required=False)
    online = forms.BooleanField(label=_("I can join online"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="agenda-%s", **kwargs)

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[name] for name in ("period", "since", "until")]

    @property
    def ticks(self) -> list[forms.BoundField]:
        return [self[name] for name in ("free", "children", "step_free", "online")]

    @property
    def chosen(self) -> dict[str, str]:
        """What counts, as the address says it."""
        values = ((name, self.cleaned_data.get(name)) for name in self.fields)
        return {name: "on" if value is True else str(value) for name, value in values if value}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("This is before the first day. Choose a later one."))
        return data

    def wanted(self, *, today: date) -> Wanted:
        """All conditions at once: own dates narrow a period."""
        data = self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if period := data.get("period"):
            first, last = Period(period).days(today)
            since, until = max(since or first, first), min(until or last, last)
        ticks = {field.name: bool(data.get(field.name)) for field in self.ticks}
        return Wanted(since, until, **ticks)

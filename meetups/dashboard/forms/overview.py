"""What someone wants figures about, as the address has it: `?period=year&on_map=meetups`."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from meetups.forms import PlainForm

from ..periods import Period, Span, months_until, period_of

MONTH = "%Y-%m"
ASKED = ("period", "since", "until", "on_map")


class Counted(models.TextChoices):
    """What the map counts."""

    INITIATIVES = "initiatives", _("Plans")
    MEETUPS = "meetups", _("Meetups")


def _month(value: str) -> date:
    return date.fromisoformat(f"{value}-01")


class FiguresForm(PlainForm):
    """All of it may stay open: then it is the last six months of the whole municipality."""

    period = forms.ChoiceField(label=_("Period"), choices=Span.choices, required=False)
    since = forms.TypedChoiceField(
        label=_("From the month"), coerce=_month, required=False, empty_value=None
    )
    until = forms.TypedChoiceField(
        label=_("Until and including the month"), coerce=_month, required=False, empty_value=None
    )
    on_map = forms.ChoiceField(label=_("On the map"), choices=Counted.choices, required=False)
    within = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="figures-%s", **kwargs)
        self.now = now
        months = months_until(timezone.localdate(now))
        choices = [(f"{month:{MONTH}}", date_format(month, "F Y")) for month in months]
        self.fields["since"].choices = [("", "–"), *choices]  # type: ignore[attr-defined]
        self.fields["until"].choices = [("", "–"), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("period") == Span.MONTHS:
            for name in ("since", "until"):
                if name not in self.errors and not data.get(name):
                    self.add_error(name, _("Choose a month."))
            since, until = data.get("since"), data.get("until")
            if since and until and until < since:
                self.add_error("until", _("This is before the first month. Choose a later one."))
        return data

    @property
    def asked(self) -> list[forms.BoundField]:
        return [self[name] for name in ASKED]

    @property
    def wanted(self) -> Period:
        """The period; the usual one as long as what is asked is not right."""
        data = self.cleaned_data
        if self.errors:
            return period_of("", now=self.now)
        return period_of(
            data["period"], now=self.now, since=data.get("since"), until=data.get("until")
        )

    @property
    def counted(self) -> str:
        return self.cleaned_data.get("on_map") or Counted.INITIATIVES

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What is asked, for another form; nothing as long as it is not right."""
        values = [] if self.errors else [(n, self.data.get(n, "")) for n in ASKED]
        return [(name, value) for name, value in values if value]

    @property
    def query(self) -> str:
        """The same for another address, without the part of the map that is shown."""
        return urlencode(self.hidden)

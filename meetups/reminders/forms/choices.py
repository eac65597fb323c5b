"""What someone fills in about their mail."""

from datetime import date, time
from typing import Any

from django import forms
from django.utils.formats import time_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetups.accounts.models import Digest
from meetups.accounts.models.mail import FIRST_HOUR, LAST_HOUR
from meetups.forms import PlainForm

from ..queries_mail import GUEST_MAIL, Wishes

GUEST_WORDS = {
    "guest_week": _("Reminder a week before"),
    "guest_day": _("Reminder the day before"),
    "guest_hours": _("Reminder two hours before"),
    "guest_note": _("What the organisers write to their guests"),
}


def hours() -> list[tuple[int, str]]:
    """The hours at which a digest may come, in words: "9.00 uur"."""
    return [
        (hour, gettext("%(start)s o’clock") % {"start": time_format(time(hour), gettext("G.i"))})
        for hour in range(FIRST_HOUR, LAST_HOUR + 1)
    ]


class ChoicesForm(PlainForm):
    """Ticked is wanted. `was_on` remembers what was ticked when they were asked."""

    work = forms.MultipleChoiceField(
        label=_("When you organise or help"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    guest = forms.MultipleChoiceField(
        label=_("When you are a guest"),
        required=False,
        choices=[(kind, GUEST_WORDS[kind]) for kind in GUEST_MAIL],
        widget=forms.CheckboxSelectMultiple,
    )
    digest_hour = forms.TypedChoiceField(label=_("At what time?"), choices=hours, coerce=int)
    paused_from = forms.DateField(label=_("First day"), required=False)
    paused_until = forms.DateField(label=_("Last day"), required=False)
    was_on = forms.MultipleChoiceField(required=False, widget=forms.MultipleHiddenInput)

    def __init__(self, *args: Any, wishes: Wishes, today: date, **kwargs: Any) -> None:
        choice = wishes.choice
        is_over = choice.paused_until is not None and choice.paused_until < today
        kwargs["initial"] = {
            "work": [kind for kind in wishes.work_kinds if kind in wishes.on],
            "guest": [kind for kind in GUEST_MAIL if kind in wishes.on],
            "was_on": sorted(wishes.on),
            "digest_hour": choice.digest_hour,
            "paused_from": None if is_over else choice.paused_from,
            "paused_until": None if is_over else choice.paused_until,
        }
        super().__init__(*args, **kwargs)
        words = dict(Digest.choices)
        self._choose("work", [(kind, words[kind]) for kind in wishes.work_kinds])
        self._choose("was_on", [(kind, kind) for kind in wishes.kinds])

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices

    @property
    def values(self) -> dict[str, Any]:
        """What `choose_mail` keeps."""
        values = dict(self.cleaned_data)
        return values | {"on": [*values.pop("work"), *values.pop("guest")]}

"""What organisers fill in about their guests."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetups.forms import PlainForm, dress
from meetups.initiatives.models.plan import PEOPLE
from neighbourhoods.strengths.fields import clean_line, clean_prose

from ..models.guests import NAME, NOTE, PARTY
from ..queries.guests import Guest

SEEN = re.compile(r"\b([0-9]{1,18}):([0-9]{1,4})\b", re.ASCII)
"""One guest, or 0 for who was not on the list, and how many came: "12:2"."""


class GuestForm(PlainForm):
    """Someone who said by telephone, on paper or at the door that they come."""

    name = forms.CharField(
        label=gettext_lazy("First name or alias"),
        max_length=NAME,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    party = forms.IntegerField(
        label=gettext_lazy("How many people?"),
        min_value=1,
        max_value=PARTY,
        initial=1,
        help_text=gettext_lazy("With themselves: one to four."),
        widget=forms.NumberInput({"class": "bb-textbox--short"}),
    )

    def clean_name(self) -> str:
        return clean_line(self.cleaned_data["name"])


class ResizeForm(PlainForm):
    """How many people can come."""

    capacity = forms.IntegerField(
        label=gettext_lazy("How many people can come?"),
        min_value=1,
        max_value=PEOPLE,
        widget=forms.NumberInput({"class": "bb-textbox--short"}),
    )


class NoteForm(PlainForm):
    """What the organisers write to their guests."""

    COMING, ALL = "coming", "all"
    to = forms.ChoiceField(
        label=gettext_lazy("To whom?"),
        choices=[
            (COMING, gettext_lazy("Everyone who comes")),
            (ALL, gettext_lazy("Also who is on the waiting list or has an offer")),
        ],
        initial=COMING,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=gettext_lazy("What do you want to say?"),
        max_length=NOTE,
        help_text=gettext_lazy("At most 500 characters. Day, time and place are in the mail."),
        widget=forms.Textarea({"rows": 6}),
    )

    def clean_text(self) -> str:
        return clean_prose(self.cleaned_data["text"])

    @property
    def to_all(self) -> bool:
        return bool(self.cleaned_data["to"] == self.ALL)


class CameForm(PlainForm):
    """How many came with each guest, and how many who were not on the list.

    `seen` says what was known when the form was made: only what someone changed since is theirs
    to say, so that two at the door do not undo each other's work.
    """

    rest_came = forms.BooleanField(
        label=gettext_lazy("Everyone whose field is empty came, with as many people as they said"),
        required=False,
    )
    walk_ins = forms.IntegerField(
        label=gettext_lazy("People who were not on the list"),
        required=False,
        min_value=0,
        max_value=PEOPLE,
        widget=forms.NumberInput({"class": "bb-textbox--short"}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, guests: Iterable[Guest], walk_ins: int | None, **kwargs: Any
    ) -> None:
        self.guests = list(guests)
        known = {0: walk_ins} | {guest.pk: guest.came for guest in self.guests}
        parts = (f"{pk}:{came}" for pk, came in known.items() if came is not None)
        initial = {"walk_ins": walk_ins, "seen": " ".join(parts)}
        initial |= {_name(guest): guest.came for guest in self.guests}
        super().__init__(*args, initial=initial, **kwargs)
        for guest in self.guests:
            self.fields[_name(guest)] = field = forms.IntegerField(
                label=guest.name or gettext_lazy("Someone without a name"),
                required=False,
                min_value=0,
                max_value=PARTY,
                widget=forms.NumberInput({"class": "bb-textbox--short"}),
            )
            dress(field)
        if not self.guests:
            self.fields["walk_ins"].label = gettext_lazy("How many people came?")
            del self.fields["rest_came"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        names = ["walk_ins", *map(_name, self.guests)]
        is_empty = all(data.get(name) is None for name in names)
        if not self.errors and is_empty and not data.get("rest_came"):
            raise ValidationError(_("Fill in at least one number."))
        return data

    def rows(self) -> list[tuple[Guest, BoundField]]:
        return [(guest, self[_name(guest)]) for guest in self.guests]

    def head(self) -> list[BoundField]:
        return [self[name] for name in ("seen", "rest_came") if name in self.fields]

    @property
    def marks(self) -> dict[int, int | None]:
        """By guest how many came, where that was changed in this form."""
        known, data = self._seen(), self.cleaned_data
        said = {guest.pk: data[_name(guest)] for guest in self.guests}
        return {pk: came for pk, came in said.items() if came != known.get(pk)}

    @property
    def extra(self) -> int | None:
        """How many came who were not on the list; None when that was not changed."""
        said: int | None = self.cleaned_data["walk_ins"]
        return said if said != self._seen().get(0) else None

    def _seen(self) -> dict[int, int]:
        return {int(pk): int(came) for pk, came in SEEN.findall(self.cleaned_data["seen"])}


def _name(guest: Guest) -> str:
    return f"came-{guest.pk}"

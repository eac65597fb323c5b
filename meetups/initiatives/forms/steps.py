"""What a team types about a step. Saving is up to the services."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from meetups.columns import LINE
from meetups.forms import PlainForm, dress

from ..access import Seat
from ..models import Member, Step, StepOrigin
from ..services.steps import is_near
from ..wording import doer_words, name_of


class StepForm(PlainForm):
    """A step: what, when, who. Without a step it is a new one, with a key of its own."""

    text = forms.CharField(label=_("What must be done?"), max_length=LINE)
    due_on = forms.DateField(label=_("Before which day?"))
    doer = forms.ChoiceField(label=_("Who does it?"), required=False)
    note = forms.CharField(label=_("What must the others know?"), max_length=LINE, required=False)
    is_pinned = forms.BooleanField(
        label=_("This date stays, also when the meetup moves"), required=False
    )

    def __init__(self, *args: Any, seat: Seat, step: Step | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", f"step-{step.pk if step else 'new'}")
        super().__init__(*args, initial=_initial(step) if step else {"key": uuid4()}, **kwargs)
        self.seat = seat
        self.members = {str(member.pk): member for member in seat.initiative.members.all()}
        names = [(pk, name_of(member.user)) for pk, member in self.members.items()]
        self.fields["doer"].choices = [("", doer_words(None)), *names]  # type: ignore[attr-defined]
        if step is None:
            self._add("key", forms.UUIDField(widget=forms.HiddenInput))
            return
        self._add("version", forms.IntegerField(widget=forms.HiddenInput, min_value=0))
        if step.origin == StepOrigin.OFFICE:
            del self.fields["text"]
        if step.is_condition:
            del self.fields["due_on"], self.fields["is_pinned"]

    def _add(self, name: str, field: forms.Field) -> None:
        self.fields[name] = field
        dress(field)

    def after(self, row: Step) -> "StepForm":
        """The same words in a form that starts from the row as it is now: saving is a choice."""
        data = {**dict(self.data.items()), self.add_prefix("version"): row.version}
        return StepForm(data, seat=self.seat, step=row)

    def clean_doer(self) -> Member | None:
        return self.members.get(self.cleaned_data["doer"])

    def clean_due_on(self) -> date:
        due_on: date = self.cleaned_data["due_on"]
        if not is_near(self.seat.initiative, due_on):
            raise ValidationError(_("Choose a day that is nearer to the meetup."))
        return due_on

    def clean_key(self) -> str:
        key: UUID = self.cleaned_data["key"]
        return f"own-{key.hex}"

    def clean_text(self) -> str:
        return " ".join(self.cleaned_data["text"].split())

    def clean_note(self) -> str:
        return " ".join(self.cleaned_data["note"].split())


def _initial(step: Step) -> dict[str, Any]:
    return {
        "text": step.text,
        "due_on": step.due_on,
        "doer": str(step.doer_id or ""),
        "note": step.note,
        "is_pinned": step.is_pinned,
        "version": step.version,
    }


class SkipForm(PlainForm):
    """Why a step is not done."""

    why = forms.CharField(
        label=_("Why do you skip it?"),
        max_length=LINE,
        help_text=_("Everyone in the team reads it."),
        error_messages={"required": _("Say why you skip this step.")},
    )

    def __init__(self, *args: Any, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"step-{step.pk}", **kwargs)

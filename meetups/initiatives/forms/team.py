"""What people type about a team."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetups.forms import PlainForm

from ..models import Member, TeamRole
from ..models.base import LINE
from ..wording import name_of

ROLES = [
    (TeamRole.HELPER, gettext_lazy("Helper: sees the plan, and lends a hand")),
    (TeamRole.ORGANISER, gettext_lazy("Organiser: also changes the plan and the team")),
]


class InviteForm(PlainForm):
    """Who to invite, as what, and for what."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        help_text=gettext_lazy("Only the organisers see it. We erase it after the answer."),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("As what?"),
        choices=ROLES,
        initial=TeamRole.HELPER,
        widget=forms.RadioSelect,
    )
    asks = forms.CharField(
        label=gettext_lazy("What do you ask?"),
        required=False,
        max_length=LINE,
        help_text=gettext_lazy(
            "One specific thing works best, such as “Can you fetch the key on Saturday?”"
        ),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mail"),
        choices=settings.LANGUAGES,
        initial=settings.LANGUAGE_CODE,
    )


class TaskForm(PlainForm):
    """What someone does in the team, and how that was when the form was made."""

    task = forms.CharField(
        label=gettext_lazy("Does what?"),
        required=False,
        max_length=LINE,
        help_text=gettext_lazy("Such as “Kitchen and menu”."),
    )
    seen_role = forms.CharField(required=False, widget=forms.HiddenInput)
    seen_task = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def seen(self) -> tuple[str, str]:
        return self.cleaned_data["seen_role"], self.cleaned_data["seen_task"]


class MemberForm(TaskForm):
    """What someone does, and their role."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=ROLES, widget=forms.RadioSelect)
    field_order = ["role", "task"]


def form_about(member: Member, data: dict[str, str] | None = None, *, with_role: bool) -> TaskForm:
    """The form to change a member; what was typed, if anything, with how the member is now."""
    seen = {"seen_role": member.role, "seen_task": member.task}
    return (MemberForm if with_role else TaskForm)(
        data,
        initial={"role": member.role, "task": member.task, **seen},
        auto_id=f"member-{member.pk}-%s",
    )


class HandForm(PlainForm):
    """One thing that somebody is asked to do."""

    text = forms.CharField(
        label=gettext_lazy("What do you need?"),
        max_length=LINE,
        help_text=gettext_lazy("Such as “Who can fetch the key on Saturday?”"),
    )
    needed_on = forms.DateField(label=gettext_lazy("On which day?"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_needed_on(self) -> date | None:
        day: date | None = self.cleaned_data["needed_on"]
        if day and day < self.today:
            raise ValidationError(_("That day is over. Choose today or later."))
        return day


class OfferForm(PlainForm):
    """Who to offer the plan to."""

    taker = forms.TypedChoiceField(label=gettext_lazy("Who takes over?"), coerce=int)
    leaves = forms.BooleanField(
        label=gettext_lazy("After that I leave the team"),
        required=False,
        help_text=gettext_lazy("If not, you stay as a helper."),
    )

    def __init__(self, *args: Any, members: Iterable[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(member.pk, name_of(member.user)) for member in members]
        self.fields["taker"].choices = names  # type: ignore[attr-defined]

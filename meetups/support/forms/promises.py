"""Forms of what an office promises, and of its budget."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from meetups.accounts.forms.versions import VersionedForm
from meetups.accounts.models import User
from meetups.forms import PlainForm
from meetups.initiatives.forms.budget import EuroField
from meetups.initiatives.models.base import LINE
from meetups.initiatives.money import format_euros

from ..help_wording import PROMISES
from ..models import Kind, PromiseState, SupportRequest
from ..models.help import YEAR_CENTS
from .requests import SizeForm

SOON = timedelta(days=7)
"""Within which somebody acts; and what is promised is of use so long before the first meetup."""


def useful_by(first_date: date, today: date) -> date:
    """Before which day help is of use: a week ahead, else before the meetup, else soon."""
    if first_date <= today:
        return today + SOON
    return max(first_date - SOON, min(today + SOON, first_date))


def begun_by(request: SupportRequest, today: date) -> dict[str, Any]:
    """What a promise starts with when a team asked for it, as a form's initial values."""
    names = ("text", "cents", "people", "hours")
    begun = {name: getattr(request, name) for name in names}
    day = request.needed_on
    return begun | ({"due_on": day, "year": day.year} if day and day > today else {})


class ColleagueField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the people of an office, by name; who has none yet, by address of their work."""

    def label_from_instance(self, obj: User) -> str:
        return str(obj)


class YearField(forms.TypedChoiceField):
    """From the budget of which year money comes."""

    def choose_from(self, budgets: Mapping[int, int]) -> None:
        """`budgets`: year to what is left of it."""
        self.choices = [(year, _budget_words(year, left)) for year, left in budgets.items()]


class LedgerForm(PlainForm):
    """Which promises to show. What is no choice shows all."""

    STATES = (
        ("", pgettext_lazy("promises", "All")),
        ("late", pgettext_lazy("promises", "Late")),
        *((state.value, state.label) for state in PromiseState),
    )

    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    kind = forms.ChoiceField(
        label=_("Kind of help"),
        choices=[("", pgettext_lazy("kinds of help", "All")), *Kind.choices],
        required=False,
    )
    owner = ColleagueField(
        label=_("Who does it"),
        queryset=User.objects.none(),
        required=False,
        empty_label=pgettext_lazy("people", "Everyone"),
    )

    def __init__(self, *args: Any, colleagues: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, ColleagueField)
        field.queryset = colleagues

    @property
    def chosen(self) -> dict[str, Any]:
        """What is chosen, by name: `state`, `kind` and the number of the `owner`."""
        self.full_clean()
        owner = self.cleaned_data.get("owner")
        return {
            "state": self.cleaned_data.get("state", ""),
            "kind": self.cleaned_data.get("kind", ""),
            "owner": owner.pk if owner else None,
        }


class PromiseForm(SizeForm):
    """What is promised, by whom and before when. `budgets`: year to what is left of it."""

    text = forms.CharField(label=_("What do you promise?"), max_length=LINE)
    owner = ColleagueField(
        label=_("Who does it?"), queryset=User.objects.none(), empty_label=_("Choose a colleague")
    )
    due_on = forms.DateField(
        label=_("Before which day?"), help_text=_("The team sees it when this day is over.")
    )
    year = YearField(label=_("From which budget?"), coerce=int)
    ends_on = forms.DateField(
        label=_("Ends on"),
        required=False,
        help_text=_("Leave it open when there is no end to it."),
    )
    is_once = forms.BooleanField(label=_("This is once only"), required=False)
    then = forms.CharField(
        label=_("What comes after it, or whom can they ask then?"),
        max_length=LINE,
        required=False,
        help_text=_("Needed when it is once only: nobody should fall into a gap."),
    )
    field_order = [
        *("text", "cents", "year", "people", "hours", "owner", "due_on"),
        *("ends_on", "is_once", "then"),
    ]

    def __init__(
        self,
        *args: Any,
        kind: Kind,
        colleagues: QuerySet[User],
        budgets: Mapping[int, int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, kind=kind, **kwargs)
        self.fields["text"].help_text = PROMISES[kind].hint
        owner, year = self.fields["owner"], self.fields["year"]
        assert isinstance(owner, ColleagueField)
        assert isinstance(year, YearField)
        owner.queryset = colleagues
        year.choose_from(budgets)
        if kind != Kind.MONEY:
            del self.fields["year"]
        if kind == Kind.CONTACT:
            del self.fields["ends_on"], self.fields["is_once"], self.fields["then"]


def _budget_words(year: int, left: int) -> str:
    return gettext("%(year)d, %(left)s is left") % {"year": year, "left": format_euros(left)}


class WithdrawForm(PlainForm):
    """Why a promise will not be kept."""

    why = forms.CharField(
        label=_("Why will it not be done?"),
        max_length=LINE,
        help_text=_("The team reads it, and is told by mail."),
        error_messages={"required": _("Say why: the team reads it.")},
    )


class GiveForm(PlainForm):
    """Which colleague does it from now on."""

    owner = ColleagueField(
        label=_("Who does it?"), queryset=User.objects.none(), empty_label=_("Choose a colleague")
    )

    def __init__(self, *args: Any, colleagues: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, ColleagueField)
        field.queryset = colleagues


class PayForm(PlainForm):
    """A payment of what was promised. `paid_before` is what was paid as the page was shown."""

    cents = EuroField(label=_("Paid now, in euros"), least=1)
    paid_on = forms.DateField(label=_("Paid on"))
    paid_before = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class CorrectForm(PlainForm):
    """What was paid in all. `paid_before` as in `PayForm`."""

    cents = EuroField(label=_("Paid in all, in euros"), least=0)
    paid_before = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class YearEuroField(EuroField):
    """An amount as large as the budget of a municipality."""

    most = YEAR_CENTS
    default_error_messages = {"too_much": _("Fill in € 100,000,000 or less.")}


class BudgetForm(VersionedForm):
    """What an office can give in a year."""

    cents = YearEuroField(label=_("Budget of the year, in euros"))

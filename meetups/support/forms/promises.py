"""Forms of what an office promises, and of its budget."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meetups.accounts.models import User
from meetups.forms import PlainForm
from meetups.initiatives.wording import name_of

from ..models import Kind, PromiseState


class ColleagueField(forms.ModelChoiceField):
    """One of the people of an office, by name."""

    def label_from_instance(self, obj: User) -> str:  # type: ignore[override]
        return name_of(obj)


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

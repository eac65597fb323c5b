"""What someone looks for in the queue, in its address: `?standing=us&reviewer=me`."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetups.accounts.models import User
from meetups.forms import PlainForm
from meetups.support.models.dossier import NAME

from ..queries.queue import Choice
from ..queries.sent import ME, NOBODY, Order, Standing, Wanted

WORDS = 80
Choices = list[tuple[str, Any]]


def colleague_choices(colleagues: list[Choice], user: User) -> Choices:
    """Oneself first, then the others."""
    mine = str(user.pk)
    me = (mine, _("%(name)s (you)") % {"name": user})
    return [me, *(choice for choice in colleagues if choice[0] != mine)]


class QueueForm(PlainForm):
    """All of it may stay open; a value that makes no sense does not count."""

    standing = forms.ChoiceField(
        label=_("State"), choices=[("", _("All plans")), *Standing.choices], required=False
    )
    area = forms.ChoiceField(label=_("District"), required=False)
    reviewer = forms.ChoiceField(label=_("Reviewer"), required=False)
    tag = forms.ChoiceField(label=_("Tag"), required=False)
    words = forms.CharField(label=_("Words in the title"), max_length=WORDS, required=False)
    order = forms.ChoiceField(label=_("Order"), choices=Order.choices, required=False)

    def __init__(
        self,
        asked: Any,
        *,
        areas: list[Choice],
        colleagues: list[Choice],
        tags: list[Choice],
    ) -> None:
        super().__init__({name: str(value) for name, value in asked.items()}, auto_id="queue-%s")
        self.colleagues = colleagues
        self._choose("area", _("All districts"), areas)
        of_all: Choices = [(ME, _("Me")), (NOBODY, _("Nobody yet")), *colleagues]
        self._choose("reviewer", _("Everyone"), of_all)
        self._choose("tag", _("All tags"), tags)
        self._given = areas, colleagues, tags
        if not tags:
            del self.fields["tag"]

    def _choose(self, name: str, everything: Any, choices: Sequence[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", everything), *choices]

    @property
    def chosen(self) -> dict[str, str]:
        """What counts, as the address says it; what goes without saying is left out."""
        values = ((name, self.cleaned_data.get(name)) for name in self.fields)
        return {n: str(v) for n, v in values if v and (n, v) != ("order", Order.FIRST)}

    @property
    def told(self) -> tuple[object, ...]:
        """All that its fields tell, in any language."""
        return self.chosen, self._given

    @property
    def wanted(self) -> Wanted:
        return Wanted(**self.chosen)


class KeepForm(PlainForm):
    """A name for what is chosen now."""

    name = forms.CharField(label=_("Name of this filter"), max_length=NAME)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="keep-%s", **kwargs)


class AssignForm(forms.Form):
    """Who reviews a plan: one of the office, or nobody."""

    reviewer = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, colleagues: list[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reviewer"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", ""), *colleagues]

"""What someone looks for on the radar, in its address: `?area=WK024305&pillar=place`."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetups.forms import PlainForm
from meetups.support.continuity_wording import PILLARS

from ..queries.queue import Choice
from ..queries.radar import Wanted

GONE = "gone"


class RadarForm(PlainForm):
    """All of it may stay open; a value that makes no sense does not count."""

    area = forms.ChoiceField(label=_("District"), required=False)
    pillar = forms.ChoiceField(
        label=_("Pillar"), choices=[("", _("All pillars")), *PILLARS.items()], required=False
    )
    state = forms.ChoiceField(
        label=_("How it stands"),
        choices=[("", _("Shaky or gone")), (GONE, _("Only what is gone"))],
        required=False,
    )

    def __init__(self, asked: Any, *, areas: list[Choice]) -> None:
        super().__init__({name: str(value) for name, value in asked.items()}, auto_id="radar-%s")
        field = self.fields["area"]
        assert isinstance(field, forms.ChoiceField)
        self.areas = areas
        field.choices = [("", _("All districts")), *self.areas]

    @property
    def chosen(self) -> dict[str, str]:
        """What counts, as the address says it."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}

    @property
    def told(self) -> tuple[object, ...]:
        """All that its fields tell, in any language."""
        return self.chosen, self.areas

    @property
    def wanted(self) -> Wanted:
        chosen = self.chosen
        only_gone = chosen.pop("state", "") == GONE
        return Wanted(only_gone=only_gone, **chosen)

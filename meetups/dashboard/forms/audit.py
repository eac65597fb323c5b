"""What a manager looks for in the audit record, in its address: `?act=export&since=2027-03-01`."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from meetups.audit.models import Act
from meetups.forms import PlainForm

from ..periods import midnight


class AuditForm(PlainForm):
    """All of it may stay open; what is not right is said by its field and does not count."""

    act = forms.ChoiceField(
        label=_("What"), choices=[("", _("Everything")), *Act.choices], required=False
    )
    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("Until and including"), required=False)

    def __init__(self, asked: Any, **kwargs: Any) -> None:
        super().__init__(asked, auto_id="audit-%s", **kwargs)
        self.full_clean()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("This is before the first day. Choose a later one."))
        return data

    @property
    def wanted(self) -> dict[str, Any]:
        """What `audit.queries.records_of` asks for."""
        data = self.cleaned_data
        since, until = data.get("since"), data.get("until")
        before: datetime | None = midnight(until + timedelta(days=1)) if until else None
        return {
            "act": data.get("act", ""),
            "since": midnight(since) if since else None,
            "before": before,
        }

    @property
    def query(self) -> str:
        """The same, for another address."""
        return urlencode({name: str(v) for name, v in self.cleaned_data.items() if v})

"""What a team types about its invitations. Saving is up to the services."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from meetups.forms import PlainForm

from ..models import Initiative, TextKind
from ..models.base import LINE, PROSE
from ..queries.invitations import Text

MOST_ROWS = 18
HINTS = {
    TextKind.LETTER: _("To put through the letterbox, or to give at the door."),
    TextKind.APP: _("Short, for the app group of the street or of your club."),
    TextKind.POSTER: _("On the poster these words stand beside the day, the time and the place."),
    TextKind.MAIL: _("The first line is the subject."),
}


def renewed(data: QueryDict, version: int) -> QueryDict:
    """The same words on top of the row as it is now, so that saving again is a choice."""
    fresh = data.copy()
    fresh["version"] = str(version)
    return fresh


class LinesField(forms.CharField):
    """Paragraphs: a line end counts as one character, as it does in the browser."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        return "\n".join((super().to_python(value) or "").splitlines()).strip()


class TextForm(PlainForm):
    """One invitation text. Left empty, the made text comes back."""

    text = LinesField(label=_("Text"), max_length=PROSE, required=False)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, part: Text) -> None:
        initial = {"text": part.text, "version": part.version}
        super().__init__(data, auto_id=f"{part.kind}-%s", initial=initial)
        field = self.fields["text"]
        field.label, field.help_text = part.kind.label, HINTS[part.kind]
        rows = min(MOST_ROWS, part.text.count("\n") + 3)
        field.widget.attrs.update(rows=rows, lang=part.language)


class ComingForm(PlainForm):
    """How people say that they come, and whether invitations tell the place."""

    contact_line = forms.CharField(
        label=_("How do people say that they come?"),
        help_text=_(
            "Everyone who gets the invitation can read it, such as “Call Anneke: 06 12 34 56 78”. "
            "Leave it open when people can just come, or say so on the page of a meetup."
        ),
        max_length=LINE,
        required=False,
    )
    shows_place = forms.BooleanField(label=_("Tell the place in the invitation"), required=False)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, initiative: Initiative) -> None:
        initial = {
            "contact_line": initiative.contact_line,
            "shows_place": initiative.tells_place,
            "version": initiative.version,
        }
        super().__init__(data, auto_id="coming-%s", initial=initial)
        if initiative.is_sensitive:
            self.fields["shows_place"].help_text = _(
                "This plan is sensitive. Without the place, people hear it from you when they say "
                "that they come."
            )

"""Writing to all guests of a meetup: first as they will read it, then sent."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.template import Context
from django.template.loader import get_template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from meetups import clock
from meetups.accounts.access import SignedInRequest, kept_form, signed_in
from meetups.initiatives.access import Right, Seat
from meetups.initiatives.services.errors import PlanError
from meetups.initiatives.views.workspace import workspace

from ..access import get_meetup_for
from ..forms.guests import NoteForm
from ..letters.notes import context_of
from ..models import Meetup
from ..queries.guests import guest_list
from ..services.notes import Draft, draft_note, is_new_organiser, mails_left, send_note
from .guests import TAB, back


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def write(request: SignedInRequest, pk: int, meetup: int) -> HttpResponse:
    """Write to the guests; with `send` it goes, else it is shown as they will read it."""
    seat, found = get_meetup_for(request.user, pk, meetup, Right.CHANGE)
    form = NoteForm(request.POST if request.method == "POST" else kept_form(request))
    now = clock.now()
    if request.method == "POST" and form.is_valid():
        note = {"text": form.cleaned_data["text"], "to_all": form.to_all}
        try:
            if "send" in request.POST:
                written = send_note(seat=seat, meetup=found, now=now, **note)
                return back(request, found, _sent_words(written.guests))
            if "change" not in request.POST:
                draft = draft_note(seat=seat, meetup=found, now=now, **note)
                return _preview(request, seat, found, form, draft)
        except ValidationError as error:
            form.blame(error)
        except PlanError as error:
            form.add_error(None, error.message)
    is_new = is_new_organiser(seat.user)
    return workspace(
        request,
        seat,
        "agenda/guests/write.html",
        tab=TAB,
        status=422 if form.errors else 200,
        meetup=found,
        form=form,
        guests=guest_list(found),
        is_new=is_new,
        left=mails_left(seat.user, now=now) if is_new else None,
    )


def _preview(
    request: SignedInRequest, seat: Seat, meetup: Meetup, form: NoteForm, draft: Draft
) -> HttpResponse:
    """The note as guests will read it, with its last chance to be changed."""
    context = context_of(
        meetup,
        text=form.cleaned_data["text"],
        name=_("(name of the guest)"),
        link=_("(link to their own page)"),
        is_coming=True,
    )
    context["site_name"] = settings.SITE_NAME
    template = get_template("mail/guest_note.txt").template  # type: ignore[attr-defined]
    text = str(template.render(Context(context, autoescape=False))).strip()
    subject, _newline, body = text.partition("\n")
    return workspace(
        request,
        seat,
        "agenda/guests/preview.html",
        tab=TAB,
        meetup=meetup,
        form=form,
        draft=draft,
        number=len(draft.rsvp_pks),
        subject=subject,
        body=body.strip(),
    )


def _sent_words(number: int) -> str:
    words = ngettext(
        "Your note is on its way to %(number)d guest.",
        "Your note is on its way to %(number)d guests.",
        number,
    )
    return words % {"number": number}

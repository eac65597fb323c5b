"""The mail about one meetup: what went out and what will, how it looks, and a test to oneself."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp, csp_update
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMultiAlternatives
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from meetups import clock
from meetups.accounts.access import SignedInRequest, signed_in
from meetups.accounts.limits import seconds_to_wait, too_many_requests
from meetups.agenda.access import get_meetup_for
from meetups.agenda.models import Meetup
from meetups.initiatives.access import Right, Seat
from meetups.initiatives.services.errors import PlanError
from meetups.initiatives.views.workspace import workspace
from meetups.outbox.letters import Letter
from meetups.outbox.rendering import compose
from meetups.web import go

from ..queries_mail import Row, mail_of, others_of, reminders_of
from ..services.previews import SHOWN, letter_of, send_test
from ..wording_mail import kind_words, numbers_words

TAB = "agenda:meetups"


@require_safe
@signed_in
def mail(request: SignedInRequest, pk: int, meetup: int) -> HttpResponse:
    """What of each kind is planned, left, failed or came too late: numbers, for the team."""
    seat, found = get_meetup_for(request.user, pk, meetup, Right.BELONG)
    sent = mail_of(found)
    return workspace(
        request,
        seat,
        "reminders/mail.html",
        tab=TAB,
        meetup=found,
        reminders=_in_words(reminders_of(found, sent, now=clock.now())),
        others=_in_words(others_of(sent)),
        lost=sum(one.failed + one.expired for one in sent.values()),
        languages=settings.LANGUAGES,
        shown=SHOWN,
    )


@require_safe
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # its type knows no arguments
@signed_in
def mail_preview(
    request: SignedInRequest, pk: int, meetup: int, kind: str, language: str
) -> HttpResponse:
    """One mail as its reader gets it: with its layout in a frame, and as text."""
    seat, found, letter = _letter(request, pk, meetup, kind, language)
    shown = _composed(letter)
    return workspace(
        request,
        seat,
        "reminders/mail_preview.html",
        tab=TAB,
        meetup=found,
        kind=kind,
        words=kind_words(kind),
        language=language,
        languages=settings.LANGUAGES,
        subject=shown.subject,
        body=shown.body,
        files=[name for name, _content, _type in letter.attachments],
    )


@require_safe
@csp(  # type: ignore[arg-type]
    {
        "default-src": [NONE],
        "style-src": [UNSAFE_INLINE],
        "sandbox": True,
        "frame-ancestors": [SELF],
    }
)
@xframe_options_sameorigin
@signed_in
def mail_html(
    request: SignedInRequest, pk: int, meetup: int, kind: str, language: str
) -> HttpResponse:
    """The HTML of a mail as it is; the browser runs nothing in it and fetches nothing."""
    _seat, _meetup, letter = _letter(request, pk, meetup, kind, language)
    return HttpResponse(str(_composed(letter).alternatives[0][0]))


@require_POST
@signed_in
def mail_test(
    request: SignedInRequest, pk: int, meetup: int, kind: str, language: str
) -> HttpResponse:
    """Send it to the organiser who asks, and to nobody else; a few times an hour."""
    _seat, _meetup, letter = _letter(request, pk, meetup, kind, language, Right.CHANGE)
    if seconds := seconds_to_wait(request, "team_mail", key=request.user.email):
        return too_many_requests(request, seconds)
    try:
        send_test(letter=letter, user=request.user)
    except PlanError as error:
        messages.error(request, error.message)
    else:
        said = _("The test is sent to %(address)s.") % {"address": request.user.email}
        messages.success(request, said)
    return go(request, reverse("reminders:mail_preview", args=[pk, meetup, kind, language]))


def _in_words(rows: list[Row]) -> list[tuple[Row, str, list[tuple[str, bool]]]]:
    return [(row, kind_words(row.kind), numbers_words(row.sent)) for row in rows]


def _letter(
    request: SignedInRequest,
    pk: int,
    meetup: int,
    kind: str,
    language: str,
    right: Right = Right.BELONG,
) -> tuple[Seat, Meetup, Letter]:
    seat, found = get_meetup_for(request.user, pk, meetup, right)
    if kind not in SHOWN or language not in dict(settings.LANGUAGES):
        raise Http404
    return seat, found, letter_of(kind, found, to=request.user.email, language=language)


def _composed(letter: Letter) -> EmailMultiAlternatives:
    return compose(letter.template, to=letter.to, language=letter.language, context=letter.context)

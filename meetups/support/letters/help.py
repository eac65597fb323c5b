"""Mail about help: asked, answered, promised, and withdrawn. Made when it leaves."""

from datetime import datetime

from django.utils import timezone, translation

from meetups.initiatives.models import Event
from meetups.outbox.letters import Dropped, Letter
from meetups.outbox.models import OutboundMessage

from ..help_wording import due_words, size_words
from ..models import Promise, PromiseState, RequestState, SupportRequest
from .thread import GONE, Reader, office, organiser, person, words_of


def help_asked(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    """To the office: what the team needs. Not when it is answered or withdrawn."""
    asked = SupportRequest.objects.select_related("asked_by", "initiative__municipality__office")
    request = asked.filter(pk=message.subject_id).first()
    reader = office(request.initiative if request else None)
    if request is None or isinstance(reader, Dropped):
        return GONE
    if request.state != RequestState.OPEN:
        return Dropped()
    with translation.override(reader.language):
        context = {
            **reader.context,
            "name": person(request.asked_by),
            "kind": request.get_kind_display(),
            "size": size_words(request),
            "text": words_of(request.initiative, request.text),
            "needed_on": request.needed_on,
        }
    return Letter(reader.email, reader.language, "help_asked", context)


def help_answered(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    """To one organiser: what the office says to a request; the event is `message.revision`."""
    reader, event = organiser(message), _event(message)
    if event is None or isinstance(reader, Dropped):
        return GONE
    asked = reader.initiative.support_requests.filter(answered_at=event.at, text=event.subject)
    request = asked.first()
    if request is None:  # its promise was withdrawn, which has a mail of its own
        return Dropped()
    promise = request.promises.select_related("owner").filter(promised_at=event.at).first()
    with translation.override(reader.language):
        context = {
            **reader.context,
            "name": person(event.by),
            "asked": words_of(reader.initiative, request.text),
            "is_declined": request.state == RequestState.DECLINED,
            "answer": words_of(reader.initiative, request.answer),
            **(_promised(promise, reader, now) if promise else {}),
        }
    return Letter(reader.email, reader.language, "help_answered", context)


def promise_told(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    """To one organiser: something is promised, or withdrawn; the event is `message.revision`."""
    reader, event = organiser(message), _event(message)
    if event is None or isinstance(reader, Dropped):
        return GONE
    promises = reader.initiative.promises.filter(text=event.subject).select_related("owner")
    withdrawn = promises.filter(state=PromiseState.WITHDRAWN, settled_at=event.at).first()
    made = promises.filter(state=PromiseState.PROMISED, promised_at=event.at).first()
    promise = withdrawn or made
    if promise is None:  # it was made, and is kept or withdrawn by now
        return Dropped()
    with translation.override(reader.language):
        context = {
            **reader.context,
            "name": person(event.by),
            "is_withdrawn": promise == withdrawn,
            "why_not": words_of(reader.initiative, promise.why),
            **_promised(promise, reader, now),
        }
    return Letter(reader.email, reader.language, "promise_told", context)


def _event(message: OutboundMessage) -> Event | None:
    return Event.objects.select_related("by").filter(pk=message.revision).first()


def _promised(promise: Promise, reader: Reader, now: datetime) -> dict[str, object]:
    """A promise in words, in the language that is on."""
    plan = reader.initiative
    return {
        "kind": promise.get_kind_display(),
        "size": size_words(promise),
        "text": words_of(plan, promise.text),
        "owner": person(promise.owner),
        "due": due_words(promise, timezone.localdate(now)),
        "then": words_of(plan, promise.then) if promise.is_once else "",
    }

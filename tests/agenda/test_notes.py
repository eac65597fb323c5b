"""A note to all guests: through the site, in its frame, and not too often."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from meetups.accounts.models import User
from meetups.agenda.letters.notes import guest_note
from meetups.agenda.models import GuestNote, Meetup, MeetupState, Origin, Rsvp, RsvpState
from meetups.agenda.services import notes, seats
from meetups.initiatives.lifecycle import Status
from meetups.initiatives.models import Event, EventKind, Initiative
from meetups.initiatives.services.errors import PlanError
from meetups.initiatives.services.record import note as put_down
from meetups.outbox.letters import Dropped, Letter
from meetups.outbox.models import OutboundMessage, State
from meetups.outbox.services.sending import send_due
from tests.agenda.makers import make_meetup, make_rsvp
from tests.factories import NOW, make_member, make_user
from tests.initiatives.team import Meeting, at_once, lasting_plan, seat_of

pytestmark = pytest.mark.django_db
TEXT = "Neem een lepel mee.\nTot zaterdag!"


@pytest.fixture
def meetup(initiative: Initiative) -> Meetup:
    return make_meetup(initiative)


def path(meetup: Meetup) -> str:
    return f"/nl/initiatives/{meetup.initiative_id}/meetups/{meetup.pk}/write/"


def send(by: User, meetup: Meetup, **values: Any) -> GuestNote:
    data: dict[str, Any] = {"text": TEXT, "to_all": False, "now": NOW} | values
    return notes.send_note(seat=seat_of(by, meetup.initiative), meetup=meetup, **data)


def approve(initiative: Initiative) -> None:
    put_down(initiative, EventKind.MOVED, by=None, now=NOW, after=Status.APPROVED)


def posted() -> list[tuple[str, int, int | None, int]]:
    rows = OutboundMessage.objects.order_by("subject_id", "revision")
    return list(rows.values_list("kind", "subject_id", "group_id", "revision"))


# --- to whom -------------------------------------------------------------------------------------
def test_it_goes_to_who_comes_and_on_request_to_who_waits(meetup: Meetup, organiser: User) -> None:
    mo = make_rsvp(meetup, "Mo")
    make_rsvp(meetup, "Opa", origin=Origin.PAPER)
    waits = [
        make_rsvp(meetup, "Bo", RsvpState.OFFERED),
        make_rsvp(meetup, "Jo", RsvpState.WAITING),
    ]
    for state in ("pending", "withdrawn", "removed"):
        make_rsvp(meetup, state, RsvpState(state))
    first = send(organiser, meetup)
    assert posted() == [("guest_note", mo.pk, meetup.pk, first.pk)]
    second = send(organiser, meetup, text="En nog iets.", to_all=True)
    assert posted()[1:] == [("guest_note", rsvp.pk, meetup.pk, second.pk) for rsvp in (mo, *waits)]
    assert list(GuestNote.objects.values_list("by", "text", "guests")) == [
        (organiser.pk, "En nog iets.", 3),
        (organiser.pk, TEXT, 1),
    ]
    told = Event.objects.values_list("kind", "subject")
    assert list(told) == [("guests_told", meetup.title)] * 2


@pytest.mark.parametrize("state", [MeetupState.DRAFT, MeetupState.CANCELLED])
def test_only_guests_of_an_open_meetup_are_written_to(
    state: MeetupState, meetup: Meetup, organiser: User
) -> None:
    with pytest.raises(PlanError):
        send(organiser, meetup)
    make_rsvp(meetup, "Mo")
    with pytest.raises(PlanError):
        send(organiser, meetup, now=meetup.ends_at)
    cancelled = NOW if state == MeetupState.CANCELLED else None
    Meetup.objects.update(state=state, cancelled_at=cancelled)
    with pytest.raises(PlanError):
        send(organiser, meetup)
    assert (GuestNote.objects.count(), posted()) == (0, [])


# --- how much ------------------------------------------------------------------------------------
def test_twice_a_day_about_one_meetup_whoever_writes(meetup: Meetup, organiser: User) -> None:
    approve(meetup.initiative)
    other = make_user("Anneke")
    make_member(meetup.initiative, other, role="organiser")
    make_rsvp(meetup, "Mo")
    send(organiser, meetup, text="een")
    with pytest.raises(PlanError):
        send(other, meetup, text="een")
    send(other, meetup, text="twee", now=NOW + timedelta(hours=1))
    with pytest.raises(PlanError):
        send(organiser, meetup, text="drie", now=NOW + timedelta(hours=23))
    send(organiser, meetup, text="drie", now=NOW + timedelta(hours=24))
    twin = make_meetup(meetup.initiative)
    make_rsvp(twin, "Mo")
    send(organiser, twin, text="een")


def test_a_new_organiser_writes_no_links(meetup: Meetup, organiser: User) -> None:
    make_rsvp(meetup, "Mo")
    for text in ("Kijk op www.example.org", "http://x", "mail mij@example.org"):
        with pytest.raises(ValidationError) as caught:
            send(organiser, meetup, text=text)
        assert list(caught.value.message_dict) == ["text"]
    approve(meetup.initiative)
    send(organiser, meetup, text="Kijk op www.example.org")


def test_who_is_new_follows_from_what_offices_said(meetup: Meetup, helper: User) -> None:
    fatma = seat_of(helper, meetup.initiative).initiative.members.get(role="organiser").user
    for after in (Status.SUBMITTED, Status.DECLINED, Status.RUNNING):
        put_down(meetup.initiative, EventKind.MOVED, by=fatma, now=NOW, after=after)
    assert notes.is_new_organiser(fatma)
    approve(meetup.initiative)
    assert not notes.is_new_organiser(fatma)
    assert notes.is_new_organiser(helper)


def test_a_new_organiser_sends_thirty_mails_a_day_at_most(meetup: Meetup, organiser: User) -> None:
    Meetup.objects.update(capacity=100)
    meetup.refresh_from_db()
    GuestNote.objects.create(meetup=make_meetup(meetup.initiative), by=organiser, at=NOW, guests=26)
    put_down(meetup.initiative, EventKind.INVITED, by=organiser, now=NOW)
    for name in ("Mo", "Bo", "Jo"):
        make_rsvp(meetup, name)
    later = NOW + timedelta(hours=1)
    assert notes.mails_left(organiser, now=later) == 3
    fourth = make_rsvp(meetup, "Te veel")
    with pytest.raises(PlanError):
        send(organiser, meetup, now=later)
    fourth.delete()
    send(organiser, meetup, now=later)
    assert notes.mails_left(organiser, now=later) == 0
    assert notes.mails_left(organiser, now=later + timedelta(days=1)) == 30
    approve(meetup.initiative)
    make_rsvp(meetup, "Nog een")
    send(organiser, meetup, now=later, text="Vrij.")


# --- the letter ----------------------------------------------------------------------------------
def letter(rsvp: Rsvp, note: GuestNote, now: Any = NOW) -> Letter | Dropped:
    message = OutboundMessage(
        kind="guest_note", subject_id=rsvp.pk, group_id=rsvp.meetup_id, revision=note.pk
    )
    return guest_note(message, now=now)


def test_the_mail_has_the_words_in_a_frame_and_can_be_stopped(
    meetup: Meetup, organiser: User
) -> None:
    rsvp = make_rsvp(meetup, "Mo")
    send(organiser, meetup, text="<b>Neem</b> een lepel mee & kom.")
    send_due(now=NOW)
    (sent,) = mail.outbox
    assert sent.to == ["mo@example.org"]
    assert sent.subject.endswith(" zaterdag 24 april, 14.00 uur")
    assert meetup.title not in sent.subject
    assert "List-Unsubscribe" in sent.extra_headers
    text, page = sent.body, str(sent.alternatives[0][0])  # type: ignore[attr-defined]
    assert "<b>Neem</b> een lepel mee & kom." in text
    assert "&lt;b&gt;Neem&lt;/b&gt; een lepel mee &amp; kom." in page
    for part in (text, page):
        for words in (" Mo,", "Fatma", meetup.title, "Dennenlaan 12", rsvp.token, "8 mei 2027"):
            assert words in part
    assert OutboundMessage.objects.get().state == State.SENT


def test_a_hidden_address_and_a_sensitive_title_stay_hidden(
    meetup: Meetup, organiser: User
) -> None:
    Meetup.objects.update(hides_address=True)
    waits = make_rsvp(meetup, "www.evil.nl", RsvpState.WAITING)
    comes = make_rsvp(meetup, "Mo")
    note = send(organiser, meetup, to_all=True)
    shown = [letter(rsvp, note) for rsvp in (waits, comes)]
    assert all(isinstance(one, Letter) for one in shown)
    wheres = ["Dennenlaan 12" in str(one.context["where"]) for one in shown]  # type: ignore[union-attr]
    assert wheres == [False, True]
    assert [one.context["name"] for one in shown] == ["", "Mo"]  # type: ignore[union-attr]
    Initiative.objects.update(is_sensitive=True)
    (hidden,) = [letter(comes, note)]
    assert isinstance(hidden, Letter)
    assert hidden.context["title"] == ""


def test_it_is_dropped_when_it_is_of_no_use_any_more(meetup: Meetup, organiser: User) -> None:
    rsvp = make_rsvp(meetup, "Mo")
    note = send(organiser, meetup)
    assert isinstance(letter(rsvp, note), Letter)
    assert letter(rsvp, note, now=meetup.ends_at) == Dropped(State.EXPIRED)
    other = GuestNote.objects.create(meetup=make_meetup(meetup.initiative), at=NOW, text="Nee")
    assert letter(rsvp, other) == Dropped()
    for state in ("withdrawn", "removed", "pending"):
        Rsvp.objects.update(state=state)
        assert letter(rsvp, note) == Dropped()
    Rsvp.objects.update(state="confirmed")
    Meetup.objects.filter(pk=meetup.pk).update(state="cancelled", cancelled_at=NOW)
    assert letter(rsvp, note) == Dropped()
    Rsvp.objects.all().delete()
    assert letter(rsvp, note) == Dropped()


# --- the page ------------------------------------------------------------------------------------
@pytest.fixture
def soon(initiative: Initiative) -> Meetup:
    return make_meetup(initiative, starts_at=timezone.now() + timedelta(days=30))


def test_it_is_shown_before_it_is_sent(client: Client, soon: Meetup, organiser: User) -> None:
    make_rsvp(soon, "Mohammed")
    make_rsvp(soon, "Opa", origin=Origin.PAPER)
    client.force_login(organiser)
    data = {"to": "coming", "text": TEXT}
    preview = client.post(path(soon), data)
    body = preview.content.decode()
    assert preview.status_code == 200
    assert "Neem een lepel mee.<br>Tot zaterdag!" in body
    assert 'name="send"' in body
    assert "Mohammed" not in body
    assert (GuestNote.objects.count(), posted()) == (0, [])
    changed = client.post(path(soon), data | {"change": "1"})
    assert (changed.status_code, TEXT in changed.content.decode()) == (200, True)
    assert client.post(path(soon), data | {"send": "1"}).status_code == 302
    again = client.post(path(soon), data | {"send": "1"})
    assert (again.status_code, TEXT in again.content.decode()) == (422, True)
    assert GuestNote.objects.get().guests == 1
    shown = client.get(path(soon).replace("write", "guests")).content.decode()
    assert "Neem een lepel mee.<br>Tot zaterdag!" in shown


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"to": "coming", "text": ""}, "text"),
        ({"to": "coming", "text": "\u200b"}, "text"),
        ({"to": "coming", "text": "x" * 501}, "text"),
        ({"to": "coming", "text": "Kijk op example.org"}, "text"),
        ({"to": "iedereen", "text": TEXT}, "to"),
    ],
)
def test_what_is_wrong_is_said_by_field_and_nothing_is_lost(
    data: dict[str, str], field: str, client: Client, soon: Meetup, organiser: User
) -> None:
    make_rsvp(soon, "Mo")
    client.force_login(organiser)
    for extra in ({}, {"send": "1"}):
        response = client.post(path(soon), data | extra)
        assert response.status_code == 422
        assert list(response.context["form"].errors) == [field]
        assert data["text"] in response.content.decode()
    assert not GuestNote.objects.exists()


# --- at the same moment --------------------------------------------------------------------------
def race(monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> int:
    """A new organiser writes about two meetups at once, and may still write to one guest."""
    fatma = make_user("Fatma")
    plan = lasting_plan(fatma)
    meetups = [make_meetup(plan), make_meetup(plan)]
    for meetup in meetups:
        make_rsvp(meetup, "Mo")
    GuestNote.objects.create(meetup=make_meetup(plan), by=fatma, at=NOW, guests=29)
    act: Any = notes.send_note
    if not guarded:
        act = act.__wrapped__
        monkeypatch.setattr(seats, "hold", lambda pk: Meetup.objects.get(pk=pk))
        monkeypatch.setattr(notes, "_hold_writer", lambda user: None)
    Meeting().after(monkeypatch, notes, "draft_note")
    seat = seat_of(fatma, plan)
    given = {"seat": seat, "text": TEXT, "to_all": False, "now": NOW}
    at_once(*(partial(act, meetup=meetup, **given) for meetup in meetups))
    return GuestNote.objects.filter(text=TEXT).count()


@pytest.mark.django_db(transaction=True)
def test_two_notes_at_once_do_not_pass_the_limit_together(monkeypatch: pytest.MonkeyPatch) -> None:
    assert race(monkeypatch, guarded=True) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_would_go(monkeypatch: pytest.MonkeyPatch) -> None:
    assert race(monkeypatch, guarded=False) == 2

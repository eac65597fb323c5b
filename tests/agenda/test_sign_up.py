"""Signing up: the same answer for everyone, limits that hold, and mail that says what is so."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone, translation

from meetups.accounts.limits import seconds_to_wait
from meetups.agenda.letters import sign_up as letters
from meetups.agenda.models import Meetup, MeetupState, NeedCount, Rsvp, RsvpState
from meetups.agenda.models.guests import email_digests
from meetups.agenda.services import seats, sign_up
from meetups.agenda.wording import start_words
from meetups.initiatives.models import Initiative
from meetups.outbox.letters import Dropped, Letter
from meetups.outbox.models import OutboundMessage, State
from meetups.outbox.rendering import compose
from meetups.outbox.services.addresses import is_suppressed, suppress
from meetups.outbox.services.sending import send_due
from meetups.sealing import sha256
from tests.agenda.makers import STARTS, make_meetup, make_rsvp
from tests.factories import NOW
from tests.fuzz import fill_in_all, forms_on

pytestmark = pytest.mark.django_db
S = RsvpState
SAM = "sam@example.org"
LATER = NOW + timedelta(hours=1)


def signs_up(meetup: Meetup, email: str = SAM, **values: object) -> None:
    given = {"name": "Sam", "party": 2, "language": "nl", "now": NOW} | values
    sign_up.sign_up(meetup=meetup, email=email, **given)  # type: ignore[arg-type]


def posted() -> list[tuple[str, str]]:
    """Kind and state of all mail, oldest first."""
    return list(
        OutboundMessage.objects.order_by("posted_at", "revision").values_list("kind", "state")
    )


# --- the service ---------------------------------------------------------------------------------
def test_who_signs_up_has_no_seat_before_they_say_yes() -> None:
    meetup = make_meetup(needs_asked=["halal", "lift"])
    signs_up(meetup)
    rsvp = Rsvp.objects.get()
    assert (rsvp.state, rsvp.name, rsvp.email, rsvp.party) == ("pending", "Sam", SAM, 2)
    assert rsvp.token_digest == sha256(rsvp.token)
    assert len(rsvp.token) == 43
    assert Meetup.objects.get().seats_taken == 0
    message = OutboundMessage.objects.get()
    assert (message.kind, message.expires_at) == ("rsvp_confirm", NOW + timedelta(hours=24))
    confirmed = sign_up.confirm_rsvp(rsvp=rsvp, needs=["halal", "wheelchair"], now=LATER)
    assert confirmed.state == "confirmed"
    sign_up.confirm_rsvp(rsvp=rsvp, needs=["halal"], now=LATER)
    assert list(NeedCount.objects.values_list("kind", "number")) == [("halal", 1)]
    assert Meetup.objects.get().seats_taken == 2


def test_what_the_database_holds_tells_nobody_who_comes() -> None:
    first, second = make_meetup(), make_meetup()
    for meetup in (first, second):
        signs_up(meetup, name="Samira de Vries", email="Samira@Example.org")
    rows = [str(list(row.values())) for row in Rsvp.objects.values()]
    token = Rsvp.objects.first().token  # type: ignore[union-attr]
    for row in rows:
        for secret in ("amira", "example.org", token):
            assert secret not in row
    assert len(set(Rsvp.objects.values_list("email_digest", flat=True))) == 2
    assert Rsvp.objects.filter(email_digest=email_digests(first.pk, " samira@example.ORG ")[0])


def test_signing_up_again_before_saying_yes_renews_it() -> None:
    meetup = make_meetup(party_most=4)
    signs_up(meetup)
    token = Rsvp.objects.get().token
    signs_up(meetup, "SAM@example.org", name="Samuel", party=4, now=LATER)
    rsvp = Rsvp.objects.get()
    assert (rsvp.name, rsvp.party, rsvp.state_at, rsvp.token) == ("Samuel", 4, LATER, token)
    old, new = OutboundMessage.objects.order_by("posted_at")
    assert isinstance(letters.rsvp_confirm(old, now=LATER), Dropped)
    assert isinstance(letters.rsvp_confirm(new, now=LATER), Letter)


@pytest.mark.parametrize("state", [S.CONFIRMED, S.WAITING, S.OFFERED])
def test_who_is_on_the_list_gets_their_link_again_and_nothing_changes(state: RsvpState) -> None:
    meetup = make_meetup()
    rsvp = make_rsvp(meetup, state=state)
    before = Rsvp.objects.values().get()
    signs_up(meetup, rsvp.email, name="Somebody else", party=1)
    assert Rsvp.objects.values().get() == before
    letter = letters.rsvp_confirm(OutboundMessage.objects.get(), now=NOW)
    assert isinstance(letter, Letter)
    assert letter.template == "rsvp_again"
    assert "Somebody else" not in str(letter.context)


def test_who_withdrew_may_sign_up_again_and_who_was_removed_hears_nothing() -> None:
    meetup = make_meetup()
    make_rsvp(meetup, "Sam", S.WITHDRAWN, turn=2)
    make_rsvp(meetup, "Noor", S.REMOVED)
    signs_up(meetup)
    signs_up(meetup, "noor@example.org")
    assert [rsvp.state for rsvp in Rsvp.objects.order_by("pk")] == ["pending", "removed"]
    assert posted() == [("rsvp_confirm", "planned")]
    assert OutboundMessage.objects.get().revision == 3


def test_who_wants_no_mail_leaves_no_trace() -> None:
    suppress(address=SAM, why="not-me", now=NOW)
    signs_up(make_meetup())
    assert not Rsvp.objects.exists()
    assert not posted()


@pytest.mark.parametrize("change", [{"is_closed": True}, {"closes_at": NOW}, {"starts_at": NOW}])
def test_what_is_closed_takes_nobody(change: dict[str, Any]) -> None:
    meetup = make_meetup(**change)
    with pytest.raises(seats.SeatError):
        signs_up(meetup)
    assert not Rsvp.objects.exists()


def test_full_without_a_list_takes_nobody_and_with_one_anybody() -> None:
    meetup = make_meetup(capacity=1, has_waiting_list=False)
    with pytest.raises(seats.SeatError):
        signs_up(meetup)
    Meetup.objects.update(has_waiting_list=True)
    signs_up(meetup)
    assert Rsvp.objects.get().state == "pending"


def test_needs_are_counted_when_the_seat_is_there_and_not_on_the_waiting_list() -> None:
    meetup = make_meetup(capacity=1, needs_asked=["halal"])
    holder = make_rsvp(meetup, "Noor")
    rsvp = make_rsvp(meetup, state=S.PENDING)
    assert sign_up.confirm_rsvp(rsvp=rsvp, needs=["halal"], now=NOW).state == "waiting"
    assert not NeedCount.objects.exists()
    sign_up.withdraw_rsvp(rsvp=holder, now=NOW)
    assert sign_up.confirm_rsvp(rsvp=rsvp, needs=["halal"], now=NOW).state == "confirmed"
    assert NeedCount.objects.get().number == 1


def test_not_me_erases_frees_the_seat_and_stops_all_mail() -> None:
    meetup = make_meetup(capacity=1)
    rsvp = make_rsvp(meetup)
    make_rsvp(meetup, "Noor", S.WAITING)
    gone = Rsvp.objects.get(pk=rsvp.pk)
    sign_up.not_me(rsvp=rsvp, now=NOW)
    assert [rsvp.name for rsvp in Rsvp.objects.filter(state="offered")] == ["Noor"]
    assert Rsvp.objects.count() == 1
    assert is_suppressed(address="SAM@example.org", kind="meetup_changed")
    with pytest.raises(seats.SeatError):
        sign_up.not_me(rsvp=gone, now=NOW)
    assert sorted(posted()) == [("rsvp_offer", "planned"), ("rsvp_withdrawn", "cancelled")]


@pytest.mark.django_db(transaction=True)
def test_ten_at_once_by_one_person_are_one_row() -> None:
    with transaction.atomic():
        meetup = make_meetup()

    def once(number: int) -> None:
        try:
            signs_up(meetup, name=f"Sam{number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(once, range(10)))
    assert Rsvp.objects.count() == 1


# --- the form ------------------------------------------------------------------------------------
def fill_in(client: Client, meetup: Meetup, **typed: str) -> tuple[int, str]:
    """What someone sees who sends the form: the status of the answer, and the page after it."""
    data = {"name": "Sam", "email": SAM, "party": "2"} | typed
    response = client.post(f"/en/meetups/{meetup.code}/come/", data)
    if response.status_code == 302:
        return 302, client.get(response.headers["Location"]).content.decode()
    return response.status_code, response.content.decode()


@pytest.fixture
def meetup() -> Meetup:
    return make_meetup(starts_at=timezone.now() + timedelta(days=40), party_most=4)


def nothing(meetup: Meetup) -> None:
    pass


def comes_already(meetup: Meetup) -> None:
    make_rsvp(meetup)


def removed(meetup: Meetup) -> None:
    make_rsvp(meetup, state=S.REMOVED)


def wants_no_mail(meetup: Meetup) -> None:
    suppress(address=SAM, why="not-me", now=NOW)


def had_enough_mail(meetup: Meetup) -> None:
    for _time in range(4):
        request = HttpRequest()
        request.META["REMOTE_ADDR"] = "192.0.2.7"
        key = sign_up.limit_key(SAM.upper(), today=timezone.localdate())
        seconds_to_wait(request, "rsvp_mail", key=key)


CASES = [nothing, comes_already, removed, wants_no_mail, had_enough_mail]


def test_everyone_gets_the_same_answer() -> None:
    """Word for word, whatever we know of the address."""
    answers = []
    for case in CASES:
        with transaction.atomic():
            meetup = make_meetup(starts_at=STARTS, code="same")
            case(meetup)
            Meetup.objects.update(seats_taken=1)
            answers.append(fill_in(Client(), meetup))
            transaction.set_rollback(True)
    assert answers[0][0] == 302
    assert SAM in answers[0][1]
    assert len({text for _status, text in answers}) == 1
    assert {status for status, _text in answers} == {302}


def test_mail_is_counted_by_what_differs_each_day() -> None:
    today, tomorrow = NOW.date(), NOW.date() + timedelta(days=1)
    keys = [sign_up.limit_key(SAM, today=day) for day in (today, today, tomorrow)]
    assert keys[0] == keys[1] != keys[2]


def test_the_page_after_it_is_nobody_elses(client: Client, meetup: Meetup) -> None:
    """The address goes along in the browser of who typed it, once."""
    assert SAM in fill_in(client, meetup)[1]
    again = client.get(f"/en/meetups/{meetup.code}/come/")
    assert SAM not in again.content.decode()
    assert again.headers["Cache-Control"] == "no-store"


def test_limits_per_address_hold_in_the_database(client: Client, meetup: Meetup) -> None:
    for _time in range(5):
        assert fill_in(client, meetup)[0] == 302
    turns = Rsvp.objects.values_list("turn", flat=True)
    assert list(turns) == [3]
    assert OutboundMessage.objects.count() == 3


def test_limits_per_place_on_the_internet_and_per_meetup(client: Client, meetup: Meetup) -> None:
    statuses = [fill_in(client, meetup, email=f"{n}@example.org")[0] for n in range(21)]
    assert statuses == [302] * 20 + [429]
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "192.0.2.8"
    for _time in range(180):
        seconds_to_wait(request, "rsvp_meetup", key=meetup.code)
    other = Client(REMOTE_ADDR="192.0.2.9")
    assert fill_in(other, meetup)[0] == 429
    assert fill_in(other, make_meetup(starts_at=meetup.starts_at))[0] == 302


WRONG = [
    *(("name", value) for value in ("", " ", "\u200b", "\u202e", "x" * 41, "a\0b", "kijk op x.nl")),
    *(("email", value) for value in ("", "sam", "sam@", "a@b@c.nl", "s\0@example.org", "a" * 300)),
    *(("email", value) for value in ("sam@example.org\r\nBcc: x@example.org", "<b>@example.org")),
    *(("party", value) for value in ("", "0", "5", "-1", "1.5", "veel", "9" * 5000, "٣٣")),
]


@pytest.mark.parametrize(("field", "value"), WRONG)
def test_what_is_wrong_is_said_by_the_field(
    field: str, value: str, client: Client, meetup: Meetup
) -> None:
    status, text = fill_in(client, meetup, **{field: value})
    assert status == 422
    assert text.count("<title>Error: ") == 1
    assert f'id="id_{field}_error"' in text
    assert not Rsvp.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Oma 👩‍👩‍👧", "Oma 👩‍👩‍👧"),
        (" Jan \t Piet ", "Jan Piet"),
        ("\u202eevil\u2066", "evil"),
        ("<b>Bo</b>", "<b>Bo</b>"),
        ("د. Şule", "د. Şule"),
    ],
)
def test_names_are_kept_as_people_write_them(
    typed: str, kept: str, client: Client, meetup: Meetup
) -> None:
    assert fill_in(client, meetup, name=typed)[0] == 302
    assert Rsvp.objects.get().name == kept


def test_anything_typed_is_taken_or_refused_and_never_lost(client: Client, meetup: Meetup) -> None:
    (form,) = forms_on(client, [f"/en/meetups/{meetup.code}/"], "/meetups/")
    assert sorted(form.kinds) == ["email", "name", "party"]
    fill_in_all(client, [form])


def test_one_person_each_is_not_asked_how_many(client: Client) -> None:
    meetup = make_meetup(party_most=1)
    assert 'name="party"' not in client.get(f"/en/meetups/{meetup.code}/").content.decode()
    assert fill_in(client, meetup, party="9")[0] == 302
    assert Rsvp.objects.get().party == 1


def test_it_fills_up_while_someone_types(client: Client, meetup: Meetup) -> None:
    Meetup.objects.update(has_waiting_list=False, capacity=1)
    status, text = fill_in(client, meetup)
    assert status == 422
    assert 'id="id_party_error"' in text
    Meetup.objects.update(is_closed=True)
    assert fill_in(client, meetup)[0] == 422


@pytest.mark.parametrize("state", [MeetupState.DRAFT])
def test_a_draft_takes_nobody(state: MeetupState, client: Client) -> None:
    meetup = make_meetup(state=state)
    assert fill_in(client, meetup)[0] == 404
    assert client.get(f"/en/meetups/{meetup.code}/come/").status_code == 404


# --- the letters ---------------------------------------------------------------------------------
KINDS = {
    "rsvp_confirm": (letters.rsvp_confirm, S.PENDING),
    "rsvp_coming": (letters.rsvp_coming, S.CONFIRMED),
    "rsvp_waiting": (letters.rsvp_waiting, S.WAITING),
    "rsvp_offer": (letters.rsvp_offer, S.OFFERED),
    "rsvp_offer_ended": (letters.rsvp_offer_ended, S.WITHDRAWN),
    "rsvp_withdrawn": (letters.rsvp_withdrawn, S.WITHDRAWN),
    "rsvp_removed": (letters.rsvp_removed, S.REMOVED),
}
TITLE, ADDRESS, CHANNEL = "Praten over rouw", "Dennenlaan 12", "https://meet.example.org/kamer"


def letter_of(kind: str, rsvp: Rsvp, *, turn: int = 0) -> Letter | Dropped:
    message = OutboundMessage(kind=kind, subject_id=rsvp.pk, revision=turn)
    return KINDS[kind][0](message, now=LATER)


def written(letter: Letter | Dropped) -> tuple[str, str, str]:
    """Subject, text and page of a letter, as they leave."""
    assert isinstance(letter, Letter)
    made = compose(letter.template, to=letter.to, language=letter.language, context=letter.context)
    return str(made.subject), str(made.body), str(made.alternatives[0][0])


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_letter_says_what_when_why_and_how_to_stop(kind: str, language: str) -> None:
    state = KINDS[kind][1]
    meetup = make_meetup(title=TITLE, way="both", online_link=CHANNEL, hides_address=True)
    rsvp = make_rsvp(meetup, "Şule", state, language=language)
    subject, text, page = written(letter_of(kind, rsvp))
    with translation.override(language):
        assert subject.startswith(start_words(meetup))
    assert TITLE not in subject
    assert "\n" not in subject
    comes = state == S.CONFIRMED
    for part in (text, page):
        assert f"/{language}/guests/{rsvp.token}/" in part
        assert TITLE in part
        assert (ADDRESS in part) is comes
        assert CHANNEL not in part
        assert ("Şule" in part) is (kind != "rsvp_confirm")
        assert ("2027" in part) is (kind != "rsvp_confirm")
        assert "{" not in part
    assert max(len(line) for line in text.splitlines() if "http" not in line) <= 64
    assert page.count("border-radius:6px") == 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_topic_of_a_sensitive_meetup_is_in_no_mail(kind: str) -> None:
    meetup = make_meetup(title=TITLE)
    Initiative.objects.update(is_sensitive=True)
    parts = written(letter_of(kind, make_rsvp(meetup, state=KINDS[kind][1])))
    assert TITLE not in "".join(parts)


@pytest.mark.parametrize("kind", KINDS)
def test_words_that_a_mail_program_makes_a_link_of_stay_on_the_page(kind: str) -> None:
    meetup = make_meetup(title="Kom naar evil.example", bring="https://evil.example", route="www.x")
    Initiative.objects.update(contact_line="evil.example")
    rsvp = make_rsvp(meetup, "evil.example", KINDS[kind][1], email=SAM)
    assert "evil" not in "".join(written(letter_of(kind, rsvp)))


def other_turn(rsvp: Rsvp) -> None:
    Rsvp.objects.update(turn=1)


def other_state(rsvp: Rsvp) -> None:
    new = S.REMOVED if rsvp.state != S.REMOVED else S.PENDING
    Rsvp.objects.update(state=new, waits_since=None, offered_until=None)


def erased(rsvp: Rsvp) -> None:
    Rsvp.objects.all().delete()


def without_address(rsvp: Rsvp) -> None:
    Rsvp.objects.update(email_sealed=b"")


def cancelled(rsvp: Rsvp) -> None:
    Meetup.objects.update(state=MeetupState.CANCELLED, cancelled_at=NOW)


def over(rsvp: Rsvp) -> None:
    Meetup.objects.update(starts_at=NOW - timedelta(hours=3), ends_at=NOW)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("why", [other_turn, other_state, erased, without_address, cancelled, over])
def test_what_is_no_longer_so_does_not_leave(kind: str, why: Callable[[Rsvp], None]) -> None:
    rsvp = make_rsvp(make_meetup(), state=KINDS[kind][1])
    assert isinstance(letter_of(kind, rsvp), Letter)
    why(rsvp)
    assert isinstance(letter_of(kind, rsvp), Dropped)


def test_what_comes_too_late_does_not_leave() -> None:
    rsvp = make_rsvp(make_meetup(closes_at=LATER), state=S.PENDING)
    assert letter_of("rsvp_confirm", rsvp) == Dropped(State.EXPIRED)
    offered = make_rsvp(make_meetup(), "Noor", S.OFFERED)
    Rsvp.objects.filter(pk=offered.pk).update(offered_until=LATER)
    assert letter_of("rsvp_offer", offered) == Dropped(State.EXPIRED)


def test_who_comes_has_the_entry_for_their_calendar_with_the_mail() -> None:
    meetup = make_meetup(hides_address=True)
    letter = letter_of("rsvp_coming", make_rsvp(meetup))
    assert isinstance(letter, Letter)
    ((name, content, kind),) = letter.attachments
    assert (name[-4:], kind) == (".ics", "text/calendar")
    assert ADDRESS in content.decode()
    waiting = letter_of("rsvp_waiting", make_rsvp(meetup, "Noor", S.WAITING))
    assert isinstance(waiting, Letter)
    assert not waiting.attachments


def test_from_the_form_to_the_calendar_by_mail_alone(client: Client, meetup: Meetup) -> None:
    """Sign up, press the button in the mail, say yes, and hear that you have a seat."""
    assert fill_in(client, meetup)[0] == 302
    send_due()
    (asked,) = mail.outbox
    assert asked.to == [SAM]
    link = next(line for line in asked.body.splitlines() if "/guests/" in line)
    path = link[link.index("/en/") :]
    for _scanner in range(2):
        assert client.get(path).status_code == 200
    assert Rsvp.objects.get().state == "pending"
    assert client.post(f"{path}confirm/").status_code == 302
    send_due()
    told = mail.outbox[1]
    assert "Sam" in told.body
    assert len(told.attachments) == 1
    assert client.post(f"{path}withdraw/").status_code == 302
    send_due()
    assert len(mail.outbox) == 3
    assert Meetup.objects.get().seats_taken == 0

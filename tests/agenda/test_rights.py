"""Guests see, take along and erase what is kept of them, with a mailed link and no account."""

import json
import logging
import re
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from meetups.accounts.models import User
from meetups.accounts.own_data import data_of
from meetups.accounts.services.people import erase_account
from meetups.agenda.letters.rights import guest_rights
from meetups.agenda.models import GuestNote, Meetup, RightsRequest, Rsvp, RsvpState
from meetups.agenda.queries.rights import find_request, rsvps_of
from meetups.agenda.services import rights as services
from meetups.initiatives.models import Initiative, Invitation
from meetups.outbox.letters import Dropped, Letter
from meetups.outbox.models import OutboundMessage, State, Suppression
from meetups.outbox.services.addresses import is_suppressed, suppress
from meetups.outbox.services.posting import post
from meetups.outbox.services.sending import send_due
from tests.agenda.makers import make_meetup, make_rsvp
from tests.agenda.test_purge import make_request
from tests.factories import NOW, make_user

pytestmark = pytest.mark.django_db
PAGE = "/en/guests/data/"
SAM = "sam@example.org"
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


@pytest.fixture(autouse=True)
def now() -> Any:
    """The clock stands still, some weeks before the meetup."""
    with time_machine.travel(NOW, tick=False):
        cache.clear()
        yield


def ask(client: Client, email: str = SAM, **headers: str) -> str:
    """Ask for the link, as the page does; what was answered."""
    answer = client.post(PAGE, {"email": email}, follow=True, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def link(client: Client, email: str = SAM) -> str:
    """The address of the page that the mail leads to."""
    ask(client, email)
    send_due(now=NOW)
    found = re.search(r"https?://[^/]+(/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


# --- asking --------------------------------------------------------------------------------------
def test_the_mail_leads_to_a_page_with_all_rsvps(client: Client) -> None:
    make_rsvp(make_meetup(title="Soep"), "Sam", party=2)
    make_rsvp(make_meetup(title="Bingo"), "Sammie", RsvpState.WAITING, email="SAM@Example.org")
    make_rsvp(make_meetup(title="Kaarten"), "Noor")
    page = client.get(link(client))
    text = page.content.decode()
    assert mail.outbox[0].to == [SAM]
    assert mail.outbox[0].subject == "Your data on Buurtbrug"
    assert all(words in text for words in ("Soep", "Sammie", "2 people", "2 RSVPs", SAM))
    assert "Kaarten" not in text
    assert page["Cache-Control"] == "no-store"
    assert page["X-Robots-Tag"] == "noindex, nofollow"


def test_known_and_unknown_get_the_same_answer_and_the_same_mail(client: Client) -> None:
    make_rsvp(make_meetup(), "Sam")
    known, unknown = ask(client), ask(client, "niemand@example.org")
    assert known == unknown
    send_due(now=NOW)
    assert sorted(message.to[0] for message in mail.outbox) == ["niemand@example.org", SAM]
    assert "we keep nothing" in client.get(link(client, "niemand@example.org")).content.decode()


@pytest.mark.parametrize("email", ["", "sam", "sam@", "a@b\n.nl", "x" * 250 + "@b.nl", "a\0@b.nl"])
def test_what_is_no_address_is_told_and_stays(client: Client, email: str) -> None:
    answer = client.post(PAGE, {"email": email})
    assert answer.status_code == 422
    assert "<title>Error: Your data as a guest" in answer.content.decode()
    assert not OutboundMessage.objects.exists()


def test_nobody_gets_many_of_these_mails_and_the_answer_stays_the_same(client: Client) -> None:
    answers = {ask(client, email) for email in (SAM, SAM, "SAM@example.org", SAM)}
    assert len(answers) == 1
    assert RightsRequest.objects.count() == 3


def test_one_sender_cannot_ask_for_everyone(client: Client) -> None:
    for number in range(5):
        ask(client, f"g{number}@example.org")
    answer = client.post(PAGE, {"email": SAM})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_the_language_of_the_page_is_that_of_the_mail(client: Client) -> None:
    client.post("/nl/guests/data/", {"email": SAM})
    assert RightsRequest.objects.get().language == "nl"


def test_a_request_is_sealed(client: Client) -> None:
    ask(client)
    request = RightsRequest.objects.get()
    assert request.email == SAM
    for column in (request.email_sealed, request.token_sealed):
        assert SAM.encode() not in bytes(column)
    assert request.token not in str(request.__dict__)


# --- the mail ------------------------------------------------------------------------------------
def test_the_letter_leaves_only_while_its_link_works() -> None:
    request = make_request()
    message = OutboundMessage(kind="guest_rights", subject_id=request.pk)
    letter = guest_rights(message, now=NOW + HOUR - SECOND)
    assert isinstance(letter, Letter)
    assert (letter.to, letter.language) == (SAM, "nl")
    assert str(letter.context["link"]).endswith(reverse("agenda:rights_link", args=[request.token]))
    assert guest_rights(message, now=NOW + HOUR) == Dropped(State.EXPIRED)
    request.delete()
    assert guest_rights(message, now=NOW) == Dropped(State.CANCELLED)


# --- the link ------------------------------------------------------------------------------------
def test_a_link_works_for_an_hour(client: Client) -> None:
    page = link(client)
    with time_machine.travel(NOW + HOUR - SECOND, tick=False):
        assert client.get(page).status_code == 200
    with time_machine.travel(NOW + HOUR, tick=False):
        for answer in (
            client.get(page),
            client.post(f"{page}export/"),
            client.post(f"{page}erase/"),
            client.get(f"{PAGE}{'x' * 43}/"),
        ):
            assert answer.status_code == 404
            assert "This link does not work" in answer.content.decode()


def test_looking_changes_nothing(client: Client) -> None:
    make_rsvp(make_meetup(), "Sam")
    page = link(client)
    for _time in range(2):
        client.get(page)
        client.head(page)
        assert client.get(f"{page}erase/").status_code == 405
        assert client.get(f"{page}export/").status_code == 405
    assert Rsvp.objects.count() == RightsRequest.objects.count() == 1


def test_the_export_has_everything(client: Client) -> None:
    meetup = make_meetup(title="Soep é")
    rsvp = make_rsvp(meetup, "Sam", RsvpState.OFFERED, party=2, offered_until=NOW + HOUR)
    answer = client.post(f"{link(client)}export/")
    assert answer["Content-Disposition"] == 'attachment; filename="buurtbrug-guest.json"'
    assert answer["Cache-Control"] == "no-store"
    assert "Soep é" in answer.content.decode()
    assert json.loads(answer.content) == {
        "email": SAM,
        "rsvps": [
            {
                "meetup": "Soep é",
                "starts_at": "2027-04-24T14:00:00+02:00",
                "ends_at": "2027-04-24T17:00:00+02:00",
                "name": "Sam",
                "email": SAM,
                "people": 2,
                "people_who_came": None,
                "state": "offered",
                "language": rsvp.language,
                "made_at": "2027-03-09T11:00:00+00:00",
                "in_this_state_since": "2027-03-09T11:00:00+00:00",
                "waits_since": "2027-03-09T11:00:00+00:00",
                "has_an_offer_until": "2027-03-09T12:00:00+00:00",
            }
        ],
    }


def test_erasing_leaves_nothing_and_gives_the_seat_to_the_next(client: Client) -> None:
    meetup = make_meetup(capacity=2)
    sam = make_rsvp(meetup, "Sam", party=2)
    noor = make_rsvp(meetup, "Noor", RsvpState.WAITING)
    make_rsvp(make_meetup(), "Sam", RsvpState.PENDING)
    post("guest_note", subject_id=sam.pk, group_id=meetup.pk, now=NOW)
    page = link(client)
    answer = client.post(f"{page}erase/", follow=True)
    assert answer.redirect_chain == [(f"{PAGE}?erased", 302)]
    assert "2 RSVPs are erased" in answer.content.decode()
    assert [rsvp.pk for rsvp in Rsvp.objects.all()] == [noor.pk]
    assert Rsvp.objects.get().state == RsvpState.OFFERED
    assert Meetup.objects.get(pk=meetup.pk).seats_taken == 1
    assert not RightsRequest.objects.exists()
    assert not Suppression.objects.exists()
    left = OutboundMessage.objects.filter(state=State.PLANNED).values_list("kind", "subject_id")
    assert list(left) == [("rsvp_offer", noor.pk)]
    assert client.get(page).status_code == 404


def test_who_asks_gets_no_mail_any_more(client: Client) -> None:
    answer = client.post(f"{link(client)}erase/", {"stops_mail": "on"}, follow=True)
    assert "You get no mail from us any more." in answer.content.decode()
    assert is_suppressed(address=SAM, kind="rsvp_confirm")
    assert Suppression.objects.get().why == "asked"


@pytest.mark.parametrize("state", RsvpState)
def test_guests_in_every_state_are_erased(state: RsvpState) -> None:
    meetup = make_meetup()
    make_rsvp(meetup, "Sam", state)
    assert services.erase_guest(email="Sam@example.org ", now=NOW) == 1
    assert not Rsvp.objects.exists()
    assert Meetup.objects.get().seats_taken == 0


def test_after_the_meetup_the_number_who_came_stays() -> None:
    meetup = make_meetup(attended=12)
    make_rsvp(meetup, "Sam", came=1)
    services.erase_guest(email=SAM, now=meetup.ends_at + HOUR)
    assert Meetup.objects.get().attended == 12
    assert not Rsvp.objects.exists()


def test_erasing_twice_at_once_frees_the_seats_once() -> None:
    meetup = make_meetup()
    make_rsvp(meetup, "Noor", party=3)
    read = [make_rsvp(meetup, "Sam", party=2), *rsvps_of(SAM)]
    assert [services._erase_rsvp(rsvp, now=NOW) for rsvp in read] == [1, 0]
    assert Meetup.objects.get().seats_taken == 3


def test_the_request_of_another_stays() -> None:
    make_request("noor@example.org")
    mine = make_request(SAM)
    services.erase_guest(email=SAM, now=NOW)
    assert RightsRequest.objects.get().email == "noor@example.org"
    assert find_request(mine.token, now=NOW) is None


def test_all_rsvps_are_found_in_two_questions(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _number in range(5):
        meetup = make_meetup()
        make_rsvp(meetup, "Sam")
        make_rsvp(meetup, "Noor")
    with django_assert_num_queries(2):
        assert len(rsvps_of(" SAM@example.org")) == 5
    with django_assert_num_queries(1):
        assert rsvps_of("niemand@example.org") == []


# --- the operator --------------------------------------------------------------------------------
def run(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def everywhere(initiative: Initiative, organiser: User) -> Meetup:
    """Fatma organises, was invited elsewhere, and comes as a guest to a meetup of her own."""
    meetup = make_meetup(initiative)
    make_rsvp(meetup, "Fatma")
    Invitation.objects.create(
        initiative=initiative,
        email="Fatma@example.org",
        invited_by=make_user("Gerrit"),
        sent_at=NOW,
        expires_at=NOW + HOUR,
        token_digest="0" * 64,
    )
    return meetup


@pytest.mark.usefixtures("everywhere")
def test_the_operator_exports_a_person_in_all_rooms(tmp_path: Path) -> None:
    suppress(address="fatma@example.org", why="asked", now=NOW)
    found = json.loads(run("export_person", "--email", "fatma@Example.org"))
    assert set(found) == {"guest", "account", "invitations", "gets_no_mail"}
    assert found["guest"][0]["name"] == "Fatma"
    assert found["account"]["account"]["email"] == "fatma@example.org"
    assert found["invitations"][0]["plan"] == "Samen koken, samen eten"
    file = tmp_path / "fatma.json"
    told = run("export_person", "--email", "fatma@example.org", "--output", str(file))
    assert json.loads(file.read_text()) == found
    assert file.stat().st_mode & 0o777 == 0o600
    assert "fatma@" not in told
    with pytest.raises(CommandError, match="cannot be made"):
        run("export_person", "--email", "fatma@example.org", "--output", str(file))


def test_of_an_unknown_address_there_is_nothing() -> None:
    assert json.loads(run("export_person", "--email", SAM)) == {}
    told = run("erase_person", "--email", SAM)
    assert told == "rsvps: 0 erased, invitations: 0 erased, accounts: 0 erased\n"


def test_the_operator_erases_a_person_in_all_rooms(everywhere: Meetup) -> None:
    told = run("erase_person", "--email", " FATMA@example.org")
    assert told == "rsvps: 1 erased, invitations: 1 erased, accounts: 1 erased\n"
    assert not Rsvp.objects.exists()
    assert not Invitation.objects.exists()
    assert not User.objects.filter(email="fatma@example.org").exists()
    assert Meetup.objects.get() == everywhere
    assert json.loads(run("export_person", "--email", "fatma@example.org")) == {}


def test_after_a_restore_people_are_erased_again(
    everywhere: Meetup, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The log is outside the database: it knows who was erased, by digests only."""
    with caplog.at_level(logging.INFO, "meetups.agenda"):
        run("erase_person", "--email", "fatma@example.org")
        services.erase_guest(email=SAM, now=NOW)
    assert "fatma" not in caplog.text.lower()
    assert "sam@" not in caplog.text.lower()
    make_user("Fatma")
    make_rsvp(everywhere, "Sam")
    make_rsvp(everywhere, "Noor")
    log = tmp_path / "log"
    log.write_text(caplog.text)
    told = run("erase_person", "--from-log", str(log))
    assert told == "rsvps: 1 erased, invitations: 0 erased, accounts: 1 erased\n"
    assert [rsvp.name for rsvp in Rsvp.objects.all()] == ["Noor"]
    with pytest.raises(CommandError, match="cannot be read"):
        run("erase_person", "--from-log", str(tmp_path / "none"))


def test_one_says_whom() -> None:
    with pytest.raises(CommandError):
        call_command("erase_person")
    with pytest.raises(CommandError):
        call_command("export_person")


# --- organisers ----------------------------------------------------------------------------------
def test_what_an_organiser_takes_along_has_no_guests(
    initiative: Initiative, organiser: User
) -> None:
    meetup = make_meetup(initiative, changed_by=organiser)
    make_rsvp(meetup, "Noortje")
    GuestNote.objects.create(meetup=meetup, text="Tot dan.", at=NOW, by=organiser, guests=1)
    told = json.dumps(data_of(organiser), default=str)
    assert "Noortje" not in told
    assert "noortje@" not in told


def test_meetups_go_on_without_their_organiser(initiative: Initiative, organiser: User) -> None:
    meetup = make_meetup(initiative, changed_by=organiser)
    make_rsvp(meetup, "Noor")
    GuestNote.objects.create(meetup=meetup, text="Tot dan.", at=NOW, by=organiser, guests=1)
    erase_account(user=organiser)
    assert Meetup.objects.get().changed_by is None
    assert GuestNote.objects.get().by is None
    assert Rsvp.objects.get().name == "Noor"

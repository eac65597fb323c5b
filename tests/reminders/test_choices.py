"""What mail someone wants: per kind, at an hour, not on holiday; and what always comes."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meetups.accounts.models import Digest, MailChoice, Membership, Office, User
from meetups.outbox.models import Suppression
from meetups.outbox.services.addresses import is_suppressed, suppress
from meetups.outbox.stopping import stop_url
from meetups.reminders.queries_mail import GUEST_MAIL, wishes_of
from tests.factories import NOW

pytestmark = pytest.mark.django_db
PATH = "/nl/account/mail/"
WORK = ["organiser_digest", "evening_before", "morning_after"]


@pytest.fixture
def client(client: Client, organiser: User) -> Client:
    client.force_login(organiser)
    return client


def form_of(client: Client) -> dict[str, Any]:
    """What a browser would send when nothing is touched."""
    form = client.get(PATH).context["form"]
    values = {field.name: field.value() for field in form}
    return {name: value for name, value in values.items() if value is not None}


def save(client: Client, **changes: Any) -> Any:
    values = form_of(client) | changes
    return client.post(PATH, {name: v for name, v in values.items() if v is not None})


def test_who_never_chose_gets_everything_at_nine(client: Client, organiser: User) -> None:
    form = form_of(client)

    assert form["work"] == WORK
    assert form["guest"] == list(GUEST_MAIL)
    assert form["digest_hour"] == 9
    assert not MailChoice.objects.exists()  # looking writes nothing


def test_what_is_unticked_is_off_and_can_come_back(client: Client, organiser: User) -> None:
    response = save(client, work=["organiser_digest"], digest_hour="20")

    assert response.status_code == 302
    choice = MailChoice.objects.get()
    assert (choice.off, choice.digest_hour) == (["evening_before", "morning_after"], 20)

    save(client, work=WORK)

    assert MailChoice.objects.get().off == []


def test_mail_to_a_guest_stops_for_the_address_of_the_account(
    client: Client, organiser: User
) -> None:
    save(client, guest=["guest_day"])

    off = [kind for kind in GUEST_MAIL if is_suppressed(address="FATMA@example.org", kind=kind)]
    assert off == ["guest_week", "guest_hours", "guest_note"]
    assert form_of(client)["guest"] == ["guest_day"]
    assert MailChoice.objects.get().off == []


@pytest.mark.parametrize("kind", ["guest_day", "organiser_digest"])
def test_what_the_link_in_a_mail_stopped_is_off_here_and_can_be_switched_on(
    client: Client, organiser: User, kind: str
) -> None:
    link = stop_url(address=organiser.email, kind=kind, language="nl")
    Client().post("/" + link.split("/", 3)[3])
    page = client.get(PATH)

    assert kind not in page.context["form"].initial["was_on"]
    assert len(page.context["stopped"]) == 1

    save(client, work=WORK, guest=list(GUEST_MAIL))

    assert not is_suppressed(address=organiser.email, kind=kind)
    assert client.get(PATH).context["stopped"] == []


def test_a_stop_by_link_while_the_page_was_open_is_kept(client: Client, organiser: User) -> None:
    shown_before = form_of(client)
    suppress(address=organiser.email, kind="guest_day", why="unsubscribed", now=NOW)

    client.post(PATH, shown_before | {"digest_hour": "8"})

    assert is_suppressed(address=organiser.email, kind="guest_day")
    assert MailChoice.objects.get().digest_hour == 8


@pytest.mark.parametrize("why", ["not-me", "no-mailbox"])
def test_a_stop_of_all_mail_stays_and_says_so(client: Client, organiser: User, why: str) -> None:
    suppress(address=organiser.email, why=why, now=NOW)
    page = client.get(PATH)

    assert page.context["wishes"].all_stopped == why
    assert "bb-note--warning" in page.content.decode()

    save(client, work=[], guest=[])
    save(client, work=WORK, guest=list(GUEST_MAIL))

    assert list(Suppression.objects.values_list("kind", "why")) == [("", why)]


def test_a_stop_of_someone_else_is_theirs(client: Client, stranger: User) -> None:
    suppress(address=stranger.email, kind="guest_day", why="unsubscribed", now=NOW)

    save(client, guest=[])
    save(client, guest=list(GUEST_MAIL))

    assert is_suppressed(address=stranger.email, kind="guest_day")


@pytest.mark.parametrize("kind", ["rsvp_confirm", "meetup_cancelled", "team_invitation", "code"])
def test_what_always_comes_cannot_be_switched_off(client: Client, kind: str) -> None:
    response = client.post(PATH, form_of(client) | {"was_on": [kind], "guest": []})

    assert response.status_code == 422
    assert not Suppression.objects.exists()


def test_mail_of_an_office_is_only_for_who_works_there(
    client: Client, organiser: User, office: Office
) -> None:
    assert Digest.OFFICE not in wishes_of(organiser).kinds
    Membership.objects.create(office=office, user=organiser)
    assert form_of(client)["work"] == [*WORK, "office_digest"]
    save(client, work=WORK)
    Membership.objects.all().delete()

    save(client, work=[])  # not asked about it, so it stays off

    assert set(MailChoice.objects.get().off) == {*WORK, "office_digest"}


def test_on_holiday_from_the_first_day_to_the_last(client: Client) -> None:
    save(client, paused_from="2099-07-12", paused_until="2099-08-02")

    choice = MailChoice.objects.get()
    assert (choice.paused_from, choice.paused_until) == (date(2099, 7, 12), date(2099, 8, 2))

    save(client, paused_from="", paused_until="")

    assert MailChoice.objects.get().paused_from is None


def test_a_holiday_that_is_over_is_not_shown_any_more(client: Client, organiser: User) -> None:
    MailChoice.objects.create(
        user=organiser, paused_from=date(2020, 7, 12), paused_until=date(2020, 8, 2)
    )
    assert "paused_from" not in form_of(client)


@pytest.mark.parametrize(
    ("first", "last", "blamed"),
    [
        ("2099-08-02", "2099-07-12", "paused_until"),
        ("2099-08-02", "", "paused_until"),
        ("", "2099-08-02", "paused_from"),
        ("2099-02-30", "2099-03-02", "paused_from"),
    ],
)
def test_half_a_holiday_is_refused_by_the_field_and_nothing_typed_is_lost(
    client: Client, first: str, last: str, blamed: str
) -> None:
    response = save(client, work=[], paused_from=first, paused_until=last, digest_hour="12")

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [blamed]
    assert response.context["form"]["digest_hour"].value() == "12"
    assert not MailChoice.objects.exists()


@pytest.mark.parametrize("hour", ["7", "21", "nine", ""])
def test_no_hour_of_the_night(client: Client, hour: str) -> None:
    assert save(client, digest_hour=hour).status_code == 422
    assert not MailChoice.objects.exists()


def test_strangers_sign_in_first() -> None:
    response = Client().get(PATH)
    assert response.status_code == 302
    assert "/sign-in/" in response["Location"] or "/login/" in response["Location"]


def test_as_many_queries_whatever_was_stopped(client: Client, organiser: User) -> None:
    client.get(PATH)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(PATH)
        return len(found)

    before = queries()
    for kind in (*GUEST_MAIL, *WORK):
        suppress(address=organiser.email, kind=kind, why="unsubscribed", now=NOW)
    assert queries() == before

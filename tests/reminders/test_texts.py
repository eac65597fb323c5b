"""How reminders begin: who may write it, what it may hold, and what readers then get."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meetups.accounts.models import MailText, Membership, Office, Role, User
from meetups.accounts.services.versions import ChangedMeanwhileError
from meetups.reminders.services.texts import keep_text
from meetups.reminders.wording import first_words, standard_words
from tests.factories import NOW, make_reviewer
from tests.forms_of_pages import forms_of, sent_by
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db
AT_OFFICE = "/nl/mail-texts/GM0243/"
GENERAL = "/nl/mail-texts/all/"
TEXT = "Tot {day}, om {time}. Groetjes van {names}."
VALUES = {"day": "zaterdag 24 april", "time": "14.00 uur", "names": "Fatma"}


@pytest.fixture
def manager(reviewer: User) -> User:
    Membership.objects.update(role=Role.MANAGER)
    return reviewer


@pytest.fixture
def curator(curator: User) -> User:
    curator.user_permissions.add(Permission.objects.get(codename="change_mailtext"))
    return curator


def signed_in(user: User) -> Client:
    client = Client()
    sign_in(client, user)
    return client


def keep(office: Office | None, by: User, text: str = TEXT, **values: Any) -> None:
    given: dict[str, Any] = {"kind": "guest_day", "language": "nl", "now": NOW} | values
    keep_text(office=office, by=by, text=text, **given)


def words(office: Office | None, **values: Any) -> str:
    given: dict[str, Any] = {"kind": "guest_day", "language": "nl"} | values
    return first_words(given["kind"], given["language"], office, VALUES)


# --- who may -------------------------------------------------------------------------------------
def test_only_managers_of_the_office_and_only_curators_come_in(
    manager: User, other_reviewer: User, curator: User, stranger: User
) -> None:
    def statuses(path: str) -> list[int]:
        people = (manager, other_reviewer, curator, stranger)
        return [signed_in(user).get(path).status_code for user in people]

    for part in ("", "guest_day/nl/"):
        assert statuses(AT_OFFICE + part) == [200, 404, 404, 404]
        assert statuses(GENERAL + part) == [404, 404, 200, 404]


def test_a_reviewer_who_is_no_manager_stays_out(reviewer: User) -> None:
    client = signed_in(reviewer)
    assert client.get(AT_OFFICE).status_code == 404
    assert client.post(AT_OFFICE + "guest_day/nl/", {"text": TEXT}).status_code == 404
    assert client.post(AT_OFFICE + "guest_day/nl/back/").status_code == 404
    assert not MailText.objects.exists()


def test_staff_without_that_right_stay_out(db: None) -> None:
    user = User.objects.create_user("staff@example.org", name="Staf", is_staff=True)
    assert signed_in(user).get(GENERAL).status_code == 404


def test_a_manager_gives_a_second_proof_first(manager: User) -> None:
    client = Client()
    sign_in(client, manager, second_factor=False)
    assert client.get(AT_OFFICE).status_code == 302
    assert client.post(AT_OFFICE + "guest_day/nl/", {"text": TEXT}).status_code == 302
    assert not MailText.objects.exists()


@pytest.mark.parametrize("part", ["rsvp_confirm/nl/", "guest_day/de/", "office_digest/nl/"])
def test_other_mail_is_not_for_them_to_write(manager: User, part: str) -> None:
    assert signed_in(manager).get(AT_OFFICE + part).status_code == 404


@pytest.mark.parametrize("code", ["%00", "GM0243%20", "nl", "ALL"])
def test_what_is_no_office_is_not_found(manager: User, code: str) -> None:
    assert signed_in(manager).get(f"/nl/mail-texts/{code}/").status_code == 404


# --- what readers get ----------------------------------------------------------------------------
def test_the_words_of_the_office_go_above_those_of_everyone_and_those_above_ours(
    office: Office, manager: User, curator: User
) -> None:
    ours = words(office)
    keep(None, curator, "Tot ziens op {day}.")
    general = words(office)
    keep(office, manager)

    assert "zaterdag 24 april" in ours
    assert general == "Tot ziens op zaterdag 24 april."
    assert words(office) == "Tot zaterdag 24 april, om 14.00 uur. Groetjes van Fatma."
    assert words(None) == "Tot ziens op zaterdag 24 april."
    assert words(office, language="en") == words(None, language="en")  # not written


def test_saving_by_the_form_and_back_again(office: Office, manager: User) -> None:
    client = signed_in(manager)
    path = AT_OFFICE + "guest_day/nl/"

    assert client.post(path, {"text": TEXT + "\r\n"}).status_code == 302

    row = MailText.objects.get()
    assert (row.office, row.text, row.changed_by) == (office, TEXT, manager)
    assert TEXT in client.get(path).content.decode()

    assert client.post(path + "back/").status_code == 302
    assert client.post(path + "back/").status_code == 302  # twice is harmless

    assert not MailText.objects.exists()


def test_saving_twice_is_one_text(office: Office, manager: User) -> None:
    keep(office, manager)
    keep(office, manager, "Tot dan.")
    assert list(MailText.objects.values_list("text", flat=True)) == ["Tot dan."]


def test_what_readers_get_anyway_is_not_kept(office: Office, manager: User, curator: User) -> None:
    keep(office, manager)
    keep(office, manager, standard_words("guest_day", "nl"))
    assert not MailText.objects.exists()

    keep(None, curator, "Tot dan.")
    keep(office, manager, "Tot dan.")
    keep(None, curator, "Tot morgen.")
    assert words(office) == "Tot morgen."


# --- what it may hold ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Tot {dag}!", "{dag}"),
        ("Tot {DAY}!", "{DAY}"),
        ("{ day }", "{ day }"),
        ("{day.year} {place!r}", "{day.year}, {place!r}"),
        ("Tot {day!", "{"),
        ("Tot day}!", "}"),
        ("{{day}}", "{"),
        ("Zie https://example.org", ""),
        ("Mail naar wijk@example.org", ""),
        ("Zie example.org/kom", ""),
        ("x" * 601, ""),
        (" \n ", ""),
        ("", ""),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_nothing_typed_is_lost(
    manager: User, text: str, says: str
) -> None:
    response = signed_in(manager).post(AT_OFFICE + "guest_day/nl/", {"text": text})

    assert response.status_code == 422
    assert response.context["form"]["text"].value() == text
    assert says in str(response.context["form"].errors["text"][0])
    assert not MailText.objects.exists()


def test_each_mail_knows_its_own_variables(office: Office, manager: User) -> None:
    keep(office, manager, "Groet, {names}", kind="guest_week")
    with pytest.raises(ValidationError) as refused:
        keep(office, manager, "Groet, {names}", kind="evening_before")
    assert "{names}" in refused.value.message_dict["text"][0]


# --- looking first -------------------------------------------------------------------------------
def test_looking_shows_it_filled_in_and_keeps_nothing(manager: User) -> None:
    response = signed_in(manager).post(
        AT_OFFICE + "guest_day/en/", {"text": "See you on {day}, {names} <b>", "look": "1"}
    )

    assert response.status_code == 200
    assert response.context["preview"].startswith("See you on Saturday ")
    assert response.context["preview"].endswith(", Fatma and Gerrit <b>")
    assert "Gerrit &lt;b&gt;" in response.content.decode()
    assert response.context["form"]["text"].value() == "See you on {day}, {names} <b>"
    assert not MailText.objects.exists()


def test_the_live_preview_lies_inside_the_page(manager: User) -> None:
    client, path = signed_in(manager), AT_OFFICE + "guest_day/nl/"
    data = {"text": TEXT, "look": "1"}

    full = client.post(path, data)
    part = client.post(path, data, headers={"HX-Request": "true"})
    wrong = client.post(path, {"text": "{dag}", "look": "1"}, headers={"HX-Request": "true"})

    assert part.content.decode().strip() in full.content.decode()
    assert wrong.status_code == 422
    assert "{dag}" in wrong.content.decode()


def test_as_many_queries_whatever_was_written(office: Office, manager: User) -> None:
    client = signed_in(manager)
    client.get(AT_OFFICE)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(AT_OFFICE)
        return len(found)

    before = queries()
    for kind in ("guest_week", "guest_day", "guest_hours", "evening_before", "morning_after"):
        for language in ("nl", "en"):
            keep(office, manager, "Tot dan.", kind=kind, language=language)
            keep(None, manager, "Tot ziens.", kind=kind, language=language)
    assert queries() == before


# --- two at once ---------------------------------------------------------------------------------
def test_who_saves_second_sees_the_first_and_decides(office: Office, manager: User) -> None:
    path = AT_OFFICE + "guest_day/nl/"
    one, other = signed_in(manager), signed_in(make_reviewer(office, "Joost", role=Role.MANAGER))

    def filled(client: Client) -> dict[str, Any]:
        return sent_by(client.get(path).content.decode(), path, "text")

    first, second = filled(one), filled(other)
    assert first["version"] == "0"
    assert one.post(path, first | {"text": "Tot dan."}).status_code == 302
    late = other.post(path, second | {"text": "Tot zo."})
    assert late.status_code == 409
    assert "<dd>Tot dan.</dd>" in late.content.decode()
    assert MailText.objects.get().text == "Tot dan."
    again = sent_by(late.content.decode(), path, "text")
    assert (again["text"], again["version"]) == ("Tot zo.", "1")

    assert one.post(path + "back/", {"version": "1"}).status_code == 302
    gone = other.post(path, again)
    assert gone.status_code == 409
    assert not MailText.objects.exists()
    anew = sent_by(gone.content.decode(), path, "text")
    assert other.post(path, anew).status_code == 302
    assert MailText.objects.get().text == "Tot zo."


def test_back_to_the_standard_text_spares_what_somebody_wrote_meanwhile(
    office: Office, manager: User
) -> None:
    client, path = signed_in(manager), AT_OFFICE + "guest_day/nl/"
    keep(office, manager)
    forms = forms_of(client.get(path).content.decode(), path)
    back = next(form for form in forms if form.action == path + "back/")
    keep(office, manager, "Tot dan.")
    answer = client.post(back.action, back.values)
    assert (answer.status_code, answer["Location"]) == (302, path)
    assert MailText.objects.get().text == "Tot dan."


def test_of_two_who_write_the_first_text_one_comes_second(office: Office, manager: User) -> None:
    keep(office, manager, "Tot dan.")
    with pytest.raises(ChangedMeanwhileError) as caught:
        keep(office, manager, "Tot zo.", version=0)
    assert caught.value.row.text == "Tot dan."

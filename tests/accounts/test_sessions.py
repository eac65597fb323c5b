"""How long people stay signed in, and what a browser hears of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import DjangoAssertNumQueries

from meetups.accounts import sessions, tasks
from meetups.accounts.models import Office, User
from meetups.accounts.sessions import BEGAN, SEEN, STAFF
from tests.factories import make_reviewer, make_user

pytestmark = pytest.mark.django_db
PAGE = "/en/account/"
SECONDS = st.integers(0, 20 * 3600)


def turn_back(client: Client, *, idle: timedelta, whole: timedelta | None = None) -> None:
    """As if someone signed in `whole` ago, and last did something `idle` ago."""
    session = client.session
    session[SEEN] -= idle.total_seconds()
    session[BEGAN] -= (whole or idle).total_seconds()
    session.save()


def is_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@pytest.mark.parametrize(
    ("idle", "whole", "stays"),
    [
        (minutes(59), minutes(59), True),
        (minutes(60), minutes(60), False),
        (minutes(5), minutes(11 * 60 + 59), True),
        (minutes(5), minutes(12 * 60), False),
    ],
)
def test_a_volunteer(
    client: Client, organiser: User, idle: timedelta, whole: timedelta, stays: bool
) -> None:
    client.force_login(organiser)
    turn_back(client, idle=idle, whole=whole)
    assert is_in(client) == stays
    assert is_in(client) == stays


@pytest.mark.parametrize("kind", ["office", "staff"])
@pytest.mark.parametrize(
    ("idle", "whole", "stays"),
    [
        (minutes(29), minutes(29), True),
        (minutes(30), minutes(30), False),
        (minutes(5), minutes(9 * 60 + 59), True),
        (minutes(5), minutes(10 * 60), False),
    ],
)
def test_people_of_an_office_and_of_the_site(
    client: Client, office: Office, kind: str, idle: timedelta, whole: timedelta, stays: bool
) -> None:
    user = make_reviewer(office) if kind == "office" else make_user(is_staff=True)
    client.force_login(user)
    turn_back(client, idle=idle, whole=whole)
    assert is_in(client) == stays


def test_who_joins_an_office_meanwhile_gets_its_clocks(
    client: Client, organiser: User, office: Office
) -> None:
    client.force_login(organiser)
    office.memberships.create(user=organiser)
    turn_back(client, idle=minutes(2))
    assert is_in(client)
    turn_back(client, idle=minutes(31))
    assert not is_in(client)


def test_doing_something_starts_the_clock_again(client: Client, organiser: User) -> None:
    client.force_login(organiser)
    for _ in range(3):
        turn_back(client, idle=minutes(50))
        assert is_in(client)
    assert int(client.get(PAGE)["Session-Left"]) == pytest.approx(3600, abs=2)


def test_staying_is_one_click_and_answers_how_long(client: Client, organiser: User) -> None:
    client.force_login(organiser)
    turn_back(client, idle=minutes(58.5))
    answer = client.post("/en/account/stay/")
    assert (answer.status_code, answer.content) == (204, b"")
    assert int(answer["Session-Left"]) == pytest.approx(3600, abs=2)


def test_staying_does_not_go_beyond_the_whole(client: Client, organiser: User) -> None:
    client.force_login(organiser)
    turn_back(client, idle=minutes(50), whole=minutes(11 * 60 + 50))
    assert int(client.post("/en/account/stay/")["Session-Left"]) == pytest.approx(600, abs=2)


def test_a_page_tells_the_script_how_long(client: Client, organiser: User) -> None:
    client.force_login(organiser)
    turn_back(client, idle=timedelta(seconds=30))
    page = client.get("/en/").content.decode()
    assert any(f'data-session-left="{left}"' in page for left in (3568, 3569, 3570))
    assert 'id="session" role="alert" data-stay="/en/account/stay/"' in page


def test_who_is_not_signed_in_hears_nothing_and_gets_no_cookie(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/en/privacy/")
    assert "Session-Left" not in answer.headers
    assert "Cache-Control" not in answer.headers
    assert answer.cookies == {}
    assert b"session-left" not in answer.content


def test_pages_of_who_is_signed_in_are_kept_by_no_one_else(client: Client, organiser: User) -> None:
    client.force_login(organiser)
    assert client.get("/en/privacy/")["Cache-Control"] == "private, no-cache"
    assert client.get(PAGE)["Cache-Control"] == "no-store"


def test_a_session_is_not_written_for_each_click(
    client: Client, organiser: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(organiser)
    with django_assert_num_queries(2):  # the session and the person
        client.get("/en/privacy/")


def test_htmx_is_sent_to_sign_in_when_the_session_is_over(client: Client, organiser: User) -> None:
    client.force_login(organiser)
    turn_back(client, idle=minutes(61))
    answer = client.get(PAGE, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == "/en/account/sign-in/?next=/en/account/"


def test_a_session_of_before_these_clocks_starts_them_now(client: Client, organiser: User) -> None:
    client.force_login(organiser)
    session = client.session
    del session[BEGAN], session[SEEN], session[STAFF]
    session.save()
    assert is_in(client)
    assert client.session[BEGAN] == pytest.approx(timezone.now().timestamp(), abs=5)


def test_signing_out_is_a_button_and_empties_what_the_browser_kept(
    client: Client, organiser: User
) -> None:
    client.force_login(organiser)
    assert "Do you want to sign out?" in client.get("/en/account/sign-out/").content.decode()
    assert is_in(client)
    answer = client.post("/en/account/sign-out/")
    assert (answer.status_code, answer["Location"]) == (302, "/en/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_in(client)
    assert Session.objects.count() == 0


def test_the_worker_erases_sessions_that_are_over(client: Client, organiser: User) -> None:
    client.force_login(organiser)
    Client().force_login(make_user("Ander"))
    Session.objects.filter(session_key=client.session.session_key).update(
        expire_date=timezone.now() - minutes(1)
    )
    tasks.erase_ended_sessions()
    assert Session.objects.count() == 1


@given(idle=SECONDS, more=SECONDS, staff=st.booleans())
def test_time_only_runs_out(idle: int, more: int, staff: bool) -> None:
    """What is left is never more than either limit, and falls by each second that passes."""
    now = datetime(2027, 3, 28, 3, tzinfo=UTC)
    limit = sessions.STAFF_LIMIT if staff else sessions.VOLUNTEERS
    session = SessionStore()
    seen = now.timestamp() - idle
    session.update({BEGAN: seen - more, SEEN: seen, STAFF: staff})
    left = sessions.seconds_left(session, now=now)
    assert left <= limit.idle.total_seconds() - idle
    assert left <= limit.whole.total_seconds() - idle - more
    assert left - sessions.seconds_left(session, now=now + timedelta(seconds=7)) == 7

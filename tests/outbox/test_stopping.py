"""Stopping mail: a page with a button, and a post that programs send."""

from datetime import UTC, datetime

import pytest
from django.conf import settings as real_settings
from django.template.loader import get_template
from django.test import Client

from meetups.outbox.models import Suppression
from meetups.outbox.services.addresses import is_suppressed
from meetups.outbox.services.posting import post
from meetups.outbox.services.sending import send_due
from meetups.outbox.stopping import stop_url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]
WHO = "guest1@example.org"


@pytest.fixture
def url() -> str:
    return stop_url(address=WHO, kind="guest_note", language="en")


@pytest.fixture
def robot() -> Client:
    """A mail program: no cookie, and no token against forged requests."""
    return Client(enforce_csrf_checks=True)


def test_looking_changes_nothing(client: Client, url: str) -> None:
    response = client.get(url)
    text = response.content.decode()
    assert response.status_code == 200
    assert "Stop these messages?" in text
    assert "from the organisers of meetups" in text
    assert "guest1" not in text
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert client.head(url).status_code == 200
    assert not Suppression.objects.exists()


def test_one_post_stops_it_and_twice_is_harmless(robot: Client, url: str) -> None:
    for _ in range(2):
        response = robot.post(url, {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
        assert "You get these messages no more" in response.content.decode()
    (row,) = Suppression.objects.all()
    assert (row.kind, row.why) == ("guest_note", "unsubscribed")
    assert is_suppressed(address=WHO, kind="guest_note")
    assert not is_suppressed(address=WHO, kind="proof")


def test_then_the_mail_stops(robot: Client, url: str, mailoutbox: list[object]) -> None:
    now = datetime(2026, 11, 28, tzinfo=UTC)
    robot.post(url)
    post("guest_note", subject_id=1, now=now)
    post("proof", subject_id=1, now=now)
    send_due(now=now)
    assert len(mailoutbox) == 1


def test_it_speaks_the_language_of_the_mail(client: Client) -> None:
    url = stop_url(address=WHO, kind="guest_note", language="nl")
    assert 'lang="nl"' in client.get(url).content.decode()


@pytest.mark.parametrize("token", ["x", "é", "A" * 150, "%00", "MVmFk-Y9l_yNpUtvYGeWnISbcdG3"])
def test_a_wrong_link_says_nothing(token: str, client: Client) -> None:
    assert client.get(f"/en/mail/stop/{token}/").status_code == 404
    assert client.post(f"/en/mail/stop/{token}/").status_code == 404
    assert not Suppression.objects.exists()


def test_a_link_stops_no_mail_that_must_be_known(client: Client) -> None:
    url = stop_url(address=WHO, kind="proof", language="en")
    assert client.post(url).status_code == 404


@pytest.mark.parametrize("kind", sorted(real_settings.OUTBOX_OPTIONAL_KINDS))
def test_each_kind_that_can_be_stopped_has_its_words(kind: str) -> None:
    assert get_template(f"outbox/kinds/{kind}.txt").render().strip()

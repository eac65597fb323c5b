"""What staff see of mail: states and times, no address, and a banner when it stands still."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from meetups.outbox.models import Hold, OutboundMessage, State, Suppression
from meetups.outbox.services.addresses import suppress
from meetups.outbox.services.posting import post, post_all
from tests.factories import make_user
from tests.signing_in import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]


@pytest.fixture
def admin(client: Client) -> Client:
    """The browser of someone who may do everything in the admin."""
    sign_in(client, make_user("Root", is_staff=True, is_superuser=True), second_factor=True)
    client.cookies["django_language"] = "en"
    return client


def page(client: Client, path: str) -> str:
    response = client.get(f"/admin/outbox/{path}", headers={"Accept-Language": "en"})
    assert response.status_code == 200
    return response.content.decode()


def test_messages_are_to_read(admin: Client) -> None:
    post("proof", subject_id=1, now=timezone.now())
    message = OutboundMessage.objects.get()
    assert "proof" in page(admin, "outboundmessage/?state__exact=planned")
    assert 'name="_save"' not in page(admin, f"outboundmessage/{message.pk}/change/")
    assert admin.get("/admin/outbox/outboundmessage/add/").status_code == 403
    assert admin.post(f"/admin/outbox/outboundmessage/{message.pk}/delete/").status_code == 403


@pytest.mark.parametrize("rows", [1, 30])
def test_a_long_list_asks_no_more(
    rows: int, admin: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    post_all("proof", subject_ids=list(range(rows)), now=timezone.now())
    with django_assert_max_num_queries(13):
        page(admin, "outboundmessage/")


def test_what_failed_is_tried_again(admin: Client) -> None:
    now = timezone.now()
    post("proof", subject_id=1, now=now)
    OutboundMessage.objects.update(state=State.FAILED, ended_at=now)
    chosen = {"action": "plan_again", "_selected_action": str(OutboundMessage.objects.get().pk)}
    admin.post("/admin/outbox/outboundmessage/", chosen)
    assert OutboundMessage.objects.get().state == State.PLANNED


def test_an_address_without_mail_is_found_by_typing_it(admin: Client) -> None:
    suppress(address="a@example.org", why="not-me", now=timezone.now())
    assert "a@example" not in page(admin, "suppression/")
    assert "not-me" in page(admin, "suppression/?q=A@example.org")
    assert '<td class="field-why">' not in page(admin, "suppression/?q=b@example.org")
    pk = Suppression.objects.get().pk
    admin.post(f"/admin/outbox/suppression/{pk}/delete/", {"post": "yes"})
    assert not Suppression.objects.exists()


def test_holding_and_resuming_with_a_banner_meanwhile(admin: Client) -> None:
    assert "nothing leaves" not in page(admin, "hold/")
    admin.post("/admin/outbox/hold/add/", {"why": "A restore"})
    assert Hold.objects.get().why == "A restore"
    assert "Mail is held: nothing leaves" in page(admin, "outboundmessage/")
    assert admin.get("/admin/outbox/hold/add/").status_code == 403
    admin.post("/admin/outbox/hold/1/delete/", {"post": "yes"})
    assert not Hold.objects.exists()


def test_a_banner_says_that_mail_stands_still(admin: Client) -> None:
    post("proof", subject_id=1, now=timezone.now() - timedelta(minutes=12))
    text = page(admin, "outboundmessage/")
    assert "Mail stands still: nothing leaves." in text
    assert "The first in line waits 12 minutes." in text

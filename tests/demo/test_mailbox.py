"""The pages of the mailbox."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings
from pytest_django.asserts import assertRedirects

from meetups.demo.models import DemoMail

pytestmark = pytest.mark.django_db


def make_mail(**columns: object) -> DemoMail:
    values = {
        "to": "fatma@demo.example",
        "subject": "Je code is 123456",
        "text": "Hoi Fatma,\n\nDit is je code: 123456\nhttps://buurtbrug.example/nl/\n<b>dik</b>",
        "html": "<p style='color: red'>Hoi <script>alert(1)</script></p>",
        "headers": {"Reply-To": "loket@demo.example"},
        "sent_at": timezone.now(),
    }
    return DemoMail.objects.create(**values | columns)


def test_an_empty_mailbox_says_so(client: Client) -> None:
    page = client.get("/en/mailbox/")
    assert page.status_code == 200
    assert "No e-mail yet." in page.content.decode()
    assert 'action="/en/mailbox/empty/"' not in page.content.decode()


def test_the_short_address_finds_the_language(client: Client) -> None:
    assertRedirects(client.get("/mailbox/"), "/nl/mailbox/")


def test_the_newest_is_first_with_its_code_in_sight(client: Client) -> None:
    make_mail(subject="Oud")
    newest = make_mail(subject="")
    page = client.get("/en/mailbox/").content.decode()
    assert f'href="/en/mailbox/{newest.pk}/">Without a subject</a>' in page
    assert page.index("Without a subject") < page.index(">Oud</a>")
    assert "Dit is je code: 123456" in page
    assert "fatma@demo.example" in page


def test_fifty_a_page(client: Client) -> None:
    DemoMail.objects.bulk_create(
        DemoMail(to="a@demo.example", subject=f"Mail {n}", sent_at=timezone.now())
        for n in range(51)
    )
    first = client.get("/en/mailbox/").content.decode()
    second = client.get("/en/mailbox/?page=2").content.decode()
    assert (first.count('class="bb-mail"'), second.count('class="bb-mail"')) == (50, 1)
    assert 'href="?page=2"' in first
    assert 'href="?page=1"' in second
    assert client.get("/en/mailbox/?page=nonsense").status_code == 200


@pytest.mark.parametrize("number", [1, 30])
def test_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    for _each in range(number):
        make_mail()
    with django_assert_num_queries(2):
        client.get("/en/mailbox/")


def test_a_mail_shows_html_in_a_frame_beside_its_text(client: Client) -> None:
    mail = make_mail()
    response = client.get(f"/en/mailbox/{mail.pk}/")
    page = response.content.decode()
    assert f'src="/en/mailbox/{mail.pk}/html/"' in page
    assert " sandbox>" in page
    assert "<script>alert" not in page
    assert '<a href="https://buurtbrug.example/nl/" rel="nofollow">' in page
    assert "&lt;b&gt;dik&lt;/b&gt;" in page
    assert "loket@demo.example" in page
    assert "frame-src 'self'" in response["Content-Security-Policy"].split("; ")
    assert response["Cache-Control"] == "no-store"


def test_the_html_can_do_nothing_and_be_framed_here_only(client: Client) -> None:
    mail = make_mail()
    response = client.get(f"/en/mailbox/{mail.pk}/html/")
    assert response.content.decode() == mail.html
    assert set(response["Content-Security-Policy"].split("; ")) == {
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "sandbox",
        "frame-ancestors 'self'",
    }
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert response["Content-Type"] == "text/html; charset=utf-8"


def test_a_mail_without_html_has_no_frame(client: Client) -> None:
    mail = make_mail(html="")
    assert "<iframe" not in client.get(f"/en/mailbox/{mail.pk}/").content.decode()
    assert client.get(f"/en/mailbox/{mail.pk}/html/").status_code == 404


def test_the_first_link_to_this_site_is_a_button(client: Client, settings: Settings) -> None:
    """The one in the HTML does nothing here: that is shown without any power."""
    settings.SITE_URL = "https://buurtbrug.example"
    text = "Kijk op https://elders.example/\nZeg ja: https://buurtbrug.example/nl/guests/abc/\nDag"
    page = client.get(f"/en/mailbox/{make_mail(text=text).pk}/").content.decode()
    assert 'class="bb-button" href="https://buurtbrug.example/nl/guests/abc/"' in page
    page = client.get(f"/en/mailbox/{make_mail(text='Je code is 123456').pk}/").content.decode()
    assert "Open the link" not in page


def test_what_goes_with_a_mail_can_be_read(client: Client) -> None:
    files = [
        {"name": "meetup.ics", "type": "text/calendar", "text": "SUMMARY:<b>Soep</b>"},
        {"name": "foto.png", "type": "image/png", "text": ""},
    ]
    page = client.get(f"/en/mailbox/{make_mail(attachments=files).pk}/").content.decode()
    assert "Attached: meetup.ics" in page
    assert "SUMMARY:&lt;b&gt;Soep&lt;/b&gt;" in page
    assert "Attached: foto.png" in page
    assert "<p>image/png</p>" in page
    assert "Attached" not in client.get(f"/en/mailbox/{make_mail().pk}/").content.decode()


def test_a_mail_that_is_gone(client: Client) -> None:
    assert client.get("/en/mailbox/1/").status_code == 404
    assert client.get("/en/mailbox/1/html/").status_code == 404


def test_emptying_asks_for_a_post(client: Client) -> None:
    make_mail()
    assert client.get("/en/mailbox/empty/").status_code == 405
    assert DemoMail.objects.count() == 1
    response = client.post("/en/mailbox/empty/", follow=True)
    assert response.redirect_chain == [("/en/mailbox/", 302)]
    assert "The mailbox is empty now." in response.content.decode()
    assert DemoMail.objects.count() == 0


def test_no_other_page_may_frame_anything(client: Client) -> None:
    policy = client.get("/en/mailbox/")["Content-Security-Policy"]
    assert "frame-src" not in policy
    assert "frame-ancestors 'none'" in policy

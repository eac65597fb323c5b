"""The mailbox of the demo: what is kept, and for how long."""

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection, send_mail
from django.core.mail.message import BadHeaderError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.functional import lazystr
from pytest_django import Settings

from meetups.demo import models, services
from meetups.demo.models import DemoMail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mailbox(settings: Settings) -> None:
    """The backend of the demo; tests get one of their own otherwise."""
    settings.EMAIL_BACKEND = "meetups.demo.mail.MailboxBackend"


def test_a_mail_with_text_and_html() -> None:
    before = timezone.now()
    message = EmailMultiAlternatives(
        subject="Je code: 123456",
        body="Hoi Fatma,\n\nJe code is 123456.\n",
        from_email="Buurtbrug <hallo@buurtbrug.example>",
        to=["fatma@demo.example"],
        bcc=["stil@demo.example"],
        headers={"Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative("<p>Je code is <b>123456</b>.</p>", "text/html")
    assert message.send() == 1
    (mail,) = DemoMail.objects.all()
    assert (mail.to, mail.subject) == ("fatma@demo.example, stil@demo.example", "Je code: 123456")
    assert mail.text == "Hoi Fatma,\n\nJe code is 123456.\n"
    assert mail.html == "<p>Je code is <b>123456</b>.</p>"
    assert mail.headers == {
        "From": "Buurtbrug <hallo@buurtbrug.example>",
        "To": "fatma@demo.example",
        "Bcc": "stil@demo.example",
        "Auto-Submitted": "auto-generated",
    }
    assert before <= mail.sent_at <= timezone.now()
    assert mail.first_lines == ["Hoi Fatma,", "Je code is 123456."]


def test_a_mail_of_html_alone() -> None:
    message = EmailMessage("Hoi", "<p>Je code is 123456.</p>", to=["a@demo.example"])
    message.content_subtype = "html"
    message.send()
    (mail,) = DemoMail.objects.all()
    assert (mail.text, mail.html) == ("", "<p>Je code is 123456.</p>")
    assert mail.first_lines == ["Je code is 123456."]


def test_what_goes_with_a_mail_is_kept_as_far_as_it_is_text() -> None:
    message = EmailMessage("Tot zaterdag", "tekst", to=["a@demo.example"])
    message.attach("meetup.ics", b"BEGIN:VCALENDAR\r\nSUMMARY:Caf\xc3\xa9\r\n", "text/calendar")
    message.attach("foto.png", b"\x89PNG\0", "image/png")
    message.send()
    (mail,) = DemoMail.objects.all()
    assert [(part["name"], part["type"], part["text"]) for part in mail.attachments] == [
        ("meetup.ics", "text/calendar", "BEGIN:VCALENDAR\r\nSUMMARY:Café\r\n"),
        ("foto.png", "image/png", ""),
    ]


def test_what_no_database_keeps_and_what_is_translated_late() -> None:
    send_mail(lazystr("Onder\0werp"), "te\0kst", None, ["a@demo.example"])
    (mail,) = DemoMail.objects.all()
    assert (mail.subject, mail.text) == ("Onderwerp", "tekst")


def test_a_mail_to_nobody_is_not_kept() -> None:
    assert EmailMessage("Hoi", "tekst").send() == 0
    assert get_connection().send_messages([EmailMessage("Hoi", "tekst")]) == 0
    assert not DemoMail.objects.exists()


def test_a_subject_that_would_add_a_header_is_refused() -> None:
    with pytest.raises(BadHeaderError):
        send_mail("Hoi\nBcc: allen@demo.example", "tekst", None, ["a@demo.example"])
    sent = send_mail("Hoi\nBcc: x", "tekst", None, ["a@demo.example"], fail_silently=True)
    assert (sent, DemoMail.objects.count()) == (0, 0)


def test_mail_that_cannot_be_kept_leaves_the_transaction_of_the_caller_whole() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE demo_demomail RENAME TO demo_gone")
    with transaction.atomic():
        assert send_mail("Hoi", "tekst", None, ["a@demo.example"], fail_silently=True) == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            send_mail("Hoi", "tekst", None, ["a@demo.example"])
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE demo_gone RENAME TO demo_demomail")
    assert DemoMail.objects.count() == 0


def test_only_the_newest_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "KEPT", 3)
    for number in range(5):
        send_mail(f"Mail {number}", "tekst", None, ["a@demo.example"])
    assert list(DemoMail.objects.values_list("subject", flat=True)) == [
        "Mail 4",
        "Mail 3",
        "Mail 2",
    ]


def test_how_many_are_kept() -> None:
    assert models.KEPT == 500

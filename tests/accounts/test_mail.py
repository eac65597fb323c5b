"""Mail that people get, by a real mail server."""

import logging
import socket

import pytest
from django.utils.translation import get_language
from pytest_django import Settings

from meetups.accounts import mail
from tests.smtp import Sink, smtp

__all__ = ["smtp"]
CODE = {"code": "418302"}


def parts(sink: Sink) -> tuple[str, str]:
    """The plain text and the HTML of the last message."""
    text, html = sink.messages[-1].iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    return text.get_content().replace("\r\n", "\n"), html.get_content()


def test_a_mail_has_a_text_and_a_page(smtp: Sink) -> None:
    assert mail.send("sign_in_code", to="fatma@example.org", language="en", context=CODE)
    (message,) = smtp.messages
    assert message["Subject"] == "Your code to sign in to Buurtbrug"
    assert message["To"] == "fatma@example.org"
    assert message["Auto-Submitted"] == "auto-generated"
    text, html = parts(smtp)
    assert text.startswith("Your code:\n\n    418302\n\nType it on the page")
    assert "10 minutes" in text
    assert "Then do nothing" in text
    assert 'lang="en"' in html
    assert html.count("418302") == 1


def test_a_mail_with_a_code_holds_no_link(smtp: Sink) -> None:
    mail.send("sign_in_code", to="fatma@example.org", language="nl", context=CODE)
    text, html = parts(smtp)
    assert ("http" in text, "href" in html, "<img" in html) == (False, False, False)


def test_a_mail_speaks_the_language_that_is_asked(smtp: Sink) -> None:
    for language in ("nl", "en"):
        mail.send("sign_in_code", to="fatma@example.org", language=language, context=CODE)
        assert f'<html lang="{language}"' in parts(smtp)[1]
    assert get_language() == "nl"


def test_only_the_page_is_escaped(smtp: Sink, settings: Settings) -> None:
    settings.SITE_NAME = "Koffie & <taart>"
    mail.send("sign_in_code", to="fatma@example.org", language="en", context=CODE)
    assert smtp.messages[0]["Subject"] == "Your code to sign in to Koffie & <taart>"
    text, html = parts(smtp)
    assert "on Koffie &\n<taart> to sign in" in text
    assert "on Koffie &amp; &lt;taart&gt; to sign in" in html


def test_a_refused_mail_is_told_without_the_address(
    smtp: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    smtp.refuse.add("nobody@example.org")
    with caplog.at_level(logging.ERROR):
        assert not mail.send("sign_in_code", to="nobody@example.org", language="en", context=CODE)
    (line,) = caplog.messages
    assert line == "Mail of the kind sign_in_code was not sent: 550 5.1.1."
    assert "nobody" not in caplog.text
    assert smtp.messages == []


def test_a_mail_server_that_is_away_or_silent_keeps_nobody_waiting(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_TIMEOUT = 0.3
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        assert not mail.send("sign_in_code", to="fatma@example.org", language="en", context=CODE)
    assert not mail.send("sign_in_code", to="fatma@example.org", language="en", context=CODE)
    assert caplog.messages == [
        "Mail of the kind sign_in_code was not sent: SMTPServerDisconnected.",
        "Mail of the kind sign_in_code was not sent: ConnectionRefusedError.",
    ]


def test_an_address_that_no_header_can_hold_is_refused_calmly(smtp: Sink) -> None:
    to = "a@example.org\nBcc: b@example.org"
    assert not mail.send("sign_in_code", to=to, language="en", context=CODE)
    assert smtp.messages == []

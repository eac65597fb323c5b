"""The link to the other language leads to the same page, and nowhere where there is none."""

import re

import pytest
from django.test import Client

LINK = re.compile(r'<link rel="alternate" hreflang="(\w+)" href="([^"]*)">')


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "rest"),
    [
        ("/nl/", ""),
        ("/en/help/", "help/"),
        ("/nl/agenda/?children=on&until=2027-01-01", "agenda/?children=on&amp;until=2027-01-01"),
        ("/nl/agenda/?q=caf%C3%A9%22%3E", "agenda/?q=caf%C3%A9%22%3E"),
        ("/nl/nowhere/", ""),
        ("/en/meetups/none/", "meetups/none/"),
        ("/fr/", ""),
    ],
)
def test_the_same_page_in_each_language(asked: str, rest: str, client: Client) -> None:
    found = LINK.findall(client.get(asked).content.decode())
    expected = [(code, f"http://testserver/{code}/{rest}") for code in ("nl", "en")]
    assert found == expected

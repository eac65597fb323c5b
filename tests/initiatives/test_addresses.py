"""Addresses of plans, that are found once and filled in after."""

import pytest
from django.urls import reverse
from django.utils import translation

from meetups.initiatives.addresses import address_of
from meetups.initiatives.views.workspace import TABS


@pytest.mark.parametrize("language", ["nl", "en"])
def test_they_are_what_django_says(language: str) -> None:
    with translation.override(language):
        for name, _words in TABS:
            assert address_of(name, 1234567) == reverse(name, args=[1234567])
        for act in ("finish", "reopen", "take", "give_back", "change", "skip", "remove"):
            name = f"initiatives:{act}_step"
            assert address_of(name, 5, 17) == reverse(name, args=[5, 17])

"""Sessions are read as Django's own reads them, and people as its own finds them."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from meetups.accounts.backends import NoPasswords
from meetups.accounts.models import User
from meetups.accounts.stored_sessions import SessionStore

pytestmark = pytest.mark.django_db
PAGE = "/en/account/"


def test_what_was_kept_is_there_for_as_long_as_it_holds() -> None:
    kept = SessionStore()
    kept["colour"] = "red"
    kept.save()
    assert SessionStore(kept.session_key)["colour"] == "red"
    assert db.SessionStore(kept.session_key)["colour"] == "red"  # the table is Django's own
    later = timezone.now() + timedelta(minutes=1)
    Session.objects.update(expire_date=later)
    assert SessionStore(kept.session_key)["colour"] == "red"


@pytest.mark.parametrize("ago", [0, 1])
def test_what_is_over_is_nothing_under_no_key(ago: int) -> None:
    kept = SessionStore()
    kept["colour"] = "red"
    kept.save()
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=ago))
    for store in (SessionStore, db.SessionStore):
        found = store(kept.session_key)
        assert "colour" not in found
        assert found.session_key is None


def test_a_key_that_somebody_made_up_is_not_used() -> None:
    found = SessionStore("abcdefgh" * 4)
    assert found.get("colour") is None
    assert found.session_key is None


def test_the_site_uses_it(client: Client, organiser: User) -> None:
    assert SessionStore.__module__ == settings.SESSION_ENGINE
    client.force_login(organiser)
    assert client.get(PAGE).status_code == 200
    Session.objects.all().delete()
    assert client.get(PAGE).status_code == 302


def test_people_are_found_while_they_may_come_in(client: Client, organiser: User) -> None:
    found = NoPasswords().get_user(organiser.pk)
    assert found == organiser
    assert found
    assert not found.get_deferred_fields()
    client.force_login(organiser)
    assert client.get(PAGE).status_code == 200
    User.objects.filter(pk=organiser.pk).update(is_active=False)
    assert NoPasswords().get_user(organiser.pk) is None
    assert client.get(PAGE).status_code == 302
    assert NoPasswords().get_user(0) is None

"""A new key in front, the old one taken out: all stays readable, and nobody is there twice."""

import base64
from collections import Counter
from io import StringIO

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from meetups.agenda.access import get_rsvp
from meetups.agenda.models import Origin, RightsRequest, Rsvp
from meetups.agenda.models.guests import email_digests
from meetups.agenda.services import resealing
from meetups.agenda.services.resealing import Outcome, reseal, sealed_models
from meetups.outbox.services.addresses import suppress
from meetups.sealing import UnsealError, is_newest
from tests.agenda.makers import make_meetup, make_rsvp
from tests.agenda.test_purge import make_request
from tests.factories import NOW

pytestmark = pytest.mark.django_db
OLD, NEW, NEWER = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2, 3))


@pytest.fixture(autouse=True)
def old_key(settings: LazySettings) -> None:
    settings.SEALING_KEYS = [OLD]


def guests() -> dict[str, tuple[str, str]]:
    """What can be read of who comes."""
    return {rsvp.name: (rsvp.email, rsvp.token) for rsvp in Rsvp.objects.all()}


def test_a_key_is_replaced_while_people_come(settings: LazySettings) -> None:
    meetup, other = make_meetup(), make_meetup()
    sam = make_rsvp(meetup, "Sam")
    make_rsvp(other, "Sam B", email="sam@example.org")
    make_rsvp(meetup, "Gerda", origin=Origin.PAPER)
    make_request("sam@example.org")
    settings.SEALING_KEYS = [NEW, OLD]
    make_rsvp(meetup, "Noor")
    before = guests()
    assert set(before) == {"Sam", "Sam B", "Gerda", "Noor"}
    assert reseal() == {
        "agenda.Rsvp": Counter({Outcome.RESEALED: 3, Outcome.SAME: 1}),
        "agenda.RightsRequest": Counter({Outcome.RESEALED: 1}),
    } | {name: Counter() for name in others()}
    settings.SEALING_KEYS = [NEW]
    assert guests() == before
    assert get_rsvp(before["Sam"][1]) == sam
    assert RightsRequest.objects.get().email == "sam@example.org"
    with pytest.raises(IntegrityError), transaction.atomic():
        make_rsvp(meetup, "Sam again", email="Sam@example.org ")
    digests = Rsvp.objects.exclude(email_digest=None).values_list("meetup", "email_digest")
    assert set(digests) == {
        (meetup.pk, email_digests(meetup.pk, "sam@example.org")[0]),
        (other.pk, email_digests(other.pk, "sam@example.org")[0]),
        (meetup.pk, email_digests(meetup.pk, "noor@example.org")[0]),
    }


def others() -> list[str]:
    """Tables with something sealed that belong to other rooms."""
    return [model._meta.label for model in sealed_models() if model not in (Rsvp, RightsRequest)]


def test_without_resealing_the_old_key_is_needed(settings: LazySettings) -> None:
    """The control: it is the resealing that makes it readable."""
    make_rsvp(make_meetup())
    settings.SEALING_KEYS = [NEW]
    with pytest.raises(UnsealError):
        guests()


def test_stopped_halfway_it_goes_on(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resealing, "ROWS", 2)
    meetup = make_meetup()
    for number in range(5):
        make_rsvp(meetup, f"G{number}")
    settings.SEALING_KEYS = [NEW, OLD]
    steps = (resealing._reseal(row) for row in resealing._rows(Rsvp))
    assert [next(steps) for _step in range(3)] == [Outcome.RESEALED] * 3
    assert len(guests()) == 5
    assert reseal()["agenda.Rsvp"] == {Outcome.SAME: 3, Outcome.RESEALED: 2}
    assert reseal()["agenda.Rsvp"] == {Outcome.SAME: 5}


def test_what_someone_changes_meanwhile_is_kept(settings: LazySettings) -> None:
    rsvp = make_rsvp(make_meetup())
    settings.SEALING_KEYS = [NEW, OLD]
    read = Rsvp.objects.get()
    settings.SEALING_KEYS = [OLD]  # a process that does not know the new key yet
    rsvp.name = "Samira"
    rsvp.save()
    settings.SEALING_KEYS = [NEW, OLD]
    assert resealing._reseal(read) == Outcome.RESEALED
    settings.SEALING_KEYS = [NEW]
    assert Rsvp.objects.get().name == "Samira"


def test_who_is_erased_meanwhile_stays_erased(settings: LazySettings) -> None:
    make_rsvp(make_meetup())
    settings.SEALING_KEYS = [NEW, OLD]
    read = Rsvp.objects.get()
    Rsvp.objects.all().delete()
    assert resealing._reseal(read) == Outcome.GONE
    assert not Rsvp.objects.exists()


def test_every_table_with_something_sealed_says_so() -> None:
    """So that none can be forgotten when a key is replaced."""
    for model in apps.get_models():
        columns = {f.name for f in model._meta.concrete_fields if f.name.endswith("_sealed")}
        assert set(getattr(model, "SEALED", {})) == columns, model


# --- the command ---------------------------------------------------------------------------------
def run() -> str:
    out = StringIO()
    call_command("reseal", stdout=out)
    return out.getvalue()


def test_the_command_counts_and_says_what_can_go(settings: LazySettings) -> None:
    make_rsvp(make_meetup())
    assert "There is one key" in run()
    settings.SEALING_KEYS = [NEW, OLD]
    told = run()
    assert "agenda.Rsvp: 1 resealed" in told
    assert "agenda.RightsRequest: nothing there" in told
    assert "not needed" in told
    assert "forgotten" not in told
    suppress(address="sam@example.org", why="not-me", now=NOW)
    assert "forgotten" in run()


def test_a_key_that_is_missing_is_told(settings: LazySettings) -> None:
    make_rsvp(make_meetup())
    settings.SEALING_KEYS = [NEWER, NEW]
    with pytest.raises(CommandError, match="Put back the key"):
        run()
    settings.SEALING_KEYS = [NEWER, NEW, OLD]
    assert "agenda.Rsvp: 1 resealed" in run()


def test_someone_who_signed_up_under_two_keys_stays_found_by_both(settings: LazySettings) -> None:
    """Only possible while processes disagree on the keys; nobody is erased for it."""
    meetup = make_meetup()
    first = make_rsvp(meetup, "Sam")
    settings.SEALING_KEYS = [NEW, OLD]
    make_rsvp(meetup, "Sam again", email="sam@example.org")
    with pytest.raises(CommandError, match="twice"):
        run()
    first.refresh_from_db()
    assert is_newest(first.email_sealed, about="rsvp.email")
    found = Rsvp.objects.filter(email_digest__in=email_digests(meetup.pk, "sam@example.org"))
    assert found.count() == 2

"""A guest with a name and an address that occur nowhere else: where do they turn up afterwards?

The name on pages of the organisers and in the guest's own mail; the address in the mail's "To".
Nowhere else: not in the bytes of the database, in logs, in messages to workers, or in the admin.
"""

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery.signals import before_task_publish
from django.conf import settings
from django.contrib import admin
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meetups.accounts.models import User
from meetups.agenda.models import GuestNote, Meetup, NeedCount, NeedKind, Rsvp
from meetups.agenda.services.rights import erase_person
from meetups.outbox.models import OutboundMessage
from meetups.outbox.services.sending import send_due
from tests.agenda.makers import make_meetup, make_rsvp
from tests.factories import make_office, make_reviewer, make_user
from tests.initiatives.team import lasting_plan
from tests.signing_in import sign_in

NAME, ADDRESS = "Kanarievogel", "kanarie.7b1f@voorbeeld.example"
TELLTALE = "telltale@example.org"
"""The organiser's own address, which is no secret here: the scan must find it."""


@pytest.fixture
def published() -> Iterator[list[str]]:
    """What the broker got to see."""
    seen: list[str] = []

    def note(**said: Any) -> None:
        seen.append(repr(said))

    before_task_publish.connect(note)
    yield seen
    before_task_publish.disconnect(note)


def everything_stored() -> bytes:
    """All bytes of the database: its files, or every row of every table as text."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            file = str(connection.settings_dict["NAME"])
            files = [Path(f"{file}{end}") for end in ("", "-wal", "-journal")]
            return b"".join(file.read_bytes() for file in files if file.exists())
        rows = []
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT t::text FROM {name} t")  # noqa: S608
            rows += [str(row[0]) for row in cursor.fetchall()]
        return "\n".join(rows).encode()


def stored(text: str) -> int:
    """How often a text is stored: as it is, in other letters, or as the hex of binary columns."""
    data = everything_stored().lower()
    return data.count(text.lower().encode()) + data.count(text.encode().hex().encode())


def go_all_the_way(client: Client, meetup: Meetup, organiser: User) -> dict[str, str]:
    """Sign up, confirm, be written to, ask for one's data and take it along; the pages seen."""
    cache.clear()
    page = f"/nl/meetups/{meetup.code}/"
    form = {"name": NAME, "email": ADDRESS, "party": "2"}
    assert client.post(f"{page}come/", form).status_code == 302
    send_due(now=timezone.now())
    mine = link_in(mail.outbox[-1])
    assert client.post(f"{mine}confirm/", {"needs": [NeedKind.HALAL]}).status_code == 302
    desk = Client()
    sign_in(desk, organiser)
    place = [meetup.initiative_id, meetup.pk]
    note = {"text": "Neem een bord mee.", "to": "all", "send": "1"}
    assert desk.post(reverse("agenda:write", args=place), note).status_code == 302
    client.post("/nl/guests/data/", {"email": ADDRESS})
    send_due(now=timezone.now())
    rights = link_in(next(m for m in mail.outbox if "gegevens" in m.subject or "data" in m.subject))
    assert NAME in client.post(f"{rights}export/").content.decode()
    names = ("meetups", "desk", "guests", "guest_list", "write", "resize", "edit")
    paths = {
        name: reverse(f"agenda:{name}", args=place[: 1 + (name != "meetups")]) for name in names
    }
    seen = {name: desk.get(path).content.decode() for name, path in paths.items()}
    pages = {"public": page, "agenda": "/nl/agenda/", "account": reverse("accounts:data")}
    return seen | {name: desk.get(path).content.decode() for name, path in pages.items()}


def link_in(message: Any) -> str:
    found = re.search(rf"{re.escape(settings.SITE_URL)}(/\w\w/guests/\S+)", str(message.body))
    assert found, message.body
    return found[1]


def admin_pages() -> Iterator[tuple[str, str]]:
    """Each list of the admin, and the page of each row in it."""
    client = Client()
    root = make_user("Root", is_staff=True, is_superuser=True)
    sign_in(client, root)
    for model in admin.site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        yield name, client.get(reverse(f"admin:{name}_changelist")).content.decode()
        for row in model._default_manager.all()[:3]:
            answer = client.get(reverse(f"admin:{name}_change", args=[row.pk]))
            yield f"{name} {row.pk}", answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_guest_leaves_no_trace(
    client: Client, published: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "meetups")
    organiser = make_user("Fatma", email=TELLTALE)
    soon = timezone.now() + timedelta(days=20)
    meetup = make_meetup(lasting_plan(organiser), starts_at=soon, needs_asked=[NeedKind.HALAL])
    seen = go_all_the_way(client, meetup, organiser)

    # It happened, and the scan finds what is there.
    assert (Rsvp.objects.get().name, Rsvp.objects.get().email) == (NAME, ADDRESS)
    assert (NeedCount.objects.get().number, GuestNote.objects.get().guests) == (1, 1)
    assert {message.to[0] for message in mail.outbox} == {ADDRESS}
    assert stored(TELLTALE) > 0
    assert OutboundMessage.objects.count() >= 4

    # The database, the logs and the workers know neither.
    assert (stored(ADDRESS), stored(NAME)) == (0, 0)
    for told in (caplog.text, "\n".join(published)):
        assert ADDRESS not in told
        assert NAME not in told

    # Organisers see the name where guests are shown, and never the address.
    assert {name for name, page in seen.items() if NAME in page} <= {"guests", "guest_list"}
    assert NAME in seen["guests"]
    assert [name for name, page in seen.items() if ADDRESS in page] == []

    # Support staff see neither.
    shown = dict(admin_pages())
    assert f"agenda_meetup {meetup.pk}" in shown
    assert Rsvp not in admin.site._registry
    assert [name for name, page in shown.items() if ADDRESS in page or NAME in page] == []

    # The office that judges the plan sees no guests at all.
    office = Client()
    sign_in(office, make_reviewer(make_office(), "Marit"))
    type(meetup.initiative).objects.update(status="submitted", submitted_at=timezone.now())
    place = [meetup.initiative_id, meetup.pk]
    assert office.get(reverse("agenda:desk", args=place)).status_code == 200
    for name in ("guests", "guest_list"):
        assert office.get(reverse(f"agenda:{name}", args=place)).status_code == 404

    # And when they are erased, nothing is left to open either.
    erase_person(email=ADDRESS, now=timezone.now())
    assert not Rsvp.objects.exists()
    mail.outbox.clear()
    send_due(now=timezone.now())
    assert mail.outbox == []

    # The control: unsealed, it would have been found.
    make_rsvp(meetup, name_sealed=NAME.encode())
    assert stored(NAME) > 0

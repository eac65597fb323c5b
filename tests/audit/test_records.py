"""The audit record is only ever added to: by nobody, and in no way that the app knows of."""

import ast
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import IntegrityError, models, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

import meetups
from meetups.accounts.models import User
from meetups.accounts.services.people import erase_account
from meetups.audit import tasks
from meetups.audit.models import Act, AppendOnlyError, Record
from meetups.audit.services import RETENTION, erase_old, record
from meetups.initiatives.access import Right, get_initiative_for
from meetups.initiatives.models import Initiative
from meetups.initiatives.services.moves import move_initiative
from tests.factories import NOW
from tests.signing_in import sign_in
from tests.support.reviewing import decided, send

pytestmark = pytest.mark.django_db
CODE = Path(meetups.__file__).parent


@pytest.fixture
def row() -> Record:
    record(Act.DECISION, by=7, now=NOW, office="GM0243", decision="approve")
    return Record.objects.get()


def _saved(row: Record) -> None:
    row.by = 8
    row.save()


def _saved_anew(row: Record) -> None:
    Record(pk=row.pk, at=NOW, act=Act.BUDGET, by=8).save()


WAYS: dict[str, Callable[[Record], Any]] = {
    "save": _saved,
    "delete": lambda row: row.delete(),
    "update": lambda row: Record.objects.update(by=8),
    "update of some": lambda row: Record.objects.filter(pk=row.pk).update(by=8),
    "update of the base": lambda row: Record._base_manager.update(by=8),
    "bulk update": lambda row: Record.objects.bulk_update([row], ["by"]),
    "update or create": lambda row: Record.objects.update_or_create(pk=row.pk, defaults={"by": 8}),
    "delete all": lambda row: Record.objects.all().delete(),
    "delete of the base": lambda row: Record._base_manager.filter(pk=row.pk).delete(),
    "raw delete": lambda row: Record.objects.filter(pk=row.pk)._raw_delete("default"),
    "bulk create over it": lambda row: Record.objects.bulk_create(
        [Record(pk=row.pk, at=NOW, act=Act.BUDGET, by=8)],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["by"],
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_nothing_changes_or_deletes_a_record(row: Record, way: str) -> None:
    before = Record.objects.values().get()
    with pytest.raises(AppendOnlyError):
        WAYS[way](row)
    assert Record.objects.values().get() == before


def test_what_has_its_number_is_not_written_over(row: Record) -> None:
    """A new row with an old number is refused by the database; `save` never updates."""
    before = Record.objects.values().get()
    with pytest.raises(IntegrityError), transaction.atomic():
        _saved_anew(row)
    assert Record.objects.values().get() == before


def test_no_row_leads_to_a_record_or_from_it() -> None:
    """Without relations there is no related manager, and nothing that cascades."""
    assert not Record._meta.related_objects
    assert not [field for field in Record._meta.get_fields() if field.is_relation]
    assert type(Record._default_manager.all()) is type(Record._base_manager.all())


# --- who is not the app --------------------------------------------------------------------------
CHANGES = {"delete", "_raw_delete", "update", "bulk_update", "raw", "execute"}


def _changes(tree: ast.AST) -> set[str]:
    """By what a module could change or erase rows."""
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return names & CHANGES


def _knows_records(tree: ast.AST) -> bool:
    return any(
        isinstance(node, ast.ImportFrom)
        and any(
            alias.name == "Record" or f"{node.module}.{alias.name}" == "meetups.audit.models"
            for alias in node.names
        )
        for node in ast.walk(tree)
    )


def test_only_the_service_that_erases_what_is_old_goes_around_it() -> None:
    """`models.QuerySet(Record)` is the one way around; who reads records only reads."""
    around, knows = [], []
    for file in sorted(CODE.rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        tree = ast.parse(text)
        name = str(file.relative_to(CODE))
        if "migrations" in file.parts:
            assert "audit" not in file.parts or "RunPython" not in text, name
            continue
        if _knows_records(tree):
            knows.append(name)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("QuerySet"):
                around += [name for arg in node.args if "Record" in ast.unparse(arg)]
        assert "audit_record" not in text, f"{name} may reach the table by its name"
    assert around == ["audit/services.py"]
    assert "audit/services.py" in knows
    changes = {
        name: found
        for name in knows
        if name != "audit/models.py"
        and (found := _changes(ast.parse((CODE / name).read_text(encoding="utf-8"))))
    }
    assert changes == {"audit/services.py": {"delete"}}


def _addresses(patterns: list[URLPattern | URLResolver], at: str = "") -> list[str]:
    found: list[str] = []
    for pattern in patterns:
        here = f"{at}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            found += _addresses(pattern.url_patterns, here)
        elif "audit" in here:
            found.append(here)
    return found


def test_no_address_takes_a_record_to_change_it(client: Client, row: Record) -> None:
    """Those that name the audit: two of the desk, and the admin's, which refuse all but looking."""
    ours = [path for path in _addresses(get_resolver().url_patterns) if "admin/" not in path]
    assert len(ours) == 2
    root = User.objects.create_superuser("admin@example.org")
    sign_in(client, root)
    record(Act.CATALOGUE, by=root.pk, now=NOW)
    mine, before = Record.objects.get(office=""), list(Record.objects.values())
    place = "/admin/audit/record/"
    page = client.get(place, headers={"Accept-Language": "en"}).content.decode()
    assert "the catalogue was changed or published" in page
    assert page.count('<td class="action-checkbox">') == 0
    assert page.count('<th class="field-at') == 1
    assert client.get(f"{place}{mine.pk}/change/").status_code == 200
    assert client.get(f"{place}{row.pk}/change/").status_code == 302  # an office's: not here
    for path in ("add/", f"{mine.pk}/delete/"):
        assert client.get(f"{place}{path}").status_code == 403
        assert client.post(f"{place}{path}", {"post": "yes"}).status_code == 403
    assert client.post(f"{place}{mine.pk}/change/", {"by": 1}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [mine.pk], "post": "yes"}
    client.post(place, chosen)
    assert list(Record.objects.values()) == before
    assert admin.site._registry[Record].actions is None


def test_in_the_admin_it_is_for_who_runs_the_site(client: Client) -> None:
    curator = User.objects.create_user("curator@example.org", is_staff=True)
    curator.user_permissions.set(Permission.objects.filter(content_type__app_label="audit"))
    sign_in(client, curator)
    assert client.get("/admin/").status_code == 200
    for path in ("", "add/", "1/change/", "1/delete/"):
        assert client.get(f"/admin/audit/record/{path}").status_code in (302, 403), path


# --- how long ------------------------------------------------------------------------------------
def test_every_kind_has_an_end() -> None:
    assert set(RETENTION) == set(Act)
    assert {kept.days for kept in RETENTION.values()} == {365, 7 * 365}
    assert min(RETENTION.values()) >= timedelta(days=183)  # what BIO2 asks at least


@pytest.mark.parametrize("act", list(Act))
def test_a_record_goes_when_its_time_is_over_and_not_a_second_before(act: Act) -> None:
    moment = NOW - RETENTION[act]
    for seconds in (-1, 0, 1):
        record(act, by=None, now=moment + timedelta(seconds=seconds), number=seconds)
    assert erase_old(now=NOW) == 1
    assert [row.details["number"] for row in Record.objects.all()] == [1, 0]


def test_the_clock_rings_it() -> None:
    record(Act.EXPORT, by=None, now=NOW - timedelta(days=4000))
    tasks.erase_old()
    assert not Record.objects.exists()
    assert tasks.erase_old.name in {
        entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()
    }


# --- what stands in it ---------------------------------------------------------------------------
def test_erasing_a_person_leaves_the_records_and_no_name(
    initiative: Initiative, reviewer: User
) -> None:
    decided(reviewer, send(initiative))
    before = list(Record.objects.values())
    assert before
    erase_account(user=reviewer)
    assert list(Record.objects.values()) == before
    for text in (str(before), str(models.QuerySet(Record).values_list())):
        assert "Marit" not in text
        assert "marit@" not in text


def test_a_decision_that_is_taken_back_is_written_down_too(
    initiative: Initiative, reviewer: User
) -> None:
    decided(reviewer, send(initiative))
    seat = get_initiative_for(reviewer, initiative.pk, Right.REVIEW)
    move_initiative(seat=seat, slug="reconsider", why="Toch niet.", now=NOW)
    newest = Record.objects.first()
    assert newest
    assert (newest.act, newest.by, newest.office) == (Act.DECISION, reviewer.pk, "GM0243")
    assert newest.details == {"decision": "reconsider"}
    assert newest.object_id == str(initiative.pk)

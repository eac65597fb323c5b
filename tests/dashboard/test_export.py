"""The queue as a sheet: what is in it, that it is written down, and that it does no harm."""

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from typing import Any
from unicodedata import category

import openpyxl
import pytest
import time_machine
from django.test import Client
from django.utils import translation
from hypothesis import example, given, settings
from hypothesis import strategies as st

from meetups.accounts.models import Office, User
from meetups.audit.models import Act, Record
from meetups.dashboard import exports
from meetups.dashboard.exports import Sheet
from meetups.initiatives.models import Funding
from meetups.sheets import harmless
from meetups.support.models import Tag
from tests.dashboard.desk import QUEUE, make_dossier, sent
from tests.factories import NOW
from tests.signing_in import sign_in

EXPORT = f"{QUEUE}export/"
FORMULAS = ("=", "+", "-", "@", "|", "%", "\t", "\r", "\n", "＝", "＋", "－", "＠")
texts = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.fixture(autouse=True)
def at_nine_march() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(client: Client, reviewer: User) -> Client:
    sign_in(client, reviewer)
    return client


def taken(client: Client, sheet: str, address: str = EXPORT, **posted: str) -> bytes:
    response = client.post(address, {"format": sheet, **posted})
    assert response.status_code == 200
    assert f"GM0243-2027-03-09.{sheet}" in response["Content-Disposition"]
    return b"".join(response)


def csv_rows(content: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def xlsx_rows(content: bytes) -> list[tuple[Any, ...]]:
    page = openpyxl.load_workbook(BytesIO(content)).active
    assert page is not None
    return list(page.iter_rows())


def full_plan(organiser: User, office: Office, reviewer: User) -> None:
    """One with something in every column; its title is a formula."""
    plan = sent(organiser, "=HYPERLINK(1)", days=2, is_sensitive=True, times_planned=6)
    tag = Tag.objects.create(office=office, name="+taal")
    make_dossier(plan, reviewer=reviewer).tags.add(tag)
    Funding.objects.create(initiative=plan, payer="office", cents=75_050, changed_at=NOW)


def test_csv(desk: Client, office: Office, organiser: User, reviewer: User) -> None:
    full_plan(organiser, office, reviewer)
    content = taken(desk, "csv")
    head, row = csv_rows(content)
    assert dict(zip(head, row, strict=True)) | {"Number": ""} == {
        "Number": "",
        "Plan": "'=HYPERLINK(1)",
        "District": "Stadsdennen",
        "State": "With the municipality",
        "First meetup": "2027-04-24",
        "Times": "6",
        "People": "40",
        "Sent on": "2027-03-07",
        "Waits since": "2027-03-07",
        "Answer before": "2027-03-17",
        "What to mind": "The topic brings tension; Asks for €\xa0750.50",
        "Asks for (euros)": "750.50",
        "Reviewer": "Marit",
        "Tags": "'+taal",
        "Organisers": "Fatma",
    }
    assert b"example.org" not in content
    dutch = csv_rows(taken(desk, "csv", EXPORT.replace("/en/", "/nl/")), delimiter=";")
    assert dutch[1][11] == "750,50"


def test_xlsx_has_days_numbers_and_texts_that_are_texts(
    desk: Client, office: Office, organiser: User, reviewer: User
) -> None:
    full_plan(organiser, office, reviewer)
    sent(organiser, "Loopt", status="running", days=40)
    head, row, other = xlsx_rows(taken(desk, "xlsx"))
    by_name = {name.value: cell for name, cell in zip(head, row, strict=True)}
    assert (by_name["Plan"].value, by_name["Plan"].data_type) == ("'=HYPERLINK(1)", "s")
    assert by_name["First meetup"].value == datetime(2027, 4, 24)  # noqa: DTZ001 (as a sheet has it)
    assert by_name["First meetup"].is_date
    assert (by_name["People"].value, by_name["People"].data_type) == (40, "n")
    assert by_name["Asks for (euros)"].value == 750.5
    assert [cell.value for cell in other[8:12]] == [None] * 4


def test_only_what_is_chosen_in_its_order(desk: Client, organiser: User) -> None:
    for number in range(3):
        sent(organiser, f"Plan {number}", days=number)
    sent(organiser, "Loopt", status="running")
    rows = csv_rows(taken(desk, "csv", query="standing=us&order=newest&page=7&evil=1"))
    assert [row[1] for row in rows[1:]] == ["Plan 0", "Plan 1", "Plan 2"]


def test_more_than_fits_is_cut_and_said(
    desk: Client, organiser: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meetups.dashboard.views.queue.MOST_ROWS", 2)
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    for number in range(3):
        sent(organiser, f"Plan {number}", days=number)
    rows = csv_rows(taken(desk, "csv", query="order=longest"))
    assert [row[1] for row in rows[1:]] == ["Plan 2", "Plan 1"]
    assert "Take the first 2 of these plans along." in desk.get(QUEUE).content.decode()


def test_it_is_written_down(desk: Client, organiser: User, reviewer: User) -> None:
    sent(organiser)
    taken(desk, "xlsx", query="standing=us")
    (record,) = Record.objects.all()
    assert (record.act, record.by, record.office, record.at) == (
        Act.EXPORT,
        reviewer.pk,
        "GM0243",
        NOW,
    )
    assert record.details == {"what": "queue", "format": "xlsx", "rows": 1}


def test_no_such_format_and_looking_takes_nothing(desk: Client, organiser: User) -> None:
    sent(organiser)
    assert desk.post(EXPORT, {"format": "exe"}).status_code == 404
    assert desk.get(EXPORT).status_code == 405
    assert not Record.objects.exists()


def test_the_plans_of_another_office_stay_there(
    client: Client, office: Office, organiser: User, other_reviewer: User
) -> None:
    sent(organiser, "Van Harderwijk", days=2, submitted_at=NOW - timedelta(2))
    sign_in(client, other_reviewer)
    assert client.post(EXPORT, {"format": "csv"}).status_code == 404
    response = client.post(EXPORT.replace("GM0243", "GM0622"), {"format": "csv"})
    assert "Van Harderwijk" not in b"".join(response).decode()


# --- whatever people type ------------------------------------------------------------------------
@given(texts)
@example("=1+1")
@example(" \t=1+1")
@example("\u200b@SUM(1)")
@example("\x00-2+3")
@example("＝1")
@example("plain, “text”; with = in it")
def test_no_text_begins_a_formula(text: str) -> None:
    safe = harmless(text)
    seen = safe.lstrip().lstrip("\u200b\u200e\ufeff")
    assert not seen.startswith(FORMULAS)
    assert not safe.startswith(FORMULAS)
    assert len(safe) - len(text) in (0, 1)
    assert not [char for char in safe if category(char) in ("Cc", "Cn") and char not in "\t\r\n"]


@given(st.lists(texts, min_size=1, max_size=8))
@settings(max_examples=40)
@example(["=1", "+1", "-1", "@a", "\ta", "\ra", "a,=1", 'a"\n=1', "#N/A", "\ufffe", "x\x0by", ""])
def test_any_text_comes_back_as_a_text(values: list[str]) -> None:
    cells: list[Any] = list(values)
    with translation.override("en"), exports._WRITERS[Sheet.CSV]([cells]) as file:
        content = file.read()
    (row,) = csv_rows(content)
    assert row == [harmless(value) for value in values]
    with exports._WRITERS[Sheet.XLSX]([cells]) as file:
        (typed,) = xlsx_rows(file.read())
    assert {cell.data_type for cell in typed if cell.value is not None} <= {"s"}
    for cell, value in zip(typed, values, strict=False):
        assert not str(cell.value or "").startswith(FORMULAS), value

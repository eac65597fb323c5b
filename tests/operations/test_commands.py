"""The commands for containers; `serve` has a file of its own."""

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from meetups.operations.management.commands import serve
from meetups.operations.services import record_heartbeat


@pytest.mark.django_db
@pytest.mark.parametrize(("age", "code"), [(0, 0), (120, 1)])
def test_ready_reports_and_its_exit_code_says_so(
    capsys: pytest.CaptureFixture[str], age: int, code: int
) -> None:
    record_heartbeat(now=timezone.now() - timedelta(seconds=age))
    with pytest.raises(SystemExit) as stopped:
        call_command("ready")
    assert stopped.value.code == code
    assert json.loads(capsys.readouterr().out)["ready"] is (code == 0)


def test_ready_without_a_database(
    capsys: pytest.CaptureFixture[str], broken_database: None
) -> None:
    with pytest.raises(SystemExit) as stopped:
        call_command("ready")
    assert stopped.value.code == 1
    assert json.loads(capsys.readouterr().out)["database"] is False


@pytest.mark.django_db
def test_prepare_fills_empty_tables_once(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("prepare")
    told = capsys.readouterr().out
    assert [command for command in settings.FIRST_START if f"First start: {command}" in told] == [
        *settings.FIRST_START
    ]
    for model in settings.FIRST_START.values():
        assert apps.get_model(model)._default_manager.exists()
    call_command("prepare")
    assert capsys.readouterr().out == ""


def test_prepare_without_a_database(broken_database: None) -> None:
    with pytest.raises(SystemExit) as stopped:
        call_command("prepare")
    assert str(stopped.value.code).startswith("Cannot open the database (")


@pytest.mark.parametrize(
    ("site_url", "given"),
    [
        ("http://localhost:8000", {"SITE_URL": "http://localhost:8051"}),
        ("https://buurtbrug.example", {}),
    ],
)
def test_links_in_mail_lead_to_the_port_that_serves_unless_settings_say_where(
    site_url: str, given: dict[str, str], settings: Settings
) -> None:
    settings.SITE_URL = site_url
    assert serve.links_lead_to("127.0.0.1", 8051) == given

"""A public site knows nothing of the demo. Each case is a process of its own."""

import json
from pathlib import Path

import pytest

from tests.operations.test_settings import PUBLIC, run

FOUND = """
import json
import django
from django.conf import settings
settings.STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
django.setup()
from django.apps import apps
from django.core.management import call_command, get_commands
from django.test import Client
from django.urls import NoReverseMatch, reverse
settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
call_command("migrate", run_syncdb=True, verbosity=0)  # tables at once, without their past
client = Client(headers={"host": "buurtbrug.example"})
def status(method, path):
    return getattr(client, method)(path, secure=True).status_code
sign_in = client.get("/en/account/sign-in/", secure=True)
try:
    address = reverse("demo:mailbox")
except NoReverseMatch:
    address = None
print(json.dumps({
    "installed": apps.is_installed("meetups.demo"),
    "address": address,
    "mailbox": [status("get", "/mailbox/"), status("get", "/en/mailbox/")],
    "one click": status("post", "/en/demo/fatma/"),
    "sign in": [sign_in.status_code, "demo" in sign_in.content.decode().lower()],
    "admin": "bb-demo" in client.get("/admin/login/", secure=True).content.decode(),
    "mail": settings.EMAIL_BACKEND,
    "first start": list(settings.FIRST_START),
    "command": "seed_demo" in get_commands(),
}))
"""
NOTHING = {
    "installed": False,
    "address": None,
    "mailbox": [404, 404],
    "one click": 404,
    "sign in": [200, False],
    "admin": False,
    "first start": ["load_demo_neighbourhoods", "load_catalogue"],
    "command": False,
}


@pytest.mark.parametrize(
    ("settings", "backend"),
    [
        (PUBLIC, "django.core.mail.backends.smtp.EmailBackend"),
        (
            {"DEMO": "0", "ALLOWED_HOSTS": "buurtbrug.example"},
            "django.core.mail.backends.console.EmailBackend",
        ),
    ],
    ids=["public", "no-demo"],
)
def test_without_the_demo(tmp_path: Path, settings: dict[str, str], backend: str) -> None:
    places = {"DJANGO_SETTINGS_MODULE": "meetups.settings", "DATABASE_URL": "sqlite://:memory:"}
    done = run(tmp_path, "-c", FOUND, **places, **settings)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {**NOTHING, "mail": backend}


def test_a_public_site_refuses_the_demo(tmp_path: Path) -> None:
    done = run(tmp_path, "manage.py", "check", **PUBLIC, DEMO="1")
    assert done.returncode == 1
    assert done.stderr == (
        "Wrong settings: PRODUCTION=1 refuses to start. "
        "DEMO must be off: it lets anyone sign in as anyone.\n"
    )


def test_the_command_asks_for_demo_mode(tmp_path: Path) -> None:
    done = run(tmp_path, "manage.py", "seed_demo", DEMO="0")
    assert done.returncode == 1
    assert "Unknown command: 'seed_demo'" in done.stderr

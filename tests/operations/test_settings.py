"""What a public site refuses, and what it turns on. Each case is a process of its own."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from meetups.environment import database
from tests.site import ROOT, environment

SECRET = "Zq3v8Lw1Xk5Tn7Rb2Yc9Hd4Mf6Jg0Ps-UaEiVoQeWtBxNuKyCr1"
PUBLIC = {
    "PRODUCTION": "1",
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "buurtbrug.example",
    "SITE_URL": "https://buurtbrug.example",
    "SEALING_KEYS": "c2VhbGluZy1rZXktZm9yLXRoZS10ZXN0LW9mLWEtc2k=",
    "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
    "DEFAULT_FROM_EMAIL": "Buurtbrug <post@buurtbrug.example>",
    "SECURITY_CONTACT": "mailto:security@buurtbrug.example",
}
REFUSALS = [
    ({"DEBUG": "1"}, "DEBUG must be off."),
    (
        {"ALLOW_CLOCK_OFFSET": "1", "CLOCK_OFFSET_SECONDS": "3600"},
        "CLOCK_OFFSET_SECONDS must be 0: it is for trying out.",
    ),
    ({"SECRET_KEY": ""}, "SECRET_KEY must be set, to 50 or more random characters."),
    ({"SECRET_KEY": SECRET[:49]}, "SECRET_KEY must be set, to 50 or more random characters."),
    (
        {"EMAIL_URL": ""},
        "EMAIL_URL must name the mail server, as smtp+tls://user:password@host:587.",
    ),
    (
        {"DEFAULT_FROM_EMAIL": "Buurtbrug <noreply@localhost>"},
        "DEFAULT_FROM_EMAIL must be the address that mail comes from.",
    ),
    ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS must name the site's host."),
    *(
        (
            {"SITE_URL": url},
            "SITE_URL must be the address of the site, such as https://buurtbrug.example.",
        )
        for url in ("", "http://buurtbrug.example", "buurtbrug.example")
    ),
    *(
        (
            {"SEALING_KEYS": keys},
            "SEALING_KEYS must name one or more keys: openssl rand -base64 32 makes one.",
        )
        for keys in ("", "c2hvcnQ=", "no base64", "b25seS1mb3ItYS1sYXB0b3AtbmV2ZXItZm9yLWEtc2k=")
    ),
    (
        {"SECURITY_CONTACT": ""},
        "SECURITY_CONTACT must say where to report a leak, as mailto:security@host.",
    ),
    ({"ALLOWED_HOSTS": "a.example,*"}, "ALLOWED_HOSTS must not be *."),
    (
        {"CSRF_TRUSTED_ORIGINS": "http://buurtbrug.example"},
        "CSRF_TRUSTED_ORIGINS must start with https://.",
    ),
]
FOUND = """
import json
from django.conf import settings
from django.test import Client
import django
django.setup()
host = {"host": "buurtbrug.example"}
answer = Client().get("/healthz", headers=host, secure=True)
plain = Client().get("/robots.txt", headers=host)
print(json.dumps({
    "session": settings.SESSION_COOKIE_NAME,
    "csrf": settings.CSRF_COOKIE_NAME,
    "hsts": answer["Strict-Transport-Security"],
    "plain": [plain.status_code, plain["Location"]],
    "health": Client().get("/healthz", headers={"host": "localhost"}).status_code,
}))
"""


def run(var: Path, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a bare environment with these settings."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment(var, **more),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize(("wrong", "sentence"), REFUSALS)
def test_a_public_site_refuses(tmp_path: Path, wrong: dict[str, str], sentence: str) -> None:
    done = run(tmp_path, "manage.py", "check", **PUBLIC | wrong)
    assert done.returncode == 1
    assert done.stderr == f"Wrong settings: PRODUCTION=1 refuses to start. {sentence}\n"


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    faults = {"DEBUG": "1", "SECRET_KEY": "", "ALLOWED_HOSTS": "*"}
    done = run(tmp_path, "manage.py", "check", **PUBLIC | faults)
    told = "DEBUG must be off. SECRET_KEY must be set, to 50 or more random characters. "
    assert done.stderr == (
        f"Wrong settings: PRODUCTION=1 refuses to start. {told}ALLOWED_HOSTS must not be *.\n"
    )


def test_a_public_site_has_nothing_left_to_warn_of(tmp_path: Path) -> None:
    done = run(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **PUBLIC)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_public_site_speaks_https_only(tmp_path: Path) -> None:
    done = run(tmp_path, "-c", FOUND, DJANGO_SETTINGS_MODULE="meetups.settings", **PUBLIC)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "session": "__Host-sessionid",
        "csrf": "__Host-csrftoken",
        "hsts": "max-age=31536000; includeSubDomains",
        "plain": [301, "https://buurtbrug.example/robots.txt"],
        "health": 200,
    }


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("nonsense", "DATABASE_URL must start with sqlite:// or postgres://."),
        ("mysql://x/y", "DATABASE_URL must start with sqlite:// or postgres://."),
        ("postgres://me:secret@host:x/y", "DATABASE_URL is not the address of a database."),
    ],
)
def test_a_database_url_that_is_none(tmp_path: Path, url: str, sentence: str) -> None:
    done = run(tmp_path, "manage.py", "check", DATABASE_URL=url)
    assert (done.returncode, done.stderr) == (1, f"Wrong settings: {sentence}\n")


@pytest.mark.parametrize(("allowed", "offset"), [("0", "0"), ("1", "3600")])
def test_the_clock_is_shifted_only_when_that_is_allowed(
    tmp_path: Path, allowed: str, offset: str
) -> None:
    show = "from django.conf import settings; print(settings.CLOCK_OFFSET_SECONDS)"
    shifted = {"CLOCK_OFFSET_SECONDS": "3600", "ALLOW_CLOCK_OFFSET": allowed}
    done = run(tmp_path, "-c", show, DJANGO_SETTINGS_MODULE="meetups.settings", **shifted)
    assert done.stdout == f"{offset}\n", done.stderr


NONSENSE = {
    "PRODUCTION": ("ja", "1 or 0"),
    "TRUSTED_PROXIES": ("one", "a whole number, 0 or more"),
    "OUTBOX_LEASE_SECONDS": ("-5", "a number, 0 or more"),
    "EMAIL_URL": ("smtp+tls://me:hidden@host:port", "as smtp+tls://user:password@host:587"),
    "SITE_URL": ("buurtbrug.example", "an address, as https://host"),
    "SITE_CONTACT": ("ask", "an e-mail address"),
    "SITE_SOURCE_URL": ("javascript:hidden", "an address with https://"),
    "SECURITY_CONTACT": ("us", "an address that starts with mailto: or https://"),
    "MAIL_DOMAIN": ("me@host", "the name of a domain"),
    "LOG_FORMAT": ("xml", "text or json"),
    "REDIS_URL": ("broker", "an address that starts with redis:// or rediss://"),
}


def test_each_value_that_makes_no_sense_is_told_by_its_name_and_all_at_once(tmp_path: Path) -> None:
    values = {name: value for name, (value, _what) in NONSENSE.items()}
    done = run(tmp_path, "manage.py", "check", **values)
    assert done.returncode == 1
    told = done.stderr.removeprefix("Wrong settings: ").strip()
    wanted = [f"{name} must be {what}." for name, (_value, what) in NONSENSE.items()]
    assert sorted(re.findall(r"[A-Z_]+ must be .+?\.(?= |$)", told)) == sorted(wanted)
    assert "hidden" not in told


def test_the_address_of_a_database_may_say_how_it_is_used() -> None:
    direct = database("postgres://u:p@host/buurtbrug?sslmode=verify-full")
    assert (direct["CONN_MAX_AGE"], direct["CONN_HEALTH_CHECKS"]) == (60, True)
    assert direct["OPTIONS"]["sslmode"] == "verify-full"
    pooled = database("postgres://u:p@bouncer/x?DISABLE_SERVER_SIDE_CURSORS=True&CONN_MAX_AGE=0")
    assert (pooled["CONN_MAX_AGE"], pooled["DISABLE_SERVER_SIDE_CURSORS"]) == (0, True)
    assert pooled["OPTIONS"] == {"connect_timeout": 5}


def test_an_older_key_still_opens_what_it_signed(tmp_path: Path) -> None:
    sign = "from django.core import signing; print(signing.dumps('x'))"
    signed = run(tmp_path, "-c", sign, DJANGO_SETTINGS_MODULE="meetups.settings", **PUBLIC)
    new = PUBLIC | {"SECRET_KEY": SECRET[::-1], "SECRET_KEY_FALLBACKS": SECRET}
    read = f"from django.core import signing; print(signing.loads({signed.stdout.strip()!r}))"
    done = run(tmp_path, "-c", read, DJANGO_SETTINGS_MODULE="meetups.settings", **new)
    assert done.stdout == "x\n", done.stderr

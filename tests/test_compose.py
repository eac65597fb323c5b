"""The production files, read as data: no engine runs here, so what can be checked is checked."""

import re
import shlex
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import environ
import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands

from meetups.accounts.municipal_sign_in import read_providers

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
EXAMPLE = (ROOT / ".env.example").read_text()
OURS = ["web", "worker", "mailer", "beat", "migrate"]
VARIABLE = re.compile(r"\$\{(\w+)(:[-?][^}]*)?\}")


def instructions(name: str) -> list[str]:
    """The values of one kind of instruction in the Dockerfile, with continued lines joined."""
    joined = DOCKERFILE.replace("\\\n", " ")
    return re.findall(rf"^(?:HEALTHCHECK.*)?{name} +(.+)$", joined, re.MULTILINE)


def test_the_services() -> None:
    assert set(SERVICES) == {*OURS, "db", "broker"}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_has_a_health_check_or_runs_once(name: str) -> None:
    service = SERVICES[name]
    assert ("healthcheck" in service) != (service["restart"] == "no")
    assert service["restart"] in ("no", "unless-stopped")


@pytest.mark.parametrize("name", ["web", "worker", "mailer", "beat"])
def test_the_site_waits_for_the_migration_and_the_broker(name: str) -> None:
    assert SERVICES[name]["depends_on"] == {
        "migrate": {"condition": "service_completed_successfully"},
        "broker": {"condition": "service_healthy"},
    }
    assert SERVICES["migrate"]["depends_on"] == {"db": {"condition": "service_healthy"}}


def test_images_have_a_version() -> None:
    images = {s["image"] for s in SERVICES.values() if "build" not in s}
    assert images == {"postgres:18", "valkey/valkey:9"}
    bases = [line.split()[0] for line in instructions("FROM")]
    assert bases == ["python:3.11-slim", "python:3.11-slim"]


@pytest.mark.parametrize("name", OURS)
def test_our_containers_can_do_little(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_container_has_limits_and_nobody_is_root(name: str) -> None:
    service = SERVICES[name]
    assert {"mem_limit", "cpus", "pids_limit"} <= set(service)
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service.get("user") == {"db": "postgres", "broker": "valkey"}.get(name)


def test_there_may_be_more_of_each_and_each_of_web_has_a_port() -> None:
    numbers = {name: SERVICES[name]["deploy"]["replicas"] for name in ("web", "worker", "mailer")}
    assert numbers == {"web": "${WEB:-1}", "worker": "${WORKERS:-1}", "mailer": "${MAILERS:-1}"}
    assert SERVICES["web"]["ports"] == ["${LISTEN:-127.0.0.1:8000}:8000"]  # or a row of ports
    assert [name for name in SERVICES if "container_name" in SERVICES[name]] == []


def test_the_image_does_not_run_as_root() -> None:
    assert instructions("USER") == ["10001:10001"]
    assert DOCKERFILE.index("USER 10001") < DOCKERFILE.index("\nCMD ")


def test_no_secret_in_the_files() -> None:
    for service in SERVICES.values():
        for key, value in service.get("environment", {}).items():
            if re.search("SECRET|PASSWORD", key):
                assert VARIABLE.fullmatch(value), key
    url = SERVICES["web"]["environment"]["DATABASE_URL"]
    assert re.fullmatch(r"postgres://buurtbrug:\$\{POSTGRES_PASSWORD:\?[^}]+\}@db:5432/.+", url)
    assert (
        re.findall(r"^(?:SECRET_KEY|POSTGRES_PASSWORD|SEALING_KEYS)=(.*)$", EXAMPLE, re.MULTILINE)
        == [""] * 3
    )
    assert not re.search("SECRET_KEY=|PASSWORD=", DOCKERFILE)


def test_every_variable_is_in_the_example_and_every_example_is_used() -> None:
    used = {name for name, _ in VARIABLE.findall(TEXT)}
    shown = set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE))
    assert shown == used | {"OFFICE_SIGN_IN"}  # which goes in by the file, see below


def test_what_is_set_for_a_municipality_reaches_our_containers_and_is_read() -> None:
    assert [SERVICES[name]["env_file"] for name in OURS] == [[".env"]] * len(OURS)
    env = environ.Env()
    env.ENVIRON = dict(re.findall(r"^#((?:OFFICE|OIDC)_\w+)=(.+)$", EXAMPLE, re.MULTILINE))
    (app,) = read_providers(env, https_only=True)["openid_connect"]["APPS"]
    assert app == {
        "provider_id": "GM0243",
        "name": "GM0243",
        "client_id": "buurtbrug",
        "secret": "what-their-administrator-gave-you",
        "settings": {
            "server_url": "https://login.harderwijk.example/realms/staff",
            "oauth_pkce_enabled": True,
            "domains": ["harderwijk.example", "meerinzicht.example"],
            "reviewers": ["buurtbrug-reviewers"],
            "managers": ["buurtbrug-managers"],
            "groups_claim": "groups",
            "second_factor": True,
        },
    }
    assert len(env.ENVIRON) == 9


def test_what_must_be_set_has_no_default() -> None:
    demanded = {name for name, rest in VARIABLE.findall(TEXT) if rest.startswith(":?")}
    assert demanded == {
        *("SECRET_KEY", "ALLOWED_HOSTS", "SECURITY_CONTACT", "POSTGRES_PASSWORD"),
        *("SEALING_KEYS", "SITE_URL"),
        *("EMAIL_URL", "DEFAULT_FROM_EMAIL"),
    }


def test_the_settings_read_every_variable() -> None:
    read = set(re.findall(r'env\.\w+\(\s*"(\w+)"', (ROOT / "meetups/settings.py").read_text()))
    assert set(SERVICES["web"]["environment"]) <= read | {"WEB_CONCURRENCY"}  # gunicorn reads it


def test_the_commands_exist() -> None:
    known = get_commands()
    for name in OURS:
        command: list[str] = SERVICES[name].get("command", [])
        check: list[str] = SERVICES[name].get("healthcheck", {}).get("test", [])
        for words in (command, check):
            if "manage.py" in words:
                assert words[words.index("manage.py") + 1] in known
    (run,) = (shlex.split(cmd.strip("[]").replace(",", " ")) for cmd in instructions("CMD")[-1:])
    assert run[0] == "gunicorn"
    assert find_spec(run[run.index("-c") + 1].removeprefix("python:"))


def option(name: str, wanted: str) -> str:
    """The value of an option in the command of a service."""
    command: list[str] = SERVICES[name]["command"]
    return command[command.index(wanted) + 1]


def test_each_queue_has_a_worker_and_each_worker_a_queue_and_a_name() -> None:
    workers = [name for name in OURS if "worker" in SERVICES[name].get("command", [])]
    queues = [option(name, "--queues") for name in workers]
    assert sorted(queues) == sorted(settings.CELERY_TASK_QUEUES) == ["mail", "work"]
    assert len({option(name, "--hostname") for name in workers}) == len(workers)


@pytest.mark.parametrize("name", ["worker", "mailer"])
def test_a_worker_leaves_before_it_is_killed_for_its_memory(name: str) -> None:
    assert SERVICES[name]["mem_limit"] == "1g"
    children = int(option(name, "--concurrency")) * settings.CELERY_WORKER_MAX_MEMORY_PER_CHILD
    assert children * 1024 + 250 * 2**20 < 2**30  # the last is the worker's own


def test_a_worker_may_finish_its_task_before_it_is_stopped() -> None:
    assert SERVICES["worker"]["stop_grace_period"] == "1m30s"
    assert settings.CELERY_TASK_TIME_LIMIT <= 90


def test_data_survive_in_named_volumes() -> None:
    mounts = {mount for s in SERVICES.values() for mount in s.get("volumes", [])}
    assert mounts == {"var:/app/var", "db:/var/lib/postgresql"}
    assert set(COMPOSE["volumes"]) == {"var", "db"}


def test_what_the_image_copies_is_there_and_let_through() -> None:
    allowed = {
        line.removeprefix("!").rstrip("/")
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    copied = {
        source
        for line in instructions("COPY")
        if "--from" not in line
        for source in line.split()[:-1]
    }
    assert copied == allowed
    assert [path for path in sorted(copied) if not (ROOT / path).exists()] == []


def test_the_image_installs_only_what_is_pinned() -> None:
    (install,) = (line for line in instructions("RUN") if "pip install" in line)
    assert "--require-hashes" in install
    assert "-r requirements/app.lock" in install

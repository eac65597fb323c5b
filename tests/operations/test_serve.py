"""`manage.py serve` for real: one site that most tests share, and the ways in which it refuses."""

import json
import os
import signal
import socket
import stat
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from uuid import uuid4

import psutil
import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from meetups.operations import preparation
from tests import site
from tests.site import Site, still_running


@pytest.fixture(scope="module")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database of the kind under test, for a site of its own."""
    server = os.environ.get("TEST_DATABASE_URL")
    if not server:
        yield f"sqlite:///{tmp_path_factory.mktemp('database')}/site.sqlite3"
        return
    name = f"serve_{uuid4().hex[:8]}"
    default = settings.DATABASES["default"]
    keys = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password"}
    account = {keys[key]: default[key] for key in keys if default.get(key)}
    with psycopg.connect(dbname="postgres", autocommit=True, **account) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield f"{server.rsplit('/', 1)[0]}/{name}"
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The VAR_DIR of the site that runs."""
    return tmp_path_factory.mktemp("running") / "var"


@pytest.fixture(scope="module")
def spare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The VAR_DIR of the sites that are stopped, one after the other."""
    return tmp_path_factory.mktemp("spare") / "var"


def answer(url: str) -> tuple[int, bytes]:
    """Status and body."""
    try:
        with urllib.request.urlopen(url, timeout=10) as response:  # noqa: S310
            return response.status, response.read()
    except HTTPError as error:
        return error.code, error.read()


def heartbeat_age(running: Site) -> float | None:
    """The age that /readyz reports, in seconds; None when there is no heartbeat yet."""
    age: float | None = json.loads(answer(f"{running.url}readyz")[1])["heartbeat_age"]
    return age


def wait_until_ready(running: Site, seconds: float = 30) -> None:
    """Wait until the worker has stored a heartbeat."""
    deadline = time.monotonic() + seconds
    while answer(f"{running.url}readyz")[0] != 200:
        assert time.monotonic() < deadline, running.said()
        time.sleep(0.2)


def family(running: Site) -> list[psutil.Process]:
    """The site's processes, without its supervisor."""
    found: list[psutil.Process] = psutil.Process(running.process.pid).children(recursive=True)
    return found


@pytest.fixture(scope="module")
def running(var: Path, database_url: str) -> Iterator[Site]:
    """A site that runs, its worker too."""
    with site.serve(var, DATABASE_URL=database_url, DEMO="1") as started:
        started.wait_until_told(seconds=120)  # the first start makes the demo
        wait_until_ready(started)
        yield started


@pytest.fixture(scope="module")
def first_heartbeat(running: Site) -> float:
    """When the first was stored, or one soon after: seconds since 1970."""
    age = heartbeat_age(running)
    assert age is not None
    return time.time() - age


@pytest.mark.usefixtures("first_heartbeat")
def test_a_first_start_tells_what_it_does_and_where_the_site_is(running: Site) -> None:
    said = running.said()
    assert [line for line in said if line.startswith("First start: ")] == [
        f"First start: {command} …" for command in settings.FIRST_START
    ]
    assert [line for line in said if "http://" in line] == [f"Buurtbrug runs at {running.url}"]


def test_pages_answer_and_answers_are_not_logged(running: Site) -> None:
    assert answer(f"{running.url}nl/?geheim=antwoord")[0] == 200
    assert answer(f"{running.url}nl/nergens/?geheim=antwoord")[0] == 404
    assert "geheim" not in "".join(running.said())


def test_only_the_web_server_listens_and_only_here(running: Site) -> None:
    port = int(running.url.rsplit(":", 1)[1].strip("/"))
    places = {
        tuple(connection.laddr)
        for process in family(running)
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert places == {("127.0.0.1", port)}


def test_only_this_user_reaches_the_broker(running: Site, var: Path) -> None:
    assert stat.S_IMODE((var / "broker.sock").stat().st_mode) == 0o700


def test_a_second_site_in_the_same_var(running: Site, var: Path) -> None:
    assert refusal(var.with_name("other"), VAR_DIR=str(var)) == (
        f"Another site already runs from {var}: stop it, or name another folder in VAR_DIR."
    )
    assert answer(f"{running.url}healthz") == (200, b"ok")


def refusal(var: Path, port: int | None = None, **more: str) -> str:
    """What a site says that does not start: one line, and exit code 1."""
    with site.serve(var, port=port, **more) as running:
        assert running.process.wait(timeout=30) == 1
        (sentence,) = running.said()
        return sentence


def test_a_taken_port(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert refusal(tmp_path / "var", port=port) == (
            f"Cannot listen on 127.0.0.1, port {port} (Address already in use): stop what uses it, "
            "or choose another port, as in: make run PORT=8001."
        )


def test_a_port_that_cannot_be(tmp_path: Path) -> None:
    assert refusal(tmp_path / "var", port=99999).startswith(
        "Cannot listen on 127.0.0.1, port 99999 (bind(): port must be 0-65535): "
    )


def test_a_database_that_does_not_answer(tmp_path: Path) -> None:
    said = refusal(tmp_path / "var", DATABASE_URL="postgres://me:secret@127.0.0.1:9/x")
    assert said.startswith("Cannot open the database (")
    assert "secret" not in said
    assert said.endswith("): check DATABASE_URL.")


def test_a_database_url_that_is_none(tmp_path: Path) -> None:
    said = refusal(tmp_path / "var", DATABASE_URL="nonsense")
    assert said == "Wrong settings: DATABASE_URL must start with sqlite:// or postgres://."


def test_a_var_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file, so that even root cannot write in it")
    assert refusal(tmp_path / "var") == (
        f"Cannot write in {tmp_path}/var (File exists): make it a folder that you may write in, "
        "or name another in VAR_DIR."
    )


def test_a_broker_that_does_not_answer(tmp_path: Path) -> None:
    said = refusal(tmp_path / "var", REDIS_URL="redis://127.0.0.1:9/0")
    assert said.startswith("Cannot reach the broker (")
    assert said.endswith("): check REDIS_URL, or leave it out.")


def test_beat_and_worker_keep_storing_heartbeats(running: Site, first_heartbeat: float) -> None:
    """Much was refused meanwhile, so there is little to wait for; no other site stored one."""
    deadline = time.monotonic() + 40
    while (age := heartbeat_age(running)) is None or time.time() - age < first_heartbeat + 5:
        assert time.monotonic() < deadline, running.said()
        time.sleep(0.5)


def test_when_one_part_dies_all_stop(spare: Path, database_url: str) -> None:
    with site.serve(spare, DATABASE_URL=database_url) as started:
        started.wait_until_told()
        children = family(started)
        (broker,) = (child for child in children if "valkey" in child.name())
        broker.kill()
        assert started.process.wait(timeout=15) == 1
        told = "Stopped everything, since one part stopped: broker (exit code -9)."
        assert told in started.said()
        assert still_running(children) == []


def check_stopping(started: Site, number: int, *, parts: int) -> None:
    """It ends soon and well, with all its processes, and made nothing that was there."""
    children = family(started)
    assert len(children) >= parts
    code, seconds = started.stop(number)
    assert (code, seconds < 5) == (0, True)
    assert still_running(children) == []
    assert not any(line.startswith("First start: ") for line in started.said())


def test_a_named_broker_is_used_and_stays(tmp_path: Path, spare: Path, database_url: str) -> None:
    socket_path = tmp_path / "named.sock"
    port_off = ["--port", "0", "--save", "", "--dir", str(tmp_path)]
    program = [preparation.broker_program(), *port_off, "--unixsocket", str(socket_path)]
    with subprocess.Popen(program, stdout=subprocess.DEVNULL) as broker:
        try:
            url = f"redis+socket://{socket_path}"
            with site.serve(spare, DATABASE_URL=database_url, REDIS_URL=url) as started:
                started.wait_until_told()
                wait_until_ready(started)
                assert not any("valkey" in child.name() for child in family(started))
                check_stopping(started, signal.SIGINT, parts=3)
                assert broker.poll() is None
        finally:
            broker.terminate()


def test_a_long_path_with_spaces_still_gets_a_broker(tmp_path: Path, database_url: str) -> None:
    deep = tmp_path / ("a b " * 20).strip() / ("c" * 60) / "var"
    with site.serve(deep, DATABASE_URL=database_url) as started:
        started.wait_until_told()
        wait_until_ready(started)
        assert not (deep / "broker.sock").exists()
        # Broker, gunicorn and its worker, Celery's worker, beat.
        check_stopping(started, signal.SIGTERM, parts=4)


def test_a_killed_supervisor_leaves_no_orphans(running: Site) -> None:
    """The last that is done to the site that all share."""
    children = family(running)
    assert len(children) >= 4
    running.stop(signal.SIGKILL)
    assert still_running(children) == []

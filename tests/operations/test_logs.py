import json
import logging
import sys

from meetups.operations.logs import HideQueries, JsonFormatter, NotReadyIsNoError


def record(message: str, *values: object) -> logging.LogRecord:
    """A log record as loggers make them."""
    return logging.LogRecord("meetups.x", logging.ERROR, "x.py", 1, message, values, None)


def test_json_is_one_line_with_what_an_operator_needs() -> None:
    entry = record("Kaart van %s", "'t Harde\nN.")
    entry.created = 1795521600.25
    line = JsonFormatter().format(entry)
    assert "\n" not in line
    assert json.loads(line) == {
        "time": "2026-11-24T12:00:00.250+00:00",
        "level": "ERROR",
        "logger": "meetups.x",
        "message": "Kaart van 't Harde\nN.",
    }


def test_json_tells_the_exception() -> None:
    entry = record("Broken")
    try:
        raise ValueError("no")
    except ValueError:
        entry.exc_info = sys.exc_info()
    told = json.loads(JsonFormatter().format(entry))["exception"]
    assert told.startswith("Traceback")
    assert told.endswith("ValueError: no")


def test_answers_in_an_address_are_not_logged() -> None:
    entry = record("Error handling request %s %s", "GET", "/nl/gids/?situation=nuisance&goal=x")
    assert HideQueries().filter(entry)
    assert entry.getMessage() == "Error handling request GET /nl/gids/"


def test_not_being_ready_is_not_logged_but_other_refusals_are() -> None:
    keep = NotReadyIsNoError().filter
    assert not keep(record("%s: %s", "Service Unavailable", "/readyz"))
    assert keep(record("%s: %s", "Service Unavailable", "/nl/"))
    assert keep(record("%s: %s", "Internal Server Error", "/readyz"))

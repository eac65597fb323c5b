"""Log lines: calm, on the console, and without what people answered or who they are.

The guide's answers travel in the query string; no log line may hold one. What someone else wrote
into a line (a library, a database that names the row it refuses) is masked: e-mail addresses, keys
of pages, passwords in addresses; of a network address only its network is left.
"""

import json
import logging
import re
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import Any

from gunicorn import glogging

QUERY = re.compile(r"\?\S*")
EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
PASSWORD = re.compile(r"(?<=://)[^\s/@]+(?=@)")
TOKEN = re.compile(r"(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?<![\w-])[\w-]{40,}")
"""What opens a page, such as 256 random bits. Our digests are of small letters only, and stay: by
one of them someone is erased again after a restore."""
NETWORK = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]*(?::[0-9a-fA-F.]*){2,}")
KEPT_BITS = {4: 24, 6: 48}


def masked(text: str) -> str:
    """The text without e-mail addresses, keys and passwords, and with networks for addresses."""
    text = PASSWORD.sub("…", text)
    text = EMAIL.sub("…@…", text)
    text = TOKEN.sub("…", text)
    return NETWORK.sub(lambda found: _network(found[0]), text)


def _network(text: str) -> str:
    try:
        address = ip_address(text)
    except ValueError:  # a time of the day, say
        return text
    network = ip_network((address, KEPT_BITS[address.version]), strict=False)
    return str(network.network_address)


class TextFormatter(logging.Formatter):
    """For people at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


class JsonFormatter(logging.Formatter):
    """One JSON object a line, for machines (LOG_FORMAT=json).

    `extra={"fields": {…}}` of a logger adds names and values of its own, such as who signed in.
    """

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        for name, value in getattr(record, "fields", {}).items():
            entry.setdefault(name, masked(value) if isinstance(value, str) else value)
        if record.exc_info:
            entry["exception"] = masked(self.formatException(record.exc_info))
        return json.dumps(entry, ensure_ascii=False)


class HideQueries(logging.Filter):
    """Cut the query string off every address in a message's values."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                QUERY.sub("", value) if isinstance(value, str) else value for value in record.args
            )
        return True


class NotReadyIsNoError(logging.Filter):
    """`/readyz` says 503 on purpose, and often: that is an answer, not an error of this site."""

    def filter(self, record: logging.LogRecord) -> bool:
        return record.args != ("Service Unavailable", "/readyz")


class WebServerLogger(glogging.Logger):  # type: ignore[misc]
    """Gunicorn's own messages go where Django's go, without query strings."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers = []
        self.error_log.propagate = True
        self.error_log.addFilter(HideQueries())

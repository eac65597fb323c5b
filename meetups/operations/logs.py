"""Log lines: calm, on the console, and without what people answered.

The guide's answers travel in the query string; no log line may hold one.
"""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from gunicorn import glogging

QUERY = re.compile(r"\?\S*")


class JsonFormatter(logging.Formatter):
    """One JSON object a line, for machines (LOG_FORMAT=json)."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
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

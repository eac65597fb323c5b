"""The environment, read so that a value that makes no sense is told by its name.

`environ` alone takes "PRODUCTION=ja" for no, and breaks at "TRUSTED_PROXIES=one".
"""

from collections.abc import Callable
from typing import Any, TypeVar

import environ
from django.core.exceptions import ImproperlyConfigured

YES = {"1", "true", "on", "yes", "y", "ok"}
NO = {"", "0", "false", "off", "no", "n"}
T = TypeVar("T", int, float)
# Keys and passwords may stand in any of them, so a sentence names the variable and not its value.


class Environment(environ.Env):  # type: ignore[misc]
    """Keeps what is wrong in `faults` and goes on with the default, so that all is told at once."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def bool(self, var: str, default: bool = False) -> bool:
        value = self.str(var, "1" if default else "0").strip().lower()
        if value not in YES | NO:
            self.faults.append(f"{var} must be 1 or 0.")
            return default
        return value in YES

    def int(self, var: str, default: int) -> int:
        return self._number(var, default, int, "a whole number, 0 or more")

    def float(self, var: str, default: float) -> float:
        return self._number(var, default, float, "a number, 0 or more")

    def _number(self, var: str, default: T, read: Callable[[str], T], what: str) -> T:
        try:
            value = read(self.str(var, "") or str(default))
        except ValueError:
            value = read("-1")
        if not value >= 0:  # nor is "nan"
            self.faults.append(f"{var} must be {what}.")
            return default
        return value

    def demand(self, var: str, fits: object, what: str) -> None:
        """Note that a variable that is set must be something else than it is."""
        if self.str(var, "") and not fits:
            self.faults.append(f"{var} must be {what}.")

    def mail_server(self, var: str, default: str) -> dict[str, Any]:
        """Django's settings for the mail server at that address."""
        try:
            found: dict[str, Any] = self.email_url_config(self.str(var, "") or default)
        except (ImproperlyConfigured, ValueError, KeyError):
            self.faults.append(f"{var} must be as smtp+tls://user:password@host:587.")
            found = self.email_url_config(default)
        return found

    def check(self) -> None:
        """Raises ImproperlyConfigured with all that was wrong."""
        if self.faults:
            raise ImproperlyConfigured(" ".join(self.faults))


def database(url: str) -> dict[str, Any]:
    """Django's settings for the database at `url`, with what each engine needs here.

    SQLite: WAL lets readers read while one writes; IMMEDIATE takes the write lock at the start
    of a transaction, so that two of them wait for each other instead of failing halfway.
    """
    if not url.startswith(("sqlite://", "postgres://", "postgresql://")):
        raise ImproperlyConfigured("DATABASE_URL must start with sqlite:// or postgres://.")
    try:
        config: dict[str, Any] = environ.Env.db_url_config(url)
    except ValueError as error:  # a port that is no number, say
        raise ImproperlyConfigured("DATABASE_URL is not the address of a database.") from error
    if config["ENGINE"].endswith("sqlite3"):
        pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
        options = {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": pragmas}
        return config | {"CONN_MAX_AGE": None, "OPTIONS": options}
    options = {"connect_timeout": 5} | config.get("OPTIONS", {})
    # The address may say otherwise, as behind PgBouncer (see docs/deployment.md).
    return {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True} | config | {"OPTIONS": options}

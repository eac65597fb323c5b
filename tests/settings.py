"""Settings for tests: the real ones, on a database of their own, with nothing slow or outward.

`TEST_DATABASE_URL` names a PostgreSQL server (an account that may create databases); without
it the tests use an SQLite file, as a laptop does. `DATABASE_URL` is never touched.
"""

import os
import tempfile
from pathlib import Path

from meetups.environment import database
from meetups.settings import *  # noqa: F403
from meetups.settings import env

VAR_DIR = Path(tempfile.gettempdir()) / f"buurtbrug-tests-{os.getuid()}"
VAR_DIR.mkdir(mode=0o700, exist_ok=True)
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)

# A file, not memory: threads then meet the same locks as on a laptop. One per process, so two
# runs never meet; a test run removes its own.
DATABASES = {
    "default": database(
        env.str("TEST_DATABASE_URL", f"sqlite:///{VAR_DIR / f'{os.getpid()}.sqlite3'}")
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / f"{os.getpid()}.sqlite3"}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    )

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
CELERY_BROKER_URL = "memory://"
# A test looks at once at what it changed; `test_kept_pages` puts it on.
KEPT_PAGE_SECONDS = 0

"""Files that people send us: each is kept whole or not at all, and who sent it hears which.

The disk they go to may be full, or away, while the database is not. Whoever keeps a file shows
`FileNotKeptError.message` by its field; nothing else of the form is lost.
"""

import logging
from typing import Any

from django.core.files.storage import FileSystemStorage
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)


class FileNotKeptError(OSError):
    """A file could not be written; `message` is for who sent it."""

    message = _(
        "We cannot keep your file right now: there is no room for it. You did nothing wrong. "
        "Try again later today."
    )


class WholeFileStorage(FileSystemStorage):
    """The disk. Of a file that could not be written to its end nothing stays."""

    def _save(self, name: str, content: Any) -> str:
        """Raises FileNotKeptError, and tells the operator why."""
        try:
            kept: str = super()._save(name, content)  # type: ignore[misc]  # django-stubs omits it
        except OSError as error:
            logger.error("A file could not be kept: %s", error.strerror)
            self._forget(name)
            raise FileNotKeptError(error.errno, error.strerror) from error
        return kept

    def _forget(self, name: str) -> None:
        try:
            self.delete(name)
        except OSError as error:  # the disk is away altogether
            logger.error("Half a file could not be removed: %s", error.strerror)

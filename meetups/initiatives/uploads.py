"""A file that is too large is thrown away while it comes in, so that its form can say so."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from .receipts import MOST_BYTES

_KEY = "uploads.too_large"


class AtMostTenMegabytes(FileUploadHandler):
    """Stands before the handlers that keep files, and lets none pass that is larger.

    Refusing the request would drop the connection: the reader would see a page of the browser.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > MOST_BYTES:
            assert self.request is not None
            self.request.META[_KEY] = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        """Keeping the file is for the next handler."""
        return None


def was_too_large(request: HttpRequest) -> bool:
    """Whether a file of this request was thrown away. Read its form first."""
    return bool(request.META.get(_KEY))

"""Fetching the published files: politely, one at a time, going on where it broke off."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from tqdm import tqdm

USER_AGENT = "Buurtbrug (import of neighbourhood figures)"
ATTEMPTS = 6
LONGEST_WAIT = 120
_AGAIN_LATER = {429, 500, 502, 503, 504}
_CHUNK = 1 << 16

Sleep = Callable[[float], None]


class DownloadError(Exception):
    """A file cannot be fetched; the message says which and why, for an operator."""


class _TryAgain(Exception):  # noqa: N818 - a turn of the loop, not an error
    def __init__(self, reason: str, *, after: float | None = None) -> None:
        super().__init__(reason)
        self.after = after


@dataclass(frozen=True)
class Downloaded:
    path: Path
    sha256: str
    is_new: bool
    """False when the file was there already; it is never fetched twice."""


def address_of(kind: str, year: int) -> str:
    """The address of the figures or postcodes of a year."""
    address: str = settings.NEIGHBOURHOOD_SOURCES[kind]
    return address.format(year=year)


def download(
    address: str, folder: Path, *, quiet: bool = False, sleep: Sleep = time.sleep
) -> Downloaded:
    """Fetch a file into a folder, showing progress, and compute its checksum.

    A broken connection and a busy server are tried again after a growing pause. What came in
    stays in a file ending in .part, with which a later attempt or a later run goes on, as long
    as the server says that the file is still the same.

    Raises:
        DownloadError: the server refuses, keeps failing, or the disk cannot take the file.
    """
    name = PurePosixPath(urlsplit(address).path).name
    if not name:
        raise DownloadError(f"{address} does not name a file.")
    target, part = folder / name, folder / f"{name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if is_new := not target.exists():
            with _client() as client:
                _fetch_whole(client, address, part, quiet, sleep)
            part.replace(target)
            _validator_file(part).unlink(missing_ok=True)
        with target.open("rb") as stream:
            checksum = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise DownloadError(f"{error.filename or folder}: {error.strerror or error}.") from error
    return Downloaded(target, checksum, is_new)


def _client() -> httpx.Client:
    return httpx.Client(
        headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
        follow_redirects=True,
        timeout=30,
    )


def _fetch_whole(client: httpx.Client, address: str, part: Path, quiet: bool, sleep: Sleep) -> None:
    reason = ""
    for attempt in range(ATTEMPTS):
        try:
            return _fetch_rest(client, address, part, quiet)
        except _TryAgain as failure:
            reason, wait = str(failure), failure.after
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.TooManyRedirects) as error:
            raise DownloadError(f"{address}: {error}") from error
        except httpx.TransportError as error:
            reason, wait = str(error) or type(error).__name__, None
        if attempt < ATTEMPTS - 1:
            sleep(min(LONGEST_WAIT, 2.0**attempt if wait is None else wait))
    raise DownloadError(f"{address}: {reason} ({ATTEMPTS} attempts). Run it again to go on.")


def _fetch_rest(client: httpx.Client, address: str, part: Path, quiet: bool) -> None:
    """Ask for what is missing, and append it; a server that has another file sends all of it."""
    validator = _validator_file(part)
    have = part.stat().st_size if part.exists() and validator.exists() else 0
    headers = {"Range": f"bytes={have}-", "If-Range": validator.read_text()} if have else {}
    with client.stream("GET", address, headers=headers) as response:
        start = _start_of(response, have, address, part)
        if not start:
            validator.unlink(missing_ok=True)
            if sign := _sign_of(response):
                validator.write_text(sign)
        length = response.headers.get("Content-Length")
        total = start + int(length) if length else None
        with (
            part.open("ab" if start else "wb") as stream,
            tqdm(
                desc=part.stem, total=total, initial=start, unit="B", unit_scale=True, disable=quiet
            ) as bar,
        ):
            for chunk in response.iter_raw(_CHUNK):
                stream.write(chunk)
                bar.update(len(chunk))
        if total is not None and part.stat().st_size != total:
            raise _TryAgain("the file came in incomplete")


def _start_of(response: httpx.Response, have: int, address: str, part: Path) -> int:
    """From which byte on the answer holds the file."""
    status = response.status_code
    if status == 206 and response.headers.get("Content-Range", "").startswith(f"bytes {have}-"):
        return have
    if status == 200:
        return 0
    if status in {206, 416}:
        part.unlink()
        raise _TryAgain("the file changed on the server", after=0)
    if status in _AGAIN_LATER:
        wait = response.headers.get("Retry-After", "")
        raise _TryAgain(
            f"the server answers {status}", after=float(wait) if wait.isdecimal() else None
        )
    raise DownloadError(f"{address}: the server answers {status} {response.reason_phrase}.")


def _sign_of(response: httpx.Response) -> str:
    """By what the server recognises this very file; a weak tag is no promise of equal bytes."""
    tag: str = response.headers.get("ETag", "")
    changed: str = response.headers.get("Last-Modified", "")
    return tag if tag and not tag.startswith("W/") else changed


def _validator_file(part: Path) -> Path:
    return part.with_name(f"{part.name}.sign")

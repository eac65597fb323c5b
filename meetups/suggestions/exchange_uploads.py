"""What people send: JSON, several JSON files in one ZIP, or a workbook; read within limits."""

import json
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from .content_files import as_files, once
from .exchange import IDENTITY, Given, UploadError
from .exchange_sheets import given_in
from .xlsx_catalogue import check_zip, read_book, write_book

MOST_BYTES = 5 * 2**20
MOST_ITEMS = 5000
DEEPEST = 12
"""Lists and objects within one another; ours have six at most."""
_LOCKED = b"\xd0\xcf\x11\xe0"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def as_zip(content: Mapping[str, Any]) -> bytes:
    """The files of a catalogue in one; the same catalogue gives the same bytes."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as packed:
        for name, text in as_files(content).items():
            packed.writestr(ZipInfo(name, _EPOCH), text, ZIP_DEFLATED)
    return out.getvalue()


def as_book(content: Mapping[str, Any]) -> bytes:
    """A catalogue as a workbook."""
    out = BytesIO()
    write_book(content, out)
    return out.getvalue()


def read_upload(data: bytes, *, draft: Mapping[str, Any]) -> list[Given]:
    """The items in a file, whatever it is. Raises UploadError with words.

    `draft` as `whole_draft` gives it: what the columns that a workbook leaves out stay.
    """
    if len(data) > MOST_BYTES:
        raise UploadError(
            _("The file is larger than %(number)d MB.") % {"number": MOST_BYTES // 2**20}
        )
    if data.startswith(_LOCKED):
        raise UploadError(
            _("The file is locked with a password, or it is an old XLS. Save it as XLSX.")
        )
    if not data.startswith(b"PK"):
        return list(_given(_parsed(data, _("The file"))))
    with check_zip(data) as packed:
        names = packed.namelist()
        if "[Content_Types].xml" not in names:
            return _unpacked(packed)
    return given_in(read_book(data), draft)


def _unpacked(packed: ZipFile) -> list[Given]:
    known = [name for name in packed.namelist() if _is_ours(name)]
    if not known:
        raise UploadError(
            _("There is none of our files in it. They are: %(names)s.")
            % {"names": ", ".join(f"{kind}.json" for kind in (*IDENTITY, "rules"))}
        )
    found: list[Given] = []
    for name in known:
        try:
            data = packed.read(name)
        except (BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
            raise UploadError(_("The file is damaged: it cannot be unpacked.")) from error
        found += _given(_parsed(data, name))
    return found


def _is_ours(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix == ".json" and path.stem in {*IDENTITY, "rules"} and "__MACOSX" not in name


def _parsed(data: bytes, name: str) -> dict[str, Any]:
    """An object. Raises UploadError for what is no JSON, or holds what no text can."""
    try:
        found = json.loads(data.decode("utf-8-sig"), object_pairs_hook=once)
        deep = _is_deep(found)
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise UploadError(
            _("%(name)s is no JSON, no ZIP and no workbook.") % {"name": name}
        ) from error
    if deep or not isinstance(found, dict):
        raise UploadError(_("%(name)s holds no catalogue.") % {"name": name})
    return found


def _is_deep(value: Any) -> bool:
    """Whether it goes deeper than anything of ours; without going deeper itself."""
    level = [value]
    for _depth in range(DEEPEST):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
    return bool(level)


def _given(data: dict[str, Any]) -> Iterator[Given]:
    kinds = [kind for kind in IDENTITY if isinstance(data.get(kind), list)]
    if not kinds and "hard_exclusions" not in data and "rules" not in data:
        raise UploadError(
            _("It must be an object with a list: %(names)s.") % {"names": ", ".join(IDENTITY)}
        )
    if sum(len(data[kind]) for kind in kinds) > MOST_ITEMS:
        raise UploadError(_("It holds more than %(number)d items.") % {"number": MOST_ITEMS})
    for kind in kinds:
        for place, item in enumerate(data[kind]):
            key = item.get(IDENTITY[kind]) if isinstance(item, dict) else None
            named = key if isinstance(key, str) else ""
            yield Given(kind, named, item, f"{kind}[{named or place}]")
    if "hard_exclusions" in data:
        yield Given("rules", "rules", data, "rules")
    elif "rules" in data:
        yield Given("rules", "rules", data["rules"], "rules")

"""Fetching files from a real server: one that breaks off, is busy, or has changed its file."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pytest_django import Settings

from neighbourhoods.download import USER_AGENT, DownloadError, address_of, download

from .publisher import Publisher

CONTENT = bytes(range(256)) * 4000


@dataclass
class Naps:
    taken: list[float] = field(default_factory=list)

    def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)


def fetch(publisher: Publisher, folder: Path, naps: Naps | None = None) -> Path:
    return download(
        f"{publisher.address}/kwb-2024.xlsx", folder, quiet=True, sleep=naps or Naps()
    ).path


@pytest.fixture
def full(publisher: Publisher) -> Publisher:
    publisher.files["/kwb-2024.xlsx"] = CONTENT
    return publisher


def test_a_file_comes_in_with_its_checksum(full: Publisher, tmp_path: Path) -> None:
    address = f"{full.address}/kwb-2024.xlsx"
    file = download(address, tmp_path / "new" / "folder", quiet=True)
    assert file.path == tmp_path / "new" / "folder" / "kwb-2024.xlsx"
    assert file.path.read_bytes() == CONTENT
    assert file.sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert full.asked[0]["User-Agent"] == USER_AGENT
    assert [path.name for path in file.path.parent.iterdir()] == ["kwb-2024.xlsx"]


def test_a_file_that_is_here_is_not_fetched_again(full: Publisher, tmp_path: Path) -> None:
    fetch(full, tmp_path)
    again = download(f"{full.address}/kwb-2024.xlsx", tmp_path, quiet=True)
    assert (again.is_new, again.sha256) == (False, hashlib.sha256(CONTENT).hexdigest())
    assert len(full.asked) == 1


def test_a_broken_connection_goes_on_where_it_broke(full: Publisher, tmp_path: Path) -> None:
    full.break_after = [300_000, 200_000]
    naps = Naps()
    assert fetch(full, tmp_path, naps).read_bytes() == CONTENT
    starts = [asked.get("Range") for asked in full.asked]
    assert starts[0] is None
    first, second = (int(str(start)[6:-1]) for start in starts[1:])
    assert 0 < first <= 300_000
    assert first < second <= 500_000
    assert naps.taken == [1, 2]


def test_a_later_run_goes_on_with_what_came_in(full: Publisher, tmp_path: Path) -> None:
    full.break_after = [100_000] * 3 + [0] * 10
    with pytest.raises(DownloadError, match="6 attempts"):
        fetch(full, tmp_path)
    assert not (tmp_path / "kwb-2024.xlsx").exists()
    full.break_after.clear()
    full.asked.clear()
    assert fetch(full, tmp_path).read_bytes() == CONTENT
    assert "Range" in full.asked[0]


def test_a_file_that_changed_meanwhile_is_fetched_whole(full: Publisher, tmp_path: Path) -> None:
    full.break_after = [100_000] + [0] * 5
    with pytest.raises(DownloadError):
        fetch(full, tmp_path)
    full.break_after.clear()
    full.files["/kwb-2024.xlsx"], full.tag = CONTENT[::-1], '"two"'
    assert fetch(full, tmp_path).read_bytes() == CONTENT[::-1]


def test_a_part_that_is_too_long_is_thrown_away(full: Publisher, tmp_path: Path) -> None:
    (tmp_path / "kwb-2024.xlsx.part").write_bytes(CONTENT + b"more")
    (tmp_path / "kwb-2024.xlsx.part.sign").write_text(full.tag)
    assert fetch(full, tmp_path).read_bytes() == CONTENT


def test_a_weak_tag_promises_nothing(full: Publisher, tmp_path: Path) -> None:
    full.tag, full.break_after = 'W/"one"', [100_000]
    assert fetch(full, tmp_path).read_bytes() == CONTENT
    assert all("Range" not in asked for asked in full.asked)


def test_a_busy_server_is_left_alone_for_as_long_as_it_asks(
    full: Publisher, tmp_path: Path
) -> None:
    full.answer = [429, 503, 500]
    naps = Naps()
    assert fetch(full, tmp_path, naps).read_bytes() == CONTENT
    assert naps.taken == [7, 2, 4]


@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_refusal_is_told_at_once(full: Publisher, tmp_path: Path, status: int) -> None:
    full.answer = [status]
    with pytest.raises(DownloadError, match=f"the server answers {status}"):
        fetch(full, tmp_path)
    assert len(full.asked) == 1
    assert list(tmp_path.iterdir()) == []


def test_no_server_no_file_name_and_no_folder_are_told(full: Publisher, tmp_path: Path) -> None:
    for address, reason in [
        ("http://127.0.0.1:9/kwb.xlsx", "refused"),
        ("ftp://example.org/kwb.xlsx", "protocol"),
        (f"{full.address}/", "does not name a file"),
    ]:
        with pytest.raises(DownloadError, match=reason):
            download(address, tmp_path, quiet=True, sleep=Naps())
    (tmp_path / "taken").write_text("a file, no folder")
    with pytest.raises(DownloadError, match="taken"):
        fetch(full, tmp_path / "taken")


def test_addresses_come_from_the_settings(settings: Settings) -> None:
    assert address_of("postcodes", 2024).endswith("/2024-cbs-pc6huisnr20240801_buurt.zip")
    settings.NEIGHBOURHOOD_SOURCES = {"figures": "http://here/{year}.xlsx"}
    assert address_of("figures", 2031) == "http://here/2031.xlsx"

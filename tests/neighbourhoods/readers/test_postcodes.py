"""Which postcodes lie in which neighbourhoods, from the addresses of the country."""

import zipfile
from pathlib import Path

import pytest

from neighbourhoods.readers.facts import UnusableFileError
from neighbourhoods.readers.postcodes import Postcodes, read_postcodes
from neighbourhoods.services.report import unwatched

ADDRESSES = [
    ("3842AB", "1", "02430501"),
    ("3842AB", "3", "02430503"),
    ("3842AB", "5", "02430503"),
    ("1011AB", "1", "0363MB02"),
    ("3842 ac", "1", "2430501"),
    ("", "1", "02430501"),
    ("3842AD", "1", ""),
    ("0042AD", "1", "02430501"),
]


def read(path: Path) -> Postcodes:
    return read_postcodes(path, unwatched)


@pytest.mark.parametrize("by", [",", ";"])
def test_addresses_of_the_country_in_a_zip(tmp_path: Path, by: str) -> None:
    """As published: two separators in different years, codes without BU or leading zeros."""
    header = by.join(["PC6", "Huisnummer", "Buurt2024", "Wijk2024", "Gemeente2024"])
    lines = [by.join([postcode, house, area, "x", "y"]) for postcode, house, area in ADDRESSES]
    path = tmp_path / "2024-cbs-pc6huisnr20240801_buurt.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("buurt_2024.csv", f"BUURT2024{by}NAAM\n1{by}x\n")
        archive.writestr("pc6hnr20240801_gwb.csv", "\n".join([header, *lines, "3842AB"]))
    found = read(path)
    assert list(found.pairs()) == [
        ("1011ab", "BU0363MB02"),
        ("3842ab", "BU02430503"),
        ("3842ac", "BU02430501"),
    ]
    assert (found.length, found.rows, found.left_out) == (6, 9, 4)


def test_four_digits_lie_in_several_neighbourhoods(tmp_path: Path) -> None:
    path = tmp_path / "pc4.csv"
    path.write_text("pc4;buurtcode;a_inw\n3842;BU02430503;1005\n3842;BU02430501;2335\n")
    found = read(path)
    assert list(found.pairs()) == [("3842", "BU02430501"), ("3842", "BU02430503")]
    assert found.length == 4


def test_a_file_without_neighbourhoods_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pc4.csv"
    path.write_text("pc4;gemeente\n3842;0243\n")
    with pytest.raises(UnusableFileError, match="no column for the neighbourhood"):
        read(path)

"""Key figures are read by their columns, whatever kind of file they come in."""

from pathlib import Path

import pytest

from neighbourhoods.kinds import CBS, kinds_of
from neighbourhoods.readers.facts import Facts, UnusableFileError
from neighbourhoods.readers.figures import read_figures
from neighbourhoods.services.report import unwatched

from ..files import EAST, HEADER, NORTH, ROWS, TOWN, write_csv, write_xlsx

COLUMNS_2024 = """
gwb_code_10 gwb_code_8 regio gm_naam recs gwb_code ind_wbi a_inw a_man a_vrouw a_00_14 a_15_24
a_25_44 a_45_64 a_65_oo a_gbl_eu a_gbl_ne a_hh a_1p_hh a_hh_z_k a_hh_m_k g_hhgro bev_dich a_woning
a_nb_won_ g_wozbag p_1gezw p_koopw p_huurw p_wcorpw p_won_m_ p_arb_pp g_ink_pi g_pau_hh g_afs_hp
g_afs_gs g_afs_kv g_afs_sc g_3km_sc a_lan_ha pst_mvp pst_dekp ste_mvs ste_oad
""".replace("_ ", "  ").split(" ")


def read(path: Path) -> Facts:
    facts = Facts()
    read_figures(path, facts, unwatched)
    return facts


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_workbook_and_text_say_the_same(tmp_path: Path, write: object) -> None:
    path = write(tmp_path / ("kwb.csv" if write is write_csv else "kwb.xlsx"))  # type: ignore[operator]
    facts = read(path)
    assert list(facts.areas) == ["NL00", "GM0243", "WK024305", "BU02430501", "BU02430503"]
    assert facts.faults == []
    east = facts.areas["BU02430503"]
    assert (east.name, east.postcode, east.row) == ("Stadsdennen Oost", "3842", 6)
    assert east.values == {"inhabitants": 1005, "households": 420, "household_size": 2.4}
    assert facts.areas["WK024305"].postcode == ""
    assert facts.kinds == {"inhabitants", "age_0_14", "households", "household_size"}
    assert facts.has_postcodes


def test_every_kind_is_read_from_the_columns_of_2024(tmp_path: Path) -> None:
    names = [name for name in "\n".join(COLUMNS_2024).split("\n") if name]
    header = [name for line in names for name in line.split(" ") if name]
    row = ["WK0363MB", "0363MB", "Wijk", "Amsterdam", "Wijk", "x", 1, *([7] * (len(header) - 7))]
    facts = read(write_csv(tmp_path / "kwb.csv", [row], header=header))
    assert facts.kinds == {kind.slug for kind in kinds_of(CBS)}
    assert facts.areas["WK0363MB"].values["born_abroad"] == 14
    assert facts.areas["WK0363MB"].parent_code == "GM0363"


def test_only_code_and_inhabitants_need_a_column(tmp_path: Path) -> None:
    facts = read(
        write_csv(
            tmp_path / "kwb.csv",
            [["GM0243", "x", 9, "Ede"]],
            header=["gwb_code_10", "new_2031", "a_inw", "regio"],
        )
    )
    assert facts.areas["GM0243"].values == {"inhabitants": 9}
    assert facts.kinds == {"inhabitants"}
    assert not facts.has_postcodes
    with pytest.raises(UnusableFileError, match="has no column a_inw"):
        read(write_csv(tmp_path / "kwb.csv", [["GM0243"]], header=["gwb_code_10"]))
    with pytest.raises(UnusableFileError, match="has no rows"):
        read(write_csv(tmp_path / "kwb.csv", []))


def test_a_sum_of_which_a_part_is_missing_is_unknown(tmp_path: Path) -> None:
    header = [*HEADER, "a_gbl_eu", "a_gbl_ne"]
    facts = read(write_csv(tmp_path / "kwb.csv", [[*NORTH, 5, "."], [*EAST, 5, 10]], header=header))
    assert "born_abroad" not in facts.areas["BU02430501"].values
    assert facts.areas["BU02430503"].values["born_abroad"] == 15


def test_a_published_zero_is_a_zero(tmp_path: Path) -> None:
    facts = read(write_xlsx(tmp_path / "kwb.xlsx", [[*NORTH[:4], 0, 0, 0, ".", "."]]))
    assert facts.areas["BU02430501"].values == {"inhabitants": 0, "age_0_14": 0, "households": 0}


def test_faults_name_file_row_and_reason(tmp_path: Path) -> None:
    rows = [
        *ROWS,
        ["XX12", "Ergens", "", "", 1, 1, 1, 1, ""],
        NORTH,
        ["BU02430504", "", "", "", 1, 1, 1, 1, ""],
        ["BU02430502", "Stadsdennen Midden", "", "", "veel", 1, 1, 1, ""],
        ["BU02430509", "x" * 101, "", "", 1, 1, 1, 1, ""],
        ["BU02430508", "Onder nul", "", "", -5, 1, 1, 1, ""],
        ["", "Zonder code", "", "", 1, 1, 1, 1, ""],
    ]
    facts = read(write_csv(tmp_path / "kwb.csv", rows))
    assert [str(fault) for fault in facts.faults] == [
        "kwb.csv, row 7: “XX12” is not a code of an area",
        "kwb.csv, row 8: BU02430501 was already in row 5",
        "kwb.csv, row 9: BU02430504 has no name",
        "kwb.csv, row 10: inhabitants of BU02430502: “veel” is not a number",
        "kwb.csv, row 11: the name of BU02430509 is longer than 100 characters",
        "kwb.csv, row 12: inhabitants of BU02430508: -5 is below zero",
        "kwb.csv, row 13: “” is not a code of an area",
    ]
    assert facts.areas["BU02430501"].row == 5
    assert facts.areas["BU02430502"].values == {"age_0_14": 1, "households": 1, "household_size": 1}


def test_more_than_everything_is_a_fault(tmp_path: Path) -> None:
    header = [*HEADER, "p_koopw"]
    facts = read(write_csv(tmp_path / "kwb.csv", [[*NORTH, 100], [*EAST, "100,5"]], header=header))
    assert facts.areas["BU02430501"].values["owner_occupied"] == 100
    assert [str(fault) for fault in facts.faults] == [
        "kwb.csv, row 3: owner_occupied of BU02430503: 100.5 is more than 100%"
    ]


def test_codes_are_text(tmp_path: Path) -> None:
    facts = read(write_csv(tmp_path / "kwb.csv", [["BU0363MB02", "Buurt", *TOWN[2:]]]))
    assert facts.areas["BU0363MB02"].parent_code == "WK0363MB"
    assert facts.areas["BU0363MB02"].municipality_code == "GM0363"

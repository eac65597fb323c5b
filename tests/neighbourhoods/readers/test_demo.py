"""The small table of the demo is whole, and names its source."""

import csv
from collections import Counter

from neighbourhoods.readers.demo import DEMO, read_demo


def test_the_demo_is_three_whole_municipalities_beside_the_country() -> None:
    facts = read_demo()
    assert facts.faults == []
    levels = Counter(area.level.label for area in facts.areas.values())
    assert {str(label): count for label, count in levels.items()} == {
        "Land": 1,
        "Gemeente": 3,
        "Wijk": 33,
        "Buurt": 212,
    }
    assert len(facts.kinds) >= 12
    assert facts.areas["WK024305"].values["inhabitants"] == 6440
    assert all(area.parent_code in facts.areas for area in facts.areas.values() if area.level)


def test_every_area_of_the_demo_has_a_centre_in_its_municipality() -> None:
    boxes = {
        "GM0243": (52.2, 52.4, 5.5, 5.8),
        "GM0344": (52, 52.2, 4.9, 5.2),
        "GM0622": (51.8, 52, 4.2, 4.5),
    }
    for area in read_demo().areas.values():
        if area.level:
            south, north, west, east = boxes[area.municipality_code]
            assert area.latitude is not None
            assert area.longitude is not None
            assert south < area.latitude < north, area.code
            assert west < area.longitude < east, area.code


def test_the_table_itself_names_its_source_and_the_parents() -> None:
    lines = DEMO.read_text(encoding="utf-8").splitlines()
    assert any("Source: CBS" in line for line in lines if line.startswith("#"))
    parents = read_demo().areas
    for row in csv.DictReader((line for line in lines if line[0] != "#"), delimiter=";"):
        assert row["parent"] == parents[row["code"]].parent_code

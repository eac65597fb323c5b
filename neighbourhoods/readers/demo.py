"""The table of facts that comes with the project: three municipalities to begin with."""

import csv
from pathlib import Path

from ..kinds import KINDS
from .facts import AreaFacts, Facts
from .tables import number

DEMO = Path(__file__).parent.parent / "data" / "demo.csv"
DEMO_YEAR = 2024


def read_demo() -> Facts:
    """The areas of the demo; a kind of figure has the same name there as in `kinds.py`."""
    facts = Facts(has_postcodes=True)
    with DEMO.open(encoding="utf-8", newline="") as stream:
        lines = (line for line in stream if not line.startswith("#"))
        for row, cells in enumerate(csv.DictReader(lines, delimiter=";"), start=1):
            known = {kind: number(cells[kind]) for kind in cells.keys() & KINDS.keys()}
            facts.kinds |= known.keys()
            facts.add(
                AreaFacts(
                    code=cells["code"],
                    file=DEMO.name,
                    row=row,
                    name=cells["name"],
                    latitude=number(cells["latitude"]),
                    longitude=number(cells["longitude"]),
                    postcode=cells["postcode"],
                    values={kind: value for kind, value in known.items() if value is not None},
                )
            )
    return facts

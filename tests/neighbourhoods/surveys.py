"""Small files in the forms in which the health survey and the Leefbaarometer are published."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HEALTH_HEADER = [
    *("WijkenEnBuurten", "Leeftijd", "Marges", "Perioden"),
    *("ErvarenGezondheidGoedZeerGoed_4", "Eenzaam_28", "Vrijwilligerswerk_33"),
]
VALUE, LOWER = "MW00000", "MOG0095"
HEALTH_ROWS = [
    ["NL01", "20300", VALUE, "2020JJ00", 78.4, 47.0, 24.6],
    ["GM0243", "20300", VALUE, "2020JJ00", 80.5, 42.4, 30.1],
    ["WK024305", "20300", VALUE, "2020JJ00", 79.0, 48.8, "."],
    ["WK024305", "20300", LOWER, "2020JJ00", 70.0, 40.0, 20.0],
    ["WK024305", "80200", VALUE, "2020JJ00", 60.0, 51.5, 22.0],
    ["WK024305", "20300", VALUE, "2016JJ00", 75.0, 45.0, 25.0],
    ["BU02430501", "20300", VALUE, "2020JJ00", 79.1, 49.0, 23.5],
]
SCORE_HEADER = ["id", "name", "gemeente", "year", "kscore", "afw", "ksoc"]
SCORE_ROWS = [
    ["GM0243", "Harderwijk", "Harderwijk", 2024, 7, 0.03, 6],
    ["WK024305", "Stadsdennen", "Harderwijk", 2024, 6, -0.01, 5],
    ["BU02430501", "Stadsdennen Noord", "Harderwijk", 2024, 5, -0.02, "."],
]

Rows = Sequence[Sequence[Any]]


def write(path: Path, rows: Rows, header: Sequence[str], by: str = ";") -> Path:
    lines = [by.join(map(str, row)) for row in [header, *rows]]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def write_odata(path: Path, rows: Rows, header: Sequence[str]) -> Path:
    """As the service gives it: codes padded with spaces, an unknown figure null."""
    value = [
        {
            name: None if cell == "." else f"{cell:<10}" if isinstance(cell, str) else cell
            for name, cell in zip(header, row, strict=True)
        }
        for row in rows
    ]
    path.write_text(json.dumps({"odata.metadata": "…", "value": value}), encoding="utf-8")
    return path

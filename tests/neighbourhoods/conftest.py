"""The demo's areas, and imports of a year, for the tests of this room."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from neighbourhoods.readers.demo import DEMO_YEAR, read_demo
from neighbourhoods.readers.facts import Facts
from neighbourhoods.readers.figures import read_figures
from neighbourhoods.services import Report, import_areas
from neighbourhoods.services.report import unwatched

from .files import ROWS, Rows, write_csv
from .publisher import Publisher, publishing

WHOLE_COUNTRY = Path(os.environ.get("BUURTBRUG_DATA") or "absent") / "kwb-2024-selectie.csv"
collect_ignore = [] if WHOLE_COUNTRY.exists() else ["test_whole_country.py"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what a run without the files of the whole country leaves out."""
    for name in collect_ignore:
        terminalreporter.write_line(
            f"left out: {name}, for BUURTBRUG_DATA names no folder with {WHOLE_COUNTRY.name}"
        )


@pytest.fixture
def demo(db: None) -> None:
    """The three municipalities that come with the project."""
    import_areas(year=DEMO_YEAR, facts=read_demo(), complete=False)


@pytest.fixture
def facts_from(tmp_path: Path) -> Callable[[Rows], Facts]:
    """Facts as read from a file with these rows."""

    def read(rows: Rows = ROWS) -> Facts:
        facts = Facts()
        read_figures(write_csv(tmp_path / "kwb.csv", rows), facts, unwatched)
        return facts

    return read


@pytest.fixture
def take_in(db: None, facts_from: Callable[[Rows], Facts]) -> Callable[..., Report]:
    """Import these rows as a year, 2024 unless said otherwise."""

    def do(rows: Rows = ROWS, *, year: int = 2024, force: bool = False) -> Report:
        return import_areas(year=year, facts=facts_from(rows), force=force)

    return do


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    """A server to fetch files from."""
    with publishing() as held:
        yield held

"""A pytest plugin: with NOTHING_SKIPPED=1, as in CI, a skipped test is a failure."""

import os

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was skipped."""
    if skipped := _skipped(terminalreporter):
        terminalreporter.write_line(f"SKIPPED, which counts as a failure here: {skipped}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that passed only because of what it left out."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.exitstatus == pytest.ExitCode.OK and reporter and _skipped(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _skipped(reporter: pytest.TerminalReporter) -> list[str]:
    """The tests that were skipped, when that counts."""
    if not os.environ.get("NOTHING_SKIPPED"):
        return []
    return sorted({report.nodeid for report in reporter.stats.get("skipped", [])})

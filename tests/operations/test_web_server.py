"""Gunicorn's settings that no page shows."""

import gc

from meetups.operations import web_server


def test_what_processes_share_is_read_before_they_part_and_set_apart() -> None:
    """How much memory that spares, `tests.load.bench_growth` measures."""
    assert web_server.preload_app
    kept: list[list[int]] = [[] for _number in range(1000)]
    before = gc.get_freeze_count()
    web_server.when_ready(None)
    assert gc.get_freeze_count() >= before + len(kept)

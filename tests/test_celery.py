"""What a worker has imported before its threads begin."""

import subprocess
import sys

import pytest

from tests.site import ROOT, environment

PROGRAM = """
import sys
from celery import signals
import meetups.celery
import django
if {loads}:
    signals.worker_init.send(sender=None)
django.setup()
ours = lambda: {{name for name in sys.modules if name.startswith(("meetups.", "neighbourhoods."))}}
before = ours()
from django.conf import settings
from django.urls import get_resolver
from django.utils.module_loading import import_string
for path in settings.OUTBOX_KINDS.values():
    import_string(path)
get_resolver().reverse_dict
print(len(ours() - before))
"""
"""How many modules of ours the first letters would still import."""


@pytest.mark.parametrize(("loads", "left"), [(True, "none"), (False, "many")])
def test_a_letter_imports_nothing_more(loads: bool, left: str, tmp_path: object) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(loads=loads)],
        cwd=ROOT,
        env=environment(ROOT / "var", DATABASE_URL="sqlite://:memory:"),
        capture_output=True,
        text=True,
        check=True,
    )
    number = int(done.stdout)
    assert (number == 0) if left == "none" else (number > 50)

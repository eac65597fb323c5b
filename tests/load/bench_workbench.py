"""How much CPU the effect of a change on 100 cases takes: `python -m tests.load.bench_workbench`.

Loads the shipped catalogue into a database in memory. Prints milliseconds of CPU for a change of
one format and for a change of a weight, the page's words included, and how many times one advice
that is; and the same for the grid of coverage.
"""

import os
import time
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.core.management import call_command
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from meetups.recommender.questions import answers_from
from meetups.recommender.rank import recommend
from meetups.suggestions.admin.cases import case_shown
from meetups.suggestions.cases import effect_of
from meetups.suggestions.coverage import grid_of
from meetups.suggestions.draft import draft_content
from meetups.suggestions.models import Case
from meetups.suggestions.queries import catalogue
from meetups.suggestions.snapshots import snapshot_of

ALLOWED, CASES, ROUNDS = 1000, 100, 5


def cpu_ms(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """CPU time of one call, the best of several: the least disturbed by the machine."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time_ns()
        work()
        best = min(best, (time.process_time_ns() - start) / 1e6)
    return best


def main() -> None:
    made = setup_databases(verbosity=0, interactive=False)
    try:
        measure()
    finally:
        connection.close()
        teardown_databases(made, verbosity=0)


def measure() -> None:
    call_command("load_catalogue", verbosity=0)
    known, cases = catalogue(), list(Case.objects.all())
    many = [cases[number % len(cases)] for number in range(CASES)]
    answers = [answers_from(case.answers) for case in cases]
    every = cpu_ms(lambda: [recommend(one, known.facts, known.rules) for one in answers])
    one = every / len(answers)
    print(f"{one:7.2f} ms CPU for one advice")

    def preview(edit: Callable[[Any], object]) -> Callable[[], object]:
        def work() -> None:
            content = deepcopy(draft_content())
            edit(content)
            after = snapshot_of(content, number=0)
            for change in effect_of(known, after, many):
                case_shown(change, known, after)

        return work

    def format_(content: Any) -> None:
        content["activity_types"][0]["evidence"]["level"] = "strong"

    def weight(content: Any) -> None:
        next(r for r in content["rules"]["points"] if r["id"] == "S5")["points"]["strong"] += 9

    for name, edit in (("one format", format_), ("one weight", weight)):
        ms = cpu_ms(preview(edit))
        print(
            f"{ms:7.0f} ms CPU for {CASES} cases with {name} changed, {ALLOWED} ms allowed;"
            f" {ms / one:.0f} times one advice"
        )
    ms = cpu_ms(lambda: grid_of.__wrapped__(known))
    print(f"{ms:7.0f} ms CPU for the grid of coverage; {ms / one:.0f} times one advice")


if __name__ == "__main__":
    main()

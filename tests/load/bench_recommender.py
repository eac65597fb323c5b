"""How much CPU an advice takes: `python -m tests.load.bench_recommender`.

Prints milliseconds for the catalogue's own activity types and for a thousand, over all gold cases,
and how many times longer that is than merely adding up the same points.
"""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import cycle, islice

from meetups.recommender.facts import ActivityFacts, Answers
from meetups.recommender.questions import answers_from
from meetups.recommender.rank import recommend
from tests.recommender.builders import GOLD, catalogue, everything_in

ROUNDS = 20


def variants(activities: tuple[ActivityFacts, ...], count: int) -> list[ActivityFacts]:
    """As many activity types as asked, alike but for their slug, cost and weeks."""
    return [
        replace(a, slug=f"{a.slug}-{n}", cost_min=a.cost_min + n % 7, weeks_min=a.weeks_min + n % 3)
        for n, a in enumerate(islice(cycle(activities), count))
    ]


def cpu_ms(work: Callable[[], object]) -> float:
    """CPU time of one call, the best of several: the least disturbed by the machine."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time_ns()
        work()
        best = min(best, (time.process_time_ns() - start) / 1e6)
    return best


def report(activities: Sequence[ActivityFacts], cases: Sequence[Answers], allowed: int) -> str:
    """One line about so many activity types."""
    times = [cpu_ms(partial(recommend, answers, activities)) for answers in cases]
    suggestions = everything_in(recommend(cases[0], activities))
    bare = cpu_ms(lambda: [sum(r.points for r in s.reasons) for s in suggestions])
    mean = sum(times) / len(times)
    return (
        f"{len(activities):5} activity types: {mean:6.2f} ms CPU on average,"
        f" {max(times):6.2f} ms at most, {allowed} ms allowed ({len(cases)} cases);"
        f" {mean / bare:.0f} times the {bare:.3f} ms of only adding up"
    )


def main() -> None:
    gold = json.loads(GOLD.read_text("utf-8"))["cases"]
    cases = [answers_from(case["answers"]) for case in gold]
    own = catalogue()
    print(report(own, cases, allowed=5))
    print(report(variants(own, 1000), cases, allowed=100))


if __name__ == "__main__":
    main()

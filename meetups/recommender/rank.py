"""From answers and activity types to an advice: exclude, set apart, add up, pick."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import chain

from meetups.recommender.facts import (
    LISTS,
    ActivityFacts,
    Advice,
    Answers,
    ListName,
    Suggestion,
)
from meetups.recommender.rules import (
    ACUTE,
    AFTER_INCIDENT,
    ARRANGE_FIRST,
    EXCLUSIONS,
    INCIDENTS,
    LATER,
    POINTS,
    SHIPPED,
    TENSION,
    Rule,
    RuleBook,
    reasons_from,
    too_few_points,
)

_BY_LIST: tuple[tuple[ListName, tuple[Rule, ...]], ...] = (
    ("not_now", EXCLUSIONS),
    ("arrange_first", ARRANGE_FIRST),
    ("later", LATER),
    ("fits_now", POINTS),
)
"""An activity type stands in the first list whose rules have something to say, or else fits."""

Judged = tuple[ActivityFacts, Suggestion]


def recommend(
    answers: Answers,
    activities: Iterable[ActivityFacts],
    book: RuleBook = SHIPPED,
    *,
    known: Mapping[str, Suggestion] | None = None,
) -> Advice:
    """Exclude what would harm, set apart what needs help or time, rank the rest. Deterministic.

    Every activity type ends in exactly one list; slugs must differ. The order in which they come
    does not matter. A municipality's own kind of an activity type never ends in a better list than
    its base, changes nothing in what is said of others, and is left out when its base is not
    there. `known`: what the same book said to the same answers of activity types that are
    what they were, by slug; comparing catalogues then judges only what differs.
    """
    before, given = known or {}, list(activities)
    bases = {activity.slug for activity in given if not activity.base}
    judged = [
        (activity, _as_judged(before[activity.slug]))
        if activity.slug in before
        else (activity, _judge(answers, activity, book))
        for activity in given
        if not activity.base or activity.base in bases
    ]
    sorted_ = sorted(judged, key=lambda pair: _rank(answers, *pair))
    ranked = _no_better_than_bases(_without_the_weak(sorted_, book))
    fitting = [pair for pair in ranked if pair[1].list_name == "fits_now"]
    top = _top(fitting, book)
    most = book.data["pick"]["max_recommended"] - book.data["pick"]["top"]
    reserves = [pair for pair in fitting if pair not in top][:most]

    def listed(name: ListName) -> tuple[Suggestion, ...]:
        return tuple(suggestion for _, suggestion in ranked if suggestion.list_name == name)

    return Advice(
        fits_now=listed("fits_now"),
        arrange_first=listed("arrange_first"),
        later=listed("later"),
        not_now=listed("not_now"),
        top=tuple(activity.slug for activity, _ in top),
        reserves=tuple(activity.slug for activity, _ in reserves),
        notices=_notices(answers, [activity for activity, _ in top]),
    )


def _judge(answers: Answers, activity: ActivityFacts, book: RuleBook) -> Suggestion:
    said = {name: reasons_from(rules, answers, activity, book) for name, rules in _BY_LIST}
    return Suggestion(
        slug=activity.slug,
        family=activity.family,
        score=sum(reason.points for reason in said["fits_now"]),
        reasons=tuple(chain.from_iterable(said.values())),
        list_name=next(name for name, reasons in said.items() if reasons or name == "fits_now"),
    )


def _as_judged(suggestion: Suggestion) -> Suggestion:
    """As it was before it was weighed against the others."""
    own = tuple(reason for reason in suggestion.reasons if reason.code != "P1")
    if len(own) == len(suggestion.reasons):
        return suggestion
    return replace(suggestion, list_name="fits_now", reasons=own)


def _rank(
    answers: Answers, activity: ActivityFacts, suggestion: Suggestion
) -> tuple[int, int, int, int, bool, str]:
    """Of two that are alike, what is of here comes first."""
    strength = activity.situations.get(answers.situation, 0) if answers.situation else 0
    cost, weeks = activity.cost_min, activity.weeks_min
    return -suggestion.score, -strength, cost, weeks, not activity.base, activity.slug


def _without_the_weak(ranked: Sequence[Judged], book: RuleBook) -> list[Judged]:
    """What fits, but scores too low to advise beside the best, goes to "not now"."""
    best = max((s.score for a, s in ranked if s.list_name == "fits_now" and not a.base), default=0)
    pick = book.data["pick"]
    fraction = Fraction(str(pick["minimum_fraction_of_best"]))
    needed = max(pick["minimum_score"], math.ceil(fraction * best))

    def weighed(suggestion: Suggestion) -> Suggestion:
        if suggestion.list_name != "fits_now" or suggestion.score >= needed:
            return suggestion
        weak = too_few_points(suggestion.score, book, needed=needed, best=best)
        return replace(suggestion, list_name="not_now", reasons=(weak, *suggestion.reasons))

    return [(activity, weighed(suggestion)) for activity, suggestion in ranked]


def _no_better_than_bases(ranked: Sequence[Judged]) -> list[Judged]:
    """What is of here stands no better than its base, and then says what bars that."""
    placed = {suggestion.slug: suggestion for _, suggestion in ranked}

    def held_back(activity: ActivityFacts, suggestion: Suggestion) -> Suggestion:
        base = placed[activity.base] if activity.base else suggestion
        if LISTS.index(base.list_name) <= LISTS.index(suggestion.list_name):
            return suggestion
        own = {reason.code for reason in suggestion.reasons}
        bars = tuple(r for r in base.reasons if not r.points and r.code not in own)
        return replace(suggestion, list_name=base.list_name, reasons=(*bars, *suggestion.reasons))

    return [(activity, held_back(activity, suggestion)) for activity, suggestion in ranked]


def _top(fitting: Sequence[Judged], book: RuleBook) -> list[Judged]:
    """The best, but never more of one family than variety allows, nor two of one base."""
    pick = book.data["pick"]
    top: list[Judged] = []
    for pair in fitting:
        family = [activity for activity, _ in top if activity.family == pair[0].family]
        is_new = all(activity.known_as != pair[0].known_as for activity, _ in top)
        if is_new and len(top) < pick["top"] and len(family) < pick["max_same_family_in_top3"]:
            top.append(pair)
    return top


def _notices(answers: Answers, top: Sequence[ActivityFacts]) -> tuple[str, ...]:
    tension, safety = answers.tension, answers.safety
    said = {
        "acute-stop": tension == ACUTE,
        "aftercare-first": tension == INCIDENTS or answers.situation == AFTER_INCIDENT,
        "refer-professional": bool(safety and safety & {"threats-violence", "police-case"}),
        "check-safety": safety is None and tension is not None and tension >= TENSION,
        "bridge-step": any(a.contact_mode == "within-group" and not a.between_groups for a in top),
        "follow-up": any(a.rhythm == "once" for a in top),
    }
    return tuple(slug for slug, holds in said.items() if holds)

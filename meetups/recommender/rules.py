"""One small function per rule: what it has to say about one activity type, or None.

Points, tables, thresholds and lists of slugs come from a `RuleBook`; `rules.json` beside this file
is the one that we ship, with the reason and source of each rule. The code of a reason is the id of
its rule there. A rule that meets an unknown, or adds no points, says nothing. Exclusions stand
apart from points: no score undoes one.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any

from meetups.recommender.facts import ActivityFacts, Answers, Reason, Value

TENSION, INCIDENTS, ACUTE = 2, 3, 4
AFTER_INCIDENT = "after-incident"
TALKING, MEDIATED, PAIR = "talking", "mediated", "pair"
GROUPS = ("eligibility", "hard_exclusions", "arrange_first", "later", "points", "too_few")


@dataclass(frozen=True, eq=False)
class RuleBook:
    """The numbers and lists behind the rules, in the shape of `rules.json`. Never changes."""

    data: Mapping[str, Any]

    @cached_property
    def by_code(self) -> Mapping[str, Mapping[str, Any]]:
        return {rule["id"]: rule for group in GROUPS for rule in self.data[group]}

    def points(self, code: str) -> Any:
        return self.by_code[code].get("points")

    def lists(self, name: str, slug: str) -> bool:
        """Whether a list, such as `safe_with_threats`, names this activity type."""
        return slug in self._lists[name]

    @cached_property
    def _lists(self) -> Mapping[str, frozenset[str]]:
        names = ("safe_with_threats", "not_with_fear", "not_when_refused", "few_households")
        return {name: frozenset(self.data[name]) for name in names}

    def say(self, code: str, points: int = 0, /, **values: Value) -> Reason:
        return Reason(code, self.by_code[code]["name"], points, values)

    def score(self, code: str, points: int, /, **values: Value) -> Reason | None:
        return self.say(code, points, **values) if points else None


SHIPPED = RuleBook(
    json.loads(files("meetups.recommender").joinpath("rules.json").read_text("utf-8"))
)
RULES = SHIPPED.data
Rule = Callable[[Answers, ActivityFacts, RuleBook], Reason | None]


def _concern(answers: Answers, concern: str) -> bool:
    return answers.safety is not None and concern in answers.safety


def _facilitated(answers: Answers) -> bool:
    """Only a facilitator who is known to be there counts."""
    return answers.support is not None and "facilitator" in answers.support


# Exclusions: the first duty is to do no harm.


def not_for_this_situation(
    answers: Answers, activity: ActivityFacts, book: RuleBook
) -> Reason | None:
    if answers.situation and not activity.situations.get(answers.situation):
        return book.say("E1", situation=answers.situation)
    return None


def too_tense(answers: Answers, activity: ActivityFacts, book: RuleBook) -> Reason | None:
    if answers.tension is not None and answers.tension > activity.tension_max:
        return book.say("H1", tension=answers.tension, max=activity.tension_max)
    return None


def acute_danger(answers: Answers, activity: ActivityFacts, book: RuleBook) -> Reason | None:
    if answers.tension == ACUTE and activity.tension_max < ACUTE:
        return book.say("H2")
    return None


def threats(answers: Answers, activity: ActivityFacts, book: RuleBook) -> Reason | None:
    if _concern(answers, "threats-violence") and not book.lists(
        "safe_with_threats", activity.known_as
    ):
        return book.say("H3")
    return None


def running_case(answers: Answers, activity: ActivityFacts, book: RuleBook) -> Reason | None:
    if _concern(answers, "police-case") and activity.contact_mode == MEDIATED:
        return book.say("H4")
    return None


def fear(answers: Answers, activity: ActivityFacts, book: RuleBook) -> Reason | None:
    unguided = activity.contact_mode == TALKING and activity.between_groups
    if _concern(answers, "fear") and (
        book.lists("not_with_fear", activity.known_as) or (unguided and not _facilitated(answers))
    ):
        return book.say("H5")
    return None


def stage_for_agitators(answers: Answers, activity: ActivityFacts, book: RuleBook) -> Reason | None:
    if _concern(answers, "agitators") and activity.open_stage:
        return book.say("H6")
    return None


def targeted_people(answers: Answers, activity: ActivityFacts, book: RuleBook) -> Reason | None:
    if _concern(answers, "targeted") and (
        activity.exposes_minority
        or activity.contact_mode == MEDIATED
        or (activity.contact_mode == TALKING and not _facilitated(answers))
    ):
        return book.say("H7")
    return None


def refusal(answers: Answers, activity: ActivityFacts, book: RuleBook) -> Reason | None:
    asks_the_other = activity.contact_mode == MEDIATED or (
        activity.contact_mode in (TALKING, PAIR) and activity.between_groups
    )
    if answers.willingness == "refuse" and (
        asks_the_other or book.lists("not_when_refused", activity.known_as)
    ):
        return book.say("H8")
    return None


def too_many_for_mediation(
    answers: Answers, activity: ActivityFacts, book: RuleBook
) -> Reason | None:
    if (
        book.lists("few_households", activity.known_as)
        and answers.size is not None
        and answers.size.max > activity.group_max
    ):
        return book.say("H9", max=activity.group_max)
    return None


def wrong_place(answers: Answers, activity: ActivityFacts, book: RuleBook) -> Reason | None:
    if answers.place and answers.place not in activity.places:
        return book.say("H10", place=answers.place, places=tuple(sorted(activity.places)))
    return None


def wrong_ages(answers: Answers, activity: ActivityFacts, book: RuleBook) -> Reason | None:
    if answers.ages and (
        answers.ages.isdisjoint(activity.ages)
        or (activity.required_ages and answers.ages.isdisjoint(activity.required_ages))
    ):
        return book.say("H11", ages=tuple(sorted(activity.required_ages or activity.ages)))
    return None


def needs_one_language(answers: Answers, activity: ActivityFacts, book: RuleBook) -> Reason | None:
    if answers.language == "much" and activity.language_load == "high":
        return book.say("H12")
    return None


# Set apart: fits, but not before something else.


def _help_lacking(answers: Answers, activity: ActivityFacts) -> tuple[str, ...]:
    """Kinds of professional, of whom at least one is needed and not known to be there."""
    needs: list[tuple[str, ...]] = []
    if activity.professional_level == "required" and not activity.via_referral:
        needs.append(activity.professional_kinds)
    level = activity.required_from_level
    if level is not None and answers.tension is not None and answers.tension >= level:
        needs.append(activity.required_from_kinds)
    there = answers.support or frozenset()
    lacking: dict[str, None] = {}
    for kinds in needs:
        absent = tuple(kind for kind in kinds if kind not in there)
        if activity.professional_match == "all" or len(absent) == len(kinds):
            lacking.update(dict.fromkeys(absent))
    return tuple(lacking)


def help_to_arrange(answers: Answers, activity: ActivityFacts, book: RuleBook) -> Reason | None:
    if answers.support is not None and (kinds := _help_lacking(answers, activity)):
        return book.say("N1", kinds=kinds, match=activity.professional_match)
    return None


def aftercare_first(answers: Answers, activity: ActivityFacts, book: RuleBook) -> Reason | None:
    if (
        answers.tension is not None
        and answers.tension >= INCIDENTS
        and not book.lists("safe_with_threats", activity.known_as)
    ):
        return book.say("L2")
    return None


def too_soon(answers: Answers, activity: ActivityFacts, book: RuleBook) -> Reason | None:
    if answers.lead_time is not None and activity.weeks_min > answers.lead_time:
        return book.say("L1", weeks=activity.weeks_min, lead_time=answers.lead_time)
    return None


# Points.


def help_unknown(answers: Answers, activity: ActivityFacts, book: RuleBook) -> Reason | None:
    if answers.support is None and (kinds := _help_lacking(answers, activity)):
        return book.say("N2", book.points("N2"), kinds=kinds, match=activity.professional_match)
    return None


def situation(answers: Answers, activity: ActivityFacts, book: RuleBook) -> Reason | None:
    if answers.situation is None:
        return None
    strength = activity.situations.get(answers.situation, 0)
    points = book.points("S1").get(str(strength), 0)
    return book.score("S1", points, situation=answers.situation, strength=strength)


def goal(answers: Answers, activity: ActivityFacts, book: RuleBook) -> Reason | None:
    if answers.goal is None:
        return None
    strength = activity.goals.get(answers.goal, 0)
    return book.score("S2", book.points("S2")[str(strength)], goal=answers.goal, strength=strength)


def tension(answers: Answers, activity: ActivityFacts, book: RuleBook) -> Reason | None:
    level = answers.tension
    if level is None or level > activity.tension_max:
        return None
    if level < activity.tension_min:
        fit = "too_light"
    else:
        fit = "ideal" if level in activity.tension_ideal else "in_range"
    return book.score("S3", book.points("S3")[fit], fit=fit, tension=level)


def contact_conditions(answers: Answers, activity: ActivityFacts, book: RuleBook) -> Reason | None:
    rule = book.by_code["S4"]
    if answers.tension is not None and answers.tension >= TENSION:
        kind = "from_tension_2"
    else:
        kind = "goal_reduce_loneliness" if answers.goal == "reduce-loneliness" else "base"
    weights: Mapping[str, int] = rule["weights"][kind]
    levels = activity.conditions
    got = {name: levels.get(name, 0) * weight for name, weight in weights.items()}
    most = 3 * sum(weights.values())
    points = (2 * rule["max"] * sum(got.values()) + most) // (2 * most)  # half up
    some = [name for name in got if got[name]]
    good = [name for name in some if levels[name] >= rule["best_from_level"]]
    best = tuple(sorted(good or some, key=lambda name: -got[name])[:3])
    return book.score("S4", points, best=best, weights=kind)


def evidence(answers: Answers, activity: ActivityFacts, book: RuleBook) -> Reason | None:
    return book.score("S5", book.points("S5")[activity.evidence], level=activity.evidence)


def dividing_line(answers: Answers, activity: ActivityFacts, book: RuleBook) -> Reason | None:
    if shared := activity.dividing_lines & (answers.groups or frozenset()):
        return book.say("S6", book.points("S6"), groups=tuple(sorted(shared)))
    return None


def ages(answers: Answers, activity: ActivityFacts, book: RuleBook) -> Reason | None:
    if answers.ages and answers.ages <= activity.ages:
        return book.say("S7", book.points("S7"), ages=tuple(sorted(answers.ages)))
    return None


def size(answers: Answers, activity: ActivityFacts, book: RuleBook) -> Reason | None:
    """Fit: some number of people suits both. Parallel: too many for one group, so make more."""
    if answers.size is None:
        return None
    if answers.size.min > activity.group_max:
        fit = "parallel" if activity.can_run_in_parallel else "misfit"
    else:
        fit = "misfit" if answers.size.max < activity.group_min else "fit"
    limits = {"min": activity.group_min, "max": activity.group_max}
    return book.score("S8", book.points("S8")[fit], fit=fit, **limits)


def organisers(answers: Answers, activity: ActivityFacts, book: RuleBook) -> Reason | None:
    if answers.organisers is None:
        return None
    short = activity.organisers_min - answers.organisers
    fit = "enough" if short <= 0 else "one_short" if short == 1 else "many_short"
    return book.score("S9", book.points("S9")[fit], fit=fit, needed=activity.organisers_min)


def budget(answers: Answers, activity: ActivityFacts, book: RuleBook) -> Reason | None:
    """Judged by the least that the activity can cost: it can be done for that."""
    rule = book.by_code["S10"]
    least = activity.cost_min
    cost = {"min": least, "max": activity.cost_max}
    if answers.budget is None:
        fit = "unknown_and_minimum_1000_plus"
        if least < rule["unknown_minimum"]:
            return None
    else:
        cost["budget"] = answers.budget
        is_far = least > rule["far_over_times"] * answers.budget
        fit = "within" if least <= answers.budget else "far_over" if is_far else "over"
    return book.score("S10", rule["points"][fit], fit=fit, **cost)


def language(answers: Answers, activity: ActivityFacts, book: RuleBook) -> Reason | None:
    if answers.language is None:
        return None
    load = activity.language_load
    points = book.points("S11").get(answers.language, {}).get(load, 0)
    return book.score("S11", points, language=answers.language, load=load)


def willingness(answers: Answers, activity: ActivityFacts, book: RuleBook) -> Reason | None:
    if answers.willingness is None:
        return None
    mode = activity.contact_mode
    points = book.points("S12").get(answers.willingness, {}).get(mode, 0)
    return book.score("S12", points, willingness=answers.willingness, contact_mode=mode)


def contact_ladder(answers: Answers, activity: ActivityFacts, book: RuleBook) -> Reason | None:
    if answers.contacts is None:
        return None
    points = book.points("S13")[answers.contacts][str(activity.depth)]
    return book.score("S13", points, contacts=answers.contacts, depth=activity.depth)


def repetition(answers: Answers, activity: ActivityFacts, book: RuleBook) -> Reason | None:
    if activity.rhythm == "series" and answers.goal in book.by_code["S14"]["goals"]:
        return book.say("S14", book.points("S14"), sessions=activity.sessions_typical)
    return None


def talk_about_the_dispute(
    answers: Answers, activity: ActivityFacts, book: RuleBook
) -> Reason | None:
    enough: int = book.by_code["S15"]["fewer_sessions_than"]
    if activity.topic_focus == "disagreement" and activity.sessions_typical < enough:
        return book.say("S15", book.points("S15"), sessions=activity.sessions_typical)
    return None


EXCLUSIONS: tuple[Rule, ...] = (
    not_for_this_situation,
    too_tense,
    acute_danger,
    threats,
    running_case,
    fear,
    stage_for_agitators,
    targeted_people,
    refusal,
    too_many_for_mediation,
    wrong_place,
    wrong_ages,
    needs_one_language,
)
ARRANGE_FIRST: tuple[Rule, ...] = (help_to_arrange,)
LATER: tuple[Rule, ...] = (aftercare_first, too_soon)
POINTS: tuple[Rule, ...] = (
    situation,
    goal,
    tension,
    contact_conditions,
    evidence,
    dividing_line,
    ages,
    size,
    organisers,
    budget,
    language,
    willingness,
    contact_ladder,
    repetition,
    talk_about_the_dispute,
    help_unknown,
)


def reasons_from(
    rules: Iterable[Rule], answers: Answers, activity: ActivityFacts, book: RuleBook
) -> tuple[Reason, ...]:
    """What the rules that speak have to say, in their order."""
    return tuple(reason for rule in rules if (reason := rule(answers, activity, book)))


def too_few_points(score: int, book: RuleBook, *, needed: int, best: int) -> Reason:
    """P1 is the one rule about a score, so it is for whoever has all scores to apply."""
    return book.say("P1", score=score, needed=needed, best=best)

"""Test neighbourhoods against catalogues: which are broken, and what a change does to each.

Pure over snapshots: the same cases and catalogues always give the same. Everything is said in
codes; `cases_wording` has the words.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from meetups.recommender.facts import Advice, ListName, Reason, Suggestion
from meetups.recommender.questions import answers_from, faults_in
from meetups.recommender.rank import recommend

from .models import Case
from .presenting import ranking
from .snapshots import CatalogueSnapshot, snapshot_of

NEEDED_SHARE = 0.6
"""Of what experts would tip, so much must be among the tips, over all gold cases together. The
rules ask it under `acceptance`; one case alone may have other tips, as long as one is the expert's.
"""

BrokenCode = Literal["answers", "never", "expected", "share", "arrange_first", "notice"]
Kind = Literal["in", "out", "up", "down", "list", "new", "gone", "points"]
MIRRORED: Mapping[Kind, Kind] = {
    "in": "out",
    "out": "in",
    "up": "down",
    "down": "up",
    "list": "list",
    "new": "gone",
    "gone": "new",
    "points": "points",
}


# --- is a case whole? -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Broken:
    """One way in which a case is broken, and the culprits: slugs of formats, questions or notices.

    answers: the guide no longer asks so. never: it fits now, while it must not. expected: none of
    what an expert would tip is among the tips. arrange_first: it is not set apart. notice: the
    warning is not given. share: of all gold cases together too few tips are an expert's; said of
    each in which some are not.
    """

    code: BrokenCode
    slugs: tuple[str, ...]


@dataclass(frozen=True)
class CaseResult:
    """A case with the advice that a catalogue gives for it."""

    case: Case
    advice: Advice
    broken: tuple[Broken, ...]

    @property
    def is_broken(self) -> bool:
        return bool(self.broken)

    @property
    def missed(self) -> tuple[str, ...]:
        """What an expert would tip and is no tip."""
        return tuple(slug for slug in self.case.expected if slug not in self.advice.top)

    @property
    def share(self) -> float:
        """How much of what an expert would tip is among the tips."""
        return 1 - len(self.missed) / len(self.case.expected) if self.case.expected else 1.0

    @cached_property
    def places(self) -> Mapping[str, "Place"]:
        """Where each format stands."""
        top = set(self.advice.top)
        ranks = {slug: rank for rank, slug in enumerate(ranking(self.advice), 1)}
        lists = (
            self.advice.fits_now,
            self.advice.arrange_first,
            self.advice.later,
            self.advice.not_now,
        )
        return {
            s.slug: Place(s, ranks.get(s.slug, 0), s.slug in top)
            for suggestions in lists
            for s in suggestions
        }


def check_case(
    case: Case,
    catalogue: CatalogueSnapshot,
    *,
    also: Collection[str] = (),
    known: Mapping[str, Suggestion] | None = None,
) -> CaseResult:
    """One case by itself: what the strict reading of its columns says.

    What does not fit the situation can never fit now and changes nothing for the others, so it is
    left out of the advice, but for `also`. `known`: see `recommend`.
    """
    answers = answers_from(case.answers)
    facts = [
        one
        for one in catalogue.facts
        if one.slug in also or not answers.situation or one.situations.get(answers.situation)
    ]
    advice = recommend(answers, facts, catalogue.rules, known=known)
    fitting = {suggestion.slug for suggestion in advice.fits_now}
    set_apart = {suggestion.slug for suggestion in advice.arrange_first}
    none_expected = case.expected and not set(case.expected) & set(advice.top)
    found: dict[BrokenCode, Iterable[str]] = {
        "answers": dict.fromkeys(fault.question for fault in faults_in(case.answers)),
        "never": (slug for slug in case.never if slug in fitting),
        "expected": case.expected if none_expected else (),
        "arrange_first": (slug for slug in case.arrange_first if slug not in set_apart),
        "notice": {case.notice} - {"", *advice.notices},
    }
    culprits = {name: tuple(slugs) for name, slugs in found.items()}
    broken = tuple(Broken(name, slugs) for name, slugs in culprits.items() if slugs)
    return CaseResult(case, advice, broken)


def check_cases(cases: Iterable[Case], catalogue: CatalogueSnapshot) -> list[CaseResult]:
    """All cases, and the gold ones together."""
    return _together([check_case(case, catalogue) for case in cases])


def _together(results: list[CaseResult]) -> list[CaseResult]:
    share = share_of(results)
    if share is None or share >= NEEDED_SHARE:
        return results
    return [
        CaseResult(r.case, r.advice, (*r.broken, Broken("share", r.missed)))
        if r.case.is_gold and r.missed
        else r
        for r in results
    ]


def share_of(results: Iterable[CaseResult]) -> float | None:
    """The share of experts' tips over the gold cases; None when there are none."""
    shares = [r.share for r in results if r.case.is_gold and r.case.expected]
    return sum(shares) / len(shares) if shares else None


def broken_cases(
    content: Mapping[str, Any], cases: Iterable[Case] | None = None
) -> list[CaseResult]:
    """The saved cases, or these, that content as `Edition.content` holds it breaks."""
    saved = list(Case.objects.all() if cases is None else cases)
    if not saved:
        return []
    return [r for r in check_cases(saved, snapshot_of(content, number=0)) if r.is_broken]


# --- what a change does to a case -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Where a format stands. `rank` as readers see it, from 1; 0 when it does not fit now."""

    suggestion: Suggestion
    rank: int
    is_tip: bool

    @property
    def list_name(self) -> ListName:
        return self.suggestion.list_name

    @property
    def score(self) -> int:
        return self.suggestion.score


@dataclass(frozen=True, slots=True)
class Because:
    """One rule that says something else of a format than before; None: it said nothing."""

    code: str
    before: Reason | None
    after: Reason | None


@dataclass(frozen=True, slots=True)
class Move:
    """What happens to one format. `because` is empty when it only moved because others did."""

    slug: str
    kind: Kind
    before: Place | None
    after: Place | None
    because: tuple[Because, ...]

    @property
    def is_own(self) -> bool:
        """Whether something about the format itself did it."""
        return bool(self.because) or self.before is None or self.after is None

    @property
    def nearest(self) -> tuple[int, str]:
        """The best place of the two, for showing what matters most first."""
        ranks = [place.rank for place in (self.before, self.after) if place and place.rank]
        return min(ranks, default=999), self.slug


@dataclass(frozen=True)
class CaseChange:
    """What becomes of one case."""

    before: CaseResult
    after: CaseResult
    moves: tuple[Move, ...] = ()
    warnings_new: tuple[str, ...] = ()
    warnings_gone: tuple[str, ...] = ()
    case: Case = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "case", self.after.case)

    @property
    def breaks(self) -> bool:
        return self.after.is_broken and not self.before.is_broken

    @property
    def mends(self) -> bool:
        return self.before.is_broken and not self.after.is_broken

    @property
    def is_moved(self) -> bool:
        """Whether a reader gets another advice: other places, lists or warnings."""
        warned = bool(self.warnings_new or self.warnings_gone)
        return warned or any(move.kind != "points" for move in self.moves)

    @property
    def is_changed(self) -> bool:
        return bool(self.moves) or self.is_moved or self.before.broken != self.after.broken


def effect_of(
    before: CatalogueSnapshot, after: CatalogueSnapshot, cases: Iterable[Case]
) -> list[CaseChange]:
    """What every case becomes when one catalogue takes the place of another; in their order."""
    saved = list(cases)
    if before.rules.data == after.rules.data and before.facts == after.facts:
        return [CaseChange(result, result) for result in check_cases(saved, before)]
    old = _together([check_case(case, before, also=_able(case, after)) for case in saved])
    same = _unchanged(before, after)
    new = _together(
        [
            check_case(
                was.case,
                after,
                also=_able(was.case, before),
                known={slug: p.suggestion for slug, p in was.places.items() if slug in same},
            )
            for was in old
        ]
    )
    return [change_of(was, now) for was, now in zip(old, new, strict=True)]


def _able(case: Case, catalogue: CatalogueSnapshot) -> set[str]:
    """What fits the situation of a case: the first question, so never skipped."""
    given = case.answers.get("situation") or ("",)
    situation = given if isinstance(given, str) else given[0]
    return {one.slug for one in catalogue.facts if one.situations.get(situation)}


def _unchanged(before: CatalogueSnapshot, after: CatalogueSnapshot) -> set[str]:
    """What is judged as before, whatever the answers."""
    if before.rules.data != after.rules.data:
        return set()
    facts = {one.slug: one for one in before.facts}
    return {one.slug for one in after.facts if facts.get(one.slug) == one}


def change_of(was: CaseResult, now: CaseResult) -> CaseChange:
    """The difference between two results of one case."""
    slugs = dict.fromkeys([*now.places, *was.places])
    moves = (_move(slug, was.places.get(slug), now.places.get(slug)) for slug in slugs)
    return CaseChange(
        was,
        now,
        tuple(sorted((move for move in moves if move), key=lambda move: move.nearest)),
        _only(now.advice.notices, was.advice.notices),
        _only(was.advice.notices, now.advice.notices),
    )


def _only(these: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(slug for slug in these if slug not in others)


def _move(slug: str, before: Place | None, after: Place | None) -> Move | None:
    because = _because(before, after)
    kind = _kind(before, after, scored=bool(because))
    return Move(slug, kind, before, after, because) if kind else None


def _kind(before: Place | None, after: Place | None, *, scored: bool) -> Kind | None:
    if after and after.is_tip and not (before and before.is_tip):
        return "in"
    if before and before.is_tip and not (after and after.is_tip):
        return "out"
    if not before or not after:
        return "new" if after else "gone"
    if before.list_name != after.list_name:
        return "list"
    if before.rank != after.rank:
        return "up" if after.rank < before.rank else "down"
    return "points" if scored else None


def _because(before: Place | None, after: Place | None) -> tuple[Because, ...]:
    """Rules that speak now and did not, or the other way round, or give other points."""
    if not before or not after or before.suggestion == after.suggestion:
        return ()
    old = {reason.code: reason for reason in before.suggestion.reasons}
    new = {reason.code: reason for reason in after.suggestion.reasons}
    found = [
        Because(code, old.get(code), new.get(code))
        for code in dict.fromkeys([*new, *old])
        if _weight(old.get(code)) != _weight(new.get(code))
    ]
    return tuple(sorted(found, key=_heaviest_first))


def _heaviest_first(because: Because) -> tuple[bool, int, str]:
    """What bars a format, or sets it apart, has no points and beats them all."""
    before, after = _points(because.before), _points(because.after)
    return bool(before or after), -abs(after - before), because.code


def _weight(reason: Reason | None) -> int | None:
    return None if reason is None else reason.points


def _points(reason: Reason | None) -> int:
    return reason.points if reason else 0

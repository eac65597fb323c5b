"""An advice as a page shows it: activity types with their reasons in words, in reading order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from meetups.recommender.facts import Advice, Reason, Suggestion

from . import wording
from .models import ActivityType, LocalNote
from .queries import CatalogueSnapshot
from .vocabulary import Level, ProfessionalLevel

COMPARE_AT_MOST = 3
_CONTRA_INDICATIONS_SHOWN = 2
_FORS_SHOWN = 4
_BARS_SHOWN = 2
HARM = frozenset({"H1", "H2", "H3", "H4", "H5", "H6", "H7", "H8"})
"""Exclusions for safety; the others are about what is possible."""


@dataclass(frozen=True, slots=True)
class Line:
    """One rule in the account of the points."""

    rule: str
    sentence: str
    points: int


@dataclass(frozen=True)
class Tip:
    """An activity type in an advice. `rank` is its place among what fits now, from 1; else 0."""

    activity: ActivityType
    suggestion: Suggestion
    rank: int = 0
    discreet: bool = False
    note: LocalNote | None = None
    """What the office of the municipality says about it."""
    place: str = ""
    """The code of that municipality."""

    @cached_property
    def address(self) -> str:
        """Of its page; with the note of the municipality, where that has one."""
        address = self.activity.get_absolute_url()
        if self.note is None or self.activity.base_slug:
            return address
        return f"{address}?in={self.place}"

    @property
    def kept_for(self) -> int | None:
        """For how long: for good, but nothing of what is only looked at."""
        return 0 if self.activity.is_preview else None

    @property
    def kept_as(self) -> str:
        """Under which a part of its card may be kept, together with the edition.

        What is only looked at goes by a name of its own, or it would get what is kept for readers.
        """
        name = f"{self.activity.slug}{self.activity.mark}"
        return f"preview {name}" if self.activity.is_preview else name

    @property
    def told_as(self) -> str:
        """Under which what its reasons say may be kept, together with that: all that they hold."""
        return f"{self.discreet} {self.suggestion.reasons}"

    @property
    def compared_as(self) -> str:
        """Under which its column may be kept beside others, together with the edition."""
        return f"{self.kept_as} {self.rank} {self.needs_professional}"

    def _said(self, reasons: Iterable[Reason]) -> list[str]:
        """In words, none twice. To others than the asker, concerns about safety are not told."""
        word = wording.discreet_sentence if self.discreet else wording.sentence
        return list(dict.fromkeys(word(reason, self.activity) for reason in reasons))

    @cached_property
    def fors(self) -> list[str]:
        """What counts for it: the heaviest reasons in words, the rest by name in one line."""
        rest = wording.also_suits(self._good[_FORS_SHOWN:])
        return self._said(self._good[:_FORS_SHOWN]) + ([rest] if rest else [])

    @cached_property
    def best_for(self) -> str:
        """The heaviest reason for it; empty when there is none."""
        return "".join(self._said(self._good[:1]))

    @cached_property
    def _good(self) -> list[Reason]:
        good = [r for r in self.suggestion.reasons if r.points > 0 and not _in_parallel(r)]
        return sorted(good, key=lambda reason: -reason.points)

    @cached_property
    def againsts(self) -> list[str]:
        """What to mind: points lost, help needed, too many people, and when not to do it."""
        mind = [r for r in self.suggestion.reasons if r.points < 0 or _in_parallel(r)]
        mind.sort(key=lambda reason: reason.points)
        note = [self.activity.professional_note] if self.needs_professional else []
        dear = [said for r in self.suggestion.reasons if (said := wording.may_cost_more(r))]
        contra = self.activity.contra_indications.all()[:_CONTRA_INDICATIONS_SHOWN]
        return [*note, *self._said(mind), *dear, *(str(warning.text) for warning in contra)]

    @property
    def worst_against(self) -> str:
        """The heaviest reason against it; empty when there is none."""
        bad = [reason for reason in self.suggestion.reasons if reason.points < 0]
        return "".join(self._said(sorted(bad, key=lambda reason: reason.points)[:1]))

    @property
    def needs_professional(self) -> bool:
        """Always, or at how tense it is now."""
        tense = [r.values["tension"] for r in self.suggestion.reasons if "tension" in r.values]
        level = self.activity.required_from_level
        always = self.activity.professional_level == ProfessionalLevel.REQUIRED
        return always or (level is not None and any(int(str(t)) >= level for t in tense))

    @property
    def professional(self) -> str:
        """Whether a professional is needed, in a word."""
        needed = ProfessionalLevel.REQUIRED.label
        return str(
            needed if self.needs_professional else self.activity.get_professional_level_display()
        )

    @cached_property
    def because(self) -> list[str]:
        """Why it is not among what fits now: the gravest of the reasons that carry no points."""
        return self._said(self._bars)

    @property
    def bar(self) -> str:
        """The code of the gravest reason why it is not among what fits now; empty if it is."""
        return self._bars[0].code if self._bars else ""

    @property
    def because_discreet(self) -> list[str]:
        """The same for paper, which goes from hand to hand."""
        return replace(self, discreet=True).because

    @cached_property
    def _bars(self) -> list[Reason]:
        barred = [r for r in self.suggestion.reasons if not r.points]
        return [r for r in barred[:_BARS_SHOWN] if r.code[0] == barred[0].code[0]]

    @cached_property
    def lines(self) -> list[Line]:
        """Every rule that spoke."""
        return [
            Line(wording.rule_name(r), sentence, r.points)
            for r in self.suggestion.reasons
            for sentence in self._said([r])
        ]

    @cached_property
    def weak_pillars(self) -> list[tuple[str, str]]:
        """Name of each contact condition that needs work, with how to strengthen it."""
        return [
            (str(condition.get_condition_display()), str(condition.strengthen))
            for condition in self.activity.conditions.all()
            if condition.level <= Level.WEAK
        ]

    @cached_property
    def strong_pillars(self) -> list[str]:
        return [
            str(condition.get_condition_display())
            for condition in self.activity.conditions.all()
            if condition.level > Level.WEAK
        ]

    def first_date(self, today: date) -> date:
        """The first day on which it can be held, if preparing starts today."""
        return today + timedelta(weeks=self.activity.weeks_min)


def _in_parallel(reason: Reason) -> bool:
    """Points for it, but with work to do: more people than one group can hold."""
    return reason.values.get("fit") == "parallel"


@dataclass(frozen=True, slots=True)
class Later:
    """What needs more time. `first_date` is None when no date can be named, as with aftercare."""

    tip: Tip
    first_date: date | None


@dataclass(frozen=True)
class AdvicePage:
    """One advice against one catalogue; what is no longer published is left out."""

    advice: Advice
    catalogue: CatalogueSnapshot
    today: date
    discreet: bool = False
    """For whoever holds a shared link: what was said about safety stays untold."""

    def _tip(self, suggestion: Suggestion, rank: int = 0) -> Tip:
        activity = self.catalogue.activity_types[suggestion.slug]
        note = self.catalogue.note_on(activity)
        return Tip(activity, suggestion, rank, self.discreet, note, self.catalogue.place)

    def _tips(self, suggestions: Iterable[Suggestion]) -> list[Tip]:
        known = self.catalogue.activity_types
        return [self._tip(s) for s in suggestions if s.slug in known]

    @cached_property
    def fitting(self) -> list[Tip]:
        """All that fits now: the tips, the reserves, then the rest."""
        by_slug = {s.slug: s for s in self.advice.fits_now}
        known = [s for s in ranking(self.advice) if s in self.catalogue.activity_types]
        return [self._tip(by_slug[slug], rank) for rank, slug in enumerate(known, 1)]

    @property
    def is_acute(self) -> bool:
        return "acute-stop" in self.advice.notices

    @cached_property
    def tips(self) -> list[Tip]:
        """The best three. Never any in acute danger: then only professionals act."""
        return [] if self.is_acute else self._placed(self.advice.top)

    @cached_property
    def reserves(self) -> list[Tip]:
        return [] if self.is_acute else self._placed(self.advice.reserves)

    @cached_property
    def others(self) -> list[Tip]:
        shown = {*self.advice.top, *self.advice.reserves}
        return [] if self.is_acute else [t for t in self.fitting if t.suggestion.slug not in shown]

    @cached_property
    def for_professionals(self) -> list[Tip]:
        """What trained people can do while it is not safe to meet."""
        return [*self.fitting, *self.arrange_first] if self.is_acute else []

    def _placed(self, slugs: Sequence[str]) -> list[Tip]:
        return [tip for tip in self.fitting if tip.suggestion.slug in slugs]

    @cached_property
    def arrange_first(self) -> list[Tip]:
        return self._tips(self.advice.arrange_first)

    @cached_property
    def later(self) -> list[Later]:
        tips = self._tips(self.advice.later)
        return [Later(t, None if t.bar == "L2" else t.first_date(self.today)) for t in tips]

    @property
    def later_tips(self) -> list[Tip]:
        return [later.tip for later in self.later]

    @cached_property
    def not_now(self) -> list[Tip]:
        return self._tips(self.advice.not_now)

    @cached_property
    def unsafe(self) -> list[Tip]:
        """What would fit the situation, but would do harm now."""
        return [tip for tip in self.not_now if tip.bar in HARM]

    @cached_property
    def impossible(self) -> list[Tip]:
        """What would fit the situation, but not the place, the people or the language."""
        return [tip for tip in self.not_now if tip.bar not in HARM | {"E1", "P1"}]

    @cached_property
    def too_weak(self) -> list[Tip]:
        """What is possible, but fits the answers much less well than the tips."""
        return [tip for tip in self.not_now if tip.bar == "P1"]

    @cached_property
    def off_topic(self) -> list[Tip]:
        """What is meant for other situations."""
        return [tip for tip in self.not_now if tip.bar == "E1"]

    @property
    def too_weak_names(self) -> list[str]:
        return [tip.activity.name for tip in self.too_weak]

    @property
    def off_topic_names(self) -> list[str]:
        return [tip.activity.name for tip in self.off_topic]

    @cached_property
    def urgent_notices(self) -> list[tuple[str, str]]:
        return self._notices(urgent=True)

    @cached_property
    def quiet_notices(self) -> list[tuple[str, str]]:
        return self._notices(urgent=False)

    def _notices(self, *, urgent: bool) -> list[tuple[str, str]]:
        return [
            (str(title), str(text))
            for slug, (title, text) in wording.NOTICES.items()
            if slug in self.advice.notices and (slug in wording.URGENT_NOTICES) == urgent
        ]

    def compared(self, chosen: Sequence[str]) -> list[Tip]:
        """What stands side by side: the chosen ones, or else the tips."""
        by_slug = {tip.suggestion.slug: tip for tip in self.fitting}
        wanted = [by_slug[slug] for slug in dict.fromkeys(chosen) if slug in by_slug]
        return (wanted or self.tips)[:COMPARE_AT_MOST]


def ranking(advice: Advice) -> list[str]:
    """Slugs of what fits now as shown; for variety a tip may stand above a better twin."""
    first = [*advice.top, *advice.reserves]
    return first + [s.slug for s in advice.fits_now if s.slug not in first]


# --- what if -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Move:
    """What another answer does to one activity type. A rank of 0: not among what fits now."""

    activity: ActivityType
    before: int
    after: int
    why: str


def moves(before: Advice, after: Advice, catalogue: CatalogueSnapshot) -> list[Move]:
    """What comes in, drops out, or changes place by another answer; nearest the top first."""
    old, new = _ranks(before), _ranks(after)
    changed = [slug for slug in {**new, **old} if old.get(slug, 0) != new.get(slug, 0)]
    was, now = _by_slug(before), _by_slug(after)
    found = [
        Move(
            activity=catalogue.activity_types[slug],
            before=old.get(slug, 0),
            after=new.get(slug, 0),
            why=_why(was[slug], now[slug], catalogue.activity_types[slug]),
        )
        for slug in changed
    ]
    return sorted(found, key=lambda move: min(move.before or 99, move.after or 99))


def _ranks(advice: Advice) -> dict[str, int]:
    return {slug: rank for rank, slug in enumerate(ranking(advice), 1)}


def _by_slug(advice: Advice) -> dict[str, Suggestion]:
    lists = (advice.fits_now, advice.arrange_first, advice.later, advice.not_now)
    return {s.slug: s for suggestions in lists for s in suggestions}


def _why(was: Suggestion, now: Suggestion, activity: ActivityType) -> str:
    """The reason that made the difference; empty when it only moved because others did."""
    old = {reason.code: reason for reason in was.reasons}
    new = {reason.code: reason for reason in now.reasons}
    if now.list_name != was.list_name:
        barred = [r for r in now.reasons if not r.points and r.code not in old]
        freed = [r for r in was.reasons if not r.points and r.code not in {*new, "P1"}]
        if barred:
            return wording.sentence(barred[0], activity)
        if freed:
            return wording.no_longer(wording.sentence(freed[0], activity))
    codes = {*old, *new}
    difference = {c: _points(new.get(c)) - _points(old.get(c)) for c in codes}
    code = max(sorted(codes), key=lambda c: abs(difference[c]))
    if not difference[code]:
        return ""
    if code in new:
        return wording.sentence(new[code], activity)
    return wording.no_longer(wording.sentence(old[code], activity))


def _points(reason: Reason | None) -> int:
    return reason.points if reason else 0

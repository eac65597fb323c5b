"""Where someone is in the guide. All of it travels in the query string, none of it is stored.

A question that was seen but left open travels as an empty value (`size=`), so that it is not asked
again, while a question that a changed answer brings up is.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from meetups.recommender.questions import (
    QUESTIONS,
    SCREENS_BY_NUMBER,
    UNKNOWN,
    Accepted,
    Screen,
    accepted,
    missing,
    screens_for,
    skipped,
    unseen_screen,
)
from neighbourhoods.models import Area

from .models import SavedAdvice

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Trail:
    """The neighbourhood, if any, the answers that hold, and the questions that were seen."""

    area: Area | None
    answers: Accepted
    seen: frozenset[str]

    @classmethod
    def from_query(cls, area: Area | None, query: QueryDict) -> "Trail":
        return cls._replayed(area, accepted(query), query.keys())

    @classmethod
    def from_saved(cls, saved: SavedAdvice) -> "Trail":
        """Back where someone left the guide, replayed: its questions may have changed since."""
        return cls._replayed(saved.area, accepted(saved.answers), saved.answers)

    @classmethod
    def _replayed(cls, area: Area | None, answers: Accepted, slugs: Collection[str]) -> "Trail":
        """A question that is skipped now was not seen: should it matter again, it is asked."""
        seen = (q.slug for q in QUESTIONS if q.slug in slugs and not skipped(q, answers))
        return cls(area, answers, frozenset(seen))

    @property
    def is_acute(self) -> bool:
        """There is danger now: then no further question matters."""
        return "situation" in self.answers and self.answers.get("tension") == ("acute",)

    @property
    def is_complete(self) -> bool:
        """Whether an advice can be given: every required question that matters is answered."""
        return self.is_acute or not missing(self.answers)

    @property
    def screens(self) -> tuple[Screen, ...]:
        return screens_for(self.answers)

    def with_doubt(self) -> "Trail":
        """Open required questions answered by "I do not know", where that is an answer."""
        answers = dict(self.answers)
        for question in missing(answers):
            if any(option.slug == UNKNOWN for option in question.options):
                answers[question.slug] = (UNKNOWN,)
        return replace(self, answers=accepted(answers))

    def next_screen(self) -> Screen | None:
        return None if self.is_acute else unseen_screen(self.answers, self.seen)

    def screen(self, number: str | None) -> Screen | None:
        """A screen by the number in the address; None for nonsense and for one that is skipped."""
        screen = SCREENS_BY_NUMBER.get(int(number)) if number and number.isdecimal() else None
        return screen if screen in self.screens else None

    @property
    def guide_url(self) -> str:
        return self.url("guide")

    @property
    def last_question_url(self) -> str:
        """The last screen of which something was answered or seen."""
        known = {*self.answers, *self.seen}
        seen = [s.number for s in self.screens if known & {q.slug for q in s.questions}]
        return self.url("guide", at=seen[-1] if seen else 1)

    @property
    def advice_url(self) -> str:
        return self.url("advice")

    @property
    def explained_url(self) -> str:
        return self.url("explained")

    @property
    def save_path(self) -> str:
        """Without answers: they are posted there."""
        return self._path("save")

    def pairs(self, *, without: Collection[str] = ()) -> Pairs:
        """Name and value of every answer, in the order of the questions."""
        pairs: Pairs = []
        for question in QUESTIONS:
            if question.slug in without:
                continue
            chosen = self.answers.get(question.slug, ())
            pairs += [(question.slug, option) for option in chosen]
            if not chosen and question.slug in self.seen:
                pairs.append((question.slug, ""))
        return pairs

    def url(self, name: str, **extra: str | int) -> str:
        """The address of one of the guide's pages, with the answers so far."""
        query = urlencode([*self.pairs(), *extra.items()])
        return f"{self._path(name)}?{query}" if query else self._path(name)

    def _path(self, name: str) -> str:
        return reverse(f"suggestions:{name}", args=[self.area.code] if self.area else [])

"""One screen of the guide as a form: what is asked, what was answered, what is wrong with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from meetups.recommender.questions import (
    BY_SLUG,
    QUESTIONS,
    Accepted,
    Question,
    Screen,
    default_for,
    faults_of,
    skipped,
)

from . import wording
from .models import Situation
from .trail import Trail

# Options that a form does not fill in beforehand: not answering says the same.
_NOTHING_CHOSEN = {"unknown"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One radio button or tick box."""

    slug: str
    text: str
    help: str
    chosen: bool
    html_id: str
    situation: Situation | None


@dataclass(frozen=True, slots=True)
class Field:
    """One question as a person sees it."""

    slug: str
    text: str
    help: str
    why: str
    many: bool
    required: bool
    choices: tuple[Choice, ...]
    errors: tuple[str, ...] = ()
    is_proposed: bool = False
    """Filled in by us beforehand, from what the situation is."""

    @classmethod
    def of(
        cls,
        question: Question,
        chosen: Iterable[str],
        *,
        errors: Iterable[str] = (),
        is_proposed: bool = False,
        situations: Mapping[str, Situation] | None = None,
    ) -> "Field":
        chosen = frozenset(chosen)
        about = situations if situations and question.slug == "situation" else {}
        return cls(
            slug=question.slug,
            text=wording.in_reader_language(question.text),
            help=wording.in_reader_language(question.help),
            why=wording.in_reader_language(question.why_asked),
            many=question.type == "multi",
            required=question.required,
            choices=tuple(
                Choice(
                    slug=option.slug,
                    text=wording.in_reader_language(option.text),
                    help=wording.in_reader_language(option.help),
                    chosen=option.slug in chosen,
                    html_id=f"{question.slug}-{option.slug}",
                    situation=about.get(option.slug),
                )
                for option in question.options
            ),
            errors=tuple(errors),
            is_proposed=is_proposed,
        )


class ScreenForm:
    """The questions of one screen that are not skipped, filled with what is known."""

    def __init__(
        self,
        screen: Screen,
        data: QueryDict,
        answers: Accepted,
        situations: Mapping[str, Situation],
        *,
        judge: bool,
    ) -> None:
        """`situations` help to recognise what is going on; `judge`: say what is wrong with it."""
        self.screen = screen
        self._situations = situations
        self.fields = tuple(
            self._field(question, data, answers, judge=judge)
            for question in screen.questions
            if not skipped(question, answers)
        )

    @property
    def is_valid(self) -> bool:
        return not any(field.errors for field in self.fields)

    @property
    def title(self) -> str:
        """The question itself when there is only one."""
        only = self.fields[0].text if len(self.fields) == 1 else ""
        return only or wording.in_reader_language(self.screen.title)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(field.slug for field in self.fields)

    def _field(
        self, question: Question, data: QueryDict, answers: Accepted, *, judge: bool
    ) -> Field:
        given = tuple(value for value in data.getlist(question.slug) if value)
        faults = faults_of(question, given) if judge else ()
        proposed: tuple[str, ...] = ()
        if question.slug not in data and not question.required:
            proposed = tuple(o for o in default_for(question, answers) if o not in _NOTHING_CHOSEN)
        return Field.of(
            question,
            given or proposed,
            errors=dict.fromkeys(wording.fault_text(fault, question) for fault in faults),
            is_proposed=bool(proposed) and question.type == "multi",
            situations=self._situations,
        )


# --- beside the advice ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer as a person reads it, with the address where it can be changed."""

    question: str
    answer: str
    is_given: bool
    change_url: str


def answer_lines(trail: Trail) -> list[AnswerLine]:
    """Every question that matters with its answer; open ones say so."""
    guide_url = trail.guide_url
    return [
        AnswerLine(
            question=wording.in_reader_language(question.text),
            answer=_chosen_text(question, trail.answers.get(question.slug, ())),
            is_given=question.slug in trail.answers,
            change_url=f"{guide_url}&at={question.screen}",
        )
        for question in QUESTIONS
        if not skipped(question, trail.answers)
    ]


def _chosen_text(question: Question, chosen: Iterable[str]) -> str:
    texts = [wording.in_reader_language(question.option(slug).text) for slug in chosen]
    return ", ".join(texts) or _("Not answered")


@dataclass(frozen=True, slots=True)
class WhatIfField:
    """One answer that can be tried out; `before` is what it was."""

    slug: str
    """Of the question."""
    now: tuple[str, ...]
    before: tuple[str, ...]

    @property
    def is_first(self) -> bool:
        return self.slug in _TRIED_FIRST

    @property
    def is_changed(self) -> bool:
        return self.now != self.before

    @property
    def drawn(self) -> SafeString:
        return _drawn(self, get_language())

    @property
    def field(self) -> Field:
        return Field.of(BY_SLUG[self.slug], self.now)

    @property
    def was(self) -> str:
        """The answer it had in words, when that is another."""
        return _chosen_text(BY_SLUG[self.slug], self.before) if self.is_changed else ""


@lru_cache(maxsize=1000)
def _drawn(item: WhatIfField, _language: str | None) -> SafeString:
    # The questions are part of the code, so a field with its answers is the same for good.
    return render_to_string("suggestions/_what_if_field.html", {"item": item})


# Shown at once in the what-if panel; the others open with one click.
_TRIED_FIRST = {"tension", "goal", "contacts", "organisers", "budget", "lead-time"}


def what_if_fields(trail: Trail, original: Trail) -> list[WhatIfField]:
    """All questions, also those skipped now: another answer may bring them up."""
    return [
        WhatIfField(slug, trail.answers.get(slug, ()), original.answers.get(slug, ()))
        for slug in BY_SLUG
    ]

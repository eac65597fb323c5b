"""A test neighbourhood as people fill it in: the guide's questions, and formats by their names."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetups.recommender.questions import (
    BY_SLUG,
    QUESTIONS,
    Accepted,
    Question,
    accepted,
    faults_in,
    skipped,
)

from .cases_wording import notice_title
from .models import ActivityType, Case
from .wording import NOTICES, fault_text, in_reader_language, option_text

Values = dict[str, Any]
FORMATS = ("expected", "fine", "never", "arrange_first")
TEXTS = ("title_nl", "title_en", "reason_nl", "reason_en", "notice")
_said = lazy(in_reader_language, str)


def answer_name(slug: str) -> str:
    """The field of a question, by its slug."""
    return f"answer_{slug.replace('-', '_')}"


ANSWERS = {answer_name(question.slug): question for question in QUESTIONS}


def _options(question: Question) -> list[tuple[str, str]]:
    return [(option.slug, in_reader_language(option.text)) for option in question.options]


def _asked(question: Question) -> forms.Field:
    label = _said(question.text)
    if question.type == "multi":
        return forms.MultipleChoiceField(
            label=label,
            choices=lambda: _options(question),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
    return forms.ChoiceField(
        label=label, choices=lambda: [("", "–"), *_options(question)], required=False
    )


def _formats(label: Any, help_text: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, help_text=help_text, required=False, widget=forms.CheckboxSelectMultiple
    )


def _notices() -> list[tuple[str, str]]:
    return [("", "–"), *((slug, notice_title(slug)) for slug in NOTICES)]


class _Asked(forms.ModelForm):  # type: ignore[type-arg]
    """The columns of a case; its answers are added below."""

    expected = _formats(
        gettext_lazy("An expert would tip"),
        gettext_lazy("The case breaks when none of these is among the three tips."),
    )
    fine = _formats(
        gettext_lazy("Is fine too"), gettext_lazy("Good to know for who reads it; breaks nothing.")
    )
    never = _formats(
        gettext_lazy("Must never fit"),
        gettext_lazy("The case breaks when one of these fits now."),
    )
    arrange_first = _formats(
        gettext_lazy("Needs help first"),
        gettext_lazy("The case breaks when one of these does not stand under ‘arrange first’."),
    )
    notice = forms.ChoiceField(
        label=gettext_lazy("Warning that must be given"), choices=_notices, required=False
    )

    class Meta:
        model = Case
        fields = ("slug", *TEXTS, *FORMATS, "version")
        widgets = {"version": forms.HiddenInput}


class CaseForm(type("_Answered", (_Asked,), {n: _asked(q) for n, q in ANSWERS.items()})):  # type: ignore[misc]
    """Judges a case, and keeps the work of two people who change it at once."""

    initial: Values
    data: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {**_answers_of(self.instance.answers or {}), **self.initial}
        self._names = {row.slug: row.name for row in ActivityType.objects.all()}
        for field in FORMATS:
            gone = [s for s in getattr(self.instance, field) if s not in self._names]
            named = sorted(self._names.items(), key=lambda pair: pair[1].casefold())
            # In the form of who may only look, the field is not there.
            if field in self.fields:
                self.fields[field].choices = [*named, *((slug, slug) for slug in gone)]

    def clean(self) -> Values:
        super().clean()
        values: Values = self.cleaned_data
        raw = {q.slug: _as_list(values[name]) for name, q in ANSWERS.items() if name in values}
        self._judge_answers({slug: given for slug, given in raw.items() if given})
        self._judge_demands(values)
        self._meet_other()
        values["version"] = self.instance.version + 1 if self.instance.pk else 1
        self.instance.answers = {s: list(given) for s, given in accepted(raw).items()}
        return values

    def _judge_answers(self, raw: Mapping[str, list[str]]) -> None:
        for fault in faults_in(raw):
            name = answer_name(fault.question)
            if name not in self.errors:
                self.add_error(name, fault_text(fault, BY_SLUG[fault.question]))
        counting = accepted(raw)
        for slug in raw.keys() - counting.keys():
            if skipped(BY_SLUG[slug], counting):
                text = _("The guide does not ask this with the other answers. Leave it open.")
                self.add_error(answer_name(slug), text)

    def _judge_demands(self, values: Values) -> None:
        if not any(values.get(name) for name in (*FORMATS[:1], *FORMATS[2:], "notice")):
            self.add_error(
                "expected",
                _(
                    "Say what must or must not come out: choose a format or a warning, here or "
                    "below."
                ),
            )
        clashes = (("never", "expected"), ("never", "fine"), ("arrange_first", "expected"))
        for name, other in clashes:
            both = set(values.get(name, ())) & set(values.get(other, ()))
            for slug in sorted(both):
                text = _("You also chose ‘%(name)s’ under ‘%(other)s’. Take it out of one of them.")
                label = self.fields[other].label
                self.add_error(name, text % {"name": self._names.get(slug, slug), "other": label})

    # --- someone else was quicker

    def _meet_other(self) -> None:
        """Nothing is saved over what was not seen: what only they changed is filled in, the rest
        stays as typed, with theirs beside it; saving again then keeps what stands in the form."""
        seen = self.cleaned_data.get("version")
        if not self.instance.pk or seen == self.instance.version:
            return
        record = Case.history.filter(id=self.instance.pk, version=seen).first()
        theirs, before = _values_of(self.instance), _values_of(record) if record else {}
        data: QueryDict = self.data.copy()
        data[self.add_prefix("version")] = str(self.instance.version)
        for name, value in theirs.items():
            mine = self._comparable(name)
            if name not in self.fields or mine == value or before.get(name) == value:
                continue
            now = {"value": self._in_words(name, value) or "–"}
            if name in before and before[name] == mine:
                data.setlist(self.add_prefix(name), _as_list(value))
                self.add_error(name, _("Filled in as someone else just saved it: %(value)s") % now)
            else:
                text = _(
                    "Someone else just saved this: %(value)s. What you filled in still stands."
                )
                self.add_error(name, text % now)
        self.data = data
        self.add_error(
            None,
            _("Someone else changed this while you were at work. Look below, and save again."),
        )

    def _comparable(self, name: str) -> Any:
        value = self.cleaned_data.get(name)
        return sorted(value) if isinstance(value, list) else value or ""

    def _in_words(self, name: str, value: Any) -> str:
        if question := ANSWERS.get(name):
            return ", ".join(option_text(question.slug, option) for option in _as_list(value))
        if name in FORMATS:
            return ", ".join(self._names.get(slug, slug) for slug in value)
        return notice_title(value) if name == "notice" else str(value)


def _as_list(value: Any) -> list[str]:
    return list(value) if isinstance(value, list | tuple) else [value] if value else []


def _answers_of(answers: Accepted) -> Values:
    """Fields of answers, as a form takes them."""
    return {
        name: list(answers[q.slug]) if q.type == "multi" else answers[q.slug][0]
        for name, q in ANSWERS.items()
        if answers.get(q.slug)
    }


def _values_of(case: Any) -> Values:
    """Every field of a case, or of its history, so that equal means the same."""
    answers = _answers_of(accepted(case.answers))
    given = {
        name: answers.get(name, [] if q.type == "multi" else "") for name, q in ANSWERS.items()
    }
    own = {name: getattr(case, name) for name in (*TEXTS, *FORMATS)}
    return {n: sorted(v) if isinstance(v, list) else v for n, v in {**own, **given}.items()}


def initial_of(query: QueryDict) -> Values:
    """What the answers in an address fill in, such as that of an advice."""
    return _answers_of(accepted(query))


def names_of(slugs: Iterable[str], known: Mapping[str, ActivityType]) -> list[str]:
    return [known[slug].name if slug in known else slug for slug in slugs]

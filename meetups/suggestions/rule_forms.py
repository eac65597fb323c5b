"""The form in which a curator sets the rules: one field per number, list and text, by its key."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetups.recommender.rules import GROUPS, SHIPPED

from . import rule_words
from .content_shape import LANGUAGES, Fault
from .rule_bounds import TEXT_LENGTH
from .rule_draft import WHY_LENGTH
from .rule_values import GOALS, LISTS, NUMBERS, TEXTS, Bounds, Rules, value_of
from .vocabulary import Goal

Choices = list[tuple[str, str]]


class RulesForm(forms.Form):
    """`stamp` names the version that the curator looked at."""

    stamp = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(
        label=gettext_lazy("Why do you change this?"),
        max_length=WHY_LENGTH,
        help_text=gettext_lazy("One line for the history, such as “The study of 2024 found less”."),
    )

    def __init__(self, *args: Any, formats: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, bounds in NUMBERS.items():
            self.fields[key] = _number(key, bounds)
        for key in LISTS:
            self.fields[key] = forms.MultipleChoiceField(
                label=rule_words.label_of(key),
                choices=Goal.choices if key == GOALS else formats,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        for key in TEXTS:
            for language, name in LANGUAGES.items():
                self.fields[f"{key}.{language}"] = forms.CharField(
                    label=name,
                    max_length=TEXT_LENGTH,
                    widget=forms.Textarea(attrs={"rows": 3, "lang": language}),
                )

    def values(self) -> dict[str, Any]:
        """What was filled in, by the keys of the rules."""
        clean = self.cleaned_data
        values = {key: clean[key] for key in (*NUMBERS, *LISTS)}
        for key in TEXTS:
            values[key] = {code: _one_line(clean[f"{key}.{code}"]) for code in LANGUAGES}
        return values

    def blame(self, faults: Iterable[Fault]) -> None:
        """Say each fault by the field that it is about."""
        for fault in faults:
            self.add_error(fault.path if fault.path in self.fields else None, fault.reason)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _number(key: str, bounds: Bounds) -> forms.Field:
    kind = forms.IntegerField if bounds.step == int(bounds.step) else forms.FloatField
    return kind(
        label=rule_words.label_of(key),
        min_value=bounds.low,
        max_value=bounds.high,
        help_text=_("%(low)s to %(high)s") % {"low": bounds.low, "high": bounds.high},
        widget=forms.NumberInput(attrs={"step": "any" if bounds.step > 1 else bounds.step}),
    )


def as_fields(rules: Rules) -> dict[str, Any]:
    """The values of these rules, by the names of the fields."""
    plain = {key: value_of(rules, key) for key in (*NUMBERS, *LISTS)}
    texts = {f"{key}.{code}": text for key in TEXTS for code, text in value_of(rules, key).items()}
    return {**plain, **texts}


def format_choices(names: Mapping[str, str]) -> Choices:
    """All formats, by name; with those that our own lists name and this catalogue has not."""
    shipped = {slug for key in LISTS if key != GOALS for slug in value_of(SHIPPED.data, key)}
    known = {slug: slug for slug in shipped} | dict(names)
    return sorted(known.items(), key=lambda pair: pair[1].casefold())


# --- the form as a page shows it ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """One field. `shipped` and `published` are in words, and empty where they do not differ."""

    field: BoundField
    shipped: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True)
class RuleShown:
    """One rule with its fields; without any when its function is all there is."""

    code: str
    name: str
    means: str
    when: str
    sources: tuple[str, ...]
    numbers: list[list[Shown]]
    """By table."""
    lists: list[Shown]
    texts: list[Shown]

    @property
    def may_change(self) -> bool:
        return bool(self.numbers or self.lists or self.texts)


@dataclass(frozen=True, slots=True)
class SectionShown:
    name: str
    rules: list[RuleShown]


def sections(form: RulesForm, published: Rules) -> list[SectionShown]:
    """All rules in the order in which they are applied, then the texts about the whole."""
    shown = [
        SectionShown(
            str(rule_words.SECTION_NAMES[name]), [_rule(form, c, published) for c in codes]
        )
        for name, codes in rule_words.SECTIONS.items()
    ]
    whole = [_rule(form, code, published) for code in ("principle", "unanswered")]
    return [*shown, SectionShown(_("About the whole"), whole)]


def _rule(form: RulesForm, code: str, published: Rules) -> RuleShown:
    by_code = {rule["id"]: rule for group in GROUPS for rule in SHIPPED.data[group]}
    rule: Mapping[str, Any] = by_code.get(code, {})
    text = rule_words.text_of(code)
    return RuleShown(
        code=code,
        name=rule_words.rule_name(code),
        means=str(rule_words.MEANS[code]),
        when=rule.get("when", ""),
        sources=tuple(rule.get("sources", ())),
        numbers=[
            list(_shown(form, keys, published))
            for _table, keys in groupby(rule_words.numbers_of(code), rule_words.group_of)
        ],
        lists=list(_shown(form, rule_words.lists_of(code), published)),
        texts=list(_shown(form, [f"{text}.{c}" for c in LANGUAGES] if text else [], published)),
    )


def _shown(form: RulesForm, names: Iterable[str], published: Rules) -> Iterator[Shown]:
    for name in names:
        field = form[name]
        yield Shown(
            field,
            shipped=_other(field, value_of(SHIPPED.data, name)),
            published=_other(field, value_of(published, name)),
        )


def _other(field: BoundField, value: Any) -> str:
    """A value in words when it is not what stands in the field; texts are not compared."""
    here = field.value()
    if isinstance(value, list):
        words = dict(field.field.choices)  # type: ignore[attr-defined]
        same = set(here or ()) == set(value)
        return "" if same else ", ".join(str(words.get(code, code)) for code in value) or "–"
    if isinstance(value, str):
        return "" if str(here or "").split() == value.split() else value
    return "" if str(here) == str(value) else str(value)

"""What an office fills in: a note at a format, and a format of its own.

Of an own format only what can be stricter than the national one is offered.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from meetups.columns import LINE
from meetups.forms import PlainForm, dress
from meetups.suggestions.content_items import Item
from meetups.suggestions.limits import EUROS, HOURS, ORGANISERS, PEOPLE, TIMES, WEEKS
from meetups.suggestions.models.overlays import NOTE
from meetups.suggestions.overlays.updates import FIELDS
from meetups.suggestions.vocabulary import (
    Age,
    LanguageLoad,
    Place,
    ProfessionalKind,
    ProfessionalLevel,
    Rhythm,
    Tension,
)

NAME, SHORT, PROSE = 80, 200, 1200
LINES_MORE, LINES_MOST = 2, 20

_LANGUAGES = {"nl": _("Dutch"), "en": _("English")}
_FIELD_OF = {
    "tension": "tension_max",
    "group_size": "group_max",
    "professional": "professional_level",
    "preparation_weeks": "weeks_typical",
    "duration": "hours_max",
    "cost": "cost_max",
    "name": "name_nl",
    "summary": "summary_nl",
}
"""Where what is wrong with a field of an item is said, when that is not the field of that name."""


class NoteForm(PlainForm):
    """A note; English may be left out. `version` is that of the note that was seen; 0 for none."""

    text_nl = forms.CharField(
        label=_("Note (Dutch)"), max_length=NOTE, widget=forms.Textarea(attrs={"rows": 4})
    )
    text_en = forms.CharField(
        label=_("Note (English)"),
        max_length=NOTE,
        required=False,
        help_text=_("Without it, who reads English sees the Dutch note."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class LineForm(PlainForm):
    """One line in both languages. Left empty, it is none."""

    text_nl = forms.CharField(label=_("Dutch"), max_length=LINE, required=False)
    text_en = forms.CharField(label=_("English"), max_length=LINE, required=False)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if any(value not in ("", None) for value in data.values()):
            for name in self.fields:
                if name not in self.errors and data.get(name) in ("", None):
                    self.add_error(name, gettext("Fill this in, or leave the whole line empty."))
        return data

    @property
    def text(self) -> dict[str, str] | None:
        found = {code: self.cleaned_data.get(f"text_{code}", "") for code in _LANGUAGES}
        return found if any(found.values()) else None


class StepForm(LineForm):
    weeks_before = forms.IntegerField(
        label=_("Weeks before"),
        min_value=0,
        max_value=WEEKS,
        required=False,
        widget=forms.NumberInput(attrs={"class": "bb-textbox--short"}),
    )
    field_order = ["weeks_before", "text_nl", "text_en"]


def _formset(form: type[LineForm]) -> "type[forms.BaseFormSet[LineForm]]":
    return forms.formset_factory(
        form, extra=LINES_MORE, max_num=LINES_MOST, absolute_max=LINES_MOST, validate_max=True
    )


_Lines, _Steps = _formset(LineForm), _formset(StepForm)


def _number(label: Any, least: int, most: int, **kwargs: Any) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"class": "bb-textbox--short"})
    return forms.IntegerField(label=label, min_value=least, max_value=most, widget=widget, **kwargs)


def _several(label: Any, choices: list[tuple[str, Any]], **kwargs: Any) -> forms.Field:
    return forms.MultipleChoiceField(
        label=label, choices=choices, widget=forms.CheckboxSelectMultiple, **kwargs
    )


class LocalFormatForm(PlainForm):
    """A format of an office. What the national one fixes is not asked.

    `base` is the national item as published, `mine` what counts of the office's own by now;
    `situations` are titles by slug.
    """

    name_nl = forms.CharField(label=_("Name (Dutch)"), max_length=NAME)
    name_en = forms.CharField(label=_("Name (English)"), max_length=NAME)
    summary_nl = forms.CharField(
        label=_("Summary (Dutch)"), max_length=PROSE, widget=forms.Textarea
    )
    summary_en = forms.CharField(
        label=_("Summary (English)"), max_length=PROSE, widget=forms.Textarea
    )
    hours_min = _number(_("Hours, from"), 0, HOURS)
    hours_max = _number(_("Hours, up to"), 1, HOURS)
    cost_min = _number(_("Cost in euros, from"), 0, EUROS)
    cost_max = _number(_("Cost in euros, up to"), 0, EUROS)
    cost_estimate = forms.BooleanField(label=_("This is an estimate"), required=False)
    cost_note_nl = forms.CharField(
        label=_("Note on cost (Dutch)"), max_length=SHORT, required=False
    )
    cost_note_en = forms.CharField(
        label=_("Note on cost (English)"), max_length=SHORT, required=False
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    WORDS = ("name_nl", "name_en", "summary_nl", "summary_en")
    PRACTICAL = (
        *("hours_min", "hours_max", "sessions", "places", "ages"),
        *("cost_min", "cost_max", "cost_estimate", "cost_note_nl", "cost_note_en"),
    )
    STRICT = (
        *("situations", "tension_max", "group_min", "group_max", "organisers_min"),
        *("weeks_min", "weeks_typical", "language_load", "open_stage", "exposes_minority"),
    )
    HELP = (
        *("professional_level", "professional_kinds"),
        *("required_from_level", "required_from_kinds"),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        base: Item,
        mine: Item,
        version: int,
        situations: Mapping[str, str],
    ) -> None:
        self.base, self.mine = base, mine
        super().__init__(data, initial=_initial(base, mine) | {"version": version})
        for name, field in _chosen_fields(base, situations).items():
            self.fields[name] = field
            dress(field)
        own = [
            line for line in mine["contra_indications"] if line not in base["contra_indications"]
        ]
        self.steps = _Steps(data, prefix="steps", initial=_steps(mine["preparation_steps"]))
        self.skills = _Lines(data, prefix="skills", initial=_lines(mine["skills"]))
        self.warnings = _Lines(data, prefix="warnings", initial=_lines(own))

    @property
    def formsets(self) -> "tuple[forms.BaseFormSet[LineForm], ...]":
        return self.steps, self.skills, self.warnings

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("weeks_min", 0) > data.get("weeks_typical", WEEKS):
            message = gettext("Preparation usually takes no less than at least.")
            self.add_error("weeks_typical", message)
        return data

    def is_valid(self) -> bool:
        valid = [formset.is_valid() for formset in self.formsets]  # each, to know all faults
        if all(valid):
            return super().is_valid()
        if super().is_valid() or not self.non_field_errors():
            self.add_error(None, gettext("There is a line that is not right yet. See below."))
        return False

    def part(self, names: tuple[str, ...]) -> list[forms.BoundField]:
        return [self[name] for name in names if name in self.fields]

    @property
    def of_words(self) -> list[forms.BoundField]:
        return self.part(self.WORDS)

    @property
    def of_practice(self) -> list[forms.BoundField]:
        return self.part(self.PRACTICAL)

    @property
    def of_care(self) -> list[forms.BoundField]:
        return self.part(self.STRICT)

    @property
    def of_help(self) -> list[forms.BoundField]:
        return self.part(self.HELP)

    @property
    def asks_help(self) -> bool:
        """Whether the part about professional help says something, so that it stands open."""
        same = ("level", "required_from_level")
        is_same = all(self.base["professional"][n] == self.mine["professional"][n] for n in same)
        return self.is_bound or not is_same

    def blame_item(self, error: ValidationError) -> None:
        """Put what is wrong with a field of the item where people fill it in."""
        for name, errors in error.message_dict.items():
            field = _FIELD_OF.get(name, name)
            if field in self.fields:
                self.add_error(field, errors)
            else:
                label = str(FIELDS.get(name, name))
                self.add_error(None, [f"{label}: {message}" for message in errors])

    @property
    def values(self) -> dict[str, Any]:
        """What was filled in, as fields of an item; what was not asked is as in the base."""
        data, base, mine = self.cleaned_data, self.base, self.mine
        left = set(data["situations"])
        top = int(data["tension_max"]) if "tension_max" in data else base["tension"]["max_level"]
        return {
            "name": {"nl": data["name_nl"], "en": data["name_en"]},
            "summary": {"nl": data["summary_nl"], "en": data["summary_en"]},
            "duration": {
                **mine["duration"],
                "hours_min": data["hours_min"],
                "hours_max": data["hours_max"],
                "sessions_typical": data.get("sessions", 1),
            },
            "cost": {
                "min_eur": data["cost_min"],
                "max_eur": data["cost_max"],
                "estimate": data["cost_estimate"],
                "note": {"nl": data["cost_note_nl"], "en": data["cost_note_en"]},
            },
            "places": [code for code in base["places"] if code in data["places"]],
            "ages": [code for code in base["ages"] if code in data["ages"]],
            "situations": {
                slug: _fit(mine, slug, fit)
                for slug, fit in base["situations"].items()
                if slug in left or not fit["strength"]
            },
            "tension": {
                **mine["tension"],
                "max_level": top,
                "ideal_levels": [n for n in base["tension"]["ideal_levels"] if n <= top],
            },
            "group_size": {
                **mine["group_size"],
                "min": data["group_min"],
                "max": data["group_max"],
            },
            "organisers_min": data["organisers_min"],
            "preparation_weeks": {"min": data["weeks_min"], "typical": data["weeks_typical"]},
            "language_load": data.get("language_load", base["language_load"]),
            "flags": {name: on or data.get(name, False) for name, on in base["flags"].items()},
            "professional": _professional(base["professional"], data),
            "preparation_steps": [
                {"weeks_before": form.cleaned_data["weeks_before"], "text": text}
                for form in self.steps
                if (text := form.text)
            ],
            "skills": [text for form in self.skills if (text := form.text)],
            "contra_indications": [text for form in self.warnings if (text := form.text)],
        }


def _fit(mine: Item, slug: str, fit: Item) -> Item:
    """As strong as the office has it; one that it ticks again, as strong as nationally."""
    return {**fit, "strength": mine["situations"].get(slug, fit)["strength"]}


def _professional(base: Item, data: Mapping[str, Any]) -> Item:
    start = data.get("required_from_level", base["required_from_level"])
    level = data.get("professional_level", base["level"])
    none = level == ProfessionalLevel.NONE
    return {
        **base,
        "level": level,
        "kinds": base["kinds"] or ([] if none else data.get("professional_kinds", [])),
        "required_from_level": start,
        "required_from_kinds": base["required_from_kinds"]
        or ([] if start is None else data.get("required_from_kinds", [])),
    }


def _initial(base: Item, mine: Item) -> dict[str, Any]:
    tension, help_ = mine["tension"], mine["professional"]
    return {
        **{f"{n}_{c}": mine[n][c] for n in ("name", "summary") for c in _LANGUAGES},
        "hours_min": mine["duration"]["hours_min"],
        "hours_max": mine["duration"]["hours_max"],
        "sessions": mine["duration"]["sessions_typical"],
        "cost_min": mine["cost"]["min_eur"],
        "cost_max": mine["cost"]["max_eur"],
        "cost_estimate": mine["cost"]["estimate"],
        **{f"cost_note_{code}": mine["cost"]["note"][code] for code in _LANGUAGES},
        "places": mine["places"],
        "ages": mine["ages"],
        "situations": [s for s, fit in mine["situations"].items() if fit["strength"]],
        "tension_max": tension["max_level"],
        "group_min": mine["group_size"]["min"],
        "group_max": mine["group_size"]["max"],
        "organisers_min": mine["organisers_min"],
        "weeks_min": mine["preparation_weeks"]["min"],
        "weeks_typical": mine["preparation_weeks"]["typical"],
        "language_load": mine["language_load"],
        **mine["flags"],
        "professional_level": help_["level"],
        "professional_kinds": help_["kinds"],
        "required_from_level": help_["required_from_level"],
        "required_from_kinds": help_["required_from_kinds"],
    }


def _chosen_fields(base: Item, situations: Mapping[str, str]) -> dict[str, forms.Field]:
    """The fields of which the choices depend on the national format; none with one choice."""
    group, weeks = base["group_size"], base["preparation_weeks"]
    fits = [slug for slug, fit in base["situations"].items() if fit["strength"]]
    found: dict[str, forms.Field] = {
        "places": _several(_("Places"), [(c, Place(c).label) for c in base["places"]]),
        "ages": _several(_("Ages"), [(c, Age(c).label) for c in base["ages"]]),
        "situations": _several(
            _("Advised in these situations"),
            [(slug, situations.get(slug, slug)) for slug in fits],
            help_text=_("Take away where it does not suit you. You cannot add any."),
        ),
        "group_min": _number(
            _("People, from"), group["min"], PEOPLE, help_text=_at_least(group["min"])
        ),
        "group_max": _number(_("People, up to"), 1, group["max"], help_text=_at_most(group["max"])),
        "organisers_min": _number(
            _("Organisers, at least"),
            base["organisers_min"],
            ORGANISERS,
            help_text=_at_least(base["organisers_min"]),
        ),
        "weeks_min": _number(
            _("Weeks of preparation, at least"),
            weeks["min"],
            WEEKS,
            help_text=_at_least(weeks["min"]),
        ),
        "weeks_typical": _number(
            _("Weeks of preparation, usually"),
            0,
            WEEKS,
            help_text=ngettext(
                "Nationally: %(number)d week.",
                "Nationally: %(number)d weeks.",
                weeks["typical"],
            )
            % {"number": weeks["typical"]},
        ),
    }
    if base["duration"]["rhythm"] == Rhythm.SERIES:
        found["sessions"] = _number(_("Number of times, usually"), 2, TIMES)
    levels = range(base["tension"]["min_level"], base["tension"]["max_level"] + 1)
    if len(levels) > 1:
        found["tension_max"] = _one(
            _("How tense may it be, at most?"),
            [(level, Tension(level).label) for level in levels],
            int,
        )
    loads = LanguageLoad.values[LanguageLoad.values.index(base["language_load"]) :]
    if len(loads) > 1:
        found["language_load"] = _one(
            _("Language"), [(code, LanguageLoad(code).label) for code in loads], str
        )
    for name, label in _FLAGS.items():
        if not base["flags"][name]:
            found[name] = forms.BooleanField(label=label, required=False)
    return found | _professional_fields(base)


_FLAGS = {
    "open_stage": _("It gives everyone a stage"),
    "exposes_minority": _("It puts a small group in the spotlight"),
}


def _professional_fields(base: Item) -> dict[str, forms.Field]:
    help_, found = base["professional"], {}
    values = ProfessionalLevel.values
    stricter = values[values.index(help_["level"]) :]
    kinds = [(kind.value, kind.label) for kind in ProfessionalKind]
    if len(stricter) > 1:
        found["professional_level"] = _one(
            _("A professional is"),
            [(code, ProfessionalLevel(code).label) for code in stricter],
            str,
        )
        if not help_["kinds"]:
            found["professional_kinds"] = _several(_("Which professional?"), kinds, required=False)
    start = help_["required_from_level"]
    levels = [level for level in Tension if start is None or level <= start]
    choices: list[tuple[Any, Any]] = [(level.value, level.label) for level in levels]
    if start is None:
        choices.insert(0, ("", _("not by the tension")))
        found["required_from_level"] = _one(_FROM, choices, int, required=False)
        found["required_from_kinds"] = _several(_("Who must be there then?"), kinds, required=False)
    elif len(choices) > 1:
        found["required_from_level"] = _one(_FROM, choices, int)
    return found


_FROM = _("A professional must be there from this tension")


def _one(label: Any, choices: list[Any], kind: Callable[[Any], Any], **kwargs: Any) -> forms.Field:
    return forms.TypedChoiceField(
        label=label, choices=choices, coerce=kind, empty_value=None, **kwargs
    )


def _at_least(number: int) -> str:
    return gettext("Nationally at least %(number)d. More is possible.") % {"number": number}


def _at_most(number: int) -> str:
    return gettext("Nationally at most %(number)d. Fewer is possible.") % {"number": number}


def _lines(texts: list[dict[str, str]]) -> list[dict[str, Any]]:
    return [{f"text_{code}": text[code] for code in _LANGUAGES} for text in texts]


def _steps(steps: list[Item]) -> list[dict[str, Any]]:
    texts = _lines([step["text"] for step in steps])
    return [
        {**text, "weeks_before": step["weeks_before"]}
        for text, step in zip(texts, steps, strict=True)
    ]

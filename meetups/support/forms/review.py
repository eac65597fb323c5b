"""What an office fills in when it reviews: a decision with offers, a note, tags, a colleague."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from meetups.accounts.forms.versions import replaced
from meetups.accounts.models import User
from meetups.agenda.wording import names_words
from meetups.forms import PlainForm
from meetups.initiatives.models import Initiative, TeamRole
from meetups.initiatives.models.base import LINE, PROSE
from meetups.initiatives.services.steps import is_near
from meetups.initiatives.wording import name_of

from ..help_wording import ASKS
from ..models import ASKABLE, Decision, Kind, RequestState, SupportRequest
from ..review_wording import YES_IF, Text
from ..services.decisions import Condition, Offer
from .promises import SOON, ColleagueField, YearField, begun_by, useful_by
from .requests import SizeForm

APPROVE_IF = "approve-if"
"""A yes with a condition: to the lifecycle it is a yes, and the condition is a step."""
CHOICES = (
    (Decision.APPROVE.value, _("Yes, like this")),
    (APPROVE_IF, _("Yes, on one condition")),
    (Decision.ASK_CHANGES.value, _("First something must change")),
    (Decision.DECLINE.value, _("Not like this")),
)
GAP = "…"
"""Where a text to begin with is to be filled in."""
MOST_OF_A_KIND = 5
_KEY = re.compile(r"(?P<kind>[a-z]+)-(?P<number>[1-9][0-9]{0,17})", re.ASCII)
ASKED = "asked"
"""Begins the key of an offer that answers what the team asked for; its number is the request's."""


def _organisers(initiative: Initiative) -> list[str]:
    members = initiative.members.all()
    return [name_of(m.user) for m in members if m.role == TeamRole.ORGANISER]


def _named(field: ColleagueField, colleagues: Iterable[User]) -> list[tuple[int | str, str]]:
    return [(user.pk, field.label_from_instance(user)) for user in colleagues]


def _pick_colleague(field: forms.Field, colleagues: Iterable[User]) -> None:
    assert isinstance(field, ColleagueField)
    field.queryset = User.objects.filter(pk__in=[user.pk for user in colleagues])
    field.choices = _named(field, colleagues)  # as they were read already, in that order


class DecisionForm(PlainForm):
    """What is decided, and what comes with it in any case: a name and a day."""

    decision = forms.ChoiceField(
        label=_("What do you decide?"), choices=CHOICES, widget=forms.RadioSelect
    )
    text = forms.CharField(required=False)
    why = forms.CharField(
        label=_("Your message"),
        widget=forms.Textarea(attrs={"rows": "7"}),
        max_length=PROSE,
        help_text=_("They get it by mail, with your name."),
        error_messages={"required": _("Say why, and what is possible. The team reads it.")},
    )
    condition = forms.CharField(
        label=_("What must they arrange first?"),
        max_length=LINE,
        help_text=_("In one sentence. It becomes a step of their plan, and they can tick it."),
        error_messages={"required": _("Say what they must arrange first, in one sentence.")},
    )
    condition_by = forms.DateField(
        label=_("Before which day must it be done?"),
        error_messages={"required": _("Say before which day it must be done.")},
    )
    contact = ColleagueField(
        label=_("Who gets in touch with them?"), queryset=User.objects.none(), empty_label=None
    )
    hear_by = forms.DateField(
        label=_("Before which day do they hear from that person?"),
        help_text=_("You promise it: it comes in the list of promises."),
    )

    def __init__(
        self,
        *args: Any,
        initiative: Initiative,
        colleagues: list[User],
        texts: list[Text],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initiative, self.texts, self.today = initiative, texts, today
        self.colleagues = colleagues
        if self.is_bound and self.data.get("decision") != APPROVE_IF:
            for name in ("condition", "condition_by"):
                self.fields[name].required = False
        # On an empty form it is not marked as needed or not: that depends on the answer.
        needs_why = {Decision.ASK_CHANGES.value, Decision.DECLINE.value}
        self.fields["why"].required = not self.is_bound or self.data.get("decision") in needs_why
        _pick_colleague(self.fields["contact"], colleagues)

    def clean_hear_by(self) -> date:
        day: date = self.cleaned_data["hear_by"]
        if day < self.today:
            raise ValidationError(_("That day is over. Choose today or later."))
        return day

    def clean_condition(self) -> str:
        return " ".join(str(self.cleaned_data["condition"]).split())

    def clean_condition_by(self) -> date | None:
        day: date | None = self.cleaned_data["condition_by"]
        if day and day < self.today:
            raise ValidationError(_("That day is over. Choose today or later."))
        if day and not is_near(self.initiative, day):
            raise ValidationError(_("Choose a day that is nearer to the meetup."))
        return day

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("decision") not in (None, APPROVE_IF) and given.get("condition"):
            chosen = str(dict(CHOICES)[APPROVE_IF])
            words = _("Choose “%(choice)s” for this, or take it out.") % {"choice": chosen}
            self.add_error("condition", words)
        if GAP in str(given.get("why", "")):
            self.add_error(
                "why", _("Your message has an open place: “…”. Fill it in, or take it out.")
            )
        return given

    @property
    def given_condition(self) -> Condition | None:
        """What their yes depends on; None when it depends on nothing."""
        if self.cleaned_data["decision"] != APPROVE_IF:
            return None
        return Condition(self.cleaned_data["condition"], self.cleaned_data["condition_by"])

    @property
    def move(self) -> str:
        """The decision as the lifecycle knows it."""
        chosen = str(self.cleaned_data["decision"])
        return Decision.APPROVE.value if chosen == APPROVE_IF else chosen


class OfferForm(SizeForm):
    """One thing that is offered, if it is ticked. `request` is what it answers."""

    give = forms.BooleanField(required=False)
    text = forms.CharField(label=_("What exactly?"), max_length=LINE)
    owner = ColleagueField(label=_("Who does it?"), queryset=User.objects.none(), empty_label=None)
    due_on = forms.DateField(label=_("Before which day?"))
    year = YearField(label=_("From which budget?"), coerce=int)
    then = forms.CharField(
        label=_("Only this once? Then say what comes after it"), max_length=LINE, required=False
    )
    field_order = ["give", "text", "cents", "year", "people", "hours", "owner", "due_on", "then"]

    def __init__(
        self,
        *args: Any,
        colleagues: list[User],
        today: date,
        budgets: Mapping[int, int],
        request: SupportRequest | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.today = request, today
        words = ASKS[self.kind]
        self.fields["give"].label = request.text if request else words.label
        self.fields["text"].help_text = "" if request else words.hint
        _pick_colleague(self.fields["owner"], colleagues)
        if self.kind == Kind.MONEY:
            year = self.fields["year"]
            assert isinstance(year, YearField)
            year.choose_from(budgets)
        else:
            del self.fields["year"]

    @property
    def lacks_budget(self) -> bool:
        """Whether there is no budget at all that money can be promised from."""
        return "year" in self.fields and not self.fields["year"].choices  # type: ignore[attr-defined]

    @property
    def is_given(self) -> bool:
        return bool(self.is_bound and self.data.get(self.add_prefix("give")))

    def full_clean(self) -> None:
        """What is not ticked is not looked at: half an offer is none."""
        super().full_clean()
        if self.is_bound and not self.is_given:
            self._errors, self.cleaned_data = ErrorDict(), {}

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if day < self.today:
            raise ValidationError(_("That day is over. Choose today or later."))
        return day

    @property
    def offer(self) -> Offer:
        given = {name: value for name, value in self.cleaned_data.items() if name != "give"}
        return Offer(kind=self.kind, request=self.request, **given)


class ReviewForms:
    """A decision and its offers: one for each kind of help, as many more of a kind as they like.

    `rows` of the posted form names the offers that it has. `text` puts a text to begin with in the
    message, and `more` adds an offer of a kind; both are only asked, and decide nothing.
    """

    def __init__(
        self,
        data: QueryDict | None,
        *,
        initiative: Initiative,
        user: User,
        colleagues: list[User],
        requests: list[SupportRequest],
        texts: list[Text],
        asked: int,
        budgets: Mapping[int, int],
        today: date,
        initial: Mapping[str, Any],
    ) -> None:
        self.requests = {request.pk: request for request in requests}
        later = useful_by(initiative.first_date, today)
        keys = self._keys(data)
        if data and (fresh := self._one_more(keys, data.get("more", ""))):
            data = data.copy()
            data[f"{fresh}-give"], data[f"{fresh}-owner"] = "on", str(user.pk)
            data[f"{fresh}-due_on"] = later.isoformat()
            data[f"{fresh}-year"] = str(later.year)
        shared: dict[str, Any] = {"colleagues": colleagues, "today": today}
        offered = shared | {"budgets": budgets}
        fields = {
            "contact": user.pk,
            "hear_by": today + SOON,
            "condition_by": later,
            **initial,
        }
        self.form = DecisionForm(data, initiative=initiative, texts=texts, initial=fields, **shared)
        if names := _organisers(initiative):
            label = _("Your message to %(names)s") % {"names": names_words(names)}
            self.form.fields["why"].label = label
        begun = {"owner": user.pk, "due_on": later, "year": later.year}
        self.offers = [
            OfferForm(
                data, prefix=key, initial=begun | self._asked(key, asked, today), **kind, **offered
            )
            for key, kind in ((key, self._kind_of(key)) for key in keys)
        ]

    def _keys(self, data: QueryDict | None) -> list[str]:
        still = [r.pk for r in self.requests.values() if r.state == RequestState.OPEN]
        usual = [*(f"{ASKED}-{pk}" for pk in sorted(still)), *(f"{kind}-1" for kind in ASKABLE)]
        keys = [key for key in data.getlist("rows") if self._is_key(key)] if data else []
        return list(dict.fromkeys(keys)) or usual

    def _one_more(self, keys: list[str], kind: str) -> str:
        """Add an offer of a kind to the keys, after its likes; returns its key, or nothing."""
        theirs = [key for key in keys if key.startswith(f"{kind}-")]
        if kind not in ASKABLE or len(theirs) >= MOST_OF_A_KIND:
            return ""
        taken = {int(key.split("-")[1]) for key in theirs}
        number = next(n for n in range(1, MOST_OF_A_KIND + 1) if n not in taken)
        keys.insert(keys.index(theirs[-1]) + 1 if theirs else len(keys), f"{kind}-{number}")
        return f"{kind}-{number}"

    def _is_key(self, key: str) -> bool:
        found = _KEY.fullmatch(key)
        if found is None:
            return False
        number = int(found["number"])
        if found["kind"] == ASKED:
            return number in self.requests
        return found["kind"] in ASKABLE and 1 <= number <= MOST_OF_A_KIND

    def _kind_of(self, key: str) -> dict[str, Any]:
        kind, number = key.split("-")
        request = self.requests[int(number)] if kind == ASKED else None
        return {"kind": Kind(request.kind if request else kind), "request": request}

    def _asked(self, key: str, asked: int, today: date) -> dict[str, Any]:
        """What an offer begins with: what the team asked for, or what its budget asks still.

        An amount that they ask for stands once: in the offer that answers it.
        """
        kind, number = key.split("-")
        if kind == ASKED:
            return begun_by(self.requests[int(number)], today)
        rows = self.requests.values()
        is_answered = any(r.kind == Kind.MONEY and r.state == RequestState.OPEN for r in rows)
        is_begun = asked and not is_answered and key == f"{Kind.MONEY}-1"
        return {"cents": asked} if is_begun else {}

    @property
    def forms(self) -> list[PlainForm]:
        return [self.form, *self.offers]

    def is_valid(self) -> bool:
        """Every form is looked at, so that all that is wrong is told in one go."""
        return not any(not form.is_valid() for form in self.forms)

    @property
    def has_errors(self) -> bool:
        return any(form.errors for form in self.forms)

    @property
    def given(self) -> list[Offer]:
        return [form.offer for form in self.offers if form.is_given]

    def blame(self, error: ValidationError) -> None:
        """What could not be promised after all stands above the form."""
        for words in error.messages:
            self.form.add_error(None, words)


def begun(data: QueryDict, texts: list[Text]) -> QueryDict:
    """The posted form with a text to begin with in its message, after what was typed there."""
    filled = data.copy()
    text = next((text for text in texts if text.key == data.get("text")), None)
    if text is not None:
        typed = data.get("why", "").strip()
        filled["why"] = f"{typed}\n\n{text.text}" if typed else text.text
        begins = APPROVE_IF if text.key == YES_IF else text.decision
        filled["decision"] = data.get("decision") or begins
        filled["text"] = ""
    return filled


class AssignForm(PlainForm):
    """Which colleague reviews it; nobody is a choice too."""

    reviewer = ColleagueField(
        label=_("Who reviews this plan?"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody yet"),
    )

    def __init__(self, *args: Any, colleagues: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _pick_colleague(self.fields["reviewer"], colleagues)
        field = self.fields["reviewer"]
        assert isinstance(field, ColleagueField)
        field.choices = [("", str(field.empty_label)), *_named(field, colleagues)]


class NoteForm(PlainForm):
    """Something for colleagues only."""

    note = forms.CharField(
        label=_("A note for colleagues"),
        widget=forms.Textarea(attrs={"rows": "3"}),
        max_length=PROSE,
        help_text=_("Only colleagues see this. Write nothing that you would not say to the team."),
        error_messages={"required": _("Write something first.")},
    )


class TagsForm(PlainForm):
    """Words of the office's own."""

    tags = forms.CharField(
        label=_("Tags"),
        max_length=400,
        required=False,
        help_text=_("With commas between them, such as: summer, first time."),
    )
    seen = forms.CharField(max_length=400, required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, tags: list[str]) -> "TagsForm":
        """The form as it is shown with these tags, which it then says it has seen."""
        line = ", ".join(tags)
        return cls(initial={"tags": line, "seen": line})

    def after(self, tags: Iterable[str], merged: Iterable[str]) -> None:
        """Show, of a form that was sent, what it would become with the tags that are there now."""
        self.data = replaced(self.data, tags=", ".join(merged), seen=", ".join(tags))

    @property
    def names(self) -> list[str]:
        return _split(self.cleaned_data["tags"])

    @property
    def seen_names(self) -> list[str]:
        return _split(self.cleaned_data.get("seen", ""))


def _split(line: str) -> list[str]:
    return [name.strip() for name in line.split(",")]

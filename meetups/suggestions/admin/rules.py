"""Where curators set the points, thresholds and lists of the rules; their functions are code."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, ngettext

from meetups import clock
from meetups.accounts.models import User
from meetups.recommender.questions import accepted, missing
from meetups.recommender.rules import SHIPPED
from meetups.suggestions import rule_words
from meetups.suggestions.draft import draft_content
from meetups.suggestions.models import ActivityType, Case, RuleDraft
from meetups.suggestions.queries import catalogue
from meetups.suggestions.rule_draft import (
    Change,
    ChangedMeanwhileError,
    FaultyRulesError,
    change_rules,
    differences,
    log,
    opened,
    rules_at,
)
from meetups.suggestions.rule_forms import RulesForm, as_fields, format_choices, sections
from meetups.suggestions.rule_values import LISTS, TEXTS, settled
from meetups.suggestions.sensitivity import tipping_points
from meetups.suggestions.snapshots import snapshot_of

CONFLICT, UNPROCESSABLE = 409, 422


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """A value that someone else changed while a curator was at work. `mine`: also changed here."""

    key: str
    label: str
    before: str
    after: str
    mine: bool = False


@admin.register(RuleDraft)
class RuleDraftAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """One row, so one page: the list of Django's admin is the editor."""

    class Media:
        css = {"all": ["css/curator-rules.css", "css/curator-comments.css"]}

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        name = "suggestions_ruledraft_sensitivity"
        return [path("sensitivity/", view(self.sensitivity_view), name=name), *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        return HttpResponseRedirect(self._url("changelist"))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The editor."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            current = opened()
            return self._show(request, self._form(as_fields(current.rules), current.stamp))
        if not self.has_change_permission(request):
            raise PermissionDenied
        if code := request.POST.get("reset"):
            return self._show(request, self._reset(request, code), reset=code)
        return self._save(request)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        saves = [(saved, list(_in_words(saved.changes))) for saved in log()]
        context = self._context(request, gettext("History of the rules"), saves=saves)
        return TemplateResponse(request, "admin/suggestions/rules_history.html", context)

    def sensitivity_view(self, request: HttpRequest) -> HttpResponse:
        """For a case, or the answers in the address: which change would alter the top three."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        case = Case.objects.filter(slug=request.GET.get("case", "")).first()
        answers = accepted(case.answers if case else request.GET)
        asked = bool(case) or any(name != "case" for name in request.GET)
        snapshot = snapshot_of(draft_content(), number=0) if asked else None
        found = tipping_points(answers, snapshot) if snapshot and not missing(answers) else None
        context = self._context(
            request,
            gettext("How firm is the top three?"),
            case=case,
            cases=Case.objects.all(),
            incomplete=asked and bool(missing(answers)),
            found=found,
        )
        return TemplateResponse(request, "admin/suggestions/sensitivity.html", context)

    # --- the editor's parts

    def _form(self, initial: dict[str, Any], stamp: int, data: Any = None) -> RulesForm:
        names = {row.slug: row.name for row in ActivityType.objects.all()}
        return RulesForm(data, initial={**initial, "stamp": stamp}, formats=format_choices(names))

    def _reset(self, request: HttpRequest, code: str) -> RulesForm:
        """What was filled in, with one rule as we ship it. Not saved: a change needs its why."""
        data = request.POST.copy()
        for name, value in as_fields(settled(SHIPPED.data)).items():
            if rule_words.code_of(name) == code:
                data.setlist(name, value if isinstance(value, list) else [value])
        return self._form({}, 0, data)

    def _save(self, request: HttpRequest) -> HttpResponse:
        current = opened()
        form = self._form(as_fields(current.rules), current.stamp, request.POST)
        if not form.is_valid():
            return self._show(request, form, status=UNPROCESSABLE)
        assert isinstance(request.user, User)
        stamp, why = form.cleaned_data["stamp"], form.cleaned_data["why"]
        try:
            changes = change_rules(
                values=form.values(), stamp=stamp, by=request.user, why=why, now=clock.now()
            )
        except ChangedMeanwhileError:
            return self._both(request, form, stamp)
        except FaultyRulesError as error:
            form.blame(error.faults)
            return self._show(request, form, status=UNPROCESSABLE)
        said = ngettext("%(count)d value changed.", "%(count)d values changed.", len(changes))
        nothing = gettext("Nothing was different, so nothing changed.")
        self.message_user(
            request, said % {"count": len(changes)} if changes else nothing, messages.SUCCESS
        )
        return HttpResponseRedirect(self._url("changelist"))

    def _both(self, request: HttpRequest, form: RulesForm, stamp: int) -> HttpResponse:
        """Someone was first: what they changed and what was filled in here, together, to judge."""
        base, current = as_fields(rules_at(stamp)), opened()
        theirs = as_fields(current.rules)
        data = request.POST.copy()
        data["stamp"] = str(current.stamp)
        meanwhile = []
        for change in _in_words(differences(rules_at(stamp), current.rules)):
            mine = form.cleaned_data[change.key]
            kept = _same(mine, base[change.key])
            if kept:
                value = theirs[change.key]
                data.setlist(change.key, value if isinstance(value, list) else [value])
            clash = not kept and not _same(mine, theirs[change.key])
            meanwhile.append(
                Meanwhile(change.key, change.label, change.before, change.after, clash)
            )
        fresh = self._form(theirs, current.stamp, data)
        return self._show(
            request, fresh, status=CONFLICT, meanwhile=meanwhile, last=next(iter(log()), None)
        )

    def _show(
        self, request: HttpRequest, form: RulesForm, *, status: int = 200, **more: Any
    ) -> HttpResponse:
        may_change = self.has_change_permission(request)
        for field in form.fields.values():
            field.disabled = field.disabled or not may_change
        context = self._context(
            request,
            gettext("Rules of the advice"),
            form=form,
            faults=_faults(form) if status == UNPROCESSABLE else [],
            sections=sections(form, settled(catalogue().rules.data)),
            may_change=may_change,
            **more,
        )
        return TemplateResponse(request, "admin/suggestions/rules.html", context, status=status)

    def _context(self, request: HttpRequest, title: str, **more: Any) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "media": self.media,
            **more,
        }

    def _url(self, name: str) -> str:
        return reverse(f"admin:suggestions_ruledraft_{name}")


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, list):
        return set(one) == set(other)
    return one == other if not isinstance(one, str) else one.split() == str(other).split()


def _faults(form: RulesForm) -> list[tuple[str, str, list[str]]]:
    """Id of the field, what it is, and what is wrong with it."""
    found = []
    for name, faults in form.errors.items():
        if name in form.fields:
            label = str(form[name].label) if name == "why" else rule_words.full_label(name)
            found.append((form[name].id_for_label or f"id_{name}", label, [str(f) for f in faults]))
        else:
            found.append(("rules", gettext("The rules"), [str(f) for f in faults]))
    return found


@dataclass(frozen=True, slots=True)
class InWords:
    """One value that changed, by the name of its field."""

    key: str
    label: str
    before: str
    after: str


def _in_words(changes: Iterable[Change]) -> Iterable[InWords]:
    """Texts by language; of a list only what came in and what left."""
    for change in changes:
        if change.key in TEXTS:
            for code, text in change.after.items():
                if text != change.before[code]:
                    key = f"{change.key}.{code}"
                    yield InWords(key, rule_words.full_label(key), change.before[code], text)
            continue
        before, after = change.before, change.after
        if change.key in LISTS:
            before = sorted(set(change.before) - set(change.after))
            after = sorted(set(change.after) - set(change.before))
        label = rule_words.full_label(change.key)
        said = rule_words.in_one_line
        yield InWords(change.key, label, said(before), said(after))

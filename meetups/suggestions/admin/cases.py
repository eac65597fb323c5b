"""Where curators keep test neighbourhoods, and see what a change does to each of them."""

from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetups.suggestions.admin import coverage
from meetups.suggestions.admin.base import CatalogueAdmin
from meetups.suggestions.admin.choosing import DRAFT, Chosen, choose, options
from meetups.suggestions.case_forms import ANSWERS, FORMATS, CaseForm, initial_of, names_of
from meetups.suggestions.cases import NEEDED_SHARE, CaseChange, check_case, effect_of, share_of
from meetups.suggestions.cases_wording import (
    answers_text,
    broken_texts,
    move_lines,
    notice_title,
    warnings_text,
)
from meetups.suggestions.content_shape import Fault
from meetups.suggestions.models import ActivityType, Case
from meetups.suggestions.queries import catalogue
from meetups.suggestions.snapshots import CatalogueSnapshot

TITLES = (("title_nl", "title_en"), ("reason_nl", "reason_en"))


@admin.register(Case)
class CaseAdmin(CatalogueAdmin):
    class Media:
        css = {"all": ["css/curator-cases.css"]}

    form = CaseForm
    change_list_template = "admin/suggestions/case_list.html"
    add_form_template = change_form_template = "admin/suggestions/case_form.html"
    list_display = ("titled", "slug", "is_gold", "version", "commented")
    list_filter = ("is_gold",)
    search_fields = ("slug", "title_nl", "title_en")
    save_on_top = True
    readonly_fields = ("is_gold", "answered", "demands")
    fieldsets = (
        (None, {"fields": (("slug", "is_gold"), *TITLES, "version")}),
        (
            _("Answers"),
            {
                "fields": tuple(ANSWERS),
                "description": _(
                    "As in the guide: it needs the situation, the tension and the goal, and most "
                    "often whether it is safe. Leave open what it would not ask. What is open "
                    "counts as unknown."
                ),
            },
        ),
        (
            _("What must come out"),
            {"fields": (*FORMATS, "notice"), "classes": ("case-demands",)},
        ),
    )
    looking = (
        (None, {"fields": (("slug", "is_gold"), *TITLES)}),
        (_("Answers"), {"fields": ("answered",)}),
        (_("What must come out"), {"fields": ("demands",)}),
    )

    def get_urls(self) -> list[URLPattern]:
        def page(name: str, view: Any) -> URLPattern:
            # Before the pages of single cases, since those take any word for a key.
            shielded: Any = self.admin_site.admin_view(view)
            made: URLPattern = path(f"{name}/", shielded, name=f"suggestions_case_{name}")
            return made

        return [
            page("effect", self.effect_view),
            page("coverage", self.coverage_view),
            page("cell", self.cell_view),
            *super().get_urls(),
        ]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        may = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return self.fieldsets if may else self.looking

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Locked while it is changed, so that of two people at once the second sees the first."""
        found = super().get_object(request, object_id, from_field)
        if found and request.method == "POST":
            return Case.objects.select_for_update().filter(pk=found.pk).first()
        return found

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A public case can be changed; deleted, the next load would bring it back."""
        return super().has_delete_permission(request, obj) and not (obj and obj.is_gold)

    def get_actions(self, request: HttpRequest) -> Any:
        """None: deleting many at once would take public cases along."""
        return {}

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Answers in the address, by themselves or in the address of an advice, are filled in."""
        query = request.GET
        if address := query.get("advice"):
            query = QueryDict(urlsplit(address).query)
        return initial_of(query)

    def settle(self, obj: Case, form: Any) -> list[Fault]:
        return []

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        known = catalogue()
        if texts := broken_texts(check_case(form.instance, known), known):
            rows = format_html_join("", "<li>{}</li>", ((text,) for text in texts))
            intro = gettext("It is saved. With the newest edition it is broken:")
            self.message_user(request, format_html("{}<ul>{}</ul>", intro, rows), messages.WARNING)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Beside what must come out: what comes out, for readers and with the draft."""
        if obj := kwargs.get("obj"):
            # As it is saved: the form may hold what was refused.
            saved = Case.objects.get(pk=obj.pk)
            known = options()
            chosen = [choose(None, known, default=code) for code in ("newest", DRAFT)]
            context["comes_out"] = [_comes_out(saved, one) for one in chosen]
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("title"), ordering="title_nl")
    def titled(self, row: Case) -> str:
        return row.title

    @admin.display(description=_("answers"))
    def answered(self, row: Case) -> SafeString:
        return _terms(answers_text(row))

    @admin.display(description=_("what must come out"))
    def demands(self, row: Case) -> SafeString:
        known = {one.slug: one for one in ActivityType.objects.all()}
        fields = CaseForm.base_fields
        told = [
            (str(fields[name].label), ", ".join(names_of(getattr(row, name), known)) or "–")
            for name in FORMATS
        ]
        notice = notice_title(row.notice) if row.notice else "–"
        return _terms([*told, (str(fields["notice"].label), notice)])

    # --- pages of the workbench

    def effect_view(self, request: HttpRequest) -> HttpResponse:
        """What every case becomes when one catalogue takes the place of another."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        known = options()
        old = choose(request.GET.get("before"), known, default="newest")
        new = choose(request.GET.get("after"), known, default=DRAFT)
        changes = effect_of(old.catalogue, new.catalogue, Case.objects.all())
        shown = [case_shown(c, old.catalogue, new.catalogue) for c in changes if c.is_changed]
        share = share_of(change.after for change in changes)
        context = {
            **self._context(request, gettext("See the effect")),
            "options": known,
            "before": old,
            "after": new,
            "count": len(changes),
            "broken": [c for c in changes if c.after.is_broken],
            "breaking": [one for one in shown if one["change"].breaks],
            "mending": [one for one in shown if one["change"].mends],
            "moved": [
                one
                for one in shown
                if not (one["change"].breaks or one["change"].mends) and one["change"].is_moved
            ],
            "otherwise": [
                one
                for one in shown
                if not (one["change"].breaks or one["change"].mends or one["change"].is_moved)
            ],
            "still_broken": [
                (c.case, broken_texts(c.after, new.catalogue, old.catalogue))
                for c in changes
                if c.after.is_broken and not c.is_changed
            ],
            "same": [c.case for c in changes if not c.is_changed],
            "share": None if share is None else round(share * 100),
            "needed": round(NEEDED_SHARE * 100),
        }
        return TemplateResponse(request, "admin/suggestions/effect.html", context)

    def coverage_view(self, request: HttpRequest) -> HttpResponse:
        """How many formats fit now, for every situation, tension and goal."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = self._context(request, gettext("Coverage")) | coverage.grid_context(request)
        return TemplateResponse(request, "admin/suggestions/coverage.html", context)

    def cell_view(self, request: HttpRequest) -> HttpResponse:
        """Which formats those are, for one of them."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = self._context(request, gettext("What fits here")) | coverage.cell_context(request)
        return TemplateResponse(request, "admin/suggestions/coverage_cell.html", context)

    def _context(self, request: HttpRequest, title: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "media": self.media,
        }


def _comes_out(case: Case, chosen: Chosen) -> tuple[str, list[str], list[str]]:
    """The catalogue's name, its tips for a case, and why the case is broken with it."""
    result = check_case(case, chosen.catalogue)
    names = names_of(result.advice.top, chosen.catalogue.activity_types)
    return chosen.label, names, broken_texts(result, chosen.catalogue)


def _terms(pairs: list[tuple[str, str]]) -> SafeString:
    rows = format_html_join("", "<dt>{}</dt><dd>{}</dd>", pairs)
    return format_html('<dl class="case-terms">{}</dl>', rows)


def case_shown(
    change: CaseChange, old: CatalogueSnapshot, new: CatalogueSnapshot
) -> dict[str, Any]:
    """One changed case for its page: what matters in a table, what only went along apart."""
    own = [m for m in change.moves if m.kind in ("in", "out") or (m.is_own and m.kind != "points")]
    points = [move for move in change.moves if move.kind == "points"]
    along = [move for move in change.moves if move not in own and move not in points]
    return {
        "change": change,
        "broken": broken_texts(change.after, new, old),
        "mended": broken_texts(change.before, old, new) if change.mends else [],
        "warnings": warnings_text(change),
        "moves": move_lines(own, old, new),
        "along": move_lines(along, old, new),
        "points": move_lines(points, old, new),
    }

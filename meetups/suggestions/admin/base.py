"""What the pages of the three kinds share."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Case, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meetups.columns import LineField, ProseField
from meetups.suggestions.admin.editor_forms import (
    KnownField,
    PartForm,
    SourceField,
    rows_of,
    sources_of,
)
from meetups.suggestions.admin.faults import place_of
from meetups.suggestions.comments import forget_comments, kind_of, with_open_comments
from meetups.suggestions.content_items import PartKind
from meetups.suggestions.content_shape import Fault
from meetups.suggestions.history import changes_of
from meetups.suggestions.models import Source
from meetups.suggestions.queries import catalogue
from meetups.suggestions.translating import base_of, half_translated

LINES = {"widget": forms.Textarea(attrs={"rows": 2})}
PROSE = {"widget": forms.Textarea(attrs={"rows": 5})}
EMPTY_ROWS = 3
FORBIDDEN = 403


def listed(intro: str, faults: Iterable[Fault], model: type[models.Model]) -> SafeString:
    """One message that names every fault by the label of its field."""
    rows = ((place_of(fault, model).label, fault.reason) for fault in faults)
    return format_html("{}<ul>{}</ul>", intro, format_html_join("", "<li>{}: {}</li>", rows))


class EasyFields:
    """Room for texts, and no buttons that change or delete what is chosen: a slip reaches far."""

    formfield_overrides: Any = {
        LineField: LINES,
        ProseField: PROSE,
        models.URLField: {"assume_scheme": "https"},
    }

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if language := base_of(db_field.name)[1]:
            field.widget.attrs["lang"] = language
        if isinstance(field, KnownField | SourceField):
            # Without buttons that lead away: a chosen source is told below its field.
            wrapped: Any = field.widget
            field.widget = wrapped.widget
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Rows to choose from are read once; each form would ask the database again."""
        is_source = db_field.related_model is Source
        kwargs["form_class"] = SourceField if is_source else KnownField
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]
        if is_source:
            field.known = sources_of(request)
        else:
            field.known = rows_of(request, db_field.related_model)
            field.choices = [
                ("", "---------"),
                *((pk, str(row)) for pk, row in field.known.items()),
            ]
        return field


class PartInline(EasyFields, admin.StackedInline):  # type: ignore[type-arg]
    """Parts of a row, in their order."""

    form = PartForm
    template = "admin/suggestions/_parts.html"
    extra = 0

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """Empty rows for who has no JavaScript to add them; asked for in the address."""
        related = self.model._meta.get_field(self.parent).remote_field.related_name
        return EMPTY_ROWS if request.GET.get("rows") == related else self.extra

    @property
    def parent(self) -> str:
        return next(
            str(field.name)
            for field in self.model._meta.concrete_fields
            if field.related_model is self.parent_model
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related()

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        made: Any = super().get_formset(request, obj, **kwargs)
        made.form.meanwhile = getattr(request, "meanwhile", None)
        return made


class TranslationFilter(admin.SimpleListFilter):
    """Rows of which a text stands in one language and not in the other."""

    title = _("translation")
    parameter_name = "translation"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("half", _("Not translated yet")), ("whole", _("Complete"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        wanted = {"half": True, "whole": False}.get(self.value() or "")
        return queryset if wanted is None else queryset.filter(half_translated=wanted)


class CatalogueAdmin(EasyFields, admin.ModelAdmin):  # type: ignore[type-arg]
    """What the three kinds share: a fixed name, a full history, and a version that goes up."""

    identity = "slug"
    parts: Collection[PartKind] = ()
    to_put_right: Any = _("It is saved. Still put right:")
    list_per_page = 50
    add_form_template = change_form_template = "admin/suggestions/change_form.html"

    class Media:
        css = {"all": ["css/curator.css", "css/curator-comments.css"]}

    def settle(self, obj: Any, form: Any) -> list[Fault]:
        """Finish a save; gives back what a curator should still put right."""
        raise NotImplementedError

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Rows with whether they lack a translation, and how many comments on them are open."""
        found = super().get_queryset(request)
        if request.resolver_match and str(request.resolver_match.url_name).endswith("_changelist"):
            half = Case(When(half_translated(self.model), then=True), default=False)
            found = found.annotate(half_translated=half)
            found = with_open_comments(found, kind_of(self.model()))
        return found

    @admin.display(description=_("translation"), ordering="half_translated")
    def translation(self, row: Any) -> str:
        return gettext("Not translated yet") if row.half_translated else gettext("Complete")

    @admin.display(description=_("open comments"), ordering="comments_open")
    def commented(self, row: Any) -> int:
        return int(row.comments_open)

    @transaction.atomic
    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        forget_comments(rows=[obj])
        super().delete_model(request, obj)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        forget_comments(rows=list(queryset))
        super().delete_queryset(request, queryset)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*super().get_readonly_fields(request, obj), *([self.identity] if obj else ()))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if form.has_changed() or not change:
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        changed = form.has_changed() or any(formset.has_changed() for formset in formsets)
        faults = self.settle(form.instance, form) if changed else []
        if faults:
            self.message_user(
                request, listed(self.to_put_right, faults, self.model), messages.WARNING
            )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """No button to delete where the page behind it could only say no."""
        obj = kwargs.get("obj")
        if obj and self.has_delete_permission(request, obj) and self._why_it_stays(request, obj):
            context["show_delete"] = False
        return super().render_change_form(request, context, *args, **kwargs)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Where it cannot be: why, in words, and the way back."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None or not self.has_delete_permission(request, obj):
            return super().delete_view(request, object_id, extra_context)
        why = self._why_it_stays(request, obj)
        if not why:
            return super().delete_view(request, object_id, extra_context)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("This cannot be deleted"),
            "object": obj,
            "opts": self.opts,
            "why": why,
            "media": self.media,
        }
        status = FORBIDDEN if request.method == "POST" else 200
        return TemplateResponse(
            request, "admin/suggestions/cannot_delete.html", context, status=status
        )

    def _why_it_stays(self, request: HttpRequest, obj: Any) -> list[str]:
        """Sentences; none when it can be deleted."""
        if catalogue().holds(obj):
            return [self._is_read(obj)]
        _found, _counts, lacking, protected = self.get_deleted_objects([obj], request)
        found = []
        if lacking:
            kinds = ", ".join(sorted(str(kind) for kind in lacking))
            text = gettext(
                "Together with it would go: %(kinds)s. You have no right to delete that."
            )
            found.append(text % {"kinds": kinds})
        if protected:
            found.append(gettext("Something else still rests on it:"))
            found += [strip_tags(str(one)) for one in protected]
        return found

    def _is_read(self, row: Any) -> str:
        why = gettext(
            "%(name)s: It is in the edition that readers see now. "
            "Publish an edition without it first."
        )
        return why % {"name": row}

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What readers see now is not deleted: what they chose rests on it."""
        found, counts, lacking, protected = super().get_deleted_objects(objs, request)
        shown = [self._is_read(row) for row in objs if catalogue().holds(row)]
        return found, counts, lacking, [*protected, *shown]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Every change of the row and its parts, in place of Django's bare list of saves."""
        obj = self.get_object(request, object_id)
        if obj is None:
            raise Http404
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Change history: %(name)s") % {"name": obj},
            "module_name": capfirst(str(self.opts.verbose_name_plural)),
            "object": obj,
            "opts": self.opts,
            "changes": changes_of(obj, self.parts),
            "media": self.media,
        }
        return TemplateResponse(request, "admin/suggestions/history.html", context)

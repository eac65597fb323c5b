"""The editor of formats, situations and sources: what is typed is looked at, judged and kept."""

from typing import Any

from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse

from meetups import clock
from meetups.suggestions.admin import preview
from meetups.suggestions.admin.base import CatalogueAdmin
from meetups.suggestions.admin.editor_forms import RowForm, rows_of, sources_of
from meetups.suggestions.admin.meanwhile import meet, seal, state_of, unseal
from meetups.suggestions.models import CatalogueVersion, Situation

CONFLICT = 409


class EditorAdmin(CatalogueAdmin):
    """What the three kinds of an edition share: a preview, hints, and work that is not lost."""

    form: Any = RowForm
    preview: type[preview.Preview]

    class Media:
        js = ("js/curator-editor.js",)

    def get_urls(self) -> list[URLPattern]:
        name = f"suggestions_{self.opts.model_name}_preview"
        view: Any = self.admin_site.admin_view(self.preview_view)
        return [
            path("preview/", view, name=name),
            path("preview/<int:pk>/", view, name=name),
            *super().get_urls(),
        ]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        made: Any = super().get_form(request, obj, change, **kwargs)
        made.meanwhile = getattr(request, "meanwhile", None)
        return made

    def preview_view(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """What readers would see of what is typed. Saves nothing."""
        return preview.view(self, request, pk)

    # --- someone else was quicker

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """One save at a time, so that of two people at once the second sees the first."""
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            CatalogueVersion.lock(now=clock.now())
            met = self._meet(request, unquote(object_id))
            response = super().changeform_view(request, object_id, form_url, extra_context)
        if met:
            response.status_code = CONFLICT
        return response

    def _meet(self, request: HttpRequest, object_id: str) -> bool:
        """Bring together what was posted and what is saved by now; whether these differ."""
        obj = self.get_object(request, object_id)
        if obj is None or not self.has_change_permission(request, obj):
            return False
        form, formsets = self._untouched(request, obj)
        before = unseal(request.POST.get("seen", ""))
        found = meet(request.POST, form, formsets, before=before)
        if found:
            request.POST, request.meanwhile = found  # type: ignore[assignment, attr-defined]
        return found is not None

    def _untouched(self, request: HttpRequest, obj: Any) -> tuple[Any, list[Any]]:
        """The forms of a row as it is saved."""
        fields = flatten_fieldsets(self.get_fieldsets(request, obj))
        form = self.get_form(request, obj, change=True, fields=fields)(instance=obj)
        formsets = [
            made(
                instance=obj,
                prefix=made.get_default_prefix(),
                queryset=inline.get_queryset(request),
            )
            for made, inline in self.get_formsets_with_inlines(request, obj)
        ]
        return form, formsets

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj, form = kwargs.get("obj"), context["adminform"].form
        may = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        if obj and may and not form.is_bound:
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            form.initial["seen"] = seal(state_of(form, formsets))
        if may:
            name = f"admin:suggestions_{self.opts.model_name}_preview"
            context["preview_url"] = reverse(name, args=[obj.pk] if obj else [])
            context["preview_card"] = self.preview.has_card
            if self.preview.has_card:
                context["situations"] = rows_of(request, Situation).values()
            context["sources"] = sources_of(request) if self.preview.has_sources else {}
        return super().render_change_form(request, context, *args, **kwargs)

    # --- who and why

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj._change_reason = form.cleaned_data["why"] or None
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for part in formset.forms:
            part.instance._change_reason = form.cleaned_data["why"] or None
        super().save_formset(request, form, formset, change)

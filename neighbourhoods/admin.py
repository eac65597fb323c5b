"""Areas and figures to look at: they are official, so an import changes them, not a person."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .kinds import KINDS
from .models import Area, Boundary, Figure, Postcode
from .strengths import admin as strengths_admin  # noqa: F401 registers its pages


class ReadOnly:
    """For what an import writes: everyone with the permission may look, nobody may change."""

    def has_add_permission(self, request: HttpRequest, *_: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, *_: Any) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, *_: Any) -> bool:
        return False


class FigureInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    model = Figure
    fields = ["year", "label", "value"]
    readonly_fields = ["label"]
    ordering = ["-year", "kind"]

    @admin.display(description=_("figure"))
    def label(self, figure: Figure) -> str:
        return label_of(figure)


class PostcodeInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    model = Postcode
    fields = ["code"]
    ordering = ["code"]


@admin.register(Area)
class AreaAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["code", "name", "level", "parent", "inhabitants", "year", "is_former"]
    list_filter = ["level", "is_former", "year"]
    list_select_related = ["parent"]
    search_fields = ["code__startswith", "name", "search_key"]
    exclude = ["search_key"]
    inlines = [FigureInline, PostcodeInline]
    show_full_result_count = False


@admin.register(Boundary)
class BoundaryAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["area", "year", "source"]
    list_filter = ["area__level", "year"]
    list_select_related = ["area"]
    search_fields = ["area__code__startswith", "area__name"]
    exclude = ["geometry"]
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Boundary]:
        return super().get_queryset(request).defer("geometry")


@admin.register(Figure)
class FigureAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["area", "year", "label", "value"]
    list_filter = ["year", "kind"]
    list_select_related = ["area"]
    search_fields = ["area__code__startswith", "area__name"]
    show_full_result_count = False

    @admin.display(description=_("figure"), ordering="kind")
    def label(self, figure: Figure) -> str:
        return label_of(figure)


def label_of(figure: Figure) -> str:
    kind = KINDS.get(figure.kind)
    return str(kind.label) if kind else figure.kind

"""Plans as support staff may see them: what and where, never what people answered or who comes."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from .models import Initiative


@admin.register(Initiative)
class InitiativeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Read-only, and for superusers only: a plan belongs to its team."""

    list_display = ("title", "status", "area", "first_date", "submitted_at", "team_size")
    list_filter = ("status",)
    search_fields = ("title", "area__name")
    fields = (
        *("title", "status", "activity_type", "area", "municipality", "first_date"),
        *("created_at", "submitted_at", "team_size"),
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Initiative]:
        found: QuerySet[Initiative] = super().get_queryset(request)
        return (
            found.select_related("area")
            .prefetch_related("activity_type")
            .annotate(team=Count("members"))
        )

    @admin.display(description=_("people in the team"))
    def team_size(self, plan: Initiative) -> int:
        size: int = plan.team  # type: ignore[attr-defined]
        return size

    def has_view_permission(self, request: HttpRequest, obj: Initiative | None = None) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Initiative | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Initiative | None = None) -> bool:
        return False

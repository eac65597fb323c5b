"""Meetups as support staff may see them: what, when and how full; never who comes, or where."""

from django.contrib import admin
from django.http import HttpRequest

from .models import Meetup


@admin.register(Meetup)
class MeetupAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Read-only, and for superusers only. Guests are in no part of the admin."""

    list_display = ("title", "state", "area", "starts_at", "seats_taken", "capacity", "attended")
    list_filter = ("state",)
    search_fields = ("title", "code")
    ordering = ("-pk",)
    list_select_related = ("area",)
    fields = (
        *("title", "code", "state", "is_listed", "initiative", "area", "municipality", "way"),
        *("starts_at", "ends_at", "capacity", "seats_taken", "has_waiting_list", "is_closed"),
        *("attended", "created_at", "cancelled_at"),
    )
    readonly_fields = fields

    def has_view_permission(self, request: HttpRequest, obj: Meetup | None = None) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Meetup | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Meetup | None = None) -> bool:
        return False

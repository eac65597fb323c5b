"""The audit record for who runs the site: to read, and nothing else, whoever asks."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from .models import Record


@admin.register(Record)
class RecordAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What is no municipality's: those read their own on their desk.

    People are numbers here too, and nothing can be added, changed or deleted, by nobody.
    """

    list_display = ("at", "act", "by", "object_kind", "object_id", "details")
    list_filter = ("act", "at")
    show_full_result_count = False
    list_per_page = 50
    actions = None

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Record]":
        return Record.objects.filter(office="")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._is_for(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_for(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def _is_for(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and getattr(request.user, "is_superuser", False))

"""Where curators keep the sources that formats and situations name."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from meetups.suggestions.admin.base import TranslationFilter
from meetups.suggestions.admin.editor import EditorAdmin
from meetups.suggestions.admin.preview import SourcePreview
from meetups.suggestions.content_shape import Fault
from meetups.suggestions.models import Source


@admin.register(Source)
class SourceAdmin(EditorAdmin):
    identity = "key"
    preview = SourcePreview
    list_display = (
        "key",
        "authors",
        "year",
        "title",
        "kind",
        "verified",
        "translation",
        "commented",
    )
    list_filter = (TranslationFilter, "kind", "verified", "doi_status")
    search_fields = ("key", "authors", "title", "container", "doi")
    fieldsets = (
        (None, {"fields": (("key", "kind"), ("authors", "year"), "title", "container")}),
        (_("Where to find it"), {"fields": ("url", ("doi", "doi_status"), "verified")}),
        (
            _("What it found"),
            {"fields": ("finding", ("implication_nl", "implication_en"), "review_by")},
        ),
    )

    def settle(self, obj: Source, form: Any) -> list[Fault]:
        return []

"""Where curators edit what is known of each situation."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from meetups import clock
from meetups.suggestions import curation
from meetups.suggestions.admin.base import PartInline, TranslationFilter
from meetups.suggestions.admin.editor import EditorAdmin
from meetups.suggestions.admin.preview import SituationPreview
from meetups.suggestions.content_items import SITUATION_PARTS
from meetups.suggestions.content_shape import Fault
from meetups.suggestions.models import (
    Indicator,
    NeverDo,
    Signal,
    Situation,
    SituationSource,
)


class SignalInline(PartInline):
    model = Signal
    fields = (("order", "text_nl", "text_en"),)
    min_num = 1


class NeverDoInline(PartInline):
    model = NeverDo
    fields = (("order", "text_nl", "text_en"),)
    min_num = 1


class IndicatorInline(PartInline):
    model = Indicator
    fields = (("order", "slug", "direction"), ("name_nl", "name_en"), "source_hint")


class SituationSourceInline(PartInline):
    model = SituationSource
    fields = (("order", "source"),)


@admin.register(Situation)
class SituationAdmin(EditorAdmin):
    """A situation is an option of the guide's first question: curators edit it, none is added."""

    preview = SituationPreview
    list_display = ("titled", "slug", "order", "typical_tension", "translation", "commented")
    list_filter = (
        TranslationFilter,
        "typical_tension",
    )
    search_fields = ("slug", "title_nl", "title_en", "description_nl", "description_en")
    save_on_top = True
    parts = SITUATION_PARTS.values()
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("slug", "order"),
                    ("title_nl", "title_en"),
                    ("description_nl", "description_en"),
                    ("first_step_nl", "first_step_en"),
                )
            },
        ),
        (
            _("What is typical"),
            {"fields": ("typical_tension", ("typical_dividing_lines", "typical_goals"))},
        ),
    )
    inlines = (SignalInline, NeverDoInline, IndicatorInline, SituationSourceInline)

    @admin.display(description=_("title"), ordering="title_nl")
    def titled(self, row: Situation) -> str:
        return row.title

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def view_on_site(self, obj: Situation) -> str:
        return obj.get_absolute_url()

    def settle(self, obj: Situation, form: Any) -> list[Fault]:
        return curation.settle_situation(situation=obj, now=clock.now())

"""Where curators edit formats, with all their parts on one page."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from meetups import clock
from meetups.suggestions import curation
from meetups.suggestions.admin import matrix
from meetups.suggestions.admin.base import PartInline, TranslationFilter, listed
from meetups.suggestions.admin.editor import EditorAdmin
from meetups.suggestions.admin.preview import FormatPreview
from meetups.suggestions.content_items import ACTIVITY_TYPE_PARTS
from meetups.suggestions.content_shape import Fault
from meetups.suggestions.models import (
    ActivityType,
    ContactCondition,
    ContraIndication,
    EvidenceSource,
    SituationFit,
    Skill,
    Step,
)
from meetups.suggestions.vocabulary import Status


class FitInline(PartInline):
    model = SituationFit
    fields = (("situation", "strength", "reason_nl", "reason_en"),)


class ConditionInline(PartInline):
    """All seven, always: none can be added or taken away."""

    model = ContactCondition
    fields = (("condition", "level", "strengthen_nl", "strengthen_en"),)
    readonly_fields = ("condition",)
    can_delete = False
    max_num = 0


class StepInline(PartInline):
    model = Step
    fields = (("order", "weeks_before", "text_nl", "text_en"),)


class ContraIndicationInline(PartInline):
    model = ContraIndication
    fields = (("order", "text_nl", "text_en"),)


class SkillInline(PartInline):
    model = Skill
    fields = (("order", "text_nl", "text_en"),)


class EvidenceInline(PartInline):
    model = EvidenceSource
    fields = (("order", "source"),)


@admin.register(ActivityType)
class ActivityTypeAdmin(EditorAdmin):
    preview = FormatPreview
    change_list_template = "admin/suggestions/format_list.html"
    list_display = (
        *("named", "status", "translation", "commented"),
        *("family", "contact_mode", "evidence_level"),
    )
    list_filter = (
        *(TranslationFilter, "status", "family", "evidence_level"),
        *("contact_mode", "language_load"),
    )
    search_fields = ("slug", "name_nl", "name_en", "summary_nl", "summary_en")
    actions = ("publish_selected", "unpublish_selected")
    save_on_top = True
    parts = ACTIVITY_TYPE_PARTS.values()
    to_put_right = _("It is saved. The draft cannot be published before this is put right:")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("slug", "status"),
                    ("name_nl", "name_en"),
                    ("summary_nl", "summary_en"),
                )
            },
        ),
        (
            _("What kind of meetup"),
            {
                "fields": (
                    ("family", "contact_mode", "depth"),
                    ("topic_focus", "between_groups"),
                )
            },
        ),
        (
            _("Which goals it serves"),
            {
                "fields": (
                    ("goal_meet", "goal_agree_rules", "goal_solve_problem"),
                    ("goal_reduce_loneliness", "goal_talk_topic", "goal_restore_trust"),
                )
            },
        ),
        (
            _("When it is safe"),
            {
                "fields": (
                    ("tension_min", "tension_max"),
                    "tension_ideal",
                    ("tension_note_nl", "tension_note_en"),
                    ("open_stage", "exposes_minority"),
                )
            },
        ),
        (
            _("For whom and where"),
            {
                "fields": (
                    ("group_min", "group_max", "can_run_in_parallel"),
                    ("ages", "required_ages"),
                    ("dividing_lines", "places"),
                    "language_load",
                )
            },
        ),
        (
            _("Hands and help"),
            {
                "fields": (
                    "organisers_min",
                    ("professional_level", "professional_match"),
                    ("professional_kinds", "professional_via_referral"),
                    ("required_from_level", "required_from_kinds"),
                    ("professional_note_nl", "professional_note_en"),
                )
            },
        ),
        (
            _("Time and money"),
            {
                "fields": (
                    ("weeks_min", "weeks_typical"),
                    ("hours_min", "hours_max"),
                    ("rhythm", "sessions_typical"),
                    ("cost_min", "cost_max", "cost_estimate"),
                    ("cost_note_nl", "cost_note_en"),
                )
            },
        ),
        (
            _("How sure we are"),
            {
                "fields": (
                    "evidence_level",
                    ("evidence_note_nl", "evidence_note_en"),
                    ("example_text_nl", "example_text_en"),
                    ("example_verified", "example_source"),
                    "review_by",
                )
            },
        ),
    )
    inlines = (
        FitInline,
        ConditionInline,
        StepInline,
        ContraIndicationInline,
        SkillInline,
        EvidenceInline,
    )

    def get_urls(self) -> list[URLPattern]:
        shielded: Any = self.admin_site.admin_view(self.matrix_view)
        name = "suggestions_activitytype_matrix"
        return [path("matrix/", shielded, name=name), *super().get_urls()]

    def matrix_view(self, request: HttpRequest) -> HttpResponse:
        """How well every format fits every situation."""
        return matrix.view(self, request)

    @admin.display(description=_("name"), ordering="name_nl")
    def named(self, row: ActivityType) -> str:
        return row.name

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        """The seven conditions are made by the first save, and filled in after it."""
        return [inline for inline in self.inlines if obj or inline is not ConditionInline]

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "status":
            kwargs["help_text"] = _("What is published here comes in the next edition.")
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"status": Status.DRAFT.value, **super().get_changeform_initial_data(request)}

    def view_on_site(self, obj: ActivityType) -> str | None:
        return obj.get_absolute_url() if obj.status == Status.PUBLISHED else None

    def settle(self, obj: ActivityType, form: Any) -> list[Fault]:
        return curation.settle_activity_type(activity_type=obj, now=clock.now())

    @admin.action(description=_("Publish the selected formats"), permissions=["change"])
    def publish_selected(self, request: HttpRequest, queryset: QuerySet[ActivityType]) -> None:
        done = 0
        for row in queryset:
            faults = curation.publish(activity_type=row, now=clock.now())
            done += not faults
            if faults:
                intro = gettext("%(name)s is not published. First put right:") % {"name": row}
                self.message_user(request, listed(intro, faults, ActivityType), messages.ERROR)
        if done:
            text = ngettext(
                "%(count)d format is published.", "%(count)d formats are published.", done
            )
            self.message_user(request, text % {"count": done}, messages.SUCCESS)

    @admin.action(description=_("Unpublish the selected formats"), permissions=["change"])
    def unpublish_selected(self, request: HttpRequest, queryset: QuerySet[ActivityType]) -> None:
        for row in queryset:
            curation.unpublish(activity_type=row, now=clock.now())
        count = len(queryset)
        text = ngettext("%(count)d format is a draft.", "%(count)d formats are drafts.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)

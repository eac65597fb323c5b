"""Where curators keep the catalogue right, without a programmer."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from meetups.suggestions import curation
from meetups.suggestions.content_items import ACTIVITY_TYPE_PARTS, SITUATION_PARTS, PartKind
from meetups.suggestions.content_shape import Fault
from meetups.suggestions.fields import LineField, ProseField
from meetups.suggestions.history import changes_of
from meetups.suggestions.models import (
    ActivityType,
    CatalogueVersion,
    ContactCondition,
    ContraIndication,
    EvidenceSource,
    Indicator,
    NeverDo,
    Signal,
    Situation,
    SituationFit,
    SituationSource,
    Skill,
    Source,
    Step,
)
from meetups.suggestions.vocabulary import Status

LINES = {"widget": forms.Textarea(attrs={"rows": 2})}
PROSE = {"widget": forms.Textarea(attrs={"rows": 5})}
SOURCE_LABEL_LENGTH = 70


def listed(intro: str, faults: Iterable[Fault]) -> SafeString:
    """One message that names every fault."""
    return format_html(
        "{}<ul>{}</ul>", intro, format_html_join("", "<li>{}</li>", ((f,) for f in faults))
    )


class SourceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Names a source in one short line."""

    def label_from_instance(self, obj: Any) -> str:
        return Truncator(f"{obj.key}: {obj}").chars(SOURCE_LABEL_LENGTH)


class EasyFields:
    """Room for texts, and no buttons that change or delete what is chosen: a slip reaches far."""

    formfield_overrides: Any = {
        LineField: LINES,
        ProseField: PROSE,
        models.URLField: {"assume_scheme": "https"},
    }

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_delete_related = False
            field.widget.can_view_related = db_field.name != "situation"
        return field


class PartInline(EasyFields, admin.TabularInline):  # type: ignore[type-arg]
    """Parts of a row, in their order."""

    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """One list of choices for all rows; each would ask the database again."""
        if db_field.name == "source":
            kwargs["form_class"] = SourceField
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.choices = list(field.choices)
        return field


class FitInline(PartInline):
    model = SituationFit
    fields = ("situation", "strength", "reason_nl", "reason_en")


class ConditionInline(PartInline):
    """All seven, always: none can be added or taken away."""

    model = ContactCondition
    fields = ("condition", "level", "strengthen_nl", "strengthen_en")
    readonly_fields = ("condition",)
    can_delete = False
    max_num = 0


class StepInline(PartInline):
    model = Step
    fields = ("order", "weeks_before", "text_nl", "text_en")


class ContraIndicationInline(PartInline):
    model = ContraIndication
    fields = ("order", "text_nl", "text_en")


class SkillInline(PartInline):
    model = Skill
    fields = ("order", "text_nl", "text_en")


class EvidenceInline(PartInline):
    model = EvidenceSource
    fields = ("order", "source")


class SignalInline(PartInline):
    model = Signal
    fields = ("order", "text_nl", "text_en")
    min_num = 1


class NeverDoInline(PartInline):
    model = NeverDo
    fields = ("order", "text_nl", "text_en")
    min_num = 1


class IndicatorInline(EasyFields, admin.StackedInline):  # type: ignore[type-arg]
    model = Indicator
    extra = 0
    fields = (("order", "slug", "direction"), ("name_nl", "name_en"), "source_hint")


class SituationSourceInline(PartInline):
    model = SituationSource
    fields = ("order", "source")


class CatalogueAdmin(EasyFields, admin.ModelAdmin):  # type: ignore[type-arg]
    """What the three kinds share: a fixed name, a full history, and a version that goes up."""

    identity = "slug"
    parts: Collection[PartKind] = ()
    to_put_right: Any = _("It is saved. Still put right:")
    list_per_page = 50

    class Media:
        css = {"all": ["css/curator.css"]}

    def settle(self, obj: Any, form: Any) -> list[Fault]:
        """Finish a save; gives back what a curator should still put right."""
        raise NotImplementedError

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
            self.message_user(request, listed(self.to_put_right, faults), messages.WARNING)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        CatalogueVersion.bump(now=timezone.now())

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        super().delete_queryset(request, queryset)
        CatalogueVersion.bump(now=timezone.now())

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


@admin.register(ActivityType)
class ActivityTypeAdmin(CatalogueAdmin):
    list_display = ("named", "status", "family", "contact_mode", "evidence_level")
    list_filter = ("status", "family", "evidence_level", "contact_mode", "language_load")
    search_fields = ("slug", "name_nl", "name_en", "summary_nl", "summary_en")
    actions = ("publish_selected", "unpublish_selected")
    save_on_top = True
    parts = ACTIVITY_TYPE_PARTS.values()
    to_put_right = _("It is saved as a draft. Before you publish it, put right:")
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

    @admin.display(description=_("name"), ordering="name_nl")
    def named(self, row: ActivityType) -> str:
        return row.name

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        """The seven conditions are made by the first save, and filled in after it."""
        return [inline for inline in self.inlines if obj or inline is not ConditionInline]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"status": Status.DRAFT.value, **super().get_changeform_initial_data(request)}

    def view_on_site(self, obj: ActivityType) -> str | None:
        return obj.get_absolute_url() if obj.status == Status.PUBLISHED else None

    def settle(self, obj: ActivityType, form: Any) -> list[Fault]:
        return curation.settle_activity_type(
            activity_type=obj,
            was_published=form.initial.get("status") == Status.PUBLISHED,
            now=timezone.now(),
        )

    @admin.action(description=_("Publish the selected formats"), permissions=["change"])
    def publish_selected(self, request: HttpRequest, queryset: QuerySet[ActivityType]) -> None:
        done = 0
        for row in queryset:
            faults = curation.publish(activity_type=row, now=timezone.now())
            done += not faults
            if faults:
                intro = gettext("%(name)s is not published. First put right:") % {"name": row}
                self.message_user(request, listed(intro, faults), messages.ERROR)
        if done:
            text = ngettext(
                "%(count)d format is published.", "%(count)d formats are published.", done
            )
            self.message_user(request, text % {"count": done}, messages.SUCCESS)

    @admin.action(description=_("Unpublish the selected formats"), permissions=["change"])
    def unpublish_selected(self, request: HttpRequest, queryset: QuerySet[ActivityType]) -> None:
        for row in queryset:
            curation.unpublish(activity_type=row, now=timezone.now())
        count = len(queryset)
        text = ngettext("%(count)d format is a draft.", "%(count)d formats are drafts.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS)


@admin.register(Situation)
class SituationAdmin(CatalogueAdmin):
    """A situation is an option of the guide's first question: curators edit it, none is added."""

    list_display = ("titled", "slug", "order", "typical_tension")
    list_filter = ("typical_tension",)
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
        return curation.settle_situation(situation=obj, now=timezone.now())


@admin.register(Source)
class SourceAdmin(CatalogueAdmin):
    identity = "key"
    list_display = ("key", "authors", "year", "title", "kind", "verified")
    list_filter = ("kind", "verified", "doi_status")
    search_fields = ("key", "authors", "title", "container", "doi")
    fieldsets = (
        (None, {"fields": (("key", "kind"), ("authors", "year"), "title", "container")}),
        (_("Where to find it"), {"fields": ("url", ("doi", "doi_status"), "verified")}),
        (
            _("What it found"),
            {"fields": ("finding", ("implication_nl", "implication_en"))},
        ),
    )

    def settle(self, obj: Source, form: Any) -> list[Fault]:
        CatalogueVersion.bump(now=timezone.now())
        return []

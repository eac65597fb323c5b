"""Where staff judge what is proposed, and read what is said to be wrong."""

import re
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from simple_history.admin import SimpleHistoryAdmin

from meetups import clock

from ..models import Area
from . import services
from .fields import ProseField
from .lifecycle import Status
from .models import LocalGroup, MistakeReport, Place, Strength


class DecisionForm(ActionForm):
    """What goes along with an action on the list."""

    reason = forms.CharField(label=_("Reason to decline"), required=False)


class MunicipalityFilter(admin.SimpleListFilter):
    """The municipalities in which there is any."""

    title = _("municipality")
    parameter_name = "municipality"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        codes = model_admin.model.objects.values_list("area__code", flat=True).distinct()
        found = Area.objects.filter(code__in={f"GM{code[2:6]}" for code in codes}).by_name()
        return [(area.code, area.title) for area in found]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        digits = (self.value() or "")[2:6]
        if not (digits.isascii() and digits.isdigit()):
            return queryset
        return queryset.filter(area__code__regex=rf"^..{digits}")


class MistakeInline(admin.TabularInline):  # type: ignore[type-arg]
    """What readers said is wrong; tick what was looked into."""

    model = MistakeReport
    fields = ["sent_at", "what", "text", "is_handled"]
    readonly_fields = ["sent_at", "what", "text"]
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _must_be_ids(*parts: Any) -> None:
    """simple_history takes these parts of an address for numbers, and breaks when they are not."""
    for part in parts:
        if not re.fullmatch(r"[0-9]{1,18}", str(part), re.ASCII):
            raise Http404


class StrengthAdmin(SimpleHistoryAdmin):  # type: ignore[misc]
    """A list to judge from; the status moves by the actions only."""

    list_display = ["name", "area", "status", "proposed_by", "decided_at", "open_mistakes"]
    list_filter: list[Any] = ["status", MunicipalityFilter]
    list_select_related = ["area", "proposed_by"]
    search_fields = ["name", "area__name", "area__code__startswith"]
    raw_id_fields = ["area"]
    readonly_fields = ["status", "proposed_by", "decided_by", "decided_at", "reason"]
    inlines = [MistakeInline]
    actions = ["approve", "decline"]
    action_form = DecisionForm
    formfield_overrides = {
        ProseField: {"widget": forms.Textarea(attrs={"rows": 4})},
        models.URLField: {"assume_scheme": "https"},
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        is_open = models.Q(mistakes__is_handled=False)
        rows: QuerySet[Any] = super().get_queryset(request)
        counted: QuerySet[Any] = rows.annotate(open_count=models.Count("mistakes", filter=is_open))
        return counted

    @admin.display(description=_("open reports"), ordering="open_count")
    def open_mistakes(self, strength: Any) -> int:
        return int(strength.open_count)

    @admin.action(description=_("Approve: show to everyone"), permissions=["change"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._decide(request, queryset, Status.SHOWN)

    @admin.action(description=_("Decline, with this reason"), permissions=["change"])
    def decline(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._decide(request, queryset, Status.DECLINED)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A new row waits for approval, as everybody's does."""
        if change:
            super().save_model(request, obj, form, change)
        else:
            services.propose_strength(strength=obj, by=request.user)  # type: ignore[arg-type]

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def history_view(self, request: HttpRequest, object_id: str, *args: Any) -> HttpResponse:
        _must_be_ids(object_id)
        shown: HttpResponse = super().history_view(request, object_id, *args)
        return shown

    def history_form_view(self, request: HttpRequest, *args: str, **kwargs: Any) -> HttpResponse:
        """What once was may be read, not put back: the status would go around its table."""
        _must_be_ids(*args, *kwargs.values())
        if request.method == "POST":
            raise PermissionDenied
        shown: HttpResponse = super().history_form_view(request, *args, **kwargs)
        return shown

    def _decide(self, request: HttpRequest, queryset: QuerySet[Any], to: Status) -> None:
        done = 0
        for strength in queryset:
            try:
                services.decide_on_strength(
                    strength=strength,
                    to=to,
                    by=request.user,  # type: ignore[arg-type]
                    now=clock.now(),
                    reason=request.POST.get("reason", ""),
                )
            except (services.CannotMoveError, services.NoReasonError) as error:
                messages.error(request, str(error))
            else:
                done += 1
        if done:
            said = ngettext("%(count)s decided.", "%(count)s decided.", done) % {"count": done}
            messages.success(request, said)


@admin.register(Place)
class PlaceAdmin(StrengthAdmin):
    list_display = ["name", "kind", *StrengthAdmin.list_display[1:]]
    list_filter = [*StrengthAdmin.list_filter, "kind"]


@admin.register(LocalGroup)
class LocalGroupAdmin(StrengthAdmin):
    pass


@admin.register(MistakeReport)
class MistakeReportAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What readers wrote, newest first; only whether it is handled can change."""

    list_display = ["sent_at", "about", "what", "text", "is_handled"]
    list_filter = ["is_handled", "what"]
    list_editable = ["is_handled"]
    list_select_related = ["place", "group"]
    readonly_fields = ["place", "group", "what", "text", "sent_at"]

    @admin.display(description=_("about"))
    def about(self, report: MistakeReport) -> Strength:
        return report.about

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

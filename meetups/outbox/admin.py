"""Where the operator sees mail that did not leave, tries it again, and stops all mail."""

from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from meetups import clock

from .models import Hold, OutboundMessage, Suppression
from .services.addresses import digests_of
from .services.holding import hold_mail, resume_mail
from .services.upkeep import try_again


@admin.register(OutboundMessage)
class OutboundMessageAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Mail on its way and mail that ended. There is no address and no text to see."""

    list_display = ("kind", "state", "due_at", "attempts", "ended_at", "error")
    list_filter = ("state", "kind", "due_at")
    show_full_result_count = False
    list_per_page = 50
    actions = ["plan_again"]

    @admin.action(description=gettext_lazy("Try again what failed"), permissions=["retry"])
    def plan_again(self, request: HttpRequest, chosen: "QuerySet[OutboundMessage]") -> None:
        now: datetime = clock.now()
        count = sum(try_again(message, now=now) for message in chosen)
        text = ngettext(
            "%(count)d message is tried again.", "%(count)d messages are tried again.", count
        )
        self.message_user(request, text % {"count": count}, messages.SUCCESS)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("outbox.change_outboundmessage")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Suppression)
class SuppressionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Addresses that get no mail, found by typing one; erasing a row lets mail go there again."""

    list_display = ("__str__", "why", "since")
    list_filter = ("why", "kind")
    search_fields = ("address_digest",)
    search_help_text = gettext_lazy("Type a whole e-mail address.")

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Suppression]", search_term: str
    ) -> "tuple[QuerySet[Suppression], bool]":
        """The digest of what was typed is all that there is to look for."""
        if search_term.strip():
            queryset = queryset.filter(address_digest__in=digests_of(search_term))
        return queryset, False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Hold)
class HoldAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Adding a row holds all mail; erasing it lets mail leave again."""

    list_display = ("__str__", "why")
    fields = ("why",)

    def save_model(
        self, request: HttpRequest, obj: Hold, form: "ModelForm[Hold]", change: bool
    ) -> None:
        hold_mail(now=clock.now(), why=obj.why)
        obj.refresh_from_db()
        self.message_user(request, _("Mail is held: nothing leaves."), messages.WARNING)

    def delete_model(self, request: HttpRequest, obj: Hold) -> None:
        resume_mail()

    def delete_queryset(self, request: HttpRequest, queryset: "QuerySet[Hold]") -> None:
        resume_mail()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Hold.objects.exists()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

"""Offices: made here, since only who runs the site decides which municipality works with it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from meetups import clock
from neighbourhoods.strengths.fields import LineField, ProseField

from .models import Membership, Office, OfficeRule, User
from .services.logos import redraw_logo
from .services.offices import (
    RULE,
    account_for_member,
    account_for_role,
    account_for_settings,
)

LINES = {"widget": forms.Textarea(attrs={"rows": 2})}


class OfficeAdminForm(forms.ModelForm):  # type: ignore[type-arg]
    """Draws an uploaded logo anew, as the page for managers does."""

    def clean_logo(self) -> Any:
        logo = self.cleaned_data["logo"]
        return redraw_logo(logo) if isinstance(logo, UploadedFile) else logo


class MemberInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Membership
    extra = 0
    raw_id_fields = ["user"]
    fields = ["user", "role", "by_sign_in"]
    readonly_fields = ["by_sign_in"]


class RuleInline(admin.StackedInline):  # type: ignore[type-arg]
    model = OfficeRule
    extra = 0
    formfield_overrides = {LineField: LINES, models.URLField: {"assume_scheme": "https"}}
    fields = [
        ("order", "occasion", "people_from", "days", "is_after"),
        ("text_nl", "text_en"),
        ("why_nl", "why_en"),
        "website",
    ]


@admin.register(Office)
class OfficeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    form = OfficeAdminForm
    list_display = ["name", "area", "contact_name", "people", "rules_count"]
    list_select_related = ["area"]
    search_fields = ["name", "area__name", "area__code__startswith"]
    raw_id_fields = ["area"]
    inlines = [RuleInline, MemberInline]
    formfield_overrides = {
        ProseField: {"widget": forms.Textarea(attrs={"rows": 5})},
        models.URLField: {"assume_scheme": "https"},
    }
    fieldsets = [
        (None, {"fields": ["area", "name"]}),
        (
            _("Whom people can ask"),
            {
                "fields": [
                    *("contact_name", "contact_email", "contact_phone", "website"),
                    *(("hours_nl", "hours_en"), "answer_days", ("grants_nl", "grants_en")),
                ]
            },
        ),
        (_("Pages and review"), {"fields": ["reviews_first"]}),
        (_("Colours and logo"), {"fields": ["colour", "colour_accent", "logo"]}),
    ]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Account for what the site's own people change, as for what a manager does."""
        was = dict(Membership.objects.filter(office=form.instance).values_list("pk", "role"))
        super().save_related(request, form, formsets, change)
        user, office, now = request.user, form.instance, clock.now()
        assert isinstance(user, User)
        fields = list(form.changed_data)
        for formset in formsets:
            if formset.model is OfficeRule and formset.has_changed():
                fields.append(RULE)
            if formset.model is not Membership:
                continue
            for member in formset.new_objects:
                account_for_member(member=member, did="add", by=user, now=now)
            for member in formset.deleted_objects:
                account_for_member(member=member, did="remove", by=user, now=now)
            for member, _changed in formset.changed_objects:
                account_for_role(member=member, was=was.get(member.pk, ""), by=user, now=now)
        if fields:
            account_for_settings(office=office, fields=fields, by=user, now=now)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Office]:
        counted: models.QuerySet[Office] = super().get_queryset(request)
        return counted.annotate(
            people=models.Count("memberships", distinct=True),
            rules_count=models.Count("rules", distinct=True),
        )

    @admin.display(description=_("people"), ordering="people")
    def people(self, office: Any) -> int:
        return int(office.people)

    @admin.display(description=_("rules"), ordering="rules_count")
    def rules_count(self, office: Any) -> int:
        return int(office.rules_count)

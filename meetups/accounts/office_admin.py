"""Offices: made here, since only who runs the site decides which municipality works with it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
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
from .services.versions import claim

LINES = {"widget": forms.Textarea(attrs={"rows": 2})}


class VersionedAdminForm(forms.ModelForm):  # type: ignore[type-arg]
    """Says which version of the row it began with, and is refused when that is over."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial.setdefault("seen", self.instance.version)

    def clean(self) -> None:
        super().clean()
        if self.instance.pk and self.cleaned_data.get("seen") != self.instance.version:
            raise ValidationError(_("Somebody changed this meanwhile. Look again."))


class OfficeAdminForm(VersionedAdminForm):
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
    form = VersionedAdminForm
    extra = 0
    formfield_overrides = {LineField: LINES, models.URLField: {"assume_scheme": "https"}}
    fields = [
        ("order", "occasion", "people_from", "days", "is_after"),
        ("text_nl", "text_en"),
        ("why_nl", "why_en"),
        "website",
        "seen",
    ]


def _claim(request: HttpRequest, row: Office | OfficeRule) -> None:
    assert isinstance(request.user, User)
    claim(row, version=row.version, by=request.user, now=clock.now())


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
        (None, {"fields": ["area", "name", "seen"]}),
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

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Office | None:
        """Before a change it is held with its rules, so that what was judged is what is saved."""
        if request.method == "POST" and object_id.isdecimal() and len(object_id) < 10:
            number = int(object_id)
            list(Office.objects.select_for_update().filter(pk=number).values_list("pk"))
            rules = OfficeRule.objects.select_for_update().order_by("pk")
            list(rules.filter(office=number).values_list("pk"))
        found: Office | None = super().get_object(request, object_id, from_field)
        return found

    def save_model(self, request: HttpRequest, obj: Office, form: Any, change: bool) -> None:
        if change and form.has_changed():
            _claim(request, obj)
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if formset.model is OfficeRule:
            for each in formset.initial_forms:
                if each.has_changed() and each not in formset.deleted_forms:
                    _claim(request, each.instance)
        super().save_formset(request, form, formset, change)

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

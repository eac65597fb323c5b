"""The rules of an office, for its managers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from meetups import clock
from meetups.web import go

from ..access import SignedInRequest, get_office_for, staff_page
from ..forms.offices import RuleForm
from ..forms.versions import is_of_a_row
from ..models import Office, OfficeRule
from ..services import offices as services
from ..services.versions import ChangedMeanwhileError
from ..wording import in_weeks, lead_time
from .offices import FORM, manage


@require_safe
@staff_page
def office_rules(request: SignedInRequest, code: str) -> HttpResponse:
    """All rules, in the order in which people read them."""
    office = get_office_for(request.user, code)
    rules = [(rule, lead_time(rule), in_weeks(rule)) for rule in office.rules.all()]
    return manage(request, office, "office_rules", rules=rules)


@require_http_methods(FORM)
@staff_page
def rule_add(request: SignedInRequest, code: str) -> HttpResponse:
    office = get_office_for(request.user, code)
    return _rule_form(request, office, OfficeRule(office=office))


@require_http_methods(FORM)
@staff_page
def rule_edit(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    office = get_office_for(request.user, code)
    if is_of_a_row(request.POST) and not office.rules.filter(pk=pk).exists():
        return _rule_gone(request, office)
    return _rule_form(request, office, get_object_or_404(office.rules, pk=pk))


@require_http_methods(FORM)
@staff_page
def rule_remove(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Ask first: it cannot be undone."""
    office = get_office_for(request.user, code)
    rule = get_object_or_404(office.rules, pk=pk)
    if request.method != "POST":
        return manage(request, office, "office_rules", template="rule_remove", rule=rule)
    services.remove_rule(rule=rule, by=request.user, now=clock.now())
    messages.success(request, _("The rule is gone. Plans that have it as a step keep it."))
    return go(request, reverse("accounts:office_rules", args=[code]))


def _rule_gone(request: SignedInRequest, office: Office) -> HttpResponse:
    """Somebody removed it: what was typed can be kept as a new one."""
    form = RuleForm(request.POST, instance=OfficeRule(office=office))
    return _show(
        request,
        office,
        form,
        OfficeRule(office=office),
        status=409,
        is_gone=True,
        action=reverse("accounts:rule_add", args=[office.area.code]),
    )


def _rule_form(request: SignedInRequest, office: Office, rule: OfficeRule) -> HttpResponse:
    form, clash = RuleForm(request.POST or None, instance=rule), dict[str, Any]()
    if request.method == "POST" and form.is_valid():
        try:
            rule = form.save(commit=False)
            services.keep_rule(rule=rule, version=form.seen, by=request.user, now=clock.now())
        except ValidationError as error:
            form.blame(error)
        except ChangedMeanwhileError as error:
            if error.row is None:
                return _rule_gone(request, office)
            clash = {"meanwhile": error.row, "theirs": form.after(error.row)}
        else:
            messages.success(request, _("The rule is saved. New plans get it as a step."))
            return go(request, reverse("accounts:office_rules", args=[office.area.code]))
    status = 409 if clash else 422 if form.errors else 200
    return _show(request, office, form, rule, status=status, **clash)


def _show(
    request: SignedInRequest, office: Office, form: RuleForm, rule: OfficeRule, **context: Any
) -> HttpResponse:
    return manage(
        request, office, "office_rules", template="office_rule", form=form, rule=rule, **context
    )

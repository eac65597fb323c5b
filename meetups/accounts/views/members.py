"""Who works for an office, for its managers."""

from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from meetups import clock
from meetups.outbox.services.addresses import is_suppressed
from meetups.web import go

from ..access import SignedInRequest, get_office_for, staff_page
from ..forms.offices import MemberForm, RoleForm
from ..models import Membership, Office, Role
from ..services import offices as services
from .offices import FORM, manage


@require_http_methods(FORM)
@staff_page
def office_members(request: SignedInRequest, code: str) -> HttpResponse:
    """Everyone who works for the office, and a form for one more."""
    office = get_office_for(request.user, code)
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            member = services.add_member(
                office=office, by=request.user, now=clock.now(), **form.cleaned_data
            )
        except services.OfficeError as error:
            form.add_error("email", str(error))
        else:
            _tell(request, member)
            return go(request, _list_of(office))
    return manage(
        request,
        office,
        "office_members",
        status=422 if form.errors else 200,
        form=form,
        members=office.memberships.select_related("user").order_by("user__name", "user__email"),
        roles=Role.choices,
    )


@require_POST
@staff_page
def member_role(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    office, member = _member(request, code, pk)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a role from the list."))
        return go(request, _list_of(office))
    return _change(request, member, partial(services.change_role, role=form.cleaned_data["role"]))


@require_http_methods(FORM)
@staff_page
def member_remove(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Ask first: what is theirs stays on their name."""
    office, member = _member(request, code, pk)
    if request.method != "POST":
        work = import_string(settings.WORK_OF_MEMBERS)(office, member.user)
        template = "member_remove"
        return manage(
            request, office, "office_members", template=template, member=member, work=work
        )
    said = _("%(name)s does not work here any more.") % {"name": member.user}
    return _change(request, member, services.remove_member, said=said)


def _member(request: SignedInRequest, code: str, pk: int) -> tuple[Office, Membership]:
    office = get_office_for(request.user, code)
    members = office.memberships.select_related("user", "office__area")
    return office, get_object_or_404(members, pk=pk)


def _list_of(office: Office) -> str:
    return reverse("accounts:office_members", args=[office.area.code])


def _change(
    request: SignedInRequest, member: Membership, service: Callable[..., None], *, said: str = ""
) -> HttpResponse:
    """Do what a button says, and show what came of it: who gave up their own role sees the page."""
    try:
        service(member=member, by=request.user, now=clock.now())
    except services.OfficeError as error:
        messages.error(request, str(error))
        return go(request, _list_of(member.office))
    messages.success(request, said or _("Saved."))
    is_me = member.user_id == request.user.pk
    return go(request, member.office.get_absolute_url() if is_me else _list_of(member.office))


def _tell(request: SignedInRequest, member: Membership) -> None:
    """Say that the new colleague is there, and whether they hear of it by mail."""
    name = {"name": member.user}
    if is_suppressed(address=member.user.email, kind="office_member"):
        messages.warning(request, _("%(name)s is added. No mail can go there: tell them.") % name)
    else:
        messages.success(request, _("%(name)s is added, and gets a mail.") % name)

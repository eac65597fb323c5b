"""Everything that was submitted to an office, by what must be first."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import push_url

from meetups import clock
from meetups.accounts.access import SignedInRequest, staff_page
from meetups.accounts.models import User
from meetups.audit.models import Act
from meetups.audit.services import record
from meetups.initiatives.access import get_initiative_for
from meetups.initiatives.wording import name_of
from meetups.support.access import Desk, get_desk_for
from meetups.support.queries.promises import colleagues_of
from meetups.support.services import filters
from meetups.support.services.dossiers import assign as assign_to
from meetups.support.services.errors import SupportError
from meetups.web import go, wants_fragment

from ..exports import MOST_ROWS, TYPES, Sheet
from ..exports import export as write_sheet
from ..forms.queue import AssignForm, KeepForm, QueueForm, colleague_choices
from ..queries import queue as queries
from ..queries.sent import found, sent_to
from .desk import desk_page

ON_A_PAGE = 25


@require_safe
@staff_page
def queue(request: SignedInRequest, code: str) -> HttpResponse:
    """What was submitted, narrowed and ordered by what the address asks."""
    desk = get_desk_for(request.user, code)
    return _queue_page(request, desk, request.GET, KeepForm())


@require_POST
@staff_page
def keep_filter(request: SignedInRequest, code: str) -> HttpResponse:
    """Keep what is chosen now under a name."""
    desk = get_desk_for(request.user, code)
    asked, form = QueryDict(request.POST.get("query", "")), KeepForm(request.POST)
    query = urlencode(_form(desk, asked).chosen)
    if form.is_valid():
        try:
            kept = filters.save_filter(desk=desk, name=form.cleaned_data["name"], query=query)
        except SupportError as error:
            form.add_error("name", error.message)
        else:
            messages.success(request, _("“%(name)s” is kept.") % {"name": kept.name})
            return go(request, _address(desk, query))
    return _queue_page(request, desk, asked, form, status=422)


@require_POST
@staff_page
def remove_filter(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    desk = get_desk_for(request.user, code)
    filters.remove_filter(desk=desk, pk=pk)
    messages.success(request, _("The filter is gone."))
    return go(request, _address(desk, ""))


@require_POST
@staff_page
def assign(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Say who reviews a plan, from its row."""
    desk = get_desk_for(request.user, code)
    seat = get_initiative_for(request.user, pk)
    if not seat.works_for_office or seat.office != desk.office:
        raise Http404
    people = {person.pk: person for person in colleagues_of(desk.office)}
    colleagues = [(str(pk), str(person)) for pk, person in people.items()]
    form = AssignForm(request.POST, colleagues=colleagues)
    said, status = _("Choose someone of your office."), 422
    if form.is_valid():
        chosen = people.get(form.cleaned_data["reviewer"])
        try:
            assign_to(desk=desk, initiative=seat.initiative, reviewer=chosen, now=clock.now())
        except SupportError as error:
            said, status = error.message, 409
        else:
            said, status = _said(seat.initiative.title, chosen), 200
    return _assigned(request, desk, pk, said=said, status=status, colleagues=colleagues)


@require_POST
@staff_page
def export(request: SignedInRequest, code: str) -> HttpResponse:
    """What is chosen as a file to take along; that it was taken is written down."""
    desk, now = get_desk_for(request.user, code), clock.now()
    sheet = request.POST.get("format")
    if sheet not in Sheet.values:
        raise Http404
    form = _form(desk, QueryDict(request.POST.get("query", "")))
    sent = sent_to(desk.office, now=now)
    pks = found(sent, form.wanted, desk.user)[:MOST_ROWS]
    file = write_sheet(sent, pks, Sheet(sheet), user=desk.user)
    record(
        Act.EXPORT,
        by=request.user.pk,
        now=now,
        office=desk.code,
        what="queue",
        format=sheet,
        rows=len(pks),
    )
    name = f"{_('plans')}-{desk.code}-{sent.today:%Y-%m-%d}.{sheet}"
    headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
    return HttpResponse(file, content_type=TYPES[Sheet(sheet)], headers=headers)


# --- what they share -----------------------------------------------------------------------------
def _form(desk: Desk, asked: QueryDict) -> QueueForm:
    """What is looked for, with what makes no sense left out."""
    office = desk.office
    make = partial(
        QueueForm,
        areas=queries.areas_of(office, asked.get("area", "")),
        colleagues=queries.colleagues_of(office),
        tags=queries.tags_of(office),
    )
    form = make(asked)
    if not form.is_valid():
        form = make(form.chosen)
        form.is_valid()
    return form


def _address(desk: Desk, query: str) -> str:
    return f"{reverse('dashboard:queue', args=[desk.code])}?{query}".rstrip("?")


def _queue_page(
    request: SignedInRequest, desk: Desk, asked: QueryDict, keep: KeepForm, *, status: int = 200
) -> HttpResponse:
    """A page of the queue, whole or as the fragment; htmx then notes its address."""
    form, sent = _form(desk, asked), sent_to(desk.office, now=clock.now())
    query = urlencode(form.chosen)
    plans = found(sent, form.wanted, desk.user)
    shown = Paginator(plans, ON_A_PAGE).get_page(asked.get("page"))
    response = desk_page(
        request,
        desk,
        "dashboard/queue.html",
        tab="dashboard:queue",
        fragment="dashboard/_queue.html",
        status=status,
        form=form,
        keep=keep,
        kept=queries.filters_of(desk.office, desk.user),
        query=query,
        page=shown,
        rows=queries.rows_of(sent, list(shown), desk.user),
        colleagues=colleague_choices(form.colleagues, desk.user),
        most_rows=MOST_ROWS if len(plans) > MOST_ROWS else None,
    )
    if not wants_fragment(request) or status != 200:
        return response
    at = {"page": str(shown.number)} if shown.number > 1 else {}
    return push_url(response, _address(desk, urlencode(form.chosen | at)))


def _said(title: str, reviewer: User | None) -> str:
    if reviewer is None:
        return _("Nobody reviews “%(title)s” now.") % {"title": title}
    words = {"name": name_of(reviewer), "title": title}
    return _("%(name)s reviews “%(title)s” now.") % words


def _assigned(
    request: SignedInRequest,
    desk: Desk,
    pk: int,
    *,
    said: str,
    status: int,
    colleagues: list[queries.Choice],
) -> HttpResponse:
    """The row as it is now, for htmx; else back to the list as it was."""
    if not wants_fragment(request):
        (messages.success if status == 200 else messages.error)(request, said)
        form = _form(desk, QueryDict(request.POST.get("query", "")))
        return go(request, _address(desk, urlencode(form.chosen)))
    context = {
        "rows": queries.rows_of(sent_to(desk.office, now=clock.now()), [pk], desk.user),
        "colleagues": colleague_choices(colleagues, desk.user),
        "assigns": True,
        "code": desk.code,
        "query": request.POST.get("query", ""),
        "said": said,
        "failed": status != 200,
    }
    return render(request, "dashboard/_queue_assigned.html", context, status=status)

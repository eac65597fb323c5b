"""Who did what for an office, for its managers: to read, and to take along."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from meetups import clock
from meetups.accounts.access import SignedInRequest, staff_page
from meetups.audit.models import Act, Record
from meetups.audit.queries import records_of
from meetups.audit.services import record
from meetups.audit.wording import kept_words
from meetups.support.access import Desk, get_desk_for

from ..audit_wording import about_words, by_words, what_words
from ..exports import TYPES, Cell, Sheet, as_csv
from ..forms.audit import AuditForm
from ..queries.audit import AT_MOST, rows_of
from .desk import desk_page

ON_A_PAGE = 50
AT_ONCE = 500


@require_safe
@staff_page
def audit(request: SignedInRequest, code: str) -> HttpResponse:
    """A page of what was done, the newest first; narrowed by what the address asks."""
    desk = get_desk_for(request.user, code, as_manager=True)
    form = AuditForm(request.GET)
    found = Paginator(records_of(desk.code, **form.wanted), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    rows = rows_of(desk.office, found, reader=desk.user)
    return desk_page(
        request,
        desk,
        "dashboard/audit.html",
        tab="dashboard:audit",
        form=form,
        page=found,
        rows=[(row, what_words(row), by_words(row), _about(row.plans)) for row in rows],
        kept=kept_words(),
        at_most=AT_MOST if found.paginator.count > AT_MOST else None,
    )


@require_POST
@staff_page
def audit_export(request: SignedInRequest, code: str) -> FileResponse:
    """What is looked for as a file; that it was taken along is a record too."""
    desk, now = get_desk_for(request.user, code, as_manager=True), clock.now()
    form = AuditForm(QueryDict(request.POST.get("query", "")))
    records = list(records_of(desk.code, **form.wanted)[:AT_MOST])
    file = as_csv(_lines(desk, records))
    record(
        Act.EXPORT,
        by=desk.user.pk,
        now=now,
        office=desk.code,
        what="audit",
        format=Sheet.CSV.value,
        rows=len(records),
    )
    name = f"{_('who-did-what')}-{desk.code}-{timezone.localdate(now):%Y-%m-%d}.csv"
    return FileResponse(file, as_attachment=True, filename=name, content_type=TYPES[Sheet.CSV])


def _about(plans: Any) -> list[tuple[Any, str]]:
    return [(about, about_words(about)) for about in plans]


def _lines(desk: Desk, records: list[Record]) -> Iterator[list[Cell]]:
    """Times as the clock here had them, in the order of the page."""
    yield [_("When"), _("Who"), _("Kind"), _("What"), _("About")]
    for start in range(0, len(records), AT_ONCE):
        for row in rows_of(desk.office, records[start : start + AT_ONCE], reader=desk.user):
            yield [
                f"{timezone.localtime(row.record.at):%Y-%m-%d %H:%M}",
                by_words(row),
                str(row.record.get_act_display()),
                what_words(row),
                "; ".join(about_words(about) for about in row.plans),
            ]

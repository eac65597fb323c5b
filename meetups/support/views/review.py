"""The page on which an office reviews a plan, decides, and offers help with it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from meetups import clock
from meetups.accounts.access import SignedInRequest, kept_form, staff_page
from meetups.accounts.models import Office, User
from meetups.initiatives.access import Right, Seat, get_initiative_for
from meetups.initiatives.lifecycle import Status
from meetups.initiatives.models import Initiative
from meetups.initiatives.queries import record
from meetups.initiatives.queries.budget import budget_overview
from meetups.initiatives.queries.check import contact_check
from meetups.initiatives.services.errors import PlanError
from meetups.initiatives.wording import day_words, event_subject, event_words, name_of
from meetups.suggestions.queries import catalogue_of_office
from meetups.web import go, page

from ..access import Desk, get_desk_for
from ..forms.review import AssignForm, NoteForm, ReviewForms, TagsForm, begun
from ..models import SupportRequest, Tag
from ..queries import dossiers as kept
from ..queries.introductions import plans_beside
from ..queries.judged import changes_of, facts_of
from ..queries.promises import budgets_of, requests_of
from ..queries.review import (
    history_of,
    knowledge_of,
    last_decision,
    other_plans,
    still_asked_of_office,
)
from ..review_wording import alike_words, left_words, rows_of, texts_to_begin
from ..services import dossiers as services
from ..services import notes
from ..services.decisions import decide
from ..services.errors import SupportError
from ..services.judged import agree_with_changes
from ..together_wording import beside_words
from .parts import parts_of

PAGE, DECISION = "support/review.html", "support/_review_decision.html"
FACTS = "facts of a plan"
"""Salt of the facts that a page showed, as its form gives them back."""
ONLY_ASKED = ("more", "fill")
"""Buttons that change what is on the form, and decide nothing."""


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def review(request: SignedInRequest, pk: int) -> HttpResponse:
    """All that is known of a plan, and deciding about it: always with an offer."""
    seat = get_initiative_for(request.user, pk, Right.REVIEW)
    if request.method != "POST":
        typed = kept_form(request)
        return _show(request, seat, _forms(request, seat, typed) if typed else None)
    forms = _forms(request, seat, request.POST)
    if any(name in request.POST for name in ONLY_ASKED):
        return _show(request, seat, forms)
    if not forms.is_valid():
        return _show(request, seat, forms, status=422)
    given = forms.form.cleaned_data
    values = {name: given[name] for name in ("why", "contact", "hear_by")}
    try:
        decide(
            seat=seat,
            decision=forms.form.move,
            condition=forms.form.given_condition,
            offers=forms.given,
            now=clock.now(),
            **values,
        )
    except (PlanError, SupportError) as error:
        forms.form.add_error(None, error.message)
        return _show(request, get_initiative_for(request.user, pk, Right.REVIEW), forms, status=409)
    except ValidationError as error:
        forms.blame(error)
        return _show(request, get_initiative_for(request.user, pk, Right.REVIEW), forms, status=422)
    messages.success(request, _("Decided. The organisers get a mail with your message and offer."))
    return go(request, _address(pk))


@require_POST
@staff_page
def assign(request: SignedInRequest, pk: int) -> HttpResponse:
    """A colleague reviews it, or I do, or nobody yet."""
    seat = get_initiative_for(request.user, pk, Right.REVIEW)
    desk = _desk(request, seat)
    colleagues = services.reviewers_for(desk.office, seat.initiative)
    form = AssignForm(request.POST, colleagues=colleagues)
    if not form.is_valid():
        return _show(request, seat, status=422, assign_form=form)
    reviewer = form.cleaned_data["reviewer"]
    try:
        services.assign(desk=desk, initiative=seat.initiative, reviewer=reviewer, now=clock.now())
    except SupportError as error:
        form.add_error(None, error.message)
        return _show(request, seat, status=409, assign_form=form)
    words = {"name": name_of(reviewer)} if reviewer else {}
    said = _("%(name)s reviews this plan now.") % words if words else _("Nobody reviews it now.")
    messages.success(request, said)
    return go(request, f"{_address(pk)}#ours")


@require_POST
@staff_page
def agree(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the team changed is all right too."""
    seat = get_initiative_for(request.user, pk, Right.REVIEW)
    try:
        agree_with_changes(
            desk=_desk(request, seat),
            initiative=seat.initiative,
            seen=signing.loads(request.POST.get("facts", ""), salt=FACTS),
            now=clock.now(),
        )
    except (signing.BadSignature, SupportError):
        messages.error(request, _("The team changed it again meanwhile. Look once more."))
    else:
        messages.success(request, _("Your answer holds for the plan as it is now."))
    return go(request, _address(pk))


@require_POST
@staff_page
def add_note(request: SignedInRequest, pk: int) -> HttpResponse:
    """For colleagues only; the team never reads it."""
    seat = get_initiative_for(request.user, pk, Right.REVIEW)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _show(request, seat, status=422, note_form=form)
    text = form.cleaned_data["note"]
    notes.add_note(
        desk=_desk(request, seat), initiative=seat.initiative, text=text, now=clock.now()
    )
    messages.success(request, _("Noted, for colleagues only."))
    return go(request, f"{_address(pk)}#ours")


@require_POST
@staff_page
def delete_note(request: SignedInRequest, pk: int, row: int) -> HttpResponse:
    """A note of one's own, as when it says too much of somebody."""
    seat = get_initiative_for(request.user, pk, Right.REVIEW)
    try:
        notes.delete_note(desk=_desk(request, seat), initiative=seat.initiative, pk=row)
    except SupportError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The note is deleted."))
    return go(request, f"{_address(pk)}#ours")


@require_POST
@staff_page
def set_tags(request: SignedInRequest, pk: int) -> HttpResponse:
    """The words by which the office finds the plan again."""
    seat = get_initiative_for(request.user, pk, Right.REVIEW)
    form = TagsForm(request.POST)
    if form.is_valid():
        plan, seen = seat.initiative, form.seen_names
        given: dict[str, Any] = {"initiative": plan, "names": form.names, "seen": seen}
        try:
            tags = services.set_tags(desk=_desk(request, seat), now=clock.now(), **given)
        except SupportError as error:
            current = kept.dossier_seen(plan)[1]
            if {*current} != {*seen} - {""}:
                form.after(current, services.merged_tags(form.names, seen, current).values())
            form.add_error("tags", error.message)
        except ValidationError as error:
            form.add_error("tags", error.messages)
        else:
            messages.success(request, _tags_words(form.names, tags))
            return go(request, f"{_address(pk)}#ours")
    return _show(request, seat, status=422, tags_form=form)


def _tags_words(typed: list[str], tags: list[Tag]) -> str:
    """What became of the tags that were typed."""
    if services.merged_tags(typed, [], []).keys() == {tag.name.casefold() for tag in tags}:
        return _("The tags are kept.")
    return _("The tags are kept. A colleague changed them too: both changes count.")


# --- the page ------------------------------------------------------------------------------------
def _show(
    request: SignedInRequest,
    seat: Seat,
    forms: ReviewForms | None = None,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """The whole page, or the form of the decision alone to htmx."""
    plan, today = seat.initiative, clock.today()
    services.note_access(seat=seat, code=str(plan.municipality.code), now=clock.now())
    prefetch_related_objects([plan], "funding", "steps")
    parts = parts_of(seat, today=today)
    asked = [row for row, _size, _promise in parts["requests"]]
    if forms is None:
        forms = _forms(request, seat, None, requests=asked)
    return page(
        request,
        PAGE,
        fragment=DECISION,
        status=status,
        seat=seat,
        initiative=plan,
        office=seat.office,
        code=plan.municipality.code,
        today=today,
        forms=forms,
        is_open=plan.status == Status.SUBMITTED,
        may_reconsider=any(move.slug == "reconsider" for move in seat.moves),
        **parts,
        **_known(plan, asked, today),
        **_happened(plan, today),
        alike=[
            (row, alike_words(row.alike), beside_words(row, today))
            for row in plans_beside(plan, request.user)
        ],
        **_ours(request, seat, forms.form.colleagues) | context,
    )


def _known(plan: Initiative, requests: list[SupportRequest], today: date) -> dict[str, Any]:
    """What a plan is judged by: the table of two sides, the check, money, and what is around."""
    known = catalogue_of_office(plan.municipality.code)
    if not plan.local_format:
        plan.activity_type = known.by_key.get(plan.activity_type_id) or plan.activity_type
    budget = budget_overview(plan, with_receipts=False)
    return {
        "rows": rows_of(knowledge_of(plan, known, budget, requests, today=today), today=today),
        "pillars": contact_check(plan),
        "points": plan.safety_points.all(),
        "open_points": sum(not point.is_settled for point in plan.safety_points.all()),
        "budget": budget,
        "others": other_plans(plan),
    }


def _happened(plan: Initiative, today: date) -> dict[str, Any]:
    """Until when there is to answer, what was decided, and what came before."""
    answer = record.answer_by(plan)
    decided = None if plan.status == Status.SUBMITTED else last_decision(plan)
    return {
        "left": left_words(answer, today) if answer else "",
        "is_last_day": bool(answer and answer <= today),
        "decided": decided,
        "decided_words": event_words(decided) if decided else "",
        "history": [
            (
                event,
                event_words(event),
                event_subject(event),
                day_words(timezone.localdate(event.at), today),
            )
            for event in history_of(plan)
        ],
    }


def _ours(request: SignedInRequest, seat: Seat, colleagues: list[User]) -> dict[str, Any]:
    """What is for colleagues only, with its small forms as they are when nothing was sent."""
    plan = seat.initiative
    dossier, tags = kept.dossier_seen(plan)
    typed = kept_form(request, reverse("support:add_note", args=[plan.pk]))
    return {
        "dossier": dossier,
        "changes": changes_of(plan, dossier),
        "facts": signing.dumps(facts_of(plan), salt=FACTS) if dossier.judged else "",
        "notes": kept.notes_of(plan, _office(seat)),
        "assign_form": AssignForm(initial={"reviewer": dossier.reviewer_id}, colleagues=colleagues),
        "note_form": NoteForm(typed),
        "tags_form": TagsForm.of(tags),
    }


def _forms(
    request: SignedInRequest,
    seat: Seat,
    data: QueryDict | None,
    *,
    requests: list[SupportRequest] | None = None,
) -> ReviewForms:
    """The form of the decision: as it was sent, else begun as the address asks."""
    plan, office = seat.initiative, _office(seat)
    texts = texts_to_begin(kept.texts_of(office))
    initial = begun(request.GET, texts)
    return ReviewForms(
        begun(data, texts) if data and "fill" in data else data,
        initiative=plan,
        user=request.user,
        colleagues=services.reviewers_for(office, plan),
        requests=list(requests_of(plan)) if requests is None else requests,
        texts=texts,
        asked=still_asked_of_office(plan.funding.all()),
        budgets=budgets_of(office, clock.today()),
        today=clock.today(),
        initial={name: initial[name] for name in ("decision", "why") if name in initial},
    )


def _office(seat: Seat) -> Office:
    assert seat.office is not None  # who reviews works there
    return seat.office


def _desk(request: SignedInRequest, seat: Seat) -> Desk:
    return get_desk_for(request.user, str(seat.initiative.municipality.code))


def _address(pk: int) -> str:
    return reverse("support:review", args=[pk])

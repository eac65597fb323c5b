"""What an office knows beside what a team says: facts and codes, for `review_wording`.

Figures are hints for a conversation. They never count against a plan, and neither does a rule of
thumb: what does not fit by itself is something to ask.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import quantiles

from django.db.models import Q, Sum
from django.utils import timezone

from meetups.agenda.models import Meetup
from meetups.agenda.queries.listing import midnight
from meetups.initiatives.lifecycle import SEEN_BY_OFFICE
from meetups.initiatives.models import (
    Event,
    EventKind,
    Funding,
    FundingState,
    Initiative,
    Member,
    Payer,
    Spot,
    Step,
    StepOrigin,
    StepState,
    TeamRole,
)
from meetups.initiatives.queries.advice import frozen_page, own_tip
from meetups.initiatives.queries.budget import BudgetOverview
from meetups.recommender.questions import answers_from
from meetups.suggestions.models import ActivityType, Situation
from meetups.suggestions.presenting import AdvicePage, Tip
from meetups.suggestions.queries import CatalogueSnapshot
from meetups.suggestions.vocabulary import Place, Rhythm
from neighbourhoods.hints import RULES, hints_of
from neighbourhoods.models import Area
from neighbourhoods.queries import Comparison, Profile, profile_of

from ..models import RequestState, SupportRequest

ENOUGH_OTHERS = 5
"""Fewer plans would tell what one of them asked."""
COMPARED = 300
"""Plans of which the money is compared, at most."""
SAME_DAY_SHOWN = 5
HISTORY_SHOWN = 12
FIGURES_SHOWN = 3
ALWAYS_SHOWN = ("inhabitants", "one_person", "age_65_plus")
"""Of an area whose situation no figure is a sign of."""
TOLD = (
    *(EventKind.STARTED, EventKind.MOVED, EventKind.DATE_MOVED, EventKind.ADOPTED),
    *(EventKind.HANDED_OVER, EventKind.SAFETY_SETTLED, EventKind.SAFETY_REOPENED),
    *(EventKind.SUPPORT_ASKED, EventKind.SUPPORT_ANSWERED, EventKind.SUPPORT_WITHDRAWN),
    *(EventKind.PROMISED, EventKind.PROMISE_KEPT, EventKind.PROMISE_WITHDRAWN),
)
"""What of the history matters to an office."""
_PLACES = {
    Spot.INDOORS: Place.INDOOR,
    Spot.PUBLIC_SPACE: Place.OUTDOOR,
    Spot.OWN_GROUND: Place.OUTDOOR,
    Spot.ONLINE: Place.ONLINE,
}


@dataclass(frozen=True)
class Deviation:
    """Where a plan is otherwise than its advice, its format or a rule asks: a code, and values."""

    code: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Similar:
    """What other plans asked of this office. Cents; half of them asked `low` to `high`."""

    number: int
    low: int
    high: int
    most: int
    is_same_format: bool


@dataclass(frozen=True)
class SameDay:
    """A meetup of others on the day of the first one. `is_near`: in the same district."""

    meetup: Meetup
    is_near: bool


@dataclass(frozen=True)
class Knowledge:
    """All that the table of two sides is made of."""

    initiative: Initiative
    situation: Situation | None
    figures: list[Comparison]
    has_sign: bool
    """Whether a figure stands out that is a sign of this situation."""
    tip: Tip | None
    best: ActivityType | None
    """What the advice put first, when that is another format."""
    deviations: list[Deviation]
    rules: list[Step]
    same_day: list[SameDay]
    asked: int
    promised: int
    similar: Similar | None


def knowledge_of(
    initiative: Initiative,
    catalogue: CatalogueSnapshot,
    budget: BudgetOverview,
    requests: Iterable[SupportRequest],
    *,
    today: date,
) -> Knowledge:
    """Four queries, for a plan that came in by the front door. `requests`: all that it asks."""
    advice = frozen_page(initiative, catalogue, discreet=True)
    tip, best = own_tip(initiative, advice), _best(initiative, advice)
    slug = (initiative.answers.get("situation") or [""])[0]
    situation = catalogue.situations.get(slug)
    profile = profile_of(initiative.area)
    figures, has_sign = _figures(profile, situation)
    rules = [step for step in initiative.steps.all() if step.origin == StepOrigin.OFFICE]
    return Knowledge(
        initiative,
        situation,
        figures,
        has_sign,
        tip,
        best,
        deviations=[
            *_from_advice(tip, best),
            *_from_format(initiative, budget),
            *_from_answers(initiative),
            *_from_rules(rules, today),
        ],
        rules=rules,
        same_day=same_day(initiative),
        asked=asked_cents(
            in_budget=still_asked_of_office(budget.funding),
            requested=sum(r.cents or 0 for r in requests if r.state == RequestState.OPEN),
            planned=sum(r.planned_cents for r in budget.lines if r.payer == Payer.OFFICE),
            given=promised_by_office(budget.funding),
        ),
        promised=promised_by_office(budget.funding),
        similar=similar_money(initiative),
    )


# --- figures -------------------------------------------------------------------------------------
def _figures(profile: Profile, situation: Situation | None) -> tuple[list[Comparison], bool]:
    """The figures that are a sign of the situation, else those that say what place it is."""
    signs = {i.slug: i.direction for i in situation.indicators.all()} if situation else {}
    fitting = {rule.kind for rule in RULES if not signs.keys().isdisjoint(rule.indicators)}
    known = [profile.comparisons[kind] for kind in fitting & profile.comparisons.keys()]
    found = [comparison for comparison in known if comparison.own is not None]
    holds = any(
        signs.get(slug) == hint.rule.when.direction
        for hint in hints_of(profile)
        for slug in hint.rule.indicators
    )
    if not found:
        found = [c for kind in ALWAYS_SHOWN if (c := profile.comparisons.get(kind))]
    order = list(profile.comparisons)
    return sorted(found, key=lambda c: order.index(c.kind.slug))[:FIGURES_SHOWN], holds


# --- what is otherwise ---------------------------------------------------------------------------
def _best(initiative: Initiative, advice: AdvicePage) -> ActivityType | None:
    first = next((tip.activity for tip in advice.fitting), None)
    return first if first and first.slug != initiative.activity_type.slug else None


def _from_advice(tip: Tip | None, best: ActivityType | None) -> Iterable[Deviation]:
    if tip is not None and not tip.rank:
        yield Deviation("not_among_fitting", {"because": " ".join(tip.because)})
    elif tip is not None and best is not None:
        yield Deviation("another_first", {"best": best.name})


def _from_format(initiative: Initiative, budget: BudgetOverview) -> Iterable[Deviation]:
    wanted, people = initiative.activity_type, initiative.people_expected
    organisers = sum(m.role == TeamRole.ORGANISER for m in initiative.members.all())
    if organisers < wanted.organisers_min:
        yield Deviation(
            "organisers_short", {"organisers": organisers, "needed": wanted.organisers_min}
        )
    if people < wanted.group_min:
        yield Deviation("few_people", {"people": people, "least": wanted.group_min})
    if people > wanted.group_max:
        code = "in_groups" if wanted.can_run_in_parallel else "many_people"
        yield Deviation(code, {"people": people, "most": wanted.group_max})
    kinds = {*wanted.places}
    if kinds and _PLACES[Spot(initiative.spot)] not in kinds and Place.HYBRID not in kinds:
        yield Deviation("other_spot", {"kinds": list(wanted.places)})
    if wanted.rhythm == Rhythm.SERIES and initiative.times_planned == 1:
        yield Deviation("once_of_series", {"times": wanted.sessions_typical})
    sent = initiative.submitted_at or initiative.created_at
    weeks = (initiative.first_date - timezone.localdate(sent)).days // 7
    if weeks < wanted.weeks_min:
        yield Deviation("short_of_time", {"weeks": max(0, weeks), "needed": wanted.weeks_min})
    if budget.lines and budget.planned > budget.estimate_max:
        yield Deviation("dear", {"planned": budget.planned, "most": budget.estimate_max})


def _from_answers(initiative: Initiative) -> Iterable[Deviation]:
    """What the plan says otherwise than they said in the guide."""
    size = answers_from(initiative.answers).size
    if size and initiative.people_expected > size.max:
        yield Deviation("more_than_said", {"people": initiative.people_expected, "said": size.max})


def _from_rules(rules: Iterable[Step], today: date) -> Iterable[Deviation]:
    for step in rules:
        if step.state == StepState.OPEN and step.due_on < today:
            yield Deviation("rule_late", {"rule": step.text, "day": step.due_on})
        elif step.state == StepState.SKIPPED:
            yield Deviation("rule_skipped", {"rule": step.text, "why": step.note})


# --- around it -----------------------------------------------------------------------------------
def same_day(initiative: Initiative) -> list[SameDay]:
    """What everyone can find in the agenda of the municipality on that day, nearest first."""
    start = midnight(initiative.first_date)
    found = (
        Meetup.objects.filter(is_listed=True)
        .exclude(state="draft")
        .filter(
            municipality=initiative.municipality_id,
            starts_at__gte=start,
            starts_at__lt=midnight(initiative.first_date + timedelta(days=1)),
            cancelled_at=None,
            initiative__is_sensitive=False,
        )
        .exclude(initiative=initiative)
        .select_related("area__parent", "place")
        .order_by("starts_at", "pk")[: 4 * SAME_DAY_SHOWN]
    )
    here = initiative.area.at(Area.Level.DISTRICT)
    rows = [
        SameDay(meetup, here is not None and meetup.area.at(Area.Level.DISTRICT) == here)
        for meetup in found
    ]
    return sorted(rows, key=lambda row: not row.is_near)[:SAME_DAY_SHOWN]


def asked_cents(*, in_budget: int, requested: int, planned: int, given: int) -> int:
    """What a team asks of its office now, in cents, wherever it says so.

    `in_budget`: asked there; `requested`: as help; `planned`: costs that the office is to pay, of
    which `given` was promised or paid. A request starts from the budget, so they are not added.
    """
    return max(in_budget, requested, planned - given, 0)


def promised_by_office(funding: Iterable[Funding]) -> int:
    """What the budget of a plan has of the municipality, promised or paid, in cents."""
    given = (FundingState.PROMISED, FundingState.RECEIVED)
    return sum(r.cents for r in funding if r.payer == Payer.OFFICE and r.state in given)


def still_asked_of_office(funding: Iterable[Funding]) -> int:
    """What of that nobody promised or paid yet, in cents."""
    asked = FundingState.ASKED
    return sum(r.cents for r in funding if r.payer == Payer.OFFICE and r.state == asked)


def similar_money(initiative: Initiative) -> Similar | None:
    """What plans of this format asked here, else of its family; None when they are too few."""
    rows = (
        Funding.objects.filter(
            payer=Payer.OFFICE,
            initiative__municipality=initiative.municipality_id,
            initiative__status__in=sorted(SEEN_BY_OFFICE),
            initiative__submitted_at__isnull=False,
            initiative__activity_type__family=initiative.activity_type.family,
        )
        .exclude(initiative=initiative)
        .values("initiative", "initiative__activity_type")
        .annotate(cents=Sum("cents"))
        .order_by("-initiative")[:COMPARED]
    )
    by_format: defaultdict[bool, list[int]] = defaultdict(list)
    for row in rows:
        is_same = row["initiative__activity_type"] == initiative.activity_type_id
        by_format[is_same].append(row["cents"])
    is_same_format = len(by_format[True]) >= ENOUGH_OTHERS
    asked = by_format[True] if is_same_format else [*by_format[True], *by_format[False]]
    if len(asked) < ENOUGH_OTHERS:
        return None
    low, _middle, high = (round(cents) for cents in quantiles(asked, n=4))
    return Similar(len(asked), low, high, max(asked), is_same_format)


# --- what happened -------------------------------------------------------------------------------
def history_of(initiative: Initiative) -> list[Event]:
    """The latest of what matters to an office, oldest first."""
    found = initiative.events.filter(kind__in=TOLD).select_related("by", "about")
    return list(found[:HISTORY_SHOWN])[::-1]


def last_decision(initiative: Initiative) -> Event | None:
    """The move of the office that stands; None when it has not decided, or looks again."""
    moves = initiative.events.filter(kind=EventKind.MOVED).filter(
        Q(subject__in=("approve", "ask-changes", "decline", "reconsider", "submit"))
    )
    last = moves.select_related("by").first()
    return last if last and last.subject not in ("reconsider", "submit") else None


@dataclass(frozen=True)
class OtherPlans:
    """Other plans of who organises this one, that this office saw: how many, and the latest."""

    number: int
    latest: list[Initiative]


def other_plans(initiative: Initiative, *, shown: int = 5) -> OtherPlans:
    """Numbers and titles, and nobody's name; two queries when there are very many."""
    people = [m.user_id for m in initiative.members.all() if m.role == TeamRole.ORGANISER]
    theirs = Member.objects.filter(user__in=people, role=TeamRole.ORGANISER)
    found = Initiative.objects.filter(
        pk__in=theirs.values("initiative"),
        municipality=initiative.municipality_id,
        status__in=sorted(SEEN_BY_OFFICE),
        submitted_at__isnull=False,
    ).exclude(pk=initiative.pk)
    rows = list(found.only("title", "status", "first_date").order_by("-first_date", "-pk")[:50])
    number = found.count() if len(rows) == 50 else len(rows)
    return OtherPlans(number, rows[:shown])

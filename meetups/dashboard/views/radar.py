"""The radar: which plans may stop, what threatens first, and what helps."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meetups import clock
from meetups.accounts.access import SignedInRequest, staff_page
from meetups.support.access import get_desk_for
from meetups.support.continuity_acts import ACT_WORDS, Act

from ..forms.radar import RadarForm
from ..queries.queue import areas_of
from ..queries.radar import Row, radar_of
from .desk import desk_page

ANCHORS = {Act.WRITE: "#thread", Act.ANSWER: "#requests", Act.KEEP: "#promises", Act.REVIEW: ""}
"""Where on the page for reviewing something is done."""


@dataclass(frozen=True)
class Link:
    """What can be done next, and on which page."""

    words: str
    url: str


@require_safe
@staff_page
def radar(request: SignedInRequest, code: str) -> HttpResponse:
    """What may stop, narrowed by what the address asks."""
    desk = get_desk_for(request.user, code)
    areas = areas_of(desk.office, request.GET.get("area", ""))
    form = RadarForm(request.GET, areas=areas)
    if not form.is_valid():
        form = RadarForm(form.chosen, areas=areas)
        form.is_valid()
    found = radar_of(
        desk.office, request.user, form.wanted, page=request.GET.get("page"), now=clock.now()
    )
    return desk_page(
        request,
        desk,
        "dashboard/radar.html",
        tab="dashboard:radar",
        fragment="dashboard/_radar.html",
        form=form,
        query=urlencode(form.chosen),
        radar=found,
        rows=list(map(Listed, found.rows)),
    )


@dataclass(frozen=True)
class Listed:
    """A plan with its page, and what can be done about it: looked up only to draw it anew."""

    row: Row

    @property
    def url(self) -> str:
        """The page for reviewing; the plan's own for who is in its team, who does not review it."""
        return _page_of(self.row)

    @property
    def links(self) -> list[Link]:
        return _links(self.row)


def _page_of(row: Row) -> str:
    name = "initiatives:overview" if row.is_own else "support:review"
    return reverse(name, args=[row.initiative.pk])


def _links(row: Row) -> list[Link]:
    """What to do next, what threatens first in front; and always a match with another team."""
    plan = row.initiative
    if row.is_own:
        return [Link(_("You are in this team: to the plan"), _page_of(row))]
    acts = [act for act, _kind in row.acts]
    links = [
        Link(str(ACT_WORDS[act]), _address(row, act, kind))
        for act, kind in row.acts
        if act is not Act.WRITE or Act.ADOPT not in acts  # nobody would read it
    ]
    if Act.ADOPT not in acts:
        links.append(
            Link(_("Match with a nearby team"), reverse("support:introduce", args=[plan.pk]))
        )
    return links


def _address(row: Row, act: Act, kind: str) -> str:
    plan = row.initiative
    if act is Act.ADOPT:
        return reverse("support:adopt", args=[plan.pk])
    if act is Act.OFFER:
        return f"{reverse('support:promise', args=[plan.pk])}?{urlencode({'kind': kind})}"
    if act is Act.PLACE:
        return f"{reverse('neighbourhoods:profile', args=[plan.area.code])}#strengths"
    return reverse("support:review", args=[plan.pk]) + ANCHORS[act]

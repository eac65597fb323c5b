"""The contact check and the safety points of a plan, for templates."""

from collections.abc import Sequence

from django import template

from .. import check_wording
from ..contact_check import Pillar
from ..models import Initiative, SafetyPoint

register = template.Library()
register.filter("state_words", check_wording.state_words)
register.filter("reason_words", check_wording.reason_words)


@register.filter
def bridge_words(pillars: Sequence[Pillar]) -> str:
    """On how many pillars the bridge stands, in a sentence."""
    return check_wording.summary_words(pillars)


@register.filter
def states(pillars: Sequence[Pillar]) -> str:
    """How the pillars stand, in short: by it a drawing of the bridge is kept."""
    return " ".join(pillar.state.value for pillar in pillars)


@register.simple_tag
def bridge_list(pillars: Sequence[Pillar], tab: str) -> Sequence[Pillar]:
    """The pillars to explain: all of them on their own page, elsewhere the first few to do."""
    return pillars if tab == "initiatives:check" else check_wording.first_to_do(pillars)


@register.simple_tag
def todo_of(pillar: Pillar, initiative: Initiative) -> check_wording.Todo | None:
    """What to do for a pillar: text, link and url."""
    return check_wording.todo_of(pillar, initiative)


@register.simple_tag
def open_safety(initiative: Initiative) -> list[SafetyPoint]:
    """What must be settled first. No query for a plan that came in by the front door."""
    return [point for point in initiative.safety_points.all() if not point.is_settled]

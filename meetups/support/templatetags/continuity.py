"""What an initiative stands on, for templates."""

from django import template

from .. import continuity_acts, continuity_wording
from ..continuity import Continuity

register = template.Library()
register.filter("pillars", continuity_wording.drawn)
register.filter("summary_words", continuity_wording.summary_words)
register.filter("wishes", continuity_acts.wishes_of)


@register.filter
def office_reasons(found: Continuity) -> list[str]:
    """Why it may stop, in facts for an office."""
    return [continuity_wording.office_words(reason, found.today) for reason in found.reasons]


@register.filter
def team_reasons(found: Continuity) -> list[dict[str, str]]:
    """The same for its team: the pillar, what there is to say of it, and where to do something."""
    rows = []
    for reason in found.reasons:
        page, link = continuity_acts.OWN.get(reason.code, ("", ""))
        rows.append(
            {
                "pillar": str(continuity_wording.PILLARS[reason.pillar]),
                "words": continuity_wording.team_words(reason, found.today),
                "page": page,
                "link": str(link),
            }
        )
    return rows

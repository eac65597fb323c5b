"""What is known of a place, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Place


def facts_of(place: Place) -> str:
    """A line such as "Kitchen, 60 people. Free for residents."; empty if nothing is known."""
    facts = []
    if place.has_kitchen is not None:
        facts.append(_("kitchen") if place.has_kitchen else _("no kitchen"))
    if place.rooms:
        facts.append(
            ngettext("%(count)s room", "%(count)s rooms", place.rooms) % {"count": place.rooms}
        )
    if place.capacity:
        facts.append(
            ngettext("room for %(count)s person", "room for %(count)s people", place.capacity)
            % {"count": place.capacity}
        )
    costs = _sentence([place.costs.rstrip(".")]) if place.costs else ""
    return " ".join(filter(None, [_sentence(facts), costs]))


def access_of(place: Place) -> str:
    """Whether someone in a wheelchair can get in; that it is unknown is said too."""
    facts = []
    if place.step_free is not None:
        facts.append(_("no steps at the door") if place.step_free else _("steps at the door"))
    if place.accessible_toilet is not None:
        facts.append(
            _("toilet for wheelchairs") if place.accessible_toilet else _("no wheelchair toilet")
        )
    unknown = "" if place.step_free is not None else _("We do not know if there are steps there.")
    return " ".join(filter(None, [_sentence(facts), unknown]))


def _sentence(facts: list[str]) -> str:
    line = ", ".join(facts)
    return f"{line[:1].upper()}{line[1:]}." if line else ""

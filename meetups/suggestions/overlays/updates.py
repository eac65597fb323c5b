"""What changed nationally in a format that an office made its own of: to accept or to keep.

What is stricter counts at once, whatever the office does; the rest waits for its choice.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from meetups.suggestions.content_items import Item
from meetups.suggestions.diffs import FieldDiff, item_fields

from .items import stricter

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

FIELDS: "Mapping[str, StrPromise]" = {
    "name": _("Name"),
    "summary": _("Summary"),
    "preparation_steps": _("Steps"),
    "skills": _("What the organisers must be good at"),
    "contra_indications": _("When not to"),
    "situations": _("Situations"),
    "goals": _("Goals"),
    "tension": _("Tension"),
    "flags": _("Stage and spotlight"),
    "professional": _("Professional help"),
    "organisers_min": _("Organisers"),
    "group_size": _("Number of people"),
    "preparation_weeks": _("Weeks of preparation"),
    "duration": _("Hours and times"),
    "cost": _("Costs"),
    "places": _("Places"),
    "ages": _("Ages"),
    "required_ages": _("Only with these ages"),
    "language_load": _("Language"),
    "contact_conditions": _("Pillars under the contact"),
    "evidence": _("Evidence"),
    "family": _("Family"),
    "contact_mode": _("Way of contact"),
    "depth": _("Depth"),
    "topic_focus": _("What people talk about"),
    "between_groups": _("Who meets whom"),
    "dividing_lines": _("Dividing lines"),
}
"""Fields of an item in the order of the page, by name. An example is never taken over."""


@dataclass(frozen=True)
class Update:
    """One field that changed nationally: how it was, how it is, and how the office has it.

    `counts_already`: accepting it changes nothing in what people read here.
    """

    field: str
    label: "StrPromise"
    national: list[FieldDiff]
    mine: list[FieldDiff]
    counts_already: bool


def updates(
    seen: Item, now: Item, mine: Item, *, situations: Mapping[str, str]
) -> Iterator[Update]:
    """Every field that changed since the office saw it. `situations`: their titles, by slug."""
    strict = stricter(now, mine)
    for name, label in FIELDS.items():
        if seen[name] == now[name]:
            continue
        accepted = stricter(now, accepting(seen, now, mine, name))
        yield Update(
            name,
            label,
            national=item_fields(seen, {**seen, name: now[name]}, situations=situations),
            mine=item_fields(seen, {**seen, name: strict[name]}, situations=situations),
            counts_already=accepted[name] == strict[name],
        )


def accepting(seen: Item, now: Item, mine: Item, name: str) -> Item:
    """The office's own with one field as it is nationally.

    Of what is chosen from, what the office left out stays out.
    """
    if name == "contra_indications":  # those of the base always count
        return mine
    if name in ("places", "ages"):
        return {**mine, name: [c for c in now[name] if c in mine[name] or c not in seen[name]]}
    if name == "situations":
        fits = now[name].items()
        return {**mine, name: {s: f for s, f in fits if s in mine[name] or s not in seen[name]}}
    return {**mine, name: now[name]}

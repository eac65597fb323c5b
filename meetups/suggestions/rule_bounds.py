"""Which rules can be published, and which changes make the advice less safe.

The rules themselves are code, so a draft must keep the shape of the `rules.json` that we ship: the
same rules with the same keys. `rule_values` lists what may differ.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetups.recommender.rules import GROUPS, INCIDENTS, SHIPPED, TENSION

from .content_shape import Fault, both, many, unique, words
from .rule_values import GOALS, LISTS, NUMBERS, TEXTS, Rules, settled, value_of
from .rule_words import full_label
from .vocabulary import Goal, Tension

Looser = tuple[str, str]
"""A code of `LOOSER`, and what it is about: slugs of a format and a situation, or a key of ours."""

TEXT_LENGTH = 600

_BETTER_FIRST = (
    ("S1.points.3", "S1.points.2", "S1.points.1"),
    ("S2.points.3", "S2.points.2", "S2.points.1"),
    ("S3.points.ideal", "S3.points.in_range"),
    ("S5.points.strong", "S5.points.moderate", "S5.points.promising"),
    ("S8.points.fit", "S8.points.parallel"),
    ("S9.points.one_short", "S9.points.many_short"),
    ("S10.points.over", "S10.points.far_over"),
)
"""What fits better never gets fewer points."""


# --- what is wrong --------------------------------------------------------------------------------


def faults_of_rules(rules: Any, *, formats: Collection[str] | None = None) -> list[Fault]:
    """Why these rules cannot be published; the paths are keys of ours where there is one.

    `formats` are the slugs of all activity types, drafts too. Without them, it is not looked at
    whether the lists name formats that exist. Those that we ship may always be named: a catalogue
    may hold fewer.
    """
    faults = list(_differing(SHIPPED.data, rules, "", formats))
    return faults or [*_misordered(rules), *_weightless(rules)]


def _differing(shipped: Any, given: Any, key: str, formats: Collection[str] | None) -> list[Fault]:
    """What differs from the shipped rules in a way that it may not."""
    if key in NUMBERS:
        return _faults_of_number(given, key)
    if key in TEXTS:
        faults = list(both(TEXT_LENGTH)(given, key))
        return faults or [
            Fault(f"{key}.{language}", _("may not hold { or }"))
            for language, text in given.items()
            if "{" in text or "}" in text
        ]
    if key in LISTS:
        return _faults_of_list(shipped, given, key, formats)
    if isinstance(shipped, Mapping):
        return _faults_of_object(shipped, given, key, formats)
    if isinstance(shipped, list) and shipped and isinstance(shipped[0], Mapping):
        return _faults_of_rows(shipped, given, key, formats)
    same = type(shipped) is type(given) and shipped == given
    reason = _("comes with the software, so it cannot be changed here")
    return [] if same else [Fault(key, reason)]


def _faults_of_number(given: Any, key: str) -> list[Fault]:
    bounds = NUMBERS[key]
    whole = bounds.step == int(bounds.step)
    if type(given) is not int and (whole or type(given) is not float):
        return [Fault(key, _("must be a whole number") if whole else _("must be a number"))]
    if not bounds.low <= given <= bounds.high:
        values = {"value": given, "low": bounds.low, "high": bounds.high}
        return [Fault(key, _("%(value)s is not from %(low)s to %(high)s") % values)]
    if round(given, 2) != given:
        return [Fault(key, _("has more than two decimals"))]
    return []


def _faults_of_list(
    shipped: Any, given: Any, key: str, formats: Collection[str] | None
) -> list[Fault]:
    faults = list(unique(many(words(50)))(given, key))
    if faults:
        return faults
    known = {*shipped, *(given if formats is None else formats)}
    if key == GOALS:
        known = set(Goal.values)
    unknown = [slug for slug in given if slug not in known]
    return [Fault(key, _("there is no %(slug)s") % {"slug": slug}) for slug in unknown]


def _faults_of_object(
    shipped: Mapping[str, Any], given: Any, key: str, formats: Collection[str] | None
) -> list[Fault]:
    if not isinstance(given, Mapping):
        return [Fault(key, _("must be an object"))]
    below = {name: f"{key}.{name}" if key else str(name) for name in {*shipped, *given}}
    faults = [Fault(below[n], _("is missing")) for n in shipped if n not in given]
    faults += [Fault(below[n], _("unknown key")) for n in given if n not in shipped]
    for name, inner in shipped.items():
        if name in given:
            faults += _differing(inner, given[name], below[name], formats)
    return faults


def _faults_of_rows(
    shipped: list[Any], given: Any, key: str, formats: Collection[str] | None
) -> list[Fault]:
    """Rows in their order; those of rules are named by their id, as in the keys."""
    if not isinstance(given, list):
        return [Fault(key, _("must be a list"))]
    ids = [_id_of(row) for row in shipped]
    if [_id_of(row) for row in given] != ids:
        return [Fault(key, _("must hold these, in this order: %(ids)s") % {"ids": ", ".join(ids)})]
    faults = []
    for row, mine, name in zip(shipped, given, ids, strict=True):
        faults += _differing(row, mine, name if key in GROUPS else f"{key}.{name}", formats)
    return faults


def _id_of(row: Any) -> str:
    names = ("id", "slug", "rule")
    found = (row.get(name) for name in names) if isinstance(row, Mapping) else iter(())
    return next((value for value in found if isinstance(value, str)), "")


def _misordered(rules: Rules) -> Iterator[Fault]:
    for keys in _BETTER_FIRST:
        for better, worse in pairwise(keys):
            if value_of(rules, better) < value_of(rules, worse):
                yield Fault(better, _("what fits better may not get fewer points"))


def _weightless(rules: Rules) -> Iterator[Fault]:
    """A sum of no weights at all would be divided by."""
    for kind, weights in value_of(rules, "S4.weights").items():
        if not any(weights.values()):
            first = next(iter(weights))
            yield Fault(f"S4.weights.{kind}.{first}", _("at least one pillar must count"))


# --- what became less safe ------------------------------------------------------------------------

LOOSER = {
    "more-with-threats": gettext_lazy("may be advised after threats or violence: %(what)s"),
    "fewer-with-fear": gettext_lazy("is no longer left out when people are afraid: %(what)s"),
    "fewer-when-refused": gettext_lazy("is no longer left out when a group refuses: %(what)s"),
    "fewer-households": gettext_lazy("is no longer for a few households only: %(what)s"),
    "lower-threshold": gettext_lazy("fewer points are enough to be advised: %(what)s"),
    "weaker-warning": gettext_lazy("what may do harm costs fewer points: %(what)s"),
    "more-tension": gettext_lazy("may be advised with more tension than before: %(what)s"),
    "less-professional": gettext_lazy("asks less of professional help: %(what)s"),
    "exposes-unset": gettext_lazy("is no longer seen as putting people in the spotlight: %(what)s"),
    "open-stage-unset": gettext_lazy("is no longer seen as an open stage: %(what)s"),
    "other-contact": gettext_lazy("has a kind of contact that is less strict: %(what)s"),
    "fits-tense": gettext_lazy("fits a tense situation that it did not fit: %(what)s"),
    "larger-mediation": gettext_lazy("takes more people than before: %(what)s"),
    "fewer-warnings": gettext_lazy("has fewer lines on when not to do it: %(what)s"),
    "new-for-incidents": gettext_lazy("is new, and may be advised after incidents: %(what)s"),
}

_GROWN_IS_LOOSER = {"safe_with_threats": "more-with-threats"}
_SHRUNK_IS_LOOSER = {
    "not_with_fear": "fewer-with-fear",
    "not_when_refused": "fewer-when-refused",
    "few_households": "fewer-households",
}
_LOWER_IS_LOOSER = ("pick.minimum_score", "pick.minimum_fraction_of_best")
_HIGHER_IS_LOOSER = ("S3.points.too_light", "N2.points")
_PROFESSIONAL = ("none", "recommended", "required")
_STRICT_CONTACT = {
    # Which rules about safety look at a kind of contact: the more, the stricter.
    "mediated": frozenset({"H4", "H7", "H8"}),
    "talking": frozenset({"H5", "H7", "H8"}),
    "pair": frozenset({"H8"}),
}


def loosened(before: Rules, after: Rules) -> list[Looser]:
    """Which rules became less safe. Both are without faults; the order of lists says nothing.

    That is: a format more in `safe_with_threats`; one less in `not_with_fear`, `not_when_refused`
    or `few_households`; a lower score or share of the best that is enough to be advised; fewer
    points off for a format that is meant for more tension, or whose professional is not known to
    be there. Other points say what fits, not what is safe: no number of them undoes an exclusion.
    """
    before, after = settled(before), settled(after)
    found: list[Looser] = []
    for name, code in _GROWN_IS_LOOSER.items():
        found += [(code, slug) for slug in _more(after, before, name)]
    for name, code in _SHRUNK_IS_LOOSER.items():
        found += [(code, slug) for slug in _more(before, after, name)]
    for key in _LOWER_IS_LOOSER:
        if value_of(after, key) < value_of(before, key):
            found.append(("lower-threshold", key))
    for key in _HIGHER_IS_LOOSER:
        if value_of(after, key) > value_of(before, key):
            found.append(("weaker-warning", key))
    return found


def _more(rules: Rules, than: Rules, name: str) -> list[str]:
    return sorted(set(rules[name]) - set(than[name]))


def loosened_content(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Looser]:
    """Which formats and situations became less safe; contents are as in `Edition.content`.

    Of a format: a higher `tension_max`; a professional less needed (level, from which tension,
    "any" for "all", more kinds of whom one is enough, fewer of whom all are needed, or coming by
    referral); `exposes_minority`, `open_stage` or `between_groups` unset; a kind of contact that
    fewer rules about safety look at; a fit with a tense situation that it should not be used in;
    a larger group for what is for a few households; fewer contra-indications. Of a situation:
    fewer lines on what never to do. And a new format that may be advised after incidents.

    What leaves the catalogue makes nothing less safe. The rules themselves: see `loosened`.
    """
    found: list[Looser] = []
    tense = _tense(before) | _tense(after)
    small = {slug for c in (before, after) for slug in c["rules"].get("few_households", ())}
    old = {item["slug"]: item for item in before["activity_types"]}
    for item in sorted(after["activity_types"], key=lambda item: str(item["slug"])):
        slug = item["slug"]
        if slug in old:
            found += [(code, slug) for code in _looser_format(old[slug], item, small)]
            fits = sorted(_fits(item) - _fits(old[slug]))
            found += [("fits-tense", f"{slug}, {name}") for name in fits if name in tense]
        elif item["tension"]["max_level"] >= INCIDENTS:
            found.append(("new-for-incidents", slug))
    nevers = {item["slug"]: len(item["never_do"]) for item in before["situations"]}
    return found + [
        ("fewer-warnings", item["slug"])
        for item in sorted(after["situations"], key=lambda item: str(item["slug"]))
        if len(item["never_do"]) < nevers.get(item["slug"], 0)
    ]


def _tense(content: Mapping[str, Any]) -> set[str]:
    return {
        item["slug"]
        for item in content["situations"]
        if Tension.of(item["typical_tension"]) >= TENSION
    }


def _fits(item: Mapping[str, Any]) -> set[str]:
    return {slug for slug, fit in item["situations"].items() if fit["strength"]}


def _looser_format(
    old: Mapping[str, Any], new: Mapping[str, Any], small: Collection[str]
) -> Iterator[str]:
    if new["tension"]["max_level"] > old["tension"]["max_level"]:
        yield "more-tension"
    if _asks_less(old["professional"], new["professional"]):
        yield "less-professional"
    if old["flags"]["exposes_minority"] and not new["flags"]["exposes_minority"]:
        yield "exposes-unset"
    if old["flags"]["open_stage"] and not new["flags"]["open_stage"]:
        yield "open-stage-unset"
    if _strict(old) - _strict(new):
        yield "other-contact"
    if new["slug"] in small and new["group_size"]["max"] > old["group_size"]["max"]:
        yield "larger-mediation"
    if len(new["contra_indications"]) < len(old["contra_indications"]):
        yield "fewer-warnings"


def _strict(item: Mapping[str, Any]) -> frozenset[str]:
    """The rules that look at how people come into contact here; H5 and H8 by group, too."""
    rules = _STRICT_CONTACT.get(item["contact_mode"], frozenset())
    if item["between_groups"] or item["contact_mode"] == "mediated":
        return rules
    return rules - {"H5", "H8"}


def _asks_less(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    rank = _PROFESSIONAL.index
    is_required = old["level"] == "required" and not old["via_referral"]
    was_from, is_from = old["required_from_level"], new["required_from_level"]
    return (
        rank(new["level"]) < rank(old["level"])
        or (new["via_referral"] and not old["via_referral"])
        or (was_from is not None and (is_from is None or is_from > was_from))
        or (old["match"] == "all" and new["match"] == "any")
        or (is_required and _easier(old["kinds"], new["kinds"], new["match"]))
        or (
            was_from is not None
            and _easier(old["required_from_kinds"], new["required_from_kinds"], new["match"])
        )
    )


def _easier(old: Iterable[str], new: Iterable[str], match: str) -> bool:
    """Whether it takes less to have the help: more to choose from, or fewer that must all be."""
    was, now = set(old), set(new)
    return bool(was - now) if match == "all" else bool(now - was) or bool(was and not now)


def looser_in_words(code: str, what: str) -> str:
    """One line for a curator on what became less safe."""
    return str(LOOSER[code]) % {"what": full_label(what) if what in NUMBERS else what}

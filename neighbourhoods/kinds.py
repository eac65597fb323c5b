"""The kinds of key figures: what each means, where it comes from and how it is shown.

The one place to add a kind. An import takes every kind whose column it finds, so a new year's
file needs no change here unless Statistics Netherlands renames a column.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise

SOURCES: dict[str, Text] = {"cbs": _("CBS, Key figures of districts and neighbourhoods")}


class Unit(StrEnum):
    """What a published value counts in."""

    COUNT = "count"
    AVERAGE = "average"
    PERCENT = "percent"
    PER_KM2 = "per_km2"
    EUROS = "euros"
    """Published in thousands."""
    KM = "km"
    HECTARES = "hectares"


class Theme(StrEnum):
    """How the kinds are grouped in the table of all figures."""

    PEOPLE = "people"
    HOUSEHOLDS = "households"
    HOMES = "homes"
    NEARBY = "nearby"
    SPACE = "space"


THEMES: dict[Theme, Text] = {
    Theme.PEOPLE: _("People"),
    Theme.HOUSEHOLDS: _("Households"),
    Theme.HOMES: _("Homes"),
    Theme.NEARBY: _("Distances and what is near"),
    Theme.SPACE: _("Space"),
}
UNITS: dict[Unit, Text] = {
    Unit.COUNT: _("number"),
    Unit.AVERAGE: _("average"),
    Unit.PERCENT: "%",
    Unit.PER_KM2: _("per km²"),
    Unit.EUROS: _("thousands of euros"),
    Unit.KM: "km",
    Unit.HECTARES: "ha",
}


@dataclass(frozen=True)
class Kind:
    """One kind of key figure.

    `columns` are its names in the published files, newest first; "a+b" is the sum of two.
    `of` names the kind of which this count is a part: it is then shown as a share of it.
    """

    slug: str
    label: Text
    theme: Theme
    columns: tuple[str, ...]
    unit: Unit = Unit.COUNT
    decimals: int = 0
    of: str = ""
    source: str = "cbs"

    @property
    def shown_as(self) -> Unit:
        """The unit people see: a part of a whole is shown as a percentage."""
        return Unit.PERCENT if self.of else self.unit

    def shown(self, values: Mapping[str, float]) -> float | None:
        """The value people see, out of an area's values by kind; None if it is unknown.

        A share lies between 0 and 100 also where rounding made a part larger than its whole.
        """
        value = values.get(self.slug)
        if value is None or not self.of:
            return value
        whole = values.get(self.of)
        return min(100.0, 100 * value / whole) if whole else None


_PEOPLE = [
    Kind("inhabitants", _("Inhabitants"), Theme.PEOPLE, ("a_inw",)),
    Kind("age_0_14", _("Under 15"), Theme.PEOPLE, ("a_00_14",), of="inhabitants"),
    Kind("age_15_24", _("15 to 24"), Theme.PEOPLE, ("a_15_24",), of="inhabitants"),
    Kind("age_25_44", _("25 to 44"), Theme.PEOPLE, ("a_25_44",), of="inhabitants"),
    Kind("age_45_64", _("45 to 64"), Theme.PEOPLE, ("a_45_64",), of="inhabitants"),
    Kind("age_65_plus", _("65 or older"), Theme.PEOPLE, ("a_65_oo",), of="inhabitants"),
    Kind(
        "born_abroad",
        _("Born outside the Netherlands"),
        Theme.PEOPLE,
        ("a_gbl_eu+a_gbl_ne",),
        of="inhabitants",
    ),
    Kind("employed", _("In work, aged 15 to 75"), Theme.PEOPLE, ("p_arb_pp",), Unit.PERCENT),
    Kind("income", _("Average income per inhabitant"), Theme.PEOPLE, ("g_ink_pi",), Unit.EUROS, 1),
]
_HOUSEHOLDS = [
    Kind("households", _("Households"), Theme.HOUSEHOLDS, ("a_hh",)),
    Kind(
        "one_person", _("Households of one person"), Theme.HOUSEHOLDS, ("a_1p_hh",), of="households"
    ),
    Kind(
        "without_children",
        _("Households without children"),
        Theme.HOUSEHOLDS,
        ("a_hh_z_k",),
        of="households",
    ),
    Kind(
        "with_children",
        _("Households with children"),
        Theme.HOUSEHOLDS,
        ("a_hh_m_k",),
        of="households",
    ),
    Kind(
        "household_size",
        _("People per household"),
        Theme.HOUSEHOLDS,
        ("g_hhgro",),
        Unit.AVERAGE,
        1,
    ),
    Kind("cars", _("Cars per household"), Theme.HOUSEHOLDS, ("g_pau_hh",), Unit.AVERAGE, 1),
]
_HOMES = [
    Kind("homes", _("Homes"), Theme.HOMES, ("a_woning",)),
    Kind("rented", _("Rented homes"), Theme.HOMES, ("p_huurw",), Unit.PERCENT),
    Kind("owner_occupied", _("Owner-occupied homes"), Theme.HOMES, ("p_koopw",), Unit.PERCENT),
    Kind(
        "social_rent", _("Homes of housing associations"), Theme.HOMES, ("p_wcorpw",), Unit.PERCENT
    ),
    Kind("houses", _("Houses, not flats"), Theme.HOMES, ("p_1gezw",), Unit.PERCENT),
    Kind(
        "home_value", _("Average value of a home"), Theme.HOMES, ("g_wozbag", "g_woz"), Unit.EUROS
    ),
]
_NEARBY = [
    Kind("distance_doctor", _("To a doctor"), Theme.NEARBY, ("g_afs_hp",), Unit.KM, 1),
    Kind(
        "distance_supermarket", _("To a large supermarket"), Theme.NEARBY, ("g_afs_gs",), Unit.KM, 1
    ),
    Kind("distance_childcare", _("To childcare"), Theme.NEARBY, ("g_afs_kv",), Unit.KM, 1),
    Kind("distance_school", _("To a primary school"), Theme.NEARBY, ("g_afs_sc",), Unit.KM, 1),
    Kind(
        "schools_3km",
        _("Primary schools within 3 km"),
        Theme.NEARBY,
        ("g_3km_sc",),
        Unit.AVERAGE,
        1,
    ),
]
_SPACE = [
    Kind("density", _("Inhabitants per km²"), Theme.SPACE, ("bev_dich",), Unit.PER_KM2),
    Kind("address_density", _("Addresses per km² around"), Theme.SPACE, ("ste_oad",), Unit.PER_KM2),
    Kind("land", _("Land area"), Theme.SPACE, ("a_lan_ha",), Unit.HECTARES),
]

KINDS: dict[str, Kind] = {
    kind.slug: kind for kind in [*_PEOPLE, *_HOUSEHOLDS, *_HOMES, *_NEARBY, *_SPACE]
}

"""The kinds of key figures: what each means, where it comes from and how it is shown.

The one place to add a kind. An import takes every kind of its source whose column it finds, so a
new year's file needs no change here unless the publisher renames a column.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class Source:
    """Who publishes figures, and what a reader must know of all of them."""

    name: Text
    is_estimate: bool = False
    """Computed by a model, not counted and not asked of everyone who lives there."""
    covers_country: bool = True
    """Whether there is a figure of the Netherlands; a score may be a comparison with it."""
    licence: Text = ""


CBS, HEALTH, LIVEABILITY = "cbs", "rivm", "leefbaarometer"

SOURCES: dict[str, Source] = {
    CBS: Source(
        _("CBS, Key figures of districts and neighbourhoods"), licence=_("Licence: CC BY 4.0.")
    ),
    HEALTH: Source(
        _("Health survey of adults and older people, GGDs, CBS and RIVM"),
        is_estimate=True,
        licence=_("Licence: CC BY 4.0, according to others; ask RIVM before you publish them."),
    ),
    LIVEABILITY: Source(
        _("Leefbaarometer, Ministry of the Interior and Kingdom Relations"),
        is_estimate=True,
        covers_country=False,
        licence=_("Open data; ask the ministry for the exact licence before you publish them."),
    ),
}


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
    CLASS = "class"
    """One of nine classes, of which the fifth lies around the average of the country."""


CLASSES = 9


class Theme(StrEnum):
    """The groups of figures that people care about."""

    PEOPLE = "people"
    TOGETHER = "together"
    HOMES = "homes"
    AROUND = "around"
    INCOME = "income"
    HEALTH = "health"
    LIVEABILITY = "liveability"


THEMES: dict[Theme, Text] = {
    Theme.PEOPLE: _("Who lives here"),
    Theme.TOGETHER: _("Living together"),
    Theme.HOMES: _("Homes and space"),
    Theme.AROUND: _("Getting around"),
    Theme.INCOME: _("Income and work"),
    Theme.HEALTH: _("Health and helping each other"),
    Theme.LIVEABILITY: _("How liveable a model finds it"),
}
UNITS: dict[Unit, Text] = {
    Unit.COUNT: _("number"),
    Unit.AVERAGE: _("average"),
    Unit.PERCENT: "%",
    Unit.PER_KM2: _("per km²"),
    Unit.EUROS: _("thousands of euros"),
    Unit.KM: "km",
    Unit.HECTARES: "ha",
    Unit.CLASS: _("class from 1 to 9"),
}


@dataclass(frozen=True)
class Kind:
    """One kind of key figure.

    `columns` are its names in the published files, newest first, without the number that the
    publisher's database puts behind it; "a+b" is the sum of two, "a@80200" is a of that age group.
    `of` names the kind of which this count is a part: it is then shown as a share of it.
    """

    slug: str
    label: Text
    theme: Theme
    columns: tuple[str, ...]
    unit: Unit = Unit.COUNT
    decimals: int = 0
    of: str = ""
    source: str = CBS
    says: Text = ""
    """What the figure means; for kinds that need more than their label."""
    says_not: Text = ""
    """What people could take it for, but what it does not say."""

    @property
    def shown_as(self) -> Unit:
        """The unit people see: a part of a whole is shown as a percentage."""
        return Unit.PERCENT if self.of else self.unit

    @property
    def is_estimate(self) -> bool:
        return SOURCES[self.source].is_estimate

    def shown(self, values: Mapping[str, float]) -> float | None:
        """The value people see, out of an area's values by kind; None if it is unknown.

        A share lies between 0 and 100 also where rounding made a part larger than its whole.
        """
        value = values.get(self.slug)
        if value is None or not self.of:
            return value
        whole = values.get(self.of)
        return min(100.0, 100 * value / whole) if whole else None

    def fault_of(self, value: float) -> str:
        """Why this kind of figure cannot have this value; empty if it can."""
        if value < 0:
            return f"{value:g} is below zero"
        if self.unit == Unit.PERCENT and value > 100:
            return f"{value:g} is more than 100%"
        if self.unit == Unit.CLASS and value not in range(1, CLASSES + 1):
            return f"{value:g} is not a class from 1 to {CLASSES}"
        return ""


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
]
_TOGETHER = [
    Kind("households", _("Households"), Theme.TOGETHER, ("a_hh",)),
    Kind(
        "one_person", _("Households of one person"), Theme.TOGETHER, ("a_1p_hh",), of="households"
    ),
    Kind(
        "without_children",
        _("Households without children"),
        Theme.TOGETHER,
        ("a_hh_z_k",),
        of="households",
    ),
    Kind(
        "with_children",
        _("Households with children"),
        Theme.TOGETHER,
        ("a_hh_m_k",),
        of="households",
    ),
    Kind(
        "household_size", _("People per household"), Theme.TOGETHER, ("g_hhgro",), Unit.AVERAGE, 1
    ),
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
    Kind("density", _("Inhabitants per km²"), Theme.HOMES, ("bev_dich",), Unit.PER_KM2),
    Kind("address_density", _("Addresses per km² around"), Theme.HOMES, ("ste_oad",), Unit.PER_KM2),
    Kind("land", _("Land area"), Theme.HOMES, ("a_lan_ha",), Unit.HECTARES),
]
_AROUND = [
    Kind("distance_doctor", _("To a doctor"), Theme.AROUND, ("g_afs_hp",), Unit.KM, 1),
    Kind(
        "distance_supermarket", _("To a large supermarket"), Theme.AROUND, ("g_afs_gs",), Unit.KM, 1
    ),
    Kind("distance_childcare", _("To childcare"), Theme.AROUND, ("g_afs_kv",), Unit.KM, 1),
    Kind("distance_school", _("To a primary school"), Theme.AROUND, ("g_afs_sc",), Unit.KM, 1),
    Kind(
        "schools_3km",
        _("Primary schools within 3 km"),
        Theme.AROUND,
        ("g_3km_sc",),
        Unit.AVERAGE,
        1,
    ),
    Kind("cars", _("Cars per household"), Theme.AROUND, ("g_pau_hh",), Unit.AVERAGE, 1),
]
_INCOME = [
    Kind("income", _("Average income per inhabitant"), Theme.INCOME, ("g_ink_pi",), Unit.EUROS, 1),
    Kind("employed", _("In work, aged 15 to 75"), Theme.INCOME, ("p_arb_pp",), Unit.PERCENT),
]


def _health(
    slug: str, label: Text, *columns: str, says: Text, says_not: Text, theme: Theme = Theme.HEALTH
) -> Kind:
    """A figure of the health survey: a percentage of those who answer so, as a model estimates."""
    return Kind(
        slug, label, theme, columns, Unit.PERCENT, source=HEALTH, says=says, says_not=says_not
    )


_HEALTH = [
    _health(
        "get_by",
        _("Finds it hard to make ends meet"),
        "MoeiteMetRondkomen",
        theme=Theme.INCOME,
        says=_("Of the people of 18 or older: how many had trouble living on their income."),
        says_not=_("Not how much money people have, and not why it is hard."),
    ),
    _health(
        "health_good",
        _("Feels in good health"),
        "ErvarenGezondheidGoedZeerGoed",
        "GoedErvarenGezondheid",
        says=_("Of the people of 18 or older: how many call their own health good or very good."),
        says_not=_("Not how many people are ill, and not how well they look after themselves."),
    ),
    _health(
        "lonely",
        _("Feels lonely"),
        "Eenzaam",
        says=_(
            "Of the people of 18 or older: how many miss contact with others, somewhat or strongly."
        ),
        says_not=_(
            "Not who is alone: people who live alone need not be lonely, and others may be."
        ),
    ),
    _health(
        "lonely_65_plus",
        _("Feels lonely, aged 65 or older"),
        "Eenzaam@80200",
        says=_(
            "Of the people of 65 or older: how many miss contact with others, somewhat or strongly."
        ),
        says_not=_("Not who is alone, and not that older people need pity."),
    ),
    _health(
        "volunteers",
        _("Volunteers"),
        "Vrijwilligerswerk",
        says=_("Of the people of 18 or older: how many do voluntary work."),
        says_not=_(
            "Not whether they do it in this neighbourhood. Helping a neighbour is left out."
        ),
    ),
    _health(
        "carers",
        _("Cares for someone near them"),
        "Mantelzorger",
        says=_(
            "Of the people of 18 or older: how many care for a sick or disabled person they know, "
            "for long or for many hours."
        ),
        says_not=_("Not whether that person lives in this neighbourhood."),
    ),
    _health(
        "limited_moving",
        _("Has trouble moving about"),
        "BeperkingInBewegen",
        says=_("Of the people of 18 or older: how many have great trouble walking or bending."),
        says_not=_("Not who can come to a meetup: that depends on the place too."),
    ),
]
_NOT_A_VERDICT = _("Not what people who live here think of it: the model does not ask them.")


def _liveability(slug: str, label: Text, column: str, says: Text) -> Kind:
    """A class of the Leefbaarometer, which a model computes from facts about homes and places."""
    return Kind(
        slug,
        label,
        Theme.LIVEABILITY,
        (column,),
        Unit.CLASS,
        source=LIVEABILITY,
        says=says,
        says_not=_NOT_A_VERDICT,
    )


_LIVEABILITY = [
    _liveability(
        "liveability",
        _("Liveability as a whole"),
        "kscore",
        _(
            "A model combines facts about homes, people, places and safety in one class. "
            "Five lies around the average of the country."
        ),
    ),
    _liveability(
        "liveability_together",
        _("Part: living together"),
        "ksoc",
        _(
            "A model looks at things such as how often people move, and how alike households are "
            "in age. Five lies around the average of the country."
        ),
    ),
    _liveability(
        "liveability_homes",
        _("Part: homes"),
        "kwon",
        _(
            "A model looks at things such as kind, age and use of the homes. "
            "Five lies around the average of the country."
        ),
    ),
    _liveability(
        "liveability_services",
        _("Part: shops and services"),
        "kvrz",
        _(
            "A model looks at things such as how near shops, schools and care are. "
            "Five lies around the average of the country."
        ),
    ),
    _liveability(
        "liveability_space",
        _("Part: surroundings"),
        "kfys",
        _(
            "A model looks at things such as green, water, noise and buildings around. "
            "Five lies around the average of the country."
        ),
    ),
    _liveability(
        "liveability_safety",
        _("Part: nuisance and safety"),
        "konv",
        _(
            "A model looks at things such as crimes and nuisance that were reported. "
            "Five lies around the average of the country."
        ),
    ),
]

KINDS: dict[str, Kind] = {
    kind.slug: kind
    for kind in [
        *(_PEOPLE + _TOGETHER + _HOMES + _AROUND + _INCOME),
        *(_HEALTH + _LIVEABILITY),
    ]
}


def kinds_of(source: str) -> list[Kind]:
    """The kinds that a source publishes."""
    return [kind for kind in KINDS.values() if kind.source == source]

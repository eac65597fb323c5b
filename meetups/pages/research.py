"""What research says about meeting, as claims that each name their sources in the catalogue.

A claim never says more than the findings of its sources. A source is a key of the catalogue; one
that a curator removed is left out, a claim without any source left is not shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meetups.suggestions.models import Source
from meetups.suggestions.vocabulary import Condition


@dataclass(frozen=True, slots=True)
class Claim:
    """One thought in plain words, and the keys of the sources that carry it."""

    text: str | Promise
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """Claims under one heading."""

    slug: str
    title: Promise
    claims: tuple[Claim, ...]


WORKS = Topic(
    "works",
    _("What research found"),
    (
        Claim(
            _(
                "People who meet people from another group have fewer prejudices, on average. "
                "Researchers put 515 studies side by side, and more than nine in ten found this. "
                "The effect is small to medium."
            ),
            ("pettigrew-tropp-2006",),
        ),
        Claim(
            _(
                "It is not only so in a laboratory. Meetings that someone organises in real life "
                "help as well. Where researchers measured again after a month or more, people "
                "still thought better of each other."
            ),
            ("lemmer-wagner-2015",),
        ),
        Claim(
            _(
                "It works through the heart more than through the head. Less fear and more "
                "empathy do more than knowledge."
            ),
            ("pettigrew-tropp-2008",),
        ),
        Claim(
            _(
                "Your good contact helps others too. Whoever lives where others get on well, or "
                "has a friend with a friend in the other group, has fewer prejudices on average."
            ),
            ("christ-2014", "zhou-2019"),
        ),
        Claim(
            _(
                "It also works between rich and poor. Pupils from rich families who got poor "
                "classmates became more generous and discriminated less."
            ),
            ("rao-2019",),
        ),
        Claim(
            _(
                "Listening helps. In one experiment a talk of about ten minutes at the door, "
                "without judging, lowered prejudice for at least three months."
            ),
            ("broockman-kalla-2016",),
        ),
        Claim(
            _(
                "Whoever helps to organise feels more at home. Hosts of a neighbours' day still "
                "felt so six months later. This study had no comparison group."
            ),
            ("fong-2021",),
        ),
    ),
)

PILLARS: Mapping[Condition, Claim] = {
    Condition.EQUAL_STATUS: Claim(
        _("Everyone counts the same at the meetup. Nobody is only the helper or only the helped."),
        ("allport-1954", "kis-nieuwkomers"),
    ),
    Condition.COMMON_GOAL: Claim(
        _("There is something that all want to reach, such as a meal or a tidy street."),
        ("allport-1954", "kis-niet-openstaan"),
    ),
    Condition.COOPERATION: Claim(
        _(
            "You need each other to get there. So make mixed teams, and never let group play "
            "against group."
        ),
        ("allport-1954", "lowe-2021"),
    ),
    Condition.AUTHORITY_SUPPORT: Claim(
        _("People with influence show that they want it: the municipality, a school, a mosque."),
        ("allport-1954",),
    ),
    Condition.FRIENDSHIP_POTENTIAL: Claim(
        _(
            "There is time to talk about yourself. Time together and sharing something personal "
            "go most with thinking better of each other."
        ),
        ("pettigrew-1998", "davies-2011"),
    ),
    Condition.POSITIVE_EXPERIENCE: Claim(
        _("It is safe and pleasant. Shallow or bad contact can make things worse."),
        ("kis-contact-werkt",),
    ),
    Condition.REPEATED: Claim(
        _("You see each other more than once. The longer it goes on, the better it works."),
        ("pettigrew-1998", "kis-contact-werkt", "wijkverbinder-rust"),
    ),
}
TOGETHER = Claim(
    _(
        "The pillars help, but contact can also work when one is missing. They work best as one "
        "whole. Which pillar does what has hardly been tested in experiments."
    ),
    ("pettigrew-tropp-2006", "paluck-2019"),
)

HARMS = Topic(
    "harms",
    _("What can go wrong"),
    (
        Claim(
            _(
                "A bad meeting weighs more than a good one. It raises prejudice more than a good "
                "one lowers it. Luckily people have good contact about three times as often."
            ),
            ("barlow-2012", "graf-2014"),
        ),
        Claim(
            _(
                "Group against group drives people apart. Cricketers in the same mixed team "
                "became friends more often. Those who played against each other mixed less."
            ),
            ("lowe-2021",),
        ),
        Claim(
            _(
                "A short talk about the disagreement itself did nothing in an experiment. Talking "
                "about something ordinary did help, but that faded."
            ),
            ("santoro-broockman-2022",),
        ),
        Claim(
            _(
                "Talking about a difficult subject can work with much time, good information and "
                "small groups with a leader. In one study that took four days."
            ),
            ("fishkin-2021",),
        ),
        Claim(
            _(
                "Staying among your own people only is a risk. In lessons with one group, people "
                "began to discriminate more than in mixed lessons."
            ),
            ("scacco-warren-2018",),
        ),
        Claim(
            _(
                "Being nice to each other must not hide injustice. Whoever is worse off may then "
                "expect fair treatment that does not come. So solve the problem too."
            ),
            ("saguy-2009",),
        ),
        Claim(
            _(
                "Too soon does harm. After violence or threats, safety and aftercare come first. "
                "Contact between groups comes later."
            ),
            ("wijkverbinder-incident-veilig", "wijkverbinder-incident-aanpak"),
        ),
    ),
)

UNKNOWN = Topic(
    "unknown",
    _("What we do not know"),
    (
        Claim(
            _(
                "There are few strict studies. In 2019 researchers counted 27 that drew lots and "
                "measured again later. About adults and ethnic prejudice there were none."
            ),
            ("paluck-2019",),
        ),
        Claim(
            _(
                "For prejudice about origin or skin colour the effect is clearly weaker than for "
                "other prejudice."
            ),
            ("paluck-2019",),
        ),
        Claim(
            _(
                "We do not know how long it lasts. Three in four experiments are short and light, "
                "and their effect in the long run is unclear."
            ),
            ("paluck-2021",),
        ),
        Claim(
            _(
                "There are signs that studies that find nothing are published less often. So the "
                "effect may look bigger than it is."
            ),
            ("paluck-2021",),
        ),
        Claim(
            _(
                "What people learn at one place does not always go with them. Players in mixed "
                "football teams behaved better towards each other, but not clearly so towards "
                "strangers outside the league."
            ),
            ("mousa-2020",),
        ),
        Claim(
            _("Contact does less for the group with less power than for the group with more."),
            ("tropp-pettigrew-2005", "lemmer-wagner-2015"),
        ),
        Claim(
            _(
                "Only more chances to meet do little against loneliness. Working on gloomy "
                "thoughts about others helped more."
            ),
            ("masi-2011",),
        ),
        Claim(
            _(
                "How mixed a neighbourhood is says little about trust. The link is small, though "
                "clearer for trust in neighbours. We never count it against a neighbourhood."
            ),
            ("dinesen-2020",),
        ),
        Claim(
            _(
                "The hours, costs and group sizes on this site are our own rules of thumb. So are "
                "the points in the advice."
            ),
            ("practice",),
        ),
    ),
)


def sources_named() -> set[str]:
    """Keys of all sources behind a claim; `settings.SOURCES_NAMED` names it."""
    topics = (claim for topic in (WORKS, HARMS, UNKNOWN) for claim in topic.claims)
    return {key for claim in (*topics, *PILLARS.values(), TOGETHER) for key in claim.keys}


def cited(claims: Iterable[Claim], sources: Mapping[str, Source]) -> dict[str, Source]:
    """The sources behind these claims, by key, in the order in which they are first named."""
    keys = dict.fromkeys(key for claim in claims for key in claim.keys)
    return {key: sources[key] for key in keys if key in sources}


@dataclass(frozen=True, slots=True)
class Shown:
    """A claim with the numbers of its sources in the list, as (number, source)."""

    text: str | Promise
    sources: tuple[tuple[int, Source], ...]


def shown(claims: Iterable[Claim], sources: Mapping[str, Source]) -> list[Shown]:
    """The claims that still have a source. `sources` is the list as it is shown, from `cited`."""
    numbers = {key: number for number, key in enumerate(sources, 1)}
    found = (
        Shown(claim.text, tuple((numbers[k], sources[k]) for k in claim.keys if k in numbers))
        for claim in claims
    )
    return [claim for claim in found if claim.sources]

"""The advice as an algorithm register asks to describe it, made of the edition that is published.

The headings are those of the Dutch Algorithm Register: what it is, responsible use, how it works.
Page and JSON are both made of this, so they cannot say different things.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from meetups.recommender.questions import QUESTIONS

from . import rule_words, wording
from .content_shape import LANGUAGES
from .models import Edition
from .models.saved import KEPT_FOR
from .rule_values import GOALS, settled, value_of
from .snapshots import CatalogueSnapshot
from .vocabulary import Goal

SCHEMA = "1.0"


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with paragraphs or a list of lines below it. `slug` is its anchor."""

    slug: str
    title: str
    text: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Weight:
    """One number, and what it is."""

    key: str
    label: str
    value: int | float


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list names, in words."""

    label: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule in words, with the weights and lists that it uses."""

    code: str
    name: str
    means: str
    text: str
    weights: tuple[Weight, ...]
    lists: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Rules that are applied in one go."""

    slug: str
    name: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One edition. `brought_back`: the number of the earlier one that it repeats."""

    number: int
    published_at: datetime
    summary: str
    brought_back: int | None


@dataclass(frozen=True, slots=True)
class Register:
    """The whole, in the reader's language."""

    name: str
    lead: str
    version: int
    in_use_since: datetime | None
    published_at: datetime | None
    owner: str
    contact: str
    source_code: str
    purpose: tuple[Part, ...]
    data: tuple[Part, ...]
    principle: str
    unanswered: str
    sections: tuple[Section, ...]
    warnings: tuple[tuple[str, str], ...]
    safeguards: tuple[Part, ...]
    changes: tuple[Change, ...]


def register(known: CatalogueSnapshot) -> Register:
    """What is in use now, described in the reader's language. One query, for the editions."""
    rules = settled(known.rules.data)
    changes = tuple(_changes())
    say = wording.in_reader_language
    return Register(
        name=_("Advice on which meetup fits a neighbourhood"),
        lead=_(
            "A set of fixed rules that compares the answers of a volunteer with what is known of "
            "each format, and names the formats that fit best, with all reasons."
        ),
        version=known.version,
        in_use_since=changes[-1].published_at if changes else None,
        published_at=changes[0].published_at if changes else None,
        owner=settings.SITE_OWNER,
        contact=settings.SITE_CONTACT,
        source_code=settings.SITE_SOURCE_URL,
        purpose=_purpose(),
        data=_data(known),
        principle=say(value_of(rules, "principle")),
        unanswered=say(value_of(rules, "unanswered")),
        sections=tuple(_sections(rules, known)),
        warnings=tuple((str(title), str(text)) for title, text in wording.NOTICES.values()),
        safeguards=_safeguards(),
        changes=changes,
    )


def as_data(known: CatalogueSnapshot) -> dict[str, Any]:
    """The same for machines, in both languages; the numbers by key, as in the rules."""
    said: dict[str, Any] = {"schema": SCHEMA}
    for language in LANGUAGES:
        with override(language):
            said[language] = asdict(register(known))
    return said


def _purpose() -> tuple[Part, ...]:
    days = {"days": KEPT_FOR.days}
    return (
        Part(
            "goal",
            _("What it is for"),
            (
                _(
                    "Volunteers want to bring neighbours together. What is going on in the "
                    "neighbourhood decides which meetup helps and which does harm. The advice puts "
                    "what research and practice know in their hands."
                ),
                _(
                    "It decides nothing about anyone. It gives no rights, money or permit, takes "
                    "none away, and says nothing about persons."
                ),
            ),
        ),
        Part(
            "legal",
            _("Legal basis"),
            (
                _(
                    "Nobody has to use the advice and no decision follows from it. So no law asks "
                    "for it, and it needs no special legal basis."
                ),
                ngettext(
                    "For an advice we ask no name and no account. Answers are kept only when you "
                    "save the advice or make a plan of it: that is your own choice. Saved advice "
                    "is erased when nobody has opened it for %(days)d day.",
                    "For an advice we ask no name and no account. Answers are kept only when you "
                    "save the advice or make a plan of it: that is your own choice. Saved advice "
                    "is erased when nobody has opened it for %(days)d days.",
                    KEPT_FOR.days,
                )
                % days,
            ),
        ),
    )


def _data(known: CatalogueSnapshot) -> tuple[Part, ...]:
    counts = {
        "formats": len(known.activity_types),
        "situations": len(known.situations),
        "sources": len(known.sources),
    }
    return (
        Part(
            "used",
            _("What counts: the answers to these questions"),
            lines=tuple(wording.in_reader_language(question.text) for question in QUESTIONS),
        ),
        Part(
            "catalogue",
            _("What counts: the collection of formats"),
            (
                _(
                    "Curators describe %(formats)d formats and %(situations)d situations, with "
                    "%(sources)d sources. Everyone can read them on this site."
                )
                % counts,
            ),
        ),
        Part(
            "not-used",
            _("What never counts"),
            lines=(
                _("names, addresses, and who you are"),
                _(
                    "the origin, religion, health or income of any person: you only tell between "
                    "which groups there should be contact"
                ),
                _("figures about the neighbourhood: they are shown to start a talk"),
                _("what others answered or chose, or how you use this site"),
                _("chance, or anything that a computer learned by itself"),
            ),
        ),
    )


def _sections(rules: dict[str, Any], known: CatalogueSnapshot) -> Iterable[Section]:
    for slug, codes in rule_words.SECTIONS.items():
        name = str(rule_words.SECTION_NAMES[slug])
        yield Section(slug, name, tuple(_rule(code, rules, known) for code in codes))


def _rule(code: str, rules: dict[str, Any], known: CatalogueSnapshot) -> Rule:
    text = rule_words.text_of(code)
    return Rule(
        code=code,
        name=rule_words.rule_name(code),
        means=str(rule_words.MEANS[code]),
        text=wording.in_reader_language(value_of(rules, text)) if text else "",
        weights=tuple(
            Weight(key, rule_words.label_of(key), value_of(rules, key))
            for key in rule_words.numbers_of(code)
        ),
        lists=tuple(
            Listed(rule_words.label_of(key), _named(key, value_of(rules, key), known))
            for key in rule_words.lists_of(code)
        ),
    )


def _named(key: str, slugs: Iterable[str], known: CatalogueSnapshot) -> tuple[str, ...]:
    """In words, by alphabet; a format that is not published is never advised, so not named."""
    if key == GOALS:
        return tuple(str(Goal(slug).label) for slug in slugs)
    names = (known.activity_types[slug].name for slug in slugs if slug in known.activity_types)
    return tuple(sorted(names, key=str.casefold))


def _safeguards() -> tuple[Part, ...]:
    return (
        Part(
            "people",
            _("People decide"),
            (
                _(
                    "You choose whether to follow the advice, and which format. Every reason and "
                    "every point can be seen, and you can see what another answer would change."
                ),
                _(
                    "When a team sends its plan to the municipality, people judge the plan. The "
                    "advice gives no mark for that."
                ),
            ),
        ),
        Part(
            "risks",
            _("What can go wrong, and what we do about it"),
            lines=(
                _(
                    "A meetup could do harm when it is too tense. So rules about safety come "
                    "first, and no number of points can undo them."
                ),
                _("When you do not know whether help is there, it does not count as being there."),
                _(
                    "The advice does not know your street. So it says when to ask a professional, "
                    "and you can always choose otherwise."
                ),
                _(
                    "A group could be labelled. So no question asks for anybody's origin, and "
                    "figures about a neighbourhood never count."
                ),
                _(
                    "What we know can be wrong or old. So each format says how strong the evidence "
                    "is, with its sources, and what changed is listed below."
                ),
                _(
                    "A change could make the advice worse. So each edition is checked before it is "
                    "published, a rule about safety is loosened only by two people, and an earlier "
                    "edition can be brought back."
                ),
            ),
        ),
        Part(
            "limits",
            _("What we did not do"),
            (
                _(
                    "The rules were tried on worked examples. A group of people from practice has "
                    "not judged them yet. We did not measure what following the advice brings."
                ),
            ),
        ),
    )


def _changes() -> Iterable[Change]:
    """All editions, the newest first, without their content."""
    for row in Edition.objects.defer("content", "why").order_by("-number"):
        yield Change(row.number, row.published_at, row.summary, row.restored)

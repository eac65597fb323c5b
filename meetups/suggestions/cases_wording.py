"""Test neighbourhoods in words: why one is broken, what moves in it, and which rule did it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetups.recommender.facts import ListName, Reason
from meetups.recommender.questions import BY_SLUG, QUESTIONS, accepted

from .cases import NEEDED_SHARE, Because, Broken, CaseChange, CaseResult, Move, Place
from .models import ActivityType, Case
from .snapshots import CatalogueSnapshot
from .wording import NOTICES, in_reader_language, listed, option_text, rule_name, sentence

LIST_NAMES: Mapping[ListName, Promise] = {
    "fits_now": gettext_lazy("fits now"),
    "arrange_first": gettext_lazy("arrange first"),
    "later": gettext_lazy("later"),
    "not_now": gettext_lazy("not now"),
}
KINDS: Mapping[str, Promise] = {
    "in": gettext_lazy("becomes a tip"),
    "out": gettext_lazy("is no tip any more"),
    "up": gettext_lazy("goes up"),
    "down": gettext_lazy("goes down"),
    "list": gettext_lazy("goes to another list"),
    "new": gettext_lazy("is new"),
    "gone": gettext_lazy("is gone"),
    "points": gettext_lazy("stays in its place, for other reasons"),
}


def name_of(slug: str, *catalogues: CatalogueSnapshot) -> str:
    """A format's name, in the first catalogue that has it; else its slug."""
    found = (known.activity_types.get(slug) for known in catalogues)
    return next((row.name for row in found if row), slug)


def notice_title(slug: str) -> str:
    return str(NOTICES[slug][0]) if slug in NOTICES else slug


def broken_text(broken: Broken, *catalogues: CatalogueSnapshot) -> str:
    """One way in which a case is broken, as a sentence."""
    names = {"names": _all(name_of(slug, *catalogues) for slug in broken.slugs)}
    if broken.code == "answers":
        asked = (BY_SLUG[slug].text if slug in BY_SLUG else None for slug in broken.slugs)
        texts = [in_reader_language(text) for text in asked]
        named = [text or slug for text, slug in zip(texts, broken.slugs, strict=True)]
        return _("Its answers no longer suit the guide: %(questions)s") % {"questions": _all(named)}
    if broken.code == "notice":
        titles = _all(map(notice_title, broken.slugs))
        return _("The warning ‘%(titles)s’ is not given.") % {"titles": titles}
    return {
        "never": _("This fits now, while it must not: %(names)s."),
        "expected": _("None of what an expert would tip is a tip: %(names)s."),
        "arrange_first": _("This does not stand under ‘arrange first’: %(names)s."),
        "share": _(
            "Of all public cases together less than %(needed)d%% of the experts’ tips is a tip. "
            "Missing here: %(names)s."
        ),
    }[broken.code] % (names | {"needed": round(NEEDED_SHARE * 100)})


def broken_texts(result: CaseResult, *catalogues: CatalogueSnapshot) -> list[str]:
    return [broken_text(broken, *catalogues) for broken in result.broken]


def answers_text(case: Case) -> list[tuple[str, str]]:
    """Question and answer, of what a case tells."""
    given = accepted(case.answers)
    return [
        (
            in_reader_language(question.text),
            ", ".join(option_text(question.slug, option) for option in given[question.slug]),
        )
        for question in QUESTIONS
        if question.slug in given
    ]


# --- what a change does ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One move as a row of a table."""

    name: str
    kind: str
    what: str
    before: str
    after: str
    reasons: list[str]


def move_lines(
    moves: Iterable[Move], old: CatalogueSnapshot, new: CatalogueSnapshot
) -> list[MoveLine]:
    return [
        MoveLine(
            name=name_of(move.slug, new, old),
            kind=move.kind,
            what=str(KINDS[move.kind]),
            before=place_text(move.before),
            after=place_text(move.after),
            reasons=[because_text(b, move.slug, old, new) for b in move.because]
            or [_beside_itself(move)],
        )
        for move in moves
    ]


def place_text(place: Place | None) -> str:
    """Where a format stands, with its points."""
    if place is None:
        return _("not in the catalogue")
    if not place.rank:
        return str(LIST_NAMES[place.list_name])
    text = (
        _("tip %(rank)d, %(points)d points")
        if place.is_tip
        else _("place %(rank)d, %(points)d points")
    )
    return text % {"rank": place.rank, "points": place.score}


def because_text(
    because: Because, slug: str, old: CatalogueSnapshot, new: CatalogueSnapshot
) -> str:
    """Which rule says something else: points before and after, or in words where it has none."""
    before, after = because.before, because.after
    shown = after or before
    assert shown is not None
    if not (before and before.points) and not (after and after.points):
        where = new if after else old
        said = _plainly(shown, where.activity_types.get(slug))
        return said if after else _("No longer: %(reason)s") % {"reason": said}
    return _("%(rule)s: %(before)s → %(after)s points") % {
        "rule": rule_name(shown),
        "before": _signed(before),
        "after": _signed(after),
    }


def _plainly(reason: Reason, activity: ActivityType | None) -> str:
    said = sentence(reason, activity) if activity else rule_name(reason)
    if reason.code != "P1":
        return said
    return said + " " + _("(%(score)d points, %(needed)d needed)") % reason.values


def _beside_itself(move: Move) -> str:
    if move.before is None:
        return _("It was not in the catalogue before.")
    if move.after is None:
        return _("It is not in the catalogue any more.")
    return _("Nothing about it changed: others came before it, or went.")


def _signed(reason: Reason | None) -> str:
    return f"{reason.points:+d}".replace("-", "−") if reason and reason.points else "0"


def _all(names: Iterable[str]) -> str:
    return listed(list(names), last=_("and"))


def warnings_text(change: CaseChange) -> list[str]:
    """Warnings that come and go."""
    new = [_("The warning ‘%(title)s’ is given now."), change.warnings_new]
    gone = [_("The warning ‘%(title)s’ is no longer given."), change.warnings_gone]
    return [
        str(text) % {"title": notice_title(slug)} for text, slugs in (new, gone) for slug in slugs
    ]

"""Asking the recommender, and keeping an advice for who wants to return to it."""

import secrets
from collections.abc import Collection
from datetime import date
from functools import lru_cache

from meetups.recommender.facts import Advice
from meetups.recommender.questions import Accepted, answers_from, missing
from meetups.recommender.rank import recommend
from neighbourhoods.models import Area

from .models import SavedAdvice
from .models.saved import KEPT_FOR, digest
from .queries import CatalogueSnapshot


def advise(answers: Accepted, catalogue: CatalogueSnapshot) -> Advice:
    """The advice of the published catalogue for these answers; stores nothing."""
    return _recommended(tuple(sorted(answers.items())), catalogue)


@lru_cache(maxsize=64)
def _recommended(
    answers: tuple[tuple[str, tuple[str, ...]], ...], catalogue: CatalogueSnapshot
) -> Advice:
    # The same in, the same out; a what-if asks for the answers before it again and again.
    return recommend(answers_from(dict(answers)), catalogue.facts, catalogue.rules)


def save_advice(
    *,
    area: Area | None,
    answers: Accepted,
    seen: Collection[str],
    catalogue: CatalogueSnapshot,
    today: date,
) -> str:
    """Keep the answers and, when they are complete, the advice. Returns the token of the link.

    `seen` are the questions that were left open on purpose; they are kept as an empty list.
    Answers about safety count in the advice but are not kept: the guide promises not to share them.

    The advice is made here again, so that nobody can save a result that the rules did not give.
    """
    token = secrets.token_urlsafe(32)
    saved = SavedAdvice(
        token_digest=digest(token),
        area=area,
        answers={slug: list(answers.get(slug, ())) for slug in {*answers, *seen} - {"safety"}},
        result=None if missing(answers) else advise(answers, catalogue).as_dict(),
        catalogue_version=catalogue.version,
        saved_on=today,
        used_on=today,
    )
    saved.full_clean()
    saved.save()
    return token


def keep_advice(*, saved: SavedAdvice, today: date) -> None:
    """Note that an advice was used, so that it is kept longer. Never moves the date back."""
    SavedAdvice.objects.filter(pk=saved.pk, used_on__lt=today).update(used_on=today)


def erase_advice(*, saved: SavedAdvice) -> None:
    """Erase one saved advice for good."""
    saved.delete()


def erase_unused_advice(*, today: date) -> int:
    """Erase what nobody used for too long. Returns how many were erased."""
    erased, _per_model = SavedAdvice.objects.filter(used_on__lt=today - KEPT_FOR).delete()
    return erased

"""From advice to plan. The advice is made again here: what a browser sends is never trusted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from meetups.accounts.models import User
from meetups.recommender.facts import Advice, Suggestion
from meetups.recommender.questions import Accepted, accepted, answers_from, missing
from meetups.recommender.rules import TENSION
from meetups.suggestions import wording
from meetups.suggestions.models import ActivityType
from meetups.suggestions.presenting import HARM
from meetups.suggestions.queries import CatalogueSnapshot, catalogue_in
from meetups.suggestions.services import advise
from neighbourhoods.models import Area, Place

from ..models import EventKind, Initiative, Member, SafetyPoint, TeamRole
from ..queries.plan import in_each_language, steps_for_office, steps_of_format
from .errors import PlanError
from .plan import add_steps
from .record import note

ACUTE_STOP = "acute-stop"
_HELP_NEEDED = frozenset({"N1", "N2"})
"""Reasons that a professional must be there, arranged or still to be asked."""


@dataclass(frozen=True)
class Chosen:
    """A format out of an advice that was made just now, of which a plan may be made."""

    activity_type: ActivityType
    suggestion: Suggestion
    advice: Advice
    answers: Accepted
    catalogue: CatalogueSnapshot

    @property
    def is_sensitive(self) -> bool:
        """Whether who comes there is nobody else's business: then pages go by link only."""
        said = answers_from(self.answers)
        situation = self.catalogue.situations.get(said.situation or "")
        usual = situation.typical_tension if situation else 0
        return bool(said.safety) or max(said.tension or 0, usual) >= TENSION

    @property
    def warnings(self) -> list[str]:
        """What must be arranged first, in the reader's language."""
        language = (get_language() or "nl")[:2]
        return [texts[language] for texts in self.safety_points.values()]

    @property
    def safety_points(self) -> dict[str, dict[str, str]]:
        """What must be arranged first, by key, in both languages."""
        notices = [n for n in self.advice.notices if n in wording.URGENT_NOTICES]
        points = {name: in_each_language(lambda n=name: _notice(n)) for name in notices}  # type: ignore[misc]
        for reason in self.suggestion.reasons:
            if reason.code in _HELP_NEEDED:
                points[f"reason-{reason.code}"] = in_each_language(
                    lambda r=reason: wording.sentence(r, self.activity_type)  # type: ignore[misc]
                )
        return points


def _notice(slug: str) -> str:
    title, text = wording.NOTICES[slug]
    return f"{title}. {text}"


def choose(answers: Mapping[str, tuple[str, ...]], slug: str, area: Area | None = None) -> Chosen:
    """Advise anew, and look up one format in it. In an area, with what its municipality added.

    Raises PlanError when the answers do not suffice, the format is not in the catalogue, or it
    would do harm now.
    """
    given = accepted(answers)
    known = catalogue_in(area)
    activity_type = known.activity_types.get(slug)
    if activity_type is None:
        raise PlanError(_("This format is no longer there. Choose another one from your advice."))
    is_acute = given.get("tension") == ("acute",)
    if missing(given) and not is_acute:
        raise PlanError(_("First answer the questions about your neighbourhood."))
    advice = advise(given, known)
    if is_acute or ACUTE_STOP in advice.notices:
        raise PlanError(_notice(ACUTE_STOP))
    every = (*advice.fits_now, *advice.arrange_first, *advice.later, *advice.not_now)
    suggestion = next(s for s in every if s.slug == slug)
    if suggestion.list_name == "not_now":
        harm = [reason for reason in suggestion.reasons if reason.code in HARM]
        if harm:
            raise PlanError(wording.sentence(harm[0], activity_type))
    return Chosen(activity_type, suggestion, advice, given, known)


@transaction.atomic
def start_initiative(
    *,
    user: User,
    answers: Mapping[str, tuple[str, ...]],
    slug: str,
    area: Area,
    title: str,
    aim: str,
    first_date: date,
    starts_at: time | None,
    ends_at: time | None,
    spot: str,
    closes_street: bool,
    people_expected: int,
    place: Place | None,
    place_name: str,
    start_key: UUID,
    now: datetime,
    times_planned: int = 1,
) -> Initiative:
    """Make a plan of the format `slug`, with `user` as its organiser.

    The same `start_key` twice gives the same plan, so that a form sent twice makes one.

    Raises:
        PlanError: the advice says no, with the reason in words.
        ValidationError: something in the plan itself cannot be, by field.
    """
    if made := Initiative.objects.filter(start_key=start_key).first():
        return own_plan(made, user)
    chosen = choose(answers, slug, area)
    initiative = Initiative(
        title=title,
        aim=aim,
        area=area,
        municipality=check_area(area),
        spot=spot,
        place=place,
        place_name=place_name,
        first_date=first_date,
        starts_at=starts_at,
        ends_at=ends_at,
        times_planned=times_planned,
        people_expected=people_expected,
        closes_street=closes_street,
        start_key=start_key,
        created_at=now,
        changed_at=now,
        changed_by=user,
        **frozen(chosen),
    )
    try:
        with transaction.atomic():  # of two at once the second finds the key taken
            save_plan(initiative)
    except IntegrityError:
        return own_plan(Initiative.objects.get(start_key=start_key), user)
    furnish(initiative, chosen, by=user, now=now)
    note(initiative, EventKind.STARTED, by=user, now=now)
    return initiative


def check_area(area: Area) -> Area:
    """The municipality that a plan here lies in. Raises ValidationError for the whole country."""
    if area.municipality is None:
        raise ValidationError({"area": _("Choose a neighbourhood, not the whole country.")})
    return area.municipality


def frozen(chosen: Chosen) -> dict[str, object]:
    """The columns of a plan that say which advice it came from, and which format in it."""
    own = chosen.activity_type if chosen.activity_type.base_slug else None
    return {
        "activity_type_id": chosen.activity_type.pk,
        "local_format": own.slug if own else "",
        "local_name_nl": own.name_nl if own else "",
        "local_name_en": own.name_en if own else "",
        "answers": {slug: list(options) for slug, options in chosen.answers.items()},
        "advice": chosen.advice.as_dict(),
        "catalogue_version": chosen.catalogue.version,
        "is_sensitive": chosen.is_sensitive,
    }


def save_plan(initiative: Initiative) -> None:
    """Raises ValidationError by field; IntegrityError when its key is taken."""
    initiative.full_clean(validate_unique=False)
    initiative.save(force_insert=True)


def furnish(initiative: Initiative, chosen: Chosen, *, by: User, now: datetime) -> None:
    """Give a new plan its organiser, its steps and what must be arranged first."""
    Member.objects.create(initiative=initiative, user=by, role=TeamRole.ORGANISER, joined_at=now)
    drafts = [*steps_of_format(chosen.activity_type), *steps_for_office(initiative)]
    add_steps(initiative, drafts, by=by, now=now)
    SafetyPoint.objects.bulk_create(
        SafetyPoint(initiative=initiative, key=key, text_nl=texts["nl"], text_en=texts["en"])
        for key, texts in chosen.safety_points.items()
    )


def own_plan(initiative: Initiative, user: User) -> Initiative:
    """The plan that this form made before; a key of somebody else's opens nothing."""
    if not initiative.members.filter(user=user).exists():
        raise PlanError(_("Load this page again, and then send the form."))
    return initiative

"""The plan itself, with the advice that it came from, frozen."""

import secrets
from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetups.columns import CodesField, codes, lengths, pair
from meetups.suggestions.models import ActivityType
from meetups.suggestions.models.overlays import KEY
from meetups.suggestions.published import PublishedKey
from neighbourhoods.models import Area, Place
from neighbourhoods.strengths.fields import LineField, ProseField

from ..lifecycle import Status
from .base import LINE, PROSE, TITLE, Versioned

PEOPLE = 1000
TIMES = 365
CODE = 10
NAME = 80


class Spot(models.TextChoices):
    """What kind of place it is; decides which rules of the municipality apply."""

    INDOORS = "indoors", _("Indoors")
    PUBLIC_SPACE = "public_space", _("On a square, in a street or in a park")
    OWN_GROUND = "own_ground", _("Outside, on somebody’s own ground")
    ONLINE = "online", _("Online")


class Arrangement(models.TextChoices):
    """What a team has arranged for contact to go well; the contact check asks for it."""

    MIXED_ORGANISERS = "mixed_organisers", _("The organisers come from the groups that will meet.")
    SHARED_AIM = "shared_aim", _("There is one aim, and everyone who comes knows it.")
    SHARED_TASK = "shared_task", _("Everyone who comes has something to do.")
    MIXED_GROUPS = "mixed_groups", _("We make small, mixed groups.")
    SAFE_START = "safe_start", _("We welcome everyone at the door, and know what to do in a row.")
    VISIBLE_SUPPORT = "visible_support", _("Someone of the municipality comes and is seen there.")
    TIME_TO_TALK = "time_to_talk", _("There is time to talk at ease, such as over a meal.")
    NEXT_DATE = "next_date", _("The next time is planned, and people hear of it there.")
    EVALUATION = "evaluation", _("We ask people afterwards how it was.")


def public_code() -> str:
    """The short code in the address on a poster: letters that nobody mixes up."""
    return "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _i in range(CODE))


class Initiative(Versioned):
    """A volunteer's plan to run an activity type in a neighbourhood.

    `activity_type` is a national format. When the plan was made of one that its municipality based
    on it, `local_format` is the key of that, and it is read in its place; its name stays with the
    plan when it is gone.

    `answers` (question slug to option slugs, safety too), `advice` (as `Advice.as_dict`) and
    `catalogue_version` are what the guide said when the plan was made, and never change.
    """

    title = LineField(_("title"), max_length=TITLE)
    aim = ProseField(_("what you want to achieve"), max_length=PROSE, blank=True)
    activity_type = PublishedKey(
        ActivityType, models.PROTECT, related_name="initiatives", verbose_name=_("format")
    )
    local_format = models.CharField(
        _("format of the municipality"),
        max_length=KEY,
        blank=True,
        default="",
        db_default="",  # for code of before (tests/operations/test_migrations)
        editable=False,
    )
    local_name_nl, local_name_en = pair(
        _("name of that format"), max_length=NAME, blank=True, came_later=True
    )
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="initiatives", verbose_name=_("neighbourhood")
    )
    municipality = models.ForeignKey(
        Area, models.PROTECT, related_name="+", verbose_name=_("municipality"), editable=False
    )
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.DRAFT, editable=False
    )

    # --- where and when
    spot = models.CharField(_("kind of place"), max_length=20, choices=Spot, default=Spot.INDOORS)
    place = models.ForeignKey(
        Place,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("place from the list"),
    )
    place_name = LineField(
        _("place"), max_length=LINE, blank=True, help_text=_("Name and street, or leave it open.")
    )
    place_until = models.DateField(
        _("you can use the place until"),
        null=True,
        blank=True,
        help_text=_("Leave it open when there is no end to it."),
    )
    first_date = models.DateField(_("day of the first meetup"))
    starts_at = models.TimeField(_("from"), null=True, blank=True)
    ends_at = models.TimeField(_("until"), null=True, blank=True)
    times_planned = models.PositiveSmallIntegerField(
        _("how many times"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(TIMES)],
    )
    people_expected = models.PositiveSmallIntegerField(
        _("how many people you expect"),
        validators=[MinValueValidator(2), MaxValueValidator(PEOPLE)],
    )
    closes_street = models.BooleanField(_("a street is closed for it"), default=False)
    arranged = CodesField(_("what you have arranged"), vocabulary=Arrangement)

    # --- the invitation page
    code = models.CharField(
        _("code"), max_length=CODE, unique=True, default=public_code, editable=False
    )
    is_public = models.BooleanField(_("the invitation page is open"), default=False)
    shows_place = models.BooleanField(
        _("invitations tell the place"),
        null=True,
        blank=True,
        help_text=_("Until the team has chosen: not when the plan is sensitive."),
    )
    contact_line = LineField(
        _("how people say that they come"),
        max_length=LINE,
        blank=True,
        help_text=_("Everyone with the link can read it, such as “Call Anneke: 06 12 34 56 78”."),
    )

    # --- the advice it came from
    answers = models.JSONField(_("answers"), editable=False)
    advice = models.JSONField(_("advice"), editable=False)
    catalogue_version = models.PositiveIntegerField(_("version of the catalogue"), editable=False)
    is_sensitive = models.BooleanField(
        _("sensitive"), default=False, help_text=_("Then pages are found by link only.")
    )

    start_key = models.UUIDField(_("key of the form"), unique=True, default=uuid4, editable=False)
    created_at = models.DateTimeField(_("made at"), editable=False)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True, editable=False)
    lessons = ProseField(_("what you learnt"), max_length=PROSE, blank=True)

    class Meta:
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        ordering = ["first_date", "pk"]
        indexes = [
            models.Index(fields=["municipality", "status", "first_date"], name="by_municipality"),
            # What an office counts and sorts by, so that it need not read past the whole advice.
            models.Index(
                fields=[
                    *("municipality", "status", "submitted_at", "first_date", "created_at"),
                    *("area", "id"),
                ],
                condition=Q(submitted_at__isnull=False),
                name="seen_by_office",
            ),
        ]
        constraints = [
            codes(status=Status, spot=Spot),
            lengths(
                title=TITLE,
                aim=PROSE,
                place_name=LINE,
                contact_line=LINE,
                lessons=PROSE,
                code=CODE,
            ),
            lengths(
                "initiative_local_lengths",
                local_format=KEY,
                local_name_nl=NAME,
                local_name_en=NAME,
            ),
            models.CheckConstraint(
                condition=Q(people_expected__range=(2, PEOPLE)), name="initiative_people_are_real"
            ),
            models.CheckConstraint(
                condition=Q(times_planned__range=(1, TIMES)), name="initiative_times_are_real"
            ),
            models.CheckConstraint(
                condition=Q(first_date__range=("2020-01-01", "2100-01-01")),
                name="initiative_date_is_real",
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("initiatives:overview", args=[self.pk])

    @property
    def place_words(self) -> str:
        """Where it is, in words; empty when that is still open."""
        return str(self.place_name or (self.place.name if self.place else ""))

    @property
    def tells_place(self) -> bool:
        """Whether invitations tell where it is, or leave that for who says to come."""
        return not self.is_sensitive if self.shows_place is None else self.shows_place

"""A municipality that works with the app: its people, rules and house style."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from meetups.columns import CodesField, Translated, codes, lengths, pair
from neighbourhoods.models import Area
from neighbourhoods.strengths.fields import LineField, WebField

from ..colours import ColourField
from .versioned import VersionedSetting

NAME_LENGTH = 100
LINE = 160
LOGOS = "offices"
DAYS_AT_MOST = 365


class ReviewFirst(models.TextChoices):
    """Plans of which pages open only after the office said yes; those of others open before."""

    ALWAYS = "always", _("all plans")
    SENSITIVE = "sensitive", _("plans in a tense situation")
    PUBLIC_SPACE = "public_space", _("plans on a square, in a street or in a park")
    STREET_CLOSED = "street_closed", _("plans for which a street is closed")
    MONEY_ASKED = "money_asked", _("plans that ask the municipality for money")
    MANY_PEOPLE = "many_people", _("plans for a hundred people or more")


def review_everything() -> list[str]:
    return [ReviewFirst.ALWAYS.value]


class Office(VersionedSetting):
    """One municipality that works with the app. `area` is the municipality itself."""

    area = models.OneToOneField(
        Area,
        models.PROTECT,
        related_name="office",
        limit_choices_to={"level": Area.Level.MUNICIPALITY},
        verbose_name=_("municipality"),
    )
    name = LineField(
        _("name"), max_length=NAME_LENGTH, help_text=_("As people know it, like “Gemeente Ede”.")
    )
    contact_name = LineField(
        _("contact person"), max_length=NAME_LENGTH, help_text=_("Who helps the volunteers.")
    )
    contact_email = models.EmailField(_("e-mail address"))
    contact_phone = LineField(
        _("phone number"),
        max_length=30,
        blank=True,
        validators=[
            RegexValidator(
                r"^\+?[0-9][0-9 ()-]{5,28}$", _("Type a phone number, like 0341 123 456.")
            )
        ],
    )
    hours_nl, hours_en = pair(_("when they can be reached"), max_length=LINE, blank=True)
    answer_days = models.PositiveSmallIntegerField(
        _("answers within days"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(DAYS_AT_MOST)],
    )
    grants_nl, grants_en = pair(_("what you must do to get money"), blank=True)
    reviews_first = CodesField(
        _("pages open only after your yes"), vocabulary=ReviewFirst, default=review_everything
    )
    website = WebField(_("website"), max_length=300, blank=True)
    logo = models.ImageField(_("logo"), upload_to=LOGOS, blank=True, help_text=_("PNG or JPEG."))
    colour = ColourField(
        _("main colour"),
        max_length=7,
        blank=True,
        help_text=_("Of buttons and headings; dark enough for white letters."),
    )
    colour_accent = ColourField(
        _("second colour"),
        max_length=7,
        blank=True,
        help_text=_("Of small headings; dark enough to read on white."),
    )

    hours, grants = Translated(), Translated()

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["name"]
        constraints = [
            lengths(
                name=NAME_LENGTH,
                contact_name=NAME_LENGTH,
                contact_email=254,
                contact_phone=30,
                hours_nl=LINE,
                hours_en=LINE,
                colour=7,
                colour_accent=7,
            ),
            models.CheckConstraint(
                condition=Q(answer_days__range=(1, DAYS_AT_MOST)), name="office_answers_in_time"
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("accounts:office", args=[self.area.code])

    @property
    def style_key(self) -> str:
        """Its colours in short; empty when it has none of its own."""
        return f"{self.colour}{self.colour_accent}".replace("#", "-").strip("-")


class Role(models.TextChoices):
    """What someone may do for an office. A manager may do all that a reviewer may."""

    REVIEWER = "reviewer", _("reviewer")
    MANAGER = "manager", _("manager")


class Membership(models.Model):
    """Someone who works for an office. The only thing that makes a person "municipal"."""

    office = models.ForeignKey(
        Office, models.CASCADE, related_name="memberships", verbose_name=_("office")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="memberships",
        verbose_name=_("person"),
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.REVIEWER)
    by_sign_in = models.BooleanField(
        _("follows the municipality’s own sign-in"),
        default=False,
        help_text=_("Then each sign-in sets the role, and takes it away."),
    )

    class Meta:
        verbose_name = _("member of an office")
        verbose_name_plural = _("members of offices")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "user"],
                name="one_membership_each",
                violation_error_message=_("This person is already a member of the office."),
            ),
            codes(role=Role),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"


class Occasion(models.TextChoices):
    """When a rule of an office applies to a plan."""

    ALWAYS = "always", _("always")
    PUBLIC_SPACE = "public_space", _("when it is on a square, in a street or in a park")
    STREET_CLOSED = "street_closed", _("when a street is closed")
    MONEY_ASKED = "money_asked", _("when the municipality is asked for money")


class OfficeRule(VersionedSetting):
    """Something that a municipality asks of a plan, so many days before or after the meetup."""

    office = models.ForeignKey(
        Office, models.CASCADE, related_name="rules", verbose_name=_("office")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=999)
    text_nl, text_en = pair(_("what to do"), max_length=LINE)
    why_nl, why_en = pair(_("because"), max_length=LINE, blank=True)
    occasion = models.CharField(_("applies"), max_length=20, choices=Occasion)
    people_from = models.PositiveSmallIntegerField(
        _("only from this number of people"), null=True, blank=True
    )
    days = models.PositiveSmallIntegerField(_("days"), validators=[MaxValueValidator(DAYS_AT_MOST)])
    is_after = models.BooleanField(_("after the meetup"), default=False)
    website = WebField(_("page about it"), max_length=300, blank=True)

    text, why = Translated(), Translated()

    class Meta:
        verbose_name = _("rule of an office")
        verbose_name_plural = _("rules of an office")
        ordering = ["order", "pk"]
        constraints = [
            codes(occasion=Occasion),
            lengths(text_nl=LINE, text_en=LINE, why_nl=LINE, why_en=LINE),
            models.CheckConstraint(
                condition=Q(days__lte=DAYS_AT_MOST), name="officerule_within_a_year"
            ),
        ]

    def __str__(self) -> str:
        return self.text

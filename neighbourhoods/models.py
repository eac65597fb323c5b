"""Official areas with their dated key figures, and the tables by which people find them."""

from functools import cache

import shapely
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan, LessThanOrEqual
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from shapely.geometry.base import BaseGeometry

from .names import WORD_LENGTH, short_name
from .strengths.models import LocalGroup as LocalGroup
from .strengths.models import MistakeReport as MistakeReport
from .strengths.models import Place as Place

NAME_LENGTH = 100
CODE = r"(?:NL00|GM\d{4}|WK\d{4}[0-9A-Z]{2}|BU\d{4}[0-9A-Z]{4})"
"""What an official code looks like; the parts of it are those of the areas above."""


@cache
def _profile_address(_language: str | None) -> tuple[str, str]:
    """What stands before and after the code; a page may link to hundreds of areas."""
    before, after = reverse("neighbourhoods:profile", args=["GM0000"]).split("GM0000")
    return before, after


class AreaQuerySet(models.QuerySet["Area"]):
    def current(self) -> "AreaQuerySet":
        """Areas of today's map, without those that a newer year no longer knows."""
        return self.filter(is_former=False)

    def by_name(self) -> "AreaQuerySet":
        return self.order_by("search_key", "code")

    def with_ancestors(self) -> "AreaQuerySet":
        """Fetch everything an area lies in along with it, in the same query."""
        return self.select_related("parent__parent__parent")


class Area(models.Model):
    """An official area: one table for all levels, since people and figures use them alike.

    The code is the one of Statistics Netherlands (CBS): NL00, GM0243, WK024305, BU02430501.
    Codes are text (WK0363MB) and are reused: when a code comes to mean another place, the old
    area keeps its row, is former, and has the last year of that meaning behind its code
    (WK022501-2022).
    """

    class Level(models.IntegerChoices):
        COUNTRY = 0, _("Country")
        MUNICIPALITY = 1, _("Municipality")
        DISTRICT = 2, _("District")
        NEIGHBOURHOOD = 3, _("Neighbourhood")

    code = models.CharField(
        _("code"),
        max_length=16,
        unique=True,
        validators=[RegexValidator(rf"^{CODE}(?:-\d{{4}})?$")],
    )
    level = models.PositiveSmallIntegerField(_("level"), choices=Level)
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    slug = models.SlugField(_("slug"), max_length=NAME_LENGTH, db_index=False)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("lies in"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
    )
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(
        _("year"), help_text=_("The newest year in which the area is on the official list.")
    )
    is_former = models.BooleanField(_("former"), default=False)
    inhabitants = models.PositiveIntegerField(
        _("inhabitants"),
        null=True,
        blank=True,
        help_text=_("Of the newest year. Puts large areas first in lists; empty is unknown."),
    )
    search_key = models.CharField(_("search key"), max_length=NAME_LENGTH)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["level", "name", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level=0, code__startswith="NL")
                | Q(level=1, code__startswith="GM")
                | Q(level=2, code__startswith="WK")
                | Q(level=3, code__startswith="BU"),
                name="area_code_fits_its_level",
            ),
            models.CheckConstraint(
                condition=Q(level=0, parent=None) | Q(level__gt=0, parent__isnull=False),
                name="only_the_country_lies_in_nothing",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="area_centre_is_whole_or_absent",
            ),
            models.CheckConstraint(condition=Q(year__range=(1995, 2100)), name="area_year_is_real"),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("name"), NAME_LENGTH), name="area_name_fits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    def get_absolute_url(self) -> str:
        if self.level == self.Level.COUNTRY:
            return reverse("neighbourhoods:index")
        before, after = _profile_address(get_language())
        return f"{before}{self.code}{after}"

    @property
    def title(self) -> str:
        """The name as people say it: without "Wijk 02", and the country in their language."""
        return (
            gettext("The Netherlands")
            if self.level == self.Level.COUNTRY
            else short_name(self.name)
        )

    @property
    def ancestors(self) -> list["Area"]:
        """What the area lies in, from near to far. Fetch it by `with_ancestors()`."""
        found: list[Area] = []
        above = self.parent
        while above:
            found.append(above)
            above = above.parent
        return found

    def at(self, level: int) -> "Area | None":
        """The area of this level that this one lies in or is; None if there is none."""
        area: Area | None = self
        while area and area.level > level:
            area = area.parent
        return area if area and area.level == level else None

    @property
    def district(self) -> "Area | None":
        return self.at(self.Level.DISTRICT)

    @property
    def municipality(self) -> "Area | None":
        return self.at(self.Level.MUNICIPALITY)


class Boundary(models.Model):
    """Where an area lies, for drawing: in metres, simplified, without the water around it.

    The metres are those of the national grid, RD New (EPSG:28992). Areas that touch in reality
    share the very same line here, so maps have no gaps and no overlaps.
    """

    area = models.OneToOneField(
        Area, verbose_name=_("area"), on_delete=models.CASCADE, related_name="boundary"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    source = models.CharField(_("source"), max_length=NAME_LENGTH)
    geometry = models.BinaryField(
        _("shape"), help_text=_("A polygon or several, as WKB in metres (EPSG:28992).")
    )

    class Meta:
        verbose_name = _("boundary")
        verbose_name_plural = _("boundaries")
        constraints = [
            models.CheckConstraint(
                condition=Q(year__range=(1995, 2100)), name="boundary_year_is_real"
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("source"), NAME_LENGTH)
                & GreaterThan(Length("source"), 0),
                name="boundary_source_is_named_and_fits",
            ),
            models.CheckConstraint(
                condition=GreaterThan(Length("geometry"), 0), name="boundary_has_a_shape"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}, {self.year}"

    @property
    def shape(self) -> BaseGeometry:
        """The polygon or polygons, in metres (EPSG:28992)."""
        return shapely.from_wkb(bytes(self.geometry))


class Figure(models.Model):
    """One key figure of an area in a year, as published; `kinds.py` says what a kind means.

    Only what is known has a row: a missing figure is unknown, never 0.
    """

    area = models.ForeignKey(
        Area,
        verbose_name=_("area"),
        on_delete=models.CASCADE,
        related_name="figures",
        db_index=False,
    )
    year = models.PositiveSmallIntegerField(_("year"))
    kind = models.CharField(_("kind"), max_length=30)
    value = models.FloatField(_("value"))

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["area", "-year", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["area", "year", "kind"], name="one_figure_of_each"),
            models.CheckConstraint(
                condition=Q(year__range=(1995, 2100)), name="figure_year_is_real"
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("kind"), 30), name="figure_kind_fits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year}: {self.value:g}"


class Postcode(models.Model):
    """A neighbourhood in which a postcode lies: four digits (3842) or all six (3842ab)."""

    code = models.CharField(_("postcode"), max_length=6)
    area = models.ForeignKey(
        Area, verbose_name=_("area"), on_delete=models.CASCADE, related_name="postcodes"
    )

    class Meta:
        verbose_name = _("postcode")
        verbose_name_plural = _("postcodes")
        constraints = [
            models.UniqueConstraint(fields=["code", "area"], name="one_row_per_postcode_and_area"),
        ]

    def __str__(self) -> str:
        return self.code


class SearchWord(models.Model):
    """A folded word by whose beginning an area is found: of its own name or of one above it."""

    word = models.CharField(max_length=WORD_LENGTH)
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="words")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["word", "area"], name="one_row_per_word_and_area"),
        ]

    def __str__(self) -> str:
        return self.word

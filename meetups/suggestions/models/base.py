"""What the tables of the catalogue share: a history, an order, and one version for all."""

from datetime import datetime
from functools import cache
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from meetups.columns import LINE, Translated, lengths, pair

LAST = 999


class Tracked(models.Model):
    """A row of which every change is kept."""

    history = HistoricalRecords(inherit=True)

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: "models.Field[Any, Any]") -> str:  # noqa: N802
        # Django's own translates every label of the vocabulary to find one; pages ask for hundreds.
        value = getattr(self, field.attname)
        return str(_labels(field).get(value, value))


def review_date() -> "models.DateField[Any, Any]":
    """When somebody must look whether it still holds. About the work, so no part of an edition."""
    return models.DateField(_("look at it again before"), null=True, blank=True)


@cache
def _labels(field: "models.Field[Any, Any]") -> dict[Any, Any]:
    return dict(field.flatchoices)


class Part(Tracked):
    """A row that belongs to another and has its place there. New ones come last."""

    order = models.PositiveSmallIntegerField(_("order"), default=LAST)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]


class Line(Part):
    """A part that is one line of text."""

    text_nl, text_en = pair(_("text"), max_length=LINE)
    text = Translated()

    class Meta(Part.Meta):
        abstract = True
        constraints = [lengths(text_nl=LINE, text_en=LINE)]

    def __str__(self) -> str:
        return self.text


class CatalogueVersion(models.Model):
    """One row: which edition is published, so that a copy in memory can be kept.

    The time tells versions with the same number apart, as after a database was put back.
    """

    version = models.PositiveIntegerField(_("version"), default=0)
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("version of the catalogue")
        verbose_name_plural = _("versions of the catalogue")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="only_one_catalogue_version"),
        ]

    def __str__(self) -> str:
        return str(self.version)

    @classmethod
    def lock(cls, *, now: datetime) -> None:
        """Let one change at a time through, until the end of the transaction."""
        cls.objects.get_or_create(pk=1, defaults={"changed_at": now})
        cls.objects.select_for_update().get(pk=1)

    @classmethod
    def tell(cls, number: int, *, now: datetime) -> None:
        """Say that an edition was published. Call it in the transaction that made it."""
        cls.objects.filter(pk=1).update(version=number, changed_at=now)

"""What the rows of a plan share."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from .plan import Initiative

TITLE = 120
LINE = 160
PROSE = 2000
CENTS = 10_000_000
"""The most that one line of money can be: 100,000 euros."""


class Versioned(models.Model):
    """A row that several people edit: a change names the version it started from.

    Change it with `services.versions.change`, which refuses when someone was quicker.
    """

    version = models.PositiveIntegerField(_("version"), default=1)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("changed by"),
    )
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        abstract = True


def of_initiative(related_name: str) -> "models.ForeignKey[Initiative, Initiative]":
    return models.ForeignKey(
        "initiatives.Initiative",
        models.CASCADE,
        related_name=related_name,
        verbose_name=_("initiative"),
    )

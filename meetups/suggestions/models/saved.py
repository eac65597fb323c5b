"""An advice that someone saved to return to or to share, under a link that nobody can guess."""

import hashlib
from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from neighbourhoods.models import Area

KEPT_FOR = timedelta(days=90)


def digest(token: str) -> str:
    """What is stored of a token: whoever reads the database cannot make the link of it."""
    return hashlib.sha256(token.encode()).hexdigest()


class SavedAdvice(models.Model):
    """Neighbourhood, answers and result of one walk through the guide; nothing about a person.

    `answers` is question slug to option slugs. `result` is the advice as `Advice.as_dict` gives it,
    or None when the questions were not finished. Erased `KEPT_FOR` after the last use.
    """

    token_digest = models.CharField(_("digest of the link"), max_length=64, unique=True)
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("neighbourhood"),
    )
    answers = models.JSONField(_("answers"), blank=True)
    result = models.JSONField(_("result"), null=True, blank=True)
    catalogue_version = models.PositiveIntegerField(_("version of the catalogue"))
    saved_on = models.DateField(_("saved on"))
    used_on = models.DateField(_("last used on"), db_index=True)

    class Meta:
        verbose_name = _("saved advice")
        verbose_name_plural = _("saved advices")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(used_on__gte=models.F("saved_on")), name="used_after_saving"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area or '-'}, {self.saved_on}"

    @property
    def kept_until(self) -> date:
        """The last day on which the link works, if nobody uses it again."""
        return self.used_on + KEPT_FOR

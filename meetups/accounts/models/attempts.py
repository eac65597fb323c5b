"""How often something was tried, for limits that hold over all processes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Attempts(models.Model):
    """So many tries of one thing, by one person or from one place, in a time that has an end.

    Nothing in it tells who or where: `key` is a digest under the site's own secret.
    """

    key = models.CharField(_("key"), max_length=64, primary_key=True)
    count = models.PositiveIntegerField(_("count"))
    ends_at = models.PositiveBigIntegerField(_("ends at"), db_index=True)
    """Seconds since 1970: so that one statement for either database can compare and set it."""

    class Meta:
        verbose_name = _("attempts")
        verbose_name_plural = _("attempts")

    def __str__(self) -> str:
        return f"{self.count}"

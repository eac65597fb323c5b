"""What the advice asked to arrange first: in sight until a named person has settled it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetups.columns import Translated, lengths
from neighbourhoods.strengths.fields import LineField, ProseField

from .base import LINE, of_initiative

TEXT = 500


class SafetyPoint(models.Model):
    """One warning of the advice. Settled by a named person, who says how."""

    initiative = of_initiative("safety_points")
    key = models.CharField(_("key"), max_length=40)
    text_nl = ProseField(_("text (Dutch)"), max_length=TEXT)
    text_en = ProseField(_("text (English)"), max_length=TEXT)
    how = LineField(_("how it was settled"), max_length=LINE, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settled by"),
    )
    settled_name = LineField(_("name of who settled it"), max_length=60, blank=True)

    text = Translated()

    class Meta:
        verbose_name = _("safety point")
        verbose_name_plural = _("safety points")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "key"], name="one_point_of_a_key"),
            lengths(key=40, text_nl=TEXT, text_en=TEXT, how=LINE, settled_name=60),
            models.CheckConstraint(
                condition=Q(settled_at=None)
                | (Q(settled_at__isnull=False) & ~Q(how="") & ~Q(settled_name="")),
                name="safety_is_settled_by_name",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_settled(self) -> bool:
        return self.settled_at is not None

"""What a municipality adds to the national catalogue, for its own neighbourhoods only."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from meetups.accounts.models import Office
from meetups.columns import Translated, lengths, pair

NOTE = 500


class LocalNote(models.Model):
    """A line that an office adds to a format, such as "Ask the key at the community centre"."""

    office = models.ForeignKey(
        Office, models.CASCADE, related_name="local_notes", verbose_name=_("office")
    )
    slug = models.CharField(_("format"), max_length=50)
    text_nl, text_en = pair(_("note"))
    text = Translated()

    class Meta:
        verbose_name = _("local note")
        verbose_name_plural = _("local notes")
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(fields=["office", "slug"], name="one_local_note"),
            lengths(slug=50, text_nl=NOTE, text_en=NOTE),
        ]

    def __str__(self) -> str:
        return self.text


class LocalFormat(models.Model):
    """A format of an office: a new one, or its own wording of a national one.

    `item` is as in `activity_types.json`. `based_on` is the number of the edition whose item it was
    made of, or None for a new one; an office accepts a newer one field by field.
    """

    office = models.ForeignKey(
        Office, models.CASCADE, related_name="local_formats", verbose_name=_("office")
    )
    slug = models.CharField(_("slug"), max_length=50)
    item = models.JSONField(_("item"))
    based_on = models.PositiveIntegerField(_("made of edition"), null=True, blank=True)
    is_shown = models.BooleanField(_("shown in the advice"), default=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="local_formats",
        verbose_name=_("changed by"),
    )
    changed_at = models.DateTimeField(_("changed at"))
    version = models.PositiveIntegerField(_("version"), default=1)

    class Meta:
        verbose_name = _("local format")
        verbose_name_plural = _("local formats")
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(fields=["office", "slug"], name="one_local_format"),
            lengths(slug=50),
        ]

    def __str__(self) -> str:
        return self.slug

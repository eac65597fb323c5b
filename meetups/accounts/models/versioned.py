"""What the settings of an office share, since several people change them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class VersionedSetting(models.Model):
    """A row that several people edit: a change names the version it started from.

    Claim it with `services.versions.claim`, which refuses when someone was quicker. Nobody is named
    until it was changed once.
    """

    version = models.PositiveIntegerField(
        _("version"),
        default=1,
        db_default=1,  # for code of before (tests/operations/test_migrations)
        editable=False,
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("changed by"),
    )
    changed_at = models.DateTimeField(_("changed at"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True


VERSIONING = {field.name for field in VersionedSetting._meta.local_fields}
"""The columns that tell of a change, and are none of what was changed."""

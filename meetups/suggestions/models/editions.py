"""What was published when: whole catalogues that never change, and the work on the next one.

The tables of formats, situations and sources are the one open draft. What readers see is the newest
edition, made of the draft by a publication.
"""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetups.columns import ProseField, Translated, codes, lengths, pair
from meetups.suggestions.models.base import Tracked

WHY = 1000


class NeverChangesError(TypeError):
    """A published edition was to be changed or deleted."""


class Published(models.QuerySet["Edition"]):
    """Editions can be read and added."""

    def update(self, **_values: Any) -> NoReturn:
        raise NeverChangesError

    def delete(self) -> NoReturn:
        raise NeverChangesError


class Edition(models.Model):
    """One published catalogue. `content`: items by `sources`, `situations`, `activity_types`, as in
    the files (published formats only), and `rules` as in `rules.json`.

    `agreed_by` is the second curator, where one was needed; `restored` the number of the edition
    that came back with this one. People are numbers of users, so that nothing here ever changes.
    """

    number = models.PositiveIntegerField(_("number"), unique=True)
    content = models.JSONField(_("content"))
    published_at = models.DateTimeField(_("published at"))
    published_by = models.BigIntegerField(_("published by"), null=True, blank=True)
    agreed_by = models.BigIntegerField(_("agreed by"), null=True, blank=True)
    summary_nl, summary_en = pair(_("what changed"))
    why = ProseField(_("why nevertheless"), blank=True)
    restored = models.PositiveIntegerField(_("brought back"), null=True, blank=True)

    summary = Translated()
    objects = Published.as_manager()

    class Meta:
        verbose_name = _("edition of the catalogue")
        verbose_name_plural = _("editions of the catalogue")
        ordering = ["-number"]
        base_manager_name = "objects"
        permissions = [("publish_edition", "Can publish the catalogue")]
        constraints = [
            lengths(summary_nl=WHY, summary_en=WHY, why=WHY),
            models.CheckConstraint(condition=Q(number__gt=0), name="edition_has_a_number"),
        ]

    def __str__(self) -> str:
        return str(self.number)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise NeverChangesError
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise NeverChangesError


class RuleDraft(Tracked):
    """One row: points, thresholds and texts of the rules as they will be in the next edition.

    The shape is that of `rules.json`; the functions of the rules are code.
    """

    rules = models.JSONField(_("rules"))
    version = models.PositiveIntegerField(_("version"), default=1)

    class Meta:
        verbose_name = _("rules of the draft")
        verbose_name_plural = _("rules of the draft")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="only_one_draft_of_the_rules"),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class RequestState(models.TextChoices):
    WAITING = "waiting", _("waits")
    PUBLISHED = "published", _("published")
    RETURNED = "returned", _("sent back")
    WITHDRAWN = "withdrawn", _("withdrawn")


class PublishRequest(models.Model):
    """An author asks to publish the draft. `digest` is that of the draft that was looked at."""

    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="publish_requests",
        verbose_name=_("asked by"),
    )
    asked_at = models.DateTimeField(_("asked at"))
    summary_nl, summary_en = pair(_("what changed"))
    why = ProseField(_("why nevertheless"), blank=True)
    digest = models.CharField(_("digest of the draft"), max_length=64)
    state = models.CharField(
        _("state"), max_length=10, choices=RequestState, default=RequestState.WAITING
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    answer = ProseField(_("answer"), blank=True)

    summary = Translated()

    class Meta:
        verbose_name = _("request to publish")
        verbose_name_plural = _("requests to publish")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            codes(state=RequestState),
            lengths(summary_nl=WHY, summary_en=WHY, why=WHY, answer=WHY),
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state=RequestState.WAITING),
                name="one_request_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}, {self.asked_at:%Y-%m-%d}"

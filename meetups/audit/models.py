"""Who did what that must be accounted for: only ever added to.

A record names people and things by number and never by name or text, so that who erases their
account is gone from here too. Nothing in the app changes or deletes a record; after the time that
its kind is kept (`RETENTION`), `services.erase_old` does.
"""

from collections.abc import Iterable
from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetups.columns import codes, lengths

CODE = 40


class Act(models.TextChoices):
    """What was done."""

    DECISION = "decision", _("a decision about a plan")
    PROMISE = "promise", _("a promise made, kept or withdrawn")
    PAYMENT = "payment", _("money paid")
    BUDGET = "budget", _("the budget of a year was set")
    EXPORT = "export", _("an export or a report was made")
    ACCESS = "access", _("something sensitive was looked at")
    MEMBER = "member", _("someone was let in, or let go")
    ROLE = "role", _("someone got another role")
    OFFICE = "office", _("settings of the municipality were changed")
    INTRODUCTION = "introduction", _("two teams were introduced")
    CATALOGUE = "catalogue", _("the catalogue was changed or published")


class AppendOnlyError(TypeError):
    """A record was to be changed or deleted."""


class AppendOnly(models.QuerySet["Record"]):
    """Records can be read and added."""

    def update(self, **_values: Any) -> NoReturn:
        raise AppendOnlyError

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise AppendOnlyError

    def bulk_create(self, objs: Iterable["Record"], *args: Any, **kwargs: Any) -> list["Record"]:
        """Adds, and writes nothing over."""
        if kwargs.get("update_conflicts") or any(args[1:]):
            raise AppendOnlyError
        return super().bulk_create(objs, *args, **kwargs)

    def delete(self) -> NoReturn:
        raise AppendOnlyError

    def _raw_delete(self, _using: str | None) -> NoReturn:
        """What Django deletes rows with where nothing depends on them."""
        raise AppendOnlyError


class Record(models.Model):
    """One thing that was done. `by` is the number of a user, or None for the app itself.

    `office` is the code of the municipality, empty for what is no office's. `details` holds codes
    and numbers only.
    """

    at = models.DateTimeField(_("when"))
    act = models.CharField(_("what"), max_length=20, choices=Act)
    by = models.BigIntegerField(_("who"), null=True)
    office = models.CharField(_("municipality"), max_length=10, blank=True)
    object_kind = models.CharField(_("about what"), max_length=CODE, blank=True)
    object_id = models.CharField(_("number"), max_length=CODE, blank=True)
    details = models.JSONField(_("details"), default=dict)

    objects = AppendOnly.as_manager()

    class Meta:
        verbose_name = _("audit record")
        verbose_name_plural = _("audit records")
        ordering = ["-at", "-pk"]
        base_manager_name = "objects"
        indexes = [
            models.Index(fields=["office", "-at", "-id"], name="audit_of_an_office"),
            models.Index(fields=["act", "at"], name="audit_by_age"),
        ]
        constraints = [codes(act=Act), lengths(office=10, object_kind=CODE, object_id=CODE)]

    def __str__(self) -> str:
        return f"{self.get_act_display()} ({self.at:%Y-%m-%d})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **kwargs | {"force_insert": True})

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise AppendOnlyError

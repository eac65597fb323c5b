"""What curators say to each other about a row of the draft; about the work, so in no edition."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetups.columns import ProseField, codes, lengths

TEXT = 2000


class About(models.TextChoices):
    """Where the row stands; the codes are those of the lists in an edition."""

    ACTIVITY_TYPES = "activity_types", _("format")
    SITUATIONS = "situations", _("situation")
    SOURCES = "sources", _("source")
    CASES = "cases", _("test neighbourhood")
    RULES = "rules", _("rules of the advice")


class Comment(models.Model):
    """One remark, or an answer to one. A remark is open until somebody settles it.

    `key` is the slug or key of the row; `field` the column, the parts or the value of a rule that
    it is about, and empty for the whole row.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=About)
    key = models.CharField(_("key"), max_length=50)
    field = models.CharField(_("field"), max_length=80, blank=True)
    answer_to = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="answers",
        verbose_name=_("answer to"),
    )
    text = ProseField(_("text"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="catalogue_comments",
        verbose_name=_("by"),
    )
    at = models.DateTimeField(_("at"))
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("settled by"),
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["kind", "key"], name="comment_row")]
        constraints = [
            codes(kind=About),
            lengths(key=50, field=80, text=TEXT),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=False) | Q(settled_by__isnull=True),
                name="comment_settled_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(answer_to__isnull=True) | Q(settled_at__isnull=True),
                name="comment_answers_are_not_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.key}: {self.text[:50]}"

    @property
    def is_open(self) -> bool:
        return self.answer_to_id is None and self.settled_at is None

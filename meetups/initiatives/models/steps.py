"""What must be done before and after, each with a date."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetups.columns import Translated, codes, lengths
from neighbourhoods.strengths.fields import LineField

from .base import LINE, Versioned, of_initiative
from .team import Member

DAYS = 800
"""The furthest that a step can lie from the meetup, in days."""
CONDITION = "condition-"
"""Begins the key of what a municipality asks with its yes."""


class StepOrigin(models.TextChoices):
    """Where a step comes from."""

    FORMAT = "format", _("the format")
    OFFICE = "office", _("the municipality")
    OWN = "own", _("your team")


class StepState(models.TextChoices):
    OPEN = "open", _("to do")
    DONE = "done", _("done")
    SKIPPED = "skipped", _("skipped")


class Step(Versioned):
    """One step. `days_before` counts back from the first meetup; below 0 is after it.

    `due_on` is what counts. Moving the meetup moves it, unless it is done, skipped or pinned.
    Texts are frozen in both languages; a team's own text is the same in both.
    """

    initiative = of_initiative("steps")
    key = models.CharField(_("key"), max_length=40)
    origin = models.CharField(_("comes from"), max_length=10, choices=StepOrigin)
    text_nl = LineField(_("what to do"), max_length=LINE)
    text_en = LineField(_("what to do (English)"), max_length=LINE)
    why_nl = LineField(_("because"), max_length=LINE, blank=True)
    why_en = LineField(_("because (English)"), max_length=LINE, blank=True)
    days_before = models.SmallIntegerField(_("days before"))
    due_on = models.DateField(_("do it before"))
    is_pinned = models.BooleanField(_("date stays when the meetup moves"), default=False)
    doer = models.ForeignKey(
        Member,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="steps",
        verbose_name=_("who"),
    )
    state = models.CharField(_("state"), max_length=10, choices=StepState, default=StepState.OPEN)
    note = LineField(_("note"), max_length=LINE, blank=True)
    settled_at = models.DateTimeField(_("done or skipped at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("done or skipped by"),
    )

    text, why = Translated(), Translated()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["due_on", "-days_before", "pk"]
        indexes = [models.Index(fields=["state", "due_on"], name="open_steps_by_date")]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "key"], name="one_step_of_a_key"),
            codes("planstep_codes", origin=StepOrigin, state=StepState),
            lengths(
                "planstep_lengths",
                text_nl=LINE,
                text_en=LINE,
                why_nl=LINE,
                why_en=LINE,
                note=LINE,
                key=40,
            ),
            models.CheckConstraint(
                condition=Q(days_before__range=(-DAYS, DAYS)), name="step_is_near_its_meetup"
            ),
            models.CheckConstraint(
                condition=Q(state=StepState.OPEN, settled_at=None)
                | (~Q(state=StepState.OPEN) & Q(settled_at__isnull=False)),
                name="step_is_settled_or_open",
            ),
            models.CheckConstraint(
                condition=~Q(state=StepState.SKIPPED) | ~Q(note=""),
                name="step_is_skipped_for_a_reason",
                violation_error_message=_("Say why you skip this step."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_condition(self) -> bool:
        """Whether the municipality's yes depends on it: then the team cannot skip or move it."""
        return self.key.startswith(CONDITION)


def condition_key(decision: int) -> str:
    """The key of what a municipality asks with its yes; `decision` is the number of that event."""
    return f"{CONDITION}{decision}"


def own_key() -> str:
    """The key of a step that a team adds itself."""
    return f"own-{uuid4().hex}"

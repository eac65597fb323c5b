"""Texts that an office writes once, and teams that it introduces to each other."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from meetups.accounts.models import Office
from meetups.accounts.models.versioned import VersionedSetting
from meetups.columns import Translated, codes, lengths
from meetups.initiatives.models import Initiative
from meetups.initiatives.models.base import LINE, PROSE
from neighbourhoods.strengths.fields import LineField, ProseField

NAME = 60


class Decision(models.TextChoices):
    """A move of the lifecycle that an office answers with, by its slug."""

    APPROVE = "approve", _("say yes")
    ASK_CHANGES = "ask-changes", _("ask for changes")
    DECLINE = "decline", _("say no")


class DecisionText(VersionedSetting):
    """A kind text to start an answer with. The office changes them; without, there are ours."""

    office = models.ForeignKey(
        Office, models.CASCADE, related_name="decision_texts", verbose_name=_("office")
    )
    decision = models.CharField(_("decision"), max_length=12, choices=Decision)
    name = LineField(_("name"), max_length=NAME)
    text_nl = ProseField(_("text (Dutch)"), max_length=PROSE)
    text_en = ProseField(_("text (English)"), max_length=PROSE)

    text = Translated()

    class Meta:
        verbose_name = _("text of a decision")
        verbose_name_plural = _("texts of decisions")
        ordering = ["decision", "name", "pk"]
        constraints = [
            codes(decision=Decision),
            lengths(name=NAME, text_nl=PROSE, text_en=PROSE),
            models.UniqueConstraint(
                fields=["office", "decision", "name"], name="one_text_of_a_name"
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)


class Answer(models.TextChoices):
    WAITING = "waiting", _("not answered yet")
    YES = "yes", _("yes")
    NO = "no", _("no")


class Introduction(models.Model):
    """Two look-alike plans, brought together. Names are shared when both teams said yes."""

    office = models.ForeignKey(
        Office, models.CASCADE, related_name="introductions", verbose_name=_("office")
    )
    first = models.ForeignKey(
        Initiative, models.CASCADE, related_name="introduced_first", verbose_name=_("one plan")
    )
    second = models.ForeignKey(
        Initiative,
        models.CASCADE,
        related_name="introduced_second",
        verbose_name=_("the other plan"),
    )
    why = LineField(_("why they should meet"), max_length=LINE)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="introductions",
        verbose_name=_("introduced by"),
    )
    at = models.DateTimeField(_("when"))
    first_answer = models.CharField(
        _("answer of the one"), max_length=10, choices=Answer, default=Answer.WAITING
    )
    second_answer = models.CharField(
        _("answer of the other"), max_length=10, choices=Answer, default=Answer.WAITING
    )
    agreed_at = models.DateTimeField(
        _("agreed at"),
        null=True,
        blank=True,
        help_text=_("Who joins a team later did not say yes, so their name is not shared."),
    )

    class Meta:
        verbose_name = _("introduction")
        verbose_name_plural = _("introductions")
        ordering = ["-at", "-pk"]
        constraints = [
            codes(first_answer=Answer, second_answer=Answer),
            lengths(why=LINE),
            models.UniqueConstraint(fields=["first", "second"], name="introduced_once"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="introduction_of_two_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} + {self.second}"

    @property
    def is_agreed(self) -> bool:
        return self.first_answer == self.second_answer == Answer.YES

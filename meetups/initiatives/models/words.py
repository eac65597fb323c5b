"""Invitation texts that a team changed; the others are made from the plan each time."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from meetups.columns import codes, lengths
from neighbourhoods.strengths.fields import ProseField

from .base import PROSE, Versioned, of_initiative


class TextKind(models.TextChoices):
    """What an invitation is for."""

    LETTER = "letter", _("Letter for the door")
    APP = "app", _("Message for an app group")
    POSTER = "poster", _("Words on the poster")
    MAIL = "mail", _("E-mail")


class InviteText(Versioned):
    """One text in one language, as the team wants it; empty when the made text is good again."""

    initiative = of_initiative("invite_texts")
    kind = models.CharField(_("for"), max_length=10, choices=TextKind)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    text = ProseField(_("text"), max_length=PROSE, blank=True)

    class Meta:
        verbose_name = _("invitation text")
        verbose_name_plural = _("invitation texts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "kind", "language"], name="one_text_of_a_kind"
            ),
            codes(kind=TextKind),
            lengths(text=PROSE),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.language})"

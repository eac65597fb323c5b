"""What people and offices choose about mail that is not urgent."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from meetups.columns import CodesField, ProseField, codes, lengths

from .offices import Office
from .people import User
from .versioned import VersionedSetting

FIRST_HOUR, LAST_HOUR = 8, 20
"""Between which a digest may come: never in the quiet hours."""
TEXT = 600


class Digest(models.TextChoices):
    """Mail that someone with an account can switch off. The values are kinds of the outbox."""

    ORGANISER = "organiser_digest", _("What there is to do for your plans")
    EVENING = "evening_before", _("The guest list, the evening before a meetup")
    MORNING = "morning_after", _("How it was, the morning after a meetup")
    OFFICE = "office_digest", _("Plans that wait for the municipality")
    CATALOGUE = "catalogue_digest", _("Comments on the formats, and requests to publish")


class Remindable(models.TextChoices):
    """Mail whose first paragraph an office or the curator may write. Values as in the outbox."""

    WEEK = "guest_week", _("Reminder a week before")
    DAY = "guest_day", _("Reminder the day before")
    HOURS = "guest_hours", _("Reminder two hours before")
    EVENING = "evening_before", _("To organisers, the evening before")
    MORNING = "morning_after", _("To organisers, the morning after")


class MailChoice(models.Model):
    """How someone wants their mail; who never chose has no row, and the defaults."""

    user = models.OneToOneField(
        User, models.CASCADE, related_name="mail_choice", verbose_name=_("person")
    )
    digest_hour = models.PositiveSmallIntegerField(
        _("at what hour"),
        default=9,
        validators=[MinValueValidator(FIRST_HOUR), MaxValueValidator(LAST_HOUR)],
    )
    off = CodesField(_("what you do not want"), vocabulary=Digest)
    paused_from = models.DateField(_("no mail from"), null=True, blank=True)
    paused_until = models.DateField(_("until and including"), null=True, blank=True)

    class Meta:
        verbose_name = _("choice of mail")
        verbose_name_plural = _("choices of mail")
        constraints = [
            models.CheckConstraint(
                condition=Q(digest_hour__range=(FIRST_HOUR, LAST_HOUR)), name="digest_hour_is_real"
            ),
            models.CheckConstraint(
                condition=Q(paused_from__isnull=True, paused_until__isnull=True)
                | Q(paused_from__isnull=False, paused_until__isnull=False)
                & Q(paused_until__gte=F("paused_from")),
                name="pause_ends_after_it_begins",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)


class MailText(VersionedSetting):
    """The first paragraph of a kind of mail in one language, instead of the one that we wrote.

    Of an office it is for meetups in its municipality; without office, for all others.
    """

    office = models.ForeignKey(
        Office,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="mail_texts",
        verbose_name=_("office"),
    )
    kind = models.CharField(_("mail"), max_length=20, choices=Remindable)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    text = ProseField(_("text"), max_length=TEXT)
    changed_at = models.DateTimeField(_("changed at"), editable=False)  # a text was written once

    class Meta:
        verbose_name = _("text of mail")
        verbose_name_plural = _("texts of mail")
        ordering = ["kind", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "kind", "language"], name="one_text_of_a_mail_of_an_office"
            ),
            models.UniqueConstraint(
                fields=["kind", "language"],
                condition=Q(office__isnull=True),
                name="one_text_of_a_mail_for_all",
            ),
            codes(kind=Remindable),
            lengths(text=TEXT),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.language})"

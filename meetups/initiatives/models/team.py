"""Who carries a plan: members, invitations, hands asked for, and handing over."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetups.columns import codes, lengths
from neighbourhoods.strengths.fields import LineField

from .base import LINE, of_initiative


class TeamRole(models.TextChoices):
    """An organiser changes the plan; a helper sees it."""

    ORGANISER = "organiser", _("organiser")
    HELPER = "helper", _("helper")


class Member(models.Model):
    """Someone in the team. Kept after leaving as nothing: leaving deletes the row."""

    initiative = of_initiative("members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="teams", verbose_name=_("person")
    )
    role = models.CharField(_("role"), max_length=10, choices=TeamRole, default=TeamRole.HELPER)
    task = LineField(_("does"), max_length=LINE, blank=True)
    joined_at = models.DateTimeField(_("joined at"))

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        ordering = ["joined_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "user"], name="one_seat_each"),
            codes(role=TeamRole),
            lengths(task=LINE),
        ]

    def __str__(self) -> str:
        return str(self.user)


class Invitation(models.Model):
    """An open chair, by e-mail. The link holds the token: we find it by its digest.

    The token itself is kept sealed, for the mail that leaves later. Erased when it is answered,
    withdrawn or over: the address is somebody's who may say no.
    """

    SEALED = {"token_sealed": "invitation"}

    initiative = of_initiative("invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=10, choices=TeamRole, default=TeamRole.HELPER)
    asks = LineField(_("what you ask"), max_length=LINE, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    token_digest = models.CharField(_("digest of the link"), max_length=64, unique=True)
    token_sealed = models.BinaryField(_("link"), default=bytes)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("invited by")
    )
    sent_at = models.DateTimeField(_("sent at"))
    expires_at = models.DateTimeField(_("valid until"), db_index=True)

    class Meta:
        verbose_name = _("invitation to a team")
        verbose_name_plural = _("invitations to teams")
        ordering = ["sent_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "email"], name="one_open_invitation_each"
            ),
            codes(role=TeamRole),
            lengths(email=254, asks=LINE),
        ]

    def __str__(self) -> str:
        return self.email


class Hand(models.Model):
    """One specific thing that somebody is asked to do: "Who can fetch the key on Saturday?" """

    initiative = of_initiative("hands")
    text = LineField(_("what you need"), max_length=LINE)
    needed_on = models.DateField(_("on"), null=True, blank=True)
    taken_by = models.ForeignKey(
        Member,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="hands",
        verbose_name=_("taken by"),
    )
    is_done = models.BooleanField(_("done"), default=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("asked by"),
    )
    asked_at = models.DateTimeField(_("asked at"))

    class Meta:
        verbose_name = _("hand")
        verbose_name_plural = _("hands")
        ordering = ["is_done", "needed_on", "pk"]
        constraints = [lengths(text=LINE)]

    def __str__(self) -> str:
        return str(self.text)


class HandOver(models.Model):
    """An organiser offers the plan to a member; it moves only when that member accepts."""

    initiative = of_initiative("hand_overs")
    giver = models.ForeignKey(
        Member, models.CASCADE, related_name="+", verbose_name=_("offered by")
    )
    taker = models.ForeignKey(
        Member, models.CASCADE, related_name="+", verbose_name=_("offered to")
    )
    leaves = models.BooleanField(_("then leaves the team"), default=False)
    offered_at = models.DateTimeField(_("offered at"))

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        ordering = ["offered_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["giver"], name="one_offer_each"),
            models.CheckConstraint(
                condition=~Q(giver=models.F("taker")), name="hand_over_to_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"

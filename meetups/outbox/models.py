"""The queue of mail is a table: what must be told to whom, when, and until when it helps.

It holds ids and times, never an address or a text: whose room a message is of makes its letter
when it leaves.
"""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from meetups.columns import codes, lengths

from .memory import Memory

KIND = 40
ERROR = 120


class State(models.TextChoices):
    """Where a message is. All but the first two are the end of it."""

    PLANNED = "planned", _("Planned")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
    SUPERSEDED = "superseded", _("No longer right")
    SUPPRESSED = "suppressed", _("Not wanted")
    EXPIRED = "expired", _("Too late")


OPEN = (State.PLANNED, State.SENDING)
UNDELIVERED = (State.FAILED, State.SUPPRESSED, State.EXPIRED)
"""Mail that was right, but did not go."""


class OutboundMessage(models.Model):
    """One mail to one person. Posting the same one twice does nothing.

    `subject_id` is the row that the mail is about, such as one RSVP, in a table that the kind
    decides; `group_id` what that belongs to, such as the meetup, to count and to withdraw by;
    `revision` tells messages of one kind about one row apart.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=KIND)
    subject_id = models.BigIntegerField(_("about"))
    group_id = models.BigIntegerField(_("belongs to"), null=True, blank=True)
    revision = models.PositiveBigIntegerField(_("revision"), default=0)
    posted_at = models.DateTimeField(_("posted at"))
    due_at = models.DateTimeField(_("due at"))
    expires_at = models.DateTimeField(_("of use until"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PLANNED)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt at"))
    lease_token = models.UUIDField(_("lease"), null=True, blank=True, editable=False)
    lease_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    error = models.CharField(_("last error"), max_length=ERROR, blank=True)

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        ordering = ["-due_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id", "revision"], name="one_message_of_each"
            ),
            codes(state=State),
            lengths(kind=KIND, error=ERROR),
            models.CheckConstraint(
                condition=Q(state=State.SENDING, lease_token__isnull=False)
                & Q(lease_until__isnull=False)
                | ~Q(state=State.SENDING) & Q(lease_token__isnull=True, lease_until__isnull=True),
                name="only_what_is_sent_is_leased",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, ended_at__isnull=True)
                | ~Q(state__in=OPEN) & Q(ended_at__isnull=False),
                name="what_ended_says_when",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("due_at")), name="message_is_of_use_when_due"
            ),
        ]
        indexes = [
            # Not on one state only: SQLite finds no such index when the state is a parameter.
            models.Index(
                fields=["state", "next_attempt_at", "group_id", "id"], name="messages_in_line"
            ),
            models.Index(fields=["lease_until"], condition=Q(state="sending"), name="leased"),
            models.Index(fields=["group_id", "kind", "state"], name="messages_of_a_group"),
            models.Index(fields=["state", "ended_at"], name="ended_messages"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}.{self.revision}"

    @property
    def message_id(self) -> str:
        """The Message-ID: the same on every copy, should it ever be sent twice."""
        return f"<{self.pk}@{settings.MAIL_DOMAIN}>"

    @cached_property
    def memory(self) -> Memory:
        """What its owner remembers of messages before it; whoever sends many gives them one."""
        return Memory()


class Suppression(models.Model):
    """An address that gets no mail: of one kind, or none at all (`kind` is empty then)."""

    address_digest = models.CharField(_("digest of the address"), max_length=64)
    kind = models.CharField(_("kind"), max_length=KIND, blank=True)
    why = models.CharField(_("why"), max_length=20)
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("address without mail")
        verbose_name_plural = _("addresses without mail")
        constraints = [
            models.UniqueConstraint(fields=["address_digest", "kind"], name="stopped_once"),
            lengths(address_digest=64, kind=KIND, why=20),
        ]

    def __str__(self) -> str:
        return f"{self.address_digest[:8]}… {self.kind}"


class Hold(models.Model):
    """There is a row, so no mail leaves: after a restore, or because someone stopped it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    since = models.DateTimeField(_("since"))
    why = models.CharField(_("why"), max_length=ERROR, blank=True)

    class Meta:
        verbose_name = _("hold on all mail")
        verbose_name_plural = _("holds on all mail")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="one_hold"),
            lengths(why=ERROR),
        ]

    def __str__(self) -> str:
        return self.since.isoformat()

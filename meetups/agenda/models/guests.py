"""Who comes: sealed, and for as short as it helps."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetups.columns import ProseField, codes, lengths
from meetups.sealing import digests, seal, unseal

if TYPE_CHECKING:
    from .meetups import Meetup

NAME = 40
PARTY = 4
DIGEST = 64
NOTE = 500


class RsvpState(models.TextChoices):
    """Where an RSVP is. Only the confirmed and those with an offer hold seats."""

    PENDING = "pending", _("Not confirmed yet")
    CONFIRMED = "confirmed", _("Comes")
    WAITING = "waiting", _("On the waiting list")
    OFFERED = "offered", _("Has an offer")
    WITHDRAWN = "withdrawn", _("Does not come")
    REMOVED = "removed", _("Removed by the organisers")


class Origin(models.TextChoices):
    """How the organisers know that someone comes."""

    WEB = "web", _("Through this site")
    PAPER = "paper", _("By telephone, on paper or at the door")


class NeedKind(models.TextChoices):
    """What the organisers can take into account. Counted per meetup, never kept per person."""

    VEGETARIAN = "vegetarian", _("Food without meat")
    HALAL = "halal", _("Halal food")
    ALLERGY = "allergy", _("Food without nuts, milk or gluten")
    WHEELCHAIR = "wheelchair", _("Room for a wheelchair or a walker")
    HEARING = "hearing", _("Hearing well is hard")
    SIGHT = "sight", _("Seeing well is hard")
    INTERPRETER = "interpreter", _("Help with the language")
    LIFT = "lift", _("A lift to get there")


def of_meetup(related_name: str) -> "models.ForeignKey[Meetup, Meetup]":
    return models.ForeignKey(
        "agenda.Meetup",
        models.CASCADE,
        related_name=related_name,
        verbose_name=_("meetup"),
    )


class Rsvp(models.Model):
    """Someone who says they come, with whom they bring.

    Name, address and link are sealed; the address is found again by a digest that differs from
    meetup to meetup, so that no two RSVPs of one person can be joined without the key. `turn`
    rises each time that the state changes: mail about it is told apart by it.
    """

    SEALED = {
        "name_sealed": "rsvp.name",
        "email_sealed": "rsvp.email",
        "token_sealed": "rsvp.token",
    }
    meetup = of_meetup("rsvps")
    state = models.CharField(_("state"), max_length=10, choices=RsvpState)
    origin = models.CharField(_("how"), max_length=10, choices=Origin, default=Origin.WEB)
    name_sealed = models.BinaryField(_("first name or alias"), default=bytes, blank=True)
    email_sealed = models.BinaryField(_("e-mail address"), default=bytes, blank=True)
    email_digest = models.CharField(  # noqa: DJ001 (unique)
        _("digest of the address"), max_length=DIGEST, null=True, blank=True
    )
    token_sealed = models.BinaryField(_("link"), default=bytes, blank=True)
    token_digest = models.CharField(
        _("digest of the link"), max_length=DIGEST, null=True, blank=True, unique=True
    )
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    party = models.PositiveSmallIntegerField(_("people"), default=1)
    turn = models.PositiveIntegerField(_("turn"), default=0)
    waits_since = models.DateTimeField(_("waits since"), null=True, blank=True)
    offered_until = models.DateTimeField(_("has an offer until"), null=True, blank=True)
    created_at = models.DateTimeField(_("made at"))
    state_at = models.DateTimeField(_("in this state since"))
    came = models.PositiveSmallIntegerField(_("people who came"), null=True, blank=True)

    class Meta:
        verbose_name = _("RSVP")
        verbose_name_plural = _("RSVPs")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meetup", "email_digest"], name="one_rsvp_each"),
            codes(state=RsvpState, origin=Origin),
            lengths(email_digest=DIGEST, token_digest=DIGEST),
            models.CheckConstraint(condition=Q(party__range=(1, PARTY)), name="rsvp_party_is_real"),
            models.CheckConstraint(
                condition=Q(came__isnull=True) | Q(came__lte=PARTY), name="rsvp_came_is_real"
            ),
            models.CheckConstraint(
                condition=Q(state=RsvpState.WAITING, waits_since__isnull=False)
                | Q(state=RsvpState.OFFERED, waits_since__isnull=False)
                | ~Q(state__in=[RsvpState.WAITING, RsvpState.OFFERED])
                & Q(waits_since__isnull=True),
                name="who_waits_has_a_place_in_the_row",
            ),
            models.CheckConstraint(
                condition=Q(state=RsvpState.OFFERED, offered_until__isnull=False)
                | ~Q(state=RsvpState.OFFERED) & Q(offered_until__isnull=True),
                name="an_offer_ends",
            ),
        ]
        indexes = [
            models.Index(
                fields=["meetup", "waits_since", "id"],
                condition=Q(state="waiting"),
                name="waiting_list",
            ),
            models.Index(
                fields=["offered_until"], condition=Q(state="offered"), name="open_offers"
            ),
            models.Index(fields=["state", "state_at"], name="rsvps_to_purge"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def holds_seats(self) -> bool:
        return self.state in HOLD_SEATS

    @property
    def name(self) -> str:
        """First name or alias; empty when none was given or it is erased."""
        return unseal(self.name_sealed, about="rsvp.name") if self.name_sealed else ""

    @name.setter
    def name(self, name: str) -> None:
        self.name_sealed = seal(name, about="rsvp.name") if name else b""

    @property
    def email(self) -> str:
        return unseal(self.email_sealed, about="rsvp.email") if self.email_sealed else ""

    @email.setter
    def email(self, email: str) -> None:
        self.email_sealed = seal(email, about="rsvp.email") if email else b""

    @property
    def token(self) -> str:
        """What opens the guest's own page. For their mail only."""
        return unseal(self.token_sealed, about="rsvp.token") if self.token_sealed else ""

    @token.setter
    def token(self, token: str) -> None:
        self.token_sealed = seal(token, about="rsvp.token") if token else b""

    def keyed_digests(self) -> dict[str, str]:
        """Columns that follow from the newest key, as they would be now."""
        if not self.email_sealed:
            return {}
        return {"email_digest": email_digests(self.meetup_id, self.email)[0]}


HOLD_SEATS = (RsvpState.CONFIRMED, RsvpState.OFFERED)
HEAR_OF_CHANGES = (RsvpState.CONFIRMED, RsvpState.OFFERED, RsvpState.WAITING)


def email_digests(meetup_pk: int, email: str) -> list[str]:
    """Under which an address is known at one meetup; rows take the first."""
    return digests(email.strip().lower(), about=f"rsvp.email:{meetup_pk}")


class NeedCount(models.Model):
    """How many guests of a meetup asked for something. Who they are is not kept."""

    meetup = of_meetup("need_counts")
    kind = models.CharField(_("what"), max_length=20, choices=NeedKind)
    number = models.PositiveSmallIntegerField(_("how many"), default=0)

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meetup", "kind"], name="one_count_of_a_need"),
            codes(kind=NeedKind),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.number}"


class GuestNote(models.Model):
    """What the organisers wrote to all guests of a meetup, through this site."""

    meetup = of_meetup("guest_notes")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    text = ProseField(_("text"), max_length=NOTE)
    at = models.DateTimeField(_("when"))
    guests = models.PositiveSmallIntegerField(_("to how many guests"), default=0)

    class Meta:
        verbose_name = _("note to guests")
        verbose_name_plural = _("notes to guests")
        ordering = ["-at", "-pk"]
        constraints = [lengths(text=NOTE)]
        indexes = [models.Index(fields=["by", "at"], name="notes_of_someone")]

    def __str__(self) -> str:
        return str(self.text)


class RightsRequest(models.Model):
    """A guest who asked to see or erase all that is kept of them: their address, for an hour."""

    SEALED = {"email_sealed": "rights.email", "token_sealed": "rights.token"}
    email_sealed = models.BinaryField(_("e-mail address"))
    token_sealed = models.BinaryField(_("link"))
    token_digest = models.CharField(_("digest of the link"), max_length=DIGEST, unique=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    created_at = models.DateTimeField(_("made at"), db_index=True)

    class Meta:
        verbose_name = _("request of a guest for their data")
        verbose_name_plural = _("requests of guests for their data")
        ordering = ["pk"]
        constraints = [lengths(token_digest=DIGEST)]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def email(self) -> str:
        return unseal(self.email_sealed, about="rights.email")

    @email.setter
    def email(self, email: str) -> None:
        self.email_sealed = seal(email, about="rights.email")

    @property
    def token(self) -> str:
        return unseal(self.token_sealed, about="rights.token")

    @token.setter
    def token(self, token: str) -> None:
        self.token_sealed = seal(token, about="rights.token")

"""Dated occasions of a plan, alone or as one of a series."""

from datetime import date, datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetups.columns import CodesField, LineField, ProseField, codes, lengths
from meetups.initiatives.models.base import (
    CENTS,
    LINE,
    PROSE,
    TITLE,
    Versioned,
    of_initiative,
)
from meetups.initiatives.models.plan import CODE, PEOPLE, public_code
from neighbourhoods.models import Area, Place

from .guests import NeedKind

PARTY = 4
"""The most people that one guest may say yes for."""
LINK = 500
LISTED = Q(is_listed=True) & ~Q(state="draft")
"""Of the indexes of the agenda, which tells what is cancelled too. SQLite takes them only for a
query that says it in the same way: `.filter(is_listed=True).exclude(state="draft")`."""


class Rule(models.TextChoices):
    """How the dates of a series follow each other."""

    WEEKLY = "weekly", _("Every week")
    FORTNIGHTLY = "fortnightly", _("Every two weeks")
    MONTHLY = "monthly", _("Every month, on the same weekday")
    BY_HAND = "by_hand", _("Dates that you choose yourself")


class MeetupState(models.TextChoices):
    """Where a meetup is. Only what is shown has a public page."""

    DRAFT = "draft", _("Only the team sees it")
    SHOWN = "shown", _("Open")
    CANCELLED = "cancelled", _("Cancelled")


class Way(models.TextChoices):
    """How people come together."""

    ON_SITE = "on_site", _("At a place")
    ONLINE = "online", _("Online")
    BOTH = "both", _("At a place and online")


class ReminderMoment(models.TextChoices):
    """When guests are reminded."""

    WEEK = "week", _("A week before, at 18.00")
    DAY = "day", _("The day before, at 18.00")
    HOURS = "hours", _("Two hours before")


def the_day_before() -> list[str]:
    return [ReminderMoment.DAY.value]


class Tongue(models.TextChoices):
    """A language that is spoken there."""

    NL = "nl", _("Dutch")
    SIMPLE = "nl-simple", _("Simple Dutch")
    NGT = "ngt", _("Dutch Sign Language")
    EN = "en", _("English")
    AR = "ar", _("Arabic")
    FA = "fa", _("Farsi or Dari")
    FR = "fr", _("French")
    DE = "de", _("German")
    PAP = "pap", _("Papiamento")
    PL = "pl", _("Polish")
    SO = "so", _("Somali")
    ES = "es", _("Spanish")
    BER = "ber", _("Tamazight")
    TI = "ti", _("Tigrinya")
    TR = "tr", _("Turkish")
    UK = "uk", _("Ukrainian")


class Series(models.Model):
    """Meetups that were planned in one go. Each is a row of its own, and may differ."""

    initiative = of_initiative("series")
    rule = models.CharField(_("how often"), max_length=12, choices=Rule)
    created_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ["pk"]
        constraints = [codes(rule=Rule)]

    def __str__(self) -> str:
        return str(self.get_rule_display())


class Meetup(Versioned):
    """One dated occasion, with a page where people say that they come.

    `area` and `municipality` are those of the plan, here for the lists. `seats_taken` counts the
    people of confirmed guests and of those with an offer; only `services.seats` changes it.
    `revision` rises with what guests must hear of, and with it the entry in their calendars.
    `beside`: in a list, all that were read for it.
    """

    beside: "list[Meetup]"

    initiative = of_initiative("meetups")
    series = models.ForeignKey(
        Series,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="meetups",
        verbose_name=_("series"),
    )
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="meetups", verbose_name=_("neighbourhood")
    )
    municipality = models.ForeignKey(
        Area, models.PROTECT, related_name="+", verbose_name=_("municipality")
    )
    code = models.CharField(
        _("code"), max_length=CODE, unique=True, default=public_code, editable=False
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=MeetupState,
        default=MeetupState.DRAFT,
        editable=False,
    )
    is_listed = models.BooleanField(
        _("in the agenda"),
        default=True,
        help_text=_("If not, only people with the link find it."),
    )
    title = LineField(_("title"), max_length=TITLE)
    about = ProseField(_("what you do there"), max_length=PROSE, blank=True)

    # --- when
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    doors_open_at = models.DateTimeField(_("doors open"), null=True, blank=True)
    closes_at = models.DateTimeField(
        _("people can sign up until"),
        null=True,
        blank=True,
        help_text=_("Leave it open: until it starts."),
    )

    # --- where
    way = models.CharField(_("how"), max_length=10, choices=Way, default=Way.ON_SITE)
    place = models.ForeignKey(
        Place,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("place from the list"),
    )
    place_name = LineField(_("place"), max_length=LINE, blank=True)
    address = LineField(_("address"), max_length=LINE, blank=True)
    hides_address = models.BooleanField(
        _("only guests who said yes see the place and the address"), default=False
    )
    route = LineField(_("how to find it"), max_length=LINE, blank=True)
    online_link = models.URLField(
        _("link to the online meeting"),
        max_length=LINK,
        blank=True,
        help_text=_("Only guests who said yes see it."),
    )

    # --- for whom
    languages = CodesField(_("languages"), vocabulary=Tongue)
    step_free = models.BooleanField(_("without steps or thresholds"), null=True, blank=True)
    children = models.BooleanField(_("children can come along"), null=True, blank=True)
    costs = models.PositiveIntegerField(
        _("costs"), default=0, validators=[MaxValueValidator(CENTS)], help_text=_("In euros.")
    )
    bring = LineField(_("what to bring"), max_length=LINE, blank=True)
    needs_asked = CodesField(_("what you can take into account"), vocabulary=NeedKind)

    # --- seats
    capacity = models.PositiveSmallIntegerField(
        _("how many people can come"),
        validators=[MinValueValidator(1), MaxValueValidator(PEOPLE)],
    )
    seats_taken = models.PositiveSmallIntegerField(_("seats taken"), default=0, editable=False)
    party_most = models.PositiveSmallIntegerField(
        _("how many people one guest can sign up"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(PARTY)],
    )
    has_waiting_list = models.BooleanField(_("waiting list"), default=True)
    is_closed = models.BooleanField(_("closed for signing up"), default=False, editable=False)

    # --- reminders
    reminders = CodesField(
        _("when guests are reminded"), vocabulary=ReminderMoment, default=the_day_before
    )
    reminder_line = LineField(_("your own line in the reminder"), max_length=LINE, blank=True)

    # --- what became of it
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False)
    created_at = models.DateTimeField(_("made at"), editable=False)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True, editable=False)
    cancel_why = LineField(_("why it is cancelled"), max_length=LINE, blank=True)
    attended = models.PositiveSmallIntegerField(
        _("how many people came"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(PEOPLE)],
    )

    class Meta:
        verbose_name = _("meetup")
        verbose_name_plural = _("meetups")
        ordering = ["starts_at", "pk"]
        constraints = [
            codes(state=MeetupState, way=Way),
            lengths(
                title=TITLE,
                about=PROSE,
                place_name=LINE,
                address=LINE,
                route=LINE,
                online_link=LINK,
                bring=LINE,
                cancel_why=LINE,
                reminder_line=LINE,
                code=CODE,
            ),
            models.CheckConstraint(
                condition=Q(seats_taken__lte=F("capacity")), name="meetup_is_never_overbooked"
            ),
            models.CheckConstraint(
                condition=Q(capacity__range=(1, PEOPLE), party_most__range=(1, PARTY))
                & Q(costs__lte=CENTS),
                name="meetup_numbers_are_real",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="meetup_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(state=MeetupState.CANCELLED, cancelled_at__isnull=False)
                | ~Q(state=MeetupState.CANCELLED) & Q(cancelled_at__isnull=True),
                name="meetup_says_when_it_was_cancelled",
            ),
        ]
        indexes = [
            models.Index(fields=["initiative", "starts_at"], name="meetups_of_a_plan"),
            models.Index(
                fields=["starts_at", "id"],
                condition=LISTED,
                name="listed_meetups",
            ),
            models.Index(
                fields=["municipality", "starts_at", "id"],
                condition=LISTED,
                name="listed_by_municipality",
            ),
            models.Index(fields=["ends_at"], name="meetups_by_end"),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("agenda:meetup", args=[self.code])

    @property
    def starts_local(self) -> datetime:
        """When it starts, on the clocks of the Netherlands."""
        return timezone.localtime(self.starts_at)

    @property
    def ends_local(self) -> datetime:
        return timezone.localtime(self.ends_at)

    @property
    def day(self) -> date:
        return self.starts_local.date()

    @property
    def seats_free(self) -> int:
        return max(self.capacity - self.seats_taken, 0)

    @property
    def is_on_site(self) -> bool:
        return self.way != Way.ONLINE

    @property
    def is_online(self) -> bool:
        return self.way != Way.ON_SITE

    @property
    def place_words(self) -> str:
        """Where it is, without the address; empty when that is still open."""
        return str(self.place_name or (self.place.name if self.place else ""))

    @property
    def where_words(self) -> str:
        """Where it is, for whom may know all of it."""
        return ", ".join(part for part in (self.place_words, self.address) if part)

    def takes_rsvps(self, now: datetime) -> bool:
        """Whether people can sign up, for a seat or for the waiting list."""
        return (
            self.state == MeetupState.SHOWN
            and not self.is_closed
            and now < min(self.closes_at or self.starts_at, self.starts_at)
        )

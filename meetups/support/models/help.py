"""What teams ask an office for, what it promises, and its budget. Amounts are whole cents."""

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from meetups.accounts.models import Office
from meetups.accounts.models.versioned import VersionedSetting
from meetups.columns import codes, lengths
from meetups.initiatives.models import Event, Funding, Initiative
from meetups.initiatives.models.base import CENTS, LINE, PROSE
from neighbourhoods.strengths.fields import LineField, ProseField

HOURS = 1000
YEAR_CENTS = 100_000_000_00
"""The most that an office can give in a year: a hundred million euros."""


class Kind(models.TextChoices):
    """What an office can help with. `CONTACT` is only promised: by then they hear from someone."""

    CONTACT = "contact", _("word from us")
    MONEY = "money", _("money")
    PEOPLE = "people", _("people")
    PLACE = "place", _("a place")
    MATERIALS = "materials", _("things")
    KNOWLEDGE = "knowledge", _("knowledge")
    PROMOTION = "promotion", _("making it known")


ASKABLE = tuple(kind for kind in Kind if kind != Kind.CONTACT)


class RequestState(models.TextChoices):
    OPEN = "open", _("waits for an answer")
    PROMISED = "promised", _("promised")
    DECLINED = "declined", _("not possible")
    WITHDRAWN = "withdrawn", _("no longer needed")


class SupportRequest(models.Model):
    """One specific thing that a team asks its municipality for."""

    initiative = models.ForeignKey(
        Initiative, models.CASCADE, related_name="support_requests", verbose_name=_("initiative")
    )
    office = models.ForeignKey(
        Office, models.CASCADE, related_name="support_requests", verbose_name=_("office")
    )
    kind = models.CharField(_("kind of help"), max_length=12, choices=Kind)
    text = LineField(_("what you need"), max_length=LINE)
    needed_on = models.DateField(_("needed before"), null=True, blank=True)
    cents = models.PositiveIntegerField(
        _("amount"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(CENTS)],
    )
    people = models.PositiveSmallIntegerField(_("how many people"), null=True, blank=True)
    hours = models.PositiveSmallIntegerField(
        _("how many hours each"), null=True, blank=True, validators=[MaxValueValidator(HOURS)]
    )
    state = models.CharField(
        _("state"), max_length=10, choices=RequestState, default=RequestState.OPEN
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="support_requests",
        verbose_name=_("asked by"),
    )
    asked_at = models.DateTimeField(_("asked at"))
    answer = ProseField(_("answer"), max_length=PROSE, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("support request")
        verbose_name_plural = _("support requests")
        ordering = ["asked_at", "pk"]
        indexes = [
            models.Index(fields=["office", "state", "asked_at"], name="requests_of_an_office")
        ]
        constraints = [
            codes(kind=Kind, state=RequestState),
            lengths(text=LINE, answer=PROSE),
            models.CheckConstraint(condition=~Q(kind=Kind.CONTACT), name="request_is_for_help"),
            models.CheckConstraint(
                condition=Q(cents=None) | Q(cents__range=(1, CENTS)), name="request_amount_is_real"
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.DECLINED) | ~Q(answer=""),
                name="request_is_declined_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.text)


class PromiseState(models.TextChoices):
    """Late is no state of its own: it is promised, and its day is over."""

    PROMISED = "promised", _("promised")
    KEPT = "kept", _("kept")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Promise(models.Model):
    """What an office will do for a plan, by whom and before when. Both sides see it.

    `owner` is who does it, `then` what comes after help that is given once only. `year` is the
    year whose budget money comes from. `made_with` is the decision that it came with. `funding` is
    the row of the team's budget that money is, and `asked_cents` how much of it was asked there.
    """

    initiative = models.ForeignKey(
        Initiative, models.CASCADE, related_name="promises", verbose_name=_("initiative")
    )
    office = models.ForeignKey(
        Office, models.CASCADE, related_name="promises", verbose_name=_("office")
    )
    request = models.ForeignKey(
        SupportRequest,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="promises",
        verbose_name=_("asked as"),
    )
    made_with = models.ForeignKey(
        Event,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("promised with the decision"),
    )
    kind = models.CharField(_("kind of help"), max_length=12, choices=Kind)
    text = LineField(_("what you promise"), max_length=LINE)
    cents = models.PositiveIntegerField(
        _("amount"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(CENTS)],
    )
    year = models.PositiveSmallIntegerField(_("from the budget of"), null=True, blank=True)
    people = models.PositiveSmallIntegerField(_("how many people"), null=True, blank=True)
    hours = models.PositiveSmallIntegerField(
        _("how many hours each"), null=True, blank=True, validators=[MaxValueValidator(HOURS)]
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="promises",
        verbose_name=_("who does it"),
    )
    due_on = models.DateField(_("before"))
    is_once = models.BooleanField(_("once only"), default=False)
    then = LineField(_("what comes after"), max_length=LINE, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=PromiseState, default=PromiseState.PROMISED
    )
    promised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("promised by"),
    )
    promised_at = models.DateTimeField(_("promised at"))
    settled_at = models.DateTimeField(_("kept or withdrawn at"), null=True, blank=True)
    why = LineField(_("why it is withdrawn"), max_length=LINE, blank=True)
    paid_cents = models.PositiveIntegerField(
        _("paid"), default=0, validators=[MaxValueValidator(CENTS)]
    )
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    funding = models.ForeignKey(
        Funding,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="promises",
        verbose_name=_("in the budget of the team"),
    )
    asked_cents = models.PositiveIntegerField(
        _("of that asked in the budget"),
        default=0,
        db_default=0,  # for code of before (tests/operations/test_migrations)
        validators=[MaxValueValidator(CENTS)],
    )

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["office", "state", "due_on"], name="promises_of_an_office"),
            models.Index(fields=["office", "year"], name="promises_by_year"),
        ]
        constraints = [
            codes(kind=Kind, state=PromiseState),
            lengths(text=LINE, then=LINE, why=LINE),
            models.CheckConstraint(
                condition=Q(kind=Kind.MONEY, cents__range=(1, CENTS), year__isnull=False)
                | (~Q(kind=Kind.MONEY) & Q(cents=None, year=None)),
                name="promise_of_money_has_an_amount",
            ),
            models.CheckConstraint(
                condition=~Q(is_once=True) | ~Q(then=""),
                name="promise_once_says_what_comes_after",
                violation_error_message=_("Say what comes after it, or whom they can ask then."),
            ),
            models.CheckConstraint(
                condition=Q(state=PromiseState.PROMISED, settled_at=None)
                | (~Q(state=PromiseState.PROMISED) & Q(settled_at__isnull=False)),
                name="promise_is_settled_or_not",
            ),
            models.CheckConstraint(
                condition=~Q(state=PromiseState.WITHDRAWN) | ~Q(why=""),
                name="promise_is_withdrawn_for_a_reason",
                violation_error_message=_("Say why: the team reads it."),
            ),
            models.CheckConstraint(
                condition=Q(paid_cents=0) | (Q(kind=Kind.MONEY) & Q(paid_cents__lte=F("cents"))),
                name="promise_is_not_overpaid",
            ),
        ]

    def __str__(self) -> str:
        return str(self.text)

    def is_late(self, today: date) -> bool:
        """Whether its day is over and it is not kept."""
        return self.state == PromiseState.PROMISED and self.due_on < today


class YearBudget(VersionedSetting):
    """What an office can give to plans in a year. Its row is the lock when money is promised."""

    office = models.ForeignKey(
        Office, models.CASCADE, related_name="year_budgets", verbose_name=_("office")
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2020), MaxValueValidator(2099)]
    )
    cents = models.PositiveBigIntegerField(
        _("budget"), default=0, validators=[MaxValueValidator(YEAR_CENTS)]
    )

    class Meta:
        verbose_name = _("budget of a year")
        verbose_name_plural = _("budgets of years")
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["office", "year"], name="one_budget_a_year"),
            models.CheckConstraint(
                condition=Q(year__range=(2020, 2099)) & Q(cents__lte=YEAR_CENTS),
                name="budget_is_real",
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)

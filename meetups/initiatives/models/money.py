"""What it costs, who pays, and the receipts. All amounts are whole cents."""

from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from meetups.columns import codes, lengths
from neighbourhoods.strengths.fields import LineField

from .base import CENTS, LINE, Versioned, of_initiative


class Payer(models.TextChoices):
    """Who pays."""

    OWN = "own", _("yourselves")
    OFFICE = "office", _("the municipality")
    FUND = "fund", _("a fund")
    SPONSOR = "sponsor", _("a sponsor")


class FundingState(models.TextChoices):
    ASKED = "asked", _("asked")
    PROMISED = "promised", _("promised")
    RECEIVED = "received", _("received")
    REFUSED = "refused", _("refused")


class BudgetLine(Versioned):
    """Something that costs money."""

    initiative = of_initiative("budget_lines")
    name = LineField(_("what for"), max_length=LINE)
    planned_cents = models.PositiveIntegerField(_("planned"), validators=[MaxValueValidator(CENTS)])
    spent_cents = models.PositiveIntegerField(
        _("spent"), null=True, blank=True, validators=[MaxValueValidator(CENTS)]
    )
    payer = models.CharField(_("who pays"), max_length=10, choices=Payer, default=Payer.OWN)

    class Meta:
        verbose_name = _("line of the budget")
        verbose_name_plural = _("lines of the budget")
        ordering = ["pk"]
        constraints = [
            codes(payer=Payer),
            lengths(name=LINE),
            models.CheckConstraint(
                condition=Q(planned_cents__lte=CENTS)
                & (Q(spent_cents=None) | Q(spent_cents__lte=CENTS)),
                name="budgetline_amounts_are_real",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)


class Funding(Versioned):
    """Money that comes in: asked, promised, received or refused."""

    initiative = of_initiative("funding")
    payer = models.CharField(_("who pays"), max_length=10, choices=Payer)
    name = LineField(_("name"), max_length=LINE, blank=True, help_text=_("Such as “Oranje Fonds”."))
    cents = models.PositiveIntegerField(_("amount"), validators=[MaxValueValidator(CENTS)])
    state = models.CharField(
        _("state"), max_length=10, choices=FundingState, default=FundingState.ASKED
    )
    until = models.DateField(
        _("this money lasts until"),
        null=True,
        blank=True,
        help_text=_("Leave it open when there is no end to it."),
    )

    class Meta:
        verbose_name = _("money that comes in")
        verbose_name_plural = _("money that comes in")
        ordering = ["pk"]
        constraints = [
            codes(payer=Payer, state=FundingState),
            lengths(name=LINE),
            models.CheckConstraint(
                condition=Q(cents__range=(1, CENTS)), name="funding_amount_is_real"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.get_payer_display()


def receipt_path(receipt: "Receipt", filename: str) -> str:
    """Where a receipt is kept: a name that tells nothing, whatever the file was called."""
    suffix = "pdf" if receipt.content_type == "application/pdf" else "jpg"
    return f"receipts/{uuid4().hex}.{suffix}"


class Receipt(models.Model):
    """Proof of a payment, drawn anew from what was uploaded, and never at a public address."""

    line = models.ForeignKey(
        BudgetLine, models.CASCADE, related_name="receipts", verbose_name=_("line of the budget")
    )
    content_type = models.CharField(_("kind of file"), max_length=20)
    file = models.FileField(_("file"), upload_to=receipt_path)
    name = LineField(_("name of the file"), max_length=100)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("added by"),
    )
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(content_type__in=["application/pdf", "image/jpeg"]),
                name="receipt_is_redrawn",
            ),
            lengths(name=100),
        ]

    def __str__(self) -> str:
        return str(self.name)

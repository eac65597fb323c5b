"""Writes about an office. Who may is checked before; what must always hold is checked here."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from meetups.outbox.services.posting import post

from ..models import Membership, Office, OfficeRule, Role
from .people import account_for


class OfficeError(Exception):
    """What cannot be done to an office, in words for the one who tried."""


@dataclass(frozen=True)
class NewLogo:
    """What becomes of the logo: `picture` in its place, or nothing when it is None."""

    picture: "ContentFile[bytes] | None"


@transaction.atomic
def change_office(*, office: Office, logo: NewLogo | None = None) -> None:
    """Keep the changed columns of an office and, when given, its new logo.

    Raises ValidationError.
    """
    old = office.logo.name
    if logo:
        office.logo = logo.picture or ""
    office.full_clean()
    office.save()
    if logo and old and old != office.logo.name:
        storage = office.logo.storage
        transaction.on_commit(lambda: storage.delete(old))


@transaction.atomic
def keep_rule(*, rule: OfficeRule) -> None:
    """Keep a rule, new or changed; a new one comes last. Raises ValidationError."""
    if rule.pk is None:
        hold(rule.office_id)
        orders = rule.office.rules.values_list("order", flat=True)
        rule.order = max(orders, default=0) + 1
    rule.full_clean()
    rule.save()


def remove_rule(*, rule: OfficeRule) -> None:
    rule.delete()


@transaction.atomic
def add_member(*, office: Office, email: str, role: str, now: datetime) -> Membership:
    """Let someone work for an office, with an account if they have none yet, and mail them.

    `email`: an address that was checked. Raises OfficeError when they already work there.
    """
    user = account_for(email=email.strip().lower(), language=settings.LANGUAGE_CODE)
    member, is_new = Membership.objects.get_or_create(
        office=office, user=user, defaults={"role": role}
    )
    if not is_new:
        raise OfficeError(_("This person already works for this office."))
    post("office_member", subject_id=member.pk, now=now)
    return member


@transaction.atomic
def change_role(*, member: Membership, role: str) -> None:
    """Give someone another role, by hand from now on. Raises OfficeError for the last manager."""
    if role != Role.MANAGER:
        keep_a_manager(member)
    member.role, member.by_sign_in = role, False
    member.full_clean()
    member.save()


@transaction.atomic
def remove_member(*, member: Membership) -> None:
    """Let someone no longer work for an office. Raises OfficeError for the last manager."""
    keep_a_manager(member)
    member.delete()


def hold(office_id: int) -> None:
    """Let others who change the people of this office wait until this transaction is over."""
    Office.objects.select_for_update().get(pk=office_id)


def keep_a_manager(member: Membership) -> None:
    """Refuse to go on without a manager. Two who leave at once wait for each other."""
    hold(member.office_id)
    managers = Membership.objects.filter(office=member.office_id, role=Role.MANAGER)
    if managers.filter(pk=member.pk).exists() and managers.count() == 1:
        raise OfficeError(_("An office needs a manager. Make someone else a manager first."))

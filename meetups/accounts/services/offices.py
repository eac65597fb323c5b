"""Writes about an office. Who may is checked before; what must always hold is checked here."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from meetups.audit.models import Act
from meetups.audit.services import record
from meetups.outbox.services.posting import post

from ..models import Membership, Office, OfficeRule, Role, User
from ..models.versioned import VERSIONING
from .people import account_for
from .versions import claim

RULE = "rule"
"""What the audit record calls the rules of an office, beside the columns of its table."""


class OfficeError(Exception):
    """What cannot be done to an office, in words for the one who tried."""


@dataclass(frozen=True)
class NewLogo:
    """What becomes of the logo: `picture` in its place, or nothing when it is None."""

    picture: "ContentFile[bytes] | None"


@transaction.atomic
def change_office(
    *, office: Office, version: int, by: User, now: datetime, logo: NewLogo | None = None
) -> None:
    """Keep the changed columns of an office and, when given, its new logo.

    `version`: that which the change began with. Which columns were changed is accounted for; not
    what was in them. Raises ValidationError, ChangedMeanwhileError, and FileNotKeptError when the
    disk does not take the logo.
    """
    claim(office, version=version, by=by, now=now)
    before = Office.objects.get(pk=office.pk)
    old = office.logo.name
    if logo:
        office.logo = logo.picture or ""
    office.full_clean()
    office.save()
    changed = [
        field.name
        for field in Office._meta.concrete_fields
        if field.name not in VERSIONING
        and field.value_from_object(before) != field.value_from_object(office)
    ]
    if changed:
        account_for_settings(office=office, fields=changed, by=by, now=now)
    if logo and old and old != office.logo.name:
        storage = office.logo.storage
        transaction.on_commit(lambda: storage.delete(old))


def account_for_settings(
    *, office: Office, fields: list[str], by: User, now: datetime, **details: str
) -> None:
    """Write down which settings someone changed, by the names of their columns.

    `details`: codes that say which of them it was.
    """
    names, code = ",".join(fields), str(office.area.code)
    record(Act.OFFICE, by=by.pk, now=now, office=code, about=office, fields=names, **details)


@transaction.atomic
def keep_rule(*, rule: OfficeRule, version: int, by: User, now: datetime) -> None:
    """Keep a rule, new or changed; a new one comes last.

    `version`: that which a change began with. Raises ValidationError and ChangedMeanwhileError.
    """
    if rule.pk is None:
        hold(rule.office_id)
        orders = rule.office.rules.values_list("order", flat=True)
        rule.order = max(orders, default=0) + 1
    else:
        claim(rule, version=version, by=by, now=now)
    rule.full_clean()
    rule.save()
    account_for_settings(office=rule.office, fields=[RULE], by=by, now=now)


@transaction.atomic
def remove_rule(*, rule: OfficeRule, by: User, now: datetime) -> None:
    rule.delete()
    account_for_settings(office=rule.office, fields=[RULE], by=by, now=now)


@transaction.atomic
def add_member(*, office: Office, email: str, role: str, by: User, now: datetime) -> Membership:
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
    account_for_member(member=member, did="add", by=by, now=now)
    return member


@transaction.atomic
def change_role(*, member: Membership, role: str, by: User, now: datetime) -> None:
    """Give someone another role, by hand from now on. Raises OfficeError for the last manager."""
    if role != Role.MANAGER:
        keep_a_manager(member)
    was = member.role
    member.role, member.by_sign_in = role, False
    member.full_clean()
    member.save()
    if role != was:
        account_for_role(member=member, was=was, by=by, now=now)


@transaction.atomic
def remove_member(*, member: Membership, by: User, now: datetime) -> None:
    """Let someone no longer work for an office: their next request is refused.

    Raises OfficeError for the last manager.
    """
    keep_a_manager(member)
    member.delete()
    account_for_member(member=member, did="remove", by=by, now=now)


def account_for_member(*, member: Membership, did: str, by: User | None, now: datetime) -> None:
    """Write down that someone was let in or let go (`add`, `remove`); `by` None: by itself."""
    _account(Act.MEMBER, member, by=by, now=now, did=did, role=member.role)


def account_for_role(*, member: Membership, was: str, by: User | None, now: datetime) -> None:
    """Write down that someone got another role."""
    _account(Act.ROLE, member, by=by, now=now, role=member.role, was=was)


def _account(act: Act, member: Membership, *, by: User | None, now: datetime, **codes: str) -> None:
    """By the number of the person, since their place at the office may be gone."""
    code, number = str(member.office.area.code), by.pk if by else None
    record(act, by=number, now=now, office=code, about=member.user, **codes)


def hold(office_id: int) -> None:
    """Let others who change the people of this office wait until this transaction is over."""
    Office.objects.select_for_update().get(pk=office_id)


def keep_a_manager(member: Membership) -> None:
    """Refuse to go on without a manager. Two who leave at once wait for each other."""
    hold(member.office_id)
    managers = Membership.objects.filter(office=member.office_id, role=Role.MANAGER)
    if managers.filter(pk=member.pk).exists() and managers.count() == 1:
        raise OfficeError(_("An office needs a manager. Make someone else a manager first."))

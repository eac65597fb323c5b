"""Writes after someone signed in through their municipality."""

from datetime import datetime

from django.db import transaction

from neighbourhoods.strengths.fields import clean_line

from ..models import Membership, Office, Role, User
from ..models.people import NAME_LENGTH
from .offices import account_for_member, account_for_role
from .people import account_for, prove_address


@transaction.atomic
def account_of_colleague(*, email: str, name: str, language: str) -> User:
    """The account of an address that a municipality vouches for; made when there is none."""
    user = account_for(email=email.strip().lower(), language=language)
    prove_address(user=user)
    if not user.name:
        user.name = clean_line(name)[:NAME_LENGTH].strip()
        user.save(update_fields=["name"])
    return user


@transaction.atomic
def follow_groups(*, office: Office, user: User, role: Role | None, now: datetime) -> None:
    """Give someone the role that their municipality says, or take it away; on the record.

    A role that was given by hand stays as it is.
    """
    mine = Membership.objects.select_for_update(of=("self",)).filter(office=office, user=user)
    found = mine.select_related("office__area").first()
    if found is None:
        if role:
            new = {"role": role, "by_sign_in": True}
            member, is_new = Membership.objects.get_or_create(
                office=office, user=user, defaults=new
            )
            if is_new:
                account_for_member(member=member, did="add", by=None, now=now)
    elif found.by_sign_in and role is None:
        found.delete()
        account_for_member(member=found, did="remove", by=None, now=now)
    elif found.by_sign_in and role and found.role != role:
        was, found.role = found.role, role
        mine.update(role=role)
        account_for_role(member=found, was=was, by=None, now=now)

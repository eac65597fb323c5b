"""Writes after someone signed in through their municipality."""

from django.db import transaction

from neighbourhoods.strengths.fields import clean_line

from ..models import Membership, Office, Role, User
from ..models.people import NAME_LENGTH
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
def follow_groups(*, office: Office, user: User, role: Role | None) -> None:
    """Give someone the role that their municipality says, or take it away.

    A role that was given by hand stays as it is.
    """
    mine = Membership.objects.select_for_update().filter(office=office, user=user)
    found = mine.first()
    if found is None:
        if role:
            new = {"role": role, "by_sign_in": True}
            Membership.objects.get_or_create(office=office, user=user, defaults=new)
    elif found.by_sign_in and role is None:
        found.delete()
    elif found.by_sign_in and role and found.role != role:
        mine.update(role=role)

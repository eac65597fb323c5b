"""Writes about one's own account, and the end of accounts."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from meetups.accounts.models import Attempts, User

UNUSED_FOR = timedelta(days=1)


def account_for(*, email: str, language: str) -> User:
    """The account of an address, in lower case. Without one it is made: known or not is the same.

    `erase_unused_accounts` takes it away again when the code is never used.
    """
    new = {"password": make_password(None), "language": language}
    return User.objects.get_or_create(email=email, defaults=new)[0]


@transaction.atomic
def prove_address(*, user: User) -> None:
    """Note that someone reads the mail of their address; nobody else can have it then."""
    EmailAddress.objects.filter(email=user.email).exclude(user=user).delete()
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )


class AddressTakenError(Exception):
    """Someone else has an account with this address."""


def change_address(*, user: User, email: str) -> None:
    """Give someone another address, of which they read the mail. Raises AddressTakenError."""
    user.email = email.lower()
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
            prove_address(user=user)
    except IntegrityError as error:
        user.refresh_from_db(fields=["email"])
        raise AddressTakenError from error


def describe_person(*, user: User, name: str, language: str) -> None:
    """Change how someone is called, and their language."""
    user.name, user.language = name, language
    user.full_clean(exclude=["password"])
    user.save(update_fields=["name", "language"])


@transaction.atomic
def sign_out_everywhere(*, user: User) -> None:
    """End all sessions of someone, also those that nobody wrote down."""
    user.set_unusable_password()  # each session holds a digest of this; it opens nothing else
    user.save(update_fields=["password"])
    mine = UserSession.objects.filter(user=user)
    Session.objects.filter(
        session_key__in=list(mine.values_list("session_key", flat=True))
    ).delete()
    mine.delete()


@transaction.atomic
def erase_account(*, user: User) -> None:
    """Erase someone. What a team made stays, without their name; their places in teams go."""
    sign_out_everywhere(user=user)
    user.delete()


def erase_unused_accounts(*, now: datetime) -> int:
    """Erase accounts that nobody ever signed in with, after a day; returns how many.

    People who were given a task beforehand stay: of an office, or of the site.
    """
    unused = User.objects.filter(
        last_login=None,
        date_joined__lt=now - UNUSED_FOR,
        is_staff=False,
        is_superuser=False,
        memberships=None,
        groups=None,
    )
    return unused.delete()[1].get(User._meta.label, 0)


@transaction.atomic
def erase_ended_sessions(*, now: datetime) -> None:
    """Erase sessions that are over, what was written down about their devices, and old counts."""
    Attempts.objects.filter(ends_at__lte=now.timestamp()).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()

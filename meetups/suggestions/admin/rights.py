"""Who may write in the draft, and who may publish it."""

from django.http import HttpRequest

from meetups.accounts.models import User
from meetups.suggestions import publishing


def may_publish(request: HttpRequest) -> bool:
    return bool(user_of(request).has_perm(publishing.MAY_PUBLISH))


def may_write(request: HttpRequest) -> bool:
    return bool(user_of(request).has_perm(publishing.MAY_WRITE))


def user_of(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)
    return user

"""What tests of the team share: seats, and two people who do something at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import Http404

from meetups.accounts.models import User
from meetups.initiatives.access import Seat, get_initiative_for
from meetups.initiatives.models import Initiative, Member
from meetups.initiatives.services.errors import PlanError
from meetups.initiatives.services.team import invite_to_team
from tests.factories import NOW, make_initiative


def seat_of(user: User, initiative: Initiative) -> Seat:
    """Where someone sits at a plan; strangers get one too, without a chair."""
    try:
        return get_initiative_for(user, initiative.pk)
    except Http404:
        return Seat(initiative, user, None, False)


def lasting_plan(organiser: User) -> Initiative:
    """A plan that other threads see too: made outside a test's transaction."""
    with transaction.atomic():
        return make_initiative(organiser)


def link_for(
    user: User, initiative: Initiative, email: str = "anneke@example.org", **values: Any
) -> str:
    """The token of an invitation that an organiser sends."""
    given: dict[str, Any] = {"role": "helper", "asks": "", "language": "nl", "now": NOW} | values
    return invite_to_team(seat=seat_of(user, initiative), email=email, **given)[1]


def roles(initiative: Initiative) -> dict[str, str]:
    """The team as the database has it: name to role."""
    members = Member.objects.filter(initiative=initiative).select_related("user")
    return {member.user.name: member.role for member in members}


class Meeting:
    """Holds two threads until both have come to the same point, or one is kept from it."""

    def __init__(self, patience: float = 0.7) -> None:
        self.barrier, self.patience = Barrier(2), patience

    def wait(self) -> None:
        with suppress(BrokenBarrierError):
            self.barrier.wait(self.patience)

    def before(self, monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
        """Let both meet just before they call a function of a module."""
        original = getattr(module, name)

        def meeting(*args: Any, **kwargs: Any) -> Any:
            self.wait()
            return original(*args, **kwargs)

        monkeypatch.setattr(module, name, meeting)

    def after(self, monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
        """Let both meet just after they called a function of a module."""
        original = getattr(module, name)

        def meeting(*args: Any, **kwargs: Any) -> Any:
            result = original(*args, **kwargs)
            self.wait()
            return result

        monkeypatch.setattr(module, name, meeting)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each of the acts gave, done at the same time: its result, or its error of ours."""

    def run(act: Callable[[], Any]) -> Any:
        try:
            return act()
        except PlanError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))

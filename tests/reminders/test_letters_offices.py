"""The digest of an office: what waits for it, to who works there, without sensitive topics."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from meetups.accounts.models import MailChoice, Membership, User
from meetups.initiatives.models import Initiative
from meetups.outbox.models import State
from meetups.reminders.letters.offices import MOST
from tests.factories import NOW, make_initiative
from tests.reminders.letters import flat, page_of, sent

pytestmark = pytest.mark.django_db
DIGEST = NOW.replace(hour=9)


def digest(user: User, at: Any = DIGEST) -> Any:
    return sent("office_digest", user.pk, at, revision=at.date().toordinal())


def wait(organiser: User, *, days: int, **columns: Any) -> Initiative:
    """A plan that waits so many days."""
    values = {"status": "submitted", "submitted_at": NOW - timedelta(days=days)}
    return make_initiative(organiser, **values | columns)


def test_it_tells_what_waits_how_long_and_for_when(organiser: User, reviewer: User) -> None:
    late = wait(organiser, days=12, title="Te laat plan")
    wait(organiser, days=3, title="Vers plan")
    found = digest(reviewer)
    assert found.to == ["marit@example.org"]
    assert "dinsdag 9 maart" in found.subject
    for part in (flat(found), page_of(found)):
        assert part.index("Te laat plan, Stadsdennen") < part.index("Vers plan, Stadsdennen")
        assert "zaterdag 24 april" in part
        assert str(settings.SITE_URL) + reverse("dashboard:start") in part
    assert str(settings.SITE_URL) + reverse("initiatives:overview", args=[late.pk]) in page_of(
        found
    )


def test_a_sensitive_plan_is_only_its_neighbourhood(organiser: User, reviewer: User) -> None:
    wait(organiser, days=3, title="Na het steekincident", is_sensitive=True)
    found = digest(reviewer)
    parts = (found.subject, str(found.body), page_of(found))
    assert not any("steekincident" in part for part in parts)
    assert "Stadsdennen" in flat(found)


def test_a_long_list_ends_with_how_many_more(organiser: User, reviewer: User) -> None:
    for number in range(MOST + 2):
        wait(organiser, days=3, title=f"Plan {number:02}")
    found = digest(reviewer)
    assert found.subject.count(str(MOST + 2)) == 1
    assert flat(found).count("Stadsdennen") == MOST


def test_it_does_not_leave_when_nothing_waits_or_nobody_works_there(
    organiser: User, reviewer: User
) -> None:
    assert digest(reviewer) == State.SUPERSEDED
    wait(organiser, days=3)
    assert digest(reviewer, DIGEST + timedelta(days=4)) == State.SUPERSEDED  # a Saturday
    Membership.objects.all().delete()
    assert digest(reviewer) == State.SUPERSEDED


def test_it_leaves_only_on_its_day_and_to_who_wants_it(organiser: User, reviewer: User) -> None:
    wait(organiser, days=3)
    late = sent(
        "office_digest",
        reviewer.pk,
        DIGEST + timedelta(days=1),
        revision=DIGEST.date().toordinal(),
    )
    assert late == State.EXPIRED
    MailChoice.objects.create(user=reviewer, off=["office_digest"])
    assert digest(reviewer) == State.SUPPRESSED
    User.objects.filter(pk=reviewer.pk).update(is_active=False)
    assert digest(reviewer) == State.CANCELLED

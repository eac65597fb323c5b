"""Plain makers of what teams ask and offices promise."""

from datetime import timedelta
from typing import Any

from meetups.accounts.models import Office, User
from meetups.initiatives.access import office_of
from meetups.initiatives.models import Initiative
from meetups.support.models import Promise, PromiseState, SupportRequest, YearBudget
from tests.factories import NOW

TODAY = NOW.date()


def make_request(
    initiative: Initiative, text: str = "Zes tafels", **columns: Any
) -> SupportRequest:
    """The team asks for things, today."""
    values = {"office": office_of(initiative), "kind": "materials", "asked_at": NOW}
    return SupportRequest.objects.create(initiative=initiative, text=text, **values | columns)


def make_promise(initiative: Initiative, text: str = "Zes tafels", **columns: Any) -> Promise:
    """Things, promised today, to be there in ten days; `late` by days when that is given."""
    late = columns.pop("late", None)
    values: dict[str, Any] = {
        "office": office_of(initiative),
        "kind": "materials",
        "due_on": TODAY + timedelta(days=10 if late is None else -late),
        "promised_at": NOW,
    }
    if columns.get("state", PromiseState.PROMISED) != PromiseState.PROMISED:
        values["settled_at"] = NOW
    return Promise.objects.create(initiative=initiative, text=text, **values | columns)


def make_money(initiative: Initiative, cents: int, **columns: Any) -> Promise:
    """Money of 2027, promised."""
    return make_promise(initiative, "Boodschappen", kind="money", cents=cents, year=2027, **columns)


def make_budget(office: Office, cents: int = 100_00, year: int = 2027) -> YearBudget:
    return YearBudget.objects.create(office=office, year=year, cents=cents)


def promised_by(user: User, initiative: Initiative, **values: Any) -> dict[str, Any]:
    """What `services.promises.make_promise` asks, for a promise of things."""
    return {
        "initiative": initiative,
        "office": office_of(initiative),
        "kind": "materials",
        "text": "Zes tafels",
        "owner": user,
        "due_on": TODAY + timedelta(days=10),
        "by": user,
        "now": NOW,
    } | values

"""What tests of the desk share: a form, addresses, a series."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from meetups.agenda.models import Meetup, Rule, Series
from meetups.agenda.services import meetups as services
from meetups.agenda.services.series import Hours
from meetups.initiatives.models import Initiative
from tests.agenda.makers import STARTS, make_meetup
from tests.factories import NOW

FORM: dict[str, Any] = {
    "title": "Soep in de Dennenappel",
    "about": "Kook mee.",
    "day": "2027-04-24",
    "starts": "14:00",
    "ends": "17:00",
    "way": "on_site",
    "place_name": "De Dennenappel",
    "address": "Dennenlaan 12",
    "capacity": "20",
    "party_most": "2",
    "has_waiting_list": "on",
    "is_listed": "on",
    "rule": "once",
}


def url(name: str, initiative: Initiative, meetup: Meetup | None = None) -> str:
    return reverse(f"agenda:{name}", args=[initiative.pk, *([meetup.pk] if meetup else [])])


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def make_series(initiative: Initiative, number: int = 3, **columns: Any) -> list[Meetup]:
    """Meetups of each week, from 24 April."""
    series = Series.objects.create(initiative=initiative, rule=Rule.WEEKLY, created_at=NOW)
    weeks = [STARTS + timedelta(weeks=week) for week in range(number)]
    return [make_meetup(initiative, series=series, starts_at=at, **columns) for at in weeks]


def move(seat: Any, meetup: Meetup, *, days: int, now: Any = NOW, **values: Any) -> Any:
    hours = Hours.of(meetup)
    return services.edit_meetup(
        seat=seat,
        meetup=meetup,
        version=meetup.version,
        hours=hours.on(hours.day + timedelta(days=days)),
        capacity=None,
        values=values,
        for_following=False,
        now=now,
    )


def fields_of(client: Client, initiative: Initiative, meetup: Meetup) -> dict[str, Any]:
    """What the browser would send of the form as it is."""
    form = client.get(url("edit", initiative, meetup)).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False, "")} | {
        "day": f"{values['day']}",
        "starts": f"{values['starts']:%H:%M}",
        "ends": f"{values['ends']:%H:%M}",
    }


def edit(client: Client, initiative: Initiative, meetup: Meetup, **new: Any) -> Any:
    data = fields_of(client, initiative, meetup) | new
    return client.post(url("edit", initiative, meetup), data)

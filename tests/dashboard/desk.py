"""What tests of the desk share: plans that were sent to it, and someone who works there."""

import re
from datetime import timedelta
from typing import Any

from django.test import Client

from meetups.accounts.models import User
from meetups.initiatives.models import Initiative
from meetups.support.models import Dossier
from tests.factories import NOW, make_initiative

DESK = "/en/offices/GM0243/desk/"
QUEUE = f"{DESK}plans/"
TODAY = NOW.date()


def sent(organiser: User, title: str = "Plan", *, days: int = 0, **columns: Any) -> Initiative:
    """A plan that was sent so many days ago, and waits."""
    values = {"status": "submitted", "submitted_at": NOW - timedelta(days), "title": title}
    return make_initiative(organiser, **values | columns)


def make_dossier(plan: Initiative, **columns: Any) -> Dossier:
    return Dossier.objects.create(initiative=plan, **columns)


def shown(client: Client, address: str = QUEUE, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return str(response.content.decode())


def titles(page: str) -> list[str]:
    """The plans of a table, from top to bottom."""
    return re.findall(r'<th scope="row"><a [^>]*>(.*?)</a>', page)


def cells(page: str, name: str) -> list[str]:
    """What the cells of a column say, without marks."""
    found = re.findall(rf'<td data-label="{name}">(.*?)</td>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in found]

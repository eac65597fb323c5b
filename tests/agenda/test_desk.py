"""The organisers' desk: who sees what, and what they can do there."""

import pytest
from django.test import Client
from django.urls import reverse

from meetups.accounts.models import User
from meetups.initiatives.models import Initiative
from tests.agenda.makers import make_meetup
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db


def test_the_list_of_a_plan(client: Client, initiative: Initiative, organiser: User) -> None:
    sign_in(client, organiser)
    make_meetup(initiative)
    assert client.get(reverse("agenda:meetups", args=[initiative.pk])).status_code == 200

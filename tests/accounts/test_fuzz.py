"""Every form of people and offices, filled in with anything."""

import pytest
from django.core import mail
from django.test import Client

from meetups.accounts.models import Membership, Office, OfficeRule, Role
from tests.doors.test_accounts import DOORS
from tests.factories import make_office, make_reviewer
from tests.fuzz import fill_in, fill_in_all, forms_on
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_limits(settings: object) -> None:
    """What is limited answers 429, which tells nothing of the form."""
    settings.ACCOUNT_RATE_LIMITS = {  # type: ignore[attr-defined]
        "request_login_code": "9999/h/ip",
        "confirm_login_code": "9999/h/ip",
        "code_mail": "9999/h/key",
        "team_mail": "9999/h/key",
        "manage_email": "9999/h/user",
    }


@pytest.fixture
def office() -> Office:
    office = make_office("GM0243")
    make_reviewer(office, "Marit")
    OfficeRule.objects.create(
        office=office, text_nl="Vraag het", text_en="Ask", occasion="always", days=7
    )
    return office


def test_forms_of_a_manager(client: Client, office: Office) -> None:
    sign_in(client, make_reviewer(office, "Joost", role=Role.MANAGER))
    rule, seat = OfficeRule.objects.get().pk, Membership.objects.earliest("pk").pk
    pages = ["/en" + door.path.format(rule=rule, seat=seat) for door in DOORS.values()]
    found = forms_on(client, pages, "/en/")
    forms = [form for form in found if "credential" not in form.kinds]  # of allauth, for a script
    assert len(forms) >= 8
    fill_in_all(client, forms)


def test_forms_to_sign_in(client: Client, db: None) -> None:
    address = "/en/account/sign-in/"
    (form,) = [f for f in forms_on(client, [address], address) if "email" in f.kinds]
    fill_in(client, form)
    client.post(address, {"email": "fatma@example.org"})
    assert mail.outbox
    (form,) = [f for f in forms_on(client, [f"{address}code/"], address) if "code" in f.kinds]
    fill_in(client, form)

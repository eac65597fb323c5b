"""What a manager reads before somebody or a rule of the office goes, and who has no name yet."""

import pytest
from django.test import Client

from meetups.accounts.models import Office, OfficeRule, Role, User
from meetups.support.models import Dossier
from tests.factories import NOW, make_initiative, make_reviewer
from tests.signing_in import sign_in
from tests.support.makers import make_promise

pytestmark = pytest.mark.django_db
PAGE = "/en/offices/GM0243/"


@pytest.fixture
def managing(client: Client, office: Office) -> Client:
    sign_in(client, make_reviewer(office, "Sanne", role=Role.MANAGER))
    return client


def test_before_someone_goes_the_page_says_what_hangs_on_them(
    managing: Client, office: Office, reviewer: User, organiser: User
) -> None:
    member = office.memberships.get(user=reviewer)
    for status in ("submitted", "running", "completed"):
        plan = make_initiative(organiser, status=status, submitted_at=NOW)
        Dossier.objects.create(initiative=plan, reviewer=reviewer, assigned_at=NOW)
    make_promise(plan, owner=reviewer)
    make_promise(plan, owner=reviewer, state="kept")
    asked = managing.get(f"{PAGE}members/{member.pk}/remove/").content.decode()
    assert "Marit still has 1 promise to keep." in asked
    assert "Marit reviews 2 plans that are not over." in asked
    for path in (f"promises/?state=promised&owner={reviewer.pk}", f"plans/?reviewer={reviewer.pk}"):
        assert f'href="{PAGE}desk/{path.replace("&", "&amp;")}"' in asked
        shown = managing.get(f"{PAGE}desk/{path}").content.decode()
        assert plan.title in shown


def test_who_has_no_name_yet_is_shown_by_address_to_colleagues(
    managing: Client, office: Office, reviewer: User, organiser: User
) -> None:
    User.objects.filter(pk=reviewer.pk).update(name="")
    plan = make_initiative(organiser, status="submitted", submitted_at=NOW)
    Dossier.objects.create(initiative=plan, reviewer=reviewer, assigned_at=NOW)
    make_promise(plan, owner=reviewer)
    other = make_promise(plan)
    for page in (f"{PAGE}members/", f"{PAGE}desk/plans/", f"{PAGE}desk/promises/"):
        text = managing.get(page).content.decode()
        assert reviewer.email in text, page
        assert "someone without a name" not in text, page
    for page in (f"/en/initiatives/{plan.pk}/review/", f"/en/promises/{other.pk}/give/"):
        text = managing.get(page).content.decode()
        assert f'<option value="{reviewer.pk}">{reviewer.email}</option>' in text.replace(
            " selected", ""
        ), page
    sign_in(managing, organiser)  # the team reads no address
    team = managing.get(f"/en/initiatives/{plan.pk}/support/").content.decode()
    assert "someone without a name" in team
    assert reviewer.email not in team


def test_a_rule_is_removed_after_a_question(managing: Client, office: Office) -> None:
    rule = OfficeRule.objects.create(
        office=office, text_nl="Vraag het", text_en="Ask for it", occasion="always", days=7
    )
    url = f"{PAGE}rules/{rule.pk}/remove/"
    assert f'href="{url}"' in managing.get(f"{PAGE}rules/").content.decode()
    asked = managing.get(url).content.decode()
    assert rule.text in asked
    assert "Plans that have it as a step keep it." in asked
    assert office.rules.filter(pk=rule.pk).exists()
    managing.post(url)
    assert not office.rules.exists()


def test_the_form_of_a_rule_asks_in_words(managing: Client) -> None:
    page = managing.get(f"{PAGE}rules/add/").content.decode()
    assert '<option value="" selected>Make a choice</option>' in page
    assert "---------" not in page
    wrong = managing.post(f"{PAGE}rules/add/", {"website": "geen adres"}).content.decode()
    assert "Fill in a web address, such as https://example.org." in wrong

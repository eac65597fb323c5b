"""Two tabs, or two colleagues, at one setting of an office: neither overwrites the other unseen."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from meetups.accounts.models import Occasion, Office, OfficeRule, Role, User
from meetups.accounts.services.offices import change_office, keep_rule
from meetups.accounts.services.versions import ChangedMeanwhileError
from meetups.audit.models import Record
from tests.accounts.test_offices import picture, upload
from tests.factories import NOW, make_office, make_reviewer
from tests.forms_of_pages import forms_of, sent_by
from tests.initiatives.test_versions import WRITERS, at_once, without
from tests.signing_in import sign_in

PAGE = "/en/offices/GM0243/"


def tab_of(office: Office, name: str) -> Client:
    """A manager of the office with a browser of their own."""
    client = Client()
    sign_in(client, make_reviewer(office, name, role=Role.MANAGER))
    return client


@pytest.fixture
def sanne(office: Office) -> Client:
    return tab_of(office, "Sanne")


@pytest.fixture
def joost(office: Office) -> Client:
    return tab_of(office, "Joost")


def filled(client: Client, path: str) -> dict[str, Any]:
    """What the form of a page sends when nothing is changed."""
    return sent_by(client.get(path).content.decode(), path, "version")


@pytest.fixture
def rule(office: Office) -> OfficeRule:
    return OfficeRule.objects.create(
        office=office, text_nl="Vraag", text_en="Ask", occasion=Occasion.ALWAYS, days=56
    )


def test_who_saves_an_office_second_sees_what_the_first_saved_and_decides(
    sanne: Client, joost: Client, office: Office
) -> None:
    path = f"{PAGE}edit/"
    first, second = filled(sanne, path), filled(joost, path)
    assert sanne.post(path, first | {"contact_phone": "0341 411 911"}).status_code == 302
    late = joost.post(path, second | {"hours_en": "On Monday"})
    page = late.content.decode()
    assert late.status_code == 409
    assert "Sanne changed this just now." in page
    assert "<dt>Phone number</dt><dd>0341 411 911</dd>" in page
    assert "<dt>Contact person</dt>" not in page  # the same in both
    office.refresh_from_db()
    assert (office.contact_phone, office.hours_en) == ("0341 411 911", "")
    again: dict[str, Any] = sent_by(page, path, "version")
    assert again["hours_en"] == "On Monday"
    assert joost.post(path, again | {"contact_phone": "0341 411 911"}).status_code == 302
    office.refresh_from_db()
    assert (office.contact_phone, office.hours_en) == ("0341 411 911", "On Monday")
    assert (office.version, office.changed_by) == (3, User.objects.get(name="Joost"))
    assert Record.objects.count() == 2


def test_lines_that_a_browser_ends_in_its_own_way_are_no_difference(
    sanne: Client, joost: Client, office: Office
) -> None:
    Office.objects.filter(pk=office.pk).update(grants_nl="Eén.\nTwee.")
    path = f"{PAGE}edit/"
    first = filled(sanne, path)
    second = filled(joost, path) | {"grants_nl": "Eén.\r\nTwee.", "hours_en": "On Monday"}
    sanne.post(path, first | {"contact_phone": "0341 411 911"})
    page = joost.post(path, second).content.decode()
    assert "<dt>Phone number</dt>" in page
    assert "Eén.<br>" not in page


def test_choices_are_told_in_words_and_a_picture_must_be_chosen_again(
    sanne: Client, joost: Client, office: Office
) -> None:
    path = f"{PAGE}edit/"
    first, second = filled(sanne, path), filled(joost, path)
    sanne.post(path, first | {"reviews_first": ["sensitive"]})
    late = joost.post(path, second | {"logo": upload(picture())})
    page = late.content.decode()
    assert late.status_code == 409
    assert "<dd>Plans in a tense situation, by what the team answered</dd>" in page
    assert "Choose the picture once more." in page
    office.refresh_from_db()
    assert (office.reviews_first, office.logo.name) == (["sensitive"], "")


@pytest.mark.parametrize("version", [None, "0", "2", "x", "-1", "9" * 30])
def test_a_form_that_does_not_say_what_it_began_with_never_comes_first(
    sanne: Client, office: Office, version: str | None
) -> None:
    path = f"{PAGE}edit/"
    sent = filled(sanne, path) | {"contact_name": "Anders", "version": version}
    answer = sanne.post(path, {name: held for name, held in sent.items() if held is not None})
    assert answer.status_code in (409, 422)
    assert 'value="Anders"' in answer.content.decode()
    office.refresh_from_db()
    assert office.contact_name == "Team Wijken"


def test_who_saves_a_rule_second_sees_what_the_first_saved(
    sanne: Client, joost: Client, rule: OfficeRule
) -> None:
    path = f"{PAGE}rules/{rule.pk}/"
    first, second = filled(sanne, path), filled(joost, path)
    assert sanne.post(path, first | {"days": "60", "is_after": "True"}).status_code == 302
    late = joost.post(path, second | {"text_en": "Ask in time"})
    page = late.content.decode()
    assert late.status_code == 409
    assert "Sanne changed this just now." in page
    assert "<dd>60</dd>" in page
    assert "<dd>After</dd>" in page
    rule.refresh_from_db()
    assert (rule.days, rule.text_en) == (60, "Ask")
    assert joost.post(path, sent_by(page, path, "version")).status_code == 302  # on purpose now
    rule.refresh_from_db()
    assert (rule.days, rule.text_en, rule.version) == (56, "Ask in time", 3)


def test_a_rule_that_was_removed_meanwhile_can_be_added_again(
    sanne: Client, joost: Client, rule: OfficeRule, office: Office
) -> None:
    path = f"{PAGE}rules/{rule.pk}/"
    sent = filled(joost, path) | {"text_en": "Ask in time"}
    sanne.post(f"{path}remove/")
    late = joost.post(path, sent)
    page = late.content.decode()
    assert late.status_code == 409
    assert "Somebody removed this meanwhile" in page
    form = next(form for form in forms_of(page, path) if "version" in form.values)
    assert form.action == f"{PAGE}rules/add/"
    assert joost.post(form.action, sent_by(page, path, "version")).status_code == 302
    assert [each.text_en for each in office.rules.all()] == ["Ask in time"]


def test_the_admin_overwrites_nobody_and_tells_managers(
    client: Client, sanne: Client, office: Office, rule: OfficeRule
) -> None:
    sign_in(client, User.objects.create_superuser("admin@example.org", name="Beheer"))
    address, path = f"/admin/accounts/office/{office.pk}/change/", f"{PAGE}rules/{rule.pk}/"

    def page() -> dict[str, Any]:
        return sent_by(client.get(address).content.decode(), address, "contact_name")

    stale, mine = page(), filled(sanne, path)
    sanne.post(path, mine | {"days": "60"})
    late = client.post(address, stale | {"rules-0-text_en": "Ask in time"})
    assert late.status_code == 200
    assert "Iemand heeft dit intussen veranderd." in late.content.decode()
    rule.refresh_from_db()
    assert (rule.days, rule.text_en) == (60, "Ask")
    mine, edit = filled(sanne, path), filled(sanne, f"{PAGE}edit/")
    fresh = page() | {"rules-0-text_en": "Ask in time", "contact_name": "Beheer zelf"}
    assert client.post(address, fresh).status_code == 302
    rule.refresh_from_db()
    assert (rule.days, rule.text_en) == (60, "Ask in time")
    for where, sent in ((path, mine), (f"{PAGE}edit/", edit)):
        told = sanne.post(where, sent)
        assert told.status_code == 409
        assert "Beheer changed this just now." in told.content.decode()


def write_at_once() -> list[str]:
    with transaction.atomic():
        office = make_office("GM0243")
        by = make_reviewer(office, "Sanne", role=Role.MANAGER)
    rows = [Office.objects.get(pk=office.pk) for _ in range(WRITERS)]

    def write(number: int) -> None:
        rows[number].contact_name = f"Naam {number}"
        change_office(office=rows[number], version=1, by=by, now=NOW)

    return at_once(write)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_wins() -> None:
    assert write_at_once() == ["ChangedMeanwhileError"] * (WRITERS - 1) + ["won"]
    assert Office.objects.get().version == 2


@pytest.mark.django_db(transaction=True)
def test_control_without_the_version_they_overwrite_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without("version", monkeypatch)
    assert write_at_once() == ["won"] * WRITERS


def test_a_rule_that_is_gone_is_not_kept(rule: OfficeRule, reviewer: User) -> None:
    OfficeRule.objects.all().delete()
    with pytest.raises(ChangedMeanwhileError) as caught:
        keep_rule(rule=rule, version=1, by=reviewer, now=NOW)
    assert caught.value.row is None
    assert not Record.objects.exists()

"""Two tabs at what an office keeps at its desk: answers, budgets of years, tags of plans."""

from inspect import unwrap
from typing import Any

import pytest
from django.db import transaction
from django.db.models import QuerySet
from django.test import Client

from meetups.accounts.models import Office, Role, User
from meetups.audit.models import Record
from meetups.initiatives.models import Initiative
from meetups.support.access import Desk, get_desk_for
from meetups.support.models import Dossier, YearBudget
from meetups.support.services import dossiers
from meetups.support.services.dossiers import MOST_TAGS, merged_tags, set_tags
from meetups.support.services.promises import set_budget
from tests.factories import NOW, make_initiative, make_office, make_reviewer, make_user
from tests.forms_of_pages import forms_of, sent_by
from tests.initiatives.team import Meeting
from tests.initiatives.test_versions import WRITERS, at_once, without
from tests.signing_in import sign_in
from tests.support.makers import make_budget
from tests.support.reviewing import send
from tests.support.test_texts import make_text

PAGE = "/en/offices/GM0243/"
MONEY = f"{PAGE}desk/money/"


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meetups.clock.now", lambda: NOW)


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


def filled(client: Client, path: str, field: str = "version") -> dict[str, Any]:
    return sent_by(client.get(path).content.decode(), path, field)


# --- texts of answers ----------------------------------------------------------------------------
def test_who_saves_a_text_second_sees_the_first_and_decides(
    sanne: Client, joost: Client, office: Office
) -> None:
    row = make_text(office)
    path = f"{PAGE}answers/{row.pk}/"
    first, second = filled(sanne, path), filled(joost, path)
    assert sanne.post(path, first | {"text_en": "At the library."}).status_code == 302
    late = joost.post(path, second | {"name": "Beter zo", "decision": "approve"})
    page = late.content.decode()
    assert late.status_code == 409
    assert "<dd>At the library.</dd>" in page
    assert "<dt>For which answer?</dt><dd>say no</dd>" in page
    assert 'value="Beter zo"' in page
    row.refresh_from_db()
    assert (row.name, row.text_en) == ("Wel bij het buurthuis", "At the library.")
    assert joost.post(path, sent_by(page, path, "version")).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.version) == ("Beter zo", 3)
    assert "square" in row.text_en


def test_a_text_that_was_removed_meanwhile_can_be_added_again(
    sanne: Client, joost: Client, office: Office
) -> None:
    path = f"{PAGE}answers/{make_text(office).pk}/"
    sent = filled(joost, path) | {"text_en": "At the library."}
    sanne.post(f"{path}remove/")
    late = joost.post(path, sent)
    page = late.content.decode()
    assert late.status_code == 409
    assert "Somebody removed this meanwhile" in page
    form = next(form for form in forms_of(page, path) if "version" in form.values)
    assert form.action == f"{PAGE}answers/add/"
    assert joost.post(form.action, sent_by(page, path, "version")).status_code == 302
    assert [text.text_en for text in office.decision_texts.all()] == ["At the library."]


# --- the budget of a year ------------------------------------------------------------------------
def test_who_sets_the_budget_second_sees_the_first_and_decides(
    sanne: Client, joost: Client, office: Office
) -> None:
    make_budget(office, 100_00)
    first, second = filled(sanne, MONEY), filled(joost, MONEY)
    assert sanne.post(f"{MONEY}2027/", first | {"cents": "250"}).status_code == 302
    late = joost.post(f"{MONEY}2027/", second | {"cents": "175.50"})
    page = late.content.decode()
    assert late.status_code == 409
    assert "<dt>Budget of the year, in euros</dt><dd>250.00</dd>" in page
    assert 'value="175.50"' in page
    assert YearBudget.objects.get().cents == 250_00
    assert joost.post(f"{MONEY}2027/", sent_by(page, MONEY, "version")).status_code == 302
    assert YearBudget.objects.get().cents == 175_50
    assert [row.details["was"] for row in Record.objects.order_by("pk")] == [100_00, 250_00]


def test_of_two_who_set_the_first_budget_one_comes_second(
    sanne: Client, joost: Client, office: Office
) -> None:
    first, second = filled(sanne, MONEY), filled(joost, MONEY)
    assert (first["version"], first["cents"]) == ("0", "")
    assert sanne.post(f"{MONEY}2027/", first | {"cents": "250"}).status_code == 302
    assert joost.post(f"{MONEY}2027/", second | {"cents": "300"}).status_code == 409
    assert YearBudget.objects.get().cents == 250_00


def test_a_budget_that_is_refused_leaves_nothing(sanne: Client) -> None:
    assert sanne.post(f"{MONEY}2027/", {"cents": "5", "version": "3"}).status_code == 409
    assert not YearBudget.objects.exists()


def set_at_once() -> list[str]:
    with transaction.atomic():
        office = make_office("GM0243")
        by = make_reviewer(office, "Sanne", role=Role.MANAGER)
        make_budget(office)

    def write(number: int) -> None:
        given: dict[str, Any] = {"year": 2027, "cents": number, "version": 1}
        set_budget(office=office, by=by, now=NOW, **given)

    return at_once(write)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_sets_the_budget() -> None:
    assert set_at_once() == ["ChangedMeanwhileError"] * (WRITERS - 1) + ["won"]
    assert (YearBudget.objects.get().version, Record.objects.count()) == (2, 1)


@pytest.mark.django_db(transaction=True)
def test_control_without_the_version_all_set_the_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    without("version", monkeypatch)
    assert set_at_once() == ["won"] * WRITERS


# --- tags ----------------------------------------------------------------------------------------
@pytest.fixture
def review(initiative: Initiative) -> str:
    return f"/en/initiatives/{send(initiative).pk}/review/"


@pytest.fixture
def desk(office: Office, reviewer: User) -> Desk:
    return get_desk_for(reviewer, "GM0243")


def tags() -> set[str]:
    return set(Dossier.objects.get().tags.values_list("name", flat=True))


def test_two_who_tag_a_plan_lose_nothing(
    sanne: Client, joost: Client, review: str, initiative: Initiative, desk: Desk
) -> None:
    set_tags(desk=desk, initiative=initiative, names=["zomer", "lastig"], now=NOW)
    first, second = filled(sanne, review, "tags"), filled(joost, review, "tags")
    assert first["tags"] == first["seen"] == "lastig, zomer"
    sanne.post(f"{review}tags/", first | {"tags": "lastig, zomer, plein"})
    joost.post(f"{review}tags/", second | {"tags": "Zomer, eerste keer"})
    assert tags() == {"zomer", "plein", "eerste keer"}
    page = joost.get(review).content.decode()
    assert "A colleague changed them too: both changes count." in page
    third = filled(joost, review, "tags")
    joost.post(f"{review}tags/", third | {"tags": ""})
    assert tags() == set()
    assert "The tags are kept.<" in joost.get(review).content.decode()


def test_too_many_together_shows_all_that_there_would_be(
    sanne: Client, joost: Client, review: str
) -> None:
    first, second = filled(sanne, review, "tags"), filled(joost, review, "tags")
    mine = ", ".join(f"t{number}" for number in range(MOST_TAGS))
    sanne.post(f"{review}tags/", first | {"tags": "plein"})
    late = joost.post(f"{review}tags/", second | {"tags": mine})
    page = late.content.decode()
    assert late.status_code == 422
    again = sent_by(page, review, "tags")
    assert (again["tags"], again["seen"]) == (f"plein, {mine}", "plein")
    assert tags() == {"plein"}
    assert joost.post(f"{review}tags/", again | {"tags": mine}).status_code == 302
    assert "plein" not in tags()


@pytest.mark.parametrize(
    ("names", "seen", "current", "left"),
    [
        ("ab", "a", "a", "ab"),
        ("ab", "a", "ac", "acb"),
        ("b", "ab", "ab", "b"),
        ("b", "ab", "abc", "bc"),
        ("ab", "ab", "b", "b"),  # a colleague took it away, and I left it
        ("abc", "ab", "b", "bc"),
        ("A", "a", "a", "a"),
        ("", "", "a", "a"),
        ("a", "", "A", "A"),
    ],
)
def test_what_two_do_to_tags(names: str, seen: str, current: str, left: str) -> None:
    assert "".join(merged_tags(names, seen, current).values()) == left


@transaction.atomic
def tagged_plan() -> tuple[Initiative, Desk]:
    """With one tag less than there may be, really in the database."""
    office = make_office("GM0243")
    desk = get_desk_for(make_reviewer(office, "Marit"), "GM0243")
    plan = send(make_initiative(make_user()))
    names = [f"t{number}" for number in range(MOST_TAGS - 1)]
    set_tags(desk=desk, initiative=plan, names=names, now=NOW)
    return plan, desk


def tag_at_once(monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> list[str]:
    """What two hear who add the last tag that there may be at one moment."""
    plan, desk = tagged_plan()
    if not guarded:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_how: rows.all())
    Meeting().after(monkeypatch, dossiers, "merged_tags")
    put: Any = set_tags if guarded else unwrap(set_tags)
    given: dict[str, Any] = {"desk": desk, "initiative": plan, "seen": [], "now": NOW}
    return at_once(lambda number: put(names=[f"van {number}"], **given), 2)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_hears_that_it_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    assert tag_at_once(monkeypatch, guarded=True) == ["SupportError", "won"]
    assert len(tags()) == MOST_TAGS


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_both_are_told_that_it_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert tag_at_once(monkeypatch, guarded=False) == ["won", "won"]

"""The queue of an office: which plans, in what order, what to mind, and who may see any of it."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meetups.accounts.models import Membership, Office, User
from meetups.dashboard.queries import kept
from meetups.dashboard.queries import sent as queries
from meetups.dashboard.queries.queue import Mind, Row, rows_of
from meetups.dashboard.queries.sent import (
    Order,
    Standing,
    Summary,
    Wanted,
    found,
    plans_of,
    sent_to,
    summary,
)
from meetups.initiatives.models import (
    BudgetLine,
    Funding,
    Initiative,
    SafetyPoint,
    StepOrigin,
)
from meetups.outbox.models import OutboundMessage
from meetups.support.models import Dossier, RequestState, SavedFilter, SupportRequest, Tag
from meetups.support.queries.judged import facts_of
from meetups.support.services.filters import MOST
from tests.dashboard.desk import QUEUE, TODAY, cells, make_dossier, sent, shown, titles
from tests.factories import (
    NOW,
    make_area,
    make_member,
    make_place,
    make_reviewer,
    make_step,
    make_user,
)
from tests.signing_in import sign_in


@pytest.fixture(autouse=True)
def at_nine_march() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(client: Client, reviewer: User) -> Client:
    sign_in(client, reviewer)
    return client


def order(office: Office, user: User, **wanted: str) -> list[str]:
    titles = dict(Initiative.objects.values_list("pk", "title"))
    return [titles[pk] for pk in found(sent_to(office, now=NOW), Wanted(**wanted), user)]


def rows(office: Office, plans: list[Initiative], user: User) -> list[Row]:
    return rows_of(sent_to(office, now=NOW), [plan.pk for plan in plans], user)


def ask(plan: Initiative, office: Office, *, days: int = 0, **columns: Any) -> SupportRequest:
    values = {"kind": "people", "text": "Wie helpt?", "asked_at": NOW - timedelta(days)}
    return SupportRequest.objects.create(initiative=plan, office=office, **values | columns)


# --- order ---------------------------------------------------------------------------------------
def test_what_must_be_first_is_on_top(office: Office, reviewer: User, organiser: User) -> None:
    june, may = date(2027, 6, 1), date(2027, 5, 1)
    sent(organiser, "Vandaag laatste dag", days=10, first_date=june)
    sent(organiser, "Te laat", days=12, first_date=may)
    sent(organiser, "Bijna", days=1, first_date=TODAY + timedelta(7))
    sent(organiser, "Nog een week", days=1, first_date=TODAY + timedelta(8))
    sent(organiser, "Nog acht dagen", days=2, first_date=june)
    sent(organiser, "Voorbij", days=2, first_date=TODAY - timedelta(1))
    sent(organiser, "Bij het team", days=30, status="changes_asked")
    sent(organiser, "Later", days=40, status="running", first_date=june)
    sent(organiser, "Eerder", days=40, status="running", first_date=may)
    sent(organiser, "Geweest", days=40, status="running", first_date=date(2027, 1, 1))
    sent(organiser, "Klaar", days=50, status="completed")
    sent(organiser, "Afgewezen", days=50, status="declined", first_date=june)
    first = ["Te laat", "Bijna", "Vandaag laatste dag"]
    waits = ["Nog acht dagen", "Voorbij", "Nog een week"]
    rest = ["Bij het team", "Eerder", "Later", "Geweest", "Klaar", "Afgewezen"]
    assert order(office, reviewer) == [*first, *waits, *rest]
    assert summary(sent_to(office, now=NOW), reviewer) == Summary(
        waiting=6, mine=0, today=1, late=1
    )


def test_the_other_orders(office: Office, reviewer: User, organiser: User) -> None:
    sent(organiser, "Oud", days=9, first_date=date(2027, 7, 1))
    sent(organiser, "Nieuw", days=1, first_date=date(2027, 1, 5))
    sent(organiser, "Loopt", days=20, status="running", first_date=date(2027, 5, 1))
    sent(organiser, "Geweest", days=5, first_date=date(2027, 2, 5))
    given = {one: order(office, reviewer, order=one) for one in Order.values if one != "first"}
    assert given == {
        "meetup": ["Loopt", "Oud", "Geweest", "Nieuw"],
        "longest": ["Oud", "Geweest", "Nieuw", "Loopt"],
        "newest": ["Nieuw", "Geweest", "Oud", "Loopt"],
    }


def test_a_plan_waits_when_the_team_wrote_last_or_asks_for_help(
    office: Office, reviewer: User, organiser: User
) -> None:
    wrote = sent(organiser, "Schreef", days=40, status="running")
    make_dossier(wrote, last_side="team", last_at=NOW - timedelta(3))
    answered = sent(organiser, "Beantwoord", days=40, status="running")
    make_dossier(answered, last_side="office", last_at=NOW)
    thanked = sent(organiser, "Bedankte", days=40, status="completed")
    make_dossier(thanked, last_side="team", last_at=NOW)
    asks = sent(organiser, "Vraagt", days=40, status="approved")
    ask(asks, office, days=5)
    ask(asks, office, days=1)
    helped = sent(organiser, "Geholpen", days=40, status="approved")
    ask(helped, office, state=RequestState.PROMISED)
    assert order(office, reviewer, standing=Standing.US, order="longest") == ["Vraagt", "Schreef"]
    told = rows(office, [asks, wrote, answered], organiser)
    assert [row.days_left for row in told] == [5, 7, None]
    assert [[mind.code for mind in row.minds] for row in told] == [["asks"], ["wrote"], []]


# --- what to mind --------------------------------------------------------------------------------
def test_what_to_mind(office: Office, organiser: User) -> None:
    plan = sent(
        organiser,
        is_sensitive=True,
        first_date=TODAY + timedelta(11),
        people_expected=100,
        answers={"ages": ["children", "youth"]},
    )
    SafetyPoint.objects.create(initiative=plan, key="a", text_nl="Vraag na.", text_en="Ask.")
    permit = {"origin": StepOrigin.OFFICE, "days_before": 42}
    make_step(plan, "Vraag een vergunning aan.", **permit)
    make_step(plan, "Bel ons.", **permit, state="done", settled_at=NOW)
    make_step(plan, "Kook soep.", days_before=42)
    Funding.objects.create(initiative=plan, payer="office", cents=75_000, changed_at=NOW)
    Funding.objects.create(initiative=plan, payer="fund", cents=90_000, changed_at=NOW)
    make_dossier(plan, last_side="team", last_at=NOW)
    ask(plan, office, kind="money", cents=40_000)
    (row,) = rows(office, [plan], organiser)
    assert [mind.code for mind in row.minds] == [
        *("tense", "safety", "children", "rule_late", "soon"),
        *("wrote", "asks", "money", "people"),
    ]
    assert row.cents == 75_000
    late = row.minds[3].values
    assert (late["number"], late["rule"].text_en) == (1, "Vraag een vergunning aan.")


@pytest.mark.parametrize(
    ("columns", "codes"),
    [
        ({"first_date": TODAY + timedelta(14)}, ["soon"]),
        ({"first_date": TODAY + timedelta(15)}, []),
        ({"first_date": TODAY + timedelta(3), "status": "running"}, []),
        ({"people_expected": 99}, []),
        ({"answers": {"ages": ["children", "adults"]}}, []),
        ({"answers": {"ages": ["seniors"]}}, []),
        ({"is_sensitive": True, "status": "declined"}, []),
    ],
)
def test_what_is_no_reason(
    office: Office, organiser: User, columns: dict[str, Any], codes: list[str]
) -> None:
    plan = sent(organiser, **columns)
    (row,) = rows(office, [plan], organiser)
    assert [mind.code for mind in row.minds] == codes


def test_money_is_what_the_budget_leaves_to_the_office(office: Office, organiser: User) -> None:
    plan = sent(organiser)
    line = {"initiative": plan, "name": "Soep", "changed_at": NOW}
    BudgetLine.objects.create(**line, payer="office", planned_cents=30_000)
    BudgetLine.objects.create(**line, payer="own", planned_cents=50_000)
    given = {"initiative": plan, "payer": "office", "state": "promised", "changed_at": NOW}
    Funding.objects.create(**given, cents=10_000)
    assert rows(office, [plan], organiser)[0].minds == [Mind("money", {"cents": 20_000})]
    Funding.objects.create(**given, cents=25_000)
    assert rows(office, [plan], organiser)[0].minds == []


def test_a_page_says_it_in_words(desk: Client, organiser: User) -> None:
    sent(organiser, "Te laat", days=12, is_sensitive=True, times_planned=6)
    sent(organiser, "Vandaag", days=10)
    sent(organiser, "Gauw", days=8, first_date=TODAY + timedelta(11))
    sent(organiser, "Ruim", days=1)
    sent(organiser, "Loopt", status="running").members.all().delete()
    page = shown(desk)
    assert titles(page) == ["Te laat", "Vandaag", "Gauw", "Ruim", "Loopt"]
    late, today, soon = "2 days late", "today is the last day", "2 days left"
    assert cells(page, "Waits") == [late, today, soon, "9 days left", "Running"]
    assert cells(page, "Mind") == [
        "The topic brings tension",
        *("nothing", "First meetup in 11 days", "nothing"),
        "Nobody organises it any more",
    ]
    assert cells(page, "First meetup")[:3] == [
        "series of 6, from Sat 24 April",
        *("Sat 24 April", "Sat 20 March"),
    ]
    assert page.count("bb-badge--negative") == 2
    assert "@example.org" not in page


# --- filters -------------------------------------------------------------------------------------
def test_filters(desk: Client, office: Office, reviewer: User, organiser: User) -> None:
    joost = make_reviewer(office, "Joost")
    tag = Tag.objects.create(office=office, name="taal")
    mine = sent(organiser, "Café Één", area=make_area("BU02430501", "Dennenbos"))
    make_dossier(mine, reviewer=reviewer).tags.add(tag)
    his = sent(organiser, "Cafe twee", days=1)
    make_dossier(his, reviewer=joost)
    sent(organiser, "Soep", days=2, status="approved", area=make_area("WK024301", "Hierden"))
    sent(organiser, "حساء", days=3, status="changes_asked")
    given = {
        query: sorted(titles(shown(desk, f"{QUEUE}?{query}")))
        for query in (
            *("reviewer=me", "reviewer=nobody", f"reviewer={joost.pk}", f"tag={tag.pk}"),
            *("area=WK024301", "area=WK024305", "area=BU02430501"),
            *("standing=approved", "standing=team", "standing=us", "standing=over"),
            *("words=cafe", "words=een+CAFÉ", "words=حس", "words=thee"),
        )
    }
    assert given == {
        "reviewer=me": ["Café Één"],
        "reviewer=nobody": ["Soep", "حساء"],
        f"reviewer={joost.pk}": ["Cafe twee"],
        f"tag={tag.pk}": ["Café Één"],
        "area=WK024301": ["Soep"],
        "area=WK024305": ["Cafe twee", "Café Één", "حساء"],
        "area=BU02430501": ["Café Één"],
        "standing=approved": ["Soep"],
        "standing=team": ["حساء"],
        "standing=us": ["Cafe twee", "Café Één"],
        "standing=over": [],
        "words=cafe": ["Cafe twee", "Café Één"],
        "words=een+CAFÉ": ["Café Één"],
        "words=حس": ["حساء"],
        "words=thee": [],
    }


@pytest.mark.parametrize(
    "query",
    ["standing=x", "reviewer=0", "reviewer=x", "tag=1", "area=WK062201", "order=x", "page=x"],
)
def test_what_makes_no_sense_does_not_count(desk: Client, organiser: User, query: str) -> None:
    sent(organiser, "Blijft")
    page = shown(desk, f"{QUEUE}?{query}")
    assert titles(page) == ["Blijft"]
    assert "aria-invalid" not in page


def test_nothing_found_and_nothing_sent(desk: Client) -> None:
    assert "No plan was sent to you yet." in shown(desk)
    assert "No plan fits this." in shown(desk, f"{QUEUE}?standing=us")


# --- pages ---------------------------------------------------------------------------------------
def test_pages_keep_the_filter(desk: Client, organiser: User) -> None:
    for number in range(27):
        sent(organiser, f"Plan {number:02}", first_date=TODAY + timedelta(60 + number))
    address = f"{QUEUE}?standing=us&order=meetup"
    page = shown(desk, address)
    assert titles(page) == [f"Plan {number:02}" for number in range(25)]
    assert f'href="{QUEUE}?standing=us&amp;order=meetup&amp;page=2"' in page
    assert titles(shown(desk, f"{address}&page=2")) == ["Plan 25", "Plan 26"]


def test_the_fragment_lies_in_the_page_and_tells_its_address(desk: Client, organiser: User) -> None:
    sent(organiser)
    asked = f"{QUEUE}?standing=us&area=&words=&order=first"
    part = desk.get(asked, headers={"HX-Request": "true"})
    assert part.headers["HX-Push-Url"] == f"{QUEUE}?standing=us"
    assert titles(part.content.decode()) == ["Plan"]
    assert "<html" not in part.content.decode()
    whole = shown(desk, asked)
    assert without_tokens(part.content.decode()).strip() in without_tokens(whole)


def without_tokens(page: str) -> str:
    return "".join(line for line in page.splitlines(True) if "csrfmiddlewaretoken" not in line)


def test_as_many_queries_for_one_row_as_for_many(
    desk: Client, office: Office, organiser: User
) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            shown(desk)
        return len(queries)

    def add(number: int) -> None:
        for one in range(number):
            plan = sent(organiser, days=one)
            plan.place = make_place(plan.area, f"Zaal {plan.pk}")
            plan.save()
            reviewer = make_reviewer(office, f"R{plan.pk}")
            dossier = make_dossier(plan, reviewer=reviewer, judged=facts_of(plan))
            dossier.tags.add(Tag.objects.create(office=office, name=f"t{plan.pk}"))
            make_member(plan, make_user(f"U{plan.pk}"), role="organiser")
            make_step(plan, origin=StepOrigin.OFFICE, days_before=90)
            ask(plan, office)

    add(1)
    once = count()
    add(24)
    assert once == count() == 16


def test_a_page_of_which_all_is_kept_asks_little(
    desk: Client, organiser: User, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    """Who it is for, three, what to choose from, four, what is new, and two for the rows."""
    monkeypatch.setattr(kept, "KEPT_FOR", timedelta(minutes=1))
    queries.KEPT.forget()
    sent(organiser)
    shown(desk)
    with django_assert_num_queries(10):
        assert titles(shown(desk)) == ["Plan"]
    queries.KEPT.forget()


def test_the_queue_uses_its_index(office: Office, organiser: User) -> None:
    sent(organiser)
    plans = plans_of(office)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert "Seq Scan on initiatives_initiative" not in plans.explain()
    else:
        assert re.search("by_municipality|seen_by_office", plans.explain())


# --- who may see it ------------------------------------------------------------------------------
def test_only_what_was_sent_to_this_office(
    desk: Client, organiser: User, other_reviewer: User
) -> None:
    there = sent(organiser, "Vlaardingen", area=make_area("WK062201", "Westwijk"))
    sent(organiser, "Concept", status="draft")
    sent(organiser, "Nooit verstuurd", status="running", submitted_at=None)
    sent(organiser, "Hier")
    assert titles(shown(desk)) == ["Hier"]
    assert desk.get(QUEUE.replace("GM0243", "GM0622")).status_code == 404
    assert desk.post(f"{QUEUE}{there.pk}/reviewer/", {"reviewer": ""}).status_code == 404
    assert not Dossier.objects.exists()


@pytest.mark.parametrize("who", ["organiser", "stranger", "other_reviewer", "curator"])
def test_others_have_no_queue(
    who: str, client: Client, office: Office, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.get(QUEUE).status_code == 404
    assert client.post(f"{QUEUE}export/", {"format": "csv"}).status_code == 404
    assert client.post(f"{QUEUE}filters/", {"name": "Mijn"}).status_code == 404


# --- who reviews ---------------------------------------------------------------------------------
def test_assign_and_come_back_to_the_list_as_it_was(
    desk: Client, office: Office, organiser: User
) -> None:
    plan, joost = sent(organiser), make_reviewer(office, "Joost")
    posted = {"reviewer": str(joost.pk), "query": "standing=us&order=x&evil=//x"}
    response = desk.post(f"{QUEUE}{plan.pk}/reviewer/", posted, follow=True)
    assert response.redirect_chain == [(f"{QUEUE}?standing=us", 302)]
    assert "Joost reviews “Plan” now." in response.content.decode()
    assert Dossier.objects.get(initiative=plan).reviewer == joost
    assert [message.kind for message in OutboundMessage.objects.all()] == ["review_assigned"]


def test_htmx_gets_the_row_back_with_what_was_done(
    desk: Client, reviewer: User, organiser: User
) -> None:
    plan = sent(organiser)
    address, headers = f"{QUEUE}{plan.pk}/reviewer/", {"HX-Request": "true"}
    response = desk.post(address, {"reviewer": str(reviewer.pk)}, headers=headers)
    part = response.content.decode()
    assert part.startswith(f'<tr id="plan-{plan.pk}">')
    assert titles(part) == ["Plan"]
    assert f'<option value="{reviewer.pk}" selected>Marit (you)</option>' in part
    assert "data-focus" in part
    assert "Marit reviews “Plan” now." in part
    assert not OutboundMessage.objects.exists()
    part = desk.post(address, {"reviewer": ""}, headers=headers).content.decode()
    assert "Nobody reviews “Plan” now." in part
    assert Dossier.objects.get(initiative=plan).reviewer is None


def test_who_is_in_the_team_does_not_review(
    desk: Client, office: Office, organiser: User, other_reviewer: User
) -> None:
    plan = sent(organiser)
    Membership.objects.create(office=office, user=organiser)
    address = f"{QUEUE}{plan.pk}/reviewer/"
    response = desk.post(address, {"reviewer": organiser.pk}, headers={"HX-Request": "true"})
    assert response.status_code == 409
    assert "not in the team" in response.content.decode()
    response = desk.post(address, {"reviewer": other_reviewer.pk}, follow=True)
    assert "Choose someone of your office." in response.content.decode()
    assert not Dossier.objects.exclude(reviewer=None).exists()


# --- filters that someone keeps ------------------------------------------------------------------
def test_keep_a_filter_open_it_and_remove_it(desk: Client, office: Office, reviewer: User) -> None:
    posted = {"name": "  Mijn  plannen ", "query": "reviewer=me&order=first&page=3&x=1"}
    response = desk.post(f"{QUEUE}filters/", posted)
    assert response["Location"] == f"{QUEUE}?reviewer=me"
    kept = SavedFilter.objects.get()
    assert (kept.office, kept.user, kept.name) == (office, reviewer, "Mijn plannen")
    page = shown(desk, f"{QUEUE}?reviewer=me")
    assert f'<a href="{QUEUE}?reviewer=me" aria-current="true">Mijn plannen</a>' in page
    response = desk.post(f"{QUEUE}filters/{kept.pk}/remove/")
    assert (response.status_code, response["Location"]) == (302, QUEUE)
    assert not SavedFilter.objects.exists()


def test_a_name_is_needed_and_used_once(desk: Client) -> None:
    wanted = {"query": "standing=us"}
    assert desk.post(f"{QUEUE}filters/", {"name": "Ons", **wanted}).status_code == 302
    for name, words in (("Ons", "You have a filter with this name."), ("", "Fill this in.")):
        response = desk.post(f"{QUEUE}filters/", {"name": name, **wanted})
        page = response.content.decode()
        assert response.status_code == 422
        assert words in page
        assert f'value="{name}"' in page
        assert '<option value="us" selected>' in page
    assert SavedFilter.objects.count() == 1


def test_filters_are_ones_own_and_not_endless(desk: Client, office: Office, reviewer: User) -> None:
    joost = make_reviewer(office, "Joost")
    his = SavedFilter.objects.create(office=office, user=joost, name="Van Joost")
    assert "Van Joost" not in shown(desk)
    desk.post(f"{QUEUE}filters/{his.pk}/remove/")
    assert SavedFilter.objects.get() == his
    for number in range(MOST):
        SavedFilter.objects.create(office=office, user=reviewer, name=f"Nr {number}")
    response = desk.post(f"{QUEUE}filters/", {"name": "Nog een", "query": "standing=us"})
    assert f"You have {MOST} filters." in response.content.decode()


def test_a_row_that_tells_something_new_is_drawn_anew(
    desk: Client, office: Office, organiser: User, reviewer: User
) -> None:
    """Rows are kept by what they tell; here one thing after another becomes otherwise."""
    plan = sent(organiser, "Soep")
    tag = Tag.objects.create(office=office, name="spoed")
    dossier = make_dossier(plan)
    colleague = make_reviewer(office, "Bram")
    drawn = [shown(desk)]
    for change in (
        lambda: Initiative.objects.update(title="Samen soep"),
        lambda: User.objects.filter(pk=organiser.pk).update(name="Fatima"),
        lambda: dossier.tags.add(tag),
        lambda: Tag.objects.update(name="haast"),
        lambda: Dossier.objects.update(reviewer=colleague),
        lambda: User.objects.filter(pk=colleague.pk).update(name="Abram"),
        lambda: Initiative.objects.update(first_date=TODAY + timedelta(3)),
        lambda: Initiative.objects.update(times_planned=4),
        lambda: Initiative.objects.update(submitted_at=NOW - timedelta(9)),
        lambda: Initiative.objects.update(is_sensitive=True),
        lambda: make_member(plan, reviewer),
    ):
        change()
        drawn.append(shown(desk))
    tables = [page.split("<tbody>")[1].split("</tbody>")[0] for page in drawn]
    assert len({re.sub(r'value="[^"]{20,}"', "", table) for table in tables}) == 12

"""Two teams that are brought together: what each reads, and when names are shared."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from meetups.accounts.models import Office, User
from meetups.audit.models import Record
from meetups.initiatives.access import get_initiative_for
from meetups.initiatives.models import Event, Initiative, Member, TeamRole
from meetups.initiatives.services.errors import PlanError
from meetups.outbox.letters import Dropped, Letter
from meetups.outbox.models import OutboundMessage
from meetups.outbox.rendering import compose
from meetups.support.letters import together
from meetups.support.models import Introduction
from meetups.support.queries.introductions import candidates, introductions_of
from meetups.support.services import introductions as services
from meetups.support.services.errors import SupportError
from meetups.support.services.introductions import answer_introduction, introduce
from tests.factories import (
    NOW,
    make_area,
    make_initiative,
    make_member,
    make_office,
    make_reviewer,
    make_user,
)
from tests.initiatives.team import Meeting, at_once, seat_of
from tests.signing_in import sign_in

WHY = "Jullie koken allebei."
LETTERS = {
    "introduction": together.introduction,
    "introduction_answered": together.introduction_answered,
}


@pytest.fixture
def ours(organiser: User, office: Office) -> Initiative:
    """Fatma's plan."""
    return make_initiative(organiser, title="Soep van Fatma", status="running", submitted_at=NOW)


@pytest.fixture
def theirs(office: Office) -> Initiative:
    """Joost's plan, in a part of the same district."""
    area = make_area("BU02430501", "Dennenbuurt")
    columns = {"title": "Pannen van Joost", "status": "running", "submitted_at": NOW}
    return make_initiative(make_user("Joost"), area=area, **columns)


@pytest.fixture
def asked(ours: Initiative, theirs: Initiative, reviewer: User) -> Introduction:
    return bring(reviewer, ours, theirs)


def bring(reviewer: User, one: Initiative, two: Initiative, why: str = WHY) -> Introduction:
    seats = [get_initiative_for(reviewer, plan.pk) for plan in (one, two)]
    return introduce(seat=seats[0], other=seats[1], why=why, now=NOW)


def say(plan: Initiative, row: Introduction, *, yes: bool) -> Introduction:
    user = plan.members.filter(role="organiser")[0].user
    return answer_introduction(seat=seat_of(user, plan), pk=row.pk, says_yes=yes, now=NOW)


def stages(*plans: Initiative) -> list[str]:
    return [introductions_of(plan)[0].stage for plan in plans]


def letters(kind: str) -> dict[str, str]:
    """What leaves now of a kind of mail: its reader, and its whole text."""
    found = {}
    for message in OutboundMessage.objects.filter(kind=kind):
        letter = LETTERS[kind](message, now=NOW)
        if isinstance(letter, Letter):
            values = {"to": letter.to, "language": letter.language, "context": letter.context}
            mail = compose(letter.template, **values)  # type: ignore[arg-type]
            html = str(mail.alternatives[0][0])
            found[letter.to] = f"{mail.subject}\n{mail.body}\n{html}"
    return found


def events(plan: Initiative) -> list[tuple[str, str | None]]:
    found = plan.events.filter(kind__startswith="introd").order_by("pk").select_related("by")
    return [(event.kind, event.by.name if event.by else None) for event in found]


# --- asking --------------------------------------------------------------------------------------
def test_both_are_asked_and_it_is_on_the_record(
    asked: Introduction, ours: Initiative, theirs: Initiative, reviewer: User
) -> None:
    assert stages(ours, theirs) == ["asked", "asked"]
    assert events(ours) == events(theirs) == [("introduced", "Marit")]
    record = Record.objects.get(act="introduction")
    assert (record.by, record.office, record.object_id) == (reviewer.pk, "GM0243", str(asked.pk))
    assert record.details["outcome"] == "asked"
    assert set(letters("introduction")) == {"fatma@example.org", "joost@example.org"}


def test_they_read_only_format_neighbourhood_and_month(
    client: Client, asked: Introduction, ours: Initiative, theirs: Initiative, organiser: User
) -> None:
    sign_in(client, organiser)
    page = client.get(f"/nl/initiatives/{ours.pk}/introductions/").content.decode()
    for text in (page, letters("introduction")["fatma@example.org"]):
        for told in ("Soep op straat", "Dennenbuurt", "april 2027"):
            assert told in text
        for kept in ("Joost", "joost@example.org", "Pannen", f"initiatives/{theirs.pk}/"):
            assert kept not in text


def test_of_a_sensitive_plan_not_even_the_format(
    client: Client, ours: Initiative, theirs: Initiative, reviewer: User, organiser: User
) -> None:
    Initiative.objects.filter(pk=theirs.pk).update(is_sensitive=True)
    theirs.refresh_from_db()
    bring(reviewer, ours, theirs, "Jullie koken voor de opvang.")
    sign_in(client, organiser)
    page = client.get(f"/nl/initiatives/{ours.pk}/introductions/").content.decode()
    mail = letters("introduction")
    assert "Dennenbuurt" in page
    assert "Soep op straat" not in page
    assert "Soep op straat" not in mail["fatma@example.org"]
    assert "opvang" not in mail["fatma@example.org"] + mail["joost@example.org"]


def test_who_cannot_be_brought_together(
    ours: Initiative, theirs: Initiative, reviewer: User
) -> None:
    def refused(one: Initiative, two: Initiative) -> bool:
        try:
            bring(reviewer, one, two)
        except SupportError:
            return True
        return False

    assert refused(ours, ours)
    Initiative.objects.filter(pk=theirs.pk).update(status="completed")
    assert refused(ours, theirs)
    Initiative.objects.filter(pk=theirs.pk).update(status="running")
    Member.objects.filter(initiative=theirs).update(role=TeamRole.HELPER)
    assert refused(ours, theirs)
    Member.objects.filter(initiative=theirs).update(role=TeamRole.ORGANISER)
    member = make_member(theirs, reviewer)
    assert refused(ours, theirs)  # nobody judges a plan of their own
    member.delete()
    assert not refused(ours, theirs)
    assert refused(theirs, ours)  # once, in either order


def test_not_over_the_border(ours: Initiative, other_reviewer: User, reviewer: User) -> None:
    away = make_initiative(
        make_user("Els"), area=make_area("WK062201", "Oost"), status="running", submitted_at=NOW
    )
    assert away not in candidates(ours, reviewer)
    seat = get_initiative_for(reviewer, ours.pk)
    other = get_initiative_for(other_reviewer, away.pk)
    with pytest.raises(SupportError):
        introduce(seat=seat, other=other, why=WHY, now=NOW)
    assert not Introduction.objects.exists()


def test_whom_an_office_can_choose(
    ours: Initiative, theirs: Initiative, reviewer: User, office: Office
) -> None:
    far = make_area("WK024307", "Verweg")
    columns = {"status": "running", "submitted_at": NOW}
    alike = make_initiative(make_user("Els"), area=far, title="Soep in Verweg", **columns)
    walk = make_initiative(make_user("Bas"), area=far, slug="walk", title="Loop mee", **columns)
    make_initiative(make_user("Cas"), title="Concept")  # a draft is the team's own
    assert candidates(ours, reviewer) == [alike, theirs, walk]  # what looks most alike first
    bring(reviewer, ours, theirs)
    assert candidates(ours, reviewer) == [alike, walk]


def test_who_organises_both_is_not_asked_to_meet_themselves(
    client: Client, ours: Initiative, theirs: Initiative, reviewer: User, organiser: User
) -> None:
    make_member(theirs, organiser, role=TeamRole.ORGANISER)
    assert candidates(ours, reviewer) == []
    with pytest.raises(SupportError, match=r"[Bb]eide plannen|both plans"):
        bring(reviewer, ours, theirs)
    sign_in(client, reviewer)
    url = f"/en/initiatives/{ours.pk}/introduce/"
    assert client.post(url, {"other": theirs.pk, "why": WHY}).status_code == 422
    assert not Introduction.objects.exists()
    assert "Somebody organises both plans" in beside(client, ours)


def beside(client: Client, plan: Initiative) -> str:
    """What the page for reviewing says of plans that look like this one."""
    page = client.get(f"/en/initiatives/{plan.pk}/review/").content.decode()
    return page[page.index('id="alike-heading"') : page.index('id="others-heading"')]


def test_the_page_for_reviewing_says_what_became_of_it(
    client: Client, ours: Initiative, theirs: Initiative, reviewer: User
) -> None:
    sign_in(client, reviewer)
    link = f"/en/initiatives/{ours.pk}/introduce/?with={theirs.pk}"
    assert link in beside(client, ours)
    row = bring(reviewer, ours, theirs)
    for plan in (ours, theirs):
        assert "Not both teams have answered yet." in beside(client, plan)
        assert "introduce/" not in beside(client, plan)
        assert "Asked on 9 March" in beside(client, plan)
        say(plan, row, yes=True)
    assert "They know each other now." in beside(client, ours)
    Introduction.objects.update(second_answer="no")
    assert "It does not go on." in beside(client, ours)


def test_of_ones_own_plan_a_colleague_brings_the_team(
    client: Client, ours: Initiative, theirs: Initiative, reviewer: User
) -> None:
    make_member(theirs, reviewer)
    sign_in(client, reviewer)
    part = beside(client, ours)
    assert f'href="/en/initiatives/{theirs.pk}/"' in part
    assert f"/initiatives/{theirs.pk}/review/" not in part
    assert "introduce/" not in part
    assert "a colleague can bring the teams together" in part


def test_there_is_nobody_to_ask_in_a_plan_that_is_over_or_without_organiser(
    client: Client, ours: Initiative, theirs: Initiative, reviewer: User
) -> None:
    sign_in(client, reviewer)
    Initiative.objects.filter(pk=theirs.pk).update(status="completed")
    assert theirs.title in beside(client, ours)
    assert "introduce/" not in beside(client, ours)
    Initiative.objects.filter(pk=theirs.pk).update(status="running")
    assert "introduce/" in beside(client, ours)
    theirs.members.all().delete()
    assert "introduce/" not in beside(client, ours)


# --- answering -----------------------------------------------------------------------------------
def test_two_yeses_share_names_and_addresses(
    client: Client, asked: Introduction, ours: Initiative, theirs: Initiative, organiser: User
) -> None:
    say(ours, asked, yes=True)
    assert stages(ours, theirs) == ["waits", "asked"]
    assert introductions_of(ours)[0].people == introductions_of(theirs)[0].people == []
    assert letters("introduction_answered") == {}
    assert set(letters("introduction")) == {"joost@example.org"}  # the one that still waits
    assert say(theirs, asked, yes=True).is_agreed
    assert stages(ours, theirs) == ["agreed", "agreed"]
    mail = letters("introduction_answered")
    assert "joost@example.org" in mail["fatma@example.org"]
    assert "Fatma" in mail["joost@example.org"]
    sign_in(client, organiser)
    page = client.get(f"/en/initiatives/{ours.pk}/introductions/").content.decode()
    assert 'href="mailto:joost@example.org"' in page
    assert events(ours) == events(theirs)
    assert events(ours)[-1] == ("introduction_agreed", None)
    assert [r.details["outcome"] for r in Record.objects.order_by("pk")] == ["asked", "yes", "yes"]


def test_who_joins_later_is_not_shared(
    asked: Introduction, ours: Initiative, theirs: Initiative
) -> None:
    say(ours, asked, yes=True)
    say(theirs, asked, yes=True)
    late = make_member(theirs, make_user("Nieuw"), role=TeamRole.ORGANISER)
    Member.objects.filter(pk=late.pk).update(joined_at=NOW.replace(year=2028))
    assert [m.user.name for m in introductions_of(ours)[0].people] == ["Joost"]
    Initiative.objects.filter(pk=ours.pk).update(status="stopped")
    ours.refresh_from_db()
    assert introductions_of(ours)[0].people == []  # once a plan is over, nobody is shown


@pytest.mark.parametrize("other_said_yes", [True, False])
def test_a_no_ends_it_and_tells_no_more(
    asked: Introduction, ours: Initiative, theirs: Initiative, other_said_yes: bool
) -> None:
    if other_said_yes:
        say(theirs, asked, yes=True)
    say(ours, asked, yes=False)
    assert stages(ours, theirs) == ["ended", "ended"]
    mail = letters("introduction_answered")
    assert set(mail) == {"joost@example.org"}
    assert "Fatma" not in mail["joost@example.org"]
    assert events(ours)[-1] == ("introduction_refused", "Fatma")
    assert events(theirs)[-1] == ("introduction_refused", None)
    with pytest.raises(SupportError):
        say(theirs, asked, yes=True)
    assert letters("introduction") == {}


def test_only_organisers_answer(asked: Introduction, ours: Initiative, reviewer: User) -> None:
    helper = make_user("Gerrit")
    make_member(ours, helper)
    for user in (helper, reviewer):
        with pytest.raises(PlanError):
            answer_introduction(seat=seat_of(user, ours), pk=asked.pk, says_yes=True, now=NOW)
    stranger = make_initiative(make_user("Els"), status="running", submitted_at=NOW)
    with pytest.raises(SupportError):
        say(stranger, asked, yes=True)
    asked.refresh_from_db()
    assert (asked.first_answer, asked.second_answer) == ("waiting", "waiting")


# --- at once -------------------------------------------------------------------------------------
def two_teams() -> tuple[list[Initiative], Introduction]:
    """Two plans whose teams were asked, for other threads to see."""
    with transaction.atomic():
        reviewer = make_reviewer(make_office())
        columns = {"status": "running", "submitted_at": NOW}
        plans = [make_initiative(make_user(name), **columns) for name in ("Fatma", "Joost")]
        return plans, bring(reviewer, plans[0], plans[1])


def both_say_yes(plans: list[Initiative], row: Introduction) -> list[bool]:
    """Whether it was agreed for each of two teams that say yes at the same time."""

    def act(plan: Initiative) -> Callable[[], bool]:
        return lambda: say(plan, row, yes=True).is_agreed

    return sorted(at_once(*(act(plan) for plan in plans)))


@pytest.mark.django_db(transaction=True)
def test_of_two_yeses_at_once_one_makes_it_agreed(monkeypatch: pytest.MonkeyPatch) -> None:
    teams = two_teams()
    Meeting().before(monkeypatch, services, "held")
    assert both_say_yes(*teams) == [False, True]
    assert Event.objects.filter(kind="introduction_agreed").count() == 2
    assert OutboundMessage.objects.filter(kind="introduction_answered").count() == 2


@pytest.mark.django_db(transaction=True)
def test_control_read_before_the_lock_nobody_hears_that_both_want_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plans, row = two_teams()
    held = services.held
    with transaction.atomic():
        read = {plan.pk: held(row.pk, plan) for plan in plans}
    monkeypatch.setattr(services, "held", lambda _pk, plan: read[plan.pk])
    assert both_say_yes(plans, row) == [False, False]
    assert not OutboundMessage.objects.filter(kind="introduction_answered").exists()


# --- pages ---------------------------------------------------------------------------------------
def test_an_office_proposes_on_a_page(
    client: Client, ours: Initiative, theirs: Initiative, reviewer: User
) -> None:
    sign_in(client, reviewer)
    url = f"/en/initiatives/{ours.pk}/introduce/"
    page = client.get(f"{url}?with={theirs.pk}").content.decode()
    assert f'value="{theirs.pk}"' in page
    assert "checked" in page
    empty = client.post(url, {"other": theirs.pk, "why": ""})
    assert empty.status_code == 422
    assert "checked" in empty.content.decode()
    assert client.post(url, {"other": theirs.pk, "why": WHY}).status_code == 302
    assert Introduction.objects.get().why == WHY
    again = client.post(url, {"other": theirs.pk, "why": WHY})
    assert again.status_code == 422  # it is no longer offered


def test_a_team_answers_on_its_page(
    client: Client, asked: Introduction, ours: Initiative, organiser: User
) -> None:
    sign_in(client, organiser)
    page = f"/en/initiatives/{ours.pk}/introductions/"
    assert 'value="yes"' in client.get(page).content.decode()
    client.post(f"{page}{asked.pk}/", {"answer": "perhaps"})
    asked.refresh_from_db()
    assert asked.first_answer == "waiting"
    client.post(f"{page}{asked.pk}/", {"answer": "no"})
    asked.refresh_from_db()
    assert "no" in (asked.first_answer, asked.second_answer)
    again = client.post(f"{page}{asked.pk}/", {"answer": "yes"}, follow=True)
    assert "This waits for no answer of yours any more." in again.content.decode()
    assert 'value="yes"' not in client.get(page).content.decode()


def test_who_left_gets_no_mail(asked: Introduction, theirs: Initiative) -> None:
    theirs.members.all().delete()
    message = OutboundMessage.objects.filter(kind="introduction", group_id=theirs.pk).get()
    assert isinstance(together.introduction(message, now=NOW), Dropped)


def test_lists_cost_the_same_for_many(
    ours: Initiative, reviewer: User, django_assert_num_queries: Any
) -> None:
    for number in range(4):
        other = make_initiative(make_user(f"N{number}"), status="running", submitted_at=NOW)
        row = bring(reviewer, ours, other)
        say(ours, row, yes=True)
        say(other, row, yes=True)
    # The rows, who organises, and for either side which edition is published.
    with django_assert_num_queries(4):
        assert len(introductions_of(ours)) == 4

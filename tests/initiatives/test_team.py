"""The team: always an organiser, and only organisers change it, whatever people do at once."""

import re
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from meetups.accounts.models import User
from meetups.initiatives.models import (
    Event,
    Hand,
    HandOver,
    Initiative,
    Invitation,
    Member,
    TeamRole,
)
from meetups.initiatives.queries.team import is_orphan
from meetups.initiatives.services import hand_over, team
from meetups.initiatives.services.errors import ChangedMeanwhileError, PlanError
from tests.factories import NOW, make_initiative, make_member, make_user
from tests.initiatives.team import Meeting, at_once, lasting_plan, link_for, roles, seat_of
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db


def change(by: User, who: User, initiative: Initiative, **values: Any) -> Member:
    member = Member.objects.get(initiative=initiative, user=who)
    data: dict[str, Any] = {"role": member.role, "task": member.task}
    data |= {"seen": (member.role, member.task), "now": NOW, "seat": seat_of(by, initiative)}
    return team.change_member(pk=member.pk, **data | values)


# --- the services --------------------------------------------------------------------------------
def test_an_organiser_changes_roles_and_tasks(
    initiative: Initiative, organiser: User, helper: User
) -> None:
    change(organiser, helper, initiative, role="organiser", task=" Zaal,\u202e veiligheid ")
    member = Member.objects.get(user=helper)
    assert (member.role, member.task) == ("organiser", "Zaal, veiligheid")
    told = Event.objects.order_by("pk").values_list("kind", "by", "about__name")
    assert list(told) == [
        ("role_changed", organiser.pk, "Gerrit"),
        ("task_changed", organiser.pk, "Gerrit"),
    ]


def test_a_helper_changes_only_their_own_task(
    initiative: Initiative, organiser: User, helper: User
) -> None:
    change(helper, helper, initiative, task="Zaal")
    for who, values in (
        (organiser, {"task": "Niets"}),
        (helper, {"role": "organiser"}),
    ):
        with pytest.raises(PlanError):
            change(helper, who, initiative, **values)
    assert roles(initiative) == {"Fatma": "organiser", "Gerrit": "helper"}
    assert [member.task for member in Member.objects.order_by("pk")] == ["", "Zaal"]


def test_nobody_overwrites_another_unseen(
    initiative: Initiative, organiser: User, helper: User
) -> None:
    change(helper, helper, initiative, task="Zaal")
    with pytest.raises(ChangedMeanwhileError) as caught:
        change(organiser, helper, initiative, task="Keuken", seen=("helper", ""))
    assert isinstance(caught.value.row, Member)
    assert caught.value.row.task == "Zaal"
    assert Member.objects.get(user=helper).task == "Zaal"


@pytest.mark.parametrize("values", [{"task": "x" * 161}, {"role": "owner"}])
def test_what_may_not_be_is_refused(
    values: dict[str, str], initiative: Initiative, organiser: User, helper: User
) -> None:
    with pytest.raises(ValidationError) as caught:
        change(organiser, helper, initiative, **values)
    assert list(caught.value.message_dict) == list(values)


def test_the_last_organiser_stays(initiative: Initiative, organiser: User, helper: User) -> None:
    seat = seat_of(organiser, initiative)
    assert seat.member
    for act in (
        partial(team.leave_team, seat=seat, now=NOW),
        partial(team.remove_member, seat=seat, pk=seat.member.pk, now=NOW),
        partial(change, organiser, organiser, initiative, role="helper"),
    ):
        with pytest.raises(team.LastOrganiserError):
            act()
    assert roles(initiative) == {"Fatma": "organiser", "Gerrit": "helper"}


def test_others_leave_and_are_taken_out(
    initiative: Initiative, organiser: User, helper: User
) -> None:
    anneke = make_user("Anneke")
    make_member(initiative, anneke, role="organiser")
    team.leave_team(seat=seat_of(organiser, initiative), now=NOW)
    pk = Member.objects.get(user=helper).pk
    with pytest.raises(PlanError):
        team.remove_member(seat=seat_of(organiser, initiative), pk=pk, now=NOW)
    team.remove_member(seat=seat_of(anneke, initiative), pk=pk, now=NOW)
    assert roles(initiative) == {"Anneke": "organiser"}
    told = Event.objects.order_by("pk").values_list("kind", "by__name", "about__name")
    assert list(told) == [("left", "Fatma", "Fatma"), ("left", "Anneke", "Gerrit")]


def test_an_orphan_is_carried_on_by_a_helper(
    initiative: Initiative, organiser: User, helper: User
) -> None:
    with pytest.raises(PlanError):
        team.step_up(seat=seat_of(helper, initiative), now=NOW)
    organiser.delete()
    assert is_orphan(Initiative.objects.get())
    team.step_up(seat=seat_of(helper, initiative), now=NOW)
    assert not is_orphan(Initiative.objects.get())
    assert roles(initiative) == {"Gerrit": "organiser"}


# --- at the same moment --------------------------------------------------------------------------
def race(monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> int:
    """Two organisers leave at once: how many are left."""
    people = [make_user("Fatma"), make_user("Anneke")]
    initiative = lasting_plan(people[0])
    make_member(initiative, people[1], role="organiser")
    leave: Any = team.leave_team
    if not guarded:
        leave = leave.__wrapped__
        monkeypatch.setattr(team, "hold", lambda initiative: None)
    Meeting().after(monkeypatch, team, "keep_an_organiser")
    seats = [seat_of(user, initiative) for user in people]
    at_once(*(partial(leave, seat=seat, now=NOW) for seat in seats))
    return Member.objects.filter(role=TeamRole.ORGANISER).count()


@pytest.mark.django_db(transaction=True)
def test_of_two_organisers_who_leave_at_once_one_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    assert race(monkeypatch, guarded=True) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_plan_would_be_an_orphan(monkeypatch: pytest.MonkeyPatch) -> None:
    assert race(monkeypatch, guarded=False) == 0


# --- whatever people do --------------------------------------------------------------------------
NAMES = ["Fatma", "Gerrit", "Anneke", "Ans"]
acts = st.lists(
    st.tuples(
        st.sampled_from(
            ["invite", "join", "leave", "remove", "role", "offer", "accept", "call off", "up"]
        ),
        st.sampled_from(NAMES),
        st.sampled_from(NAMES),
        st.sampled_from(TeamRole.values),
        st.booleans(),
    ),
    max_size=25,
)


class Story:
    """One plan, four people, and what they do; `expected` is the team as it must be."""

    def __init__(self) -> None:
        self.people = {name: make_user(name) for name in NAMES}
        self.initiative = make_initiative(self.people["Fatma"])
        self.expected = {"Fatma": "organiser"}
        self.tokens: dict[str, tuple[str, str]] = {}
        self.offers: dict[str, tuple[str, bool]] = {}
        self.minute = 0

    def does(self, act: str, by: str, other: str, role: str, flag: bool) -> None:
        """Do it, and see that it works exactly when the rules say so."""
        self.minute += 1
        rules = getattr(self, f"may_{act.replace(' ', '_')}")
        expects = rules(by, other, role, flag)
        doing = getattr(self, act.replace(" ", "_"))
        try:
            with transaction.atomic():
                done = doing(by, other, role, flag)
        except (PlanError, ValidationError):
            done = False
        assert done is expects, (act, by, other, role, flag)
        if done:
            getattr(self, f"then_{act.replace(' ', '_')}")(by, other, role, flag)
        assert roles(self.initiative) == self.expected
        assert "organiser" in self.expected.values()

    @property
    def now(self) -> Any:
        return NOW + timedelta(hours=self.minute)

    def seat(self, name: str) -> Any:
        return seat_of(self.people[name], self.initiative)

    def pk(self, name: str) -> int:
        found = Member.objects.filter(initiative=self.initiative, user=self.people[name]).first()
        return found.pk if found else 0

    def organises(self, name: str) -> bool:
        return self.expected.get(name) == "organiser"

    def stays(self, without: str) -> bool:
        """Whether somebody organises the plan without this one."""
        return any(self.organises(name) for name in NAMES if name != without)

    def forget(self, name: str) -> None:
        self.offers = {
            giver: (taker, leaves)
            for giver, (taker, leaves) in self.offers.items()
            if name not in (giver, taker)
        }

    # inviting and joining
    def may_invite(self, by: str, other: str, role: str, flag: bool) -> bool:
        return self.organises(by) and other not in self.expected

    def invite(self, by: str, other: str, role: str, flag: bool) -> bool:
        email = self.people[other].email
        token = team.invite_to_team(
            seat=self.seat(by), email=email, role=role, asks="", language="nl", now=self.now
        )[1]
        self.tokens[other] = (token, role)
        return True

    def then_invite(self, by: str, other: str, role: str, flag: bool) -> None:
        pass

    def may_join(self, by: str, other: str, role: str, flag: bool) -> bool:
        """By the link of the other, who may have passed it on."""
        return other in self.tokens

    def join(self, by: str, other: str, role: str, flag: bool) -> bool:
        token = self.tokens.get(other, ("", ""))[0]
        found = team.accept_invitation(token=token, user=self.people[by], now=self.now)
        return found is not None

    def then_join(self, by: str, other: str, role: str, flag: bool) -> None:
        if by not in self.expected:
            self.expected[by] = self.tokens.pop(other)[1]

    # leaving
    def may_leave(self, by: str, other: str, role: str, flag: bool) -> bool:
        return by in self.expected and (not self.organises(by) or self.stays(by))

    def leave(self, by: str, other: str, role: str, flag: bool) -> bool:
        team.leave_team(seat=self.seat(by), now=self.now)
        return True

    def then_leave(self, by: str, other: str, role: str, flag: bool) -> None:
        del self.expected[by]
        self.forget(by)

    def may_remove(self, by: str, other: str, role: str, flag: bool) -> bool:
        leaves = self.may_leave(other, other, role, flag)
        return self.organises(by) and leaves

    def remove(self, by: str, other: str, role: str, flag: bool) -> bool:
        team.remove_member(seat=self.seat(by), pk=self.pk(other), now=self.now)
        return True

    def then_remove(self, by: str, other: str, role: str, flag: bool) -> None:
        self.then_leave(other, by, role, flag)

    # roles
    def may_role(self, by: str, other: str, role: str, flag: bool) -> bool:
        if by not in self.expected or other not in self.expected:
            return False
        if not self.organises(by):
            return by == other and role == self.expected[other]
        return role == "organiser" or not self.organises(other) or self.stays(other)

    def role(self, by: str, other: str, role: str, flag: bool) -> bool:
        team.change_member(
            seat=self.seat(by),
            pk=self.pk(other),
            role=role,
            task="",
            seen=(self.expected.get(other, ""), ""),
            now=self.now,
        )
        return True

    def then_role(self, by: str, other: str, role: str, flag: bool) -> None:
        self.expected[other] = role
        if role == "helper":
            self.offers.pop(other, None)

    # handing over
    def may_offer(self, by: str, other: str, role: str, flag: bool) -> bool:
        is_new = by != other and by not in self.offers
        return self.organises(by) and other in self.expected and is_new

    def offer(self, by: str, other: str, role: str, flag: bool) -> bool:
        pk = self.pk(other)
        hand_over.offer_plan(seat=self.seat(by), pk=pk, leaves=flag, now=self.now)
        return True

    def then_offer(self, by: str, other: str, role: str, flag: bool) -> None:
        self.offers[by] = (other, flag)

    def offer_pk(self, giver: str) -> int:
        found = HandOver.objects.filter(giver__user=self.people[giver]).first()
        return found.pk if found else 0

    def may_accept(self, by: str, other: str, role: str, flag: bool) -> bool:
        return self.offers.get(other, ("", False))[0] == by

    def accept(self, by: str, other: str, role: str, flag: bool) -> bool:
        pk = self.offer_pk(other)
        hand_over.accept_offer(seat=self.seat(by), pk=pk, now=self.now)
        return True

    def then_accept(self, by: str, other: str, role: str, flag: bool) -> None:
        leaves = self.offers.pop(other)[1]
        self.expected[by] = "organiser"
        if leaves:
            self.then_leave(other, by, role, flag)
        else:
            self.expected[other] = "helper"

    def may_call_off(self, by: str, other: str, role: str, flag: bool) -> bool:
        return other in self.offers and by in (other, self.offers[other][0])

    def call_off(self, by: str, other: str, role: str, flag: bool) -> bool:
        pk = self.offer_pk(other)
        hand_over.call_off_offer(seat=self.seat(by), pk=pk, now=self.now)
        return True

    def then_call_off(self, by: str, other: str, role: str, flag: bool) -> None:
        del self.offers[other]

    # there always is an organiser, so nobody steps up
    def may_up(self, by: str, other: str, role: str, flag: bool) -> bool:
        return False

    def up(self, by: str, other: str, role: str, flag: bool) -> bool:
        team.step_up(seat=self.seat(by), now=self.now)
        return True


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts)
def test_whatever_people_do_there_is_an_organiser_and_only_organisers_change_the_team(
    db: None, story: list[tuple[str, str, str, str, bool]]
) -> None:
    with transaction.atomic():
        play = Story()
        for act in story:
            play.does(*act)
        transaction.set_rollback(True)


@pytest.mark.parametrize("now_is", ["helper", None])
def test_a_seat_from_before_gives_no_say(
    now_is: str | None, initiative: Initiative, organiser: User, helper: User
) -> None:
    """Somebody opened the page as an organiser; by the time they press a button they are not."""
    member = make_member(initiative, make_user("Anneke"), role="organiser")
    seat = seat_of(User.objects.get(name="Anneke"), initiative)
    other = Member.objects.get(user=helper)
    if now_is:
        Member.objects.filter(pk=member.pk).update(role=now_is)
    else:
        member.delete()
    before = roles(initiative)
    for act in (
        partial(team.remove_member, seat=seat, pk=other.pk, now=NOW),
        partial(hand_over.offer_plan, seat=seat, pk=other.pk, leaves=False, now=NOW),
        partial(
            team.change_member,
            seat=seat,
            pk=other.pk,
            role="organiser",
            task="",
            seen=("helper", ""),
            now=NOW,
        ),
        partial(
            team.invite_to_team,
            seat=seat,
            email="ans@example.org",
            role="helper",
            asks="",
            language="nl",
            now=NOW,
        ),
    ):
        with pytest.raises(PlanError):
            act()
    assert roles(initiative) == before
    assert not Invitation.objects.exists()


# --- the page ------------------------------------------------------------------------------------
def path(initiative: Initiative) -> str:
    return f"/en/initiatives/{initiative.pk}/team/"


def test_the_part_lies_inside_the_page(
    client: Client, initiative: Initiative, organiser: User, helper: User
) -> None:
    Hand.objects.create(initiative=initiative, text="De sleutel", asked_at=NOW)
    link_for(organiser, initiative, now=timezone.now())
    client.force_login(organiser)
    page = client.get(path(initiative)).content.decode()
    part = client.get(path(initiative), headers={"HX-Request": "true"}).content.decode()
    tokens = r'name="csrfmiddlewaretoken" value="[^"]+"'
    assert without(tokens, part).strip() in without(tokens, page)
    for shown in ("Fatma", "(you)", "Gerrit", "De sleutel", "anneke@example.org"):
        assert shown in part


def without(pattern: str, text: str) -> str:
    return re.sub(pattern, "", text)


def test_a_name_is_never_an_address(client: Client, initiative: Initiative, helper: User) -> None:
    User.objects.update(name="")
    Hand.objects.create(
        initiative=initiative, text="x", asked_at=NOW, taken_by=Member.objects.first()
    )
    client.force_login(helper)
    text = client.get(path(initiative)).content.decode()
    assert text.count("someone without a name") == 4
    assert "@example.org" not in text


def test_an_office_reads_and_has_no_buttons(
    client: Client, initiative: Initiative, helper: User, reviewer: User
) -> None:
    Hand.objects.create(initiative=initiative, text="De sleutel", asked_at=NOW)
    Initiative.objects.update(status="submitted", submitted_at=NOW)
    sign_in(client, reviewer)
    text = client.get(path(initiative)).content.decode()
    main = text[text.index('id="team"') : text.index("</main>")]
    assert "Gerrit" in main
    assert "De sleutel" in main
    assert "<form" not in main
    assert "<button" not in main


@pytest.mark.parametrize("count", [1, 30])
def test_queries_do_not_grow_with_the_team(
    count: int,
    client: Client,
    initiative: Initiative,
    organiser: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    now = timezone.now()
    for number in range(count):
        user = make_user(f"Buur{number}")
        member = make_member(initiative, user, role="organiser")
        Hand.objects.create(
            initiative=initiative, text="x", asked_at=NOW, taken_by=member, asked_by=user
        )
        Invitation.objects.create(
            initiative=initiative,
            email=f"{number}@example.org",
            token_digest=str(number),
            invited_by=user,
            sent_at=now,
            expires_at=now + team.VALID_FOR,
        )
        giver = Member.objects.exclude(pk=member.pk).latest("pk")
        HandOver.objects.create(initiative=initiative, giver=giver, taker=member, offered_at=now)
    client.force_login(organiser)
    with django_assert_max_num_queries(15):
        assert client.get(path(initiative)).status_code == 200


@pytest.mark.parametrize("part", ["", "leave/", "members/{helper}/remove/", "hand-over/"])
def test_looking_changes_nothing(
    part: str, client: Client, initiative: Initiative, organiser: User, helper: User
) -> None:
    client.force_login(organiser)
    url = path(initiative) + part.format(helper=Member.objects.get(user=helper).pk)
    assert client.get(url).status_code == 200
    assert roles(initiative) == {"Fatma": "organiser", "Gerrit": "helper"}
    assert not Event.objects.exists()


def test_changing_a_member_by_form(
    client: Client, initiative: Initiative, organiser: User, helper: User
) -> None:
    pk = Member.objects.get(user=helper).pk
    url = f"{path(initiative)}members/{pk}/"
    data = {"role": "organiser", "task": "Zaal", "seen_role": "helper", "seen_task": ""}
    client.force_login(organiser)
    response = client.post(url, data, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert "Saved." in response.content.decode()
    response = client.post(url, data | {"task": "Keuken"})
    text = response.content.decode()
    assert response.status_code == 409
    assert "Somebody changed this just now." in text
    assert 'value="Keuken"' in text
    assert 'name="seen_task" value="Zaal"' in text
    again = data | {"task": "Keuken", "seen_role": "organiser", "seen_task": "Zaal"}
    assert client.post(url, again).status_code == 302
    assert Member.objects.get(pk=pk).task == "Keuken"


def test_a_helper_has_a_form_for_their_own_task_alone(
    client: Client, initiative: Initiative, organiser: User, helper: User
) -> None:
    own, other = (Member.objects.get(user=user).pk for user in (helper, organiser))
    client.force_login(helper)
    text = client.get(path(initiative)).content.decode()
    assert f"members/{own}/" in text
    assert f"members/{other}/" not in text
    data = {"task": "Zaal", "role": "organiser", "seen_role": "helper", "seen_task": ""}
    assert client.post(f"{path(initiative)}members/{own}/", data).status_code == 302
    assert client.post(f"{path(initiative)}members/{other}/", data).status_code == 404
    assert roles(initiative) == {"Fatma": "organiser", "Gerrit": "helper"}
    assert Member.objects.get(pk=own).task == "Zaal"


@pytest.mark.parametrize(
    ("field", "value"),
    [("task", "x" * 5000), ("task", "a\0b"), ("role", ""), ("role", "owner")],
)
def test_what_is_wrong_is_said_by_the_field_and_stays(
    field: str,
    value: str,
    client: Client,
    initiative: Initiative,
    organiser: User,
    helper: User,
) -> None:
    pk = Member.objects.get(user=helper).pk
    data = {"role": "helper", "task": "Zaal 🔑", "seen_role": "helper", "seen_task": ""}
    client.force_login(organiser)
    response = client.post(f"{path(initiative)}members/{pk}/", data | {field: value})
    text = response.content.decode()
    assert response.status_code == 422
    assert text.count("<title>Error: ") == 1
    assert f'id="member-{pk}-{field}_error"' in text
    assert "Zaal 🔑" in text or field == "task"


def test_the_last_organiser_reads_why_and_what_else(
    client: Client, initiative: Initiative, organiser: User, helper: User
) -> None:
    client.force_login(organiser)
    own = Member.objects.get(user=organiser).pk
    data = {"role": "helper", "task": "", "seen_role": "organiser", "seen_task": ""}
    for response, status in (
        (client.get(f"{path(initiative)}leave/"), 200),
        (client.post(f"{path(initiative)}leave/"), 409),
        (client.post(f"{path(initiative)}members/{own}/", data), 409),
    ):
        assert response.status_code == status
        text = response.content.decode()
        assert "You are the only organiser" in text
        assert f'href="{path(initiative)}hand-over/"' in text
        assert f'href="/en/initiatives/{initiative.pk}/move/stop/"' in text
    assert client.get(f"{path(initiative)}members/{own}/remove/").status_code == 302
    assert roles(initiative) == {"Fatma": "organiser", "Gerrit": "helper"}


def test_leaving_and_taking_out_ask_first(
    client: Client, initiative: Initiative, organiser: User, helper: User
) -> None:
    ans = make_member(initiative, make_user("Ans"))
    client.force_login(organiser)
    url = f"{path(initiative)}members/{ans.pk}/remove/"
    assert "Take Ans out of the team?" in client.get(url).content.decode()
    assert client.post(url).status_code == 302
    assert client.post(url).status_code == 404
    client.force_login(helper)
    assert client.post(f"{path(initiative)}leave/").status_code == 302
    assert client.get(path(initiative)).status_code == 404
    assert client.post(f"{path(initiative)}leave/").status_code == 404
    assert roles(initiative) == {"Fatma": "organiser"}


def test_an_orphan_says_so_and_a_helper_carries_on(
    client: Client, initiative: Initiative, organiser: User, helper: User
) -> None:
    url = f"{path(initiative)}step-up/"
    client.force_login(helper)
    assert client.post(url).status_code == 409
    organiser.delete()
    assert f'action="{url}"' in client.get(path(initiative)).content.decode()
    assert client.post(url).status_code == 302
    assert roles(initiative) == {"Gerrit": "organiser"}


DOORS = {
    "": ("get", "SEE"),
    "invite/": ("post", "CHANGE"),
    "invitations/1/again/": ("post", "CHANGE"),
    "invitations/1/withdraw/": ("post", "CHANGE"),
    "members/1/": ("post", "BELONG"),
    "members/1/remove/": ("post", "CHANGE"),
    "leave/": ("post", "BELONG"),
    "step-up/": ("post", "BELONG"),
    "hand-over/": ("post", "CHANGE"),
    "offers/1/": ("post", "BELONG"),
    "hands/": ("post", "CHANGE"),
    "hands/1/": ("post", "BELONG"),
}


@pytest.mark.parametrize("part", DOORS)
@pytest.mark.parametrize("who", ["stranger", "other_reviewer", "curator", "reviewer", "helper"])
def test_who_has_no_business_here_gets_404(
    who: str,
    part: str,
    client: Client,
    initiative: Initiative,
    helper: User,
    reviewer: User,
    request: pytest.FixtureRequest,
) -> None:
    Initiative.objects.update(status="submitted", submitted_at=NOW)
    method, right = DOORS[part]
    rights = {"helper": {"SEE", "BELONG"}, "reviewer": {"SEE"}}.get(who, set())
    before = roles(initiative)
    for headers in ({}, {"HX-Request": "true"}):
        sign_in(client, request.getfixturevalue(who))
        if right not in rights:
            response = getattr(client, method)(path(initiative) + part, headers=headers)
            assert response.status_code == 404
        client.logout()
        response = getattr(client, method)(path(initiative) + part, headers=headers)
        assert response.status_code == (200 if headers else 302)
        assert "Gerrit" not in response.content.decode()
    assert roles(initiative) == before

"""Handing a plan over: offered, accepted, declined, taken back; and never by half."""

from functools import partial
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from meetups.accounts.models import User
from meetups.initiatives.models import Event, HandOver, Initiative, Member
from meetups.initiatives.queries.team import offers_to
from meetups.initiatives.services import hand_over, team
from meetups.initiatives.services.errors import PlanError
from meetups.outbox.models import OutboundMessage, State
from meetups.outbox.services.sending import send_due
from tests.factories import NOW, make_member, make_user
from tests.initiatives.team import Meeting, at_once, lasting_plan, roles, seat_of

pytestmark = pytest.mark.django_db


def offer(giver: User, taker: User, initiative: Initiative, *, leaves: bool = False) -> HandOver:
    pk = Member.objects.get(initiative=initiative, user=taker).pk
    seat = seat_of(giver, initiative)
    return hand_over.offer_plan(seat=seat, pk=pk, leaves=leaves, now=NOW)


@pytest.mark.parametrize(
    ("leaves", "after"),
    [
        (False, {"Fatma": "helper", "Gerrit": "organiser"}),
        (True, {"Gerrit": "organiser"}),
    ],
)
def test_it_moves_when_it_is_accepted(
    leaves: bool, after: dict[str, str], initiative: Initiative, organiser: User, helper: User
) -> None:
    row = offer(organiser, helper, initiative, leaves=leaves)
    assert roles(initiative) == {"Fatma": "organiser", "Gerrit": "helper"}
    assert [found.pk for found in offers_to(helper)] == [row.pk]
    assert list(offers_to(organiser)) == []
    hand_over.accept_offer(seat=seat_of(helper, initiative), pk=row.pk, now=NOW)
    assert roles(initiative) == after
    assert not HandOver.objects.exists()
    told = Event.objects.order_by("pk").values_list("kind", "by__name", "about__name")
    assert list(told) == [
        ("hand_over_offered", "Fatma", "Gerrit"),
        ("handed_over", "Gerrit", "Fatma"),
        *([("left", "Fatma", "Fatma")] if leaves else []),
    ]


def test_both_can_call_it_off_and_nobody_else(
    initiative: Initiative, organiser: User, helper: User
) -> None:
    anneke = make_user("Anneke")
    make_member(initiative, anneke, role="organiser")
    for user, works in ((anneke, False), (organiser, True), (helper, True)):
        row = HandOver.objects.first() or offer(organiser, helper, initiative)
        call_off = partial(hand_over.call_off_offer, seat=seat_of(user, initiative), pk=row.pk)
        if works:
            call_off(now=NOW)
        else:
            with pytest.raises(PlanError):
                call_off(now=NOW)
        assert HandOver.objects.exists() is not works
    before = {"Fatma": "organiser", "Gerrit": "helper", "Anneke": "organiser"}
    assert roles(initiative) == before


def test_only_the_taker_accepts(initiative: Initiative, organiser: User, helper: User) -> None:
    anneke = make_user("Anneke")
    make_member(initiative, anneke)
    row = offer(organiser, helper, initiative)
    for user in (organiser, anneke, make_user("Vreemde")):
        with pytest.raises(PlanError):
            hand_over.accept_offer(seat=seat_of(user, initiative), pk=row.pk, now=NOW)
    assert HandOver.objects.count() == 1


def test_only_organisers_offer_once_and_to_another(
    initiative: Initiative, organiser: User, helper: User
) -> None:
    for giver, taker in ((helper, organiser), (organiser, organiser)):
        with pytest.raises(PlanError):
            offer(giver, taker, initiative)
    offer(organiser, helper, initiative)
    with pytest.raises(PlanError):
        offer(organiser, helper, initiative)
    assert HandOver.objects.count() == 1


def test_who_no_longer_organises_has_no_offer(
    initiative: Initiative, organiser: User, helper: User
) -> None:
    anneke = make_user("Anneke")
    member = make_member(initiative, anneke, role="organiser")
    row = offer(anneke, helper, initiative)
    team.change_member(
        seat=seat_of(organiser, initiative),
        pk=member.pk,
        role="helper",
        task="",
        seen=("organiser", ""),
        now=NOW,
    )
    with pytest.raises(PlanError):
        hand_over.accept_offer(seat=seat_of(helper, initiative), pk=row.pk, now=NOW)
    assert roles(initiative)["Gerrit"] == "helper"


def test_offering_and_taking_back_sends_no_stream_of_mail(
    initiative: Initiative, organiser: User, helper: User
) -> None:
    seat = seat_of(organiser, initiative)
    for _ in range(team.MAILS_A_DAY):
        row = offer(organiser, helper, initiative)
        hand_over.call_off_offer(seat=seat, pk=row.pk, now=NOW)
    with pytest.raises(PlanError, match="30"):
        offer(organiser, helper, initiative)


def race(monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> dict[str, str]:
    """Accepting, while the only organiser takes the offer back and leaves: who is there after."""
    organiser, helper = make_user("Fatma"), make_user("Gerrit")
    initiative = lasting_plan(organiser)
    make_member(initiative, helper)
    row = offer(organiser, helper, initiative, leaves=True)
    accept: Any = hand_over.accept_offer
    back: Any = hand_over.call_off_offer
    if not guarded:
        accept, back = accept.__wrapped__, back.__wrapped__
        monkeypatch.setattr(team, "hold", lambda initiative: None)
    Meeting().after(monkeypatch, hand_over, "_offer")
    seats = seat_of(helper, initiative), seat_of(organiser, initiative)
    at_once(
        partial(accept, seat=seats[0], pk=row.pk, now=NOW),
        partial(back, seat=seats[1], pk=row.pk, now=NOW),
    )
    kinds = Event.objects.filter(kind__in=["handed_over", "hand_over_declined"])
    return dict(kinds.values_list("kind", "by__name"))


@pytest.mark.django_db(transaction=True)
def test_an_offer_is_accepted_or_taken_back_never_both(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(race(monkeypatch, guarded=True)) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_it_would_be_both(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(race(monkeypatch, guarded=False)) == 2


# --- the pages -----------------------------------------------------------------------------------
def test_the_whole_way_by_plain_forms(
    client: Client, initiative: Initiative, organiser: User, helper: User
) -> None:
    path = f"/en/initiatives/{initiative.pk}/team/"
    taker = Member.objects.get(user=helper).pk
    client.force_login(organiser)
    assert "Gerrit" in client.get(f"{path}hand-over/").content.decode()
    response = client.post(f"{path}hand-over/", {"taker": taker, "leaves": "on"})
    assert response.status_code == 302
    send_due()
    [message] = mail.outbox
    assert message.to == [helper.email]
    assert "Samen koken" in message.body
    assert organiser.email not in message.body
    text = client.get(path).content.decode()
    assert "You offered the plan to Gerrit" in text
    assert "did not arrive" not in text
    OutboundMessage.objects.update(state=State.FAILED)
    text = client.get(path).content.decode()
    assert "The mail did not arrive: tell them yourself." in text
    assert 'value="back"' in text
    client.force_login(helper)
    text = client.get(path).content.decode()
    assert "Fatma wants to hand this plan over to you" in text
    assert "Fatma leaves the team" in text
    answer = f"{path}offers/{HandOver.objects.get().pk}/"
    assert client.post(answer, {"answer": "perhaps"}).status_code == 404
    assert client.post(answer, {"answer": "yes"}).status_code == 302
    assert client.post(answer, {"answer": "yes"}).status_code == 409
    assert roles(initiative) == {"Gerrit": "organiser"}


@pytest.mark.parametrize("answer", ["no", "back"])
def test_no_changes_nothing(
    answer: str, client: Client, initiative: Initiative, organiser: User, helper: User
) -> None:
    row = offer(organiser, helper, initiative)
    client.force_login(helper if answer == "no" else organiser)
    path = f"/en/initiatives/{initiative.pk}/team/offers/{row.pk}/"
    response = client.post(path, {"answer": answer}, headers={"HX-Request": "true"})
    text = response.content.decode()
    assert response.status_code == 200
    assert 'id="team"' in text
    assert "Nothing changes." in text
    assert roles(initiative) == {"Fatma": "organiser", "Gerrit": "helper"}
    assert not HandOver.objects.exists()


@pytest.mark.parametrize("taker", ["", "0", "x", "99999999999999999999"])
def test_a_taker_outside_the_team_is_refused_by_the_field(
    taker: str, client: Client, initiative: Initiative, organiser: User, helper: User
) -> None:
    client.force_login(organiser)
    path = f"/en/initiatives/{initiative.pk}/team/hand-over/"
    response = client.post(path, {"taker": taker, "leaves": "on"})
    text = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_taker_error"' in text
    assert "checked" in text
    assert mail.outbox == []


def test_alone_there_is_nobody_to_hand_over_to(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    client.force_login(organiser)
    path = f"/en/initiatives/{initiative.pk}/team/hand-over/"
    assert "First invite someone." in client.get(path).content.decode()
    assert client.post(path, {"taker": Member.objects.get().pk}).status_code == 422

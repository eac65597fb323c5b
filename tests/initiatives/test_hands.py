"""Asking for one hand: who may, who gets it, and that two never both do."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from meetups.accounts.models import User
from meetups.initiatives.models import Event, Hand, Initiative, Member
from meetups.initiatives.services import hands
from meetups.initiatives.services.errors import PlanError
from tests.factories import NOW, make_initiative, make_member, make_user
from tests.initiatives.team import Meeting, at_once, lasting_plan, seat_of
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db
KEY = "Wie kan de sleutel halen op zaterdag?"


def ask(user: User, initiative: Initiative, text: str = KEY) -> Hand:
    day = date(2027, 4, 24)
    seat = seat_of(user, initiative)
    return hands.ask_for_hand(seat=seat, text=text, needed_on=day, now=NOW)


def kinds(initiative: Initiative) -> list[tuple[str, str]]:
    """The history, oldest first: what happened, and about what."""
    events = Event.objects.filter(initiative=initiative).order_by("pk")
    return list(events.values_list("kind", "subject"))


def test_a_hand_is_asked_taken_and_lent(
    initiative: Initiative, organiser: User, helper: User
) -> None:
    hand = ask(organiser, initiative)
    seat = seat_of(helper, initiative)
    hands.take_hand(seat=seat, pk=hand.pk, now=NOW)
    hands.take_hand(seat=seat, pk=hand.pk, now=NOW)
    hands.finish_hand(seat=seat, pk=hand.pk, is_done=True, now=NOW)
    hand.refresh_from_db()
    assert (hand.text, hand.taken_by, hand.is_done) == (KEY, seat.member, True)
    assert kinds(initiative) == [("hand_asked", KEY), ("hand_taken", KEY), ("hand_done", KEY)]


def test_a_hand_given_back_is_free_for_another(
    initiative: Initiative, organiser: User, helper: User
) -> None:
    hand = ask(organiser, initiative)
    hands.take_hand(seat=seat_of(helper, initiative), pk=hand.pk, now=NOW)
    with pytest.raises(PlanError, match="Gerrit"):
        hands.take_hand(seat=seat_of(organiser, initiative), pk=hand.pk, now=NOW)
    hands.give_hand_back(seat=seat_of(helper, initiative), pk=hand.pk, now=NOW)
    hands.take_hand(seat=seat_of(organiser, initiative), pk=hand.pk, now=NOW)
    hand.refresh_from_db()
    assert hand.taken_by == seat_of(organiser, initiative).member


def test_who_leaves_gives_their_hands_back(
    initiative: Initiative, organiser: User, helper: User
) -> None:
    hand = ask(organiser, initiative)
    hands.take_hand(seat=seat_of(helper, initiative), pk=hand.pk, now=NOW)
    Member.objects.get(user=helper).delete()
    hand.refresh_from_db()
    assert hand.taken_by is None


@pytest.mark.parametrize(
    "act",
    [
        hands.give_hand_back,
        partial(hands.finish_hand, is_done=True),
        hands.remove_hand,
    ],
)
def test_a_helper_does_not_speak_for_another(
    act: Callable[..., None], initiative: Initiative, organiser: User, helper: User
) -> None:
    hand = ask(organiser, initiative)
    hands.take_hand(seat=seat_of(organiser, initiative), pk=hand.pk, now=NOW)
    with pytest.raises(PlanError):
        act(seat=seat_of(helper, initiative), pk=hand.pk, now=NOW)
    hand.refresh_from_db()
    assert (hand.taken_by, hand.is_done) == (seat_of(organiser, initiative).member, False)


def test_only_organisers_ask_and_a_hand_of_another_plan_is_out_of_reach(
    initiative: Initiative, organiser: User, helper: User
) -> None:
    with pytest.raises(PlanError):
        ask(helper, initiative)
    other = make_initiative(make_user("Anneke"))
    hand = ask(User.objects.get(name="Anneke"), other)
    with pytest.raises(PlanError):
        hands.take_hand(seat=seat_of(organiser, initiative), pk=hand.pk, now=NOW)
    assert Hand.objects.get().taken_by is None


def test_there_is_an_end_to_asking(initiative: Initiative, organiser: User) -> None:
    rows = [Hand(initiative=initiative, text=KEY, asked_at=NOW) for _ in range(hands.MOST)]
    Hand.objects.bulk_create(rows)
    with pytest.raises(PlanError):
        ask(organiser, initiative)


def test_a_text_is_one_clean_line_of_some_length(initiative: Initiative, organiser: User) -> None:
    assert ask(organiser, initiative, " De \u202esleutel\n halen ").text == "De sleutel halen"
    with pytest.raises(ValidationError):
        ask(organiser, initiative, "x" * 161)


def race(monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> tuple[list[Any], int]:
    """Two who take one hand: what each heard, and how often it was taken by the history."""
    organiser, helper = make_user("Fatma"), make_user("Gerrit")
    initiative = lasting_plan(organiser)
    make_member(initiative, helper)
    hand = ask(organiser, initiative)
    take: Any = hands.take_hand
    if not guarded:
        take = take.__wrapped__
        monkeypatch.setattr("meetups.initiatives.services.team.hold", lambda initiative: None)

        def overwrite(hand: Hand, member: Member) -> bool:
            return Hand.objects.filter(pk=hand.pk).update(taken_by=member) == 1

        monkeypatch.setattr(hands, "claim", overwrite)
    Meeting().before(monkeypatch, hands, "claim")
    seats = [seat_of(user, initiative) for user in (organiser, helper)]
    heard = at_once(*(partial(take, seat=seat, pk=hand.pk, now=NOW) for seat in seats))
    return heard, Event.objects.filter(kind="hand_taken").count()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_it_at_once_one_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    heard, taken = race(monkeypatch, guarded=True)
    assert taken == 1
    assert sorted(type(said).__name__ for said in heard) == ["NoneType", "PlanError"]


@pytest.mark.django_db(transaction=True)
def test_without_the_guard_both_would_think_they_got_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert race(monkeypatch, guarded=False) == ([None, None], 2)


# --- the page ------------------------------------------------------------------------------------
def post(client: Client, user: User, path: str, **data: Any) -> Any:
    sign_in(client, user)
    return client.post(path, data)


def test_asking_and_lending_by_plain_forms(
    client: Client, initiative: Initiative, organiser: User, helper: User
) -> None:
    team = f"/en/initiatives/{initiative.pk}/team/"
    day = timezone.localdate() + timedelta(days=30)
    response = post(client, organiser, f"{team}hands/", text=KEY, needed_on=day.isoformat())
    assert (response.status_code, response.url) == (302, f"{team}#hands")
    hand = Hand.objects.get()
    assert (hand.text, hand.needed_on, hand.asked_by) == (KEY, day, organiser)
    for do, taker, is_done in (
        ("take", helper, False),
        ("give-back", None, False),
        ("take", helper, False),
        ("done", helper, True),
        ("not-done", helper, False),
    ):
        response = post(client, helper, f"{team}hands/{hand.pk}/", do=do)
        assert (response.status_code, response.url) == (302, f"{team}#hands")
        hand = Hand.objects.select_related("taken_by__user").get()
        assert (hand.taken_by and hand.taken_by.user, hand.is_done) == (taker, is_done)
    assert post(client, helper, f"{team}hands/{hand.pk}/", do="remove").status_code == 409
    assert post(client, helper, f"{team}hands/{hand.pk}/", do="burn").status_code == 404
    assert post(client, organiser, f"{team}hands/{hand.pk}/", do="remove").status_code == 302
    assert not Hand.objects.exists()


def test_htmx_gets_the_part_that_changed(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    hand = ask(organiser, initiative)
    client.force_login(organiser)
    path = f"/en/initiatives/{initiative.pk}/team/hands/{hand.pk}/"
    response = client.post(path, {"do": "take"}, headers={"HX-Request": "true"})
    text = response.content.decode()
    assert response.status_code == 200
    assert text.startswith('<section id="hands"')
    assert "You do this. Thank you!" in text
    Hand.objects.all().delete()
    response = client.post(path, {"do": "take"}, headers={"HX-Request": "true"})
    assert response.status_code == 409
    assert "This is no longer asked for." in response.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", ""),
        ("text", "x" * 5000),
        ("text", "a\0b"),
        ("needed_on", "0001-01-01"),
        ("needed_on", "9999-12-31"),
        ("needed_on", "2024-04-24"),
        ("needed_on", "morgen"),
    ],
)
def test_what_is_wrong_is_said_by_the_field_and_stays(
    field: str, value: str, client: Client, initiative: Initiative, organiser: User
) -> None:
    data = {"text": "De sleutel 🔑 halen", "needed_on": ""} | {field: value}
    response = post(client, organiser, f"/en/initiatives/{initiative.pk}/team/hands/", **data)
    text = response.content.decode()
    assert response.status_code == 422
    assert text.count("<title>Error: ") == 1
    assert f'id="hand-{field}_error"' in text
    assert "De sleutel 🔑 halen" in text or field == "text"
    assert not Hand.objects.exists()

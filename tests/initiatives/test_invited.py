"""Joining a team by a link: what it shows, that it works once, and what stays unsaid."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from meetups.accounts.models import User
from meetups.initiatives import tasks
from meetups.initiatives.models import Event, Hand, Initiative, Invitation, Member
from meetups.initiatives.services import team
from meetups.initiatives.services.errors import PlanError
from meetups.outbox.models import OutboundMessage, State
from meetups.outbox.services.addresses import suppress
from meetups.outbox.services.posting import post
from meetups.outbox.services.sending import send_due
from tests.factories import NOW, make_initiative, make_member, make_user
from tests.initiatives.team import Meeting, at_once, lasting_plan, link_for, roles, seat_of
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db
ADDRESS = "anneke@example.org"


def page(token: str) -> str:
    return f"/en/initiatives/invitation/{token}/"


@pytest.fixture
def token(initiative: Initiative, organiser: User) -> str:
    """The link of an invitation that is sent now."""
    asks = "Kun je de sleutel halen?"
    return link_for(organiser, initiative, asks=asks, now=timezone.now())


# --- the service ---------------------------------------------------------------------------------
def test_only_a_digest_of_the_link_is_kept(initiative: Initiative, organiser: User) -> None:
    token = link_for(organiser, initiative)
    row = Invitation.objects.get()
    assert len(token) == 43  # 256 bits
    assert len(row.token_digest) == 64
    assert token not in [str(value) for value in vars(row).values()]
    assert row.expires_at == NOW + timedelta(days=14)
    assert (row.email, row.invited_by) == (ADDRESS, organiser)


def test_inviting_again_renews_the_link(initiative: Initiative, organiser: User) -> None:
    first = link_for(organiser, initiative)
    second = link_for(organiser, initiative, email=" ANNEKE@Example.org", role="organiser")
    anneke = make_user("Anneke")
    assert team.accept_invitation(token=first, user=anneke, now=NOW) is None
    assert team.accept_invitation(token=second, user=anneke, now=NOW) == initiative
    assert roles(initiative) == {"Fatma": "organiser", "Anneke": "organiser"}
    assert not Invitation.objects.exists()


def test_who_is_in_the_team_is_not_invited(
    initiative: Initiative, organiser: User, helper: User
) -> None:
    with pytest.raises(ValidationError) as caught:
        link_for(organiser, initiative, email="Gerrit@example.org")
    assert list(caught.value.message_dict) == ["email"]


@pytest.mark.parametrize("asks", ["kijk op https://x.nl", "www.x", "ga naar win.nu", "x" * 161])
def test_a_mail_takes_nobody_elsewhere(asks: str, initiative: Initiative, organiser: User) -> None:
    with pytest.raises(ValidationError) as caught:
        link_for(organiser, initiative, asks=asks)
    assert list(caught.value.message_dict) == ["asks"]
    assert not Invitation.objects.exists()


def test_twenty_open_invitations_are_enough(initiative: Initiative, organiser: User) -> None:
    for number in range(team.OPEN_AT_ONCE):
        link_for(organiser, initiative, email=f"{number}@example.org")
    with pytest.raises(PlanError, match="20"):
        link_for(organiser, initiative)
    link_for(organiser, initiative, email="0@example.org")
    link_for(organiser, initiative, now=NOW + team.VALID_FOR)
    assert Invitation.objects.filter(sent_at__gt=NOW).count() == 1


def test_thirty_mails_a_day_over_all_plans(initiative: Initiative, organiser: User) -> None:
    other = make_initiative(organiser)
    seat = seat_of(organiser, initiative)
    for number in range(team.MAILS_A_DAY):
        plan = (initiative, other)[number % 2]
        link_for(organiser, plan, email=f"{number}@example.org")
        if plan == initiative:
            team.withdraw_invitation(seat=seat, pk=Invitation.objects.latest("pk").pk, now=NOW)
    with pytest.raises(PlanError, match="30"):
        link_for(organiser, initiative)
    link_for(organiser, initiative, now=NOW + timedelta(days=1))


def test_old_invitations_are_erased(initiative: Initiative, organiser: User) -> None:
    now = timezone.now()
    link_for(organiser, initiative, now=now - team.VALID_FOR)
    link_for(organiser, initiative, email="new@example.org", now=now)
    tasks.erase_invitations()
    assert [row.email for row in Invitation.objects.all()] == ["new@example.org"]


def test_saying_yes_takes_the_hand_that_was_asked(initiative: Initiative, organiser: User) -> None:
    token = link_for(organiser, initiative, asks="Kun je de sleutel halen?")
    anneke = make_user("Anneke")
    team.accept_invitation(token=token, user=anneke, now=NOW)
    hand = Hand.objects.get()
    assert (hand.text, hand.asked_by) == ("Kun je de sleutel halen?", organiser)
    assert hand.taken_by == Member.objects.get(user=anneke)
    events = Event.objects.order_by("pk").values_list("kind", "by")
    assert list(events) == [
        ("invited", organiser.pk),
        ("joined", anneke.pk),
        ("hand_taken", anneke.pk),
    ]


def test_of_who_says_no_nothing_is_kept(initiative: Initiative, organiser: User) -> None:
    token = link_for(organiser, initiative)
    assert team.decline_invitation(token=token, now=NOW)
    assert not team.decline_invitation(token=token, now=NOW)
    assert not Invitation.objects.exists()
    event = Event.objects.latest("pk")
    assert (event.kind, event.by, event.subject, event.why) == ("invitation_declined", None, "", "")


def test_for_who_is_in_the_team_the_link_does_nothing(
    initiative: Initiative, organiser: User, helper: User
) -> None:
    token = link_for(organiser, initiative, role="organiser")
    assert team.accept_invitation(token=token, user=helper, now=NOW) == initiative
    assert roles(initiative) == {"Fatma": "organiser", "Gerrit": "helper"}
    assert Invitation.objects.count() == 1


def race(monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> tuple[int, int]:
    """Two who say yes to one link: how many joined, and how many were told so."""
    initiative = lasting_plan(make_user("Fatma"))
    token = link_for(User.objects.get(name="Fatma"), initiative)
    people = [make_user("Anneke"), make_user("Gerrit")]
    accept: Any = team.accept_invitation
    if not guarded:
        accept = accept.__wrapped__
        monkeypatch.setattr(team, "hold", lambda initiative: None)

        def erase(invitation: Invitation) -> bool:
            Invitation.objects.filter(pk=invitation.pk).delete()
            return True

        monkeypatch.setattr(team, "use_up", erase)
    Meeting().before(monkeypatch, team, "use_up")
    given = at_once(*(partial(accept, token=token, user=person, now=NOW) for person in people))
    return len(roles(initiative)) - 1, sum(plan is not None for plan in given)


@pytest.mark.django_db(transaction=True)
def test_of_two_with_one_link_one_joins(monkeypatch: pytest.MonkeyPatch) -> None:
    assert race(monkeypatch, guarded=True) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_without_the_guard_both_would_join(monkeypatch: pytest.MonkeyPatch) -> None:
    assert race(monkeypatch, guarded=False) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_one_person_who_says_yes_twice_at_once_joins_once() -> None:
    initiative = lasting_plan(make_user("Fatma"))
    token = link_for(User.objects.get(name="Fatma"), initiative)
    accept = partial(team.accept_invitation, token=token, user=make_user("Anneke"), now=NOW)
    given = at_once(accept, accept, accept)
    assert given.count(initiative) >= 1
    assert roles(initiative) == {"Fatma": "organiser", "Anneke": "helper"}
    assert Event.objects.filter(kind="joined").count() == 1


# --- the page ------------------------------------------------------------------------------------
def test_looking_shows_what_it_is_and_does_nothing(client: Client, token: str) -> None:
    for user in (AnonymousUser(), make_user("Anneke")):
        if isinstance(user, User):
            sign_in(client, user)
        response = client.get(page(token))
        text = response.content.decode()
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "no-store"
        for shown in ("Fatma asks you", "sleutel", "Samen koken", "Stadsdennen", "Helper:"):
            assert shown in text
        assert "@example.org" not in text.replace("anneke@example.org</", "")
    assert Invitation.objects.count() == 1
    assert Member.objects.count() == 1


def test_who_is_not_signed_in_signs_in_first_and_comes_back(client: Client, token: str) -> None:
    with translation.override("en"):
        sign_in = f"{reverse('account_login')}?next={page(token)}"
    assert f'href="{sign_in}"' in client.get(page(token)).content.decode()
    response = client.post(page(token), {"answer": "yes"})
    assert (response.status_code, response.url) == (302, sign_in)  # type: ignore[attr-defined]
    assert Member.objects.count() == 1


def test_yes_by_post(client: Client, token: str, initiative: Initiative) -> None:
    client.force_login(make_user("Anneke"))
    response = client.post(page(token), {"answer": "yes"})
    assert response.status_code == 302
    assert response.url == f"/en/initiatives/{initiative.pk}/team/"  # type: ignore[attr-defined]
    assert roles(initiative) == {"Fatma": "organiser", "Anneke": "helper"}
    assert client.post(page(token), {"answer": "yes"}).status_code == 404
    assert roles(initiative) == {"Fatma": "organiser", "Anneke": "helper"}


def test_no_needs_no_account(client: Client, token: str) -> None:
    response = client.post(page(token), {"answer": "no"})
    assert response.status_code == 200
    assert "You said no" in response.content.decode()
    assert not Invitation.objects.exists()
    assert client.post(page(token), {"answer": "no"}).status_code == 404


def test_another_answer_is_no_answer(client: Client, token: str) -> None:
    assert client.post(page(token), {"answer": "maybe"}).status_code == 422
    assert client.post(page(token)).status_code == 422
    assert Invitation.objects.count() == 1


def test_who_is_in_the_team_reads_so(
    client: Client, token: str, initiative: Initiative, helper: User
) -> None:
    client.force_login(helper)
    assert "You are in this team already." in client.get(page(token)).content.decode()
    assert client.post(page(token), {"answer": "yes"}).status_code == 302
    assert Invitation.objects.count() == 1


def test_a_link_that_is_no_good_never_tells_why(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    now = timezone.now()
    seat = seat_of(organiser, initiative)
    tokens = {
        name: link_for(organiser, initiative, f"{name}@example.org", now=now) for name in "ab"
    }
    team.accept_invitation(token=tokens["a"], user=make_user("Anneke"), now=now)
    team.withdraw_invitation(seat=seat, pk=Invitation.objects.get().pk, now=now)
    over = link_for(organiser, initiative, "c@example.org", now=now - team.VALID_FOR)
    client.force_login(make_user("Ans"))
    texts = set()
    for token in (*tokens.values(), over, "x", "%00", "é" * 300):
        for response in (
            client.get(page(token)),
            client.post(page(token), {"answer": "yes"}),
            client.post(page(token), {"answer": "no"}),
        ):
            assert response.status_code == 404
            text = response.content.decode()
            texts.add(text[text.index("<main") : text.index("</main>")])
    assert len(texts) == 1
    assert "This link does not work" in texts.pop()


# --- the mail ------------------------------------------------------------------------------------
def invite(client: Client, user: User, initiative: Initiative, **data: str) -> Any:
    sign_in(client, user)
    values = {"email": ADDRESS, "role": "helper", "asks": "", "language": "en"} | data
    response = client.post(f"/en/initiatives/{initiative.pk}/team/invite/", values)
    send_due()
    return response


def test_the_mail_says_who_asks_what_and_has_the_link(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    response = invite(client, organiser, initiative, asks="Kun je de sleutel halen?")
    assert response.status_code == 302
    [message] = mail.outbox
    assert message.to == [ADDRESS]
    assert message.subject == "An invitation on Buurtbrug"
    for shown in ("Fatma", "“Samen koken, samen eten”", "Kun je de sleutel halen?"):
        assert shown in message.body
    [link] = [line for line in message.body.splitlines() if "/invitation/" in line]
    assert link.startswith("http://localhost:8000/en/initiatives/invitation/")
    assert client.get(link).status_code == 200
    assert organiser.email not in message.body


@pytest.mark.parametrize("columns", [{"is_sensitive": True}, {"title": "Win nu op evil.com"}])
def test_some_titles_stay_out_of_the_mail(
    columns: dict[str, Any], client: Client, initiative: Initiative, organiser: User
) -> None:
    Initiative.objects.update(**columns)
    User.objects.filter(pk=organiser.pk).update(name="www.evil")
    invite(client, organiser, initiative)
    [message] = mail.outbox
    assert isinstance(message, EmailMultiAlternatives)
    html = str(message.alternatives[0][0])
    for text in (message.subject, str(message.body), html):
        assert "Samen koken" not in text
        assert "evil" not in text


def test_the_mail_speaks_the_language_that_was_chosen(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    invite(client, organiser, initiative, language="nl")
    assert "/nl/initiatives/invitation/" in mail.outbox[0].body


def test_a_mail_that_is_no_longer_right_does_not_leave(
    initiative: Initiative, organiser: User
) -> None:
    link_for(organiser, initiative, now=NOW)
    invitation = Invitation.objects.get()
    post("team_invitation", subject_id=invitation.pk, now=NOW)
    invitation.delete()
    send_due(now=NOW)
    assert OutboundMessage.objects.get().state == State.CANCELLED
    assert mail.outbox == []


def test_when_a_mail_did_not_arrive_the_team_sees_the_link(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    invite(client, organiser, initiative)
    path = f"/en/initiatives/{initiative.pk}/team/"
    assert "/invitation/" not in client.get(path).content.decode()
    OutboundMessage.objects.update(state=State.FAILED)
    text = client.get(path).content.decode()
    assert "The mail did not arrive." in text
    link = text.split("/invitation/")[1].split('"')[0]
    assert client.get(f"/en/initiatives/invitation/{link}").status_code == 200
    Invitation.objects.update(token_sealed=b"of a key that is gone")
    assert client.get(path).status_code == 200


def test_when_no_mail_can_go_the_link_is_shown_once(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    suppress(address=ADDRESS.upper(), why="no-mailbox", now=NOW)
    response = invite(client, organiser, initiative)
    text = response.content.decode()
    assert response.status_code == 200
    assert "The mail could not go." in text
    link = text.split('id="link" value="')[1].split('"')[0]
    assert client.get(link).status_code == 200
    again = client.get(f"/en/initiatives/{initiative.pk}/team/").content.decode()
    assert link not in again


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", ""),
        ("email", "anneke"),
        ("email", f"{'a' * 300}@example.org"),
        ("email", "Gerrit@example.org"),
        ("email", "a\r\nBcc: b@example.org"),
        ("role", "owner"),
        ("asks", "x" * 5000),
        ("asks", "a\0b"),
        ("asks", "https://x.nl"),
        ("language", "de"),
    ],
)
def test_what_is_wrong_is_said_by_the_field_and_stays(
    field: str, value: str, client: Client, initiative: Initiative, organiser: User, helper: User
) -> None:
    data = {"asks": "De sleutel 🔑"} | {field: value}
    response = invite(client, organiser, initiative, **data)
    text = response.content.decode()
    assert response.status_code == 422
    assert text.count("<title>Error: ") == 1
    assert f'id="invite-{field}_error"' in text
    assert "De sleutel 🔑" in text or field == "asks"
    assert mail.outbox == []


def test_it_is_enough_for_today(client: Client, initiative: Initiative, organiser: User) -> None:
    now = timezone.now()
    for number in range(team.OPEN_AT_ONCE):
        link_for(organiser, initiative, email=f"{number}@example.org", now=now)
    response = invite(client, organiser, initiative)
    assert response.status_code == 422
    assert "There are 20 open invitations." in response.content.decode()


def test_open_invitations_are_for_organisers_alone(
    client: Client, initiative: Initiative, organiser: User, helper: User, reviewer: User
) -> None:
    link_for(organiser, initiative, now=timezone.now())
    Initiative.objects.update(status="submitted", submitted_at=NOW)
    path = f"/en/initiatives/{initiative.pk}/team/"
    seen = {}
    for user in (organiser, helper, reviewer):
        sign_in(client, user)
        text = client.get(path).content.decode()
        seen[user.name] = {name for name in ("anneke", "gerrit", "fatma") if f"{name}@" in text}
    assert seen == {"Fatma": {"anneke"}, "Gerrit": set(), "Marit": set()}


def test_sending_again_and_withdrawing(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    token = link_for(organiser, initiative, now=timezone.now())
    client.force_login(organiser)
    path = f"/en/initiatives/{initiative.pk}/team/invitations"
    old = Invitation.objects.get()
    assert client.post(f"{path}/{old.pk}/again/").status_code == 302
    send_due()
    assert len(mail.outbox) == 1
    new = Invitation.objects.get()
    assert new.token_digest != old.token_digest
    assert client.get(page(token)).status_code == 404
    assert client.post(f"{path}/{old.pk}/withdraw/").status_code == 409
    assert client.post(f"{path}/{new.pk}/withdraw/").status_code == 302
    assert client.post(f"{path}/{new.pk}/again/").status_code == 409
    assert not Invitation.objects.exists()


def test_another_plans_invitation_is_out_of_reach(
    client: Client, initiative: Initiative, organiser: User
) -> None:
    other = make_initiative(make_user("Anneke"))
    make_member(other, organiser)
    link_for(User.objects.get(name="Anneke"), other, "ans@example.org", now=timezone.now())
    client.force_login(organiser)
    pk = Invitation.objects.get().pk
    for act in ("again", "withdraw"):
        own = f"/en/initiatives/{initiative.pk}/team/invitations/{pk}/{act}/"
        assert client.post(own).status_code == 409
        assert client.post(own.replace(f"/{initiative.pk}/", f"/{other.pk}/")).status_code == 404
    assert Invitation.objects.count() == 1

"""An office sees its own municipality and nothing else, however it asks; and no guest, ever.

One municipality is full of words and names that occur nowhere else. The other looks at all of its
own pages, with addresses that try to reach them.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import timedelta
from functools import partial
from io import BytesIO
from zipfile import ZipFile

import pypdfium2
import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client

from meetups.accounts.models import Membership, Office, Role, User
from meetups.accounts.own_data import data_of
from meetups.accounts.services.people import erase_account
from meetups.audit.models import Act, Record
from meetups.initiatives.access import get_initiative_for
from meetups.initiatives.models import Initiative
from meetups.initiatives.services.moves import move_initiative
from meetups.outbox.models import OutboundMessage, State
from meetups.outbox.services.sending import send_due
from meetups.support.access import get_desk_for
from meetups.support.models import (
    DecisionText,
    Introduction,
    Message,
    PrivateNote,
    Promise,
    SavedFilter,
    Side,
    SupportRequest,
    Tag,
    YearBudget,
)
from meetups.support.services.dossiers import assign, set_tags
from meetups.support.services.errors import SupportError
from meetups.support.services.introductions import answer_introduction, introduce
from meetups.support.services.notes import add_note
from meetups.support.services.promises import give_promise, make_promise, set_budget
from meetups.support.services.requests import ask_for_help
from meetups.support.services.thread import write_message
from tests.agenda.makers import make_meetup, make_rsvp
from tests.doors.desk_doors import DESK_DOORS
from tests.doors.plan_doors import PLAN_DOORS
from tests.factories import (
    NOW,
    make_area,
    make_initiative,
    make_local_format,
    make_member,
    make_office,
    make_reviewer,
    make_user,
)
from tests.initiatives.team import seat_of
from tests.signing_in import sign_in
from tests.smtp import Sink, smtp
from tests.support.makers import promised_by
from tests.support.reviewing import decided

__all__ = ["smtp"]
pytestmark = pytest.mark.django_db
HERE, THERE = "GM0243", "GM0622"
THEIRS = "kanarie"
"""In every word and name of the municipality that is looked at from outside."""
GUEST, ADDRESS = "Geheimgast", "geheimgast@gast.example"
MISSING = 99_999
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def at_nine_march() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def outsider() -> User:
    """Manages Vlaardingen, where one plan was sent in."""
    office = make_office(THERE)
    piet = make_reviewer(office, "Piet", role=Role.MANAGER)
    area = make_area("WK062201", "Centrum")
    make_initiative(
        make_user("Ans"), title="Eigen plan", area=area, status="submitted", submitted_at=NOW
    )
    return piet


@pytest.fixture
def insider() -> User:
    """Manages Harderwijk."""
    return make_reviewer(make_office(HERE), "Kanarie-Sanne", role=Role.MANAGER)


def fill(insider: User, *, between: Callable[[], object] = lambda: None) -> Initiative:
    """A plan with something of everything, and one that its team was brought together with.

    `between` what is asked and what is answered, something else may happen.
    """
    office = Office.objects.get(area__code=HERE)
    colleague = make_reviewer(office, "Kanarie-Marit")
    sent = {"status": "submitted", "submitted_at": NOW - timedelta(days=3), "is_public": True}
    fatma, joost = make_user("Kanarie-Fatma"), make_user("Kanarie-Joost")
    plan = make_initiative(fatma, title="Kanarie-soep", **sent)
    other = make_initiative(joost, title="Kanarie-pannen", **sent)
    make_rsvp(make_meetup(plan, title="Kanarie-middag"), GUEST, email=ADDRESS)
    make_rsvp(
        make_meetup(plan, starts_at=NOW - timedelta(days=2), attended=12), GUEST, email=ADDRESS
    )
    desk = get_desk_for(insider, HERE, as_manager=True)
    set_budget(office=office, year=2027, cents=777_700, by=insider, now=NOW)
    set_tags(desk=desk, initiative=plan, names=["Kanarie-tag"], now=NOW)
    add_note(desk=desk, initiative=plan, text="Kanarie-notitie", now=NOW)
    assign(desk=desk, initiative=plan, reviewer=colleague, now=NOW)
    SavedFilter.objects.create(office=office, user=insider, name="Kanarie-filter", query="")
    DecisionText.objects.create(
        office=office, decision="decline", name="Kanarie-tekst", text_nl="Nee", text_en="No"
    )
    write_message(initiative=plan, side=Side.TEAM, by=fatma, text="Kanarie-vraag", now=NOW)
    write_message(initiative=plan, side=Side.OFFICE, by=insider, text="Kanarie-antwoord", now=NOW)
    asked = ask_for_help(
        initiative=plan, kind="materials", text="Kanarie-tafels", by=fatma, now=NOW
    )
    row = introduce(
        seat=get_initiative_for(insider, plan.pk),
        other=get_initiative_for(insider, other.pk),
        why="Kanarie-koken",
        now=NOW,
    )
    between()
    make_promise(**promised_by(insider, plan, text="Kanarie-belofte", request=asked))
    money = {"kind": "money", "cents": 111_00, "year": 2027}
    make_promise(**promised_by(insider, other, text="Kanarie-geld", **money))
    for user, one in ((fatma, plan), (joost, other)):
        answer_introduction(seat=seat_of(user, one), pk=row.pk, says_yes=True, now=NOW)
    decided(insider, other, "approve", why="Kanarie-ja")
    between()
    move_initiative(
        seat=get_initiative_for(insider, other.pk),
        slug="reconsider",
        why="Kanarie-twijfel",
        now=NOW,
    )
    given = plan.promises.get(text="Kanarie-belofte")
    give_promise(promise=given, owner=colleague, by=insider, now=NOW)
    return plan


# --- what an office can open ---------------------------------------------------------------------
def pages_of(code: str, plan: int) -> list[str]:
    """Every page of a desk."""
    desk, office = f"/en/offices/{code}/desk", f"/en/offices/{code}"
    own = f"/en/initiatives/{plan}"
    return [
        "/en/desk/",
        *(f"{desk}/{path}" for path in ("", "plans/", "radar/", "promises/", "money/")),
        *(f"{desk}/{path}" for path in ("figures/", "figures/?on_map=meetups", "audit/")),
        *(f"{desk}/{path}" for path in ("plans/?words=anari&order=name", "money/?year=2027")),
        *(f"{office}/{path}/" for path in ("answers", "members", "rules", "edit")),
        *(f"{own}/{path}/" for path in ("review", "support", "promises/add", "introductions")),
        f"{own}/introduce/",
    ]


def reaching(code: str, plan: int, *, person: int, tag: int, other: int, area: str) -> list[str]:
    """Addresses of a desk that ask for somebody or something, which may be elsewhere."""
    desk = f"/en/offices/{code}/desk"
    return [
        f"{desk}/plans/?area={area}",
        f"{desk}/plans/?reviewer={person}",
        f"{desk}/plans/?tag={tag}",
        f"{desk}/radar/?area={area}",
        f"{desk}/promises/?owner={person}",
        f"{desk}/figures/?within={area}",
        f"/en/initiatives/{plan}/introduce/?with={other}",
    ]


def plain(content: bytes) -> str:
    """A page without what differs from one request to the next."""
    text = content.decode()
    return re.sub(r'(name="csrfmiddlewaretoken" value|nonce)="[^"]*"', "", text)


def opened(client: Client, addresses: Iterable[str], **headers: str) -> dict[str, str]:
    """What each address says."""
    found = {}
    for address in addresses:
        response = client.get(address, headers=headers)
        # The map knows which parts there are; of one elsewhere it has as little as of none.
        assert response.status_code in (200, 302) or "within" in address, address
        found[f"{address} {headers}"] = plain(response.content)
    return found


def taken_along(client: Client, code: str) -> dict[str, str]:
    """What is in every file that a desk gives."""
    desk, files = f"/en/offices/{code}/desk", {}
    for query in ("", "words=anari"):
        for sheet in ("csv", "xlsx"):
            answer = client.post(f"{desk}/plans/export/", {"format": sheet, "query": query})
            content = answer.content
            if sheet == "xlsx":
                with ZipFile(BytesIO(content)) as parts:
                    content = b"".join(parts.read(name) for name in parts.namelist())
            files[f"{sheet} {query}"] = content.decode()
    files["audit"] = client.post(f"{desk}/audit/export/").content.decode()
    with closing(pypdfium2.PdfDocument(client.post(f"{desk}/report.pdf").content)) as paper:
        files["report"] = " ".join(part.get_textpage().get_text_range() for part in paper)
    return files


def test_nothing_of_another_municipality_shows_anywhere(
    client: Client, outsider: User, insider: User
) -> None:
    sign_in(client, outsider)
    own = Initiative.objects.get()
    pages = pages_of(THERE, own.pk)
    before = opened(client, pages)
    theirs = fill(insider)
    cache.clear()  # nothing may look the same because it was kept
    ids = {"person": insider.pk, "tag": Tag.objects.get().pk, "other": theirs.pk}
    tries = reaching(THERE, own.pk, area=theirs.area.code, **ids)
    # No word, no number and no choice is another one now that there is so much elsewhere.
    assert opened(client, pages) == before
    tried = opened(client, [*pages, *tries], **FRAGMENT) | opened(client, tries)
    for address, page in (before | tried | taken_along(client, THERE)).items():
        assert THEIRS not in page.lower(), address
        assert "7,777" not in page, address
    assert "Eigen plan" in before[f"/en/offices/{THERE}/desk/plans/ {{}}"]
    # The same words are there for who works there: this can fail.
    sign_in(client, insider)
    tries = reaching(HERE, theirs.pk, area=theirs.area.code, **ids)
    shown = opened(client, [*pages_of(HERE, theirs.pk), *tries])
    without = [at for at, page in shown.items() if THEIRS not in page.lower()]
    assert len(without) < len(shown) / 3, without
    files = taken_along(client, HERE)
    assert [name for name, text in files.items() if THEIRS not in text.lower()] == ["report"]


def test_no_guest_shows_to_an_office_in_pages_files_or_mail(
    client: Client, insider: User, smtp: Sink
) -> None:
    plan = fill(insider, between=lambda: send_due(now=NOW + timedelta(hours=1)))
    fatma = User.objects.get(name="Kanarie-Fatma")
    sign_in(client, insider)
    money = Promise.objects.get(kind="money")
    shown = opened(client, [*pages_of(HERE, plan.pk), f"/en/promises/{money.pk}/pay/"])
    shown |= opened(client, pages_of(HERE, plan.pk)[:9], **FRAGMENT)
    posted = set(OutboundMessage.objects.values_list("kind", flat=True))
    send_due(now=NOW + timedelta(days=1))
    assert posted >= {
        *("office_wrote", "team_wrote", "help_asked", "promise_told", "plan_decided"),
        *("review_assigned", "introduction", "introduction_answered"),
        *("plan_reconsidered", "promise_given"),
    }
    left = OutboundMessage.objects.filter(state=State.SENT)
    assert set(left.values_list("kind", flat=True)) == posted
    mail = {str(number): _words(message) for number, message in enumerate(smtp.messages)}
    assert THEIRS in str(mail).lower()
    for at, text in (shown | taken_along(client, HERE) | mail).items():
        assert GUEST.lower() not in text.lower(), at
        assert "gast.example" not in text.lower(), at
    meetup = plan.meetups.order_by("starts_at").last()
    assert meetup
    for path in ("", "guests/", "door/", "desk/"):
        got = client.get(f"/en/initiatives/{plan.pk}/meetups/{meetup.pk}/{path}")
        assert GUEST not in got.content.decode()
    # The team itself reads who comes: the name is really there.
    sign_in(client, fatma)
    guests = client.get(f"/en/initiatives/{plan.pk}/meetups/{meetup.pk}/guests/")
    assert GUEST in guests.content.decode()


def _words(message: object) -> str:
    parts = [part.get_content() for part in message.walk() if not part.is_multipart()]  # type: ignore[attr-defined]
    return f"{message['Subject']} {message['To']} {parts}"  # type: ignore[index]


# --- ids -----------------------------------------------------------------------------------------
def test_what_is_elsewhere_looks_as_what_never_was(
    client: Client, outsider: User, insider: User
) -> None:
    """The same answer, to the letter, by every address and method, whole and as a fragment."""
    plan = fill(insider)
    real = {
        "at": f"/en/initiatives/{plan.pk}",
        "pk": plan.pk,
        "request": SupportRequest.objects.get().pk,
        "promise": Promise.objects.filter(initiative=plan).first().pk,  # type: ignore[union-attr]
        "text": DecisionText.objects.get().pk,
        "code": plan.code,
        "format": make_local_format(Office.objects.get(area__code=HERE)).pk,
    }
    gone = dict.fromkeys(real, MISSING) | {"at": f"/en/initiatives/{MISSING}"}
    sign_in(client, outsider)
    doors = {
        name: door
        for name, door in (PLAN_DOORS | DESK_DOORS).items()
        if name.startswith(("support:", "dashboard:")) and name != "dashboard:start"
    }
    assert len(doors) > 35
    before = _counts()
    for name, door in doors.items():
        path = door.path if door.path.startswith("{at}") else f"/en{door.path}"
        theirs, never = path.format(**real), path.format(**gone).replace(HERE, "GM0001")
        for way in (partial(client.get), partial(client.get, headers=FRAGMENT), client.post):
            data = door.data if way == client.post else {}
            one, two = (way(address, data) for address in (theirs, never))
            assert one.status_code == two.status_code, (name, way)
            assert one.status_code in (404, 405), (name, way)
            said = [plain(answer.content) for answer in (one, two)]
            assert said[0].replace(theirs[3:], "") == said[1].replace(never[3:], ""), name
    assert _counts() == before


def _counts() -> list[int]:
    tables = (Tag, SavedFilter, Message, PrivateNote, SupportRequest, Promise, YearBudget)
    return [table.objects.count() for table in (*tables, DecisionText, Introduction, Record)]


def test_parts_of_theirs_are_not_reached_through_ones_own(
    client: Client, outsider: User, insider: User
) -> None:
    theirs = fill(insider)
    own = Initiative.objects.get(title="Eigen plan")
    sign_in(client, outsider)
    at, desk = f"/en/initiatives/{own.pk}", f"/en/offices/{THERE}/desk"
    asked, kept = SupportRequest.objects.get(), SavedFilter.objects.get()
    for path in (f"help/{asked.pk}/promise/", f"help/{asked.pk}/decline/"):
        for pk in (asked.pk, MISSING):
            assert client.get(f"{at}/{path.replace(str(asked.pk), str(pk))}").status_code == 404
    assert client.post(f"{desk}/plans/{theirs.pk}/reviewer/", {"reviewer": ""}).status_code == 404
    # A filter that is gone is no mistake; theirs is as gone, and stays.
    one, two = (
        client.post(f"{desk}/plans/filters/{pk}/remove/", follow=True) for pk in (kept.pk, MISSING)
    )
    assert plain(one.content) == plain(two.content)
    assert SavedFilter.objects.get() == kept
    for path in ("role", "remove"):
        member = Membership.objects.get(user=insider)
        address = f"/en/offices/{THERE}/members/{member.pk}/{path}/"
        assert client.post(address, {"role": "reviewer"}).status_code == 404
    answer = client.post(f"{at}/introduce/", {"other": theirs.pk, "why": "Samen"})
    assert answer.status_code == 422
    assert Introduction.objects.count() == 1
    client.post(f"{at}/review/tags/", {"tags": "Kanarie-tag"})
    assert sorted(Tag.objects.values_list("office__area__code", flat=True)) == [HERE, THERE]


def test_a_colleague_of_another_office_reviews_and_keeps_nothing(
    client: Client, outsider: User, insider: User
) -> None:
    fill(insider)
    own, office = Initiative.objects.get(title="Eigen plan"), Office.objects.get(area__code=THERE)
    desk = get_desk_for(outsider, THERE)
    with pytest.raises(SupportError):
        assign(desk=desk, initiative=own, reviewer=insider, now=NOW)
    with pytest.raises(ValidationError):
        make_promise(**promised_by(outsider, own, owner=insider, office=office))
    sign_in(client, outsider)
    data = {"reviewer": insider.pk}
    assert client.post(f"/en/initiatives/{own.pk}/review/assign/", data).status_code == 422
    queue = f"/en/offices/{THERE}/desk/plans/{own.pk}/reviewer/"
    assert client.post(queue, data, headers=FRAGMENT).status_code == 422
    own.refresh_from_db()
    assert getattr(own, "dossier", None) is None or own.dossier.reviewer is None
    assert not Record.objects.filter(office=THERE).exists()


# --- oneself -------------------------------------------------------------------------------------
def test_what_someone_did_at_a_desk_is_in_their_own_data(insider: User) -> None:
    plan = fill(insider)
    found = data_of(insider)
    for rows in (
        *("support.message.by", "support.privatenote.by", "support.promise.owner"),
        *("support.savedfilter.user", "support.introduction.by", "audit.record.by"),
    ):
        assert found[rows], rows
    assert found["support.privatenote.by"][0]["text"] == "Kanarie-notitie"
    assert {row["act"] for row in found["audit.record.by"]} >= {Act.DECISION, Act.PROMISE}
    fatma = plan.members.get().user
    theirs = data_of(fatma)
    assert theirs["support.supportrequest.asked_by"][0]["text"] == "Kanarie-tafels"
    assert [row["text"] for row in theirs["support.message.by"]] == ["Kanarie-vraag"]
    assert "Kanarie-notitie" not in str(theirs)  # what is written about their plan is not theirs


def test_who_is_erased_leaves_what_was_promised_and_no_name(client: Client, insider: User) -> None:
    plan = fill(insider)
    joost = make_reviewer(Office.objects.get(area__code=HERE), "Joost", role=Role.MANAGER)
    make_member(plan, make_user("Gerrit"))
    kept = (Message, PrivateNote, Promise, Record)
    before = {table: table.objects.count() for table in kept}
    names = ("Kanarie-Sanne", "Kanarie-Marit", "Kanarie-Fatma", "Kanarie-Joost")
    for user in User.objects.filter(name__in=names):
        erase_account(user=user)
    assert before == {table: table.objects.count() for table in before}
    assert not SavedFilter.objects.exists()
    sign_in(client, joost)
    pages = opened(client, pages_of(HERE, plan.pk))
    for at, page in (pages | taken_along(client, HERE)).items():
        for name in names:
            assert name not in page, at
            assert name.lower() not in page.lower(), at
    tables = (Message, PrivateNote, Promise, SupportRequest, Introduction, Record)
    rows = str([list(table.objects.values()) for table in tables])
    assert not [name for name in names if name in rows]

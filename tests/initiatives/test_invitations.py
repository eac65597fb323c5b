"""The tab with which a team invites people."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape

from meetups.accounts.models import User
from meetups.initiatives.models import Event, EventKind, Initiative, InviteText, TextKind
from meetups.initiatives.services import invitations as services
from meetups.initiatives.services.errors import ChangedMeanwhileError
from meetups.initiatives.texts import made_text
from tests.factories import NOW, make_member, make_user
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db
OWN = "Kom gezellig mee-eten!"


@pytest.fixture(autouse=True)
def reading_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def team(client: Client, organiser: User) -> Client:
    """A browser in which the organiser is signed in."""
    client.force_login(organiser)
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"initiatives:{name}", args=args)


def tab(client: Client, initiative: Initiative, query: str = "") -> str:
    return client.get(url("invitations", initiative.pk) + query).content.decode()


def save(initiative: Initiative, by: User, text: str = OWN, **columns: object) -> InviteText:
    """Save a text through the service, as another organiser would."""
    values: dict[str, object] = {"kind": "letter", "language": "en", "version": 0, "made": ""}
    values |= {"now": NOW, **columns}
    return services.save_text(initiative=initiative, by=by, text=text, **values)  # type: ignore[arg-type]


def kept() -> list[tuple[str, str, str, int]]:
    return list(InviteText.objects.values_list("kind", "language", "text", "version"))


def area_of(page: str, kind: str = "letter") -> str:
    """What is typed in the field of one text."""
    found = re.search(rf'<textarea[^>]*id="{kind}-text"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
    assert found
    return found[1]


# --- what the tab shows --------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["nl", "en"])
def test_all_texts_in_the_language_asked_for(
    team: Client, initiative: Initiative, language: str
) -> None:
    page = tab(team, initiative, f"?language={language}")
    for kind in TextKind:
        assert area_of(page, kind) == escape(made_text(initiative, kind, language))
    languages = re.findall(r'<textarea[^>]* lang="(\w+)"', page)
    assert languages == [language] * len(TextKind)


def test_an_unknown_language_is_the_readers(team: Client, initiative: Initiative) -> None:
    assert area_of(tab(team, initiative, "?language=xx")).startswith("Dear neighbours,")


def test_a_helper_reads_and_copies_but_does_not_change(
    client: Client, helper: User, initiative: Initiative
) -> None:
    client.force_login(helper)
    page = tab(client, initiative)
    assert area_of(page) == escape(made_text(initiative, "letter", "en"))
    assert page.count("readonly") == len(TextKind)
    assert 'data-copy="letter-text"' in page
    assert 'method="post" action="/en/initiatives' not in page


def test_signs_that_paper_leaves_out_are_named(
    team: Client, organiser: User, initiative: Initiative
) -> None:
    assert "cannot be printed" not in tab(team, initiative)
    save(initiative, organiser, "Soep 🍲!", kind="poster")
    assert "paper leaves them out: 🍲" in tab(team, initiative)


def test_the_queries_stay_as_they_are(
    team: Client, organiser: User, initiative: Initiative
) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert team.get(url("invitations", initiative.pk)).status_code == 200
        return len(captured)

    few = count()
    for number in range(30):
        make_member(initiative, make_user(f"Buur{number}"))
    for kind in TextKind:
        for language in ("nl", "en"):
            save(initiative, organiser, kind=kind, language=language)
    assert count() == few <= 15


# --- changing a text -----------------------------------------------------------------------------
def test_a_changed_text_is_kept_and_written_down(
    team: Client, organiser: User, initiative: Initiative
) -> None:
    address = url("save_text", initiative.pk, "letter", "en")
    response = team.post(address, {"text": f"  {OWN}\r\n\r\nTot dan\r\n", "version": 0})
    assert response.status_code == 302
    assert response["Location"] == f"{url('invitations', initiative.pk)}?language=en#invite-letter"
    assert kept() == [("letter", "en", f"{OWN}\n\nTot dan", 1)]
    event = Event.objects.get()
    assert (event.kind, event.by, event.subject) == (
        EventKind.TEXT_CHANGED,
        organiser,
        "Letter for the door",
    )
    page = tab(team, initiative)
    assert area_of(page) == f"{OWN}\n\nTot dan"
    assert area_of(tab(team, initiative, "?language=nl")) == escape(
        made_text(initiative, "letter", "nl")
    )


def test_htmx_gets_that_text_alone(team: Client, initiative: Initiative) -> None:
    address = url("save_text", initiative.pk, "app", "en")
    response = team.post(address, {"text": OWN, "version": 0}, headers={"HX-Request": "true"})
    part = response.content.decode()
    assert response.status_code == 200
    assert part.startswith('<section id="invite-app"')
    assert area_of(part, "app") == OWN
    assert 'name="version" value="1"' in part
    assert "<html" not in part


def test_the_made_text_is_not_kept_so_that_it_follows_the_plan(
    team: Client, initiative: Initiative
) -> None:
    made = made_text(initiative, "letter", "en")
    address = url("save_text", initiative.pk, "letter", "en")
    team.post(address, {"text": made.replace("\n", "\r\n"), "version": 0})
    assert kept() == [("letter", "en", "", 1)]
    Initiative.objects.update(title="Soep voor iedereen")
    assert "Soep voor iedereen" in area_of(tab(team, initiative))


@pytest.mark.parametrize("way", ["empty", "reset"])
def test_the_made_text_comes_back(
    team: Client, organiser: User, initiative: Initiative, way: str
) -> None:
    save(initiative, organiser)
    if way == "empty":
        address, text = url("save_text", initiative.pk, "letter", "en"), " \n "
    else:
        address, text = url("reset_text", initiative.pk, "letter", "en"), OWN
    assert team.post(address, {"text": text, "version": 1}).status_code == 302
    assert kept() == [("letter", "en", "", 2)]
    assert area_of(tab(team, initiative)) == escape(made_text(initiative, "letter", "en"))


@pytest.mark.parametrize("name", ["save_text", "reset_text"])
def test_nobody_overwrites_another_unseen(team: Client, initiative: Initiative, name: str) -> None:
    gerrit = make_user("Gerrit")
    save(initiative, gerrit, "De tekst van Gerrit", now=timezone.now())
    address = url(name, initiative.pk, "letter", "en")
    response = team.post(address, {"text": OWN, "version": 0})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Gerrit changed this just now." in page
    assert "De tekst van Gerrit" in page
    assert area_of(page) == OWN
    assert 'name="version" value="1"' in page
    assert kept() == [("letter", "en", "De tekst van Gerrit", 1)]
    assert team.post(address, {"text": OWN, "version": 1}).status_code == 302
    assert kept() == [("letter", "en", OWN if name == "save_text" else "", 2)]


def test_of_two_first_changes_at_once_one_hears_of_the_other(
    organiser: User, initiative: Initiative
) -> None:
    """Both found no row; the second meets the constraint."""
    first = save(initiative, organiser)
    second = InviteText(
        initiative=initiative, kind="letter", language="en", text="Later", changed_at=NOW
    )
    with pytest.raises(ChangedMeanwhileError) as caught:
        services._add(second)
    assert caught.value.row == first
    assert kept() == [("letter", "en", OWN, 1)]


@pytest.mark.parametrize("text", ["x" * 2001, "een nul: \x00"])
def test_a_text_that_may_not_be_stays_in_the_form(
    team: Client, initiative: Initiative, text: str
) -> None:
    address = url("save_text", initiative.pk, "letter", "en")
    response = team.post(address, {"text": text, "version": 0})
    page = response.content.decode()
    assert response.status_code == 422
    assert re.search(r"<title>\s*Error: Invite: Samen koken", page)
    assert '<a href="#letter-text">' in page
    assert 'aria-invalid="true"' in page
    assert area_of(page) == text
    assert kept() == []


def test_2000_characters_with_line_ends_are_2000(team: Client, initiative: Initiative) -> None:
    text = "\n".join(["x" * 19] * 100)
    address = url("save_text", initiative.pk, "letter", "en")
    response = team.post(address, {"text": text.replace("\n", "\r\n"), "version": 0})
    assert (response.status_code, len(kept()[0][2])) == (302, 1999)


@pytest.mark.parametrize("version", ["", "-1", "abc", "1" * 30])
def test_a_version_that_is_none_is_no_crash(
    team: Client, organiser: User, initiative: Initiative, version: str
) -> None:
    save(initiative, organiser)
    address = url("save_text", initiative.pk, "letter", "en")
    assert team.post(address, {"text": "Anders", "version": version}).status_code in (409, 422)
    assert kept() == [("letter", "en", OWN, 1)]


@pytest.mark.parametrize(("kind", "language"), [("poem", "en"), ("letter", "xx")])
def test_there_are_no_other_texts(
    team: Client, initiative: Initiative, kind: str, language: str
) -> None:
    address = url("save_text", initiative.pk, kind, language)
    assert team.post(address, {"text": OWN, "version": 0}).status_code == 404


def test_an_edited_text_that_the_plan_left_behind(
    team: Client, organiser: User, initiative: Initiative
) -> None:
    warning = "The text does not say: 24 April."
    save(initiative, organiser, now=NOW)
    save(initiative, organiser, "Kom 24 april!", kind="mail", now=NOW)
    save(initiative, organiser, kind="poster", now=NOW)
    assert warning not in tab(team, initiative)
    Initiative.objects.update(changed_at=NOW + timedelta(hours=1))
    page = tab(team, initiative)
    assert page.count(warning) == 1
    assert page.index(warning) < page.index('id="invite-app"')


# --- how to come, and the page -------------------------------------------------------------------
def test_how_people_say_that_they_come(
    team: Client, organiser: User, initiative: Initiative
) -> None:
    data = {"contact_line": "Bel Anneke", "version": 1}
    response = team.post(url("save_coming", initiative.pk), data)
    assert response["Location"] == f"{url('invitations', initiative.pk)}?language=en#coming"
    initiative.refresh_from_db()
    assert (initiative.contact_line, initiative.shows_place, initiative.version) == (
        "Bel Anneke",
        False,
        2,
    )
    assert Event.objects.get().kind == EventKind.CHANGED
    page = tab(team, initiative)
    assert "Bel Anneke" in area_of(page)
    assert "The place is not on the page." in page


def test_how_people_come_is_changed_by_two(team: Client, initiative: Initiative) -> None:
    gerrit = make_user("Gerrit")
    services.save_coming(
        initiative=Initiative.objects.get(),
        contact_line="Bel Gerrit",
        shows_place=True,
        version=1,
        by=gerrit,
        now=timezone.now(),
    )
    data = {"contact_line": "Bel Anneke", "shows_place": "on", "version": 1}
    response = team.post(url("save_coming", initiative.pk), data)
    page = response.content.decode()
    assert response.status_code == 409
    for words in ("Gerrit changed this just now.", "Bel Gerrit", 'value="Bel Anneke"'):
        assert words in page
    assert "Bel Gerrit" in area_of(page)
    assert "Bel Anneke" not in area_of(page)
    assert team.post(url("save_coming", initiative.pk), data | {"version": 2}).status_code == 302
    assert Initiative.objects.get().contact_line == "Bel Anneke"


@pytest.mark.parametrize("line", ["x" * 161, "\x00"])
def test_a_line_that_may_not_be_stays_in_the_form(
    team: Client, initiative: Initiative, line: str
) -> None:
    response = team.post(
        url("save_coming", initiative.pk),
        {"contact_line": line, "version": 1},
        headers={"HX-Request": "true"},
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert page.startswith('<section id="coming"')
    assert '<a href="#coming-contact_line">' in page
    assert Initiative.objects.get().contact_line == ""


@pytest.mark.parametrize(("is_sensitive", "checked"), [(False, True), (True, False)])
def test_a_sensitive_plan_tells_its_place_only_when_asked(
    team: Client, initiative: Initiative, is_sensitive: bool, checked: bool
) -> None:
    Initiative.objects.update(is_sensitive=is_sensitive)
    page = tab(team, initiative)
    box = re.search(r'<input type="checkbox" name="shows_place"[^>]*>', page)
    assert box
    assert ("checked" in box[0]) is checked
    assert ("This plan is sensitive." in page) is is_sensitive


def test_the_page_opens_and_closes_once(team: Client, initiative: Initiative) -> None:
    for name, kind, is_public in (
        ("open_page", EventKind.PAGE_OPENED, True),
        ("close_page", EventKind.PAGE_CLOSED, False),
    ):
        for _time in range(2):
            response = team.post(url(name, initiative.pk))
            assert response["Location"].endswith("?language=en#page")
            assert Initiative.objects.get().is_public is is_public
        assert Event.objects.filter(kind=kind).count() == 1


def test_a_plan_that_ended_opens_no_page(team: Client, initiative: Initiative) -> None:
    Initiative.objects.update(status="stopped")
    said = "This plan has ended, so there is nothing to invite people to."
    assert said in team.post(url("open_page", initiative.pk), follow=True).content.decode()
    assert Initiative.objects.get().is_public is False
    Initiative.objects.update(is_public=True)
    page = tab(team, initiative)
    assert said in page
    assert initiative.code not in page
    assert url("open_page", initiative.pk) not in page
    assert team.post(url("close_page", initiative.pk)).status_code == 302
    assert Initiative.objects.get().is_public is False


def test_texts_and_tab_name_the_page_only_while_it_is_open(
    team: Client, initiative: Initiative
) -> None:
    address = f"http://testserver/m/{initiative.code}/"
    assert address not in tab(team, initiative)
    team.post(url("open_page", initiative.pk))
    page = tab(team, initiative)
    assert f"See how to join in: {address}" in area_of(page)
    assert f'value="{address}"' in page
    team.post(url("close_page", initiative.pk))
    assert address not in tab(team, initiative)


# --- who may -------------------------------------------------------------------------------------
POSTS = ("save_text", "reset_text", "save_coming", "open_page", "close_page")


def posts(initiative: Initiative) -> list[str]:
    more = {"save_text": ("letter", "en"), "reset_text": ("letter", "en")}
    return [url(name, initiative.pk, *more.get(name, ())) for name in POSTS]


def test_only_organisers_change_anything(
    client: Client, initiative: Initiative, helper: User, stranger: User, reviewer: User
) -> None:
    Initiative.objects.update(status="submitted", submitted_at=NOW)
    data = {"text": OWN, "contact_line": "Bel mij", "version": 1}
    for address in posts(initiative):
        assert client.post(address, data).status_code == 302
    for user in (helper, stranger, reviewer):
        sign_in(client, user)
        for address in posts(initiative):
            assert client.post(address, data).status_code == 404
            assert client.get(address).status_code == 405
    assert kept() == []
    initiative.refresh_from_db()
    assert (initiative.contact_line, initiative.is_public) == ("", False)


def test_who_sees_the_tab(
    client: Client,
    initiative: Initiative,
    helper: User,
    stranger: User,
    reviewer: User,
    other_reviewer: User,
) -> None:
    address = url("invitations", initiative.pk)
    assert client.get(address).status_code == 302
    statuses = []
    for status in ("draft", "submitted"):
        submitted_at = NOW if status == "submitted" else None
        Initiative.objects.update(status=status, submitted_at=submitted_at)
        for user in (helper, stranger, reviewer, other_reviewer):
            sign_in(client, user)
            statuses.append(client.get(address).status_code)
    assert statuses == [200, 404, 404, 404, 200, 404, 200, 404]

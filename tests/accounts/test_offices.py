"""Offices: their public page, their house style, and the pages of their managers."""

from contextlib import suppress
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from meetups.accounts.colours import LIGHT, check_colour, contrast
from meetups.accounts.models import Membership, Occasion, Office, OfficeRule, Role, User
from meetups.accounts.services import offices as services
from meetups.accounts.services.logos import redraw_logo
from meetups.accounts.wording import lead_time
from meetups.audit.models import Act, Record
from meetups.initiatives.models import Initiative
from meetups.outbox.models import OutboundMessage, State
from meetups.outbox.services import addresses
from meetups.outbox.services.sending import send_due
from tests.factories import NOW, make_office, make_reviewer, make_user
from tests.initiatives.team import Meeting, at_once
from tests.signing_in import sign_in
from tests.smtp import Sink, smtp

__all__ = ["smtp"]
PAGE = "/en/offices/GM0243/"
FIELDS: dict[str, Any] = {
    "contact_name": "Sanne de Vries",
    "contact_email": "sanne@harderwijk.example",
    "contact_phone": "0341 411 911",
    "website": "https://www.harderwijk.example/buurt",
    "hours_nl": "Dinsdag en donderdag, 9 tot 12 uur",
    "hours_en": "Tuesday and Thursday, 9 to 12",
    "answer_days": "5",
    "grants_nl": "Stuur een begroting.",
    "grants_en": "Send a budget.",
    "colour": "#004F9F",
    "colour_accent": "#a83c26",
}
RULE: dict[str, Any] = {
    "text_nl": "Vraag een vergunning aan",
    "text_en": "Ask for a permit",
    "why_nl": "De brandweer kijkt mee.",
    "why_en": "The fire brigade looks at it.",
    "occasion": "public_space",
    "people_from": "50",
    "days": "56",
    "is_after": "False",
    "website": "",
}


@pytest.fixture
def manager(office: Office) -> User:
    return make_reviewer(office, "Sanne", role=Role.MANAGER)


@pytest.fixture
def managing(client: Client, manager: User) -> Client:
    sign_in(client, manager)
    return client


def shown(**fields: Any) -> dict[str, Any]:
    """What the form sends from a page that was loaded just now."""
    return FIELDS | {"version": str(Office.objects.get(area__code="GM0243").version)} | fields


def make_rule(office: Office, text: str = "Vraag een vergunning", **columns: Any) -> OfficeRule:
    values = {"text_nl": text, "text_en": text, "occasion": Occasion.ALWAYS, "days": 56}
    return OfficeRule.objects.create(office=office, **values | columns)


def picture(kind: str = "PNG", size: tuple[int, int] = (1200, 300), mode: str = "RGB") -> bytes:
    made = BytesIO()
    Image.new(mode, size, "red").save(made, kind)
    return made.getvalue()


def upload(content: bytes, name: str = "logo.png", kind: str = "image/png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


# --- for everyone --------------------------------------------------------------------------------
def test_everyone_reads_whom_to_ask_and_what_is_asked(client: Client, office: Office) -> None:
    office.hours_nl, office.hours_en, office.answer_days = "Op dinsdag", "On Tuesday", 1
    office.grants_nl = "Stuur een begroting."
    office.save()
    make_rule(office, text_en="Ask for a permit", occasion=Occasion.PUBLIC_SPACE, people_from=50)
    page = client.get(PAGE).content.decode()
    for words in (
        *("Team Wijken", "mailto:wijken@example.org", "On Tuesday", "within 1 day."),
        *("Ask for a permit", "at least 8 weeks before the meetup", "from 50 people"),
        *("in a street or in a park", "Stuur een begroting."),
    ):
        assert words in page
    assert "Change this page" not in page
    assert "style.css" not in page
    assert "Op dinsdag" in client.get("/nl/offices/GM0243/").content.decode()


def test_a_municipality_without_an_office_has_no_page(client: Client, office: Office) -> None:
    for path in ("", "style.css", "logo.png"):
        assert client.get(f"/en/offices/GM0622/{path}").status_code == 404
        assert client.get(f"/en/offices/nonsense/{path}").status_code == 404


@pytest.mark.parametrize("rules", [1, 30])
def test_the_page_takes_as_many_queries_for_many_rules(
    client: Client,
    office: Office,
    rules: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(rules):
        make_rule(office, f"Regel {number}")
    with django_assert_max_num_queries(4):
        assert client.get(PAGE).content.decode().count("Regel") == rules


@pytest.mark.parametrize(
    ("days", "is_after", "words"),
    [
        (0, False, "on the day of the meetup"),
        (1, False, "at least 1 day before the meetup"),
        (7, False, "at least 1 week before the meetup"),
        (10, False, "at least 10 days before the meetup"),
        (56, False, "at least 8 weeks before the meetup"),
        (28, True, "within 4 weeks after the meetup"),
    ],
)
def test_a_lead_time_in_words(days: int, is_after: bool, words: str) -> None:
    with override("en"):
        assert lead_time(OfficeRule(days=days, is_after=is_after)) == words


# --- house style ---------------------------------------------------------------------------------
def test_its_colours_come_as_a_stylesheet_that_may_be_kept(client: Client, office: Office) -> None:
    office.colour, office.colour_accent = "#004f9f", "#a83c26"
    office.save()
    assert (
        'href="/en/offices/GM0243/style.css?v=004f9f-a83c26"' in client.get(PAGE).content.decode()
    )
    style = client.get(f"{PAGE}style.css")
    assert style["Content-Type"].startswith("text/css")
    assert style["Cache-Control"] == "public, max-age=86400"
    assert "--bb-color-action-1-inverse-bg-default: #004f9f;" in style.content.decode()
    assert "--bb-color-accent-1-color-default: #a83c26;" in style.content.decode()
    again = client.get(f"{PAGE}style.css", headers={"if-none-match": style["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Office.objects.update(colour="#17463d")
    fresh = client.get(f"{PAGE}style.css", headers={"if-none-match": style["ETag"]})
    assert "#17463d" in fresh.content.decode()


def test_only_one_colour_is_one_colour(client: Client, office: Office) -> None:
    Office.objects.update(colour_accent="#a83c26")
    style = client.get(f"{PAGE}style.css").content.decode()
    assert "--bb-color-accent-1-color-default" in style
    assert "--bb-color-action-1" not in style


@given(st.text("0123456789abcdef", min_size=6, max_size=6).map("#{}".format))
def test_every_colour_that_passes_can_be_read(colour: str) -> None:
    try:
        check_colour(colour)
    except Exception as error:
        assert "too_light" in str(getattr(error, "code", ""))  # noqa: PT017
        assert min(contrast(colour, behind) for behind in LIGHT) < 4.5
    else:
        assert contrast(colour, "#ffffff") >= 4.5
        assert 1 <= contrast(colour, "#000000") <= 21


def test_known_contrasts() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#a83c26", "#a83c26") == 1


def test_a_logo_is_drawn_anew_and_runs_nothing(client: Client, office: Office) -> None:
    logo = services.NewLogo(redraw_logo(upload(picture("JPEG"), "x.jpg")))
    services.change_office(office=office, version=1, logo=logo, by=make_user("Sanne"), now=NOW)
    response = client.get(f"{PAGE}logo.png")
    assert response["Content-Type"] == "image/png"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "public, max-age=86400"
    drawn = Image.open(BytesIO(response.content))
    assert (drawn.format, drawn.size) == ("PNG", (400, 100))
    again = client.get(f"{PAGE}logo.png", headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304
    assert 'alt="Gemeente Harderwijk"' in client.get(PAGE).content.decode()
    default_storage.delete(str(office.logo.name))
    assert client.get(f"{PAGE}logo.png").status_code == 404


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "PNG or a"),
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 200, "PNG or a JPEG"),
        (picture("GIF", mode="P"), "PNG or a JPEG"),
        (picture()[:-200], "PNG or a JPEG"),
        (b"x" * 1_000_001, "too large"),
        (picture(size=(6000, 5000), mode="1"), "too large"),
    ],
)
def test_what_is_no_small_picture_is_refused_by_the_field(
    managing: Client, office: Office, content: bytes, words: str
) -> None:
    response = managing.post(f"{PAGE}edit/", shown() | {"logo": upload(content)})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'href="#id_logo"' in page
    assert words in page
    assert 'value="Sanne de Vries"' in page
    office.refresh_from_db()
    assert not office.logo


# --- for managers --------------------------------------------------------------------------------
PAGES = ["edit/", "rules/", "rules/add/", "members/"]


@pytest.mark.parametrize("path", PAGES)
def test_only_a_manager_with_a_second_proof_comes_in(
    client: Client, office: Office, manager: User, reviewer: User, stranger: User, path: str
) -> None:
    url = f"{PAGE}{path}"
    assert client.get(url).url.startswith("/en/account/sign-in/?next=")  # type: ignore[attr-defined]
    elsewhere = make_reviewer(make_office("GM0622"), "Piet", role=Role.MANAGER)
    for user, status in ((stranger, 404), (reviewer, 404), (elsewhere, 404), (manager, 200)):
        sign_in(client, user)
        assert client.get(url).status_code == status, user
    sign_in(client, manager, second_factor=False)
    assert client.get(url).url == "/en/account/second-factor/"  # type: ignore[attr-defined]


def test_a_manager_changes_what_people_see(
    managing: Client,
    office: Office,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    response = managing.post(f"{PAGE}edit/", shown() | {"logo": upload(picture())})
    assert (response.status_code, response["Location"]) == (302, PAGE)
    office.refresh_from_db()
    assert {name: str(getattr(office, name)) for name in FIELDS} == FIELDS | {"colour": "#004f9f"}
    first = str(office.logo.name)
    page = managing.get(PAGE).content.decode()
    assert "Sanne de Vries" in page
    assert "Change this page" in page
    managing.post(f"{PAGE}edit/", shown())
    office.refresh_from_db()
    assert office.logo.name == first
    with django_capture_on_commit_callbacks(execute=True):
        managing.post(f"{PAGE}edit/", shown() | {"without_logo": "on"})
    office.refresh_from_db()
    assert not office.logo
    assert not default_storage.exists(first)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("colour", "#ffff00", "too light"),
        ("colour_accent", "#888888", "too light"),
        ("colour", "red", "like #17463d"),
        ("colour", "#123456;}", ""),
        ("contact_email", "nobody", "name@example.org"),
        ("contact_phone", "bel mij", "0341 123 456"),
        ("answer_days", "0", ""),
        ("answer_days", "-1", ""),
        ("answer_days", "99999999999", ""),
        ("contact_name", "x" * 5000, "at most"),
        ("grants_nl", "x" * 5000, "at most"),
        ("contact_name", "a\0b", "nobody can read"),
        ("website", "javascript:alert(1)", ""),
    ],
)
def test_what_is_wrong_is_said_by_its_field(
    managing: Client, office: Office, field: str, value: str, words: str
) -> None:
    response = managing.post(f"{PAGE}edit/", shown() | {field: value})
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count('class="bb-error"') == 1
    assert f'href="#id_{field}"' in page
    assert words in page
    assert "<title>Error:" in page.replace("\n", "")
    assert 'value="0341 411 911"' in page or field == "contact_phone"
    office.refresh_from_db()
    assert office.contact_name == "Team Wijken"


def accounted(act: Act) -> list[tuple[int | None, str, str, dict[str, Any]]]:
    """What was written down: who, for which office, about which row, and what."""
    found = Record.objects.filter(act=act).order_by("pk")
    return [
        (row.by, row.office, f"{row.object_kind} {row.object_id}", row.details) for row in found
    ]


def test_it_is_written_down_which_settings_were_changed_and_not_to_what(
    managing: Client, office: Office, manager: User
) -> None:
    managing.post(f"{PAGE}edit/", shown() | {"reviews_first": ["always"]})
    managing.post(f"{PAGE}edit/", shown() | {"reviews_first": ["always"]})
    managing.post(f"{PAGE}edit/", shown() | {"reviews_first": ["money_asked", "sensitive"]})
    managing.post(f"{PAGE}rules/add/", RULE)
    managing.post(f"{PAGE}rules/{office.rules.get().pk}/remove/")
    told = [(by, code, details["fields"]) for by, code, _about, details in accounted(Act.OFFICE)]
    first = "contact_name,contact_email,contact_phone,hours_nl,hours_en,answer_days"
    assert told == [
        (manager.pk, "GM0243", f"{first},grants_nl,grants_en,website,colour,colour_accent"),
        (manager.pk, "GM0243", "reviews_first"),
        (manager.pk, "GM0243", "rule"),
        (manager.pk, "GM0243", "rule"),
    ]
    assert "Sanne de Vries" not in str(accounted(Act.OFFICE))
    office.refresh_from_db()
    assert office.reviews_first == ["sensitive", "money_asked"]


def test_looking_at_other_colours_keeps_nothing(managing: Client, office: Office) -> None:
    sent = FIELDS | {"look": "1", "colour": "#FFCC00", "logo": upload(picture())}
    page = managing.post(f"{PAGE}edit/", sent)
    assert page.status_code == 422
    text = page.content.decode()
    assert 'href="#id_colour"' in text
    assert "The contrast is 1.3 to 1, and must be 4.5." in text
    assert "You cannot save these colours" in text
    assert 'fill="#ffcc00"' in text
    part = managing.post(
        f"{PAGE}edit/", sent | {"logo": upload(picture())}, headers={"HX-Request": "true"}
    )
    assert part.status_code == 200
    text = part.content.decode()
    assert text.startswith('<section id="_office_look"')
    assert text.count("too little") == 4
    assert 'src="data:image/png;base64,' in text
    assert "img-src 'self' data:" in part["Content-Security-Policy"]
    good = managing.post(f"{PAGE}edit/", shown() | {"look": "1"})
    assert good.status_code == 200
    assert "too little" not in good.content.decode()
    assert "Nothing is saved yet." in good.content.decode()
    odd = managing.post(f"{PAGE}edit/", shown() | {"look": "1", "colour": '"><script>'})
    assert 'fill="#17463d"' in odd.content.decode()
    kept = Office.objects.get(pk=office.pk)
    assert (kept.contact_name, kept.colour, kept.logo.name) == ("Team Wijken", "", "")
    assert not Record.objects.exists()


def test_the_look_is_a_part_of_the_page(managing: Client, office: Office) -> None:
    whole = managing.get(f"{PAGE}edit/").content.decode()
    part = managing.get(f"{PAGE}edit/", headers={"HX-Request": "true"}).content.decode()
    assert part.strip() in whole
    assert "data:" not in managing.get(PAGE)["Content-Security-Policy"]


def test_rules_are_added_changed_and_removed(managing: Client, office: Office) -> None:
    assert managing.post(f"{PAGE}rules/add/", RULE)["Location"] == f"{PAGE}rules/"
    managing.post(f"{PAGE}rules/add/", RULE | {"text_en": "Tell the neighbours", "days": "28"})
    first, second = office.rules.all()
    assert (first.text_en, first.occasion, first.people_from, first.days, first.is_after) == (
        *("Ask for a permit", "public_space", 50, 56, False),
    )
    assert first.order < second.order
    managing.post(
        f"{PAGE}rules/{first.pk}/", RULE | {"version": "1", "is_after": "True", "people_from": ""}
    )
    first.refresh_from_db()
    assert (first.is_after, first.people_from) == (True, None)
    assert managing.post(f"{PAGE}rules/{first.pk}/remove/")["Location"] == f"{PAGE}rules/"
    assert list(office.rules.all()) == [second]
    page = managing.get(f"{PAGE}rules/").content.decode()
    assert "Tell the neighbours" in page
    assert "The rule is gone" in page


def test_the_list_of_rules_says_days_as_the_form_asks_them_and_contradicts_itself_nowhere(
    managing: Client, office: Office
) -> None:
    always = RULE | {"occasion": "always"}
    managing.post(f"{PAGE}rules/add/", always | {"people_from": "100", "days": "56"})
    managing.post(f"{PAGE}rules/add/", always | {"people_from": "", "days": "10"})
    page = managing.get(f"{PAGE}rules/").content.decode()
    assert "<p>at least 8 weeks before the meetup (56 days), from 100 people</p>" in page
    assert "<p>at least 10 days before the meetup, always</p>" in page


@pytest.mark.parametrize(
    ("field", "value"),
    [("text_nl", ""), ("days", "366"), ("days", "-1"), ("occasion", "never"), ("is_after", "x")],
)
def test_a_wrong_rule_is_not_kept(managing: Client, office: Office, field: str, value: str) -> None:
    response = managing.post(f"{PAGE}rules/add/", RULE | {field: value})
    assert response.status_code == 422
    assert response.content.decode().count('class="bb-error"') == 1
    assert not office.rules.exists()


def test_rules_of_another_office_are_out_of_reach(managing: Client, office: Office) -> None:
    theirs = make_rule(make_office("GM0622"))
    assert managing.get(f"{PAGE}rules/{theirs.pk}/").status_code == 404
    assert managing.post(f"{PAGE}rules/{theirs.pk}/remove/").status_code == 404
    assert OfficeRule.objects.count() == 1


def test_a_new_colleague_gets_an_account_a_role_and_mail(
    managing: Client, office: Office, smtp: Sink
) -> None:
    response = managing.post(
        f"{PAGE}members/", {"email": "Joost@Harderwijk.example", "role": "reviewer"}
    )
    assert response["Location"] == f"{PAGE}members/"
    joost = User.objects.get(email="joost@harderwijk.example")
    assert not joost.has_usable_password()
    assert office.memberships.get(user=joost).role == Role.REVIEWER
    send_due()
    (message,) = smtp.messages
    assert message["To"] == "joost@harderwijk.example"
    body = message.get_body(("plain",))
    assert body
    text = body.get_content()
    assert "http://localhost:8000/nl/offices/GM0243/" in text
    assert "joost@harderwijk.example" in text
    page = managing.get(f"{PAGE}members/").content.decode()
    assert "joost@harderwijk.example is added, and gets a mail" in page


def test_who_gets_no_mail_is_told_by_a_colleague(managing: Client, office: Office) -> None:
    addresses.suppress(address="joost@example.org", why="no-mailbox", now=timezone.now())
    managing.post(f"{PAGE}members/", {"email": "joost@example.org", "role": "reviewer"})
    page = managing.get(f"{PAGE}members/").content.decode()
    assert "joost@example.org is added. No mail can go there: tell them." in page


def test_mail_to_a_colleague_who_left_again_does_not_go(managing: Client, office: Office) -> None:
    managing.post(f"{PAGE}members/", {"email": "joost@example.org", "role": "reviewer"})
    office.memberships.get(user__email="joost@example.org").delete()
    send_due()
    assert OutboundMessage.objects.get().state == State.CANCELLED


def test_someone_with_an_account_keeps_it(managing: Client, office: Office, smtp: Sink) -> None:
    known = make_user("Joost")
    managing.post(f"{PAGE}members/", {"email": "JOOST@example.org", "role": "manager"})
    assert office.memberships.get(user=known).role == Role.MANAGER
    again = managing.post(f"{PAGE}members/", {"email": "joost@example.org", "role": "reviewer"})
    assert again.status_code == 422
    assert "already works" in again.content.decode()
    assert User.objects.filter(email="joost@example.org").count() == 1


def test_a_role_changes_and_goes(managing: Client, office: Office, reviewer: User) -> None:
    member = office.memberships.get(user=reviewer)
    Membership.objects.filter(pk=member.pk).update(by_sign_in=True)
    managing.post(f"{PAGE}members/{member.pk}/role/", {"role": "manager"})
    member.refresh_from_db()
    assert (member.role, member.by_sign_in) == (Role.MANAGER, False)
    managing.post(f"{PAGE}members/{member.pk}/role/", {"role": "king"})
    member.refresh_from_db()
    assert member.role == Role.MANAGER
    asked = managing.get(f"{PAGE}members/{member.pk}/remove/").content.decode()
    assert "Marit has no promise left to keep." in asked
    assert "Marit reviews no plan that is not over." in asked
    assert office.memberships.filter(user=reviewer).exists()
    page = managing.post(f"{PAGE}members/{member.pk}/remove/", follow=True).content.decode()
    assert "Marit does not work here any more." in page
    assert not office.memberships.filter(user=reviewer).exists()


def test_the_last_manager_stays(managing: Client, office: Office, manager: User) -> None:
    mine = office.memberships.get(user=manager)
    for path, sent in (("role/", {"role": "reviewer"}), ("remove/", {})):
        response = managing.post(f"{PAGE}members/{mine.pk}/{path}", sent, follow=True)
        assert "Make someone else a manager first." in response.content.decode()
        mine.refresh_from_db()
        assert mine.role == Role.MANAGER
    other = make_reviewer(office, "Joost", role=Role.MANAGER)
    response = managing.post(f"{PAGE}members/{mine.pk}/remove/")
    assert response["Location"] == PAGE
    assert [row.user for row in office.memberships.all()] == [other]


def test_members_and_roles_are_written_down(
    managing: Client, office: Office, manager: User, reviewer: User
) -> None:
    managing.post(f"{PAGE}members/", {"email": "joost@example.org", "role": "reviewer"})
    joost = User.objects.get(email="joost@example.org")
    member = office.memberships.get(user=reviewer)
    for role in ("manager", "manager"):
        managing.post(f"{PAGE}members/{member.pk}/role/", {"role": role})
    managing.post(f"{PAGE}members/{member.pk}/remove/")
    assert accounted(Act.ROLE) == [
        (
            manager.pk,
            "GM0243",
            f"accounts.user {reviewer.pk}",
            {"role": "manager", "was": "reviewer"},
        )
    ]
    assert accounted(Act.MEMBER) == [
        (manager.pk, "GM0243", f"accounts.user {pk}", {"did": did, "role": role})
        for pk, did, role in (
            (joost.pk, "add", "reviewer"),
            (reviewer.pk, "remove", "manager"),
        )
    ]


def test_who_is_removed_is_refused_at_the_next_request(
    managing: Client, office: Office, reviewer: User, initiative: Initiative
) -> None:
    Initiative.objects.filter(pk=initiative.pk).update(status="submitted", submitted_at=NOW)
    theirs, desk = Client(), f"{PAGE}desk/plans/"
    pages = (desk, f"{PAGE}desk/", f"/en/initiatives/{initiative.pk}/review/")
    sign_in(theirs, reviewer)
    assert [theirs.get(page).status_code for page in pages] == [200, 200, 200]
    managing.post(f"{PAGE}members/{office.memberships.get(user=reviewer).pk}/remove/")
    for headers in ({}, {"HX-Request": "true"}):
        got = [theirs.get(page, headers=headers).status_code for page in pages]
        assert got == [404, 404, 404]
    assert theirs.post(f"{desk}export/", {"format": "csv"}).status_code == 404
    assert theirs.get("/en/account/").status_code == 200  # still signed in, as a resident


def race(monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> int:
    """The two managers of an office stop at once: how many are left."""
    with transaction.atomic():
        office = make_office("GM0243")
        for name in ("Sanne", "Joost"):
            make_reviewer(office, name, role=Role.MANAGER)
    remove: Any = services.remove_member
    if not guarded:
        remove = remove.__wrapped__
        monkeypatch.setattr(services, "hold", lambda office_id: None)
    Meeting().after(monkeypatch, services, "keep_a_manager")

    def stop(member: Membership) -> None:
        with suppress(services.OfficeError):
            remove(member=member, by=member.user, now=NOW)

    at_once(
        *(
            partial(stop, member)
            for member in office.memberships.select_related("user", "office__area")
        )
    )
    return office.memberships.count()


@pytest.mark.django_db(transaction=True)
def test_of_two_managers_who_stop_at_once_one_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    assert race(monkeypatch, guarded=True) == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_nobody_would_be_left(monkeypatch: pytest.MonkeyPatch) -> None:
    assert race(monkeypatch, guarded=False) == 0


def test_members_of_another_office_are_out_of_reach(
    managing: Client, office: Office, other_reviewer: User
) -> None:
    theirs = Membership.objects.get(user=other_reviewer)
    assert managing.post(f"{PAGE}members/{theirs.pk}/remove/").status_code == 404
    assert managing.post(f"{PAGE}members/{theirs.pk}/role/", {"role": "manager"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.role == Role.REVIEWER


@pytest.mark.parametrize("people", [1, 30])
def test_the_list_of_people_takes_as_many_queries_for_many(
    managing: Client,
    office: Office,
    people: int,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(people):
        make_reviewer(office, f"Joost{number}")
    with django_assert_max_num_queries(9):
        assert managing.get(f"{PAGE}members/").content.decode().count("<select") == people + 2


# --- the admin -----------------------------------------------------------------------------------
def test_the_admin_lists_and_opens_an_office(
    client: Client, office: Office, reviewer: User
) -> None:
    make_rule(office)
    make_rule(office, "Nog een")
    sign_in(client, User.objects.create_superuser("admin@example.org"))
    page = client.get("/admin/accounts/office/?q=Harderwijk").content.decode()
    assert "Gemeente Harderwijk" in page
    assert '<td class="field-rules_count">2</td>' in page
    page = client.get(f"/admin/accounts/office/{office.pk}/change/").content.decode()
    assert "Nog een" in page
    assert 'name="memberships-0-role"' in page


def test_what_the_site_changes_in_the_admin_is_written_down_too(
    client: Client, office: Office, reviewer: User
) -> None:
    admin = User.objects.create_superuser("admin@example.org")
    sign_in(client, admin)
    member = office.memberships.get(user=reviewer)
    values = {
        **{name: value for name, value in FIELDS.items() if not name.startswith("colour")},
        "area": office.area_id,
        "name": office.name,
        "reviews_first": "always",
        "rules-TOTAL_FORMS": 0,
        "rules-INITIAL_FORMS": 0,
        "memberships-TOTAL_FORMS": 1,
        "memberships-INITIAL_FORMS": 1,
        "memberships-0-id": member.pk,
        "memberships-0-office": office.pk,
        "memberships-0-user": reviewer.pk,
        "memberships-0-role": "manager",
    }
    address = f"/admin/accounts/office/{office.pk}/change/"
    assert client.post(address, values | {"seen": 1}).status_code == 302
    gone = {"memberships-0-DELETE": "on", "seen": 2}
    assert client.post(address, values | gone).status_code == 302
    who = (admin.pk, "GM0243", f"accounts.user {reviewer.pk}")
    assert accounted(Act.ROLE) == [(*who, {"role": "manager", "was": "reviewer"})]
    assert accounted(Act.MEMBER) == [(*who, {"did": "remove", "role": "manager"})]
    assert len(accounted(Act.OFFICE)) == 1

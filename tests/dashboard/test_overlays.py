"""What a manager of an office adds to the catalogue, at the desk."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meetups.accounts.models import Membership, Office, User
from meetups.suggestions.models import ActivityType, LocalFormat, LocalNote
from meetups.suggestions.models.overlays import local_key
from meetups.suggestions.overlays import services
from meetups.suggestions.queries import CatalogueSnapshot, catalogue_of_office
from tests.factories import NOW, make_local_format, make_user, publish_now
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db
DESK = "/en/offices/GM0243/desk/"
HERE = "/en/offices/GM0243/desk/formats/"
MEAL = "neighbourhood-meal"
KEY = local_key("GM0243", "samen-soep")


@pytest.fixture
def desk(
    client: Client, catalogue: CatalogueSnapshot, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> Client:
    """Marit, who reviews."""
    monkeypatch.setattr("meetups.clock.now", lambda: NOW)
    sign_in(client, reviewer)
    return client


@pytest.fixture
def manager(desk: Client) -> Client:
    Membership.objects.update(role="manager")
    return desk


def filled(page: str) -> dict[str, Any]:
    """What a browser would send of the form on a page, as it stands there."""
    form = page[page.index("novalidate") : page.index("Save and look")]
    data: dict[str, list[str]] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = (re.search(rf'{n}="([^"]*)"', tag) for n in ("name", "value"))
        is_box = 'type="checkbox"' in tag
        if name and (not is_box or " checked" in tag):
            data.setdefault(name[1], []).append(value[1] if value else "on" if is_box else "")
    for name, text in re.findall(r'<textarea name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.S):
        data[name] = [text]
    for name, options in re.findall(r'<select name="([^"]*)".*?>(.*?)</select>', form, re.S):
        chosen = re.findall(r'<option value="([^"]*)" selected', options)
        data[name] = chosen or re.findall(r'<option value="([^"]*)"', options)[:1]
    data.pop("csrfmiddlewaretoken", None)
    return data


def made(manager: Client, **changes: Any) -> Any:
    page = manager.get(f"{HERE}of/{MEAL}/").content.decode()
    names = {"name_nl": "Samen soep", "name_en": "Soup together"}
    return manager.post(f"{HERE}of/{MEAL}/", filled(page) | names | changes)


def own() -> LocalFormat:
    return LocalFormat.objects.get()


def said(page: Any) -> str:
    """Its words, without tags and with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def test_from_a_national_format_to_one_that_is_shown(manager: Client) -> None:
    response = made(manager, organisers_min="8", **{"warnings-0-text_nl": "Niet bij storm."})
    assert response.status_code == 422  # one language is missing
    assert "Fill this in, or leave the whole line empty." in said(response)
    both = {"warnings-0-text_nl": "Niet bij storm.", "warnings-0-text_en": "Not in a storm."}
    response = made(manager, organisers_min="8", **both)
    look = manager.get(response.url)
    assert "Only your office sees this." in said(look)
    assert "Not in a storm." in said(look)
    assert Client().get(f"/en/formats/{KEY}/").status_code == 404
    manager.post(f"{HERE}{own().pk}/show/", {"version": own().version, "shown": "1"})
    page = said(Client().get(f"/en/formats/{KEY}/"))
    for words in ("Soup together", "8 or more", "Not in a storm.", "Of Gemeente Harderwijk"):
        assert words in page
    for warning in catalogue_of_office("GM0243").activity_types[MEAL].contra_indications.all():
        assert warning.text_en in page
    manager.post(f"{HERE}{own().pk}/show/", {"version": own().version, "shown": "0"})
    assert Client().get(f"/en/formats/{KEY}/").status_code == 404
    manager.post(f"{HERE}{own().pk}/remove/", {"version": own().version})
    assert not LocalFormat.objects.exists()


def test_what_stands_in_the_form_is_saved_as_it_is(manager: Client) -> None:
    made(manager)
    before = own()
    page = manager.get(f"{HERE}{before.pk}/").content.decode()
    manager.post(f"{HERE}{before.pk}/", filled(page))
    assert own().version == before.version + 1
    assert own().content == before.content


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name_en", "", "Fill this in."),
        ("organisers_min", "1", "Fill in 4 or more."),
        ("group_max", "999", "Fill in 60 or less."),
        ("weeks_min", "0", "Fill in 3 or more."),
        ("weeks_typical", "1", "no less than at least"),
        ("hours_min", "9", "above"),
        ("tension_max", "4", "Choose one of these."),
        ("places", "online", "Choose from these."),
        ("situations", "group-tension", "Choose from these."),
        ("steps-0-weeks_before", "30", "before the usual weeks"),
    ],
)
def test_what_cannot_be_is_told_by_the_field_and_nothing_typed_is_lost(
    field: str, value: str, words: str, manager: Client
) -> None:
    response = made(manager, **{field: value, "summary_en": "Typed with care."})
    assert response.status_code == 422
    page = response.content.decode()
    assert words in page
    assert "Typed with care." in page
    assert not LocalFormat.objects.exists()


def test_of_two_managers_the_second_hears_it_and_loses_nothing(manager: Client) -> None:
    made(manager)
    address = f"{HERE}{own().pk}/"
    first = filled(manager.get(address).content.decode())
    second = dict(first)
    assert manager.post(address, first | {"name_en": "Soup of the first"}).status_code == 302
    response = manager.post(address, second | {"summary_en": "Of the second."})
    assert response.status_code == 409
    page = response.content.decode()
    assert "Somebody changed this meanwhile" in page
    assert "<del>Soup of the first</del>" in page
    assert "Of the second." in page
    assert own().content["name"]["en"] == "Soup of the first"
    assert manager.post(address, filled(page)).status_code == 302
    assert own().content["summary"]["en"] == "Of the second."
    assert own().content["name"]["en"] == "Soup together"


def test_a_note_is_written_changed_and_taken_away(manager: Client) -> None:
    address = f"{HERE}notes/{MEAL}/"
    texts = {"text_nl": "De sleutel is bij Ria.", "text_en": "Ria has the key."}
    assert manager.post(address, texts | {"version": "0"}).status_code == 302
    assert "Ria has the key." in said(Client().get(f"/en/formats/{MEAL}/?in=GM0243"))
    late = manager.post(address, texts | {"text_en": "Ask Bo.", "version": "0"})
    assert late.status_code == 409
    assert "Ria has the key." in said(late)
    assert "Ask Bo." in late.content.decode()
    assert manager.post(address, texts | {"text_nl": "", "version": "1"}).status_code == 422
    publish_base(name_nl="Eten met elkaar", name_en="Eating together")
    assert "Look whether your note still holds." in said(manager.get(HERE))
    assert "<ins>Eating together</ins>" in manager.get(address).content.decode()
    assert manager.post(address, texts | {"version": "1"}).status_code == 302
    assert "still holds" not in said(manager.get(HERE))
    manager.post(f"{address}remove/", {"version": "2"})
    assert not LocalNote.objects.exists()


def test_a_note_in_dutch_alone_is_marked_as_dutch_for_who_reads_english(manager: Client) -> None:
    texts = {"text_nl": "De sleutel is bij Ria.", "text_en": "", "version": "0"}
    assert manager.post(f"{HERE}notes/{MEAL}/", texts).status_code == 302
    for page in (HERE, f"/en/formats/{MEAL}/?in=GM0243"):
        html = manager.get(page).content.decode()
        assert '<div lang="nl"><p>De sleutel is bij Ria.</p></div>' in html


def publish_base(**columns: Any) -> None:
    ActivityType.objects.filter(slug=MEAL).update(**columns)
    publish_now()


def test_national_changes_are_answered_one_by_one(manager: Client, office: Office) -> None:
    row = make_local_format(office, MEAL)
    publish_base(cost_note_en="Vegetables only.", organisers_min=9)
    assert "2 things changed nationally" in said(manager.get(HERE))
    news = f"{HERE}{row.pk}/news/"
    page = manager.get(news)
    assert "Vegetables only." in said(page)
    assert "I have seen it. It counts already." in said(page)
    sent = {"version": row.version, "field": "cost", "choice": "accept"}
    assert manager.post(f"{news}settle/", sent).status_code == 302
    assert manager.post(f"{news}settle/", sent).status_code == 409
    row = own()
    assert row.content["cost"]["note"]["en"] == "Vegetables only."
    sent = {"version": row.version, "field": "organisers_min", "choice": "keep"}
    assert manager.post(f"{news}settle/", sent).status_code == 302
    assert "You have seen everything that changed." in said(manager.get(news))
    assert "asks you to look again" not in said(manager.get(DESK))


def test_the_office_hears_it_when_the_base_is_gone_or_too_strict(
    manager: Client, office: Office
) -> None:
    row = make_local_format(office, MEAL)
    look = f"{HERE}{row.pk}/look/"
    publish_base(group_min=60, group_max=60)
    services.change_format(
        row=row,
        version=row.version,
        values={"group_size": {"min": 60, "max": 60, "can_run_in_parallel": False}},
        by=make_user("Joke"),
        now=NOW,
    )
    publish_base(group_min=10, group_max=20)
    assert "It no longer goes together with the national format: Number of people." in said(
        manager.get(HERE)
    )
    assert "So we do not advise it." in said(manager.get(look))
    assert "1 format or note of yours asks you to look again" in said(manager.get(DESK))
    publish_base(status="draft")
    for address in (HERE, look, f"{HERE}{row.pk}/news/"):
        assert "is no longer there" in said(manager.get(address))
    assert manager.get(f"{HERE}{row.pk}/").status_code == 302
    assert manager.get(f"{HERE}of/{MEAL}/").status_code == 404


def test_a_reviewer_reads_and_writes_nothing(desk: Client, office: Office) -> None:
    row = make_local_format(office, MEAL)
    page = said(desk.get(HERE))
    assert "Soup at the harbour" in page
    assert "Managers of your office can change this." in page
    assert "Write a note" not in page
    assert desk.get(f"{HERE}{row.pk}/look/").status_code == 200


def test_as_many_queries_for_many(
    manager: Client, office: Office, django_assert_max_num_queries: Any
) -> None:
    def add(number: int, slugs: list[str]) -> None:
        for _i in range(number):
            make_local_format(office, MEAL)
        for slug in slugs:
            LocalNote.objects.create(
                office=office,
                activity_type=slug,
                text_nl="A",
                text_en="A",
                edition=1,
                changed_at=NOW,
            )

    add(1, [MEAL])
    manager.get(HERE)
    with django_assert_max_num_queries(9):
        manager.get(HERE)
    add(9, ["street-coffee", "weekly-coffee", "swap-market"])
    with django_assert_max_num_queries(9):
        manager.get(HERE)


def test_what_was_done_is_on_the_record_in_words(manager: Client, office: Office) -> None:
    make_local_format(office, MEAL)
    page = said(manager.get("/en/offices/GM0243/desk/audit/"))
    assert "Changed: the formats of your own (soep-bij-de-haven)." in page


def test_what_asks_a_manager_to_look_again_costs_the_desk_no_reading(
    manager: Client, office: Office
) -> None:
    make_local_format(office, MEAL)
    desk = "/en/offices/GM0243/desk/"
    manager.get(desk)
    with CaptureQueriesContext(connection) as queries:
        manager.get(desk)
    assert len(queries) <= 20
    assert not any("suggestions_localformat" in query["sql"] for query in queries)

"""The editor: two languages side by side, sources by typing, and nobody's work is lost."""

from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from meetups.suggestions.admin import editor, meanwhile
from meetups.suggestions.admin.editor_forms import SourceField
from meetups.suggestions.case_forms import CaseForm
from meetups.suggestions.models import ActivityType, CatalogueVersion, Situation, Source
from meetups.suggestions.models import Case as Neighbourhood
from meetups.suggestions.translating import base_of, lacking, name_of
from tests.factories import make_activity_type, make_source, publish_now
from tests.initiatives.test_versions import at_once
from tests.suggestions.editor import errors_of, make_desk, make_other, make_whole
from tests.suggestions.test_admin import TYPES, as_posted, page_of

pytestmark = pytest.mark.django_db

CLASH = "Someone else just saved this: Theirs. What you filled in still stands."
BESIDE = "Someone else changed this while you were at work. Look below, and save again."


class RefusedError(Exception):
    """The second of two was told of the first."""


@pytest.fixture
def desk() -> Client:
    return make_desk()


@pytest.fixture
def row() -> ActivityType:
    return make_whole()


def page(desk: Client, row: Any) -> str:
    return " ".join(desk.get(page_of(row)).content.decode().split())


# --- Dutch and English side by side ----------------------------------------------------------


def test_both_languages_of_a_text_stand_in_one_group_with_one_name(
    desk: Client, row: ActivityType
) -> None:
    html = page(desk, row)
    assert '<p class="pair-name" id="id_summary_nl_pair">Summary</p>' in html
    for group in ("id_name_nl", "id_steps-0-text_nl", "id_conditions-0-strengthen_nl"):
        assert f'role="group" aria-labelledby="{group}_pair"' in html
    assert (
        '<label for="id_summary_en"><span class="visually-hidden">Summary (English): </span>'
        '<span lang="en">English</span></label>'
    ) in html
    assert '<textarea name="summary_nl"' in html
    assert 'lang="nl"' in html.split('name="summary_nl"', 1)[1].split(">", 1)[0]


def test_a_text_that_stands_in_one_language_is_marked_in_form_and_list(
    desk: Client, row: ActivityType
) -> None:
    assert "Not translated yet" not in page(desk, row)
    make_activity_type("walk", fits={row.fits.get().situation: 3})
    step = row.conditions.get(order=2)
    step.strengthen_en = ""
    step.save()
    html = page(desk, row)
    assert html.count("Not translated yet") == 1
    notes = html.split('id="id_conditions-1-strengthen_en_notes"', 1)[1]
    assert notes.startswith('><p class="not-translated">Not translated yet</p>')
    for asked, slugs in (("half", ["soup"]), ("whole", ["walk"]), ("?", ["soup", "walk"])):
        found = desk.get(TYPES, {"translation": asked}).context["cl"].queryset
        assert sorted(one.slug for one in found) == slugs
    listed = strip_tags(desk.get(TYPES).content.decode())
    assert listed.count("Not translated yet") == 2  # In the filter and in the row.


def test_what_is_half_is_found_in_every_kind(desk: Client, row: ActivityType) -> None:
    Source.objects.update(implication_en="")
    Situation.objects.get().signals.update(text_nl="")
    for model in ("source", "situation"):
        url = reverse(f"admin:suggestions_{model}_changelist")
        assert len(desk.get(url, {"translation": "half"}).context["cl"].queryset) == 1
        assert not desk.get(url, {"translation": "whole"}).context["cl"].queryset


def test_names_of_columns_and_what_they_lack() -> None:
    assert [base_of(name) for name in ("summary_nl", "text_en", "order", "_nl")] == [
        ("summary", "nl"),
        ("text", "en"),
        ("order", ""),
        ("_nl", ""),
    ]
    assert (name_of("note (on cost) (Dutch)"), name_of("order")) == ("Note (on cost)", "Order")
    assert [lacking("a", "b"), lacking("a", " "), lacking("", "b"), lacking("", "")] == [
        "",
        "en",
        "nl",
        "",
    ]


def test_without_a_script_empty_rows_can_be_asked_for(desk: Client, row: ActivityType) -> None:
    html = page(desk, row)
    assert '<a href="?rows=steps#steps-group">Show empty rows under steps</a>' in html
    form = as_posted(desk.get(page_of(row), {"rows": "steps"}))
    assert (form["steps-TOTAL_FORMS"], form["skills-TOTAL_FORMS"]) == (4, 0)
    form |= {"steps-1-text_nl": "Nodig uit.", "steps-1-text_en": "Invite.", "steps-1-order": 2}
    assert desk.post(page_of(row), form | {"steps-1-weeks_before": 1}).status_code == 302
    assert [step.text_en for step in row.steps.all()] == ["Make soup.", "Invite."]


# --- sources by typing -----------------------------------------------------------------------


def test_a_source_is_meant_by_its_key_or_by_words_that_only_it_has() -> None:
    prejudice = make_source(
        "allport", authors="Allport, G.", year="1954", title="The nature of prejudice"
    )
    street, other = make_source("street"), make_source("other")
    field = SourceField(queryset=Source.objects.none(), required=False)
    field.known = {row.key: row for row in (prejudice, street, other)}
    for typed in ("allport", " allport ", "nature PREJUDICE", "1954"):
        assert field.clean(typed) == prejudice
    assert field.clean("") is None
    assert (field.prepare_value(street.pk), field.prepare_value("strt")) == ("street", "strt")
    assert not field.has_changed(prejudice.pk, "Allport")
    assert field.has_changed(prejudice.pk, "")
    assert field.has_changed(prejudice.pk, "nonsense")
    for typed in ("nothing", "Jansen", "\0", "2020 contact"):
        with pytest.raises(ValidationError, match=r"one from the list|uit de lijst"):
            field.clean(typed)


def test_a_source_is_chosen_in_the_form_and_told_below_it(desk: Client, row: ActivityType) -> None:
    make_source("allport", authors="Allport, G.", year="1954", title="The nature of prejudice")
    url = page_of(row)
    response = desk.get(url)
    html = response.content.decode()
    assert '<option value="allport">Allport, G. (1954), The nature of prejudice</option>' in html
    assert 'list="sources"' in html
    assert "Neighbours who met greeted each other more." in html
    refused = desk.post(url, as_posted(response) | {"evidence-0-source": "nonsense"})
    assert list(errors_of(refused)) == ["evidence-0-source"]
    data = as_posted(refused)
    assert data["evidence-0-source"] == "nonsense"
    assert desk.post(url, data | {"evidence-0-source": "allport"}).status_code == 302
    assert [one.source.key for one in row.evidence.all()] == ["allport"]


# --- who and why -----------------------------------------------------------------------------


def test_the_history_tells_why_beside_who(desk: Client, row: ActivityType) -> None:
    changes = {"name_en": "Stew", "steps-0-text_en": "Cook.", "why": "A reader asked."}
    desk.post(page_of(row), as_posted(desk.get(page_of(row))) | changes)
    response = desk.get(page_of(row, "history"))
    told = [(c.row, c.why) for c in response.context["changes"] if c.who == "Cura"]
    assert told == [("Cook.", "A reader asked."), ("Stew", "A reader asked.")]
    assert "Cura<br><q>A reader asked.</q>" in response.content.decode()


# --- of two at work --------------------------------------------------------------------------


def test_the_second_sees_the_first_and_loses_nothing(desk: Client, row: ActivityType) -> None:
    url, other = page_of(row), make_desk("Oscar")
    seen = as_posted(desk.get(url))
    theirs = {"name_en": "Their soup", "summary_en": "Theirs.", "places": ["indoor"]}
    theirs |= {"steps-0-text_en": "Stir.", "open_stage": "on"}
    assert other.post(url, seen | theirs).status_code == 302
    mine = {"name_en": "My soup", "summary_nl": "Mijn.", "cost_max": 9}
    mine |= {"steps-0-text_nl": "Roer."}
    response = desk.post(url, seen | mine)
    assert response.status_code == 409
    filled = "Filled in as someone else just saved it: "
    assert errors_of(response) == {
        "__all__": [BESIDE],
        "name_en": ["Someone else just saved this: Their soup. What you filled in still stands."],
        "summary_en": [f"{filled}Theirs."],
        "places": [f"{filled}indoors"],
        "open_stage": [f"{filled}yes"],
        "steps-0-text_en": [f"{filled}Stir."],
    }
    row.refresh_from_db()
    assert (row.name_en, row.summary_nl) == ("Their soup", "Samen soep eten.")
    assert desk.post(url, as_posted(response)).status_code == 302
    row.refresh_from_db()
    assert (row.name_en, row.summary_nl, row.summary_en) == ("My soup", "Mijn.", "Theirs.")
    assert (row.cost_max, row.places, row.open_stage) == (9, ["indoor"], True)
    assert [(s.text_nl, s.text_en) for s in row.steps.all()] == [("Roer.", "Stir.")]


def test_parts_that_came_and_went_meanwhile_are_told(desk: Client, row: ActivityType) -> None:
    for place, word in enumerate(("Kiezen", "Meten", "Wegen"), start=2):
        row.steps.create(order=place, weeks_before=1, text_nl=word, text_en=word)
    url = page_of(row)
    seen = as_posted(desk.get(url))
    gone, kept, last = (row.steps.get(text_nl=word) for word in ("Kiezen", "Meten", "Wegen"))
    row.steps.filter(pk__in=[gone.pk, kept.pk]).delete()
    row.steps.create(order=9, weeks_before=0, text_nl="Van hen", text_en="Theirs")
    mine = seen | {"steps-2-text_nl": "Meten!", "steps-TOTAL_FORMS": 5, "steps-4-order": 10}
    mine |= {"steps-4-text_nl": "Van mij", "steps-4-text_en": "Mine", "steps-4-weeks_before": 0}
    response = desk.post(url, mine)
    assert errors_of(response) == {
        "__all__": [BESIDE, "Someone else just removed this: 2 / 1 / Kiezen / Kiezen"],
        "steps-2-order": ["Someone else just added this."],
        "steps-4-order": [
            "Someone else just removed this. What you filled in still stands: save to put it back."
        ],
    }
    assert desk.post(url, as_posted(response)).status_code == 302
    assert [step.text_nl for step in row.steps.all()] == [
        "Kook soep.",
        "Meten!",
        "Wegen",
        "Van hen",
        "Van mij",
    ]
    assert row.steps.get(text_nl="Wegen").pk == last.pk


def test_a_part_that_both_remove_is_gone_and_an_untouched_save_takes_theirs(
    desk: Client, row: ActivityType
) -> None:
    row.skills.create(order=1, text_nl="Luisteren", text_en="Listening")
    url = page_of(row)
    seen = as_posted(desk.get(url))
    row.skills.all().delete()
    Situation.objects.update(title_en="Renamed")
    response = desk.post(url, seen | {"skills-0-DELETE": "on"})
    assert errors_of(response) == {"__all__": [BESIDE]}
    assert desk.post(url, as_posted(response)).status_code == 302
    row.refresh_from_db()
    assert (row.skills.count(), row.steps.count(), row.fits.count()) == (0, 1, 1)


def test_a_situation_is_kept_from_two_at_once_too(desk: Client, row: ActivityType) -> None:
    situation = row.fits.get().situation
    url = page_of(situation)
    seen = as_posted(desk.get(url))
    assert make_desk("Oscar").post(url, seen | {"signals-0-text_en": "Theirs"}).status_code == 302
    response = desk.post(url, seen | {"signals-0-text_en": "Mine"})
    assert (response.status_code, errors_of(response)["signals-0-text_en"]) == (409, [CLASH])
    assert desk.post(url, as_posted(response)).status_code == 302
    assert situation.signals.get().text_en == "Mine"


def test_what_was_seen_is_not_taken_from_anybody_else(desk: Client) -> None:
    url = page_of(make_source(implication_en="Theirs"))
    for seen in ({}, {"seen": ""}, {"seen": "forged"}):
        data = as_posted(desk.get(url)) | {"implication_en": "Mine"}
        del data["seen"]
        response = desk.post(url, data | seen)
        assert (response.status_code, errors_of(response)["implication_en"]) == (409, [CLASH])
    assert desk.post(url, as_posted(response)).status_code == 302
    assert Source.objects.get().implication_en == "Mine"


def test_other_faults_do_not_make_it_a_clash(desk: Client) -> None:
    url = page_of(make_source())
    response = desk.post(url, as_posted(desk.get(url)) | {"title": "", "implication_en": "New."})
    assert errors_of(response) == {"title": ["This field is required."]}
    assert desk.post(url, as_posted(response) | {"title": "Named"}).status_code == 302
    row = Source.objects.get()
    assert (row.title, row.implication_en) == ("Named", "New.")


def test_a_form_costs_the_same_whatever_stands_in_it(desk: Client, row: ActivityType) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(page_of(row)).status_code == 200
        return len(queries)

    before = asked()
    for place in range(2, 9):
        row.steps.create(order=place, weeks_before=1, text_nl="Meer", text_en="More")
        row.evidence.create(order=place, source=make_source(f"source-{place}"))
        row.fits.create(order=place, situation=make_other(f"other-{place}"), strength=1)
    assert asked() == before <= 26


# --- at once, on either database -------------------------------------------------------------


def both_save(row: Any, name: str, seen: dict[str, Any]) -> list[str]:
    """Two curators save the same field of one row at one moment."""
    desks, url = [make_desk(f"Cura{len(seen)}{n}") for n in range(2)], page_of(row)

    def write(number: int) -> None:
        status = desks[number].post(url, seen | {name: f"Text {number}"}).status_code
        if status != 302:
            raise RefusedError

    return at_once(write, 2)


def opened(row: Any) -> dict[str, Any]:
    return as_posted(make_desk("Opener").get(page_of(row)))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_the_second_is_told() -> None:
    row = make_source()
    assert both_save(row, "implication_en", opened(row)) == ["RefusedError", "won"]
    assert Source.history.count() == 2


@pytest.mark.django_db(transaction=True)
def test_control_without_looking_the_second_overwrites_the_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = make_source()
    monkeypatch.setattr(editor, "meet", lambda *_args, **_kwargs: None)
    assert both_save(row, "implication_en", opened(row)) == ["won", "won"]
    assert Source.history.count() == 3


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_both_look_before_either_saves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """SQLite lets one write at a time by itself; PostgreSQL rests on the lock."""
    row = make_source()
    seen, looking, meet = opened(row), Barrier(2), meanwhile.meet

    def meet_at_once(*args: Any, **kwargs: Any) -> Any:
        found = meet(*args, **kwargs)
        with suppress(BrokenBarrierError):
            looking.wait(1)
        return found

    monkeypatch.setattr(editor, "meet", meet_at_once)
    monkeypatch.setattr(CatalogueVersion, "lock", lambda **_kwargs: None)
    alone = connection.vendor == "sqlite"
    expected = ["RefusedError", "won"] if alone else ["won", "won"]
    assert both_save(row, "implication_en", seen) == expected


@pytest.mark.django_db(transaction=True)
def test_a_test_neighbourhood_is_kept_too_and_not_without_its_version(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_whole()
    publish_now()
    case = Neighbourhood(
        slug="street",
        title_nl="Straat",
        title_en="Street",
        answers={"situation": ["good-vibe"], "tension": ["calm"], "goal": ["meet"]},
        expected=["soup"],
        reason_en="Because.",
        reason_nl="Daarom.",
    )
    case.save()
    assert both_save(case, "title_en", opened(case)) == ["RefusedError", "won"]
    monkeypatch.setattr(CaseForm, "_meet_other", lambda _form: None)
    seen = as_posted(make_desk("Later").get(page_of(case))) | {"why": ""}
    assert both_save(case, "title_en", seen) == ["won", "won"]

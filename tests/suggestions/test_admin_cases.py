"""Curators keep test neighbourhoods in a form, and see what a change does to them on a page."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from meetups.accounts.models import User
from meetups.suggestions.models import ActivityType, Case, Edition, SituationFit
from meetups.suggestions.queries import CatalogueSnapshot
from tests.factories import make_activity_type, make_situation, publish_now
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db

ADD, EFFECT = reverse("admin:suggestions_case_add"), reverse("admin:suggestions_case_effect")
ANSWERS = {"answer_situation": "good-vibe", "answer_tension": "calm", "answer_goal": "meet"}
WHOLE = {
    "slug": "street",
    "title_nl": "Straat",
    "title_en": "Street",
    **ANSWERS,
    "expected": ["soup"],
    "version": 1,
}


@pytest.fixture
def curator() -> User:
    user = User.objects.create_user("curator@example.nl", "geheim", name="Cura", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="suggestions"))
    return user


@pytest.fixture
def desk(client: Client, curator: User) -> Client:
    """The curator's browser, in English."""
    sign_in(client, curator)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def soup() -> ActivityType:
    """The one format of the newest edition, with another that is only in the draft."""
    row = make_activity_type("soup", fits={make_situation(): 3})
    make_activity_type("walk", name_nl="Wandelen", name_en="Walking", status="draft")
    publish_now()
    return row


@pytest.fixture
def case(soup: ActivityType) -> Case:
    answers = {"situation": ["good-vibe"], "tension": ["calm"], "goal": ["meet"]}
    case = Case(
        slug="street",
        title_nl="Straat",
        title_en="Street",
        answers=answers,
        expected=["soup"],
        reason_en="Because.",
        reason_nl="Daarom.",
    )
    case.save()
    return case


def page_of(case: Case, page: str = "change") -> str:
    return reverse(f"admin:suggestions_case_{page}", args=[case.pk])


def filled(desk: Client, url: str) -> dict[str, Any]:
    """What the browser would send back when nothing was touched."""
    form = desk.get(url).context["adminform"].form
    return {bound.html_name: value for bound in form if (value := bound.value()) is not None}


def newest() -> str:
    return str(Edition.objects.latest("number").number)


def errors(response: Any) -> dict[str, list[str]]:
    found = response.context["adminform"].form.errors
    return {name: [str(text) for text in texts] for name, texts in found.items()}


def test_a_case_is_added_with_answers_and_formats_by_their_names(
    desk: Client, soup: ActivityType
) -> None:
    page = desk.get(ADD).content.decode()
    assert "What matters most in the neighbourhood right now?" in page
    assert "Soup in the street" in page
    response = desk.post(ADD, WHOLE | {"answer_ages": ["adults", "children"], "never": ["walk"]})
    assert response.status_code == 302
    made = Case.objects.get()
    assert made.answers == {
        "situation": ["good-vibe"],
        "tension": ["calm"],
        "goal": ["meet"],
        "ages": ["children", "adults"],
    }
    assert (made.expected, made.never, made.is_gold, made.version) == (
        ["soup"],
        ["walk"],
        False,
        1,
    )


def test_half_filled_is_refused_by_field_and_nothing_typed_is_lost(
    desk: Client, soup: ActivityType
) -> None:
    half = {"slug": "x", "title_nl": "Plein", "answer_tension": "tension", "version": 1}
    half |= {"answer_safety": ["none", "fear"]}
    response = desk.post(ADD, half)
    assert errors(response) == {
        "title_en": ["This field is required."],
        "answer_situation": ["Choose the answer that fits best."],
        "answer_safety": [
            "You chose ‘No, none of these’. That does not go together with another answer."
        ],
        "answer_goal": ["Choose the answer that fits best."],
        "expected": [
            "Say what must or must not come out: choose a format or a warning, here or below."
        ],
    }
    form = response.context["adminform"].form
    assert (form["title_nl"].value(), form["answer_tension"].value()) == ("Plein", "tension")
    assert not Case.objects.exists()


def test_what_cannot_be_true_together_is_refused(desk: Client, soup: ActivityType) -> None:
    odd = {"never": ["soup"], "arrange_first": ["soup"], "answer_safety": ["fear"]}
    response = desk.post(ADD, WHOLE | odd)
    clash = (
        "You also chose ‘Soup in the street’ under ‘An expert would tip’. "
        "Take it out of one of them."
    )
    assert errors(response) == {
        "never": [clash],
        "arrange_first": [clash],
        "answer_safety": ["The guide does not ask this with the other answers. Leave it open."],
    }
    unknown = desk.post(ADD, WHOLE | {"expected": ["gone"], "answer_goal": "win"})
    assert list(errors(unknown)) == ["expected", "answer_goal"] or set(errors(unknown)) == {
        "expected",
        "answer_goal",
    }


def test_the_address_of_an_advice_fills_in_its_answers(desk: Client, soup: ActivityType) -> None:
    query = "situation=group-tension&tension=tension&safety=fear&safety=targeted&size="
    address = f"https://example.org/en/advice/WK024305/?{query}"
    for url in (f"{ADD}?{query}", f"{ADD}?advice={address.replace('&', '%26')}"):
        form = desk.get(url).context["adminform"].form
        assert form["answer_situation"].value() == "group-tension"
        assert form["answer_safety"].value() == ["targeted", "fear"]
        assert form["answer_size"].value() is None


def test_saving_without_a_change_changes_nothing_and_a_change_counts(
    desk: Client, case: Case
) -> None:
    url = page_of(case)
    assert desk.post(url, filled(desk, url)).status_code == 302
    case.refresh_from_db()
    assert (case.version, case.history.count()) == (1, 1)
    assert desk.post(url, filled(desk, url) | {"answer_goal": "agree-rules"}).status_code == 302
    case.refresh_from_db()
    assert (case.version, case.answers["goal"]) == (2, ["agree-rules"])


def test_of_two_who_change_it_at_once_the_second_sees_the_first(desk: Client, case: Case) -> None:
    url = page_of(case)
    seen = filled(desk, url)
    first = seen | {"title_en": "Their street", "reason_en": "Theirs.", "never": ["walk"]}
    assert desk.post(url, first).status_code == 302
    second = seen | {"title_en": "My street", "answer_goal": "agree-rules"}
    response = desk.post(url, second)
    assert errors(response) == {
        "__all__": [
            "Someone else changed this while you were at work. Look below, and save again."
        ],
        "title_en": [
            "Someone else just saved this: Their street. What you filled in still stands."
        ],
        "reason_en": ["Filled in as someone else just saved it: Theirs."],
        "never": ["Filled in as someone else just saved it: Walking"],
    }
    form = response.context["adminform"].form
    again = {bound.html_name: value for bound in form if (value := bound.value()) is not None}
    assert desk.post(url, again).status_code == 302
    case.refresh_from_db()
    assert (case.title_en, case.reason_en, case.never, case.version) == (
        "My street",
        "Theirs.",
        ["walk"],
        3,
    )
    assert case.answers["goal"] == ["agree-rules"]


def test_a_case_that_is_broken_now_is_saved_with_a_warning(
    desk: Client, soup: ActivityType
) -> None:
    response = desk.post(ADD, WHOLE | {"expected": ["walk"]}, follow=True)
    told = [strip_tags(str(message)) for message in response.context["messages"]]
    assert any(
        text == "It is saved. With the newest edition it is broken:"
        "None of what an expert would tip is a tip: walk."
        for text in told
    )


def test_the_form_shows_what_comes_out_for_readers_and_with_the_draft(
    desk: Client, case: Case
) -> None:
    SituationFit.objects.update(strength=0)
    readers, draft = desk.get(page_of(case)).context["comes_out"]
    assert readers[1:] == (["Soup in the street"], [])
    assert draft[1:] == ([], ["None of what an expert would tip is a tip: Soup in the street."])
    refused = desk.post(page_of(case), filled(desk, page_of(case)) | {"expected": ["gone"]})
    assert refused.context["comes_out"][0] == readers


def test_a_public_case_can_be_changed_but_not_deleted(desk: Client, case: Case) -> None:
    assert desk.get(page_of(case, "delete")).status_code == 200
    Case.objects.update(is_gold=True)
    assert desk.get(page_of(case, "delete")).status_code == 403
    listing = reverse("admin:suggestions_case_changelist")
    desk.post(listing, {"action": "delete_selected", "_selected_action": [case.pk], "post": "yes"})
    assert Case.objects.filter(pk=case.pk).exists()


def test_who_may_only_look_reads_it_in_words(desk: Client, case: Case, curator: User) -> None:
    curator.user_permissions.set(Permission.objects.filter(codename="view_case"))
    page = strip_tags(desk.get(page_of(case)).content.decode())
    assert "Things go well and we want to keep it that way" in page
    assert "Soup in the street" in page
    assert desk.post(page_of(case), {"title_en": "Mine"}).status_code == 403


# --- see the effect -------------------------------------------------------------------------------


def test_the_effect_of_an_untouched_draft_is_nothing(desk: Client, case: Case) -> None:
    response = desk.get(EFFECT)
    assert (response.context["before"].code, response.context["after"].code) == (
        newest(),
        "draft",
    )
    assert response.context["same"] == [case]
    assert not response.context["broken"]


def test_the_effect_page_tells_what_breaks_and_why(desk: Client, case: Case) -> None:
    SituationFit.objects.update(strength=0)
    response = desk.get(EFFECT)
    page = " ".join(strip_tags(response.content.decode()).split())
    assert [one["change"].case for one in response.context["breaking"]] == [case]
    assert "1 case breaks." in page
    assert "None of what an expert would tip is a tip: Soup in the street." in page
    assert "is no tip any more" in page
    assert "It does not fit this situation." in page
    whole = newest()
    publish_now()
    back = desk.get(EFFECT, {"before": newest(), "after": whole})
    assert [one["change"].case for one in back.context["mending"]] == [case]
    still = desk.get(EFFECT, {"before": newest(), "after": "draft"})
    assert [told[0] for told in still.context["still_broken"]] == [case]
    nonsense = desk.get(EFFECT, {"before": "77", "after": "x"})
    assert (nonsense.context["before"].code, nonsense.context["after"].code) == (
        newest(),
        "draft",
    )


def test_the_page_of_the_whole_catalogue_needs_no_script_and_few_queries(
    desk: Client, catalogue: CatalogueSnapshot, django_assert_max_num_queries: Any
) -> None:
    ActivityType.objects.filter(slug="connection-course").update(goal_reduce_loneliness=0)
    with django_assert_max_num_queries(32):
        response = desk.get(EFFECT)
    html = response.content.decode()
    assert len(response.context["same"]) < 12
    assert " style=" not in html
    assert "<script>" not in html

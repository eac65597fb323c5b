"""Curators work on the draft in the admin, and publish what is whole."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from meetups.accounts.models import User
from meetups.suggestions.editions import CannotPublishError, publish_draft
from meetups.suggestions.models import ActivityType, CatalogueVersion, Situation
from meetups.suggestions.queries import CatalogueSnapshot, catalogue
from meetups.suggestions.vocabulary import Condition, Status
from tests.factories import make_activity_type, make_situation, make_source, publish_now
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db

TYPES = reverse("admin:suggestions_activitytype_changelist")


@pytest.fixture
def curator() -> User:
    """Someone who keeps the catalogue right, and may do nothing else in the admin."""
    user = User.objects.create_user("curator@example.nl", "geheim", name="Cura", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="suggestions"))
    return user


@pytest.fixture
def desk(client: Client, curator: User) -> Client:
    """The curator's browser, in English."""
    sign_in(client, curator)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def page_of(row: Any, page: str = "change") -> str:
    return reverse(f"admin:suggestions_{row._meta.model_name}_{page}", args=[row.pk])


def as_posted(response: Any) -> dict[str, Any]:
    """What the browser would send back of a change form when nothing was touched."""
    context = response.context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    data: dict[str, Any] = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is True:
                data[bound.html_name] = "on"
            elif value is not None and value is not False:
                data[bound.html_name] = value
    return data


def save(desk: Client, row: Any, **changes: Any) -> list[str]:
    """Change these fields in the form of a row; what the admin says afterwards."""
    url = page_of(row)
    data = as_posted(desk.get(url)) | changes
    return said(desk.post(url, data, follow=True))


def said(response: Any) -> list[str]:
    assert response.redirect_chain, response.context["errors"]
    return [strip_tags(str(message)) for message in response.context["messages"]]


def version() -> int:
    return CatalogueVersion.objects.get().version


# --- activity types -------------------------------------------------------------------------


def test_saving_without_a_change_changes_nothing(desk: Client) -> None:
    row = make_activity_type(places=["outdoor", "indoor"])
    before = version(), ActivityType.history.count()
    save(desk, row)
    row.refresh_from_db()
    assert row.places == ["outdoor", "indoor"]
    assert (version(), ActivityType.history.count()) == before


def test_a_change_is_of_the_draft_and_under_the_curators_name(desk: Client, curator: User) -> None:
    row = make_activity_type()
    before = catalogue()
    save(desk, row, **{"name_nl": "Soep voor iedereen", "steps-0-text_nl": "Kook veel soep."})
    assert [step.text_nl for step in row.steps.all()] == ["Kook veel soep."]
    assert catalogue() is before
    publish_now()
    assert catalogue().activity_types["soup"].name_nl == "Soep voor iedereen"
    assert ActivityType.history.first().history_user == curator
    assert row.steps.get().history.first().history_user == curator


def test_a_published_format_that_is_no_longer_whole_stays_so_and_holds_up_the_next_edition(
    desk: Client, situation: Situation
) -> None:
    row = make_activity_type(fits={situation: 3})
    told = save(desk, row, summary_en="")
    assert told[0] == (
        "It is saved. The draft cannot be published before this is put right:"
        "Summary (English): is empty"
    )
    row.refresh_from_db()
    assert (row.status, row.summary_en) == (Status.PUBLISHED, "")
    words: dict[str, Any] = {"summary_nl": "Nieuw.", "summary_en": "New.", "now": timezone.now()}
    with pytest.raises(CannotPublishError) as refused:
        publish_draft(by=None, **words)
    assert [(slug, str(fault)) for slug, fault in refused.value.faults] == [
        ("soup", "summary.en: is empty")
    ]
    assert catalogue().activity_types["soup"].summary_en == "Eating soup together."
    for page in ("edition_draft", "case_effect", "case_coverage", "activitytype_matrix"):
        assert desk.get(reverse(f"admin:suggestions_{page}")).status_code == 200
    assert len(save(desk, row, summary_en="Soup, together.")) == 1
    publish_draft(by=None, **words)
    assert catalogue().activity_types["soup"].summary_en == "Soup, together."


def test_what_is_not_meant_for_the_next_edition_does_not_hold_it_up(
    desk: Client, situation: Situation
) -> None:
    row = make_activity_type(fits={situation: 3})
    save(desk, row, summary_en="", status="draft")
    publish_draft(by=None, summary_nl="Nieuw.", summary_en="New.", now=timezone.now())
    assert catalogue().activity_types == {}


def test_a_draft_may_be_unfinished_and_stays_out_of_sight(desk: Client) -> None:
    row = make_activity_type(status=Status.DRAFT)
    before = version()
    assert len(save(desk, row, summary_en="")) == 1
    assert version() == before


def test_a_new_format_gets_all_seven_conditions(desk: Client) -> None:
    url = reverse("admin:suggestions_activitytype_add")
    data = as_posted(desk.get(url))
    assert data["status"] == "draft"
    assert not any(name.startswith("conditions") for name in data)
    data |= {"slug": "walk", "name_nl": "Wandelen", "name_en": "Walking"}
    desk.post(url, data | {"family": "light", "contact_mode": "light"})
    row = ActivityType.objects.get()
    assert [part.condition for part in row.conditions.all()] == Condition.values
    assert [part.order for part in row.conditions.all()] == [1, 2, 3, 4, 5, 6, 7]
    form = as_posted(desk.get(page_of(row)))
    assert form["conditions-TOTAL_FORMS"] == 7
    assert form["conditions-MAX_NUM_FORMS"] == 0


def test_parts_are_numbered_in_the_order_that_the_curator_gives(desk: Client) -> None:
    row = make_activity_type()
    row.steps.create(order=2, weeks_before=1, text_nl="Nodig uit.", text_en="Invite.")
    new: dict[str, Any] = {"steps-TOTAL_FORMS": 3, "steps-2-weeks_before": 4}
    new |= {"steps-2-text_nl": "Zoek een pan.", "steps-2-text_en": "Find a pot."}
    save(desk, row, **new, **{"steps-0-order": 5, "steps-2-order": 1})
    steps = [(step.order, step.text_nl) for step in row.steps.all()]
    assert steps == [(1, "Zoek een pan."), (2, "Nodig uit."), (3, "Kook soep.")]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"tension_min": 1}, "The lowest tension is above the highest."),
        ({"group_min": 30}, "The smallest group is larger than the largest."),
        ({"weeks_min": 9}, "Preparation usually takes no less than at least."),
        ({"cost_min": 9}, "The lowest cost is above the highest."),
        ({"example_verified": "on"}, "An example seen on a page needs its source."),
        ({"organisers_min": 0}, "Ensure this value is greater than or equal to 1."),
        ({"name_nl": "x" * 81}, "Ensure this value has at most 80 characters (it has 81)."),
        ({"places": ["moon"]}, "Select a valid choice. moon is not one of the available choices."),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    desk: Client, changes: dict[str, Any], message: str
) -> None:
    row = make_activity_type()
    url = page_of(row)
    response = desk.post(url, as_posted(desk.get(url)) | changes)
    errors = [error for part in response.context["errors"] for error in part]
    assert errors == [message]


def test_publishing_says_what_is_missing(desk: Client) -> None:
    situation = make_situation()
    make_activity_type("walk", fits={situation: 3}, status=Status.DRAFT)
    make_activity_type("soup", fits={situation: 3}, status=Status.DRAFT, summary_en="")
    chosen = {
        "action": "publish_selected",
        "_selected_action": [r.pk for r in ActivityType.objects.all()],
    }
    assert said(desk.post(TYPES, chosen, follow=True)) == [
        "Soup in the street is not published. First put right:Summary (English): is empty",
        "1 format is published.",
    ]
    assert catalogue().activity_types == {}
    publish_now()
    assert list(catalogue().activity_types) == ["walk"]


def test_unpublishing_takes_it_out_of_the_next_edition(desk: Client) -> None:
    row = make_activity_type()
    chosen = {"action": "unpublish_selected", "_selected_action": [row.pk]}
    assert said(desk.post(TYPES, chosen, follow=True)) == ["1 format is a draft."]
    assert list(catalogue().activity_types) == ["soup"]
    publish_now()
    assert catalogue().activity_types == {}


def test_what_readers_see_cannot_be_deleted_and_the_page_says_why(desk: Client) -> None:
    shown, source = make_activity_type("soup"), make_source("a-study")
    publish_now()
    for row in (shown, source):
        page = desk.get(page_of(row, "delete"))
        assert "It is in the edition that readers see now" in page.content.decode()
        assert f'<a href="{page_of(row, "change")}">Back to {row}</a>' in page.content.decode()
        assert page_of(row, "delete") not in desk.get(page_of(row, "change")).content.decode()
        assert desk.post(page_of(row, "delete"), {"post": "yes"}).status_code == 403
        assert type(row).objects.filter(pk=row.pk).exists()
    chosen = {"action": "delete_selected", "_selected_action": [shown.pk], "post": "yes"}
    desk.post(TYPES, chosen)
    assert ActivityType.objects.filter(pk=shown.pk).exists()
    assert catalogue().activity_types["soup"].pk == shown.pk


def test_what_was_never_published_can_be_deleted(desk: Client) -> None:
    make_activity_type("walk", status=Status.DRAFT)
    row = ActivityType.objects.get(slug="walk")
    assert page_of(row, "delete") in desk.get(page_of(row, "change")).content.decode()
    desk.post(page_of(row, "delete"), {"post": "yes"})
    assert not ActivityType.objects.exists()


def test_the_name_in_addresses_is_fixed_once_it_exists(desk: Client) -> None:
    row = make_activity_type()
    save(desk, row, slug="stew", name_nl="Stoofpot")
    row.refresh_from_db()
    assert (row.slug, row.name_nl) == ("soup", "Stoofpot")


def test_only_what_is_published_links_to_its_page(desk: Client) -> None:
    situation = make_situation()
    draft = make_activity_type("soup", fits={situation: 3}, status=Status.DRAFT)
    shown = make_activity_type("walk", fits={situation: 3})
    assert desk.get(page_of(draft)).context["absolute_url"] is None
    assert desk.get(page_of(shown)).context["absolute_url"] == shown.get_absolute_url()


def test_history_tells_every_change_of_a_format_and_its_parts(desk: Client, curator: User) -> None:
    row = make_activity_type()
    save(desk, row, **{"places": ["indoor"], "steps-0-text_nl": "Kook veel soep."})
    save(desk, row, **{"steps-0-DELETE": "on"})
    response = desk.get(page_of(row, "history"))
    assert [
        (change.kind, change.row, [(d.column, d.old, d.new) for d in change.differences])
        for change in response.context["changes"]
        if change.who == "Cura"
    ] == [
        ("-", "Make soup.", []),
        ("~", "Make soup.", [("text (Dutch)", "Kook soep.", "Kook veel soep.")]),
        ("~", "Soup in the street", [("places", "outdoors", "indoors")]),
    ]
    assert "<del>Kook soep.</del> <ins>Kook veel soep.</ins>" in response.content.decode()


# --- situations and sources -----------------------------------------------------------------


@pytest.fixture
def situation() -> Situation:
    """A situation that lacks nothing."""
    row = make_situation()
    row.signals.create(order=1, text_nl="Mensen groeten.", text_en="People greet.")
    row.never_do.create(order=1, text_nl="Stoppen.", text_en="Stop.")
    publish_now()
    return row


def test_situations_are_edited_but_not_added_or_deleted(desk: Client, situation: Situation) -> None:
    assert len(save(desk, situation, title_nl="Het gaat heel goed")) == 1
    assert catalogue().situations["good-vibe"].title_nl == "Het gaat goed"
    publish_now()
    assert catalogue().situations["good-vibe"].title_nl == "Het gaat heel goed"
    assert desk.get(reverse("admin:suggestions_situation_add")).status_code == 403
    assert desk.get(page_of(situation, "delete")).status_code == 403


def test_a_situation_that_lacks_something_is_saved_with_a_warning(
    desk: Client, situation: Situation
) -> None:
    told = save(desk, situation, **{"signals-0-DELETE": "on"})
    assert told[0] == "It is saved. Still put right:Signals: needs at least 1"
    assert not situation.signals.exists()


def test_a_source_is_of_the_draft_too(desk: Client) -> None:
    row = make_source()
    publish_now()
    assert len(save(desk, row, doi="10.1234/abc", doi_status="seen-on-page")) == 1
    assert catalogue().sources["a-study"].link == ""
    publish_now()
    assert catalogue().sources["a-study"].link == "https://doi.org/10.1234/abc"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"doi": "unverified", "doi_status": "unverified"},
            "Write it as 10.1038/s41586-019-1234-5.",
        ),
        ({"doi": "10.1234/abc"}, "The DOI and what is said of it do not go together."),
        ({"doi_status": "seen-on-page"}, "The DOI and what is said of it do not go together."),
        ({"url": "javascript:alert(1)"}, "Enter a valid URL."),
    ],
)
def test_a_source_that_cannot_be_is_refused(
    desk: Client, changes: dict[str, str], message: str
) -> None:
    url = page_of(make_source())
    response = desk.post(url, as_posted(desk.get(url)) | changes)
    assert [error for part in response.context["errors"] for error in part] == [message]


# --- the pages as a whole -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "most"), [("activitytype", 12), ("situation", 12), ("source", 12)]
)
def test_lists_cost_few_queries_however_long(
    desk: Client, catalogue: CatalogueSnapshot, model: str, most: int
) -> None:
    with CaptureQueriesContext(connection) as asked:
        response = desk.get(reverse(f"admin:suggestions_{model}_changelist"))
    assert response.context["cl"].result_count in {49, 14, 99}
    assert len(asked) <= most


def test_a_form_costs_as_many_queries_with_few_parts_as_with_many(
    desk: Client, catalogue: CatalogueSnapshot
) -> None:
    def queries(slug: str) -> int:
        url = page_of(ActivityType.objects.get(slug=slug))
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(url).status_code == 200
        return len(asked)

    small = ActivityType.objects.get(slug="street-coffee")
    for parts in (small.fits, small.steps, small.evidence, small.skills):
        parts.all().delete()
    assert queries("street-coffee") == queries("neighbours-day") <= 25


@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_no_page_needs_what_the_content_policy_forbids(desk: Client, page: str) -> None:
    for row in (make_activity_type(), make_source("other"), make_situation("other")):
        response = desk.get(page_of(row, page))
        html = response.content.decode()
        if response.status_code == 200:
            assert re.findall(r"<style|\sstyle=|\son\w+=|<script(?![^>]*(src=|json))", html) == []


def test_search_finds_a_format_by_either_name(desk: Client) -> None:
    situation = make_situation()
    make_activity_type("soup", fits={situation: 3})
    make_activity_type(
        "walk", fits={situation: 3}, name_nl="Wandelen", name_en="Going for a stroll"
    )
    for words, found in (("wandel", ["walk"]), ("stroll", ["walk"]), ("street", ["soup"])):
        rows = desk.get(TYPES, {"q": words}).context["cl"].queryset
        assert [row.slug for row in rows] == found

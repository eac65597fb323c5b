"""The editor of the rules: what a curator sets, and that nobody's work is lost."""

import html
import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from meetups.accounts.models import User
from meetups.recommender.questions import accepted
from meetups.recommender.rules import SHIPPED
from meetups.suggestions.draft import draft_rules
from meetups.suggestions.editions import CannotPublishError, publish_draft, roll_back
from meetups.suggestions.models import Case, Edition, RuleDraft
from meetups.suggestions.queries import CatalogueSnapshot, catalogue_of
from meetups.suggestions.queries import catalogue as current
from meetups.suggestions.rule_draft import (
    ChangedMeanwhileError,
    FaultyRulesError,
    change_rules,
    log,
    opened,
)
from meetups.suggestions.rule_values import LISTS, NUMBERS, TEXTS, value_of, with_values
from meetups.suggestions.services import advise
from tests.factories import make_activity_type
from tests.signing_in import sign_in
from tests.suggestions.answers import CALM, THREATENED, query

pytestmark = pytest.mark.django_db

EDITOR = reverse("admin:suggestions_ruledraft_changelist")
FIRMNESS = reverse("admin:suggestions_ruledraft_sensitivity")
HISTORY = reverse("admin:suggestions_ruledraft_history", args=[1])
WHY = "A study of 2024 found less."


def make_curator(name: str = "Cura", *, may: str = "change") -> User:
    user = User.objects.create_user(f"{name.lower()}@example.nl", name=name, is_staff=True)
    names = ("view_ruledraft", f"{may}_ruledraft")
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


@pytest.fixture
def curator() -> User:
    return make_curator()


@pytest.fixture
def desk(client: Client, curator: User) -> Client:
    """The curator's browser, in English."""
    sign_in(client, curator)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def as_posted(response: Any) -> dict[str, Any]:
    """What the browser would send back when nothing was touched."""
    form = response.context["form"]
    data = {bound.html_name: bound.value() for bound in form}
    return {name: value for name, value in data.items() if value is not None}


def save(desk: Client, **changes: Any) -> Any:
    names = {name.replace("__", "."): value for name, value in changes.items()}
    data = as_posted(desk.get(EDITOR)) | {"why": WHY} | names
    return desk.post(EDITOR, data)


def change(values: dict[str, Any], by: User, why: str = WHY) -> None:
    change_rules(values=values, stamp=opened().stamp, by=by, why=why, now=timezone.now())


# --- the page -------------------------------------------------------------------------------------


def test_every_value_has_its_field_with_its_bounds(desk: Client) -> None:
    page = desk.get(EDITOR).content.decode()
    for key, bounds in NUMBERS.items():
        tag = re.search(rf'<input[^>]*name="{re.escape(key)}"[^>]*>', page)
        assert tag, key
        assert f'min="{bounds.low}"' in tag[0], key
        assert f'max="{bounds.high}"' in tag[0], key
        assert f'value="{value_of(SHIPPED.data, key)}"' in tag[0], key
        assert f'<label for="id_{key}">' in page, key
    for key in LISTS:
        assert f'name="{key}"' in page
    for key in TEXTS:
        for code in ("nl", "en"):
            assert f'name="{key}.{code}"' in page
            assert value_of(SHIPPED.data, key)[code][:20] in page.replace("&#x27;", "'")
    assert not RuleDraft.objects.exists()
    assert "In the program: <code>tension level &gt; format.tension.max_level</code>" in page


def test_lists_are_choices_of_all_formats(desk: Client) -> None:
    row = make_activity_type("our-own")
    assert save(desk, not_with_fear=["our-own", "world-cafe"]).status_code == 302
    assert sorted(draft_rules()["not_with_fear"]) == ["our-own", "world-cafe"]
    assert row.name in desk.get(EDITOR).content.decode()
    assert save(desk, not_with_fear=["no-such"]).status_code == 422
    assert sorted(draft_rules()["not_with_fear"]) == ["our-own", "world-cafe"]


def test_who_may_only_look_changes_nothing(client: Client) -> None:
    sign_in(client, make_curator("Kijker", may="view"))
    response = client.get(EDITOR)
    assert response.status_code == 200
    assert b"disabled" in response.content
    assert 'name="reset"' not in response.content.decode()
    assert client.post(EDITOR, {"why": WHY}).status_code == 403
    assert client.get(HISTORY).status_code == 200
    outsider = User.objects.create_user("outsider@example.nl", is_staff=True)
    sign_in(client, outsider)
    for url in (EDITOR, HISTORY, FIRMNESS):
        assert client.get(url).status_code == 403


# --- saving ---------------------------------------------------------------------------------------


def test_the_first_save_makes_the_row_and_says_who_and_why(desk: Client, curator: User) -> None:
    response = save(desk, S1__points__3=28, H1__text__en="Too tense\r\n for  this. ")
    assert response.status_code == 302
    row = RuleDraft.objects.get()
    changed = with_values(SHIPPED.data, {"S1.points.3": 28})
    changed["hard_exclusions"][0]["text"]["en"] = "Too tense for this."
    assert row.rules == changed
    assert row.version == 1
    (saved,) = log()
    assert (saved.who, saved.why) == (str(curator), WHY)
    assert {c.key for c in saved.changes} == {"S1.points.3", "H1.text"}
    page = desk.get(HISTORY).content.decode()
    for text in (WHY, "<del>30</del> <ins>28</ins>", "Too tense for this."):
        assert text in page


def test_saving_nothing_new_writes_nothing(desk: Client) -> None:
    assert save(desk).status_code == 302
    assert not RuleDraft.objects.exists()
    turned = list(reversed(SHIPPED.data["not_with_fear"]))
    assert save(desk, not_with_fear=turned).status_code == 302
    assert not RuleDraft.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"S1.points.3": "41"}, "S1.points.3"),
        ({"S1.points.3": "many"}, "S1.points.3"),
        ({"S1.points.3": "19"}, "S1.points.3"),  # fits very well would give less than fits well
        ({f"S4.weights.base.{name}": "0" for name in SHIPPED.by_code["S4"]["weights"]["base"]},
         "S4.weights.base.equal_status"),
        ({"H1.text.nl": " "}, "H1.text.nl"),
        ({"H1.text.nl": "{max}"}, "H1.text.nl"),
        ({"why": ""}, "why"),
        ({"why": "x" * 101}, "why"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_by_the_field_and_nothing_typed_is_lost(
    desk: Client, changes: dict[str, str], field: str
) -> None:
    typed = {"S2.points.3": "17", **changes}
    response = save(desk, **typed)
    assert response.status_code == 422
    form = response.context["form"]
    assert list(form.errors) == [field]
    assert form["S2.points.3"].value() == "17"
    page = response.content.decode()
    assert f'href="#id_{field}"' in page
    assert 'aria-invalid="true"' in page
    assert not RuleDraft.objects.exists()


def test_resetting_a_rule_fills_it_in_and_keeps_what_else_was_typed(
    desk: Client, curator: User
) -> None:
    change({"S1.points.3": 28, "S2.points.3": 17, "safe_with_threats": []}, curator)
    response = save(desk, reset="S1", S2__points__3="16")
    assert response.status_code == 200
    form = response.context["form"]
    assert str(form["S1.points.3"].value()) == "30"
    assert form["S2.points.3"].value() == "16"
    assert value_of(draft_rules(), "S1.points.3") == 28
    desk.post(EDITOR, as_posted(response) | {"why": "Back."})
    assert value_of(draft_rules(), "S1.points.3") == 30
    assert value_of(draft_rules(), "S2.points.3") == 16
    response = save(desk, reset="H3")
    desk.post(EDITOR, as_posted(response) | {"why": "Back too."})
    assert set(draft_rules()["safe_with_threats"]) == set(SHIPPED.data["safe_with_threats"])


# --- two at a time --------------------------------------------------------------------------------


def test_two_curators_never_undo_each_other_unseen(desk: Client, curator: User) -> None:
    mine = as_posted(desk.get(EDITOR)) | {"why": WHY, "S1.points.3": "28", "S2.points.3": "17"}
    other = make_curator("Ander")
    change({"S1.points.3": 33, "S6.points": 5, "not_when_refused": []}, other, "Theirs.")
    response = desk.post(EDITOR, mine)
    assert response.status_code == 409
    assert value_of(draft_rules(), "S1.points.3") == 33
    page = response.content.decode()
    assert "Theirs." in page
    assert str(other) in page
    assert {(c.key, c.before, c.after, c.mine) for c in response.context["meanwhile"]} == {
        ("S1.points.3", "30", "33", True),
        ("S6.points", "4", "5", False),
        ("not_when_refused", "home-visits", "", False),
    }
    together = as_posted(response)
    assert str(together["S1.points.3"]) == "28"
    assert desk.post(EDITOR, together).status_code == 302
    rules = draft_rules()
    found = {key: value_of(rules, key) for key in ("S1.points.3", "S2.points.3", "S6.points")}
    assert found == {"S1.points.3": 28, "S2.points.3": 17, "S6.points": 5}
    assert rules["not_when_refused"] == []
    assert [saved.who for saved in log()] == [str(curator), str(other)]


def test_bringing_an_edition_back_counts_as_someone_else(
    desk: Client, catalogue: CatalogueSnapshot, curator: User
) -> None:
    change({"S1.points.3": 28}, curator)
    mine = as_posted(desk.get(EDITOR)) | {"why": WHY, "S2.points.3": "17"}
    roll_back(number=1, by=None, summary_nl="Terug.", summary_en="Back.", now=timezone.now())
    assert desk.post(EDITOR, mine).status_code == 409
    assert value_of(draft_rules(), "S2.points.3") == 18


def test_a_stale_version_changes_nothing(curator: User) -> None:
    stamp = opened().stamp
    change({"S6.points": 5}, curator)
    with pytest.raises(ChangedMeanwhileError):
        change_rules(values={"S6.points": 6}, stamp=stamp, by=curator, why=WHY, now=timezone.now())
    assert value_of(draft_rules(), "S6.points") == 5


def test_faulty_rules_are_never_saved(curator: User) -> None:
    with pytest.raises(FaultyRulesError) as error:
        change({"S6.points": 99}, curator)
    assert [fault.path for fault in error.value.faults] == ["S6.points"]
    assert not RuleDraft.objects.exists()


# --- publishing -----------------------------------------------------------------------------------


def test_the_draft_counts_once_it_is_published(catalogue: CatalogueSnapshot, curator: User) -> None:
    change({"S6.points": 7}, curator)
    assert catalogue.rules.points("S6") == 4
    publish_draft(by=None, summary_nl="Meer.", summary_en="More.", now=timezone.now())
    assert current().rules.points("S6") == 7


def test_rules_that_are_out_of_bounds_are_not_published(catalogue: CatalogueSnapshot) -> None:
    RuleDraft.objects.create(pk=1, rules=with_values(SHIPPED.data, {"S6.points": 99}))
    with pytest.raises(CannotPublishError) as error:
        publish_draft(by=None, summary_nl="Meer.", summary_en="More.", now=timezone.now())
    assert [(slug, fault.path) for slug, fault in error.value.faults] == [("rules", "S6.points")]
    assert Edition.objects.count() == 1


def test_a_draft_of_older_software_gets_what_is_new(curator: User) -> None:
    old = with_values(SHIPPED.data, {"S6.points": 7})
    old["points"] = [rule for rule in old["points"] if rule["id"] != "S15"]
    RuleDraft.objects.create(pk=1, rules=old)
    assert draft_rules() == with_values(SHIPPED.data, {"S6.points": 7})
    change({"S7.points": 3}, curator)
    assert draft_rules() == with_values(SHIPPED.data, {"S6.points": 7, "S7.points": 3})


# --- how firm the top three is --------------------------------------------------------------------


def test_the_firmness_of_a_case_and_of_answers_in_the_address(
    desk: Client, catalogue: CatalogueSnapshot, curator: User
) -> None:
    Case.objects.create(slug="calm", title_nl="Rustig", title_en="Calm street", answers=CALM)
    assert b"Calm street" in desk.get(FIRMNESS).content
    by_case = desk.get(FIRMNESS, {"case": "calm"})
    by_query = desk.get(f"{FIRMNESS}?{query(CALM)}")
    found = by_case.context["found"]
    assert found.shifts
    assert [s.point for s in found.shifts] == [s.point for s in by_query.context["found"].shifts]
    page = html.unescape(by_case.content.decode())
    for shift in found.shifts:
        assert f"#rule-{shift.point.code}" in page
        for row in shift.comes:
            assert f"{row.name} comes in." in page
    change({"pick.max_same_family_in_top3": 1}, curator)
    tighter = desk.get(FIRMNESS, {"case": "calm"}).context["found"]
    assert [row.slug for row in tighter.top] != [row.slug for row in found.top]


def test_too_few_answers_are_said(desk: Client) -> None:
    for query_ in ("situation=loneliness", "case=&situation=nonsense", query({"goal": "meet"})):
        response = desk.get(f"{FIRMNESS}?{query_}")
        assert response.status_code == 200
        assert response.context["incomplete"]
        assert response.context["found"] is None
    assert not desk.get(f"{FIRMNESS}?{query(THREATENED)}").context["incomplete"]


def test_the_editor_asks_the_same_number_of_queries_whatever_there_is(
    desk: Client, curator: User
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            desk.get(EDITOR)
        return len(queries)

    make_activity_type("one")
    asked()
    before = asked()
    for number in range(3):
        change({"S6.points": number}, curator)
    assert asked() == before


def test_an_edition_of_older_software_still_advises(catalogue: CatalogueSnapshot) -> None:
    """What came with newer software is as shipped there: no rule may be missing from an advice."""
    first = Edition.objects.get()
    old = with_values(SHIPPED.data, {"S6.points": 7})
    old["points"] = [rule for rule in old["points"] if rule["id"] != "S5"]
    Edition(
        number=2,
        content={**first.content, "rules": old},
        published_at=timezone.now(),
        summary_nl="Oud.",
        summary_en="Old.",
    ).save()
    then = catalogue_of(2)
    assert then.rules.points("S6") == 7
    assert advise(accepted(CALM), then).top

"""What a change does to the cases: with what did it, and mirrored the other way round."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from meetups.recommender.rules import SHIPPED
from meetups.suggestions.cases import MIRRORED, CaseChange, Move, effect_of
from meetups.suggestions.cases_wording import move_lines, warnings_text
from meetups.suggestions.models import Case
from meetups.suggestions.queries import CatalogueSnapshot
from meetups.suggestions.snapshots import snapshot_of
from tests.suggestions.cases import LONELY, a_case, changed

pytestmark = pytest.mark.django_db


def effect(before: CatalogueSnapshot, after: CatalogueSnapshot, **columns: Any) -> CaseChange:
    (change,) = effect_of(before, after, [a_case(**columns)])
    return change


def kinds(change: CaseChange) -> dict[str, str]:
    """What happens to formats of which something changed."""
    return {move.slug: move.kind for move in change.moves if move.is_own}


def test_a_weaker_fit_moves_a_tip_out_and_the_next_in_with_the_rule_that_did_it(
    catalogue: CatalogueSnapshot,
) -> None:
    after = changed(
        connection_course=lambda item: item["situations"]["loneliness"].update(strength=1)
    )
    change = effect(catalogue, after, expected=["connection-course"])
    assert kinds(change) == {"connection-course": "out"}
    assert [m.kind for m in change.moves].count("in") == 1
    assert change.breaks
    assert change.is_moved
    (out,) = [move for move in change.moves if move.slug == "connection-course"]
    with translation.override("en"):
        (line,) = move_lines([out], catalogue, after)
    assert (line.name, line.what) == ("Course or group on connection", "is no tip any more")
    assert line.before.startswith("tip 2, ")
    assert line.after.startswith("place ")
    assert line.reasons == ["Situation: +30 → +10 points"]


def test_another_list_says_which_rule_bars_it(catalogue: CatalogueSnapshot) -> None:
    after = changed(repair_cafe=lambda item: item["situations"].pop("loneliness"))
    change = effect(catalogue, after, never=["repair-cafe"])
    assert kinds(change) == {"repair-cafe": "list"}
    assert change.mends
    (move,) = [m for m in change.moves if m.is_own]
    with translation.override("en"):
        (line,) = move_lines([move], catalogue, after)
        assert line.reasons[0] == "It does not fit this situation."
        assert line.after == "not now"
        (back,) = move_lines(
            [m for m in effect(after, catalogue).moves if m.is_own], after, catalogue
        )
        assert back.reasons[0] == "No longer: It does not fit this situation."


def test_a_format_that_is_gone_and_one_that_is_new(catalogue: CatalogueSnapshot) -> None:
    content = deepcopy(
        {
            "activity_types": [],
            "sources": [],
            "situations": [],
            "rules": SHIPPED.data,
        }
    )
    empty = snapshot_of(content, number=3)
    with translation.override("en"):
        change = effect(catalogue, empty)
        assert {m.kind for m in change.moves} == {"out", "gone"}
        line = move_lines(change.moves, catalogue, empty)[0]
        assert (line.after, line.reasons) == (
            "not in the catalogue",
            ["It is not in the catalogue any more."],
        )
        assert {m.kind for m in effect(empty, catalogue).moves} == {"in", "new"}


def test_a_change_of_a_weight_reaches_every_case(catalogue: CatalogueSnapshot) -> None:
    def stronger(rules: dict[str, Any]) -> None:
        (evidence,) = [rule for rule in rules["points"] if rule["id"] == "S5"]
        evidence["points"]["moderate"] += 9

    change = effect(catalogue, changed(rules=stronger))
    # What does not fit the situation is left out: no weight brings it in.
    tested = {
        f.slug
        for f in catalogue.facts
        if f.evidence == "moderate" and f.situations.get("loneliness")
    }
    assert tested
    assert set(kinds(change)) == tested
    (because,) = next(m for m in change.moves if m.is_own).because
    assert because.code == "S5"
    assert because.before
    assert because.after
    assert because.after.points - because.before.points == 9


def test_warnings_that_come_and_go_are_named(catalogue: CatalogueSnapshot) -> None:
    def once(item: dict[str, Any]) -> None:
        item["duration"] |= {"rhythm": "once", "sessions_typical": 1}

    tips = [s.replace("-", "_") for s in effect(catalogue, catalogue).before.advice.top]
    was = effect(catalogue, catalogue).before.advice.notices
    after = changed(**dict.fromkeys(tips, once))
    change = effect(catalogue, after)
    assert was == ()
    assert change.warnings_new == ("follow-up",)
    with translation.override("en"):
        assert warnings_text(change) == ["The warning ‘Plan a second time at once’ is given now."]


# --- whatever the change --------------------------------------------------------------------------


def mirrored(move: Move) -> tuple[Any, ...]:
    because = tuple((b.code, b.after, b.before) for b in move.because)
    return move.slug, MIRRORED[move.kind], move.after, move.before, because


def plainly(move: Move) -> tuple[Any, ...]:
    because = tuple((b.code, b.before, b.after) for b in move.because)
    return move.slug, move.kind, move.before, move.after, because


edits = st.fixed_dictionaries(
    {
        "slug": st.sampled_from(
            ["connection-course", "repair-cafe", "street-coffee", "own-circle"]
        ),
        "strength": st.integers(0, 3),
        "tension": st.integers(0, 4),
        "evidence": st.sampled_from(["strong", "practice-based"]),
        "is_there": st.booleans(),
        "points": st.integers(0, 20),
    }
)


@settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(edit=edits)
def test_reversed_it_is_mirrored_and_on_itself_nothing(
    catalogue: CatalogueSnapshot, edit: dict[str, Any]
) -> None:
    def rules(data: dict[str, Any]) -> None:
        (language,) = [rule for rule in data["points"] if rule["id"] == "S6"]
        language["points"] = edit["points"]

    def format_(item: dict[str, Any]) -> None:
        fits = item["situations"]
        fits["loneliness"] = {"strength": edit["strength"], "reason": {"nl": "a", "en": "b"}}
        item["tension"]["max_level"] = edit["tension"]
        item["evidence"]["level"] = edit["evidence"]

    cases = [*Case.objects.filter(slug__in=["P03", "P09", "P10"]), a_case(answers=LONELY)]
    name = edit["slug"].replace("-", "_")
    gone = () if edit["is_there"] else (edit["slug"],)
    after = changed(*gone, **{"rules": rules, name: format_})
    there, back = effect_of(catalogue, after, cases), effect_of(after, catalogue, cases)
    for one, other in zip(there, back, strict=True):
        assert [plainly(move) for move in other.moves] == [mirrored(move) for move in one.moves]
        assert (one.warnings_new, one.breaks) == (other.warnings_gone, other.mends)
        assert (one.before.broken, one.after.broken) == (other.after.broken, other.before.broken)
    # Turned round nothing is equal at once, so what was judged is reused.
    turned = replace(after, facts=tuple(reversed(after.facts)))
    for same in (*effect_of(after, after, cases), *effect_of(after, turned, cases)):
        assert not same.is_changed

"""What a curator may set in the rules, and what makes them less safe."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetups.recommender.rules import SHIPPED, RuleBook
from meetups.suggestions.content_files import SHIPPED as FILES
from meetups.suggestions.content_files import read
from meetups.suggestions.rule_bounds import (
    LOOSER,
    faults_of_rules,
    loosened,
    loosened_content,
    looser_in_words,
)
from meetups.suggestions.rule_values import (
    LISTS,
    NUMBERS,
    SLUG_LISTS,
    TEXTS,
    settled,
    value_of,
    with_values,
)
from meetups.suggestions.rule_words import MEANS, SECTIONS, full_label, label_of, rule_name

Content = dict[str, Any]


@pytest.fixture(scope="module")
def content() -> Content:
    """The shipped catalogue as an edition holds it."""
    files = read(FILES)
    return {
        "sources": list(files.sources.values()),
        "situations": list(files.situations.values()),
        "activity_types": list(files.activity_types.values()),
        "rules": SHIPPED.data,
    }


def paths(rules: Any, **more: Any) -> list[str]:
    return [fault.path for fault in faults_of_rules(rules, **more)]


# --- bounds ---------------------------------------------------------------------------------------


def test_the_shipped_rules_have_no_faults(content: Content) -> None:
    formats = {item["slug"] for item in content["activity_types"]}
    assert paths(SHIPPED.data, formats=formats) == []
    assert paths(SHIPPED.data, formats=set()) == []  # a catalogue may hold fewer


@pytest.mark.parametrize("bad", [None, [], "rules", 3, {}, {"points": 3}])
def test_whatever_json_holds_is_named_and_never_raises(bad: Any) -> None:
    assert paths(bad)


@given(st.sampled_from(sorted(NUMBERS)), st.integers(-100_000, 100_000))
def test_numbers_stay_within_their_bounds(key: str, number: int) -> None:
    bounds = NUMBERS[key]
    found = paths(with_values(SHIPPED.data, {key: number}))
    if not bounds.low <= number <= bounds.high:
        assert found == [key]
    else:  # within: the most that can be wrong is an order, or that nothing counts
        assert all(".points." in path or ".weights." in path for path in found)


@pytest.mark.parametrize("wrong", ["3", None, True, 2.5, float("nan"), [3], {"a": 1}])
def test_a_number_is_a_number(wrong: Any) -> None:
    assert paths(with_values(SHIPPED.data, {"S1.points.3": wrong})) == ["S1.points.3"]


def test_a_share_has_two_decimals_at_most() -> None:
    share = "pick.minimum_fraction_of_best"
    assert paths(with_values(SHIPPED.data, {share: 0.55})) == []
    assert paths(with_values(SHIPPED.data, {share: 0.555})) == [share]


def test_what_fits_better_never_gets_fewer_points() -> None:
    assert paths(with_values(SHIPPED.data, {"S1.points.2": 31})) == ["S1.points.3"]
    assert paths(with_values(SHIPPED.data, {"S1.points.2": 30})) == []


def test_some_pillar_always_counts() -> None:
    kind = "S4.weights.base"
    none = dict.fromkeys(value_of(SHIPPED.data, kind), 0)
    faulty = with_values(SHIPPED.data, {f"{kind}.{name}": 0 for name in none})
    assert paths(faulty) == [f"{kind}.equal_status"]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda rules: rules["hard_exclusions"].pop(2), "hard_exclusions"),
        (lambda rules: rules["hard_exclusions"].reverse(), "hard_exclusions"),
        (lambda rules: rules["points"][0].update(id="S99"), "points"),
        (lambda rules: rules["points"][0].update(extra=1), "S1.extra"),
        (lambda rules: rules["points"][0].pop("name"), "S1.name"),
        (lambda rules: rules["points"][0]["points"].pop("3"), "S1.points.3"),
        (lambda rules: rules["points"][4]["points"].update({"practice-based": 1}), "S5.points"),
        (lambda rules: rules["hard_exclusions"][0].update(when="never"), "H1.when"),
        (lambda rules: rules["pick"].update(top=4), "pick.top"),
        (lambda rules: rules["notices"].pop(), "notices"),
        (lambda rules: rules.pop("safe_with_threats"), "safe_with_threats"),
        (lambda rules: rules.update(order=[]), "order"),
    ],
)
def test_the_shape_is_that_of_the_software(change: Callable[[Any], Any], path: str) -> None:
    rules = copy.deepcopy(dict(SHIPPED.data))
    change(rules)
    found = paths(rules)
    assert len(found) == 1
    assert found[0].startswith(path)


def test_lists_name_formats_that_exist_once() -> None:
    def faults(slugs: Any) -> list[str]:
        return paths(with_values(SHIPPED.data, {"not_with_fear": slugs}), formats={"our-own"})

    assert faults(["our-own", "world-cafe"]) == []
    assert faults(["no-such-format"]) == ["not_with_fear"]
    assert faults(["our-own", "our-own"]) == ["not_with_fear[1]"]
    assert faults("our-own") == ["not_with_fear"]
    assert faults([["our-own"]]) == ["not_with_fear[0]"]
    assert paths(with_values(SHIPPED.data, {"S14.goals": ["meet", "win"]})) == ["S14.goals"]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ({"nl": "Te gespannen.", "en": ""}, "H1.text.en"),
        ({"nl": "Te gespannen."}, "H1.text.en"),
        ({"nl": "x" * 601, "en": "x"}, "H1.text.nl"),
        ({"nl": "Meer dan {max}.", "en": "x"}, "H1.text.nl"),
        ("Te gespannen.", "H1.text"),
    ],
)
def test_texts_are_there_in_both_languages(text: Any, path: str) -> None:
    assert paths(with_values(SHIPPED.data, {"H1.text": text})) == [path]


def test_an_older_draft_gets_what_the_software_brought_since() -> None:
    old = with_values(SHIPPED.data, {"S1.points.3": 33, "few_households": []})
    old["points"] = old["points"][:5]
    del old["not_with_fear"]
    now = settled(old)
    assert paths(now) == []
    assert value_of(now, "S1.points.3") == 33
    assert now["few_households"] == []
    assert now["not_with_fear"] == SHIPPED.data["not_with_fear"]
    assert settled({}) == SHIPPED.data


def test_a_change_leaves_what_it_was_made_from_alone() -> None:
    before = copy.deepcopy(dict(SHIPPED.data))
    changed = with_values(SHIPPED.data, {"S1.points.3": 33})
    changed["safe_with_threats"].clear()
    assert before == SHIPPED.data
    assert RuleBook(changed).points("S1")["3"] == 33


def test_everything_that_may_be_set_has_words() -> None:
    for key in (*NUMBERS, *LISTS):
        assert label_of(key), key
        assert full_label(key), key
    for key in TEXTS:
        assert full_label(f"{key}.nl"), key
    shown = [code for codes in SECTIONS.values() for code in codes]
    groups = ("eligibility", "hard_exclusions", "arrange_first", "later", "points", "too_few")
    known = {rule["id"] for group in groups for rule in SHIPPED.data[group]} | {"pick"}
    assert sorted(shown) == sorted(known)
    assert all(rule_name(code) and MEANS[code] for code in shown)


# --- less safe ------------------------------------------------------------------------------------

HIGHER_IS_SAFER = ("pick.minimum_score", "pick.minimum_fraction_of_best")
LOWER_IS_SAFER = ("S3.points.too_light", "N2.points")
GROWN_IS_SAFER = ("not_with_fear", "not_when_refused", "few_households")


@given(st.data())
def test_stricter_rules_and_other_orders_never_count(data: st.DataObject) -> None:
    """Any mix of stricter lists and limits, any points that are no limit, in any order."""
    loose = with_values(SHIPPED.data, {"N2.points": -4, "S3.points.too_light": -12})
    values: dict[str, Any] = {}
    for name in SLUG_LISTS:
        slugs = data.draw(st.permutations(loose[name]), label=name)
        kept = data.draw(st.integers(0, len(slugs)))
        values[name] = ["one-more", *slugs] if name in GROWN_IS_SAFER else slugs[:kept]
    for key in HIGHER_IS_SAFER:
        more = data.draw(st.integers(0, 8))
        values[key] = value_of(loose, key) + (more if key == "pick.minimum_score" else more / 20)
    for key in LOWER_IS_SAFER:
        values[key] = value_of(loose, key) - data.draw(st.integers(0, 8))
    for key in data.draw(st.sets(st.sampled_from(sorted(set(NUMBERS) - set(values))))):
        values[key] = NUMBERS[key].high
    strict = with_values(loose, values)
    assert loosened(loose, strict) == []
    moved = [name for name in SLUG_LISTS if set(strict[name]) != set(loose[name])]
    limits = (*HIGHER_IS_SAFER, *LOWER_IS_SAFER)
    moved += [key for key in limits if value_of(strict, key) != value_of(loose, key)]
    assert bool(loosened(strict, loose)) == bool(moved)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"safe_with_threats": [*SHIPPED.data["safe_with_threats"], "world-cafe"]},
         [("more-with-threats", "world-cafe")]),
        ({"not_with_fear": SHIPPED.data["not_with_fear"][1:]},
         [("fewer-with-fear", "neighbours-day")]),
        ({"not_when_refused": []}, [("fewer-when-refused", "home-visits")]),
        ({"few_households": []}, [("fewer-households", "neighbour-mediation")]),
        ({"pick.minimum_score": 24}, [("lower-threshold", "pick.minimum_score")]),
        ({"pick.minimum_fraction_of_best": 0.55},
         [("lower-threshold", "pick.minimum_fraction_of_best")]),
        ({"S3.points.too_light": -11}, [("weaker-warning", "S3.points.too_light")]),
        ({"N2.points": -3}, [("weaker-warning", "N2.points")]),
    ],
)  # fmt: skip
def test_each_looser_rule_counts(values: dict[str, Any], expected: list[Any]) -> None:
    assert loosened(SHIPPED.data, with_values(SHIPPED.data, values)) == expected


def changed(content: Content, slug: str, change: Callable[[Any], Any]) -> Content:
    """The content with one format or situation changed; the rest is shared."""
    kind = "activity_types"
    if not any(item["slug"] == slug for item in content[kind]):
        kind = "situations"
    items = copy.deepcopy(content[kind])
    change(next(item for item in items if item["slug"] == slug))
    return {**content, kind: items}


def into(*path: str, value: Any) -> Callable[[Any], Any]:
    def change(item: Any) -> None:
        for name in path[:-1]:
            item = item[name]
        item[path[-1]] = value

    return change


FORMAT_CHANGES: list[tuple[str, str, Callable[[Any], Any], Callable[[Any], Any]]] = [
    # code, format, a safe state, a looser state
    ("more-tension", "world-cafe", into("tension", "max_level", value=1),
     into("tension", "max_level", value=2)),
    ("exposes-unset", "human-library", into("flags", "exposes_minority", value=True),
     into("flags", "exposes_minority", value=False)),
    ("open-stage-unset", "world-cafe", into("flags", "open_stage", value=True),
     into("flags", "open_stage", value=False)),
    ("less-professional", "world-cafe", into("professional", "level", value="required"),
     into("professional", "level", value="recommended")),
    ("less-professional", "world-cafe", into("professional", "via_referral", value=False),
     into("professional", "via_referral", value=True)),
    ("less-professional", "world-cafe", into("professional", "required_from_level", value=2),
     into("professional", "required_from_level", value=3)),
    ("less-professional", "world-cafe", into("professional", "required_from_level", value=2),
     into("professional", "required_from_level", value=None)),
    ("less-professional", "world-cafe", into("professional", "match", value="all"),
     into("professional", "match", value="any")),
    ("other-contact", "world-cafe", into("contact_mode", value="talking"),
     into("contact_mode", value="doing")),
    ("other-contact", "neighbour-mediation", into("contact_mode", value="mediated"),
     into("contact_mode", value="pair")),
    ("larger-mediation", "neighbour-mediation", into("group_size", "max", value=8),
     into("group_size", "max", value=80)),
]  # fmt: skip


@pytest.mark.parametrize(("code", "slug", "safe", "loose"), FORMAT_CHANGES)
def test_each_looser_format_counts_and_the_way_back_does_not(
    content: Content, code: str, slug: str, safe: Any, loose: Any
) -> None:
    safer, looser = changed(content, slug, safe), changed(content, slug, loose)
    assert loosened_content(safer, looser) == [(code, slug)]
    assert loosened_content(looser, safer) == []


def test_more_kinds_to_choose_from_ask_less(content: Content) -> None:
    def with_kinds(kinds: list[str], match: str) -> Content:
        help_ = {"level": "required", "kinds": kinds, "match": match, "via_referral": False}
        return changed(content, "world-cafe", lambda item: item["professional"].update(help_))

    def looser(before: list[str], after: list[str], match: str) -> bool:
        return bool(loosened_content(with_kinds(before, match), with_kinds(after, match)))

    assert looser(["mediator"], ["mediator", "police"], "any")
    assert not looser(["mediator", "police"], ["police"], "any")
    assert not looser(["mediator", "police"], ["police", "mediator"], "any")
    assert looser(["mediator", "police"], ["police"], "all")
    assert not looser(["mediator"], ["mediator", "police"], "all")
    assert looser(["mediator"], [], "any")


def test_a_format_that_fits_a_tense_situation_anew(content: Content) -> None:
    def fitting(situation: str, strength: int) -> Content:
        fit = {"strength": strength, "reason": {"nl": "x", "en": "x"}}
        change = into("situations", situation, value=fit)
        return changed(content, "street-coffee", change)

    tense, calm = "group-tension", "loneliness"
    assert loosened_content(fitting(tense, 0), fitting(tense, 1)) == [
        ("fits-tense", f"street-coffee, {tense}")
    ]
    assert loosened_content(fitting(tense, 1), fitting(tense, 3)) == []
    assert loosened_content(fitting(tense, 1), fitting(tense, 0)) == []
    assert loosened_content(fitting(calm, 0), fitting(calm, 3)) == []


def shortened(name: str) -> Callable[[Any], Any]:
    return lambda item: item[name].pop()


def test_fewer_warnings_count_and_more_do_not(content: Content) -> None:
    for slug, name in (("world-cafe", "contra_indications"), ("group-tension", "never_do")):
        fewer = changed(content, slug, shortened(name))
        assert loosened_content(content, fewer) == [("fewer-warnings", slug)]
        assert loosened_content(fewer, content) == []


def test_what_is_new_counts_from_incidents_up_and_what_leaves_never(content: Content) -> None:
    def without(slug: str) -> Content:
        items = [item for item in content["activity_types"] if item["slug"] != slug]
        return {**content, "activity_types": items}

    assert loosened_content(without("listening-round"), content) == [
        ("new-for-incidents", "listening-round")
    ]
    assert loosened_content(without("world-cafe"), content) == []
    assert loosened_content(content, without("listening-round")) == []


@given(st.randoms(use_true_random=False))
def test_the_order_of_a_catalogue_says_nothing(content: Content, random: Any) -> None:
    shuffled = {**content}
    for kind in ("activity_types", "situations"):
        shuffled[kind] = random.sample(content[kind], len(content[kind]))
    assert loosened_content(content, shuffled) == []


def test_every_code_has_words() -> None:
    for code in LOOSER:
        assert "world-cafe" in looser_in_words(code, "world-cafe")
    assert "N2.points" not in looser_in_words("weaker-warning", "N2.points")


def test_an_edition_of_older_software_can_be_compared() -> None:
    old = {name: part for name, part in SHIPPED.data.items() if name != "few_households"}
    assert loosened(old, SHIPPED.data) == loosened(SHIPPED.data, old) == []

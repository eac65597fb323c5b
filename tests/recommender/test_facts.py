"""Facts go in and advice comes out, also as JSON, and neither changes underway."""

import dataclasses
import json

import pytest

from meetups.recommender.facts import Advice, Answers, Reason, Suggestion

REASON = Reason("N1", "arrange-help", 0, {"kinds": ("police", "mediator"), "match": "any"})
SUGGESTION = Suggestion("soup", "food", -4, (REASON,), "arrange_first")


def test_an_advice_is_ready_for_json() -> None:
    advice = Advice((), (SUGGESTION,), (), (), ("soup",), ("walk",), ("acute-stop",))
    reason = {
        "code": "N1",
        "name": "arrange-help",
        "points": 0,
        "kinds": ["police", "mediator"],
        "match": "any",
    }
    soup = {"slug": "soup", "score": -4, "family": "food", "reasons": [reason]}
    assert json.loads(json.dumps(advice.as_dict())) == {
        "fits_now": [],
        "arrange_first": [soup],
        "later": [],
        "not_now": [],
        "notices": ["acute-stop"],
        "top": ["soup"],
        "reserves": ["walk"],
    }


def test_an_advice_comes_back_from_json_as_it_was() -> None:
    advice = Advice((), (SUGGESTION,), (), (), ("soup",), ("walk",), ("acute-stop",))
    assert Advice.from_dict(json.loads(json.dumps(advice.as_dict()))) == advice


def test_facts_do_not_change() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(Answers(), "tension", 1)  # noqa: B010
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(SUGGESTION, "score", 1)  # noqa: B010


def test_what_is_not_told_is_unknown() -> None:
    assert set(dataclasses.asdict(Answers()).values()) == {None}

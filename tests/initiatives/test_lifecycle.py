"""The table of moves: what it allows, that nothing is out of reach, and that no end is final."""

from itertools import product

import pytest

from meetups.initiatives.lifecycle import (
    BY_SLUG,
    ENDS,
    MOVES,
    OPEN,
    SEEN_BY_OFFICE,
    Side,
    Status,
    moves_from,
)

S = Status
ORGANISER = {
    S.DRAFT: ["submit", "stop"],
    S.SUBMITTED: ["withdraw", "stop"],
    S.CHANGES_ASKED: ["submit", "withdraw", "stop"],
    S.APPROVED: ["begin", "stop"],
    S.DECLINED: ["revise", "stop"],
    S.RUNNING: ["rest", "complete", "stop"],
    S.RESTING: ["resume", "complete", "stop"],
    S.COMPLETED: ["reopen"],
    S.STOPPED: ["take-up-again"],
}
REVIEWER = {
    S.SUBMITTED: ["approve", "ask-changes", "decline"],
    S.CHANGES_ASKED: ["reconsider"],
    S.APPROVED: ["reconsider"],
    S.DECLINED: ["reconsider"],
}
WITHOUT_OFFICE = {
    S.DRAFT: ["begin-without-office", "stop"],
    S.CHANGES_ASKED: ["withdraw", "stop"],
}


@pytest.mark.parametrize(("status", "side", "office"), list(product(Status, Side, [True, False])))
def test_every_status_side_and_office(status: Status, side: Side, office: bool) -> None:
    expected = {Side.ORGANISER: ORGANISER, Side.REVIEWER: REVIEWER}[side].get(status, [])
    if not office and side == Side.ORGANISER:
        expected = WITHOUT_OFFICE.get(status, expected)
    if not office and side == Side.REVIEWER:
        expected = [slug for slug in expected if slug != "reconsider"]
    found = moves_from(status, side=side, has_office=office)
    assert [move.slug for move in found] == expected
    assert all(move.to != status for move in found)


def reached(start: Status, *, sides: list[Side], office: bool) -> set[str]:
    """Every status that a plan can get to from here."""
    found, new = {str(start)}, [start]
    while new:
        status = new.pop()
        for side in sides:
            for move in moves_from(status, side=side, has_office=office):
                if move.to not in found:
                    found.add(str(move.to))
                    new.append(move.to)
    return found


def test_every_status_can_be_reached_from_a_draft() -> None:
    assert reached(S.DRAFT, sides=list(Side), office=True) == set(Status.values)
    asked = {S.SUBMITTED, S.CHANGES_ASKED, S.APPROVED, S.DECLINED}
    assert reached(S.DRAFT, sides=list(Side), office=False) == set(Status) - asked


@pytest.mark.parametrize("office", [True, False])
@pytest.mark.parametrize("status", Status)
def test_a_team_can_always_go_on_by_itself(status: Status, office: bool) -> None:
    """No end is a dead end: back to a draft or to running, without asking anyone."""
    ways = reached(status, sides=[Side.ORGANISER], office=office)
    assert {S.DRAFT, S.RUNNING} & ways
    assert S.STOPPED in ways


@pytest.mark.parametrize(
    ("there", "back"),
    [
        ("submit", "withdraw"),
        ("approve", "reconsider"),
        ("ask-changes", "reconsider"),
        ("decline", "reconsider"),
        ("rest", "resume"),
        ("complete", "reopen"),
    ],
)
def test_what_was_done_can_be_undone(there: str, back: str) -> None:
    assert BY_SLUG[there].to in BY_SLUG[back].sources
    assert BY_SLUG[back].to in BY_SLUG[there].sources


def test_the_table_is_one() -> None:
    assert len(BY_SLUG) == len(MOVES)
    assert {move.slug for move in MOVES if move.needs_why} == {
        *("ask-changes", "decline", "reconsider", "rest", "stop")
    }
    assert not ENDS & OPEN
    assert S.DRAFT not in SEEN_BY_OFFICE

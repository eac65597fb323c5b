"""The matrix of formats and situations: only what changed is saved, and nobody's work is lost."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from meetups.suggestions import curation
from meetups.suggestions.curation import FitChange, set_fits
from meetups.suggestions.models import ActivityType, Situation, SituationFit
from meetups.suggestions.vocabulary import Status
from tests.factories import make_activity_type, make_situation
from tests.initiatives.test_versions import at_once
from tests.suggestions.editor import make_desk, make_other, make_whole

pytestmark = pytest.mark.django_db

MATRIX = reverse("admin:suggestions_activitytype_matrix")


class RefusedError(Exception):
    """A cell that was not saved."""


@pytest.fixture
def desk() -> Client:
    return make_desk()


@pytest.fixture
def soup() -> ActivityType:
    """A format in one situation, with another beside it of which nothing is said."""
    make_other()
    return make_whole()


def name(row: ActivityType, slug: str) -> str:
    return f"fit-{row.pk}-{Situation.objects.get(slug=slug).pk}"


def filled(desk: Client, query: str = "") -> dict[str, Any]:
    """What the browser would send back when nothing was touched."""
    response = desk.get(MATRIX + query)
    cells = (cell for row in response.context["rows"] for cell in row.cells)
    return {"seen": response.context["seen"], **{cell.name: cell.value for cell in cells}}


def strengths(row: ActivityType) -> dict[str, int]:
    return dict(row.fits.values_list("situation__slug", "strength"))


def told(response: Any) -> list[str]:
    return [cell.fault for _row, cell in response.context["faulty"]]


def test_only_changed_cells_are_written_each_with_its_history(
    desk: Client, soup: ActivityType
) -> None:
    walk = make_activity_type("walk", fits={Situation.objects.get(slug="lonely"): 2})
    before = SituationFit.history.count()
    data = filled(desk)
    assert data | {"seen": ""} == {
        "seen": "",
        name(soup, "good-vibe"): "3",
        name(soup, "lonely"): "",
        name(walk, "good-vibe"): "",
        name(walk, "lonely"): "2",
    }
    assert desk.post(MATRIX, data).status_code == 302
    assert SituationFit.history.count() == before
    changed = {name(soup, "good-vibe"): "1", name(walk, "good-vibe"): " 0", "why": "Seen in Ermelo"}
    assert desk.post(MATRIX, data | changed).status_code == 302
    assert strengths(soup) == {"good-vibe": 1}
    assert strengths(walk) == {"lonely": 2, "good-vibe": 0}
    made = SituationFit.history.all()[:2]
    assert [(m.strength, str(m.history_user), m.history_change_reason) for m in made] == [
        (0, "Cura", "Seen in Ermelo"),
        (1, "Cura", "Seen in Ermelo"),
    ]
    assert SituationFit.history.count() == before + 2
    assert soup.fits.get().reason_en == "Short and nearby."


def test_a_new_fit_has_no_reason_yet_and_says_so(desk: Client, soup: ActivityType) -> None:
    desk.post(MATRIX, filled(desk) | {name(soup, "lonely"): "2"})
    response = desk.get(MATRIX)
    html = response.content.decode()
    assert response.context["unfinished"] == 1
    assert 'aria-label="Soup in the street: Lonely (no reason yet)"' in html
    assert [fault.path for fault in curation.faults_before_publishing(soup)] == [
        "situations.lonely.reason.nl",
        "situations.lonely.reason.en",
    ]
    # Without a reason nothing is lost by taking it away again.
    desk.post(MATRIX, filled(desk) | {name(soup, "lonely"): ""})
    assert strengths(soup) == {"good-vibe": 3}


def test_a_saved_cell_without_a_reason_is_told_with_a_way_to_write_it(
    desk: Client, soup: ActivityType
) -> None:
    response = desk.post(MATRIX, filled(desk) | {name(soup, "lonely"): "2"}, follow=True)
    page = response.content.decode()
    url = reverse("admin:suggestions_activitytype_change", args=[soup.pk])
    assert "1 cell is saved." in page
    assert "Still write the reason, in Dutch and English:" in page
    assert f'<li><a href="{url}#fits-group">Soup in the street: Lonely</a></li>' in page
    response = desk.post(MATRIX, filled(desk) | {name(soup, "good-vibe"): "2"}, follow=True)
    assert "Still write the reason" not in response.content.decode()


def test_nothing_is_said_to_be_saved_when_nothing_is(desk: Client, soup: ActivityType) -> None:
    response = desk.post(MATRIX, filled(desk) | {name(soup, "lonely"): "7"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "Not everything is saved" in page
    assert "cells are saved" not in page


def test_a_reason_is_never_thrown_away(desk: Client, soup: ActivityType) -> None:
    response = desk.post(MATRIX, filled(desk) | {name(soup, "good-vibe"): ""})
    assert response.status_code == 409
    assert told(response) == [
        "There is a reason with it, which would be lost. Remove it on the page of the format."
    ]
    assert strengths(soup) == {"good-vibe": 3}


def test_a_cell_that_somebody_else_changed_is_told_and_the_rest_is_saved(
    desk: Client, soup: ActivityType
) -> None:
    data = filled(desk)
    make_desk("Oscar").post(MATRIX, data | {name(soup, "good-vibe"): "1"})
    mine = {name(soup, "good-vibe"): "2", name(soup, "lonely"): "0"}
    response = desk.post(MATRIX, data | mine)
    assert response.status_code == 409
    assert told(response) == [
        "Someone else just made this 1. Yours is not saved; it stands in the cell. Save again to "
        "make it so."
    ]
    assert strengths(soup) == {"good-vibe": 1, "lonely": 0}
    cells = {cell.name: cell.value for row in response.context["rows"] for cell in row.cells}
    assert cells == mine
    again = {"seen": response.context["seen"], **cells}
    assert desk.post(MATRIX, again).status_code == 302
    assert strengths(soup) == {"good-vibe": 2, "lonely": 0}


def test_what_both_say_is_no_clash(desk: Client, soup: ActivityType) -> None:
    data = filled(desk) | {name(soup, "lonely"): "2"}
    make_desk("Oscar").post(MATRIX, data)
    before = SituationFit.history.count()
    assert desk.post(MATRIX, data).status_code == 302
    assert SituationFit.history.count() == before


def test_what_is_no_strength_is_told_by_cell_and_the_rest_is_saved(
    desk: Client, soup: ActivityType
) -> None:
    walk = make_activity_type("walk", fits={Situation.objects.get(slug="lonely"): 2})
    odd = {name(soup, "good-vibe"): "7", name(walk, "lonely"): "<b>", name(soup, "lonely"): "1"}
    response = desk.post(MATRIX, filled(desk) | odd)
    assert response.status_code == 422
    assert told(response) == [
        "“7” is no number from 0 to 3. It is not saved.",
        "“<b>” is no number from 0 to 3. It is not saved.",
    ]
    assert (strengths(soup), strengths(walk)) == ({"good-vibe": 3, "lonely": 1}, {"lonely": 2})
    html = response.content.decode()
    assert 'value="&lt;b&gt;"' in html
    assert "“<b>”" not in html


@pytest.mark.parametrize("seen", ["", "forged"])
def test_what_was_seen_is_only_taken_from_us(desk: Client, soup: ActivityType, seen: str) -> None:
    response = desk.post(MATRIX, filled(desk) | {"seen": seen, name(soup, "good-vibe"): "1"})
    assert (response.status_code, strengths(soup)) == (409, {"good-vibe": 3})


def test_odd_names_reasons_and_pages_break_nothing(desk: Client, soup: ActivityType) -> None:
    odd = {"fit-0-0": "1", "fit-x-1": "1", f"fit-{soup.pk}-999999": "2", "fit-1-" + "9" * 40: "1"}
    response = desk.post(MATRIX + "?page=x&family=nonsense", filled(desk) | odd)
    assert (response.status_code, strengths(soup)) == (409, {"good-vibe": 3})
    for why in ("x" * 101, "a\0b"):
        given = filled(desk) | {"why": why, name(soup, "lonely"): "1"}
        response = desk.post(MATRIX, given)
        assert (response.status_code, strengths(soup)) == (422, {"good-vibe": 3})
        cells = {cell.name: cell.value for row in response.context["rows"] for cell in row.cells}
        assert cells[name(soup, "lonely")] == "1"


def test_rows_are_chosen_by_family_and_status(desk: Client, soup: ActivityType) -> None:
    walk = make_activity_type(
        "walk", fits={Situation.objects.get(slug="lonely"): 2}, family="doing", status=Status.DRAFT
    )
    for query, expected in (
        ("", [soup, walk]),
        ("?family=doing", [walk]),
        ("?status=published", [soup]),
        ("?status=published&family=doing", []),
    ):
        response = desk.get(MATRIX + query)
        assert [row.format for row in response.context["rows"]] == expected
    # What is not shown is not touched.
    desk.post(MATRIX + "?family=doing", filled(desk, "?family=doing") | {name(walk, "lonely"): "0"})
    assert (strengths(soup), strengths(walk)) == ({"good-vibe": 3}, {"lonely": 0})


def test_who_may_only_look_cannot_save(soup: ActivityType) -> None:
    desk = make_desk(may="view_")
    assert "readonly" in desk.get(MATRIX).content.decode()
    assert "Save in the draft" not in desk.get(MATRIX).content.decode()
    assert desk.post(MATRIX, {name(soup, "good-vibe"): "1"}).status_code == 403
    assert make_desk("Nobody", may="nothing").get(MATRIX).status_code == 403


def test_it_costs_the_same_however_much_there_is(desk: Client, soup: ActivityType) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(MATRIX).status_code == 200
        return len(queries)

    before = asked()
    more = {make_situation(f"more-{n}", title_en=f"More {n}"): 1 for n in range(4)}
    for number in range(4):
        make_activity_type(f"walk-{number}", fits=more)
    assert asked() == before <= 12


class AnyOrder(TestCase):
    """Whatever several people fill in on pages of any age: a cell is what the last who knew it
    said, and whoever did not know it is told."""

    row: ActivityType
    situation: Situation

    @classmethod
    def setUpTestData(cls) -> None:
        cls.row, cls.situation = make_activity_type("soup", fits={}), make_situation()

    @settings(deadline=None, max_examples=15)
    @given(
        st.lists(
            st.tuples(st.sampled_from([None, 0, 1, 2, 3]), st.sampled_from([None, 0, 1, 2, 3])),
            max_size=8,
        )
    )
    def test_a_cell_is_what_the_last_who_knew_it_said(
        self, said: list[tuple[int | None, int | None]]
    ) -> None:
        now: int | None = None
        for before, after in said:
            change = FitChange(self.row.pk, self.situation.pk, before, after)
            refused = set_fits(changes=[change], why="", now=timezone.now())
            knew = before == now or after == now
            assert [one.now for one in refused] == ([] if knew else [now])
            now = after if knew else now
            assert strengths(self.row) == ({} if now is None else {"good-vibe": now})


class Whatever:
    """What someone saw who does not look: never something else than there is."""

    def __ne__(self, _other: object) -> bool:
        return False


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("seen", "expected"), [(3, ["RefusedError", "won"]), (Whatever(), ["won", "won"])]
)
def test_of_two_at_once_in_one_cell_the_second_is_told_and_only_because_it_looks(
    seen: Any, expected: list[str]
) -> None:
    row = make_whole()
    situation = row.fits.get().situation

    def save(number: int) -> None:
        change = FitChange(row.pk, situation.pk, seen, number)
        if set_fits(changes=[change], why="", now=timezone.now()):
            raise RefusedError

    assert at_once(save, 2) == expected

"""Names on a map overlap nowhere, and the chosen one is always there."""

from hypothesis import given, settings
from hypothesis import strategies as st

from neighbourhoods.maps.drawing import WIDTH, Drawing, Outline
from neighbourhoods.maps.labels import (
    MOST_LABELS,
    Label,
    labels_of,
    small_screen_labels_of,
    width_of,
)

OUTLINES = st.builds(
    Outline,
    path=st.just("m0 0 1 0 0 1z"),
    x=st.integers(0, WIDTH),
    y=st.integers(0, 500),
    room=st.floats(0, 300),
    depth=st.floats(0, 100),
    size=st.floats(1, 9999),
)
NAMES = st.text(st.characters(codec="latin-1", categories=["L", "Zs"]), min_size=1, max_size=40)


def outline(x: int, y: int, room: float = 200, depth: float = 20) -> Outline:
    return Outline("m0 0 1 0 0 1z", x, y, room, depth, 100)


def spans(label: Label) -> tuple[float, float, float, float]:
    width = width_of(label.text, label.size)
    return label.x - width / 2, label.y - label.size, label.x + width / 2, float(label.y)


def overlap(one: Label, other: Label) -> bool:
    west, top, east, bottom = spans(one)
    west2, top2, east2, bottom2 = spans(other)
    return west < east2 and west2 < east and top < bottom2 and top2 < bottom


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(OUTLINES, NAMES), max_size=30), st.booleans())
def test_no_names_overlap_and_all_stay_on_the_map(
    places: list[tuple[Outline, str]], choose: bool
) -> None:
    drawing = Drawing(500, {str(n): outline for n, (outline, _) in enumerate(places)})
    names = {str(n): name for n, (_, name) in enumerate(places)}
    labels = labels_of(drawing, names, chosen="0" if choose else None)
    large = [label for label in labels if not label.is_fine]
    assert not any(overlap(a, b) for a in large for b in large if a is not b)
    as_on_a_wide_screen = [Label(label.code, label.text, 10, label.x, label.y) for label in labels]
    assert not any(
        overlap(a, b) for a in as_on_a_wide_screen for b in as_on_a_wide_screen if a is not b
    )
    small = small_screen_labels_of(drawing, names, chosen="0" if choose else None)
    assert not any(overlap(a, b) for a in small for b in small if a is not b)
    assert len({label.code for label in labels}) == len(labels)
    for label in [*labels, *small]:
        west, top, east, bottom = spans(label)
        assert west >= 0
        assert east <= WIDTH
        assert top >= 0
        assert bottom <= 500


def test_the_first_name_wins_and_the_chosen_one_always() -> None:
    drawing = Drawing(400, {"A": outline(300, 200), "B": outline(310, 204)})
    names = {"A": "Aalst", "B": "Beesd"}
    assert [label.text for label in labels_of(drawing, names)] == ["Aalst"]
    chosen = labels_of(drawing, names, chosen="B")
    assert [(label.text, label.is_chosen) for label in chosen] == [("Beesd", True)]


def test_a_name_too_wide_for_its_shape_is_left_out_unless_chosen() -> None:
    drawing = Drawing(400, {"A": outline(300, 200, room=12)})
    names = {"A": "Nieuw-Heeten"}
    assert labels_of(drawing, names) == []
    assert [label.text for label in labels_of(drawing, names, chosen="A")] == ["Nieuw-Heeten"]


def test_a_wide_screen_has_names_that_a_narrow_one_leaves_out() -> None:
    drawing = Drawing(400, {"A": outline(300, 200, room=25), "B": outline(300, 300)})
    names = {"A": "Amsterdam", "B": "Best"}
    assert [(label.text, label.is_fine) for label in labels_of(drawing, names)] == [
        ("Best", False),
        ("Amsterdam", True),
    ]


def test_a_name_at_the_edge_moves_inward() -> None:
    drawing = Drawing(400, {"A": outline(5, 2)})
    (label,) = labels_of(drawing, {"A": "Stadsdennen"}, chosen="A")
    west, top, _, _ = spans(label)
    assert 2.5 <= west < 4
    assert top >= 0


def test_a_phone_has_only_names_that_fit_in_their_shape() -> None:
    drawing = Drawing(400, {"A": outline(300, 200, room=150), "B": outline(300, 300, room=150)})
    names = {"A": "Stadsdennen", "B": "Best"}
    small = small_screen_labels_of(drawing, names)
    assert [(label.text, label.size) for label in small] == [("Best", 27)]
    lit = small_screen_labels_of(drawing, names, chosen="A")
    assert [label.text for label in lit] == ["Stadsdennen", "Best"]
    assert small_screen_labels_of(drawing, {"A": "n" * 41}, chosen="A") == []


def test_there_is_an_end_to_names() -> None:
    places = {str(n): outline(20 + 40 * (n % 15), 10 + 20 * (n // 15)) for n in range(150)}
    labels = labels_of(Drawing(400, places), dict.fromkeys(places, "Ee"))
    assert len(labels) == MOST_LABELS

"""Parts add up to their whole, as closely as the rounding of the publisher allows.

Figures of districts and neighbourhoods are multiples of five, and small ones are left out.
"""

from collections import defaultdict

import pytest

from neighbourhoods.models import Area, Figure

ROUNDING = 5
"""The most that rounding takes from or adds to one area: it is not always to the nearest five."""
LEFT_OUT = 50
"""The most people in a part that is too small to be told."""


def strayed(kind: str, level: Area.Level) -> dict[str, str]:
    """Municipalities whose parts of this level cannot add up to their own figure, and how."""
    values: dict[str, float] = dict(
        Figure.objects.filter(kind=kind, area__is_former=False).values_list("area__code", "value")
    )
    parts: dict[str, list[str]] = defaultdict(list)
    for code in Area.objects.current().filter(level=level).values_list("code", flat=True):
        parts[f"GM{code[2:6]}"].append(code)
    found = {}
    for whole, codes in parts.items():
        known = [values[code] for code in codes if code in values]
        unknown = len(codes) - len(known)
        total, least, most = values[whole], -ROUNDING * len(known), ROUNDING * len(known)
        if not least <= total - sum(known) <= most + LEFT_OUT * unknown:
            found[whole] = f"{total:g} is not {sum(known):g} of {len(known)}, {unknown} unknown"
    return found


@pytest.mark.parametrize("kind", ["inhabitants", "households", "age_0_14", "age_65_plus"])
@pytest.mark.parametrize("level", [Area.Level.DISTRICT, Area.Level.NEIGHBOURHOOD])
def test_the_demo_adds_up(demo: None, kind: str, level: Area.Level) -> None:
    assert Figure.objects.filter(kind=kind, area__level=level).exists()
    assert strayed(kind, level) == {}


def test_a_wrong_figure_is_found(demo: None) -> None:
    Figure.objects.filter(kind="inhabitants", area__code="BU02430501").update(value=9999)
    assert list(strayed("inhabitants", Area.Level.NEIGHBOURHOOD)) == ["GM0243"]

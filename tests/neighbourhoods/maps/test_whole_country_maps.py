"""Maps of real boundaries, from the folder that BUURTBRUG_DATA names; without it left out."""

import re
from pathlib import Path

import pytest
from django.test import Client

from neighbourhoods.maps import map_of
from neighbourhoods.maps.queries import MOST_BYTES
from neighbourhoods.models import Area, Boundary
from neighbourhoods.names import key_of, slug_of
from neighbourhoods.readers.boundaries import read_boundaries
from neighbourhoods.services.report import unwatched
from tests.neighbourhoods.conftest import WHOLE_COUNTRY

from .paths import rings_of

LARGEST = "GM0363"
"""Amsterdam, of all municipalities the one with the most districts."""


@pytest.fixture
def boundaries(db: None) -> None:
    """All municipalities, and the districts of the largest."""
    file = Path(WHOLE_COUNTRY).with_name("grenzen-2024.topojson")
    read = read_boundaries([file], unwatched, year=2024, layers=["gemeenten", "wijken"])
    country = Area.objects.create(code="NL00", level=0, name="Nederland", slug="nl", year=2024)
    above = {"GM": country}
    for prefix in ("GM", f"WK{LARGEST[2:]}"):
        for code, fact in sorted(read.facts.areas.items()):
            if code.startswith(prefix):
                area = Area.objects.create(
                    code=code,
                    level=1 if prefix == "GM" else 2,
                    name=fact.name,
                    slug=slug_of(fact.name),
                    search_key=key_of(fact.name),
                    parent=above[code[:2]],
                    year=2024,
                )
                Boundary.objects.create(
                    area=area, year=2024, source="Kadaster / CBS", geometry=read.shapes[code]
                )
                if code == LARGEST:
                    above["WK"] = area


@pytest.mark.parametrize(("code", "shapes"), [("NL00", 342), (LARGEST, 110)])
def test_a_large_map_is_small_and_quick(
    client: Client, boundaries: None, code: str, shapes: int
) -> None:
    for language in ("nl", "en"):
        page = client.get(f"/{language}/neighbourhoods/{code}/map/").content.decode()
        (svg,) = re.findall(r'<svg viewBox="0 0 640 .*?</svg>', page, re.DOTALL)
        assert len(svg.encode()) <= MOST_BYTES
        paths = re.findall(r'<path d="([^"]+)"', svg)
        assert len(paths) == shapes
        assert all(rings_of(path) for path in paths)
        assert f"{shapes} " not in page.split("<figcaption")[1].split("</figcaption>")[0]
        assert "Kadaster / CBS, 2024" in page

    area = Area.objects.with_ancestors().get(code=code)
    view = map_of(area)
    assert view
    assert view.is_crowded
    assert view.missing == []
    assert len(view.labels) > 15

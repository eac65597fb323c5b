"""The database keeps areas sound."""

from typing import Any

import pytest
import shapely
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import translation

from neighbourhoods.models import Area, Boundary, Figure, Postcode, SearchWord


def make_area(code: str = "NL00", **columns: Any) -> Area:
    values = {
        "level": 0,
        "name": "Nederland",
        "slug": "nederland",
        "year": 2024,
        "search_key": "nederland",
    }
    return Area.objects.create(code=code, **values | columns)


def refused(**columns: Any) -> bool:
    """Whether the database itself refuses a municipality with these columns."""
    country = Area.objects.first() or make_area()
    try:
        with transaction.atomic():
            make_area("GM0243", **{"level": 1, "parent": country} | columns)
    except IntegrityError:
        return True
    Area.objects.filter(level=1).delete()
    return False


def test_the_database_keeps_areas_sound(db: None) -> None:
    assert not refused()
    assert refused(level=2)
    assert refused(level=9)
    assert refused(parent=None)
    assert refused(latitude=52.0)
    assert refused(longitude=5.0)
    assert refused(latitude=91.0, longitude=5.0)
    assert not refused(latitude=52.0, longitude=5.0)
    assert refused(year=24)
    assert refused(inhabitants=-1)


def test_names_fit_on_every_database(db: None) -> None:
    with pytest.raises(DatabaseError, match=r"name_fits|too long"):
        make_area(name="x" * 101)


def test_a_code_is_given_once_and_the_country_lies_in_nothing(db: None) -> None:
    country = make_area()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_area()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_area("NL01", parent=country)


@pytest.mark.parametrize("code", ["NL00", "GM0243", "WK0363MB", "BU0363MB02", "WK022501-2022"])
def test_codes_that_are_codes(code: str) -> None:
    Area(code=code).clean_fields(exclude=["level", "name", "slug", "year", "search_key"])


@pytest.mark.parametrize("code", ["", "GM243", "wk024305", "XX0243", "BU02430501 ", "WK022501-22"])
def test_codes_that_are_none(code: str) -> None:
    with pytest.raises(ValidationError):
        Area(code=code).clean_fields(exclude=["level", "name", "slug", "year", "search_key"])


def test_one_figure_of_a_kind_and_year(db: None) -> None:
    area = make_area()
    Figure.objects.create(area=area, year=2024, kind="inhabitants", value=1)
    Figure.objects.create(area=area, year=2025, kind="inhabitants", value=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Figure.objects.create(area=area, year=2024, kind="inhabitants", value=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Figure.objects.create(area=area, year=24, kind="inhabitants", value=2)


def test_one_boundary_that_can_be_drawn(db: None) -> None:
    area = make_area()
    square = shapely.box(171000, 485000, 172000, 486000)
    good = {"area": area, "year": 2024, "source": "Kadaster / CBS", "geometry": square.wkb}
    for wrong in ({"year": 24}, {"source": ""}, {"geometry": b""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Boundary.objects.create(**good | wrong)
    with pytest.raises(DatabaseError, match=r"and_fits|too long"), transaction.atomic():
        Boundary.objects.create(**good | {"source": "x" * 101})
    Boundary.objects.create(**good)
    boundary = Boundary.objects.get(area__code="NL00")
    assert boundary.shape.equals(square)
    assert str(boundary) == "Kadaster / CBS, 2024"
    with pytest.raises(IntegrityError), transaction.atomic():
        Boundary.objects.create(**good)


def test_names_people_see() -> None:
    assert Area(level=2, name="Wijk 02 Mûnein").title == "Mûnein"
    with translation.override("en"):
        assert Area(level=0, name="Nederland").title == "The Netherlands"


def test_the_address_of_an_area_and_of_the_country() -> None:
    with translation.override("nl"):
        assert Area(level=2, code="WK024305").get_absolute_url() == "/nl/neighbourhoods/WK024305/"
        assert Area(level=0, code="NL00").get_absolute_url() == "/nl/neighbourhoods/"


def test_rows_name_themselves(db: None) -> None:
    area = make_area()
    assert str(area) == "Nederland (NL00)"
    assert str(Figure(area=area, year=2024, kind="inhabitants", value=5)) == "inhabitants 2024: 5"
    assert str(Postcode(code="3842", area=area)) == "3842"
    assert str(SearchWord(word="dennen", area=area)) == "dennen"


def test_an_area_of_the_country_is_in_no_municipality() -> None:
    country = Area(pk=1, code="NL00", level=0)
    town = Area(pk=2, code="GM0243", level=1, parent=country)
    assert (country.municipality, country.district) == (None, None)
    assert (town.municipality, town.district, town.ancestors) == (town, None, [country])

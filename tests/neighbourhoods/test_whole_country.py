"""The whole country at full size, from the folder that BUURTBRUG_DATA names.

Those files are no part of the project. Without them this file is left out, as the run then
says, and `test_search.py` alone works at that size, with a made-up country.
"""

import os
from io import StringIO
from pathlib import Path

import shapely
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pyproj import Transformer

from neighbourhoods.models import Area, Boundary, Figure, Postcode
from neighbourhoods.queries import search
from neighbourhoods.readers.demo import read_demo

from .plans import plans_of, scans
from .test_sums import strayed

DATA = Path(os.environ.get("BUURTBRUG_DATA", ""))


def import_country() -> list[str]:
    out = StringIO()
    call_command(
        "import_neighbourhoods",
        "--year=2024",
        f"--figures={DATA / 'kwb-2024-selectie.csv'}",
        "--areas",
        str(DATA / "regio-2024.csv"),
        str(DATA / "grenzen-2024.topojson"),
        f"--postcodes={DATA / 'pc4-buurt-2024.csv'}",
        stdout=out,
        verbosity=0,
    )
    return out.getvalue().splitlines()


def names(text: str) -> list[str]:
    return [
        f"{area.title}, {area.municipality.title}"
        for area in search(text).areas
        if area.municipality
    ]


def centre_in_metres(area: Area) -> shapely.Point:
    to_metres = Transformer.from_crs("EPSG:4326", "EPSG:28992", always_xy=True)
    return shapely.Point(*to_metres.transform(area.longitude, area.latitude))


def test_the_country_comes_in_and_is_found(db: None) -> None:
    said = import_country()
    assert said[0] == "Year 2024: 18,310 areas."
    assert "New 18,310, changed 0, renamed 0, another place 0, gone 0, faults 0." in said
    assert [Area.objects.filter(level=level).count() for level in range(4)] == [1, 342, 3393, 14574]
    assert Area.objects.filter(level__gt=0, latitude=None).count() == 6
    assert Figure.objects.get(area__code="NL00", kind="inhabitants").value == 17_942_942
    assert Figure.objects.filter(area__level=3, kind="income").count() == 1950
    assert Postcode.objects.count() == 14_473

    for kind in ("inhabitants", "households", "age_0_14", "age_65_plus"):
        assert strayed(kind, Area.Level.NEIGHBOURHOOD) == {}

    figures = Figure.objects.count()
    assert "New 0, changed 0, renamed 0, another place 0, gone 0, faults 0." in import_country()
    assert Figure.objects.count() == figures

    for text, first in [
        ("Stadsdennen", "Stadsdennen, Harderwijk"),
        ("stadsd", "Stadsdennen, Harderwijk"),
        ("3842", "Stadsdennen, Harderwijk"),
        ("'t Harde", "'t Harde, Elburg"),
        ("Súdwest", "Súdwest-Fryslân, Súdwest-Fryslân"),
        ("sudwest fryslan", "Súdwest-Fryslân, Súdwest-Fryslân"),
        ("den haag", "'s-Gravenhage, 's-Gravenhage"),
        ("wijk 02 munein", "Mûnein, Tytsjerksteradiel"),
        ("centrum vlaardingen", "Centrum, Vlaardingen"),
        ("utrecht", "Utrecht, Utrecht"),
    ]:
        with CaptureQueriesContext(connection) as queries:
            assert names(text)[0] == first
        assert len(queries) <= 4
        for plan in plans_of(queries):
            assert not scans(plan, "neighbourhoods_searchword"), plan


def test_the_demo_says_the_same_as_the_files(db: None) -> None:
    import_country()
    for facts in read_demo().areas.values():
        area = Area.objects.get(code=facts.code)
        assert area.name == facts.name
        stored = dict(area.figures.values_list("kind", "value"))
        assert stored == facts.values, facts.code
        codes = list(area.postcodes.values_list("code", flat=True))
        assert codes == ([facts.postcode] if facts.postcode else [])


def test_the_boundaries_of_the_country_come_in(db: None) -> None:
    import_country()
    for said in (
        "18,303 new, 0 changed, 0 unchanged, 0 kept, 0 unknown, 0 repaired",
        "0 new, 0 changed, 18,303 unchanged, 0 kept, 0 unknown, 0 repaired",
    ):
        out = StringIO()
        path = str(DATA / "grenzen-2024.topojson")
        call_command("import_boundaries", "--year=2024", path, stdout=out, verbosity=0)
        assert out.getvalue().splitlines()[-1] == (f"Year 2024: {said}, 0 rows of water left out.")
    # Published without a boundary: six of the smallest.
    assert [area.code for area in Area.objects.filter(level__gt=0, boundary=None)] == [
        *("BU06380006", "BU19780608", "BU19781103", "BU0363MK03", "BU19040216", "BU16690604"),
    ]

    shapes = {
        level: [boundary.shape for boundary in Boundary.objects.filter(area__level=level)]
        for level in (1, 2, 3)
    }
    land = shapely.area(shapes[1]).sum() / 1e6
    assert 33_000 < land < 36_000  # square kilometres
    for level in (2, 3):
        assert shapely.is_valid(shapes[level]).all()
        assert shapely.coverage_is_valid(shapes[level])
        assert abs(shapely.area(shapes[level]).sum() / 1e6 - land) < 30
    for area in Area.objects.filter(level=1).select_related("boundary"):
        # The centre comes from the same map by another way.
        assert area.boundary.shape.distance(centre_in_metres(area)) < 50, area


def test_the_surveys_come_in_where_codes_surely_mean_the_same_place(db: None) -> None:
    import_country()

    def run(command: str, file: str, *arguments: str) -> list[str]:
        out = StringIO()
        call_command(command, str(DATA / file), *arguments, stdout=out, verbosity=0)
        return out.getvalue().splitlines()[-4:]

    assert "Year 2024: 12,489 areas in the files, 12,475 of ours." in run(
        "import_liveability", "leefbaarometer-2024.csv", "--year=2024"
    )
    health = "rivm-50090NED-2020-selectie.csv"
    assert "Year 2020: 16,572 areas in the files, 338 of ours." in run(
        "import_health", health, "--year=2020"
    )
    names = f"--names={DATA / 'kwb-2022-wijk-gemeente.csv'}"
    assert "Year 2020: 16,572 areas in the files, 3,184 of ours." in run(
        "import_health", health, "--year=2020", names
    )
    lonely = Figure.objects.get(area__code="WK024305", kind="lonely")
    assert (lonely.year, round(lonely.value)) == (2020, 51)

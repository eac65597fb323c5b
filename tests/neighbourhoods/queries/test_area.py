"""One area with everything it lies in."""

import pytest
from django.db import connection
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext

from neighbourhoods.models import Area
from neighbourhoods.queries import area_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.mark.parametrize("code", ["NL00", "GM0243", "WK024305", "BU02430501"])
def test_it_is_what_a_queryset_would_give(code: str) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = area_at(code)
        assert found is not None
        line = [found, *found.ancestors]
    assert len(asked) == 1
    expected = Area.objects.with_ancestors().get(code=code)
    assert [model_to_dict(area) for area in line] == [
        model_to_dict(area) for area in (expected, *expected.ancestors)
    ]
    assert [type(area.is_former) for area in line] == [bool] * len(line)


@pytest.mark.parametrize("code", ["", "GM9999", "gm0243", "GM0243'", "%", "WK024305 "])
def test_a_code_that_nothing_has_gives_nothing(code: str) -> None:
    assert area_at(code) is None

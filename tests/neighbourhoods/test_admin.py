"""Areas and figures can be looked at in the admin, and changed by an import only."""

import pytest
import shapely
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from meetups.accounts.models import User
from neighbourhoods.models import Area, Boundary, Figure
from tests.signing_in import sign_in


@pytest.fixture
def admin(client: Client, demo: None) -> Client:
    sign_in(client, User.objects.create_superuser("admin@example.org"))
    return client


def test_areas_and_figures_are_listed_and_found(
    admin: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for url, found in [
        ("/admin/neighbourhoods/area/?q=maximapark", "Máximapark"),
        ("/admin/neighbourhoods/area/?q=WK0243", "Stadsdennen"),
        ("/admin/neighbourhoods/figure/?q=WK024305", "6440"),
    ]:
        with django_assert_max_num_queries(12):
            response = admin.get(url)
        assert response.status_code == 200
        assert found in response.content.decode()


def test_an_area_shows_its_figures_and_nothing_can_be_changed(admin: Client) -> None:
    area = Area.objects.get(code="WK024305")
    url = f"/admin/neighbourhoods/area/{area.pk}/change/"
    page = admin.get(url).content.decode()
    assert "6440" in page
    assert 'name="_save"' not in page
    assert admin.post(url, {"name": "Elders"}).status_code == 403
    for refused in (
        "/admin/neighbourhoods/area/add/",
        f"/admin/neighbourhoods/area/{area.pk}/delete/",
        f"/admin/neighbourhoods/figure/{Figure.objects.first().pk}/delete/",  # type: ignore[union-attr]
    ):
        assert admin.get(refused).status_code == 403


def test_a_kind_that_we_no_longer_know_is_still_listed(admin: Client) -> None:
    Figure.objects.filter(area__code="WK024305", kind="land").update(kind="of_former_days")
    page = admin.get("/admin/neighbourhoods/figure/?q=WK024305").content.decode()
    assert "of_former_days" in page


def test_boundaries_are_listed_and_stay_as_they_are(admin: Client) -> None:
    area = Area.objects.get(code="WK024305")
    square = shapely.box(171000, 485000, 172000, 486000)
    boundary = Boundary.objects.create(area=area, year=2024, source="CBS", geometry=square.wkb)
    page = admin.get("/admin/neighbourhoods/boundary/?q=WK024305").content.decode()
    assert "Stadsdennen" in page
    url = f"/admin/neighbourhoods/boundary/{boundary.pk}/change/"
    assert 'name="_save"' not in admin.get(url).content.decode()
    assert admin.post(url, {"year": 2023}).status_code == 403
    assert admin.get("/admin/neighbourhoods/boundary/add/").status_code == 403

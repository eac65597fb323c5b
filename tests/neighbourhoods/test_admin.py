import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from meetups.accounts.models import User
from neighbourhoods.models import Area, Figure


@pytest.fixture
def admin(client: Client, demo: None) -> Client:
    client.force_login(User.objects.create_superuser("admin@example.org", "secret"))
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

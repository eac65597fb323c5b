"""Profiles, maps and figures of areas, and reports of what is wrong there."""

from django.urls import path, register_converter

from . import views
from .maps.views import area_map
from .models import CODE, LocalGroup, Place
from .strengths.views import report_mistake


class AreaCode:
    """An official code, or that of a former area: WK022501-2022."""

    regex = rf"{CODE}(?:-\d{{4}})?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(AreaCode, "area")

app_name = "neighbourhoods"

urlpatterns = [
    path("", views.index, name="index"),
    path("search/", views.search, name="search"),
    path("compare/", views.compare, name="compare"),
    path("places/<int:pk>/mistake/", report_mistake, {"model": Place}, name="report_place"),
    path("groups/<int:pk>/mistake/", report_mistake, {"model": LocalGroup}, name="report_group"),
    path("<area:code>/", views.profile, name="profile"),
    path("<area:code>/map/", area_map, name="map"),
    path("<area:code>/areas/", views.inside, name="inside"),
    path("<area:code>/figures/", views.figures, name="figures"),
    path("<area:code>/figures.csv", views.download, name="download"),
    path("<area:code>/figures.json", views.data, name="data"),
]

from django.urls import path, register_converter

from . import views
from .models import CODE


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
    path("<area:code>/", views.profile, name="profile"),
    path("<area:code>/figures/", views.figures, name="figures"),
    path("<area:code>/figures.csv", views.download, name="download"),
]

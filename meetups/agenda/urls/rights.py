"""Where guests see and erase what is known of them."""

from django.urls import URLPattern, path

from ..views import rights

urlpatterns: list[URLPattern] = [
    path("data/", rights.rights, name="rights"),
    path("data/<str:token>/", rights.show, name="rights_link"),
    path("data/<str:token>/export/", rights.export, name="rights_export"),
    path("data/<str:token>/erase/", rights.erase, name="rights_erase"),
]

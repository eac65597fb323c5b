"""Where an office writes its own words in mail."""

from django.urls import URLPattern, path

from ..views import texts

urlpatterns: list[URLPattern] = [
    path("<str:code>/", texts.texts, name="texts"),
    path("<str:code>/<str:kind>/<str:language>/", texts.text, name="text"),
    path("<str:code>/<str:kind>/<str:language>/back/", texts.text_back, name="text_back"),
]

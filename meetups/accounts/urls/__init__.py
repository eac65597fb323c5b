"""Addresses of people's own pages and of offices."""

from . import offices, people

app_name = "accounts"
urlpatterns = [*people.urlpatterns, *offices.urlpatterns]

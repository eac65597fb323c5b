"""Addresses of the municipality's side of a plan."""

from django.urls import include, path

from . import introductions, promises, review, team, texts

app_name = "support"
_plans = [
    *team.urlpatterns,
    *review.urlpatterns,
    *promises.urlpatterns,
    *introductions.urlpatterns,
]
urlpatterns = [
    path("initiatives/<int:pk>/", include(_plans)),
    path("promises/<int:pk>/", include(promises.one_promise)),
    path("offices/<str:code>/", include(texts.urlpatterns)),
]

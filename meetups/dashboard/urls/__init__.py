"""Addresses of an office's desk, under `offices/<code>/desk/`."""

from django.urls import include, path

from . import audit, money, overlays, overview, queue, radar

app_name = "dashboard"
_desk = [
    *queue.urlpatterns,
    *radar.urlpatterns,
    *overview.urlpatterns,
    *money.urlpatterns,
    *audit.urlpatterns,
    *overlays.urlpatterns,
]
urlpatterns = [*queue.start_patterns, path("offices/<str:code>/desk/", include(_desk))]

"""Addresses of the map, the figures and the council's report."""

from django.urls import URLPattern, path

from ..views import overview

urlpatterns: list[URLPattern] = [
    path("figures/", overview.figures, name="figures"),
    path("report.pdf", overview.report, name="report"),
]

"""Addresses of plans, under `initiatives/`; and the short one on a poster, under `m/`."""

from django.urls import include, path

from . import budget, check, invitations, public, record, start, steps, team

app_name = "initiatives"
_plans = [
    *start.urlpatterns,
    *steps.urlpatterns,
    *team.urlpatterns,
    *budget.urlpatterns,
    *check.urlpatterns,
    *invitations.urlpatterns,
    *record.urlpatterns,
]
urlpatterns = [
    path("initiatives/", include(_plans)),
    path("m/", include(public.urlpatterns)),
]

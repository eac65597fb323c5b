"""Addresses of plans, under `initiatives/`."""

from django.urls import include, path

from . import budget, check, invitations, record, start, steps, team

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
]

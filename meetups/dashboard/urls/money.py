"""Addresses of the promises and the budget of an office."""

from django.urls import path

from ..views import money

urlpatterns = [
    path("promises/", money.promises, name="promises"),
    path("money/", money.money, name="money"),
    path("money/<int:year>/", money.set_budget, name="set_budget"),
]

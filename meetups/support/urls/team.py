"""Addresses of a plan's page about its municipality: the conversation, requests and promises."""

from django.urls import path

from ..views import team

urlpatterns = [
    path("support/", team.support, name="support"),
    path("support/write/", team.write, name="write"),
    path("help/ask/", team.ask, name="ask"),
    path("help/<int:row>/withdraw/", team.withdraw, name="withdraw_request"),
]

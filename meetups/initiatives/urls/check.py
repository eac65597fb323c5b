"""Addresses of the contact check and of the safety points."""

from django.urls import URLPattern, path

from ..views import check

urlpatterns: list[URLPattern] = [
    path("<int:pk>/check/", check.check, name="check"),
    path("<int:pk>/safety/<int:point>/settle/", check.settle, name="settle_safety"),
    path("<int:pk>/safety/<int:point>/reopen/", check.reopen, name="reopen_safety"),
]

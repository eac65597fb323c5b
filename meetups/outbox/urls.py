"""Addresses for who gets mail. They are found in mail only."""

from django.urls import path

from . import views

app_name = "outbox"
urlpatterns = [
    path("stop/<str:token>/", views.stop, name="stop"),
]

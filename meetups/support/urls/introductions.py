"""Addresses of bringing two teams together, and of taking over what nobody organises."""

from django.urls import path

from ..views import introductions

urlpatterns = [
    path("introduce/", introductions.introduce, name="introduce"),
    path("introductions/", introductions.introductions, name="introductions"),
    path(
        "introductions/<int:introduction>/",
        introductions.answer,
        name="answer_introduction",
    ),
    path("adopt/", introductions.adopt, name="adopt"),
]

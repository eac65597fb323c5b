"""How a plan moves on, and its history."""

from django.urls import path

from ..views import record

urlpatterns = [
    path("<int:pk>/move/<slug:slug>/", record.move, name="move"),
    path("<int:pk>/history/", record.history, name="history"),
]

"""How a plan moves on, its history, and what an office has before it."""

from django.urls import path

from ..views import office, record

urlpatterns = [
    path("office/", office.office, name="office"),
    path("<int:pk>/move/<slug:slug>/", record.move, name="move"),
    path("<int:pk>/history/", record.history, name="history"),
]

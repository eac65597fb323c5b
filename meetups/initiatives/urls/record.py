"""Where a plan is with the municipality, its history, and what an office has before it."""

from django.urls import path

from ..views import office, record

urlpatterns = [
    path("office/", office.office, name="office"),
    path("<int:pk>/support/", record.support, name="support"),
    path("<int:pk>/move/<slug:slug>/", record.move, name="move"),
    path("<int:pk>/history/", record.history, name="history"),
    path("<int:pk>/adopt/", office.adopt, name="adopt"),
]

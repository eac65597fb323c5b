"""Making a plan, looking at it as a whole, changing it and doing it again."""

from django.urls import path

from ..views import plan, start

urlpatterns = [
    path("", plan.mine, name="mine"),
    path("new/", start.start, name="start"),
    path("<int:pk>/", plan.overview, name="overview"),
    path("<int:pk>/advice/", plan.advice, name="advice"),
    path("<int:pk>/edit/", plan.edit, name="edit"),
    path("<int:pk>/move/", plan.move, name="move_date"),
    path("<int:pk>/copy/", plan.copy, name="copy"),
]

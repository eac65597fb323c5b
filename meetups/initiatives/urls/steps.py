"""The steps of a plan."""

from django.urls import path

from ..views import steps

urlpatterns = [
    path("<int:pk>/steps/", steps.steps, name="steps"),
    path("<int:pk>/steps/add/", steps.add_step, name="add_step"),
    path("<int:pk>/steps/<int:step>/", steps.change_step, name="change_step"),
    path("<int:pk>/steps/<int:step>/done/", steps.finish_step, name="finish_step"),
    path("<int:pk>/steps/<int:step>/reopen/", steps.reopen_step, name="reopen_step"),
    path("<int:pk>/steps/<int:step>/take/", steps.take_step, name="take_step"),
    path("<int:pk>/steps/<int:step>/give-back/", steps.give_back_step, name="give_back_step"),
    path("<int:pk>/steps/<int:step>/skip/", steps.skip_step, name="skip_step"),
    path("<int:pk>/steps/<int:step>/remove/", steps.remove_step, name="remove_step"),
]

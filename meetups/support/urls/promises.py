"""Addresses of what an office promised, for who keeps it."""

from django.urls import path

from ..views import promises

urlpatterns = [
    path("promises/add/", promises.promise, name="promise"),
    path("help/<int:row>/promise/", promises.promise_for, name="promise_for"),
    path("help/<int:row>/decline/", promises.decline, name="decline_request"),
]
one_promise = [
    path("keep/", promises.keep, name="keep_promise"),
    path("withdraw/", promises.withdraw, name="withdraw_promise"),
    path("give/", promises.give, name="give_promise"),
    path("pay/", promises.pay, name="pay"),
    path("correct/", promises.correct, name="correct_payment"),
]
"""Of a promise by itself: it stays the office's when the team takes its plan back."""

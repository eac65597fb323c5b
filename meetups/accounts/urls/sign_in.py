"""Signing in and out, under the names that allauth looks for. No address here asks a password."""

from allauth.account import views as allauth
from django.urls import include, path

from meetups.accounts.views import sign_in as views

urlpatterns = [
    # Two names that allauth knows, one page: an address, and then a code.
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/", views.sign_in, name="account_request_login_code"),
    path("sign-in/code/", views.sign_in_code, name="account_confirm_login_code"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("second-factor/", include("meetups.accounts.urls.second_factor")),
]

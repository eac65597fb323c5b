"""Signing in and out, under the names that allauth looks for. No address here asks a password."""

from allauth.account import views as allauth_account
from allauth.usersessions import views as allauth_sessions
from django.urls import include, path

urlpatterns = [
    # Two names that allauth knows, one page: an address, and then a code.
    path("sign-in/", allauth_account.request_login_code, name="account_login"),
    path("sign-in/", allauth_account.request_login_code, name="account_request_login_code"),
    path("sign-in/code/", allauth_account.confirm_login_code, name="account_confirm_login_code"),
    path("sign-out/", allauth_account.logout, name="account_logout"),
    path("inactive/", allauth_account.account_inactive, name="account_inactive"),
    path("email/", allauth_account.email, name="account_email"),
    path(
        "email/code/",
        allauth_account.email_verification_sent,
        name="account_email_verification_sent",
    ),
    path("devices/", allauth_sessions.list_usersessions, name="usersessions_list"),
    path("second-factor/", include("allauth.mfa.urls")),
]

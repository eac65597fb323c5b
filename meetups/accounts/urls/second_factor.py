"""The second proof: allauth's pages, kept by no cache."""

from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.urls import path

from meetups.web import personal

urlpatterns = [
    path(address, personal(view), name=f"mfa_{name}")
    for address, view, name in (
        ("", base.index, "index"),
        ("authenticate/", base.authenticate, "authenticate"),
        ("again/", base.reauthenticate, "reauthenticate"),
        ("app/add/", app.activate_totp, "activate_totp"),
        ("app/remove/", app.deactivate_totp, "deactivate_totp"),
        ("codes/", codes.view_recovery_codes, "view_recovery_codes"),
        ("codes/new/", codes.generate_recovery_codes, "generate_recovery_codes"),
        ("codes/download/", codes.download_recovery_codes, "download_recovery_codes"),
        ("passkeys/", passkeys.list_webauthn, "list_webauthn"),
        ("passkeys/add/", passkeys.add_webauthn, "add_webauthn"),
        ("passkeys/again/", passkeys.reauthenticate_webauthn, "reauthenticate_webauthn"),
        ("passkeys/sign-in/", passkeys.login_webauthn, "login_webauthn"),
        ("passkeys/<int:pk>/", passkeys.edit_webauthn, "edit_webauthn"),
        ("passkeys/<int:pk>/remove/", passkeys.remove_webauthn, "remove_webauthn"),
    )
]

"""Addresses of one's own account. Signing in and out is in sign_in.py."""

from django.urls import path

from meetups.accounts.views import address, people

urlpatterns = [
    path("account/", people.account, name="account"),
    path("account/welcome/", people.welcome, name="welcome"),
    path("account/address/", address.new_address, name="new_address"),
    path("account/address/code/", address.new_address_code, name="new_address_code"),
    path("account/stay/", people.stay, name="stay"),
    path("account/sign-out-everywhere/", people.sign_out_everywhere, name="sign_out_everywhere"),
    path("account/data.json", people.data, name="data"),
    path("account/erase/", people.erase, name="erase"),
]

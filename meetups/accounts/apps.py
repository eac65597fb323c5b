from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class AccountsConfig(AppConfig):
    name = "meetups.accounts"
    default = True


class StaffSiteConfig(admin_apps.AdminConfig):
    """Django's admin, on our own site for it."""

    default = False
    default_site = "meetups.accounts.staff_site.StaffSite"

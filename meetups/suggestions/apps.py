"""The room of the catalogue, the guide and the advice, as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SuggestionsConfig(AppConfig):
    name = "meetups.suggestions"
    verbose_name = _("Catalogue")

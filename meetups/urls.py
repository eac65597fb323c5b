"""The roof: the URLs of every room. Pages live under /nl/ and /en/: a link keeps its language."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("meetups.operations.urls")),
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("neighbourhoods/", include("neighbourhoods.urls")),
        path("account/", include("meetups.accounts.urls.sign_in")),
        path("", include("meetups.accounts.urls")),
        path("", include("meetups.suggestions.urls")),
        path("mail/", include("meetups.outbox.urls")),
        path("", include("meetups.dashboard.urls")),
        path("", include("meetups.reminders.urls")),
        path("", include("meetups.support.urls")),
        path("", include("meetups.agenda.urls")),
        path("", include("meetups.initiatives.urls")),
        path("", include("meetups.pages.urls")),
        *([path("", include("meetups.demo.urls"))] if settings.DEMO else []),
    ),
]

handler400 = "meetups.pages.views.bad_request"
handler403 = "meetups.pages.views.permission_denied"
handler404 = "meetups.pages.views.not_found"
# Not Django's, but where allauth looks for the answer to someone who tries too often.
handler429 = "meetups.accounts.limits.too_many_requests"
handler500 = "meetups.pages.views.server_error"

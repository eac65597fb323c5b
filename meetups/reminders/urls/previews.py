"""Where a team sees the mail about its meetup before it leaves."""

from django.urls import URLPattern, path

from ..views import previews

urlpatterns: list[URLPattern] = [
    path("", previews.mail, name="mail"),
    path("<str:kind>/<str:language>/", previews.mail_preview, name="mail_preview"),
    path("<str:kind>/<str:language>/html/", previews.mail_html, name="mail_html"),
    path("<str:kind>/<str:language>/test/", previews.mail_test, name="mail_test"),
]

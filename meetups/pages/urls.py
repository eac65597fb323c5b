"""Home, help, privacy, and the documents that a municipality asks for."""

from django.urls import path

from . import views

app_name = "pages"

urlpatterns = [
    path("", views.home, name="home"),
    path("why-meeting-works/", views.why, name="why"),
    path("about/", views.about, name="about"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("help/", views.help_page, name="help"),
    path("open/", views.open_page, name="open"),
    path("open/documents/", views.documents, name="documents"),
    path("open/documents/<slug:code>.md", views.document, name="document"),
]

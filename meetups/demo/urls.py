"""The mailbox of the demo, and signing in by one click."""

from django.urls import path

from . import views

app_name = "demo"
urlpatterns = [
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/empty/", views.empty, name="empty"),
    path("mailbox/<int:pk>/", views.mail, name="mail"),
    path("mailbox/<int:pk>/html/", views.mail_html, name="mail_html"),
    path("demo/<slug:slug>/", views.sign_in, name="sign_in"),
]

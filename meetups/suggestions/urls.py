"""The guide, saved advices, the library and the register of rules."""

from django.urls import path

from .views import advice, guide, library, register, saved

app_name = "suggestions"

urlpatterns = [
    path("guide/", guide.guide, name="guide"),
    path("guide/save/", saved.save, name="save"),
    path("guide/advice/", advice.advice, name="advice"),
    path("guide/advice/explained/", advice.explained, name="explained"),
    path("guide/<str:code>/", guide.guide, name="guide"),
    path("guide/<str:code>/save/", saved.save, name="save"),
    path("guide/<str:code>/advice/", advice.advice, name="advice"),
    path("guide/<str:code>/advice/explained/", advice.explained, name="explained"),
    path("saved/<str:token>/", saved.saved, name="saved"),
    path("saved/<str:token>/keep/", saved.keep, name="keep"),
    path("saved/<str:token>/answers/", saved.reopen, name="reopen"),
    path("saved/<str:token>/erase/", saved.erase, name="erase"),
    path("register/", register.register_page, name="register"),
    path("register/register.json", register.register_data, name="register_data"),
    path("formats/", library.library, name="library"),
    path("formats/<slug:slug>/", library.activity_type, name="activity_type"),
    path("situations/", library.situations, name="situations"),
    path("situations/<slug:slug>/", library.situation, name="situation"),
]

"""Addresses about mail that is not urgent: what one wants, what it looks like, and its texts."""

from django.urls import include, path

from . import choices, previews, texts

app_name = "reminders"
urlpatterns = [
    path("account/mail/", include(choices.urlpatterns)),
    path("initiatives/<int:pk>/meetups/<int:meetup>/mail/", include(previews.urlpatterns)),
    path("mail-texts/", include(texts.urlpatterns)),
]

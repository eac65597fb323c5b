"""The short address on a poster."""

from django.urls import path

from ..views import public

urlpatterns = [path("<slug:code>/", public.public, name="public")]

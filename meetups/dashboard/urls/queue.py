"""Addresses of the desk's first page and of the queue."""

from django.urls import URLPattern, path

from ..views import queue, start

start_patterns: list[URLPattern] = [path("desk/", start.start, name="start")]
urlpatterns: list[URLPattern] = [
    path("", start.desk, name="desk"),
    path("plans/", queue.queue, name="queue"),
    path("plans/export/", queue.export, name="export"),
    path("plans/filters/", queue.keep_filter, name="keep_filter"),
    path("plans/filters/<int:pk>/remove/", queue.remove_filter, name="remove_filter"),
    path("plans/<int:pk>/reviewer/", queue.assign, name="assign"),
]

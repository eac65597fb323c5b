"""Addresses of reviewing a plan: the page, decisions, notes for colleagues, tags."""

from django.urls import URLPattern, path

from ..views import review

urlpatterns: list[URLPattern] = [
    path("review/", review.review, name="review"),
    path("review/agree/", review.agree, name="agree"),
    path("review/assign/", review.assign, name="assign"),
    path("review/note/", review.add_note, name="add_note"),
    path("review/note/<int:row>/delete/", review.delete_note, name="delete_note"),
    path("review/tags/", review.set_tags, name="set_tags"),
]

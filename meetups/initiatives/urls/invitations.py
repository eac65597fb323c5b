"""Inviting people: texts, papers and the invitation page of a plan."""

from django.urls import path

from ..views import invitations, printing

urlpatterns = [
    path("<int:pk>/invitations/", invitations.invitations, name="invitations"),
    path(
        "<int:pk>/invitations/<slug:kind>/<slug:language>/",
        invitations.save_text,
        name="save_text",
    ),
    path(
        "<int:pk>/invitations/<slug:kind>/<slug:language>/reset/",
        invitations.reset_text,
        name="reset_text",
    ),
    path("<int:pk>/invitations/coming/", invitations.save_coming, name="save_coming"),
    path("<int:pk>/invitations/open/", invitations.open_page, name="open_page"),
    path("<int:pk>/invitations/close/", invitations.close_page, name="close_page"),
    path("<int:pk>/poster.pdf", printing.poster, name="poster"),
    path("<int:pk>/poster.png", printing.poster_image, name="poster_image"),
    path("<int:pk>/slip.pdf", printing.slip, name="slip"),
    path("<int:pk>/list.pdf", printing.door_list, name="door_list"),
    path("<int:pk>/plan.pdf", printing.plan, name="plan_pdf"),
    path("<int:pk>/qr.svg", printing.qr, name="qr"),
]

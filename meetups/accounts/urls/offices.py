"""Pages of an office: for everyone, and for who manages it."""

from django.urls import URLPattern, path

from ..views import members, municipal, offices, rules

urlpatterns: list[URLPattern] = [
    path("offices/<str:code>/", offices.office, name="office"),
    path("offices/<str:code>/style.css", offices.office_style, name="office_style"),
    path("offices/<str:code>/logo.png", offices.office_logo, name="office_logo"),
    path("offices/<str:code>/sign-in/", municipal.office_sign_in, name="office_sign_in"),
    path("offices/<str:code>/signed-in/", municipal.office_signed_in, name="office_signed_in"),
    path("offices/<str:code>/edit/", offices.office_edit, name="office_edit"),
    path("offices/<str:code>/rules/", rules.office_rules, name="office_rules"),
    path("offices/<str:code>/rules/add/", rules.rule_add, name="rule_add"),
    path("offices/<str:code>/rules/<int:pk>/", rules.rule_edit, name="rule_edit"),
    path("offices/<str:code>/rules/<int:pk>/remove/", rules.rule_remove, name="rule_remove"),
    path("offices/<str:code>/members/", members.office_members, name="office_members"),
    path("offices/<str:code>/members/<int:pk>/role/", members.member_role, name="member_role"),
    path(
        "offices/<str:code>/members/<int:pk>/remove/", members.member_remove, name="member_remove"
    ),
]

"""Addresses of the audit record."""

from django.urls import URLPattern, path

from ..views import audit

urlpatterns: list[URLPattern] = [
    path("audit/", audit.audit, name="audit"),
    path("audit/export/", audit.audit_export, name="audit_export"),
]

"""The admin, for those who may open it and gave a second proof in this session."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from .second_factor import ask_second_factor, has_second_factor


class StaffSite(AdminSite):
    """Django's admin without its own sign-in: there is one sign-in for the whole site."""

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and has_second_factor(request)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Where those who may not open a page are sent: on to what they still have to do."""
        wanted = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(wanted, None):
            wanted = reverse("admin:index", current_app=self.name)
        if not request.user.is_authenticated:
            return redirect_to_login(wanted)
        if self.has_permission(request):
            return redirect(wanted)
        if not super().has_permission(request):
            raise PermissionDenied
        return ask_second_factor(request, wanted)  # type: ignore[arg-type]

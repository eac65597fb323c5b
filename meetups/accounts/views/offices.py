"""The page of an office, its house style, and where its managers change them."""

from typing import Any

from csp.decorators import csp_update
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_http_methods, require_safe

from meetups import clock
from meetups.files import FileNotKeptError
from meetups.web import HtmxRequest, go, wants_fragment

from ..access import SignedInRequest, get_office_for, staff_page, works_for
from ..forms.offices import OfficeForm
from ..looks import Look, look_of
from ..models import Office, User
from ..services import offices as services
from ..services.versions import ChangedMeanwhileError
from ..wording import lead_time

FORM = ["GET", "HEAD", "POST"]
STYLE_AGE = 24 * 3600
"""Seconds. A page asks for the style and logo that it needs by what is in them."""
LOGO_POLICY = "default-src 'none'; sandbox"


def by_code(code: str) -> Office:
    """The office of a municipality, to be shown to anyone."""
    return get_object_or_404(Office.objects.select_related("area"), area__code=code)


@require_safe
def office(request: HtmxRequest, code: str) -> HttpResponse:
    """Whom to ask, how fast they answer, and what they ask of a plan."""
    found = by_code(code)
    user = request.user
    context = {
        "office": found,
        "rules": [(rule, lead_time(rule)) for rule in found.rules.all()],
        "may_change": isinstance(user, User) and works_for(user, found, as_manager=True),
    }
    return render(request, "accounts/office.html", context)


def _style_etag(request: HttpRequest, code: str) -> str:
    return f'"{by_code(code).style_key}"'


def _logo_etag(request: HttpRequest, code: str) -> str:
    return f'"{by_code(code).logo.name}"'


@require_safe
@condition(etag_func=_style_etag)
def office_style(request: HttpRequest, code: str) -> HttpResponse:
    """Its colours, over those of the site. Both were checked when they were saved."""
    response = render(
        request, "accounts/office_style.css", {"office": by_code(code)}, content_type="text/css"
    )
    patch_cache_control(response, public=True, max_age=STYLE_AGE)
    return response


@require_safe
@condition(etag_func=_logo_etag)
def office_logo(request: HttpRequest, code: str) -> HttpResponse:
    """Its logo, as we drew it; the browser runs nothing in it, whatever it may be."""
    logo = by_code(code).logo
    if not logo:
        raise Http404
    try:
        with logo.open() as file:
            response = HttpResponse(file.read(), content_type="image/png")
    except FileNotFoundError:
        raise Http404 from None
    response.headers["Content-Security-Policy"] = LOGO_POLICY
    patch_cache_control(response, public=True, max_age=STYLE_AGE)
    return response


@require_http_methods(FORM)
# A logo that is not kept yet has no address.
@csp_update({"img-src": ["data:"]})  # type: ignore[arg-type]
@staff_page
def office_edit(request: SignedInRequest, code: str) -> HttpResponse:
    """Where a manager changes what people see of the office; `look` only shows how it would be."""
    found = get_office_for(request.user, code)
    form = OfficeForm(request.POST or None, request.FILES or None, instance=found)
    clash: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid() and "look" not in request.POST:
        by, now = request.user, clock.now()
        try:
            services.change_office(
                office=form.save(commit=False),
                version=form.seen,
                logo=form.new_logo,
                by=by,
                now=now,
            )
        except ValidationError as error:
            form.blame(error)
        except FileNotKeptError as error:
            form.add_error("logo", error.message)
        except ChangedMeanwhileError as error:
            clash = {"meanwhile": error.row, "theirs": form.after(error.row)}
            if form.cleaned_data["logo"]:
                form.add_error("logo", _("Choose the picture once more."))
        else:
            messages.success(request, _("Saved. This is what people see now."))
            return go(request, reverse("accounts:office", args=[code]))
    # A form that was filled in has changed the office that it holds; the page shows the kept one.
    kept = get_office_for(request.user, code) if form.is_bound else found
    context = {"form": form, "look": _look(form, kept), "looks": "look" in request.POST}
    if wants_fragment(request):
        return render(request, "accounts/_office_look.html", context | {"office": kept})
    status = 409 if clash else 422 if form.errors else 200
    return manage(request, kept, "office_edit", status=status, **context, **clash)


def _look(form: OfficeForm, office: Office) -> Look:
    """How the pages would look with what is in the form now."""
    data = form.cleaned_data if form.is_bound else {}
    return look_of(
        office,
        str(form["colour"].value() or ""),
        str(form["colour_accent"].value() or ""),
        logo=data.get("logo") or None,
        without_logo=bool(data.get("without_logo")),
        address=_logo_address,
    )


def _logo_address(office: Office) -> str:
    name = urlencode({"v": str(office.logo.name)})
    return f"{reverse('accounts:office_logo', args=[office.area.code])}?{name}"


def manage(
    request: SignedInRequest, office: Office, tab: str, *, status: int = 200, **context: object
) -> HttpResponse:
    """A page for managers, in its own template; `tab`: its name, and that of the part it is of."""
    context |= {"office": office, "tab": tab}
    return render(request, f"accounts/{context.pop('template', tab)}.html", context, status=status)

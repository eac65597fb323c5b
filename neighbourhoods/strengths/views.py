"""Saying that something about a place or group is wrong."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from meetups import clock
from meetups.web import HtmxRequest, go, personal

from . import services
from .access import get_strength_for
from .forms import MistakeForm
from .models import Mistake, Strength


@require_http_methods(["GET", "HEAD", "POST"])
@personal
def report_mistake(request: HtmxRequest, pk: int, model: type[Strength]) -> HttpResponse:
    """Show the form, store what it says, and then say thanks: the same address, with `sent`."""
    about = get_strength_for(request.user, model, pk)
    is_posted = request.method == "POST"
    form = MistakeForm(request.POST if is_posted else None)
    status = 422 if is_posted else 200
    if is_posted and form.is_valid():
        try:
            services.report_mistake(about=about, now=clock.now(), **form.cleaned_data)
        except services.TooManyReportsError as error:
            form.add_error(None, str(error))
            status = 429
        else:
            return go(request, f"{request.path}?sent=1")
    context = {
        "about": about,
        "area": about.area,
        "form": form,
        "choices": Mistake.choices,
        "is_sent": not is_posted and "sent" in request.GET,
    }
    return render(request, "neighbourhoods/report_mistake.html", context, status=status)

"""What mail someone wants, and when."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meetups import clock
from meetups.accounts.access import SignedInRequest, kept_form, signed_in
from meetups.web import go

from ..forms.choices import ChoicesForm
from ..queries_mail import wishes_of
from ..services.choices import choose_mail


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def choices(request: SignedInRequest) -> HttpResponse:
    """All mail to someone: what they can do without, when the rest comes, and what always comes."""
    wishes = wishes_of(request.user)
    data = request.POST if request.method == "POST" else kept_form(request)
    form = ChoicesForm(data, wishes=wishes, today=clock.today())
    if request.method == "POST" and _is_saved(request, form):
        messages.success(request, _("Saved."))
        return go(request, reverse("reminders:choices"))
    words = dict(form.fields["work"].choices) | dict(form.fields["guest"].choices)  # type: ignore[attr-defined]
    context = {
        "form": form,
        "wishes": wishes,
        "stopped": [words[kind] for kind in wishes.kinds if kind in wishes.stopped],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "reminders/choices.html", context, status=status)


def _is_saved(request: SignedInRequest, form: ChoicesForm) -> bool:
    if not form.is_valid():
        return False
    try:
        choose_mail(user=request.user, now=clock.now(), **form.values)
    except ValidationError as error:
        form.blame(error)
        return False
    return True

"""Mail to a colleague whom a promise was given to. Made when it leaves, so it is still theirs."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from meetups.accounts.models import Membership
from meetups.audit.models import Act, Record
from meetups.initiatives.models import Member
from meetups.outbox.letters import Dropped, Letter
from meetups.outbox.models import OutboundMessage

from ..help_wording import due_words, size_words
from ..models import Promise, PromiseState
from ..queries.promises import is_seen
from ..services.dossiers import turn_of
from .thread import GONE, title_of, words_of


def promise_given(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    """To who does the promise `message.subject_id` from now on, if they still do.

    Of a plan that the team took back the title is not told, and the page is that of all promises.
    """
    around = Promise.objects.select_related("owner", "office__area", "initiative")
    promise = around.filter(pk=message.subject_id).first()
    if promise is None or promise.owner is None or not promise.owner.is_active:
        return GONE
    user, plan = promise.owner, promise.initiative
    if not Membership.objects.filter(office=promise.office_id, user=user).exists():
        return GONE
    if Member.objects.filter(initiative=plan, user=user).exists():  # a colleague does it then
        return GONE
    if promise.state != PromiseState.PROMISED or _given_again(promise, message):
        return Dropped()
    today, seen = timezone.localdate(now), is_seen(plan)
    with translation.override(user.language):
        page = reverse("support:review", args=[plan.pk]) + f"#promise-{promise.pk}"
        ledger = reverse("dashboard:promises", args=[promise.office.area.code])
        context = {
            "office": promise.office.name,
            "plan": title_of(plan) if seen else "",
            "kind": promise.get_kind_display(),
            "size": size_words(promise),
            "text": words_of(plan, promise.text),
            "due": due_words(promise, today),
            "link": settings.SITE_URL + (page if seen else f"{ledger}?owner={user.pk}"),
        }
    return Letter(user.email, user.language, "promise_given", context)


def _given_again(promise: Promise, message: OutboundMessage) -> bool:
    """Whether it went on to somebody after this; who has it now has a mail of their own."""
    given = Record.objects.filter(
        act=Act.PROMISE,
        object_kind=Promise._meta.label_lower,
        object_id=str(promise.pk),
        details__did="give",
    )
    last = given.order_by("-at", "-pk").first()
    return last is not None and turn_of(last.at) != message.revision

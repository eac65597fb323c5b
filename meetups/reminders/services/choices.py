"""Keeping what someone wants of their mail."""

from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from meetups.accounts.models import Digest, MailChoice, User
from meetups.outbox.models import Suppression
from meetups.outbox.services.addresses import digests_of, suppress

from ..queries_mail import GUEST_MAIL


@transaction.atomic
def choose_mail(
    *,
    user: User,
    on: Collection[str],
    was_on: Collection[str],
    digest_hour: int,
    paused_from: date | None,
    paused_until: date | None,
    now: datetime,
) -> None:
    """Keep what someone wants. Raises ValidationError, by field.

    `was_on`: what was on when they were asked. What they left as it was stays as it is now: a link
    in a mail may have stopped it since. Switching a kind on also takes back such a stop; that of
    all mail stays.
    """
    _check_pause(paused_from, paused_until)
    choice, _is_new = MailChoice.objects.select_for_update().get_or_create(user=user)
    started, stopped = set(on) - set(was_on), set(was_on) - set(on)
    off = (set(choice.off) - started) | stopped
    choice.off = [kind for kind in Digest.values if kind in off]
    choice.digest_hour = digest_hour
    choice.paused_from, choice.paused_until = paused_from, paused_until
    choice.full_clean()
    choice.save()
    Suppression.objects.filter(
        address_digest__in=digests_of(user.email), kind__in=started - {""}
    ).delete()
    for kind in sorted(stopped & set(GUEST_MAIL)):
        suppress(address=user.email, kind=kind, why="unsubscribed", now=now)


def _check_pause(first: date | None, last: date | None) -> None:
    if first and not last:
        raise ValidationError({"paused_until": _("Fill in the last day too.")})
    if last and not first:
        raise ValidationError({"paused_from": _("Fill in the first day too.")})
    if first and last and last < first:
        raise ValidationError({"paused_until": _("The last day is before the first.")})

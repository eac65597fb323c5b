"""Sentences about offices."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import OfficeRule

WEEK = 7


def in_weeks(rule: OfficeRule) -> bool:
    """Whether its days are told as weeks."""
    return rule.days > 0 and rule.days % WEEK == 0


def lead_time(rule: OfficeRule) -> str:
    """When a rule asks to do something: "8 weeks before the meetup", in weeks where it can be."""
    if rule.days == 0:
        return _("on the day of the meetup")
    number = rule.days
    if in_weeks(rule):
        number //= WEEK
        length = ngettext("%(number)s week", "%(number)s weeks", number)
    else:
        length = ngettext("%(number)s day", "%(number)s days", number)
    length %= {"number": number}
    if rule.is_after:
        return _("within %(length)s after the meetup") % {"length": length}
    return _("at least %(length)s before the meetup") % {"length": length}

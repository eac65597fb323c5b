"""What pages for staff say about mail."""

from django import template

from meetups import clock

from ..queries import MailState, mail_state

register = template.Library()


@register.simple_tag
def mail_alarm() -> MailState | None:
    """How mail is doing when it stands still or is held; nothing when all is well."""
    state = mail_state(now=clock.now())
    return state if state.stands_still or state.held else None

"""Mail to who keeps the catalogue right: what others wrote and asked."""

from datetime import datetime

from django.utils import timezone, translation
from django.utils.text import Truncator

from meetups.agenda.wording import day_words
from meetups.outbox.letters import Dropped, Letter
from meetups.outbox.models import OutboundMessage, State
from meetups.suggestions import comments

from ..specification import CATALOGUE
from .nights import by_day
from .readers import link_to, reader

MOST = 12
"""Comments that a mail names; the page has them all."""
SHOWN = 200


@by_day
def catalogue_digest(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    """To one curator, on the day that `message.revision` is. Who may write no more gets none."""
    if message.revision != timezone.localdate(now).toordinal():
        return Dropped(State.EXPIRED)
    found = comments.curators().filter(pk=message.subject_id).first()
    user = reader(found, message.kind, now=now)
    if isinstance(user, Dropped):
        return user
    threads, asked = comments.open_for(user), comments.request_for(user)
    if not threads and asked is None:
        return Dropped()
    shown = threads[:MOST]
    with translation.override(user.language):
        names = comments.names_of((t.comment.kind, t.comment.key) for t in shown)
        context = {
            "subject_when": day_words(now),
            "number": len(threads),
            "rows": [_row(thread, names) for thread in shown],
            "more": len(threads) - len(shown),
            "asked": asked is not None,
            "asked_by": asked.asked_by.name if asked and asked.asked_by else "",
            "draft_link": link_to("admin:suggestions_edition_draft"),
            "link": f"{link_to('admin:suggestions_comment_changelist')}?open=1",
            "choices": link_to("reminders:choices"),
        }
    return Letter(user.email, user.language, CATALOGUE, context)


def _row(thread: comments.Thread, names: dict[tuple[str, str], str]) -> dict[str, str]:
    """A remark in words: of what, by whom, and the last that was said."""
    about, last = thread.comment, (thread.answers or [thread.comment])[-1]
    field = comments.label_of(about.kind, about.field)
    page = link_to("admin:suggestions_comment_about", about.kind, about.key)
    return {
        "about": f"{names[about.kind, about.key]}: {field}",
        "by": last.by.name if last.by else "",
        "text": Truncator(last.text).chars(SHOWN),
        "link": f"{page}#comment-{about.pk}",
    }

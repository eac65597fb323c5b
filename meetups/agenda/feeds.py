"""The agenda for readers of feeds (Atom, RFC 4287)."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from django.conf import settings
from django.utils import feedgenerator, translation

from . import wording
from .models import Meetup, MeetupState

NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
CONTENT_TYPE = "application/atom+xml; charset=utf-8"
BEGINNING = datetime(2027, 1, 1, tzinfo=UTC)
"""When an empty feed was last changed; it must say something, and not differ each time."""


class Feed(feedgenerator.Atom1Feed):
    """Says itself when it was changed: Django would say "now" of an empty one."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else BEGINNING


def feed_of(
    meetups: Iterable[Meetup], *, language: str, name: str, page: str, address: str
) -> bytes:
    """The agenda as entries that change when the meetup changes.

    `page` and `address`: of the list and of the feed itself, absolute.
    """
    with translation.override(language):
        feed = Feed(
            title=name,
            link=page,
            description="",
            language=language,
            author_name=settings.SITE_NAME,
            feed_url=address,
            feed_guid=address,
        )
        for meetup in meetups:
            _add(feed, meetup)
        written: bytes = feed.writeString("utf-8").encode()
        return written


def _add(feed: Feed, meetup: Meetup) -> None:
    when, where = wording.when_words(meetup), wording.public_where(meetup)
    is_off = meetup.state == MeetupState.CANCELLED
    lines = [translation.gettext("This meetup is cancelled.")] if is_off else []
    lines += [f"{when}. {where.rstrip('.')}.", str(meetup.about)]
    feed.add_item(
        title=_text(f"{meetup.title}, {wording.day_words(meetup.starts_at)}"),
        link=settings.SITE_URL + meetup.get_absolute_url(),
        description=_text("\n".join(lines).strip()),
        unique_id=f"tag:{settings.MAIL_DOMAIN},2027:meetup/{meetup.code}",
        pubdate=meetup.created_at,
        updateddate=meetup.changed_at,
        categories=[meetup.area.title],
    )


def _text(text: str) -> str:
    """Without what XML has no way to write."""
    return NOT_IN_XML.sub("", text)

"""The daily mail to who keeps the catalogue right."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives

from meetups.accounts.models import Digest, MailChoice, User
from meetups.outbox.models import OutboundMessage, State
from meetups.reminders.queries_mail import wishes_of
from meetups.reminders.services.planning import plan_reminders
from meetups.suggestions import comments
from meetups.suggestions.models import ActivityType, Comment
from tests.factories import make_activity_type, make_situation
from tests.reminders.letters import flat, mail_of, page_of, sent
from tests.reminders.test_letters_offices import DIGEST
from tests.suggestions.test_publishing import ask, make_curator, soup  # noqa: F401

pytestmark = pytest.mark.django_db

KIND = "catalogue_digest"


@pytest.fixture
def author() -> User:
    return make_curator("Aukje")


@pytest.fixture
def publisher() -> User:
    return make_curator("Paul", "publish_edition")


def write(by: User, text: str = "Is dit soep?", **given: Any) -> Comment:
    said = {"kind": "activity_types", "key": "soup", "field": "name"} | given
    return comments.write_comment(text=text, by=by, now=DIGEST, **said)


def digest(user: User, at: datetime = DIGEST) -> EmailMultiAlternatives | State:
    return sent(KIND, user.pk, at, revision=at.date().toordinal())


def test_it_tells_what_others_wrote_and_asked(
    soup: ActivityType,  # noqa: F811
    author: User,
    publisher: User,
) -> None:
    asked = write(author)
    ask(author)
    found = mail_of(KIND, publisher.pk, DIGEST, revision=DIGEST.date().toordinal())
    for text in (flat(found), page_of(found)):
        assert "Aukje" in text
        assert "Is dit soep?" in text
        assert f"#comment-{asked.pk}" in text
        assert "/admin/suggestions/edition/draft/" in text


def test_who_had_the_last_word_waits_for_the_other(
    soup: ActivityType,  # noqa: F811
    author: User,
    publisher: User,
) -> None:
    asked = write(author)
    assert digest(author) == State.SUPERSEDED
    comments.answer_comment(comment=asked, text="Ja, toch?", by=publisher, now=DIGEST)
    assert digest(publisher) == State.SUPERSEDED
    assert "Ja, toch?" in flat(mail_of(KIND, author.pk, DIGEST, revision=DIGEST.date().toordinal()))
    comments.settle_comment(comment=asked, by=author, now=DIGEST)
    assert digest(author) == State.SUPERSEDED


def test_it_leaves_only_to_who_may_and_wants_it(
    soup: ActivityType,  # noqa: F811
    author: User,
    publisher: User,
    organiser: User,
) -> None:
    write(author)
    assert digest(organiser) == State.CANCELLED
    late = sent(KIND, publisher.pk, DIGEST + timedelta(days=1), revision=DIGEST.date().toordinal())
    assert late == State.EXPIRED
    MailChoice.objects.create(user=publisher, off=[KIND])
    assert digest(publisher) == State.SUPPRESSED
    User.objects.filter(pk=publisher.pk).update(is_staff=False)
    assert digest(publisher) == State.CANCELLED


def test_it_is_planned_on_weekdays_while_something_waits(
    author: User, publisher: User, organiser: User
) -> None:
    make_activity_type(fits={make_situation(): 3})
    plan_reminders(now=DIGEST - timedelta(hours=12))
    assert not OutboundMessage.objects.filter(kind=KIND).exists()
    asked = write(author)
    plan_reminders(now=DIGEST - timedelta(hours=12))
    planned = OutboundMessage.objects.filter(kind=KIND, state=State.PLANNED)
    assert set(planned.values_list("subject_id", flat=True)) == {author.pk, publisher.pk}
    assert all(row.due_at.weekday() < 5 for row in planned)
    comments.settle_comment(comment=asked, by=publisher, now=DIGEST)
    plan_reminders(now=DIGEST - timedelta(hours=11))
    assert not planned.all().exists()


def test_only_curators_are_asked_about_it(author: User, organiser: User) -> None:
    assert Digest.CATALOGUE in wishes_of(author).kinds
    assert Digest.CATALOGUE not in wishes_of(organiser).kinds

"""Who may publish what: four eyes, of two at once the second hears it, and mail to publishers."""

from datetime import UTC, datetime
from secrets import token_hex
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.utils import translation

from meetups.accounts.models import User
from meetups.audit.models import Record
from meetups.outbox.letters import Dropped, Letter
from meetups.outbox.models import OutboundMessage
from meetups.suggestions import publishing
from meetups.suggestions.editions import CannotPublishError
from meetups.suggestions.letters import publish_asked
from meetups.suggestions.models import (
    ActivityType,
    Case,
    Edition,
    PublishRequest,
)
from meetups.suggestions.queries import catalogue
from tests.factories import make_activity_type, make_situation
from tests.initiatives.test_versions import at_once, without
from tests.suggestions.answers import CALM

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
SUMMARY = {"summary_nl": "Soep heet anders.", "summary_en": "Soup has another name."}


def make_curator(name: str, *rights: str) -> User:
    user = User.objects.create_user(f"{name.lower()}@example.nl", name=name, is_staff=True)
    names = ("change_activitytype", *rights)
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    return user


@pytest.fixture
def author() -> User:
    return make_curator("Aukje")


@pytest.fixture
def publisher() -> User:
    return make_curator("Paul", "publish_edition")


@pytest.fixture
def soup() -> ActivityType:
    """Published, in a situation that lacks nothing, and then given another name in the draft."""
    situation = make_situation()
    situation.signals.create(order=1, text_nl="Groeten.", text_en="Greeting.")
    situation.never_do.create(order=1, text_nl="Stoppen.", text_en="Stopping.")
    row = make_activity_type(fits={situation: 3})
    row.name_nl, row.name_en = "Soep voor iedereen", "Soup for all"
    row.save()
    return row


def ask(by: User, **given: Any) -> PublishRequest:
    said: dict[str, Any] = {"by": by, "why": "", "now": NOW} | SUMMARY | given
    return publishing.ask_to_publish(**said)


def publish(by: User, **given: Any) -> Edition:
    said: dict[str, Any] = {"by": by, "why": "", "now": NOW} | SUMMARY | given
    return publishing.publish(**said)


def refused(action: Any, *args: Any, **given: Any) -> str:
    before = Edition.objects.count()
    with pytest.raises(CannotPublishError) as error:
        action(*args, **given)
    assert Edition.objects.count() == before
    return error.value.message


def steps() -> list[Any]:
    return [row.details.get("step") or row.details.get("number") for row in Record.objects.all()]


def loosen(row: ActivityType) -> None:
    """It may be advised with more tension than before."""
    row.tension_max = 2
    row.save()


# --- one asks, the other publishes -----------------------------------------------------------


def test_what_is_asked_is_published_by_another(
    soup: ActivityType, author: User, publisher: User
) -> None:
    asked = ask(author)
    assert catalogue().activity_types["soup"].name_nl == "Soep op straat"
    edition = publish(publisher, request=asked, summary_en="Soup for all.")
    assert catalogue().activity_types["soup"].name_nl == "Soep voor iedereen"
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by, asked.decided_at) == ("published", publisher, NOW)
    assert (edition.number, edition.published_by, edition.agreed_by) == (2, publisher.pk, None)
    assert (edition.summary_nl, edition.summary_en) == ("Soep heet anders.", "Soup for all.")
    assert steps() == [2, "asked"]


def test_a_publisher_may_publish_alone_what_is_safe(soup: ActivityType, publisher: User) -> None:
    assert publish(publisher).published_by == publisher.pk


def test_a_summary_in_both_languages_is_needed(soup: ActivityType, publisher: User) -> None:
    for action in (ask, publish):
        with pytest.raises(ValidationError) as error:
            action(publisher, summary_en="")
        assert list(error.value.message_dict) == ["summary_en"]
    assert not OutboundMessage.objects.exists()


def test_a_half_finished_draft_is_refused_by_item_and_field(
    soup: ActivityType, publisher: User
) -> None:
    soup.summary_en = ""
    soup.save()
    for action in (ask, publish):
        with pytest.raises(CannotPublishError) as error:
            action(publisher)
        assert [(key, f.path) for key, f in error.value.faults] == [("soup", "summary.en")]


def test_nothing_new_is_nothing_to_publish(soup: ActivityType, publisher: User) -> None:
    publish(publisher)
    with translation.override("en"):
        said = refused(publish, publisher)
    assert said == "Nothing in the draft differs from what is published."


def test_one_request_waits_at_a_time(soup: ActivityType, author: User, publisher: User) -> None:
    asked = ask(author)
    refused(ask, publisher)
    refused(publish, publisher)
    publishing.withdraw_request(request=asked, by=author, now=NOW)
    ask(publisher)


def test_only_who_asked_withdraws(soup: ActivityType, author: User, publisher: User) -> None:
    asked = ask(author)
    with pytest.raises(CannotPublishError):
        publishing.withdraw_request(request=asked, by=publisher, now=NOW)
    asked.refresh_from_db()
    assert asked.state == "waiting"


def test_a_request_is_sent_back_with_an_answer(
    soup: ActivityType, author: User, publisher: User
) -> None:
    asked = ask(author)
    with pytest.raises(ValidationError):
        publishing.send_back(request=asked, by=publisher, answer="", now=NOW)
    publishing.send_back(request=asked, by=publisher, answer="Noem de bron.", now=NOW)
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("returned", "Noem de bron.")
    refused(publish, publisher, request=asked)
    assert steps() == ["sent-back", "asked"]


# --- what was looked at is what is published -------------------------------------------------


def test_a_request_whose_draft_changed_is_refused(
    soup: ActivityType, author: User, publisher: User
) -> None:
    asked = ask(author)
    soup.name_nl = "Nog iets anders"
    soup.save()
    refused(publish, publisher, request=asked)
    asked.refresh_from_db()
    assert asked.state == "waiting"


def test_so_is_a_draft_that_changed_while_someone_looked(
    soup: ActivityType, publisher: User
) -> None:
    refused(publish, publisher, seen="0" * 64)
    refused(ask, publisher, seen="0" * 64)


# --- two pairs of eyes -----------------------------------------------------------------------


def test_what_is_less_safe_takes_two_and_a_reason(
    soup: ActivityType, author: User, publisher: User
) -> None:
    loosen(soup)
    refused(publish, publisher, why="De bron is er.")
    with pytest.raises(ValidationError) as error:
        ask(author)
    assert list(error.value.message_dict) == ["why"]
    mine = ask(publisher, why="De bron is er.")
    refused(publish, publisher, request=mine, why="Toch.")
    publishing.withdraw_request(request=mine, by=publisher, now=NOW)
    edition = publish(publisher, request=ask(author, why="De bron is er."))
    assert (edition.published_by, edition.agreed_by) == (publisher.pk, author.pk)
    assert edition.why == "De bron is er."


def test_so_does_what_breaks_a_case(soup: ActivityType, author: User, publisher: User) -> None:
    Case.objects.create(
        slug="straat",
        title_nl="Een straat",
        title_en="A street",
        answers=dict(CALM),
        expected=["not-there"],
    )
    refused(publish, publisher, why="De bron is er.")
    edition = publish(publisher, request=ask(author, why="De bron is er."))
    assert edition.agreed_by == author.pk


def test_a_request_of_nobody_is_no_second_pair_of_eyes(
    soup: ActivityType, author: User, publisher: User
) -> None:
    loosen(soup)
    asked = ask(author, why="De bron is er.")
    author.delete()
    asked.refresh_from_db()
    refused(publish, publisher, request=asked)


# --- going back ------------------------------------------------------------------------------


def back(by: User, number: int, action: Any = publishing.roll_back_to, **given: Any) -> Any:
    why = {"why": "Het was fout."}
    return action(**{"number": number, "by": by, "now": NOW} | SUMMARY | why | given)


def test_going_back_is_one_action(soup: ActivityType, publisher: User) -> None:
    publish(publisher)
    edition = back(publisher, 1)
    assert (edition.number, edition.restored, edition.why) == (3, 1, "Het was fout.")
    assert catalogue().activity_types["soup"].name_nl == "Soep op straat"
    soup.refresh_from_db()
    assert soup.name_nl == "Soep op straat"
    refused(back, publisher, 1)
    with pytest.raises(ValidationError):
        back(publisher, 2, why="")
    with pytest.raises(Edition.DoesNotExist):
        back(publisher, 9)


def test_going_back_to_less_safe_takes_two(
    soup: ActivityType, author: User, publisher: User
) -> None:
    soup.tension_max = 1
    soup.save()
    publish(publisher, request=ask(author, why="Dat kan."))
    soup.tension_max = 0
    soup.save()
    publish(publisher)
    refused(back, publisher, 2)
    soup.refresh_from_db()
    assert soup.tension_max == 0
    asked = back(author, 2, publishing.ask_to_roll_back)
    soup.refresh_from_db()
    assert soup.tension_max == 1
    assert catalogue().activity_types["soup"].tension_max == 0
    publish(publisher, request=asked)
    assert catalogue().activity_types["soup"].tension_max == 1


# --- two at once -----------------------------------------------------------------------------


def soup_at_once() -> list[User]:
    """A draft that can be published, and two who may; with what a transaction of its own needs."""
    row = make_activity_type()
    situation = row.fits.get().situation
    situation.signals.create(order=1, text_nl="Groeten.", text_en="Greeting.")
    situation.never_do.create(order=1, text_nl="Stoppen.", text_en="Stopping.")
    return [make_curator(name, "publish_edition") for name in ("Paul", "Petra")]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_the_second_hears_it(monkeypatch: pytest.MonkeyPatch) -> None:
    people = soup_at_once()
    assert at_once(lambda n: publish(people[n]), 2) == ["CannotPublishError", "won"]
    assert Edition.objects.count() == 2
    # The control: to who sees a difference where there is none, both publish.
    monkeypatch.setattr(publishing, "digest_of", lambda _content: token_hex(32))
    assert at_once(lambda n: publish(people[n]), 2) == ["won", "won"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_the_second_hears_it(monkeypatch: pytest.MonkeyPatch) -> None:
    people = soup_at_once()

    def decide(asked: PublishRequest) -> list[str]:
        def send_back(number: int) -> None:
            publishing.send_back(request=asked, by=people[number], answer="Nee.", now=NOW)

        return at_once(send_back, 2)

    assert decide(ask(people[0])) == ["CannotPublishError", "won"]
    asked = ask(people[0])
    without("state", monkeypatch)
    assert decide(asked) == ["won", "won"]


# --- mail ------------------------------------------------------------------------------------


def test_every_publisher_but_the_asker_gets_one_mail(
    soup: ActivityType, author: User, publisher: User
) -> None:
    other = make_curator("Petra", "publish_edition")
    make_curator("Weg", "publish_edition")
    User.objects.filter(name="Weg").update(is_active=False)
    asked = ask(other)
    messages = OutboundMessage.objects.filter(kind="publish_asked")
    assert [(m.subject_id, m.revision) for m in messages] == [(publisher.pk, asked.pk)]


def test_the_mail_says_what_changed_while_the_request_waits(
    soup: ActivityType, author: User, publisher: User
) -> None:
    publisher.language = "en"
    publisher.save()
    loosen(soup)
    asked = ask(author, why="De bron is er.")
    message = OutboundMessage.objects.get(kind="publish_asked")
    letter = publish_asked(message, now=NOW)
    assert isinstance(letter, Letter)
    assert letter.to == "paul@example.nl"
    told = {name: letter.context[name] for name in ("asked_by", "summary", "count", "names")}
    assert told == {
        "asked_by": "Aukje",
        "summary": "Soup has another name.",
        "count": 1,
        "names": "Soup for all",
    }
    assert (letter.context["looser"], letter.context["broken"]) == (1, 0)
    publishing.withdraw_request(request=asked, by=author, now=NOW)
    assert isinstance(publish_asked(message, now=NOW), Dropped)

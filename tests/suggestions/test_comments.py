"""Authors and publishers speak of fields of the draft: written, answered, settled, and counted."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetups.accounts.models import User
from meetups.accounts.own_data import data_of
from meetups.accounts.services.people import erase_account
from meetups.outbox.letters import Letter
from meetups.outbox.models import OutboundMessage
from meetups.suggestions import comments, publishing
from meetups.suggestions.letters import publish_asked
from meetups.suggestions.models import ActivityType, Comment
from tests.factories import make_activity_type, make_situation, make_source, publish_now
from tests.signing_in import sign_in
from tests.suggestions.test_publishing import make_curator

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
ABOUT = {"kind": "activity_types", "key": "soup"}
LIST = reverse("admin:suggestions_comment_changelist")
PAGE = reverse("admin:suggestions_comment_about", args=["activity_types", "soup"])
WRITE = reverse("admin:suggestions_comment_write", args=["activity_types", "soup"])


@pytest.fixture
def author() -> User:
    return make_curator("Aukje")


@pytest.fixture
def publisher() -> User:
    return make_curator("Paul", "publish_edition")


@pytest.fixture
def soup() -> ActivityType:
    situation = make_situation()
    situation.signals.create(order=1, text_nl="Groeten.", text_en="Greeting.")
    situation.never_do.create(order=1, text_nl="Stoppen.", text_en="Stopping.")
    return make_activity_type(fits={situation: 3})


@pytest.fixture
def desk(client: Client, author: User) -> Client:
    sign_in(client, author)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def write(by: User, **given: Any) -> Comment:
    said: dict[str, Any] = {"field": "name", "text": "Is dit soep?", "now": NOW} | ABOUT | given
    return comments.write_comment(by=by, **said)


def post(desk: Client, name: str, comment: Comment, **data: str) -> Any:
    return desk.post(reverse(f"admin:suggestions_comment_{name}", args=[comment.pk]), data)


# --- what is said ------------------------------------------------------------------------------


def test_a_comment_is_about_a_field_in_both_languages(soup: ActivityType, author: User) -> None:
    assert write(author, field="name_en").field == "name"
    assert write(author, field="fits").field == "fits"
    assert write(author, field="").field == ""


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"field": "colour"}, "field"),
        ({"text": " "}, "text"),
        ({"text": "x" * 2001}, "__all__"),
        ({"key": "stew"}, "__all__"),
        ({"kind": "recipes"}, "__all__"),
    ],
)
def test_what_cannot_be_said(
    soup: ActivityType, author: User, given: dict[str, str], wrong: str
) -> None:
    with pytest.raises(ValidationError) as error:
        write(author, **given)
    found = error.value.message_dict if hasattr(error.value, "error_dict") else {"__all__": 1}
    assert wrong in found
    assert not Comment.objects.exists()


def test_rules_and_each_kind_can_be_spoken_of(soup: ActivityType, author: User) -> None:
    source = make_source()
    make_situation("rain")
    write(author, kind="rules", key="rules", field="S1")
    write(author, kind="sources", key=source.key, field="finding")
    write(author, kind="situations", key="rain", field="signals")
    assert comments.open_counts() == {
        ("rules", "rules"): 1,
        ("sources", source.key): 1,
        ("situations", "rain"): 1,
    }


def test_an_answer_stands_with_its_question(
    soup: ActivityType, author: User, publisher: User
) -> None:
    asked = write(author)
    answer = comments.answer_comment(comment=asked, text="Ja.", by=publisher, now=NOW)
    [thread] = comments.threads_of(**ABOUT)
    assert (thread.comment, thread.answers) == (asked, [answer])
    assert comments.open_counts().total() == 1


def test_settled_and_opened_again(soup: ActivityType, author: User, publisher: User) -> None:
    asked = write(author)
    comments.settle_comment(comment=asked, by=publisher, now=NOW)
    comments.settle_comment(comment=asked, by=author, now=NOW)
    asked.refresh_from_db()
    assert (asked.settled_by, asked.settled_at) == (publisher, NOW)
    assert not comments.open_counts()
    with pytest.raises(ValidationError):
        comments.answer_comment(comment=asked, text="Nee.", by=author, now=NOW)
    comments.reopen_comment(comment=asked)
    assert comments.open_counts().total() == 1


# --- people ------------------------------------------------------------------------------------


def test_who_is_erased_leaves_words_without_a_name(
    soup: ActivityType, author: User, publisher: User
) -> None:
    asked = write(author)
    comments.settle_comment(comment=asked, by=author, now=NOW)
    [mine] = data_of(author)["suggestions.comment.by"]
    assert mine["text"] == "Is dit soep?"
    erase_account(user=author)
    asked.refresh_from_db()
    assert (asked.text, asked.by, asked.settled_by) == ("Is dit soep?", None, None)
    assert asked.settled_at == NOW


def test_only_authors_and_publishers_come_in(soup: ActivityType, client: Client) -> None:
    comment = write(make_curator("Aukje"))
    reader = User.objects.create_user("lezer@example.nl", is_staff=True)
    sign_in(client, reader)
    for url in (LIST, PAGE):
        assert client.get(url).status_code == 403
    assert client.post(WRITE, {"text": "Hoi"}).status_code == 403
    for name in ("answer", "settle", "reopen"):
        assert post(client, name, comment, text="Hoi").status_code == 403
    assert Comment.objects.count() == 1


def test_looking_is_no_writing(desk: Client, soup: ActivityType, author: User) -> None:
    comment = write(author)
    assert desk.get(WRITE).status_code == 405
    for name in ("answer", "settle", "reopen"):
        url = reverse(f"admin:suggestions_comment_{name}", args=[comment.pk])
        assert desk.get(url).status_code == 405


# --- pages -------------------------------------------------------------------------------------


def test_from_the_form_of_a_row(desk: Client, soup: ActivityType) -> None:
    """Each field has a text of its own; the button says which is meant."""
    said = {"text-name": "Kort?", "text-summary": "Nog niet af", "field": "name"}
    assert desk.post(WRITE, said).status_code == 302
    [comment] = Comment.objects.all()
    assert (comment.field, comment.text) == ("name", "Kort?")
    assert "Kort?" in desk.get(PAGE).content.decode()


def test_answer_settle_and_open_again_on_the_page(
    desk: Client, soup: ActivityType, author: User
) -> None:
    comment = write(author)
    name = f"answer-{comment.pk}-text"
    assert post(desk, "answer", comment, **{name: "Ja, soep."}).status_code == 302
    assert post(desk, "settle", comment).status_code == 302
    page = desk.get(PAGE).content.decode()
    assert "Ja, soep." in page
    assert "Settled by" in page
    assert post(desk, "reopen", comment).status_code == 302
    assert comments.open_counts().total() == 1


def test_nothing_typed_is_lost(desk: Client, soup: ActivityType, author: User) -> None:
    comment = write(author)
    comments.settle_comment(comment=comment, by=author, now=NOW)
    refused = post(desk, "answer", comment, **{f"answer-{comment.pk}-text": "Ja, soep."})
    assert refused.status_code == 422
    assert "Somebody settled this meanwhile" in refused.content.decode()
    assert "Ja, soep." in refused.content.decode()
    refused = desk.post(WRITE, {"field": "colour", "text": "Rood"})
    assert refused.status_code == 422
    assert "Rood" in refused.content.decode()


def test_what_is_not_there_is_not_found(desk: Client, soup: ActivityType) -> None:
    for kind, key in (("activity_types", "stew"), ("recipes", "soup"), ("rules", "soup")):
        assert desk.get(PAGE.replace("activity_types/soup", f"{kind}/{key}")).status_code == 404
        assert desk.post(WRITE.replace("activity_types/soup", f"{kind}/{key}")).status_code == 404


def test_the_list_leads_to_the_place(desk: Client, soup: ActivityType, author: User) -> None:
    comment = write(author)
    assert f"{PAGE}#comment-{comment.pk}" in desk.get(LIST, {"open": "1"}).content.decode()
    assert "Is dit soep?" not in desk.get(LIST, {"open": "0"}).content.decode()
    change = reverse("admin:suggestions_comment_change", args=[comment.pk])
    assert desk.get(change)["Location"] == f"{PAGE}#comment-{comment.pk}"


def test_the_rules_have_comments_too(desk: Client, author: User) -> None:
    author.user_permissions.add(Permission.objects.get(codename="change_ruledraft"))
    write(author, kind="rules", key="rules", field="S1", text="Waarom tien?")
    page = desk.get(reverse("admin:suggestions_ruledraft_changelist")).content.decode()
    assert "Waarom tien?" in page
    assert page.count('form="comments-form"') > 30


# --- what is still open, before a publication --------------------------------------------------


def test_who_publishes_sees_what_is_open(
    desk: Client, soup: ActivityType, author: User, publisher: User
) -> None:
    publish_now()
    soup.name_nl = "Soep voor iedereen"
    soup.save()
    write(author)
    write(author)
    url = reverse("admin:suggestions_edition_draft")
    page = desk.get(url).content.decode()
    assert "2 open comments" in page
    assert "2 comments on what changed are still open. You can publish it nevertheless." in page
    for comment in Comment.objects.all():
        comments.settle_comment(comment=comment, by=publisher, now=NOW)
    assert "open comment" not in desk.get(url).content.decode()


def test_the_mail_that_asks_to_publish_counts_them(
    soup: ActivityType, author: User, publisher: User
) -> None:
    publish_now()
    soup.name_nl = "Soep voor iedereen"
    soup.save()
    write(author)
    words = {"summary_nl": "Nieuwe naam.", "summary_en": "New name.", "why": "Proef."}
    publishing.ask_to_publish(by=author, now=NOW, **words)
    letter = publish_asked(OutboundMessage.objects.get(), now=NOW)
    assert isinstance(letter, Letter)
    assert letter.context["comments"] == 1


def test_more_comments_take_no_more_queries(desk: Client, soup: ActivityType, author: User) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            desk.get(PAGE)
            desk.get(LIST)
        return len(caught)

    comments.answer_comment(comment=write(author), text="Ja.", by=author, now=NOW)
    first = count()
    for _number in range(10):
        comments.answer_comment(comment=write(author), text="Ja.", by=author, now=NOW)
    assert count() == first


def test_words_are_no_html(desk: Client, soup: ActivityType, author: User) -> None:
    write(author, text="<script>alert(1)</script>")
    assert not re.search("<script>alert", desk.get(PAGE).content.decode())


# --- in the forms and lists of rows ------------------------------------------------------------


def test_each_field_of_the_form_has_its_comments(
    desk: Client, soup: ActivityType, author: User
) -> None:
    author.user_permissions.set(Permission.objects.filter(content_type__app_label="suggestions"))
    write(author, text="Is dit soep?")
    write(author, field="steps", text="Wie koopt de wortels?")
    write(author, field="", text="Mooi geheel.")
    url = reverse("admin:suggestions_activitytype_change", args=[soup.pk])
    page = desk.get(url).content.decode()
    for text in ("Is dit soep?", "Wie koopt de wortels?", "Mooi geheel."):
        assert page.count(text) == 1
    for name in ("text-name", "text-summary", "text-fits", "text-steps", "text-"):
        assert page.count(f'name="{name}"') == 1
    assert page.count('id="comments-form"') == 1


def test_comments_in_a_form_take_one_query(desk: Client, soup: ActivityType, author: User) -> None:
    url = reverse("admin:suggestions_activitytype_change", args=[soup.pk])

    def count() -> int:
        with CaptureQueriesContext(connection) as caught:
            desk.get(url)
        return sum('FROM "suggestions_comment"' in query["sql"] for query in caught)

    assert count() == 1
    for field in ("name", "summary", "fits"):
        comments.answer_comment(comment=write(author, field=field), text="Ja", by=author, now=NOW)
    assert count() == 1


def test_the_list_of_formats_counts_what_is_open(
    desk: Client, soup: ActivityType, author: User
) -> None:
    write(author)
    comments.answer_comment(comment=write(author), text="Ja.", by=author, now=NOW)
    comments.settle_comment(comment=write(author), by=author, now=NOW)
    page = desk.get(reverse("admin:suggestions_activitytype_changelist")).content.decode()
    assert '<td class="field-commented">2</td>' in page


def test_comments_go_with_their_row(desk: Client, soup: ActivityType, author: User) -> None:
    author.user_permissions.add(Permission.objects.get(codename="delete_source"))
    source = make_source("old-book")
    write(author, kind="sources", key="old-book", field="")
    kept = write(author)
    url = reverse("admin:suggestions_source_delete", args=[source.pk])
    assert desk.post(url, {"post": "yes"}).status_code == 302
    assert list(Comment.objects.all()) == [kept]

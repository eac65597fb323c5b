"""How mail begins: in the words of an office, of the curator, or in ours."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import translation

from meetups.accounts.models import MailText, Office, Remindable
from meetups.agenda.models import Meetup
from meetups.initiatives.models import Initiative
from meetups.reminders.wording import (
    ABOUT_VARIABLES,
    VARIABLES,
    fill,
    first_words,
    soon_words,
    standard_words,
    unknown_variables,
    values_of,
)
from tests.agenda.makers import STARTS, make_meetup
from tests.factories import NOW, make_office

VALUES = {"day": "zaterdag", "time": "", "place": "De Linde", "title": "Soep", "names": "Fatma"}
ALL = [(kind, language) for kind in Remindable for language, _name in settings.LANGUAGES]


def say(text: str, office: Office | None = None, **columns: str) -> None:
    values = {"kind": "guest_day", "language": "nl"} | columns
    MailText.objects.create(office=office, text=text, changed_at=NOW, **values)


@pytest.mark.parametrize(("kind", "language"), ALL)
def test_our_own_texts_name_only_what_their_mail_knows(kind: str, language: str) -> None:
    assert unknown_variables(kind, standard_words(kind, language)) == []


def test_every_variable_of_every_mail_is_explained() -> None:
    assert {name for names in VARIABLES.values() for name in names} <= set(ABOUT_VARIABLES)
    assert set(VARIABLES) == set(Remindable)


def test_a_variable_that_a_mail_does_not_know_is_named_once() -> None:
    text = "{day} {naam} {names} {naam} {} {day }"
    assert unknown_variables("guest_day", text) == ["naam", "", "day "]
    assert unknown_variables("evening_before", "{names} {title}") == ["names"]


def test_braces_in_a_value_are_no_variable() -> None:
    assert fill("{title}: {day}", {"title": "{day}", "day": "zaterdag"}) == "{day}: zaterdag"


@pytest.mark.django_db
def test_an_office_speaks_for_itself_and_the_curator_for_the_others(office: Office) -> None:
    other = make_office("GM0622")
    say("Iedereen: {day}")
    say("Ons loket: {day} {place}", office)
    say("Something else", office, language="en")
    assert first_words("guest_day", "nl", office, VALUES) == "Ons loket: zaterdag De Linde"
    assert first_words("guest_day", "nl", other, VALUES) == "Iedereen: zaterdag"
    assert first_words("guest_day", "nl", None, VALUES) == "Iedereen: zaterdag"
    ours = fill(standard_words("guest_week", "nl"), VALUES)
    assert first_words("guest_week", "nl", office, VALUES) == ours


@pytest.mark.django_db
def test_what_is_not_known_gets_a_word(office: Office) -> None:
    say("Kom naar {place} voor {title} met {names}.", language="en")
    empty = dict.fromkeys(VALUES, "")
    words = "Kom naar the place that is on the page voor the meetup"
    assert first_words("guest_day", "en", office, empty).startswith(words)


@pytest.mark.django_db
def test_a_sensitive_topic_and_a_link_are_no_value(initiative: Initiative) -> None:
    meetup = make_meetup(initiative, title="Praten over drugs")
    assert values_of(meetup, where="De Linde")["title"] == "Praten over drugs"
    meetup.initiative.is_sensitive = True
    assert values_of(meetup, where="kwaad.example.org")["title"] == ""
    assert values_of(meetup, where="kwaad.example.org")["place"] == ""


def test_how_soon_it_is_goes_by_the_days_on_the_calendar() -> None:
    with translation.override("en"):
        assert soon_words(STARTS, STARTS - timedelta(hours=2)) == "Today"
        assert soon_words(STARTS, STARTS.replace(hour=23) - timedelta(days=1)) == "Tomorrow"
        assert soon_words(STARTS, STARTS - timedelta(days=7)) == "In 7 days"


def test_a_meetup_without_reminders_of_its_own_is_reminded_the_day_before() -> None:
    assert Meetup().reminders == ["day"]

"""A meetup in words: when, where, for whom; and what only guests may know stays out of it."""

from datetime import date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.translation import gettext

from meetups.accounts.models import User
from meetups.agenda import wording
from meetups.agenda.models import Meetup, Way
from meetups.agenda.times import ZONE
from meetups.initiatives.models import Initiative
from tests.agenda.makers import STARTS, make_meetup
from tests.factories import make_member, make_place, make_user

pytestmark = pytest.mark.django_db
LINK = "https://meet.example.org/soep"


@pytest.fixture
def meetup(initiative: Initiative) -> Meetup:
    return make_meetup(initiative)


def test_when(meetup: Meetup) -> None:
    assert wording.when_words(meetup) == "zaterdag 24 april, 14.00 tot 17.00 uur"
    assert wording.start_words(meetup) == "zaterdag 24 april, 14.00 uur"
    assert wording.erased_on(meetup) == date(2027, 5, 8)
    assert "2027" not in wording.when_words(meetup, date(2027, 1, 1))
    assert "24 april 2027" in wording.when_words(meetup, date(2026, 12, 31))
    with translation.override("en"):
        assert wording.when_words(meetup) == "Saturday 24 April, 14.00 to 17.00 o’clock"


def test_until_when_people_can_sign_up(meetup: Meetup) -> None:
    assert wording.closes_words(meetup) == gettext("until it starts")
    meetup.closes_at = datetime(2027, 4, 23, 18, tzinfo=ZONE)
    assert wording.closes_words(meetup).endswith("vrijdag 23 april, 18.00 uur")


def test_a_night_names_both_days(meetup: Meetup) -> None:
    meetup.starts_at = datetime(2027, 4, 24, 22, tzinfo=ZONE)
    meetup.ends_at = meetup.starts_at + timedelta(hours=3)
    words = wording.when_words(meetup)
    assert words == "zaterdag 24 april, 22.00 uur tot zondag 25 april, 1.00 uur"


@pytest.mark.parametrize("way", [Way.ON_SITE, Way.BOTH, Way.ONLINE])
def test_what_is_hidden_is_in_no_public_word(meetup: Meetup, way: Way) -> None:
    meetup.way, meetup.hides_address, meetup.online_link = way, True, LINK
    meetup.route = "De groene deur"
    public = wording.public_where(meetup)
    for secret in ("Dennenappel", "Dennenlaan", LINK, "groene"):
        assert secret not in public
    assert (meetup.area.title in public) is (way != Way.ONLINE)
    assert ("Dennenlaan 12" in wording.full_where(meetup)) is (way != Way.ONLINE)


def test_where(meetup: Meetup) -> None:
    assert wording.public_where(meetup) == "De Dennenappel, Dennenlaan 12"
    meetup.way = Way.ONLINE
    assert wording.public_where(meetup) == wording.full_where(meetup) == "Online"
    meetup.way, meetup.place_name, meetup.address = Way.ON_SITE, "", ""
    assert wording.public_where(meetup) == gettext("The place is not known yet")
    meetup.place = make_place(meetup.area, "De Eik")
    assert wording.full_where(meetup) == "De Eik"


def test_organisers_are_known_by_their_first_names(
    meetup: Meetup, organiser: User, helper: User
) -> None:
    for name in ("Anneke de Vries", " "):
        user = make_user("Naam" + name[:1].strip(), email=f"x{len(name)}@example.org")
        User.objects.filter(pk=user.pk).update(name=name)
        make_member(meetup.initiative, user, role="organiser")
    assert wording.organisers_of(meetup) == ["Fatma", "Anneke"]
    joined = wording.names_words(["Fatma", "Gerrit", "Anneke"])
    assert joined == gettext("%(names)s and %(last)s") % {
        "names": "Fatma, Gerrit",
        "last": "Anneke",
    }
    assert wording.names_words(["Fatma"]) == "Fatma"
    assert wording.names_words([]) == ""


def test_for_whom(meetup: Meetup) -> None:
    assert wording.costs_words(meetup) == gettext("Free")
    meetup.costs = 250
    assert wording.costs_words(meetup) == "€\xa02,50"
    meetup.languages = ["nl", "ar"]
    assert wording.languages_words(meetup).count(",") == 1
    for words in (wording.step_free_words, wording.children_words):
        assert words(meetup) == ""
    meetup.step_free, meetup.children = True, False
    yes = wording.step_free_words(meetup), wording.children_words(meetup)
    meetup.step_free, meetup.children = False, True
    no = wording.step_free_words(meetup), wording.children_words(meetup)
    assert all(yes + no)
    assert len(set(yes + no)) == 4


def test_seats(meetup: Meetup) -> None:
    meetup.capacity, meetup.seats_taken = 20, 12
    assert "12" in wording.seats_words(meetup)
    assert "8" in wording.free_words(meetup)
    meetup.seats_taken = 20
    assert wording.free_words(meetup) == gettext("Full")


def test_templates_say_it_with_the_same_words(meetup: Meetup) -> None:
    source = "{% load meetups %}{{ meetup|when_words }}|{{ meetup|public_where }}"
    said = Template(source).render(Context({"meetup": meetup}))
    assert said == f"{wording.when_words(meetup)}|{wording.public_where(meetup)}"
    assert wording.moment_words(STARTS) == wording.start_words(meetup)

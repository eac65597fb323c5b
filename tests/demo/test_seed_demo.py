"""`seed_demo`: what it makes, that doing it again is safe, and what it says when it cannot."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db.models import Count, Model
from django.utils import timezone
from PIL import Image

from meetups.accounts.colours import check_colour, contrast
from meetups.accounts.models import Membership, Office, User
from meetups.accounts.services.people import erase_unused_accounts
from meetups.agenda.access import get_rsvp
from meetups.agenda.models import Meetup, MeetupState, Rsvp
from meetups.agenda.queries.invariants import broken_seats
from meetups.audit.models import Record
from meetups.demo.people import PEOPLE
from meetups.demo.stories import STORIES
from meetups.demo.stories.around import GROUPS, INVENTED, PLACES
from meetups.demo.stories.offices import OFFICES, OfficeStory
from meetups.initiatives.lifecycle import Status
from meetups.initiatives.models import (
    BudgetLine,
    Event,
    EventKind,
    HandOver,
    Initiative,
    Invitation,
    Member,
    Receipt,
    SafetyPoint,
    Step,
    StepState,
)
from meetups.initiatives.queries.team import is_orphan
from meetups.outbox.models import OutboundMessage
from meetups.suggestions.models import ActivityType
from meetups.support.models import (
    Dossier,
    Kind,
    Message,
    PrivateNote,
    Promise,
    SupportRequest,
)
from meetups.support.queries.promises import broken_money
from neighbourhoods.models import Area, LocalGroup, Place
from tests.demo.conftest import TODAY, plan, seed, seeded_tables

pytestmark = pytest.mark.django_db


def rows() -> dict[str, int]:
    """How many rows there are in each table."""
    return {model._meta.label: model._default_manager.count() for model in seeded_tables()}


def test_what_is_made(demo: None) -> None:
    assert Initiative.objects.count() == len(STORIES) == 16
    assert set(Initiative.objects.values_list("status", flat=True)) == set(Status.values)
    per_office = Initiative.objects.values_list("municipality__name").annotate(Count("pk"))
    assert dict(per_office) == {"Harderwijk": 9, "Vlaardingen": 5, "Utrecht": 2}
    assert list(Office.objects.values_list("area__name", flat=True)) == [
        "Harderwijk",
        "Vlaardingen",
    ]


def test_there_are_places_to_meet_in_each_municipality(demo: None) -> None:
    shown = Place.objects.filter(status="shown", source=INVENTED).exclude(decided_by=None)
    assert shown.count() == len(PLACES)
    assert {code[2:6] for code in shown.values_list("area__code", flat=True)} == {
        *("0243", "0344", "0622")
    }
    assert LocalGroup.objects.filter(source=INVENTED, status="shown").count() == len(GROUPS)


def test_doing_it_again_changes_nothing(demo: None) -> None:
    before = rows()
    assert seed() == "Nothing to do: the demo is there."
    assert rows() == before


def test_what_was_changed_in_the_demo_stays(demo: None) -> None:
    User.objects.filter(email="fatma@demo.example").update(name="Fatma B.")
    Initiative.objects.filter(pk=plan("samen-koken").pk).update(title="Soep")
    Office.objects.filter(area__code="GM0243").update(contact_name="Iemand anders")
    plan("lief-en-leed").delete()
    assert seed() == "Made 0 people, 0 offices, 0 places and groups, and 1 plans."
    assert User.objects.get(email="fatma@demo.example").name == "Fatma B."
    assert plan("samen-koken").title == "Soep"
    assert Office.objects.get(area__code="GM0243").contact_name == "Iemand anders"


def test_every_row_is_valid(demo: None) -> None:
    for model in seeded_tables():
        if not hasattr(model, "instance_type"):  # how rows were, which the library keeps
            for row in model._default_manager.all():
                row.full_clean()


def test_the_plan_of_next_month_has_one_step_too_late(demo: None) -> None:
    initiative = plan("samen-koken")
    assert initiative.first_date == TODAY + timedelta(days=46)
    assert initiative.status == Status.SUBMITTED
    late = initiative.steps.filter(state=StepState.OPEN, due_on__lt=TODAY)
    assert [(s.text, str(s.doer), (TODAY - s.due_on).days) for s in late] == [
        ("Leg de keuken vast bij De Dennenappel.", "Gerrit", 1)
    ]
    assert initiative.steps.filter(state=StepState.DONE).count() == 2
    team = initiative.members.values_list("user__name", "role")
    assert list(team) == [("Fatma", "organiser"), ("Gerrit", "helper"), ("Anneke", "organiser")]


def test_one_meetup_is_next_week_and_one_was(demo: None) -> None:
    assert plan("stoepkoffie").first_date == TODAY + timedelta(days=7)
    assert plan("straatfeest").first_date < TODAY
    skipped = plan("stoepkoffie").steps.get(state=StepState.SKIPPED)
    assert (skipped.text_nl, skipped.note) == (
        "Vraag een vergunning aan voor plein, straat of park.",
        "Voor een paar stoelen hoeft dat niet, zei Marit.",
    )


def test_nothing_happened_in_the_future(demo: None) -> None:
    assert not Event.objects.filter(at__date__gte=TODAY).exists()
    assert not Step.objects.filter(settled_at__date__gte=TODAY).exists()
    assert not Member.objects.filter(joined_at__date__gte=TODAY).exists()
    assert not Meetup.objects.filter(created_at__date__gte=TODAY).exists()
    assert not Meetup.objects.filter(cancelled_at__date__gte=TODAY).exists()
    assert not Rsvp.objects.filter(state_at__date__gte=TODAY).exists()
    assert not OutboundMessage.objects.filter(posted_at__date__gte=TODAY).exists()


def test_the_history_tells_a_story(demo: None) -> None:
    moves = plan("straatfeest").events.filter(kind=EventKind.MOVED).order_by("at")
    assert [(event.after, str(event.by)) for event in moves] == [
        ("submitted", "Fatma"),
        ("changes_asked", "Marit"),
        ("submitted", "Henk"),
        ("approved", "Marit"),
        ("running", "Fatma"),
        ("completed", "Fatma"),
    ]
    assert all(initiative.events.exists() for initiative in Initiative.objects.all())


def test_what_waits_for_someone(demo: None) -> None:
    assert [row for row in Initiative.objects.all() if is_orphan(row)] == [plan("jong-en-oud")]
    assert not User.objects.filter(email="klaas@demo.example").exists()
    offer = HandOver.objects.get()
    assert (str(offer), offer.initiative) == ("Anneke → Gerrit", plan("wandelgroep"))
    invited = Invitation.objects.filter(initiative=plan("samen-koken"))
    assert [row.email for row in invited] == ["yusuf@demo.example"]
    points = SafetyPoint.objects.filter(initiative=plan("ons-plein"))
    assert [(p.key, p.settled_name) for p in points] == [
        ("check-safety", "Fatma"),
        ("reason-N1", ""),
    ]


def test_a_receipt_is_a_picture(demo: None) -> None:
    for receipt in Receipt.objects.all():
        with receipt.file.open() as file, Image.open(file) as picture:
            assert (picture.format, picture.size) == ("JPEG", (420, 300))
    assert Receipt.objects.filter(line__initiative=plan("straatfeest")).count() == 3


def test_who_may_what(demo: None) -> None:
    people = {user.name: user for user in User.objects.all()}
    assert {person.name for person in PEOPLE} <= set(people)
    assert [p.name for p in people.values() if p.is_superuser] == ["Beheer"]
    assert sorted(p.name for p in people.values() if p.is_staff) == ["Beheer", "Daan", "Noor"]
    noor = people["Noor"]
    assert noor.has_perm("suggestions.change_activitytype")
    assert noor.has_perm("suggestions.add_source")
    assert not noor.has_perm("accounts.view_user")
    assert not noor.has_perm("suggestions.publish_edition")
    assert people["Daan"].has_perm("suggestions.publish_edition")
    assert people["Daan"].has_perm("suggestions.change_activitytype")
    assert not noor.has_perm("suggestions.view_savedadvice")
    groups = set(Group.objects.values_list("name", flat=True))
    assert groups == {"Curators", "Publishers"}
    assert set(Membership.objects.values_list("user__name", "office__area__name", "role")) == {
        ("Marit", "Harderwijk", "reviewer"),
        ("Joost", "Harderwijk", "manager"),
        ("Wouter", "Harderwijk", "reviewer"),
        ("Sanne", "Vlaardingen", "reviewer"),
        ("Yara", "Vlaardingen", "manager"),
    }
    assert not any(person.has_usable_password() for person in people.values())


def test_nobody_of_the_demo_is_erased_as_unused(demo: None) -> None:
    later = User.objects.latest("date_joined").date_joined + timedelta(days=400)
    assert erase_unused_accounts(now=later) == 0


def test_without_the_catalogue(ground: None) -> None:
    ActivityType.objects.filter(slug="repair-cafe").delete()
    ActivityType.objects.filter(slug="young-old").update(status="draft")
    with pytest.raises(CommandError) as told:
        call_command("seed_demo")
    assert str(told.value) == (
        "These formats are not published: repair-cafe, young-old. "
        "First run: manage.py load_catalogue"
    )
    assert not User.objects.exists()


def test_without_the_neighbourhoods(catalogue: object) -> None:
    assert not Area.objects.exists()
    with pytest.raises(CommandError, match=r"First run: manage\.py load_demo_neighbourhoods\."):
        call_command("seed_demo")
    assert not User.objects.exists()


def test_a_day_that_is_none() -> None:
    with pytest.raises(CommandError, match="a day looks like 2027-03-09"):
        call_command("seed_demo", "--today", "tomorrow")


def test_many_more_plans(demo: None) -> None:
    before = Initiative.objects.count()
    tables = (Event, Message, PrivateNote, SupportRequest, Promise, Record)
    last: dict[type[Model], int] = {m: m._default_manager.latest("pk").pk for m in tables}
    assert seed(scale=120).endswith("Made 120 further plans, with 600 meetups.")
    now = timezone.now()
    many = list(Initiative.objects.order_by("pk")[before:])
    assert len(many) == 120
    assert {initiative.municipality.name for initiative in many} == {
        "Harderwijk",
        "Vlaardingen",
        "Utrecht",
    }
    assert len({initiative.area_id for initiative in many}) > 60
    assert {initiative.status for initiative in many} == set(Status.values)
    for initiative in many[:30]:
        initiative.full_clean()
        assert initiative.steps.exists()
        assert initiative.members.exists()
        for row in (*initiative.steps.all(), *initiative.members.all()):
            row.full_clean()
    assert BudgetLine.objects.filter(initiative__in=many).count() > 120
    started = Event.objects.filter(initiative__in=many, kind=EventKind.STARTED)
    assert started.count() == 120
    meetups = Meetup.objects.filter(initiative__in=many)
    assert meetups.count() == 600
    assert meetups.filter(state=MeetupState.SHOWN, is_listed=True).count() > 350
    assert set(meetups.values_list("state", flat=True)) == set(MeetupState.values)
    assert len({(day.year, day.month) for day in meetups.values_list("starts_at", flat=True)}) >= 12
    guests = Rsvp.objects.filter(meetup__in=meetups)
    assert guests.count() > 100
    for row in (*meetups[:60], *guests[:30]):
        row.full_clean()
    assert {get_rsvp(guest.token).pk for guest in guests[:5]} == {guest.pk for guest in guests[:5]}
    assert broken_seats() == []
    submitted = Initiative.objects.filter(pk__in=[p.pk for p in many], submitted_at__isnull=False)
    assert Dossier.objects.filter(initiative__in=submitted).count() == submitted.count() > 40
    later = {Event: "at", Message: "at", PrivateNote: "at", SupportRequest: "asked_at"}
    for model, moment in {**later, Promise: "promised_at", Record: "at"}.items():
        found = model._default_manager.filter(pk__gt=last[model])
        assert found.count() > 20
        assert not found.filter(**{f"{moment}__gt": now}).exists()
        for row in found[:30]:
            row.full_clean(exclude={"asked_by", "by"})
    money = Promise.objects.filter(initiative__in=many, kind=Kind.MONEY)
    assert all((p.funding is None) == (p.state == "withdrawn") for p in money)
    assert {p.funding.cents == p.cents for p in money if p.funding} == {True}
    assert broken_money() == []


@pytest.mark.parametrize("office", OFFICES, ids=lambda office: office.name)
def test_the_colours_of_offices_can_be_read(office: OfficeStory) -> None:
    for colour in (office.colour, office.colour_accent):
        assert contrast(colour, "#ffffff") > 7
        check_colour(colour)

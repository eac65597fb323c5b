"""The people and offices of the demo, made when missing. What is there stays as it is."""

from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import Group, Permission
from django.utils import timezone

from meetups.accounts.models import Membership, Office, OfficeRule, Role, User
from meetups.accounts.services.people import prove_address
from meetups.support.models import YearBudget
from meetups.support.services.promises import set_budget
from neighbourhoods.models import Area

from .people import BY_SLUG, COLLEAGUES, CURATORS, NEIGHBOURS, PEOPLE, PUBLISHERS, Person
from .stories.offices import OfficeStory, Rule

NOT_OF_THE_CATALOGUE = (
    *("savedadvice", "catalogueversion"),
    *("localformat", "localnote", "overlayversion"),  # an office's own
)
PUBLISH = "publish_edition"
LOOKS_BACK = timedelta(days=130)
"""The stories begin so long ago: what was promised by then comes from a budget too."""


def ensure_people(*, now: datetime) -> int:
    """Make everyone of the demo who is not there; returns how many that were.

    Who is new at an office that was there already gets their seat here.
    """
    known = set(User.objects.values_list("email", flat=True))
    everyone = (*PEOPLE, *NEIGHBOURS, *COLLEAGUES)
    new = [person for person in everyone if person.email not in known]
    for person in new:
        user = make_person(person, now=now)
        if person.group:
            user.groups.add(curators(), *([publishers()] if person.group == PUBLISHERS else []))
        if office := Office.objects.filter(area__code=person.office).first():
            Membership.objects.create(office=office, user=user, role=person.role)
    return len(new)


def make_person(person: Person, *, now: datetime) -> User:
    """Someone who has signed in before: accounts that never did are erased after a day."""
    user = User.objects.create_user(
        person.email,
        name=person.name,
        is_staff=person.is_staff,
        is_superuser=person.is_superuser,
        date_joined=now,
        last_login=now,
    )
    prove_address(user=user)
    return user


def curators() -> Group:
    """Who keep the catalogue and the texts of mail right, and do nothing else in the admin."""
    group, is_new = Group.objects.get_or_create(name=CURATORS)
    if is_new:
        rights = Permission.objects.filter(content_type__app_label="suggestions")
        rights = rights.exclude(content_type__model__in=NOT_OF_THE_CATALOGUE)
        group.permissions.set(rights.exclude(codename=PUBLISH))
        group.permissions.add(Permission.objects.get(codename="change_mailtext"))
    return group


def publishers() -> Group:
    """Who may publish what curators wrote, and are curators themselves."""
    group, is_new = Group.objects.get_or_create(name=PUBLISHERS)
    if is_new:
        group.permissions.add(Permission.objects.get(codename=PUBLISH))
    return group


def user_of(slug: str) -> User:
    """The account of someone in the cast, by the slug of `people.py`."""
    return User.objects.get(email=BY_SLUG[slug].email)


def ensure_office(story: OfficeStory) -> bool:
    """Make an office with its rules, and seat its people; returns whether it is new."""
    area = Area.objects.get(code=story.area)
    office = Office.objects.filter(area=area).first()
    if office is not None:
        return False
    office = Office(
        area=area,
        name=story.name,
        contact_name=story.contact_name,
        contact_email=story.contact_email,
        contact_phone=story.contact_phone,
        hours_nl=story.hours[0],
        hours_en=story.hours[1],
        answer_days=story.answer_days,
        grants_nl=story.grants[0],
        grants_en=story.grants[1],
        website=story.website,
        colour=story.colour,
        colour_accent=story.colour_accent,
    )
    office.full_clean()
    office.save()
    for order, rule in enumerate(story.rules, start=1):
        _add_rule(office, rule, order)
    for person in (*PEOPLE, *COLLEAGUES):
        if person.office == story.area:
            Membership.objects.create(office=office, user=user_of(person.slug), role=person.role)
    return True


def ensure_budgets(story: OfficeStory, *, today: date) -> int:
    """Give an office its budgets, from when the stories begin to next year; returns how many.

    Only what is missing: a new year gets its own when the demo is made again.
    """
    office = Office.objects.select_related("area").get(area__code=story.area)
    manager = office.memberships.filter(role=Role.MANAGER).order_by("pk").first()
    began = today - LOOKS_BACK
    now = datetime.combine(began, time(9), timezone.get_default_timezone())
    known = set(YearBudget.objects.filter(office=office).values_list("year", flat=True))
    missing = [year for year in range(began.year, today.year + 2) if year not in known]
    if manager is None:
        return 0
    for year in missing:
        set_budget(office=office, year=year, cents=story.budget, by=manager.user, now=now)
    return len(missing)


def _add_rule(office: Office, rule: Rule, order: int) -> None:
    row = OfficeRule(
        office=office,
        order=order,
        text_nl=rule.text[0],
        text_en=rule.text[1],
        why_nl=rule.why[0],
        why_en=rule.why[1],
        occasion=rule.when,
        people_from=rule.people_from,
        days=rule.days,
        is_after=rule.is_after,
    )
    row.full_clean()
    row.save()

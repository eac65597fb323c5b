"""`manage.py seed_demo`: people, offices and plans to look around in. Doing it again is safe."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from meetups import clock
from meetups.initiatives.services.errors import PlanError
from meetups.suggestions.models import ActivityType
from meetups.suggestions.vocabulary import Status
from meetups.support.services.errors import SupportError
from neighbourhoods.models import Area

from ...around import ensure_strengths
from ...cast import ensure_budgets, ensure_office, ensure_people
from ...many import Field
from ...overlays import ensure_overlay
from ...planting import plant
from ...stories import STORIES, Story
from ...stories.offices import OFFICES


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError("a day looks like 2027-03-09") from error


class Command(BaseCommand):
    help = "Fill the demo with invented people, two offices and plans in every state."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--today", type=day, help="the day that all dates count from")
        parser.add_argument(
            "--scale", type=int, default=0, metavar="N", help="make N further plans, in bulk"
        )
        parser.add_argument(
            "--meetups", type=int, default=5, metavar="M", help="with --scale: M meetups of each"
        )
        parser.add_argument(
            "--within",
            default="",
            choices=[office.area for office in OFFICES],
            metavar="CODE",
            help="with --scale: all of them in this municipality, like GM0243",
        )

    def handle(
        self,
        *args: Any,
        today: date | None,
        scale: int,
        meetups: int,
        within: str,
        **options: Any,
    ) -> None:
        check_ground()
        now, today = clock.now(), today or clock.today()
        with transaction.atomic():
            people = ensure_people(now=now)
            offices = sum(ensure_office(story) for story in OFFICES)
            for story in OFFICES:
                ensure_budgets(story, today=today)
            strengths = ensure_strengths(now=now)
            plans = sum(self.plant(story, today=today) for story in STORIES)
            ensure_overlay(today=today)
        if people or offices or plans or strengths:
            made = f"{people} people, {offices} offices, {strengths} places and groups"
            self.stdout.write(f"Made {made}, and {plans} plans.")
        else:
            self.stdout.write("Nothing to do: the demo is there.")
        if scale > 0:
            Field(number=scale, meetups=meetups, now=now, today=today, within=within).sow()
            self.stdout.write(f"Made {scale} further plans, with {scale * meetups} meetups.")

    def plant(self, story: Story, *, today: date) -> bool:
        """Someone may have changed the demo so that a new plan does not fit in any more."""
        try:
            return plant(story, today=today)
        except (PlanError, SupportError, ValidationError) as error:
            words = {"title": story.title, "why": getattr(error, "message", error)}
            self.stderr.write("Left out “{title}”: {why}".format(**words))
            return False


def check_ground() -> None:
    """Raises CommandError, with what to do, when what plans stand on is missing."""
    slugs = {story.activity_type for story in STORIES}
    published = ActivityType.objects.filter(status=Status.PUBLISHED)
    if missing := slugs.difference(published.values_list("slug", flat=True)):
        raise CommandError(
            f"These formats are not published: {', '.join(sorted(missing))}. "
            "First run: manage.py load_catalogue"
        )
    codes = {story.area for story in STORIES} | {office.area for office in OFFICES}
    if Area.objects.filter(code__in=codes).count() < len(codes):
        raise CommandError(
            "The neighbourhoods of the demo are missing. First run: manage.py "
            "load_demo_neighbourhoods. Or, on a site of your own, start it with DEMO=0."
        )

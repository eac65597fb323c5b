"""What tests share: the reader's language and the shipped catalogue."""

import gc
import os
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import hypothesis
import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model
from django.template import Context, Template
from django.test import TransactionTestCase
from django.test.signals import template_rendered
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from pytest_django import DjangoDbBlocker

from meetups.accounts.models import Office, User
from meetups.audit.models import Record
from meetups.dashboard.queries import kept
from meetups.initiatives.models import Initiative
from meetups.suggestions import queries
from meetups.suggestions.content_files import SHIPPED, read
from meetups.suggestions.editions import load_and_publish
from tests.factories import make_initiative, make_member, make_office, make_reviewer, make_user

# Nothing timed in the suite: a busy machine is no failure. The same examples each time, so that a
# change is judged by itself and not by luck; who asks for many looks where nobody looked before.
LOOKS_FURTHER = {"FUZZ", "REMINDER_EXAMPLES"} & os.environ.keys()
hypothesis.settings.register_profile(
    "suite",
    deadline=None,
    derandomize=not LOOKS_FURTHER,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("suite")

LONGEST = "tests/operations/test_serve.py"
BOTH_DATABASES = tuple(
    f"tests/{room}/{file}"
    for room, files in {
        "accounts": ("test_fuzz", "test_limits", "test_people", "test_versions"),
        "agenda": (
            *("test_fuzz", "test_lists", "test_purge", "test_seats", "test_sign_up"),
            "test_telling",
        ),
        "audit": ("",),
        "dashboard": (
            *("test_coverage", "test_figures", "test_kept", "test_money", "test_promises"),
            *("test_queue", "test_radar", "test_sent"),
        ),
        "initiatives": ("test_fuzz", "test_hand_over", "test_moves", "test_team", "test_versions"),
        "neighbourhoods": ("queries/", "services/", "test_models"),
        "operations": ("test_backups", "test_clock_jumps", "test_full_disk"),
        "outbox": ("",),
        "reminders": ("test_digests_agree", "test_planning", "test_settled", "test_stateful"),
        "suggestions": (
            *("test_admin_editor", "test_admin_matrix", "test_comments", "test_content.py"),
            *("test_editions", "test_exchange"),
            *("test_models", "test_overlays", "test_publishing", "test_queries"),
        ),
        "support": (
            *("test_continuity_facts", "test_decisions", "test_dossiers", "test_introductions"),
            *("test_look_alikes", "test_promises", "test_requests", "test_thread", "test_versions"),
        ),
    }.items()
    for file in files
)
"""What may differ between databases: reads, writes, constraints, locks, and odd characters; and
`test_ready` of no room.

The rest, such as pages, words and papers, rests on it.
"""


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """In one of the two lanes of `tests.suite`: first what depends on the database, then the rest.

    Of the rest each lane takes a file whenever it has nothing else to do, so both end together.
    """
    claims = os.environ.get("CLAIMS")
    if not claims or session.config.option.collectonly or session.testsfailed:
        return None
    mine = chosen(session.items, Path(claims), backwards=os.environ["LANE"] == "1")
    item = next(mine, None)
    while item:
        following = next(mine, None)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.shouldfail:
            raise session.Failed(session.shouldfail)
        if session.shouldstop:
            raise session.Interrupted(session.shouldstop)
        item = following
    return True


def chosen(items: list[pytest.Item], claims: Path, *, backwards: bool) -> Iterator[pytest.Item]:
    """What this lane runs, in that order. Who makes the file of a file in `claims` has it.

    The longest goes first: begun last, it would keep one lane busy while the other has ended.
    """
    files: dict[str, list[pytest.Item]] = {}
    own: list[pytest.Item] = []
    for item in items:
        part = own if depends_on_database(item) else files.setdefault(file_of(item), [])
        part.append(item)
    names = sorted(files, reverse=backwards)
    if LONGEST in files and not backwards and _claimed(claims, LONGEST):
        yield from files[LONGEST]
    yield from own
    for name in names:
        if _claimed(claims, name):
            yield from files[name]


def _claimed(claims: Path, name: str) -> bool:
    try:
        (claims / name.replace("/", "-")).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def depends_on_database(item: pytest.Item) -> bool:
    return touches_database(item) and item.nodeid.startswith(("tests/test_ready", *BOTH_DATABASES))


def file_of(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def pytest_collection_finish() -> None:
    """Look less often for garbage in cycles: that took a sixth of the time of the suite.

    What is loaded by now stays until the end, so it is never looked through again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def touches_database(item: pytest.Item) -> bool:
    kind = getattr(item, "cls", None)
    if kind is not None and issubclass(kind, TransactionTestCase):
        return True
    names = {"db", "transactional_db", "live_server"}
    used = set(getattr(item, "fixturenames", ()))
    return bool(used & names) or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session", autouse=True)
def told_of_pages(django_test_environment: None) -> None:
    """What a page was made of is kept for `response.context`; not again for each of its pieces.

    Django copies the context of every include, field and widget: a tenth of the work of a page.
    """

    def render(self: Template, context: Context) -> SafeString:
        if context.template is self and not str(self.name).startswith("django/forms/"):
            template_rendered.send(sender=self, template=self, context=context)
        return self.nodelist.render(context)

    Template._render = render  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def reading_dutch() -> Iterator[None]:
    """Every test starts in Dutch: a page read in English leaves its language behind."""
    with translation.override("nl"):
        yield


@pytest.fixture(autouse=True)
def reckoning_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that a test makes have no history by which a process sees that its plans changed."""
    monkeypatch.setattr(kept, "KEPT_FOR", timedelta(0))


@pytest.fixture(scope="session")
def catalogue_aside(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> list[str]:
    """The shipped catalogue, really loaded once and put aside in tables of its own: their names.

    Copying it back within the database takes a hundredth of the time of loading it.
    """
    models = list(apps.get_app_config("suggestions").get_models())
    with django_db_blocker.unblock(), transaction.atomic(), connection.cursor() as cursor:
        load_and_publish(read(SHIPPED), now=timezone.now())
        tables = [model._meta.db_table for model in models if model._default_manager.exists()]
        for table in tables:
            cursor.execute(f"CREATE TABLE aside_{table} AS SELECT * FROM {table}")  # noqa: S608
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608
        # That it was published is no news to a test.
        cursor.execute(f"DELETE FROM {Record._meta.db_table}")  # noqa: S608
    return tables


def count_on(models: Iterable[type[Model]]) -> None:
    """Let PostgreSQL number new rows after those that were put in with their numbers.

    Another test may have put a backup back, after which it counts from the start.
    """
    if orders := connection.ops.sequence_reset_sql(no_style(), list(models)):
        with connection.cursor() as cursor:
            cursor.execute("".join(orders))


@pytest.fixture
def catalogue(catalogue_aside: list[str], db: None) -> queries.CatalogueSnapshot:
    """The shipped catalogue."""
    with connection.cursor() as cursor:
        for table in catalogue_aside:
            cursor.execute(f"INSERT INTO {table} SELECT * FROM aside_{table}")  # noqa: S608
    count_on(apps.get_app_config("suggestions").get_models())
    return queries.catalogue()


# --- the cast: around one plan in Stadsdennen, Harderwijk ----------------------------------------
@pytest.fixture
def organiser(db: None) -> User:
    """Fatma, who organises the plan."""
    return make_user("Fatma")


@pytest.fixture
def initiative(organiser: User) -> Initiative:
    """A draft that Fatma organises."""
    return make_initiative(organiser)


@pytest.fixture
def helper(initiative: Initiative) -> User:
    """Gerrit, who helps with the plan."""
    user = make_user("Gerrit")
    make_member(initiative, user)
    return user


@pytest.fixture
def stranger(db: None) -> User:
    """Someone with an account, and nothing to do with the plan."""
    return make_user("Vreemde")


@pytest.fixture
def office(db: None) -> Office:
    """The office of the municipality that the plan lies in."""
    return make_office("GM0243")


@pytest.fixture
def reviewer(office: Office) -> User:
    """Marit, who works for that office."""
    return make_reviewer(office, "Marit")


@pytest.fixture
def other_reviewer(db: None) -> User:
    """Someone who works for the office of another municipality."""
    return make_reviewer(make_office("GM0622"), "Ander")


@pytest.fixture
def curator(db: None) -> User:
    """Someone who keeps the formats right."""
    return make_user("Curator", is_staff=True)

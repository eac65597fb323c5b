"""Code of before runs on the tables of the next version, so no migration may take away or demand.

While a site is upgraded its old processes go on (docs/deployment.md, "Upgrade"). They know nothing
of a column that came in, and still ask for one that went. `python -m tests.load.proof_upgrade`
shows it with a real site; here each migration is read. One that does it all the same, since no
running code uses the column any more, says so in its own file: `CONTRACT = {"what": "why"}`.
"""

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState
from pytest_django import Settings

BEFORE = {
    "accounts": "0004_reviews_first",
    "agenda": "0003_reminders",
    "audit": "0001_records",
    "demo": "0002_attachments",
    "initiatives": "0006_seen_by_office",
    "neighbourhoods": "0003_places",
    "operations": "0001_initial",
    "outbox": "0003_in_line",
    "suggestions": "0004_comments",
    "support": "0002_introduction_agreed",
}
"""The last of each room that is part of the first tables, on which no older code ever ran."""
TAKES = (
    migrations.RemoveField,
    migrations.RenameField,
    migrations.DeleteModel,
    migrations.RenameModel,
    migrations.AlterModelTable,
)
DEMANDS = (migrations.AddConstraint, migrations.AlterUniqueTogether)
UNKNOWN = (migrations.RunSQL,)
LEAST_REASON = 30
"""Characters: "not used" is no reason."""


def breaches(operations: Sequence[Operation], before: ProjectState, app: str) -> list[str]:
    """What of these operations code of before cannot live with. `before`: the tables it knows."""
    return [what for each in operations for what in _breaches(each, before, app)]


def _breaches(each: Any, before: ProjectState, app: str) -> Iterator[str]:
    if isinstance(each, migrations.SeparateDatabaseAndState):
        yield from breaches(each.database_operations, before, app)
        return
    known = before.models.get((app, str(getattr(each, "model_name", "")).lower()))
    name = type(each).__name__
    part = getattr(each, "constraint", each)
    told = f"{name} {getattr(each, 'model_name', '')} {getattr(part, 'name', '')}".strip()
    if isinstance(each, (*TAKES, *UNKNOWN)) or (known is not None and refuses(each, known)):
        yield told


def refuses(each: Any, known: ModelState) -> bool:
    """Whether a table that was there before refuses rows that it took before."""
    if isinstance(each, migrations.AddField):
        return demands(each.field)
    if isinstance(each, migrations.AlterField):
        return narrows(known, each.name, each.field)
    return isinstance(each, DEMANDS)


def demands(field: Any) -> bool:
    """Whether a row cannot be added by who does not know the column."""
    has_column = not field.many_to_many
    return bool(has_column and not field.null and not field.has_db_default())


def narrows(known: ModelState, name: str, field: Any) -> bool:
    """Whether what was written in the column until now may not be written any more."""
    old: Any = known.fields[name]
    return bool(
        type(old) is not type(field)
        or (old.null and not field.null and not field.has_db_default())
        or (old.has_db_default() and demands(field))
        or (field.max_length or 10**9) < (old.max_length or 10**9)
        or (field.unique and not old.unique)
        or (field.db_column != old.db_column)
    )


@pytest.fixture
def loader(settings: Settings) -> MigrationLoader:
    """All migrations, also where the suite makes its tables without them."""
    settings.MIGRATION_MODULES = {}
    return MigrationLoader(None)


def later_ones(loader: MigrationLoader) -> Iterator[tuple[str, str]]:
    """The room and the name of each migration that came after the first tables."""
    for app, name in sorted(loader.disk_migrations):
        is_ours = import_module(apps.get_app_config(app).name).__name__.startswith(
            ("meetups.", "neighbourhoods")
        )
        if is_ours and name > BEFORE[app]:
            yield app, name


def test_no_migration_breaks_code_of_before(loader: MigrationLoader) -> None:
    judged = {}
    for app, name in later_ones(loader):
        before = loader.project_state((app, name), at_end=False)
        found = breaches(loader.disk_migrations[app, name].operations, before, app)
        module = import_module(f"{apps.get_app_config(app).name}.migrations.{name}")
        excused: dict[str, str] = getattr(module, "CONTRACT", {})
        assert excused.keys() <= set(found), f"{app}.{name}: CONTRACT names what is not done"
        assert all(len(why) >= LEAST_REASON for why in excused.values()), f"{app}.{name}: say why"
        judged[f"{app}.{name}"] = [what for what in found if what not in excused]
    assert len(judged) >= 4
    assert {name: found for name, found in judged.items() if found} == {}


def test_the_first_tables_are_there(loader: MigrationLoader) -> None:
    known = loader.disk_migrations
    assert [app for app, name in BEFORE.items() if (app, name) not in known] == []


COLUMN: dict[str, Any] = {"model_name": "soup", "name": "salt"}


@pytest.mark.parametrize(
    ("operation", "breaks"),
    [
        (migrations.RemoveField("soup", "salt"), True),
        (migrations.RenameField("soup", "salt", "pepper"), True),
        (migrations.DeleteModel("soup"), True),
        (migrations.RenameModel("soup", "stew"), True),
        (migrations.AlterModelTable("soup", "stews"), True),
        (migrations.RunSQL("DROP TABLE soup"), True),
        (migrations.AddField("soup", "name", models.TextField(default="")), True),
        (migrations.AddField("soup", "name", models.TextField(db_default="")), False),
        (migrations.AddField("soup", "name", models.TextField(null=True)), False),
        (migrations.AddField("soup", "eaters", models.ManyToManyField("x.Soup")), False),
        (migrations.AddField("stew", "name", models.TextField()), False),  # came in with it
        (migrations.AlterField(**COLUMN, field=models.CharField(max_length=5, null=True)), True),
        (migrations.AlterField(**COLUMN, field=models.CharField(max_length=20, null=True)), False),
        (migrations.AlterField(**COLUMN, field=models.CharField(max_length=9)), True),
        (migrations.AlterField(**COLUMN, field=models.IntegerField(null=True)), True),
        (
            migrations.AddConstraint(
                "soup", models.UniqueConstraint(fields=["salt"], name="one_salt")
            ),
            True,
        ),
        (migrations.AddIndex("soup", models.Index(fields=["salt"], name="by_salt")), False),
        (
            migrations.SeparateDatabaseAndState(
                database_operations=[migrations.RemoveField("soup", "salt")]
            ),
            True,
        ),
        (
            migrations.SeparateDatabaseAndState(
                state_operations=[migrations.RemoveField("soup", "salt")]
            ),
            False,
        ),
    ],
)
def test_what_breaks_code_of_before(operation: Operation, breaks: bool) -> None:
    before = ProjectState()
    salt = models.CharField(max_length=9, null=True)
    before.add_model(
        ModelState("x", "Soup", [("id", models.AutoField(primary_key=True)), ("salt", salt)])
    )
    assert bool(breaches([operation], before, "x")) is breaks

"""The catalogue that we ship is whole, and comes out as it went in."""

import copy
import json
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from meetups.recommender.questions import BY_SLUG
from meetups.recommender.rules import RULES
from meetups.suggestions.content_check import (
    faults_of_activity_type,
)
from meetups.suggestions.content_files import SHIPPED, read
from meetups.suggestions.content_items import activity_type_item
from meetups.suggestions.models import (
    ActivityType,
    CatalogueVersion,
    ContactCondition,
    Situation,
    SituationFit,
    Source,
    Step,
)
from meetups.suggestions.queries import CatalogueSnapshot, with_parts
from meetups.suggestions.vocabulary import Status
from tests.factories import make_activity_type
from tests.suggestions.content import FILES, Edit, Items, as_file, content, put


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped files that a test may change."""
    for file in FILES:
        (tmp_path / file).write_bytes((SHIPPED / file).read_bytes())
    return tmp_path


def edit(folder: Path, name: str, change: Edit) -> None:
    items = content(name)
    change(items)
    (folder / f"{name}.json").write_text(as_file(name, items), "utf-8")


def load(folder: Path, *options: str) -> list[str]:
    out = StringIO()
    call_command("load_catalogue", "--path", str(folder), *options, stdout=out)
    return out.getvalue().splitlines()


def faults(folder: Path) -> list[str]:
    """What load_catalogue says on standard error when it refuses, but for its last word."""
    said = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("load_catalogue", "--path", str(folder), stdout=StringIO(), stderr=said)
    assert caught.value.returncode == 1
    lines = said.getvalue().splitlines()
    assert str(caught.value) == (
        f"{len(lines)} fault{'s' if len(lines) > 1 else ''} in the files; nothing was changed."
    )
    return lines


def export(folder: Path) -> dict[str, str]:
    call_command("export_catalogue", "--path", str(folder), stdout=StringIO())
    return {file: (folder / file).read_bytes().decode() for file in FILES}


def histories() -> list[int]:
    models: list[Any] = [ActivityType, Situation, Source, Step, SituationFit, ContactCondition]
    return [model.history.count() for model in models]


# --- what we ship ---------------------------------------------------------------------------


def test_the_shipped_situations_are_the_options_of_the_guide() -> None:
    slugs = [item["slug"] for item in content("situations")]
    assert slugs == [option.slug for option in BY_SLUG["situation"].options]


def test_the_rules_name_only_formats_that_we_ship() -> None:
    slugs = {item["slug"] for item in content("activity_types")}
    assert set(RULES["safe_with_threats"]) | set(RULES["not_with_fear"]) <= slugs


def test_every_shipped_format_may_be_published() -> None:
    assert {item["status"] for item in content("activity_types")} == {"published"}
    assert len(read(SHIPPED).activity_types) == 49


# --- there and back -------------------------------------------------------------------------


@pytest.mark.django_db
def test_loading_and_exporting_gives_the_same_bytes(tmp_path: Path) -> None:
    assert load(SHIPPED) == [
        "Checked 99 sources, 14 situations and 49 activity types: all good.",
        "Sources: 99 new, 0 changed, 0 the same.",
        "Situations: 14 new, 0 changed, 0 the same.",
        "Activity types: 49 new, 0 changed, 0 the same.",
        "Published as edition 1.",
    ]
    assert CatalogueVersion.objects.get().version == 1
    shipped = {file: (SHIPPED / file).read_bytes().decode() for file in FILES}
    assert export(tmp_path / "new folder") == shipped


def test_loading_again_changes_nothing(catalogue: CatalogueSnapshot) -> None:
    version = CatalogueVersion.objects.values_list("version", "changed_at").get()
    before = histories()
    assert load(SHIPPED) == [
        "Checked 99 sources, 14 situations and 49 activity types: all good.",
        "Nothing changed.",
    ]
    assert CatalogueVersion.objects.values_list("version", "changed_at").get() == version
    assert histories() == before


def test_an_edited_text_changes_that_text_and_no_more(
    catalogue: CatalogueSnapshot, tmp_path: Path
) -> None:
    step = Step.objects.get(activity_type__slug="street-coffee", order=3)
    step.text_nl = "Bel aan bij twintig deuren."
    step.save()
    for file, text in export(tmp_path).items():
        old = (SHIPPED / file).read_text("utf-8").splitlines()
        new = text.splitlines()
        changed = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
        if file == "activity_types.json":
            [(_before, after)] = changed
            assert after.strip() == '"nl": "Bel aan bij twintig deuren.",'
        else:
            assert changed == []


def test_a_changed_file_changes_only_its_rows(catalogue: CatalogueSnapshot, folder: Path) -> None:
    before = histories()

    def change(items: Items) -> None:
        item = next(i for i in items if i["slug"] == "street-coffee")
        item["preparation_steps"].pop()
        item["preparation_steps"][0]["text"]["nl"] = "Vraag een buur."
        item["situations"]["after-incident"] = {
            "strength": 1,
            "reason": {"nl": "Rustig aan.", "en": "Take it slow."},
        }
        item["evidence"]["sources"].reverse()

    edit(folder, "activity_types", change)
    assert load(folder)[1:] == [
        "Sources: 0 new, 0 changed, 99 the same.",
        "Situations: 0 new, 0 changed, 14 the same.",
        "Activity types: 0 new, 1 changed, 48 the same.",
        "Published as edition 2.",
    ]
    assert CatalogueVersion.objects.get().version == 2
    # One step changed and one gone, one fit new; the row itself and the conditions stayed.
    assert [b - a for a, b in zip(before, histories(), strict=True)] == [0, 0, 0, 2, 1, 0]
    assert export(folder)["activity_types.json"] == (folder / "activity_types.json").read_text()
    assert load(folder)[1:] == ["Nothing changed."]


def test_the_order_of_situations_in_a_format_counts(
    catalogue: CatalogueSnapshot, folder: Path
) -> None:
    def change(items: Items) -> None:
        items[0]["situations"] = dict(reversed(items[0]["situations"].items()))

    edit(folder, "activity_types", change)
    assert load(folder)[3] == "Activity types: 0 new, 1 changed, 48 the same."
    assert load(folder)[-1] == "Nothing changed."


def test_a_format_that_no_file_names_is_unpublished_not_deleted(
    catalogue: CatalogueSnapshot, folder: Path
) -> None:
    edit(folder, "activity_types", lambda items: items.__delitem__(0))
    assert load(folder)[4:] == [
        "Unpublished art-project, since no file names it.",
        "Published as edition 2.",
    ]
    row = ActivityType.objects.get(slug="art-project")
    assert row.status == Status.DRAFT
    assert row.history.first().history_change_reason == "load_catalogue"
    assert load(folder)[-1] == "Nothing changed."
    assert load(SHIPPED)[3] == "Activity types: 0 new, 1 changed, 48 the same."


def test_a_source_that_no_file_names_is_kept(catalogue: CatalogueSnapshot, folder: Path) -> None:
    def without(items: Items) -> None:
        del items[[item["key"] for item in items].index("buckner-1988")]

    edit(folder, "sources", without)
    assert load(folder)[1:] == [
        "Nothing changed.",
        "Kept the source buckner-1988, though no file names it.",
    ]


def test_an_unfinished_draft_goes_there_and_back(
    catalogue: CatalogueSnapshot, folder: Path
) -> None:
    row = make_activity_type(
        "aardappels",
        fits={},
        source=Source.objects.first(),
        status=Status.DRAFT,
        summary_en="",
        professional_kinds=["police"],
    )
    row.steps.all().delete()
    row.conditions.first().delete()  # type: ignore[union-attr]
    written = export(folder)
    assert load(folder)[1:] == ["Nothing changed."]
    row.evidence.all().delete()
    row.delete()
    load(folder)
    assert export(folder) == written
    draft = json.loads(written["activity_types.json"])["activity_types"][0]
    found = faults_of_activity_type(
        draft | {"status": "published"}, situations=[], sources=draft["evidence"]["sources"]
    )
    assert [fault.path for fault in found] == [
        "summary.en",
        "contact_conditions.equal_status",
        "preparation_steps",
        "professional.kinds",
        "situations",
    ]


def test_checking_alone_changes_nothing(db: None, folder: Path) -> None:
    assert load(folder, "--check") == [
        "Checked 99 sources, 14 situations and 49 activity types: all good."
    ]
    assert not ActivityType.objects.exists()


def test_a_factory_makes_what_may_be_published(db: None) -> None:
    make_activity_type()
    item = activity_type_item(with_parts().get())
    known = {"situations": ["fit-for-soup"], "sources": ["source-of-soup"]}
    assert faults_of_activity_type(item, **known) == []


def test_items_stand_in_a_file_once_and_are_objects(db: None, folder: Path) -> None:
    def change(items: Items) -> None:
        items.append(copy.deepcopy(items[0]))
        items[3] = []  # type: ignore[call-overload]

    edit(folder, "situations", change)
    assert [line for line in faults(folder) if line.startswith("situations")] == [
        "situations.json: situations[3]: must be an object",
        "situations.json: situations[good-vibe].slug: stands in this file twice",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{", "is not valid JSON: "),
        ("[" * 100_000, "is not valid JSON: "),
        ('{"sources": [], "sources": []}', "is not valid JSON: sources stands twice"),
        ("[]", "must be an object with one list, sources"),
        ('{"sources": {}}', "must be an object with one list, sources"),
        (b"\xff", "is not valid JSON: "),
        (None, "cannot be read: No such file or directory"),
    ],
)
def test_a_file_that_is_no_list_of_items(
    db: None, folder: Path, text: str | bytes | None, fault: str
) -> None:
    path = folder / "sources.json"
    if text is None:
        path.unlink()
    else:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert faults(folder)[0].startswith(f"sources.json: {fault}")


def test_all_faults_are_named_at_once_and_nothing_is_loaded(
    catalogue: CatalogueSnapshot, folder: Path
) -> None:
    edit(folder, "sources", put("kind", value="gossip"))
    edit(folder, "situations", put("title", "en", value=""))

    def change(items: Items) -> None:
        items[0]["name"]["nl"] = "Iets anders"
        items[1]["depth"] = 9
        items[1]["flags"]["loud"] = True

    edit(folder, "activity_types", change)
    assert faults(folder) == [
        "sources.json: sources[allport-1954].kind: unknown code gossip; "
        "known are paper, book, web-page, practice",
        "situations.json: situations[good-vibe].title.en: is empty",
        "activity_types.json: activity_types[care-street].depth: 9 is not from 1 to 3",
        "activity_types.json: activity_types[care-street].flags.loud: unknown key",
    ]
    assert ActivityType.objects.get(slug="art-project").name_nl == "Samen een kunstwerk maken"
    assert CatalogueVersion.objects.get().version == 1


@pytest.mark.django_db(transaction=True)
def test_a_load_that_breaks_leaves_nothing_behind(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(number: int, *, now: datetime) -> None:
        assert ActivityType.objects.count() == 49
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(CatalogueVersion, "tell", broken)
    with pytest.raises(RuntimeError):
        load(folder)
    assert (Source.objects.count(), ActivityType.objects.count()) == (0, 0)
    assert not CatalogueVersion.objects.exists()


def test_export_to_a_place_that_cannot_be_written(db: None, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match=r"Cannot write to .*file"):
        call_command("export_catalogue", "--path", str(tmp_path / "file"))

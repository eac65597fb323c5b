"""A catalogue that leaves and comes back: looked at row by row, then written, all or nothing."""

import json
import re
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetups.accounts.models import User
from meetups.audit.models import Record
from meetups.suggestions import exchange
from meetups.suggestions.content_files import whole_draft
from meetups.suggestions.draft import draft_content
from meetups.suggestions.exchange import (
    DraftChangedError,
    DryRun,
    Given,
    RefusedError,
    UploadError,
)
from meetups.suggestions.exchange_uploads import (
    MOST_BYTES,
    as_book,
    as_zip,
    read_upload,
)
from meetups.suggestions.models import (
    ActivityType,
    Case,
    Edition,
    EvidenceSource,
    RuleDraft,
    Situation,
    Source,
)
from meetups.suggestions.queries import CatalogueSnapshot
from meetups.suggestions.rule_values import with_values
from meetups.suggestions.vocabulary import Status
from tests.factories import make_activity_type, make_situation
from tests.initiatives.test_versions import at_once
from tests.signing_in import sign_in
from tests.suggestions.cases import a_case

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
START = reverse("admin:suggestions_edition_exchange")
TRY = reverse("admin:suggestions_edition_try")
APPLY = reverse("admin:suggestions_edition_apply")
DOWNLOAD = reverse("admin:suggestions_edition_download")


@pytest.fixture
def curator() -> User:
    user = User.objects.create_user("curator@example.nl", name="Cura", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="suggestions"))
    return user


@pytest.fixture
def desk(client: Client, curator: User) -> Client:
    sign_in(client, curator)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def soup() -> ActivityType:
    """One format, with a situation and a source."""
    situation = make_situation()
    situation.signals.create(order=1, text_nl="Groeten.", text_en="Greeting.")
    situation.never_do.create(order=1, text_nl="Stoppen.", text_en="Stopping.")
    return make_activity_type(fits={situation: 3})


def as_json(kind: str, *items: Any) -> bytes:
    return json.dumps({kind: items}).encode()


def looked(data: bytes, **given: Any) -> DryRun:
    return exchange.dry_run(read_upload(data, draft=whole_draft()), **given)


def apply(run: DryRun, *, chosen: list[str] | None = None, by: User | None = None) -> DryRun:
    return exchange.apply_import(
        items=[(row.kind, row.item) for row in run.coming],
        chosen=[row.code for row in run.coming] if chosen is None else chosen,
        seen=run.digest,
        by=by,
        now=NOW,
    )


def item_of(kind: str, key: str) -> Any:
    name = exchange.IDENTITY[kind]
    return json.loads(json.dumps(next(i for i in whole_draft()[kind] if i[name] == key)))


def renamed(key: str = "soup", **more: Any) -> dict[str, Any]:
    return {**item_of("activity_types", key), "name": {"nl": "Stamppot", "en": "Mash"}, **more}


# --- out and in again --------------------------------------------------------------------------


def test_an_export_loads_into_an_empty_database_as_it_was(
    soup: ActivityType, tmp_path: Path
) -> None:
    source = Source.objects.get()
    make_activity_type("stew", fits={}, source=source, status=Status.DRAFT, summary_en="")
    for slug, columns in (("P01", {"is_gold": True, "notice": "follow-up"}), ("own", {})):
        a_case(slug=slug, expected=["soup"], **columns).save()
    rules = with_values(whole_draft()["rules"], {"S1.points.3": 31})
    RuleDraft.objects.create(pk=1, rules=rules)
    before, published = whole_draft(), draft_content()
    call_command("export_catalogue", "--path", str(tmp_path), stdout=StringIO())
    soup.fits.all().delete()
    EvidenceSource.objects.all().delete()
    for model in (Case, RuleDraft, ActivityType, Situation, Source):
        model.objects.all().delete()
    call_command("load_catalogue", "--path", str(tmp_path), stdout=StringIO())
    assert whole_draft() == before
    assert Edition.objects.first().content == published  # type: ignore[union-attr]
    out = StringIO()
    call_command("load_catalogue", "--path", str(tmp_path), stdout=out)
    assert out.getvalue().splitlines()[-1] == "Nothing changed."


@pytest.mark.parametrize("make", [as_zip, as_book])
def test_what_we_ship_comes_back_the_same(catalogue: CatalogueSnapshot, make: Any) -> None:
    draft = whole_draft()
    run = exchange.dry_run(read_upload(make(draft), draft=draft))
    total = sum(len(draft[kind]) for kind in exchange.IDENTITY) + 1
    assert run.counts == {"new": 0, "changed": 0, "same": total, "refused": 0}
    assert as_zip(draft) == as_zip(whole_draft())


def test_an_edition_leaves_as_readers_saw_it(desk: Client, catalogue: CatalogueSnapshot) -> None:
    response = desk.get(DOWNLOAD, {"of": "1", "as": "zip"})
    assert response["Content-Disposition"].startswith('attachment; filename="catalogue-1-')
    with ZipFile(BytesIO(response.content)) as packed:
        assert packed.namelist() == [
            *("sources.json", "situations.json", "activity_types.json", "rules.json")
        ]
    assert looked(response.content).counts == {"new": 0, "changed": 0, "same": 163, "refused": 0}
    for wrong in ({"of": "7", "as": "zip"}, {"of": "x", "as": "xlsx"}, {"as": "pdf"}):
        assert desk.get(DOWNLOAD, wrong).status_code == 404


# --- looking -----------------------------------------------------------------------------------


def test_each_row_is_new_changed_the_same_or_refused(soup: ActivityType) -> None:
    new = {**item_of("sources", "source-of-soup"), "key": "other-book"}
    wrong = {**new, "key": "third-book", "kind": "film", "year": ""}
    data = as_json("sources", item_of("sources", "source-of-soup"), new, wrong)
    run = looked(data)
    assert [(row.key, row.state) for row in run.rows] == [
        ("source-of-soup", "same"),
        ("other-book", "new"),
        ("third-book", "refused"),
    ]
    assert [r.place for r in run.rows[2].refusals] == [
        "sources[third-book].kind",
        "sources[third-book].year",
    ]
    [row] = looked(as_json("activity_types", renamed())).rows
    [diff] = row.fields
    assert [(c.language, c.before, c.after) for c in diff.cells] == [
        ("nl", "Soep op straat", "Stamppot"),
        ("en", "Soup in the street", "Mash"),
    ]
    assert Source.objects.count() == 1


def test_rows_may_refer_to_others_in_the_same_file(soup: ActivityType) -> None:
    book = {**item_of("sources", "source-of-soup"), "key": "other-book"}
    item = renamed()
    item["evidence"]["sources"].append("other-book")
    data = json.dumps({"sources": [book], "activity_types": [item]}).encode()
    assert looked(data).counts == {"new": 1, "changed": 1, "same": 0, "refused": 0}
    [row] = looked(as_json("activity_types", item)).rows
    assert [r.place for r in row.refusals] == ["activity_types[soup].evidence.sources[1]"]


def test_a_key_stands_once(soup: ActivityType) -> None:
    run = looked(as_json("activity_types", renamed(), renamed()))
    assert [row.state for row in run.rows] == ["changed", "refused"]


def test_what_differs_in_status_cases_and_rules_is_said(catalogue: CatalogueSnapshot) -> None:
    draft = whole_draft()
    case = {**item_of("cases", "P01"), "must_not_appear": ["street-coffee"]}
    item = {**item_of("activity_types", "street-coffee"), "status": "draft"}
    rules = with_values(draft["rules"], {"S1.points.3": 31})
    data = json.dumps({"cases": [case], "activity_types": [item], "rules": rules}).encode()
    run = looked(data)
    assert [row.state for row in run.rows] == ["changed"] * 3
    assert [[f.field for f in row.fields] for row in run.rows] == [
        ["status"],
        ["never"],
        ["S1.points.3"],
    ]
    apply(run)
    assert Case.objects.get(slug="P01").never == ["street-coffee"]
    assert Case.objects.get(slug="P01").version == 2
    assert ActivityType.objects.get(slug="street-coffee").status == Status.DRAFT
    assert whole_draft()["rules"] == rules


def test_what_cannot_be_done_with_a_file(soup: ActivityType) -> None:
    """A situation is an option of the guide; a gold case comes with the software."""
    situation = {**item_of("situations", "good-vibe"), "slug": "moonlight"}
    [row] = looked(as_json("situations", situation)).rows
    assert [(r.place, row.state) for r in row.refusals] == [
        ("situations[moonlight].slug", "refused")
    ]
    shipped = json.loads((Path(exchange.__file__).parent / "content/cases.json").read_text())
    [row] = looked(as_json("cases", {**shipped["cases"][0], "gold": True})).rows
    assert [r.place for r in row.refusals] == ["cases[P01].gold"]
    run = looked(as_json("cases", shipped["cases"][0]))
    apply(run)
    assert not Case.objects.get(slug="P01").is_gold


def test_who_may_not_change_a_kind_may_not_with_a_file(soup: ActivityType) -> None:
    data = json.dumps({"activity_types": [renamed()], "rules": whole_draft()["rules"]}).encode()
    run = looked(data, may=lambda kind, action: False)
    assert [row.state for row in run.rows] == ["refused", "same"]


def test_looking_takes_as_many_queries_for_many_rows(soup: ActivityType) -> None:
    def count() -> int:
        keys = list(ActivityType.objects.values_list("slug", flat=True))
        given = [Given("activity_types", key, renamed(key), "there") for key in keys]
        with CaptureQueriesContext(connection) as caught:
            assert len(exchange.dry_run(given).coming) == len(keys)
        return len(caught)

    first, source = count(), Source.objects.get()
    for number in range(10):
        make_activity_type(f"stew-{number}", fits={}, source=source, status=Status.DRAFT)
    assert count() == first


# --- applying ----------------------------------------------------------------------------------


def test_applying_writes_in_the_draft_and_publishes_nothing(
    soup: ActivityType, curator: User
) -> None:
    editions = Edition.objects.count()
    apply(looked(as_json("activity_types", renamed())), by=curator)
    soup.refresh_from_db()
    assert soup.name_nl == "Stamppot"
    assert Edition.objects.count() == editions
    assert soup.history.first().history_change_reason == "import"
    told = Record.objects.filter(details__step="imported").values_list("by", "details__rows")
    assert list(told) == [(curator.pk, 1)]


def test_what_the_file_does_not_name_stays(soup: ActivityType) -> None:
    stew = make_activity_type("stew", fits={}, source=Source.objects.get())
    apply(looked(as_json("activity_types", renamed())))
    stew.refresh_from_db()
    assert stew.status == Status.PUBLISHED


def test_only_what_was_chosen_is_written_and_all_of_it(soup: ActivityType) -> None:
    book = {**item_of("sources", "source-of-soup"), "key": "other-book"}
    item = renamed()
    item["evidence"]["sources"].append("other-book")
    run = looked(json.dumps({"sources": [book], "activity_types": [item]}).encode())
    with pytest.raises(RefusedError) as error:
        apply(run, chosen=["activity_types:soup"])
    assert [row.code for row in error.value.refused] == ["activity_types:soup"]
    soup.refresh_from_db()
    assert soup.name_nl != "Stamppot"
    apply(run, chosen=["sources:other-book"])
    assert list(Source.objects.values_list("key", flat=True)) == ["other-book", "source-of-soup"]


def test_another_draft_than_was_looked_at_is_refused(soup: ActivityType) -> None:
    run = looked(as_json("activity_types", renamed()))
    soup.organisers_min = 4
    soup.save()
    with pytest.raises(DraftChangedError) as error:
        apply(run)
    soup.refresh_from_db()
    assert soup.name_nl != "Stamppot"
    assert {f.field for f in error.value.run.rows[0].fields} == {"name_nl", "organisers_min"}


def write_at_once(soup: ActivityType) -> list[str]:
    run = looked(as_json("activity_types", renamed(), item_of("activity_types", "soup")))
    return at_once(lambda _number: apply(run), writers=3)


@pytest.mark.django_db(transaction=True)
def test_of_more_at_once_one_writes_and_the_others_hear_it(soup: ActivityType) -> None:
    assert write_at_once(soup) == ["DraftChangedError", "DraftChangedError", "won"]


@pytest.mark.django_db(transaction=True)
def test_control_without_the_digest_of_what_was_seen_none_hears_it(
    soup: ActivityType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "digest_of", lambda _draft: "the same")
    assert write_at_once(soup) == ["won", "won", "won"]


# --- what comes in as a file -------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe\x00",
        b'{"recipes": []}',
        b'{"sources": {}}',
        b'{"sources": [], "sources": []}',
        b'{"sources": ["\\ud800"]}',
        b"[" * 100_000,
        b'{"sources": [' + b"[" * 500 + b"]" * 500 + b"]}",
        b'{"sources": [' + b"1," * 6000 + b"1]}",
        b"PK\x03\x04 nothing",
        b"\xd0\xcf\x11\xe0 an old or locked workbook",
        b"x" * (MOST_BYTES + 1),
    ],
)
def test_what_is_no_catalogue_is_refused_with_words(soup: ActivityType, data: bytes) -> None:
    with pytest.raises(UploadError) as error:
        looked(data)
    assert all(error.value.faults)


def packed(*members: tuple[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for name, data in members:
            file.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    "members",
    [
        [("sources.json", b" " * (33 * 2**20))],
        [(f"{number}.json", b"{}") for number in range(201)],
        [("recipes.json", b"{}")],
        [("../../sources.json", b"[]")],
        [("[Content_Types].xml", b"<?xml"), ("xl/workbook.xml", b"<")],
    ],
)
def test_a_zip_that_is_none_of_ours_is_refused_with_words(
    soup: ActivityType, members: list[tuple[str, bytes]]
) -> None:
    with pytest.raises(UploadError):
        looked(packed(*members))


def test_a_locked_or_damaged_zip_is_refused_with_words(soup: ActivityType) -> None:
    good = bytearray(packed(("sources.json", as_json("sources"))))
    locked = bytearray(good)
    place = locked.find(b"PK\x01\x02")
    locked[place + 8] |= 1
    damaged = bytearray(good)
    damaged[45] ^= 0xFF
    for data in (locked, damaged, good[:-8]):
        with pytest.raises(UploadError):
            looked(bytes(data))


@pytest.mark.parametrize(
    "item",
    [
        None,
        1,
        "x",
        [],
        {},
        {"slug": None},
        {"slug": "soup"},
        {"slug": "x" * 500, "name": {"nl": []}},
    ],
)
def test_odd_items_are_refused_by_row(soup: ActivityType, item: Any) -> None:
    for kind in exchange.IDENTITY:
        [row] = looked(as_json(kind, item)).rows
        assert row.state == "refused"
        assert row.refusals


# --- pages -------------------------------------------------------------------------------------


def send(desk: Client, data: bytes) -> Any:
    return desk.post(TRY, {"file": SimpleUploadedFile("soup.json", data)})


def test_looked_at_and_then_written(desk: Client, soup: ActivityType) -> None:
    assert desk.get(START).status_code == 200
    page = send(desk, as_json("activity_types", renamed()))
    assert page.status_code == 200
    text = re.sub(r"\s+", " ", page.content.decode())
    assert "<ins>Stamppot</ins>" in text
    soup.refresh_from_db()
    assert soup.name_nl != "Stamppot"
    data = {"held": page.context["held"], "row": ["activity_types:soup"]}
    response = desk.post(APPLY, data)
    assert response["Location"] == reverse("admin:suggestions_edition_draft")
    soup.refresh_from_db()
    assert soup.name_nl == "Stamppot"
    assert soup.history.first().history_user.name == "Cura"


def test_a_draft_that_changed_is_shown_anew(desk: Client, soup: ActivityType) -> None:
    held = send(desk, as_json("activity_types", renamed())).context["held"]
    soup.organisers_min = 4
    soup.save()
    again = desk.post(APPLY, {"held": held, "row": ["activity_types:soup"]})
    assert again.status_code == 409
    assert "The draft changed since you looked" in again.content.decode()
    data = {"held": again.context["held"], "row": ["activity_types:soup"]}
    assert desk.post(APPLY, data).status_code == 302
    soup.refresh_from_db()
    assert (soup.name_nl, soup.organisers_min) == ("Stamppot", 2)


def test_what_cannot_come_in_alone_is_said(desk: Client, soup: ActivityType) -> None:
    book = {**item_of("sources", "source-of-soup"), "key": "other-book"}
    item = renamed()
    item["evidence"]["sources"].append("other-book")
    page = send(desk, json.dumps({"sources": [book], "activity_types": [item]}).encode())
    data = {"held": page.context["held"], "row": ["activity_types:soup"]}
    refused = desk.post(APPLY, data)
    assert refused.status_code == 422
    assert "other-book is not in sources.json" in refused.content.decode()
    assert desk.post(APPLY, {"held": page.context["held"]}).status_code == 302
    assert Source.objects.count() == 1


def test_a_faulty_file_is_said_by_the_field(desk: Client, soup: ActivityType) -> None:
    for response in (send(desk, b"{"), desk.post(TRY, {})):
        assert response.status_code == 422
        assert response.context["form"].errors["file"]


def test_what_was_looked_at_is_sealed(desk: Client, soup: ActivityType, curator: User) -> None:
    held = send(desk, as_json("activity_types", renamed())).context["held"]
    other = User.objects.create_user("other@example.nl", is_staff=True)
    other.user_permissions.set(curator.user_permissions.all())
    for wrong in ("", "x", held[:-1], f"{held}x"):
        assert desk.post(APPLY, {"held": wrong}).status_code == 422
    sign_in(desk, other)
    assert desk.post(APPLY, {"held": held}).status_code == 422


def test_who_may_come_in(client: Client, soup: ActivityType) -> None:
    staff = User.objects.create_user("staff@example.nl", is_staff=True)
    sign_in(client, staff)
    for url in (START, TRY, APPLY, DOWNLOAD):
        assert client.get(url).status_code == 403
        assert client.post(url).status_code == 403
    staff.user_permissions.add(Permission.objects.get(codename="publish_edition"))
    staff = User.objects.get(pk=staff.pk)
    sign_in(client, staff)
    assert client.get(START).status_code == 200
    assert client.post(TRY).status_code == 403
    assert client.post(APPLY).status_code == 403


def test_looking_is_no_writing(desk: Client, soup: ActivityType) -> None:
    assert [desk.get(url).status_code for url in (TRY, APPLY)] == [405, 405]


# --- the command -------------------------------------------------------------------------------


def run_command(*options: str) -> tuple[list[str], int]:
    out, code = StringIO(), 0
    try:
        call_command("import_catalogue", *options, stdout=out, stderr=out)
    except CommandError as error:
        code = error.returncode
    return out.getvalue().splitlines(), code


def test_the_command_looks_first(soup: ActivityType, tmp_path: Path) -> None:
    file = tmp_path / "formats.json"
    file.write_bytes(as_json("activity_types", renamed()))
    said, code = run_command("--path", str(file))
    assert code == 0
    assert said == [
        "changed: activity_types[soup]: Stamppot",
        "  Name (nl): 'Soep op straat' -> 'Stamppot'",
        "  Name (en): 'Soup in the street' -> 'Mash'",
        "0 new, 1 changed, 0 same, 0 refused",
        "Nothing was changed. To write it in the draft, add --apply.",
    ]
    soup.refresh_from_db()
    assert soup.name_nl != "Stamppot"
    assert run_command("--path", str(file), "--apply")[0][-1] == "Written in the draft: 1."
    soup.refresh_from_db()
    assert soup.name_nl == "Stamppot"


def test_the_command_refuses_with_two(soup: ActivityType, tmp_path: Path) -> None:
    good = {**item_of("sources", "source-of-soup"), "key": "other-book"}
    (tmp_path / "sources.json").write_bytes(as_json("sources", good, {**good, "key": "B"}))
    said, code = run_command("--path", str(tmp_path), "--apply")
    assert code == 2
    assert "  sources[B].key: Key: must be in lower case" in said
    assert Source.objects.count() == 1
    (tmp_path / "sources.json").write_bytes(b"{")
    assert run_command("--path", str(tmp_path))[1] == 2
    assert run_command("--path", str(tmp_path / "gone.json"))[1] == 2

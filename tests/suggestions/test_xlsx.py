"""The catalogue as a workbook: a changed cell is that change, and junk is named by its cell."""

import json
from collections.abc import Callable
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter

from meetups.recommender.rules import SHIPPED as RULES
from meetups.sheets import begins_like_formula, quoted, unquoted
from meetups.suggestions import xlsx_catalogue
from meetups.suggestions.content_files import SHIPPED
from meetups.suggestions.exchange import DryRun, UploadError, _judged, anyone
from meetups.suggestions.exchange_sheets import SHEETS
from meetups.suggestions.exchange_uploads import as_book, read_upload
from meetups.suggestions.rule_values import settled

Sheets = dict[str, list[list[Any]]]


@cache
def _shipped() -> dict[str, Any]:
    """A few of what we ship: enough for every sheet."""
    found: dict[str, Any] = {"rules": settled(RULES.data)}
    for kind in ("sources", "situations", "activity_types", "cases"):
        found[kind] = json.loads((SHIPPED / f"{kind}.json").read_text("utf-8"))[kind]
    found["activity_types"] = found["activity_types"][:3]
    found["cases"] = [{**case, "gold": True} for case in found["cases"][:2]]
    for case in found["cases"]:
        del case["sources"]
    return found


@pytest.fixture
def draft() -> dict[str, Any]:
    copied: dict[str, Any] = json.loads(json.dumps(_shipped()))
    return copied


@cache
def _exported() -> Sheets:
    book = load_workbook(BytesIO(as_book(_shipped())))
    return {page.title: [list(row) for row in page.iter_rows(values_only=True)] for page in book}


@pytest.fixture
def sheets() -> Sheets:
    """What leaves, as values by sheet."""
    return {name: [list(row) for row in rows] for name, rows in _exported().items()}


def book_of(sheets: Sheets, *names: str) -> bytes:
    book = Workbook(write_only=True)
    for name in names or sheets:
        page = book.create_sheet(name)
        for row in sheets[name]:
            page.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def looked(data: bytes, draft: dict[str, Any]) -> DryRun:
    return _judged(read_upload(data, draft=draft), draft, anyone)


def refusals(run: DryRun) -> list[tuple[str, str]]:
    return [(r.place, r.reason) for row in run.of("refused") for r in row.refusals]


def place(sheets: Sheets, name: str, column: str, **where: Any) -> tuple[int, int]:
    """Row and column of a cell, counted from zero; of the first row that has these values."""
    head = sheets[name][0]
    for number, row in enumerate(sheets[name][1:], start=1):
        if all(row[head.index(key)] == value for key, value in where.items()):
            return number, head.index(column)
    raise AssertionError(where)


def put(sheets: Sheets, name: str, column: str, value: Any, **where: Any) -> None:
    row, at = place(sheets, name, column, **where)
    sheets[name][row][at] = value


# --- out -----------------------------------------------------------------------------------------


def test_each_kind_and_each_part_has_its_sheet(sheets: Sheets) -> None:
    assert list(sheets) == [
        "notes",
        *("sources", "situations", "signals", "never_do", "indicators", "situation_sources"),
        *("formats", "fits", "conditions", "steps", "contra_indications", "skills", "evidence"),
        *("cases", "rules"),
    ]
    assert sheets["steps"][0] == ["format", "text_nl", "text_en", "weeks_before"]
    fits = _shipped()["activity_types"][0]["situations"]
    assert [row[1:3] for row in sheets["fits"][1:] if row[0] == "art-project"] == [
        [situation, fit["strength"]] for situation, fit in fits.items()
    ]


def test_the_notes_explain_every_column_in_both_languages(sheets: Sheets) -> None:
    told = {(row[0], row[1]): row[2:] for row in sheets["notes"][1:] if row[0]}
    for sheet in SHEETS.values():
        for column in sheet.columns:
            dutch, english, _codes = told[sheet.name, column.name]
            assert dutch
            assert english
    assert "calm = rustig / calm" in told["formats", "tension_min"][2]
    assert "police = " in told["formats", "professional_kinds"][2]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"])))
def test_a_quote_keeps_formulas_away_and_is_no_part_of_the_text(text: str) -> None:
    assert unquoted(quoted(text)) == text
    assert not begins_like_formula(quoted(text))


def test_a_text_like_a_formula_is_a_text_there_and_back(draft: dict[str, Any]) -> None:
    texts = iter(("=1+1", "+31 6", "@thuis", "'=x", "- punt", "'s Avonds"))
    for item in draft["activity_types"]:
        item["summary"] = {"nl": next(texts), "en": next(texts)}
    data = as_book(draft)
    page = load_workbook(BytesIO(data))["formats"]
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)
    assert looked(data, draft).counts["changed"] == 0


# --- in ------------------------------------------------------------------------------------------


def test_a_changed_cell_is_exactly_that_change(sheets: Sheets, draft: dict[str, Any]) -> None:
    put(sheets, "steps", "text_nl", "Bel aan bij twintig deuren.", format="art-project")
    put(sheets, "formats", "tension_max", "unease", slug="clean-up")
    put(sheets, "formats", "open_stage", "ja", slug="art-project")
    key = sheets["sources"][1][0]
    put(sheets, "sources", "year", 2021, key=key)
    run = looked(book_of(sheets), draft)
    assert refusals(run) == []
    first, art, cleaning = run.of("changed")
    assert [row.key for row in (first, art, cleaning)] == [key, "art-project", "clean-up"]
    assert [(f.field, [c.after for c in f.cells]) for f in first.fields] == [("year", ["2021"])]
    assert [f.field for f in art.fields] == ["open_stage", "step"]
    assert [f.field for f in cleaning.fields] == ["tension_max"]


def test_a_column_or_a_sheet_that_is_not_there_stays(draft: dict[str, Any]) -> None:
    small = {"formats": [["slug", "name_nl"], ["art-project", "Samen schilderen"]]}
    run = looked(book_of(small), draft)
    [row] = run.rows
    assert (row.state, [f.field for f in row.fields]) == ("changed", ["name_nl"])
    assert row.item["preparation_steps"] == draft["activity_types"][0]["preparation_steps"]


def test_parts_stand_in_the_order_of_their_sheet(sheets: Sheets, draft: dict[str, Any]) -> None:
    head, *lines = sheets["skills"]
    own = [line for line in lines if line[0] == "art-project"]
    run = looked(book_of({"skills": [head, *reversed(own)]}), draft)
    [row] = run.rows
    assert row.item["skills"] == draft["activity_types"][0]["skills"][::-1]


def test_a_new_row_comes_in_with_its_parts(sheets: Sheets, draft: dict[str, Any]) -> None:
    for name in ("formats", "fits", "conditions", "steps", "skills", "evidence"):
        rows = [row for row in sheets[name] if row[0] == "art-project"]
        sheets[name] += [["mural", *row[1:]] for row in rows]
    run = looked(book_of(sheets), draft)
    [row] = run.of("new")
    assert row.item["situations"] == draft["activity_types"][0]["situations"]
    assert refusals(run) == []


def test_rules_and_cases_come_in_too(sheets: Sheets, draft: dict[str, Any]) -> None:
    put(sheets, "rules", "value", 31, key="S1.points.3")
    put(sheets, "cases", "answer_ages", "adults; seniors", slug="P01")
    put(sheets, "cases", "answer_budget", None, slug="P01")
    run = looked(book_of(sheets, "rules", "cases"), draft)
    case, rules = run.of("changed")
    assert case.item["answers"]["ages"] == ["adults", "seniors"]
    assert "budget" not in case.item["answers"]
    assert [f.field for f in rules.fields] == ["S1.points.3"]


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [
        ("formats", "tension_min", "wild"),
        ("formats", "group_min", "many"),
        ("formats", "group_min", 2.5),
        ("formats", "group_min", 5000),
        ("formats", "group_min", 999),
        ("formats", "open_stage", "perhaps"),
        ("formats", "family", "party"),
        ("formats", "ages", "adults, giants"),
        ("formats", "name_en", None),
        ("formats", "name_nl", "x" * 81),
        ("formats", "goal_meet", "=1+1"),
        ("formats", "name_nl", 0.5),
        ("formats", "name_nl", "=HYPERLINK(1)"),
        ("formats", "name_nl", date(2026, 1, 1)),
        ("formats", "example_source", "no-such-book"),
        ("fits", "situation", "moonlight"),
        ("fits", "strength", 9),
        ("fits", "reason_nl", None),
        ("conditions", "condition", "luck"),
        ("conditions", "level", -1),
        ("steps", "weeks_before", "soon"),
        ("steps", "text_en", "two\nlines"),
        ("evidence", "source", "no-such-book"),
        ("skills", "text_nl", True),
    ],
)
def test_what_is_wrong_is_named_by_its_cell(
    sheets: Sheets, draft: dict[str, Any], name: str, column: str, value: Any
) -> None:
    key = "slug" if name == "formats" else "format"
    row, number = place(sheets, name, column, **{key: "art-project"})
    sheets[name][row][number] = value
    run = looked(book_of(sheets, name), draft)
    letter = get_column_letter(number + 1)
    assert [row.key for row in run.of("refused")] == ["art-project"]
    assert f"{name}!{letter}{row + 1}" in [cell for cell, _reason in refusals(run)]
    assert run.counts["changed"] == 0


def test_what_stands_twice_is_refused(sheets: Sheets, draft: dict[str, Any]) -> None:
    for name in ("formats", "fits", "conditions", "evidence"):
        edited = {key: [list(row) for row in rows] for key, rows in sheets.items()}
        edited[name].append(edited[name][1])
        run = looked(book_of(edited, name), draft)
        assert [row.key for row in run.of("refused")] == ["art-project"], name
        assert all(cell.startswith(f"{name}!") for cell, _reason in refusals(run))


def test_rows_without_a_name_or_of_no_format_are_refused(draft: dict[str, Any]) -> None:
    wrong: Sheets = {
        "formats": [["slug", "name_nl"], [None, "Zonder naam"]],
        "skills": [["format", "text_nl", "text_en"], ["gone", "Kan koken", "Can cook"]],
    }
    assert [cell for cell, _reason in refusals(looked(book_of(wrong), draft))] == [
        "skills!2",
        "formats!A2",
    ]


@pytest.mark.parametrize(
    ("sheets", "says"),
    [
        ({"recipes": [["slug"]]}, "sources, situations"),
        ({"formats": []}, "sources, situations"),
        ({"formats": [["slug", "colour"]]}, "formats!B1"),
        ({"formats": [["slug", "slug"]]}, "formats!B1"),
        ({"fits": [["situation", "strength"]]}, "format"),
        ({"skills": [["format", "text_nl"], *([["x", "y"]] * 51)]}, "50"),
    ],
)
def test_a_workbook_that_is_none_of_ours(
    draft: dict[str, Any], sheets: Sheets, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_catalogue, "MOST_LINES", 50)
    with pytest.raises(UploadError) as error:
        looked(book_of(sheets), draft)
    assert says in str(error.value)


def with_sheet(data: bytes, edit: Callable[[str], str]) -> bytes:
    """A workbook with the text of its first sheet edited."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            is_first = name.endswith("sheet1.xml")
            new.writestr(name, edit(text.decode()).encode() if is_first else text)
    return out.getvalue()


def test_a_million_empty_rows_and_a_false_size_do_no_harm(draft: dict[str, Any]) -> None:
    small = book_of({"formats": [["slug", "name_nl"], ["art-project", "Samen schilderen"]]})
    far = '<row r="1048576"><c r="B1048576" t="inlineStr"><is><t> </t></is></c></row></sheetData>'
    for edit in (
        lambda text: text.replace("</sheetData>", far),
        lambda text: text.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>'),
        lambda text: (
            text.replace('r="2"', 'r="99999999999"').replace("A2", "A9").replace("B2", "B9")
        ),
    ):
        run = looked(with_sheet(small, edit), draft)
        assert len(run.rows) <= 2


def test_a_number_of_any_length_is_refused_by_its_cell(draft: dict[str, Any]) -> None:
    small = book_of({"formats": [["slug", "name_nl", "group_min"], ["art-project", 7, 7]]})
    long = with_sheet(small, lambda text: text.replace("<v>7</v>", f"<v>{'9' * 400}</v>"))
    assert [cell for cell, _reason in refusals(looked(long, draft))] == ["formats!B2", "formats!C2"]


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "'
    + "a" * 1000
    + '">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)


def test_a_bomb_of_entities_is_refused(draft: dict[str, Any]) -> None:
    small = book_of({"formats": [["slug", "name_nl"], ["art-project", "boom"]]})
    loaded = with_sheet(
        small, lambda text: BOMB + text[text.index("<worksheet") :].replace("boom", "&j;")
    )
    with pytest.raises(UploadError):
        looked(loaded, draft)


cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=40),
    st.sampled_from(["=1/0", "#REF!", "'", "true", "calm", "art-project", "1e400", "nan", "-0"]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_junk_in_cells_is_judged_and_never_a_failure(data: st.DataObject) -> None:
    """Whatever a cell holds: a row is as it was, changed, or refused with a place and a reason."""
    name = data.draw(st.sampled_from(["formats", "fits", "conditions", "steps", "cases", "rules"]))
    rows = [list(row) for row in _exported()[name][:4]]
    for _number in range(data.draw(st.integers(1, 3))):
        row = data.draw(st.integers(1, len(rows) - 1))
        rows[row][data.draw(st.integers(0, len(rows[0]) - 1))] = data.draw(cells)
    run = looked(book_of({name: rows}), _shipped())
    for found in run.of("refused"):
        assert found.refusals
        assert all(refusal.place and refusal.reason for refusal in found.refusals)
    for found in run.of("changed"):
        assert found.fields

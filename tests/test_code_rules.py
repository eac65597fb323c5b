"""What no line of the program may do, read from the program itself: the table in docs/security.md.

Ruff's rules `S` look for more of this kind in `make check`.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = sorted(
    path
    for room in ("meetups", "neighbourhoods")
    for path in (ROOT / room).rglob("*.py")
    if "migrations" not in path.parts
)
NEVER_IMPORTED = {"pickle", "marshal", "shelve", "yaml", "xml", "lxml", "jinja2"}
"""Read objects or files out of what others wrote, in ways that run it or open other files."""
NEVER_CALLED = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "extra",
    "raw",
    "RawSQL",
    "system",
    "popen",
}
MARKED_SAFE = {
    "meetups/accounts/second_factor.py": 1,  # a square of lines that we draw
    "meetups/agenda/queries/structured.py": 1,  # JSON with < > & escaped
}
WITHOUT_TOKEN = {"meetups/outbox/views.py": 1}  # one click by a mail program, RFC 8058


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield str(getattr(node.func, "attr", getattr(node.func, "id", ""))), node


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0]


def of_a_request(node: ast.expr) -> bool:
    """Whether an expression is request.GET, request.POST or made of one by a method of its own."""
    if isinstance(node, ast.Call):
        node = node.func
    return any(
        isinstance(part, ast.Attribute) and part.attr in ("GET", "POST", "COOKIES", "headers")
        for part in ast.walk(node)
    )


def breaches(source: str) -> set[str]:
    """What of the above a piece of program does."""
    tree = ast.parse(source)
    found = {f"imports {name}" for name in imported(tree) if name in NEVER_IMPORTED}
    for name, call in calls(tree):
        plain = isinstance(call.func, ast.Name)
        if name in NEVER_CALLED and not (name == "compile" and not plain):  # re.compile is fine
            found.add(f"calls {name}")
        for keyword in call.keywords:
            if keyword.arg is None and of_a_request(keyword.value):
                found.add("names chosen by the reader")
            if keyword.arg == "shell" and getattr(keyword.value, "value", True):
                found.add("a shell")
    return found


WORDS = "|".join((*NEVER_IMPORTED, *NEVER_CALLED, "shell"))
SUSPECT = re.compile(rf"\b({WORDS})\b|(?s:\*\*.*\.(GET|POST|COOKIES|headers))")
"""Without such a word nothing above can be; reading all the others would take seconds."""


def test_no_line_does_it() -> None:
    texts = {str(path.relative_to(ROOT)): path.read_text() for path in PROGRAM}
    found = {path: breaches(text) for path, text in texts.items() if SUSPECT.search(text)}
    assert {path: what for path, what in found.items() if what} == {}
    assert len(PROGRAM) > 200


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("import pickle", "imports pickle"),
        ("from xml.etree import ElementTree", "imports xml"),
        ("eval(text)", "calls eval"),
        ("rows.extra(where=[text])", "calls extra"),
        ("Area.objects.filter(**request.GET.dict())", "names chosen by the reader"),
        ("subprocess.run(text, shell=True)", "a shell"),
    ],
)
def test_the_search_finds_it(line: str, what: str) -> None:
    assert breaches(line) == {what}
    assert SUSPECT.search(line)


@pytest.mark.parametrize(
    ("name", "known"), [("mark_safe", MARKED_SAFE), ("csrf_exempt", WITHOUT_TOKEN)]
)
def test_exceptions_are_the_known_ones(name: str, known: dict[str, int]) -> None:
    used = re.compile(rf"^(?!from |import ).*\b{name}\b", re.MULTILINE)
    found = {str(p.relative_to(ROOT)): len(used.findall(p.read_text())) for p in PROGRAM}
    assert {path: times for path, times in found.items() if times} == known


def test_no_template_leaves_out_the_escaping_of_what_people_write() -> None:
    unescaped = [
        line.strip()
        for path in (ROOT / "templates").rglob("*.html")
        for line in path.read_text().splitlines()
        if "|safe" in line or "autoescape off" in line or "safeseq" in line
    ]
    assert len(unescaped) == 1
    assert "tel:112" in unescaped[0]  # a text of ours


def test_nothing_is_listed_and_trace_is_no_method(client: Client, db: None) -> None:
    for path in ("/static/", "/static/css/", "/uploads/", "/var/", "/.git/config", "/.env"):
        assert client.get(path).status_code == 404, path
    for path in ("/en/about/", "/healthz"):
        assert client.trace(path).status_code == 405


def test_every_module_says_why_it_is_there() -> None:
    texts = {str(path.relative_to(ROOT)): path.read_text() for path in PROGRAM}
    silent = [
        path
        for path, text in texts.items()
        if text.strip() and not text.lstrip().startswith(('"""', 'r"""'))
    ]
    assert silent == []


NAMED = re.compile(
    r"`((?:meetups|neighbourhoods|templates|static|tests|docs)/[\w./-]+\.[a-z0-9]+)`"
)


def test_the_map_for_newcomers_names_files_that_are_there() -> None:
    named = NAMED.findall((ROOT / "CONTRIBUTING.md").read_text())
    assert len(named) >= 25
    assert [path for path in named if not (ROOT / path).is_file()] == []


INCLUDED = re.compile(r'{% include "([^"]+)"([^%]*)%}')


def has_token(template: Path) -> bool:
    """Whether a template, or what it includes, holds a form with its token."""
    text = template.read_text()
    inside = (ROOT / "templates" / name for name, _with in INCLUDED.findall(text))
    return "csrf_token" in text or any(part.exists() and has_token(part) for part in inside)


def test_a_form_is_never_included_without_its_token() -> None:
    """`only` keeps the token out, and then nobody can press the button; test clients do not see."""
    faults = [
        f"{template.relative_to(ROOT)}: {name}"
        for template in sorted((ROOT / "templates").rglob("*.html"))
        for name, given in INCLUDED.findall(template.read_text())
        if " only" in given and "csrf_token=" not in given
        if (part := ROOT / "templates" / name).exists() and has_token(part)
    ]
    assert faults == []

"""Every form that pages show, filled in by someone who means harm or has no idea.

A form is found as a browser finds it, in the HTML; so a new one is tried without being named.
`FUZZ` in the environment is how many times each form is filled in: 3 by default; 500 looks long.
"""

import html
import os
from collections.abc import Iterable
from typing import Any

from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.doors.plans import undone
from tests.forms_of_pages import Form, forms_of

TIMES = int(os.environ.get("FUZZ", "3"))
CANARY = "<i id=canary>"
TYPED = {"text", "email", "number", "date", "time", "url", "tel", "textarea"}
"""Kinds of fields that show what was typed, whatever it was."""
ODD = (
    *("", " ", "\u200b", "\u202eevil\u2066", "a\0b", "\ufffe", "\ud7ff", "🙂" * 200, "x" * 5000),
    *("\u0958" * 160, "e" + "\u0301" * 500, "Ꙭ" * 160, "\r\nBcc: victim@example.org", "%s%(who)s"),
    *("-1", "0", "1e9", "٣", "9" * 5000, "2147483648", str(10**30), "NaN", "Infinity", "12,5,0"),
    *("0001-01-01", "9999-12-31", "2027-02-30", "24-04-2027", "24:00", "23:59:59.999999"),
    *("00000000-0000-0000-0000-000000000000", "a@" + "b" * 250 + ".nl", "user@bücher.example"),
    *("//evil.example", "javascript:alert(1)", '#read("/etc/passwd")', "=1+1", "'\";--", "{{ 1 }}"),
)
VALUES = st.one_of(
    st.just(f"\"'>{CANARY}"),
    st.sampled_from(ODD),
    st.text(st.characters(codec="utf-8"), max_size=200),
)


def forms_on(client: Client, addresses: Iterable[str], ours: str) -> list[Form]:
    """The forms on these pages that post to an address with `ours` in it, each once."""
    found: dict[Any, Form] = {}
    for address in addresses:
        response = client.get(address)
        if response.status_code == 200 and "text/html" in response.headers["Content-Type"]:
            for form in forms_of(response.content.decode(), address):
                form.kinds.pop("csrfmiddlewaretoken", None)
                if form.kinds and ours in form.action:
                    found[form.action.partition("#")[0], *sorted(form.kinds)] = form
    return list(found.values())


def fill_in_all(client: Client, forms: Iterable[Form]) -> None:
    """Send each form many times with anything in it; raises all that came of it together."""
    faults: list[Exception] = []
    for form in forms:
        try:
            fill_in(client, form)
        except Exception as error:
            error.add_note(form.action)
            faults.append(error)
    if faults:
        raise ExceptionGroup("Forms that cannot take everything", faults)


def fill_in(client: Client, form: Form) -> None:
    """Send a form many times with anything in it; what happens is taken back."""

    @settings(max_examples=TIMES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.dictionaries(st.sampled_from(sorted(form.kinds)), VALUES, min_size=1, max_size=3),
        st.booleans(),
    )
    def sent(odd: dict[str, str], by_htmx: bool) -> None:
        data = {**form.values, **{name: [value] for name, value in odd.items()}}
        headers = {"HX-Request": "true"} if by_htmx else {}
        with undone():
            response = client.post(form.action, data, headers=headers)
            check(form, odd, response)
            if 300 <= response.status_code < 400:
                body = client.get(response.headers["Location"]).content
                assert CANARY.encode() not in body

    sent()


def check(form: Form, odd: dict[str, str], response: Any) -> None:
    """No fault of ours, nothing that a browser would run, and nobody has to type again."""
    assert response.status_code < 500
    body = response.content.decode()
    assert CANARY not in body
    if response.status_code in (409, 422):
        shown = html.unescape(body).replace("\r", "")
        for name, value in odd.items():
            # A fragment without the field leaves it as it is in the browser.
            if form.kinds[name] in TYPED and f'name="{name}"' in shown:
                # A line comes back without the white space around it.
                assert any(kept in shown for kept in (value.replace("\r", ""), value.strip())), name

"""The forms of a page, found in its HTML as a browser finds them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """A form that is sent by POST: where to, and by name what its fields are and hold."""

    action: str
    kinds: dict[str, str] = field(default_factory=dict)
    values: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, kind: str, value: str | None) -> None:
        self.kinds.setdefault(name, kind)
        if value is not None:
            self.values.setdefault(name, []).append(value)


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.forms = address, list[Form]()
        self.form: Form | None = None
        self.name, self.words = "", list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "form" and given.get("method", "").lower() == "post":
            self.form = Form(given.get("action") or self.address)
        elif not self.form:
            return
        elif tag == "input" and name and kind != "file":
            is_on = kind not in ("checkbox", "radio") or "checked" in given
            self.form.add(name, kind, given.get("value", "") if is_on else None)
        elif tag == "textarea":
            self.name, self.words = name, []
        elif tag == "select":
            self.name = name
            self.form.add(name, "select", None)
        elif tag == "option" and "selected" in given:
            self.form.add(self.name, "select", given.get("value", ""))
        elif tag == "button" and name:
            self.form.add(name, "button", None)

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.form:
            self.forms.append(self.form)
            self.form = None
        elif tag == "textarea" and self.form:
            self.form.add(self.name, "textarea", "".join(self.words).removeprefix("\n"))


def forms_of(page: str, address: str) -> list[Form]:
    """The forms of a page that are sent by POST. `address`: where one without an action goes."""
    reader = _Reader(address)
    reader.feed(page)
    return reader.forms


def sent_by(page: str, address: str, field: str) -> dict[str, str | list[str]]:
    """What the first form of a page with this field sends when nothing is changed in it."""
    form = next(form for form in forms_of(page, address) if field in form.values)
    return {name: held if len(held) > 1 else held[0] for name, held in form.values.items()}

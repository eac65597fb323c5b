"""A second reader of calendar files, by the letter of RFC 5545: it refuses what the RFC forbids."""

import re
from dataclasses import dataclass, field

LINE = re.compile(r"([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:\"[^\"]*\"|[^\";:,]*))*):(.*)", re.DOTALL)
ESCAPE = re.compile(r"\\(.)", re.DOTALL)
TEXTS = {"SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME"}


@dataclass
class Component:
    name: str
    values: dict[str, str] = field(default_factory=dict)
    parts: list["Component"] = field(default_factory=list)

    def all(self, name: str) -> list["Component"]:
        return [part for part in self.parts if part.name == name]


def read(body: bytes) -> Component:
    """The calendar in a file. Raises AssertionError for what is not as the RFC says (§3.1–3.6)."""
    assert body.endswith(b"\r\n")
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", body), "a line ends in CR and LF, or not at all"
    folded = body.removesuffix(b"\r\n").split(b"\r\n")
    assert all(0 < len(line) <= 75 for line in folded)
    for line in folded:
        line.decode()  # no character is cut in two
    unfolded = b"\r\n".join(folded).replace(b"\r\n ", b"").decode()
    stack = [Component("")]
    for text in unfolded.split("\r\n"):
        assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", text), "no control characters but tabs"
        match = LINE.fullmatch(text)
        assert match, text
        name, _parameters, value = match.groups()
        if name == "BEGIN":
            stack.append(Component(value))
        elif name == "END":
            done = stack.pop()
            assert done.name == value
            stack[-1].parts.append(done)
        else:
            if stack[-1].name in ("VCALENDAR", "VEVENT"):
                assert name not in stack[-1].values, f"{name} is there once"
            stack[-1].values[name] = _unescaped(value) if name in TEXTS else value
    (calendar,) = stack.pop().parts
    assert not stack
    _check(calendar)
    return calendar


def _unescaped(text: str) -> str:
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", text), "; and , are escaped"
    assert not re.sub(r"\\[\\;,nN]", "", text).count("\\"), "nothing else is"
    return ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], text)


def _check(calendar: Component) -> None:
    """What must be there, and how moments are written."""
    assert calendar.name == "VCALENDAR"
    assert calendar.values["VERSION"] == "2.0"
    assert calendar.values["PRODID"]
    assert calendar.parts, "a calendar holds something"
    events = calendar.all("VEVENT")
    assert len({event.values["UID"] for event in events}) == len(events)
    for event in events:
        for name in ("DTSTAMP", "DTSTART", "DTEND", "LAST-MODIFIED", "CREATED"):
            assert re.fullmatch(r"\d{8}T\d{6}Z", event.values[name])
        assert event.values["DTEND"] > event.values["DTSTART"]
        assert event.values["STATUS"] in ("CONFIRMED", "CANCELLED")
        assert event.values["SEQUENCE"].isdecimal()

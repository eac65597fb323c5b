"""Two curators who save the same row: the second sees what the first saved, and loses nothing.

A form carries what stood in it when it was opened. When that is not what is saved by now, nothing
is saved yet: what only the other changed is filled in, what was typed here stays as typed, and each
field says which of the two happened. Saving again then keeps what stands in the form.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from .editor_forms import OWN, Meanwhile, SourceField

SALT = "curator.seen"
Fields = dict[str, list[str]]
State = dict[str, dict[str, Fields]]
"""Per formset, "" for the row itself, and per key of a row: what a browser sends of each field."""


def state_of(form: Any, formsets: Iterable[Any]) -> State:
    """What stands in forms that nobody touched yet."""
    state: State = {"": {"": _sent(form)}}
    for formset in formsets:
        state[formset.prefix] = {str(one.instance.pk): _sent(one) for one in formset.initial_forms}
    return state


def seal(state: State) -> str:
    return signing.dumps(state, salt=SALT, compress=True)


def unseal(text: str) -> State:
    """What someone saw; nothing when it did not come from us."""
    try:
        found: State = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return {}
    return found


def _own_fields(form: Any) -> dict[str, forms.Field]:
    """Fields that hold something of the row."""
    hidden = {*OWN, "id", "DELETE"}
    return {
        name: one
        for name, one in form.fields.items()
        if name not in hidden and not isinstance(one, forms.models.InlineForeignKeyField)
    }


def _sent(form: Any) -> Fields:
    return {name: _as_sent(form[name]) for name in _own_fields(form)}


def _as_sent(bound: Any) -> list[str]:
    value, widget = bound.value(), bound.field.widget
    if isinstance(widget, forms.DateInput):
        value = widget.format_value(value)
    if isinstance(value, bool):
        return ["on"] if value else []
    if isinstance(value, list | tuple):
        return sorted(str(one) for one in value)
    return [] if value is None else _plain([str(value)])


def _plain(values: Iterable[str]) -> list[str]:
    """Without what differs between browsers: the ends of lines, and the order of boxes."""
    lines = ("\n".join(value.splitlines()).strip() for value in values)
    return sorted(line for line in lines if line)


def meet(
    data: QueryDict, form: Any, formsets: Iterable[Any], *, before: State
) -> tuple[QueryDict, Meanwhile] | None:
    """What was posted, on top of what is saved by now; None when that is what was `before`.

    `form` and `formsets` hold what is saved, untouched.
    """
    formsets = list(formsets)
    now = state_of(form, formsets)
    if before == now:
        return None
    merged, told, loose = data.copy(), dict[str, str](), list[str]()
    posted = {name: _plain(data.getlist(form.add_prefix(name))) for name in _own_fields(form)}
    seen = before.get("", {}).get("")
    _meet_row(merged, told, form, posted, seen, now[""][""], prefix="")
    for formset in formsets:
        seen_rows = before.get(formset.prefix, {})
        _meet_rows(data, merged, told, loose, formset, seen_rows, now[formset.prefix])
    merged["seen"] = seal(now)
    return merged, Meanwhile(told, loose)


def _meet_row(
    merged: QueryDict,
    told: dict[str, str],
    form: Any,
    mine: Fields,
    before: Fields | None,
    now: Fields,
    *,
    prefix: str,
) -> None:
    """Fill in one row: theirs where only they changed it, else mine."""
    for name, field in _own_fields(form).items():
        key = f"{prefix}-{name}" if prefix else name
        value, saved = mine.get(name, []), now[name]
        was = before.get(name, []) if before is not None else None
        _fill_in(merged, key, field, value)
        if value == saved or was == saved:
            continue
        words = {"value": _in_words(field, saved) or "–"}
        if was == value:
            _fill_in(merged, key, field, saved)
            told[key] = _("Filled in as someone else just saved it: %(value)s") % words
        else:
            told[key] = (
                _("Someone else just saved this: %(value)s. What you filled in still stands.")
                % words
            )


def _fill_in(merged: QueryDict, key: str, field: Any, values: list[str]) -> None:
    """As a browser would: of boxes nothing is sent when none is ticked."""
    if values or not isinstance(field, forms.BooleanField | forms.MultipleChoiceField):
        merged.setlist(key, values or [""])
    else:
        merged.pop(key, None)


def _meet_rows(
    data: QueryDict,
    merged: QueryDict,
    told: dict[str, str],
    loose: list[str],
    formset: Any,
    before: Mapping[str, Fields],
    now: Mapping[str, Fields],
) -> None:
    """Fill in the parts: those that are saved by now in their order, then new ones of mine."""
    prefix, blank = formset.prefix, formset.empty_form
    mine, new = _posted_rows(data, prefix, blank)
    for key in [key for key in merged if re.match(rf"{re.escape(prefix)}-\d+-", key)]:
        del merged[key]
    place = 0
    for place, (pk, saved) in enumerate(now.items(), start=1):
        at = f"{prefix}-{place - 1}"
        row = mine.get(pk)
        merged[f"{at}-id"] = pk
        merged[f"{at}-{formset.fk.name}"] = str(formset.instance.pk)
        if row is None:
            _meet_row(merged, told, blank, saved, saved, saved, prefix=at)
            if pk not in before:
                told[f"{at}-{next(iter(saved))}"] = _("Someone else just added this.")
            continue
        _meet_row(merged, told, blank, row["fields"], before.get(pk), saved, prefix=at)
        if row["delete"]:
            merged[f"{at}-DELETE"] = "on"
    for pk, row in mine.items():
        if pk in now or row["delete"]:
            continue
        if row["fields"] == before.get(pk):
            text = Truncator(" / ".join(_texts(blank, row["fields"]))).chars(80)
            loose.append(_("Someone else just removed this: %(text)s") % {"text": text})
        else:
            told[f"{prefix}-{place + len(new)}-{next(iter(row['fields']))}"] = _(
                "Someone else just removed this. What you filled in still stands: save to put it "
                "back."
            )
            new.append(row)
    for index, row in enumerate(new, start=place):
        for name, values in row["fields"].items():
            _fill_in(merged, f"{prefix}-{index}-{name}", blank.fields[name], values)
    merged[f"{prefix}-INITIAL_FORMS"] = str(len(now))
    merged[f"{prefix}-TOTAL_FORMS"] = str(len(now) + len(new))


def _posted_rows(
    data: QueryDict, prefix: str, blank: Any
) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
    """Rows that were sent: those with a key, and new ones in which something stands."""
    names = list(_own_fields(blank))
    known, new = dict[str, dict[str, Any]](), list[dict[str, Any]]()
    indexes = {int(m[1]) for key in data if (m := re.match(rf"{re.escape(prefix)}-(\d+)-", key))}
    for index in sorted(indexes):
        at = f"{prefix}-{index}"
        row = {
            "fields": {name: _plain(data.getlist(f"{at}-{name}")) for name in names},
            "delete": bool(data.get(f"{at}-DELETE")),
        }
        if pk := data.get(f"{at}-id"):
            known[pk] = row
        elif row["fields"] != _sent(blank):
            new.append(row)
    return known, new


def _texts(form: Any, fields: Fields) -> list[str]:
    return [_in_words(form.fields[name], values) for name, values in fields.items() if values]


def _in_words(field: Any, values: list[str]) -> str:
    if isinstance(field, SourceField):
        row = field.chosen(values[0]) if values else None
        return str(row or "")
    if isinstance(field, forms.BooleanField):
        return _("yes") if values else _("no")
    if choices := getattr(field, "choices", None):
        labels = {str(value): str(label) for value, label in choices}
        return ", ".join(labels.get(value, value) for value in values)
    return "\n".join(values)

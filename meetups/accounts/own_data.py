"""What the database knows of someone, for themselves."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import ForeignKey, Model, OneToOneField

from meetups.audit.models import Record

from .models import User

LEFT_OUT = {"id", "user_id", "password", "session_key"}
"""Columns that say nothing about someone, or would open a door."""
SECRETS = {Authenticator}
"""Tables whose rows are secrets by nature; they say only that someone has them."""


def data_of(user: User) -> dict[str, Any]:
    """Someone's own columns, and each row of any room that names them; safe to give as JSON."""
    found: dict[str, Any] = {"account": _columns(user)}
    for relation in User._meta.related_objects:
        model, field = relation.related_model, relation.field
        if model in SECRETS or not isinstance(field, ForeignKey | OneToOneField):
            continue
        rows = model._base_manager.filter(**{field.name: user}).order_by("pk")
        name = f"{model._meta.label_lower}.{field.name}"
        if listed := [_columns(row, apart_from=field.attname) for row in rows]:
            found[name] = listed
    # Records hold a number and no relation, so that they outlive the account.
    if done := [_columns(row, apart_from="by") for row in Record.objects.filter(by=user.pk)]:
        found["audit.record.by"] = done
    return found


def _columns(row: Model, apart_from: str = "") -> dict[str, Any]:
    left_out = LEFT_OUT | {apart_from}
    return {
        field.attname: _plain(field.value_from_object(row))
        for field in row._meta.concrete_fields
        if field.attname not in left_out
    }


def _plain(value: Any) -> Any:
    """As JSON has it; files by their name, and what Django's encoder does not know as text."""
    is_known = value is None or isinstance(value, bool | int | float | str | list | dict)
    return value if is_known else str(value)

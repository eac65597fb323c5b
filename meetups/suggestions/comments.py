"""What curators say about the rows of the draft: by field, answered, and open until settled."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from meetups.accounts.models import User

from .content_items import ACTIVITY_TYPE_PARTS, SITUATION_PARTS, PartKind
from .models import (
    About,
    ActivityType,
    Case,
    CatalogueVersion,
    Comment,
    PublishRequest,
    Situation,
    Source,
)
from .publishing import MAY_PUBLISH, MAY_WRITE, waiting_request
from .rule_words import SECTIONS, rule_name

ROWS: Mapping[str, tuple[type[models.Model], str, Mapping[str, PartKind]]] = {
    About.ACTIVITY_TYPES: (ActivityType, "slug", ACTIVITY_TYPE_PARTS),
    About.SITUATIONS: (Situation, "slug", SITUATION_PARTS),
    About.SOURCES: (Source, "key", {}),
    About.CASES: (Case, "slug", {}),
}
"""Per kind: its rows, the column that names one, and their parts. The rules are one row."""
RULES = "rules"
_UNSAID = frozenset({"id", "version"})


@dataclass(frozen=True, slots=True)
class Thread:
    """A remark with its answers, the oldest first."""

    comment: Comment
    answers: list[Comment]


def may_comment(user: User) -> bool:
    """Authors and publishers."""
    return user.has_perm(MAY_WRITE) or user.has_perm(MAY_PUBLISH)


def curators() -> "models.QuerySet[User]":
    """Authors and publishers who can come in."""
    backend = ModelBackend()
    writers, deciders = backend.with_perm(MAY_WRITE), backend.with_perm(MAY_PUBLISH)
    found = User.objects.filter(Q(pk__in=writers.values("pk")) | Q(pk__in=deciders.values("pk")))
    return found.filter(is_staff=True)


# --- what can be spoken of --------------------------------------------------------------------


def kind_of(row: models.Model) -> str:
    return next(kind for kind, (model, *_rest) in ROWS.items() if isinstance(row, model))


def key_of(row: models.Model) -> str:
    return str(getattr(row, ROWS[kind_of(row)][1]))


def field_of(name: str) -> str:
    """Dutch and English of a text are one field to speak of."""
    return name[:-3] if name.endswith(("_nl", "_en")) else name


def fields_of(kind: str) -> Mapping[str, str]:
    """The fields of a kind that can be spoken of, by their words; parts by what they all are."""
    if kind == About.RULES:
        codes = [code for section in SECTIONS.values() for code in section]
        return {code: rule_name(code) for code in [*codes, "principle", "unanswered"]}
    model, _identity, parts = ROWS[kind]
    named = {
        field_of(field.name): _label(field)
        for field in model._meta.concrete_fields
        if field.name not in _UNSAID
    }
    for part in parts.values():
        named[part.related_name] = capfirst(str(part.model._meta.verbose_name_plural))
    return named


def _label(field: "models.Field[object, object]") -> str:
    label = str(field.verbose_name)
    return capfirst(label.rpartition(" (")[0] if field_of(field.name) != field.name else label)


def label_of(kind: str, field: str) -> str:
    """A field in words; as it is noted when there is no such field any more."""
    return fields_of(kind).get(field, field) if field else _("As a whole")


def names_of(pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """What rows are called, by kind and key: a query for each kind."""
    found = {(kind, key): key for kind, key in pairs}
    for kind, (model, identity, _parts) in ROWS.items():
        keys = [key for one, key in found if one == kind]
        if keys:
            rows = model._default_manager.filter(**{f"{identity}__in": keys})
            found |= {(kind, getattr(row, identity)): str(row) for row in rows}
    if (RULES, RULES) in found:
        found[RULES, RULES] = _("Rules of the advice")
    return found


def is_there(kind: str, key: str) -> bool:
    """Whether there is such a row in the draft."""
    if kind == About.RULES:
        return key == RULES
    if kind not in ROWS:
        return False
    model, identity, _parts = ROWS[kind]
    return model._default_manager.filter(**{identity: key}).exists()


# --- reading -----------------------------------------------------------------------------------


def threads_of(kind: str, key: str) -> list[Thread]:
    """All that was said about a row, the oldest first. One query."""
    said = Comment.objects.filter(kind=kind, key=key).select_related("by", "settled_by")
    roots: dict[int, Thread] = {}
    for comment in sorted(said, key=lambda one: (one.answer_to_id is not None, one.at, one.pk)):
        if comment.answer_to_id is None:
            roots[comment.pk] = Thread(comment, [])
        else:
            roots[comment.answer_to_id].answers.append(comment)
    return list(roots.values())


def open_counts(kind: str | None = None) -> Counter[tuple[str, str]]:
    """How many remarks are open, by kind and key. One query."""
    said = Comment.objects.filter(answer_to=None, settled_at=None)
    if kind:
        said = said.filter(kind=kind)
    return Counter(said.order_by().values_list("kind", "key"))


def with_open_comments(rows: "models.QuerySet[Any]", kind: str) -> "models.QuerySet[Any]":
    """Rows of a kind with `comments_open`: how many remarks about each are open."""
    about = Comment.objects.filter(kind=kind, key=OuterRef(ROWS[kind][1]))
    open_ones = about.filter(answer_to=None, settled_at=None).order_by().values("key")
    number: Any = open_ones.annotate(number=Count("pk")).values("number")
    found: models.QuerySet[Any] = rows.annotate(comments_open=Coalesce(Subquery(number), 0))
    return found


def something_waits() -> bool:
    """Whether any curator may have something to read or to decide. At most two queries."""
    open_ones = Comment.objects.filter(answer_to=None, settled_at=None)
    return open_ones.exists() or waiting_request() is not None


def open_for(user: User) -> list[Thread]:
    """Open remarks on which somebody else had the last word, the oldest first. Two queries."""
    said = Comment.objects.filter(answer_to=None, settled_at=None).select_related("by")
    threads = [
        Thread(comment, list(comment.answers.all()))
        for comment in said.prefetch_related("answers__by")
    ]
    return [t for t in threads if (t.answers or [t.comment])[-1].by_id != user.pk]


def request_for(user: User) -> PublishRequest | None:
    """The request that waits for a publisher, when somebody else asked it."""
    asked = waiting_request()
    is_theirs = asked is not None and asked.asked_by_id != user.pk and user.has_perm(MAY_PUBLISH)
    return asked if is_theirs else None


# --- writing -----------------------------------------------------------------------------------


@transaction.atomic
def write_comment(
    *, kind: str, key: str, field: str, text: str, by: User, now: datetime
) -> Comment:
    """Say something about a field of a row, or about the row. ValidationError by field."""
    CatalogueVersion.lock(now=now)
    field = field_of(field)
    if not is_there(kind, key):
        raise ValidationError(_("What you speak of is not in the draft any more."))
    if field and field not in fields_of(kind):
        raise ValidationError({"field": _("There is no such field.")})
    return _saved(Comment(kind=kind, key=key, field=field, text=text, by=by, at=now))


@transaction.atomic
def answer_comment(*, comment: Comment, text: str, by: User, now: datetime) -> Comment:
    """Answer a remark that is open. ValidationError by field."""
    CatalogueVersion.lock(now=now)
    about = Comment.objects.filter(pk=comment.pk, answer_to=None, settled_at=None).first()
    if about is None:
        raise ValidationError(_("Somebody settled this meanwhile. Open it again to answer."))
    named = {"kind": about.kind, "key": about.key, "field": about.field}
    return _saved(Comment(**named, answer_to=about, text=text, by=by, at=now))


def _saved(comment: Comment) -> Comment:
    comment.full_clean()
    comment.save()
    return comment


def settle_comment(*, comment: Comment, by: User, now: datetime) -> None:
    """Nothing has to be done about it any more. Who was first stays noted."""
    waiting = Comment.objects.filter(pk=comment.pk, answer_to=None, settled_at=None)
    waiting.update(settled_at=now, settled_by=by)


def reopen_comment(*, comment: Comment) -> None:
    """It has to be looked at again. Twice is harmless."""
    Comment.objects.filter(pk=comment.pk).update(settled_at=None, settled_by=None)


def forget_comments(*, rows: Collection[models.Model]) -> None:
    """What was said about rows goes with them; call it in the transaction that deletes them."""
    for row in rows:
        Comment.objects.filter(kind=kind_of(row), key=key_of(row)).delete()

"""Comments beside the fields of a form of the admin.

A form in a form is no HTML, so what is written here belongs to one form of its own, below the form
of the row: `comments_form`. It answers in a new tab, so that nothing typed in the row is lost.
"""

from typing import Any

from django import template
from django.db import models
from django.urls import reverse

from meetups.suggestions import comments
from meetups.suggestions.comments import Thread
from meetups.suggestions.models import About

register = template.Library()


@register.inclusion_tag("admin/suggestions/_field_comments.html", takes_context=True)
def field_comments(context: template.Context, row: Any, name: str) -> dict[str, Any]:
    """What is open about one field, and room to write. `row`: of the draft, or "rules".

    The second of a pair of languages shows nothing: they are one field to speak of.
    """
    about = _about(context, row)
    field = comments.field_of(name)
    if about is None or name.endswith("_en") or field not in about["fields"]:
        return {"shown": False}
    return {
        "shown": True,
        "field": field,
        "label": about["fields"][field],
        "threads": about["threads"].get(field, []),
        "url": about["url"],
    }


@register.inclusion_tag("admin/suggestions/_comments_form.html", takes_context=True)
def comments_form(context: template.Context, row: Any) -> dict[str, Any]:
    """The form to which all that `field_comments` shows belongs, and what concerns the whole."""
    about = _about(context, row)
    if about is None:
        return {"shown": False}
    return {
        "shown": True,
        "csrf_token": context.get("csrf_token"),
        "threads": about["threads"].get("", []),
        "count": sum(map(len, about["threads"].values())),
        "url": about["url"],
        "write_url": about["write_url"],
    }


def _about(context: template.Context, row: Any) -> dict[str, Any] | None:
    """What all tags of a page need, asked once; None for who may not, or a row not saved yet."""
    user = context["request"].user
    saved = row == comments.RULES or (isinstance(row, models.Model) and row.pk is not None)
    if not saved or not comments.may_comment(user):
        return None
    held: dict[Any, dict[str, Any]] = vars(context["request"]).setdefault("_comments_about", {})
    kind, key = (
        (About.RULES.value, comments.RULES)
        if row == comments.RULES
        else (comments.kind_of(row), comments.key_of(row))
    )
    if (kind, key) not in held:
        open_ones: dict[str, list[Thread]] = {}
        for thread in comments.threads_of(kind, key):
            if thread.comment.is_open:
                open_ones.setdefault(thread.comment.field, []).append(thread)
        held[kind, key] = {
            "fields": comments.fields_of(kind),
            "threads": open_ones,
            "url": reverse("admin:suggestions_comment_about", args=[kind, key]),
            "write_url": reverse("admin:suggestions_comment_write", args=[kind, key]),
        }
    return held[kind, key]

"""What an office adds to the catalogue for its own municipality: notes, and formats of its own.

It adds and never loosens: an own format is always based on a national one, and what is stricter of
the two counts. See `overlays.items`.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meetups.accounts.models import Office
from meetups.columns import Translated, codes, lengths, pair

SLUG = 50
BETWEEN = "--"
"""Between the code of the municipality and the slug of its format, in the key of the two."""
KEY = 80
NOTE = 500


class LocalState(models.TextChoices):
    DRAFT = "draft", _("not shown")
    SHOWN = "shown", _("shown")


def _changed_by() -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("changed by"),
    )


class OverlayVersion(models.Model):
    """One row for an office that added something: by it a copy in memory is known to be old.

    The number is drawn at every change, not counted: so none comes back when a database is.
    """

    office = models.OneToOneField(Office, models.CASCADE, related_name="overlay_version")
    version = models.PositiveIntegerField(_("version"), default=0)
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("version of what an office added")
        verbose_name_plural = _("versions of what offices added")

    def __str__(self) -> str:
        return f"{self.office}: {self.version}"


class LocalNote(models.Model):
    """What an office says about a national format, to who reads it there.

    `edition`: the newest when the note was written or found to hold still.
    """

    office = models.ForeignKey(
        Office, models.CASCADE, related_name="local_notes", verbose_name=_("office")
    )
    activity_type = models.SlugField(_("format"), max_length=SLUG)
    text_nl, text_en = pair(_("note"), max_length=NOTE, english=False)
    edition = models.PositiveIntegerField(_("written with edition"))
    version = models.PositiveIntegerField(_("version"), default=1)
    changed_by = _changed_by()
    changed_at = models.DateTimeField(_("changed at"))

    text = Translated()

    class Meta:
        verbose_name = _("note of an office")
        verbose_name_plural = _("notes of offices")
        ordering = ["activity_type"]
        constraints = [
            models.UniqueConstraint(fields=["office", "activity_type"], name="one_note_each"),
            lengths(activity_type=SLUG, text_nl=NOTE, text_en=NOTE),
        ]

    def __str__(self) -> str:
        return f"{self.office}: {self.activity_type}"

    @property
    def language(self) -> str:
        """In which language the reader gets it: Dutch where there is no English."""
        return "en" if self.text_en and (get_language() or "nl")[:2] == "en" else "nl"


class LocalFormat(models.Model):
    """A format of an office, based on a national one. Shapes as in `activity_types.json`.

    `content` is what the office wants; what counts is the stricter of it and its base as published
    now. Its contra-indications are only those that come on top. `seen` is the base as the office
    knows it: where the published one differs, there is news for the office.
    """

    office = models.ForeignKey(
        Office, models.CASCADE, related_name="local_formats", verbose_name=_("office")
    )
    slug = models.SlugField(_("slug"), max_length=SLUG)
    base = models.SlugField(_("based on"), max_length=SLUG)
    base_edition = models.PositiveIntegerField(_("edition of the base"))
    seen = models.JSONField(_("the base as it was"))
    content = models.JSONField(_("content"))
    state = models.CharField(
        _("state"), max_length=10, choices=LocalState, default=LocalState.DRAFT
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    changed_by = _changed_by()
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("format of an office")
        verbose_name_plural = _("formats of offices")
        ordering = ["slug"]
        constraints = [
            models.UniqueConstraint(fields=["office", "slug"], name="local_format_slug_once"),
            codes(state=LocalState),
            lengths(slug=SLUG, base=SLUG),
            models.CheckConstraint(
                condition=~Q(base="") & ~Q(slug=""), name="local_format_has_a_base"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """In the reader's language."""
        return in_language(self.content["name"])

    @property
    def is_shown(self) -> bool:
        return self.state == LocalState.SHOWN


def in_language(text: "dict[str, str]") -> str:
    """A text of a content file in the reader's language; in Dutch where there is no other."""
    language = (get_language() or "nl")[:2]
    return text.get(language) or text["nl"]


def local_key(code: str, slug: str) -> str:
    """What names an office's own format everywhere, beside the slugs of national ones."""
    return f"{code}{BETWEEN}{slug}"


def municipality_of(key: str) -> str:
    """The code of the municipality in such a key; empty for the slug of a national format."""
    code, between, slug = key.partition(BETWEEN)
    return code if between and slug and code.isalnum() else ""

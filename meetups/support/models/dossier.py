"""What an office keeps for itself about a plan: who reviews it, tags, notes and saved filters.

The team never sees any of it.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from meetups.accounts.models import Office
from meetups.columns import codes, lengths
from meetups.initiatives.models import Initiative
from meetups.initiatives.models.base import PROSE
from neighbourhoods.strengths.fields import LineField, ProseField

NAME = 40
QUERY = 500


class Side(models.TextChoices):
    """Who wrote something."""

    TEAM = "team", _("the team")
    OFFICE = "office", _("the municipality")


class Tag(models.Model):
    """A word of the office's own to find plans by."""

    office = models.ForeignKey(
        Office, models.CASCADE, related_name="tags", verbose_name=_("office")
    )
    name = LineField(_("name"), max_length=NAME)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["office", "name"], name="one_tag_of_a_name"),
            lengths(name=NAME),
        ]

    def __str__(self) -> str:
        return str(self.name)


class Dossier(models.Model):
    """Who reviews a plan, and where the conversation is. Made when it is first needed.

    `judged` is the plan as it was when the office last judged it: names of columns to values as
    `queries.judged` writes them. `last_side` and `last_at` are those of the newest message of the
    thread; `services.thread` keeps them. A team that wrote last waits for the office.
    """

    initiative = models.OneToOneField(
        Initiative, models.CASCADE, related_name="dossier", verbose_name=_("initiative")
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="dossiers",
        verbose_name=_("reviewer"),
    )
    assigned_at = models.DateTimeField(_("assigned at"), null=True, blank=True)
    judged = models.JSONField(_("the plan as it was judged"), null=True, blank=True)
    tags = models.ManyToManyField(Tag, blank=True, related_name="dossiers", verbose_name=_("tags"))
    last_side = models.CharField(_("who wrote last"), max_length=10, choices=Side, blank=True)
    last_at = models.DateTimeField(_("last written at"), null=True, blank=True)

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.initiative)


class PrivateNote(models.Model):
    """What colleagues of an office tell each other about a plan. Never seen by the team."""

    office = models.ForeignKey(
        Office, models.CASCADE, related_name="private_notes", verbose_name=_("office")
    )
    initiative = models.ForeignKey(
        Initiative, models.CASCADE, related_name="private_notes", verbose_name=_("initiative")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="private_notes",
        verbose_name=_("who"),
    )
    text = ProseField(_("note for colleagues"), max_length=PROSE)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("note for colleagues")
        verbose_name_plural = _("notes for colleagues")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["initiative", "at"], name="notes_of_a_plan")]
        constraints = [lengths(text=PROSE)]

    def __str__(self) -> str:
        return str(self.text[:NAME])


class SavedFilter(models.Model):
    """A way of looking at the queue that someone of an office comes back to."""

    office = models.ForeignKey(
        Office, models.CASCADE, related_name="saved_filters", verbose_name=_("office")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="saved_filters",
        verbose_name=_("person"),
    )
    name = LineField(_("name"), max_length=NAME)
    query = models.CharField(_("what is chosen"), max_length=QUERY, blank=True)

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["office", "user", "name"], name="one_filter_of_a_name"),
            lengths(name=NAME, query=QUERY),
        ]

    def __str__(self) -> str:
        return str(self.name)


class Message(models.Model):
    """One turn in the conversation of a team and an office. Both read it."""

    initiative = models.ForeignKey(
        Initiative, models.CASCADE, related_name="messages", verbose_name=_("initiative")
    )
    side = models.CharField(_("of"), max_length=10, choices=Side)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="messages",
        verbose_name=_("who"),
    )
    text = ProseField(_("message"), max_length=PROSE)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["initiative", "at"], name="messages_of_a_plan")]
        constraints = [codes(side=Side), lengths(text=PROSE)]

    def __str__(self) -> str:
        return str(self.text[:NAME])

"""What happened to a plan: who, when, why. Only ever added to."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from meetups.columns import codes, lengths
from neighbourhoods.strengths.fields import LineField, ProseField

from ..lifecycle import Status
from .base import PROSE, of_initiative


class EventKind(models.TextChoices):
    STARTED = "started", _("The plan was made")
    COPIED = "copied", _("The plan was copied from another")
    MOVED = "moved", _("The plan moved on")
    CHANGED = "changed", _("The plan was changed")
    DATE_MOVED = "date_moved", _("The date was moved")
    STEP_DONE = "step_done", _("A step was done")
    STEP_SKIPPED = "step_skipped", _("A step was skipped")
    STEP_REOPENED = "step_reopened", _("A step was opened again")
    STEP_CHANGED = "step_changed", _("A step was changed")
    STEP_ADDED = "step_added", _("A step was added")
    STEP_REMOVED = "step_removed", _("A step was removed")
    STEP_TAKEN = "step_taken", _("Someone took a step")
    STEP_GIVEN_BACK = "step_given_back", _("A step was given back")
    SAFETY_SETTLED = "safety_settled", _("A safety point was settled")
    SAFETY_REOPENED = "safety_reopened", _("A safety point was opened again")
    INVITED = "invited", _("Someone was invited to the team")
    INVITATION_WITHDRAWN = "invitation_withdrawn", _("An invitation to the team was withdrawn")
    INVITATION_DECLINED = "invitation_declined", _("An invitation to the team was declined")
    JOINED = "joined", _("Someone joined the team")
    LEFT = "left", _("Someone left the team")
    ROLE_CHANGED = "role_changed", _("Someone got another role")
    TASK_CHANGED = "task_changed", _("Someone in the team got another task")
    HAND_ASKED = "hand_asked", _("A hand was asked for")
    HAND_TAKEN = "hand_taken", _("Someone lends a hand")
    HAND_GIVEN_BACK = "hand_given_back", _("A hand was given back")
    HAND_DONE = "hand_done", _("A hand was lent")
    HAND_REMOVED = "hand_removed", _("A hand is no longer asked for")
    HAND_OVER_OFFERED = "hand_over_offered", _("The plan was offered to someone")
    HANDED_OVER = "handed_over", _("The plan was handed over")
    HAND_OVER_DECLINED = "hand_over_declined", _("Handing over was called off")
    ADOPTED = "adopted", _("The municipality took the plan over")
    MONEY_CHANGED = "money_changed", _("The budget was changed")
    TEXT_CHANGED = "text_changed", _("An invitation text was changed")
    PAGE_OPENED = "page_opened", _("The invitation page was opened")
    PAGE_CLOSED = "page_closed", _("The invitation page was closed")
    MEETUP_ADDED = "meetup_added", _("A meetup was added")
    MEETUP_CHANGED = "meetup_changed", _("A meetup was changed")
    MEETUP_SHOWN = "meetup_shown", _("The page of a meetup was opened")
    MEETUP_CANCELLED = "meetup_cancelled", _("A meetup was cancelled")
    MEETUP_RESTORED = "meetup_restored", _("Cancelling a meetup was undone")
    GUESTS_TOLD = "guests_told", _("Guests of a meetup were written to")
    GUEST_ADDED = "guest_added", _("A guest was added by hand")
    GUEST_REMOVED = "guest_removed", _("A guest was taken off the list")
    SUPPORT_ASKED = "support_asked", _("The municipality was asked for help")
    SUPPORT_ANSWERED = "support_answered", _("The municipality answered a request for help")
    SUPPORT_WITHDRAWN = "support_withdrawn", _("Help is no longer asked for")
    PROMISED = "promised", _("The municipality promised something")
    PROMISE_KEPT = "promise_kept", _("A promise was kept")
    PROMISE_WITHDRAWN = "promise_withdrawn", _("A promise was withdrawn")
    INTRODUCED = "introduced", _("The municipality introduced two teams")
    INTRODUCTION_AGREED = "introduction_agreed", _("Two teams agreed to meet")
    INTRODUCTION_REFUSED = "introduction_refused", _("A team did not want to meet another")
    GUESTS_COUNTED = "guests_counted", _("It was noted how many people came")


class Event(models.Model):
    """One thing that happened. `subject` is what it is about, such as the text of a step.

    People are only ever rows here, `by` whom and `about` whom, and never names in a text: so who
    erases their account is gone from the history too.
    """

    initiative = of_initiative("events")
    kind = models.CharField(_("what"), max_length=20, choices=EventKind)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("about whom"),
    )
    at = models.DateTimeField(_("when"))
    before = models.CharField(_("status before"), max_length=20, choices=Status, blank=True)
    after = models.CharField(_("status after"), max_length=20, choices=Status, blank=True)
    subject = LineField(_("about"), max_length=200, blank=True)
    why = ProseField(_("why"), max_length=PROSE, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["initiative", "-at"], name="events_of_a_plan")]
        constraints = [codes(kind=EventKind), lengths(subject=200, why=PROSE)]

    def __str__(self) -> str:
        return str(self.get_kind_display())

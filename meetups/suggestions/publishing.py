"""Four eyes: an author asks, a publisher publishes; and what is dangerous takes two of them.

A draft that breaks a test neighbourhood, or is less safe than the newest edition, is published only
when one curator asked for it, another publishes it, and it is written down why. So is going back to
an edition that is less safe than the newest. All of it waits in one line: of two at once, the
second works with what the first left, and hears of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from meetups.accounts.models import User
from meetups.audit.models import Act
from meetups.audit.services import record
from meetups.outbox.services.posting import post_all

from .cases import CaseResult, broken_cases
from .draft import digest_of, draft_content
from .editions import CannotPublishError, bring_back, publish_draft, roll_back, unfinished_in
from .models import CatalogueVersion, Edition, PublishRequest, RequestState
from .rule_bounds import loosened, loosened_content

MAY_PUBLISH = "suggestions.publish_edition"
MAY_WRITE = "suggestions.change_activitytype"


@dataclass(frozen=True)
class Hazards:
    """What in a draft asks for a second curator: broken cases, and codes of what is less safe."""

    broken: list[CaseResult]
    looser: list[tuple[str, str]]

    def __bool__(self) -> bool:
        return bool(self.broken or self.looser)


def hazards_of(content: Mapping[str, Any], before: Mapping[str, Any] | None) -> Hazards:
    """What is dangerous in content without faults, beside that of the newest edition."""
    looser: list[tuple[str, str]] = []
    if before is not None:
        looser = loosened(before["rules"], content["rules"]) + loosened_content(before, content)
    return Hazards(broken_cases(content), looser)


def newest_content() -> Mapping[str, Any] | None:
    """The content of the newest edition; None before the first."""
    found: Mapping[str, Any] | None = Edition.objects.values_list("content", flat=True).first()
    return found


def publishers() -> "QuerySet[User]":
    """Who may publish, and can come in."""
    found: QuerySet[User] = ModelBackend().with_perm(MAY_PUBLISH)
    return found.filter(is_staff=True)


def waiting_request() -> PublishRequest | None:
    """The one request that waits, if any."""
    waiting = PublishRequest.objects.filter(state=RequestState.WAITING)
    return waiting.select_related("asked_by").first()


@transaction.atomic
def ask_to_publish(
    *, by: User, summary_nl: str, summary_en: str, why: str, now: datetime, seen: str = ""
) -> PublishRequest:
    """Ask the publishers to publish the draft as it is; each of them but `by` gets a mail.

    `seen` is the digest of the draft that `by` looked at. Raises CannotPublishError with words,
    ValidationError by field.
    """
    CatalogueVersion.lock(now=now)
    content = _whole_draft(seen)
    if waiting_request():
        raise CannotPublishError(_("Someone asked already. Decide on that request first."))
    if hazards_of(content, newest_content()) and not why:
        raise ValidationError({"why": _needs_why()})
    request = PublishRequest(
        asked_by=by,
        asked_at=now,
        summary_nl=summary_nl,
        summary_en=summary_en,
        why=why,
        digest=digest_of(content),
    )
    request.full_clean()
    request.save()
    others = publishers().exclude(pk=by.pk).order_by("pk").values_list("pk", flat=True)
    post_all("publish_asked", subject_ids=list(others), revision=request.pk, now=now)
    record(Act.CATALOGUE, by=by.pk, now=now, about=request, step="asked")
    return request


@transaction.atomic
def publish(
    *,
    by: User,
    summary_nl: str,
    summary_en: str,
    why: str,
    now: datetime,
    request: PublishRequest | None = None,
    seen: str = "",
) -> Edition:
    """Publish the draft: of one's own accord, or because `request` asks for it.

    `seen` is the digest of the draft that `by` looked at; a request has one of its own. Raises
    CannotPublishError with words, ValidationError by field.
    """
    CatalogueVersion.lock(now=now)
    content = _whole_draft(seen)
    if request is None and waiting_request():
        raise CannotPublishError(_("Someone asked already. Decide on that request first."))
    if request is not None:
        _decide(request, RequestState.PUBLISHED, by=by, now=now)
        if request.digest != digest_of(content):
            raise CannotPublishError(
                _("The draft changed after it was asked. Send it back, or have it asked again.")
            )
        why = why or request.why
    agreed_by = None
    if hazards_of(content, newest_content()):
        agreed_by = _second(by, request)
        if not why:
            raise ValidationError({"why": _needs_why()})
    return publish_draft(
        by=by.pk,
        summary_nl=summary_nl,
        summary_en=summary_en,
        why=why,
        agreed_by=agreed_by,
        now=now,
    )


@transaction.atomic
def send_back(*, request: PublishRequest, by: User, answer: str, now: datetime) -> None:
    """Do not publish it, and say why not. Raises ValidationError without an answer."""
    if not answer:
        raise ValidationError({"answer": _("Say what has to change first.")})
    CatalogueVersion.lock(now=now)
    _decide(request, RequestState.RETURNED, by=by, now=now, answer=answer)
    record(Act.CATALOGUE, by=by.pk, now=now, about=request, step="sent-back")


@transaction.atomic
def withdraw_request(*, request: PublishRequest, by: User, now: datetime) -> None:
    """Take back what one asked oneself."""
    if request.asked_by_id != by.pk:
        raise CannotPublishError(_("Only who asked can withdraw it. You can send it back."))
    CatalogueVersion.lock(now=now)
    _decide(request, RequestState.WITHDRAWN, by=by, now=now)
    record(Act.CATALOGUE, by=by.pk, now=now, about=request, step="withdrawn")


@transaction.atomic
def roll_back_to(
    *, number: int, by: User, summary_nl: str, summary_en: str, why: str, now: datetime
) -> Edition:
    """Publish an earlier edition again, at once; the draft becomes that too.

    What is less safe than the newest edition, or breaks a case, takes a second curator here as
    well: `ask_to_roll_back`. Raises CannotPublishError, Edition.DoesNotExist, and ValidationError
    without a reason.
    """
    if not why:
        raise ValidationError({"why": _("Say why you go back.")})
    CatalogueVersion.lock(now=now)
    before = newest_content()
    edition = roll_back(
        number=number, by=by.pk, summary_nl=summary_nl, summary_en=summary_en, why=why, now=now
    )
    if before is not None and digest_of(before) == digest_of(edition.content):
        raise CannotPublishError(_("The newest edition says the same."))
    if hazards_of(edition.content, before):
        raise CannotPublishError(
            _("It is less safe than what is published now, so a second curator has to publish it.")
        )
    return edition


@transaction.atomic
def ask_to_roll_back(
    *, number: int, by: User, summary_nl: str, summary_en: str, why: str, now: datetime
) -> PublishRequest:
    """Make the draft what an earlier edition said, and ask to publish that. As `roll_back_to`."""
    CatalogueVersion.lock(now=now)
    bring_back(number=number, now=now)
    return ask_to_publish(by=by, summary_nl=summary_nl, summary_en=summary_en, why=why, now=now)


def _whole_draft(seen: str) -> Mapping[str, Any]:
    """The draft, when it can be published and is still what somebody looked at."""
    content = draft_content()
    if unfinished := unfinished_in(content):
        faults = [(item.key, fault) for item in unfinished for fault in item.faults]
        raise CannotPublishError(_("Some of the draft is not finished."), faults)
    digest = digest_of(content)
    newest = newest_content()
    if newest is not None and digest == digest_of(newest):
        raise CannotPublishError(_("Nothing in the draft differs from what is published."))
    if seen and seen != digest:
        raise CannotPublishError(_("The draft changed since you looked. Look again, please."))
    return content


def _decide(
    request: PublishRequest,
    state: RequestState,
    *,
    by: User,
    now: datetime,
    answer: str = "",
) -> None:
    """Move a request that waits; of two who decide, the second hears it."""
    waiting = PublishRequest.objects.filter(pk=request.pk, state=RequestState.WAITING)
    moved = waiting.update(state=state, decided_by=by, decided_at=now, answer=answer)
    if not moved:
        raise CannotPublishError(_("Someone else decided on this request already."))


def _second(by: User, request: PublishRequest | None) -> int:
    """Who agreed beforehand: the curator who asked, when that is somebody else."""
    if request is None or request.asked_by_id is None:
        raise CannotPublishError(
            _("This takes two curators. Ask to publish it; then somebody else can.")
        )
    if request.asked_by_id == by.pk:
        raise CannotPublishError(_("You asked this yourself. Somebody else has to publish it."))
    return request.asked_by_id


def _needs_why() -> str:
    return _("Say why it has to be published nevertheless.")

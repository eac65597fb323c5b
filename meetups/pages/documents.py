"""Papers that a municipality must have before it runs this site, filled in as far as we know.

They are made from the settings and from the terms that the program itself keeps to, so they cannot
say otherwise. Texts lie in templates/documents/, whole in each language: they are read and
changed by people of the law, sentence by sentence.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meetups.accounts.services.people import UNUSED_FOR
from meetups.agenda.retention import GUESTS, HOUR, RETENTION
from meetups.audit.services import DECISIONS, DOINGS, YEAR
from meetups.initiatives.services.team import VALID_FOR
from meetups.outbox.services.upkeep import MESSAGES_KEPT, SUPPRESSIONS_KEPT
from meetups.suggestions.models.saved import KEPT_FOR
from neighbourhoods.strengths.services import REPORT_KEPT_FOR

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Words

MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True)
class Document:
    """`code` is its name in the address and of its file."""

    code: str
    name: "Words"
    about: "Words"


DOCUMENTS = (
    Document(
        "processing-register",
        _("Entry for the register of processing activities"),
        _("What is kept of whom, why, how long, and who sees it (GDPR article 30)."),
    ),
    Document(
        "dpia",
        _("Data protection impact assessment (DPIA), a first version"),
        _("How it works, what people risk, and what the program does (GDPR article 35)."),
    ),
    Document(
        "processor-agreement",
        _("Pointers for processor agreements"),
        _("With whom you need one, and what belongs in its annexes (GDPR article 28)."),
    ),
)
BY_CODE = {document.code: document for document in DOCUMENTS}


def written(document: Document, *, today: date) -> str:
    """The document as Markdown, in the language of the reader."""
    language = (get_language() or settings.LANGUAGE_CODE)[:2]
    return render_to_string(f"documents/{language}/{document.code}.md", _facts(today))


def _facts(today: date) -> dict[str, Any]:
    return {
        "site": settings.SITE_NAME,
        "address": f"{settings.SITE_URL}/",
        "owner": settings.SITE_OWNER,
        "contact": settings.SITE_CONTACT,
        "security_contact": settings.SECURITY_CONTACT.removeprefix("mailto:"),
        "source": settings.SITE_SOURCE_URL,
        "rights": settings.SITE_URL + reverse("agenda:rights"),
        "privacy": settings.SITE_URL + reverse("pages:privacy"),
        "day": today,
        "kept": RETENTION,
        "guest_days": GUESTS.days,
        "mail_days": MESSAGES_KEPT.days,
        "suppression_months": SUPPRESSIONS_KEPT // YEAR * MONTHS_OF_A_YEAR,
        "advice_days": KEPT_FOR.days,
        "unused_hours": UNUSED_FOR // HOUR,
        "invitation_days": VALID_FOR.days,
        "report_days": REPORT_KEPT_FOR.days,
        "decision_years": DECISIONS // YEAR,
        "audit_years": DOINGS // YEAR,
    }

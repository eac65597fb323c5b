"""Mail about a conversation: that the other side wrote, made when it leaves.

Of a sensitive plan neither the title nor what was written is in a mail: both are on its page. What
a mail program would make a link of is left out too.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from meetups.accounts.models import Membership, User
from meetups.initiatives.access import office_of
from meetups.initiatives.models import Initiative, Member, TeamRole
from meetups.initiatives.services.team import LINK
from meetups.initiatives.wording import name_of
from meetups.outbox.letters import Dropped, Letter
from meetups.outbox.models import OutboundMessage, State

from ..models import Message
from ..queries.promises import is_seen

GONE = Dropped(State.CANCELLED)


@dataclass(frozen=True)
class Reader:
    """Who gets a mail about a plan, in which language, and the page that it leads to."""

    initiative: Initiative
    office: str
    email: str
    language: str
    page: str

    @property
    def context(self) -> dict[str, object]:
        """What every mail about a plan says, in the language that is on."""
        link = settings.SITE_URL + reverse(self.page, args=[self.initiative.pk])
        return {"office": self.office, "plan": title_of(self.initiative), "link": link}


def organiser(message: OutboundMessage) -> Reader | Dropped:
    """The organiser `message.subject_id`; nobody when they left or are no organiser any more."""
    members = Member.objects.select_related("user", "initiative__municipality__office")
    member = members.filter(pk=message.subject_id, role=TeamRole.ORGANISER).first()
    if member is None or not member.user.is_active:
        return GONE
    plan, user = member.initiative, member.user
    office = office_of(plan)
    name = office.name if office else ""
    return Reader(plan, name, user.email, user.language, "support:support")


def office(initiative: Initiative | None) -> Reader | Dropped:
    """The reviewer of the plan, and the address of the office when it has none.

    Nobody when the plan was taken back.
    """
    found = office_of(initiative) if initiative else None
    if initiative is None or found is None or not is_seen(initiative):
        return GONE
    works = Membership.objects.filter(office=found, user__dossiers__initiative=initiative)
    works = works.exclude(user__teams__initiative=initiative)  # who joined does not review it
    reviewer = works.select_related("user").filter(user__is_active=True).first()
    if reviewer:
        email, language = reviewer.user.email, reviewer.user.language
    else:
        email, language = found.contact_email, settings.LANGUAGE_CODE
    return Reader(initiative, found.name, email, language, "support:review")


def office_wrote(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    """To one organiser: what the office wrote."""
    reader = organiser(message)
    if isinstance(reader, Dropped):
        return reader
    written = Message.objects.filter(pk=message.revision, initiative=reader.initiative)
    return _letter(written.select_related("by").first(), reader, "office_wrote")


def team_wrote(message: OutboundMessage, *, now: datetime) -> Letter | Dropped:
    """To the office: what the team wrote. The plan is `message.subject_id`."""
    written = Message.objects.filter(pk=message.revision).select_related(
        "by", "initiative__municipality__office"
    )
    found = written.first()
    reader = office(found.initiative if found else None)
    if isinstance(reader, Dropped):
        return reader
    return _letter(found, reader, "team_wrote")


def _letter(written: Message | None, reader: Reader, template: str) -> Letter | Dropped:
    """What was written, unless the other side answered it meanwhile."""
    plan = reader.initiative
    if written is None:
        return GONE
    if plan.messages.exclude(side=written.side).filter(at__gt=written.at).exists():
        return Dropped()
    with translation.override(reader.language):
        context = {
            **reader.context,
            "name": person(written.by),
            "text": words_of(plan, written.text),
        }
    return Letter(reader.email, reader.language, template, context)


def title_of(initiative: Initiative) -> str:
    """What the plan is called; empty when that is for its own page only."""
    return words_of(initiative, initiative.title)


def words_of(initiative: Initiative, text: str) -> str:
    """What people wrote about a plan; empty when that is for its own page only."""
    return "" if initiative.is_sensitive or LINK.search(text) else text


def person(user: User | None) -> str:
    name = name_of(user)
    return _("someone without a name") if LINK.search(name) else name

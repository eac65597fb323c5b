"""The invitation texts of a plan as they are now, and the plan behind a public address."""

from dataclasses import dataclass

from ..lifecycle import OPEN
from ..models import Initiative, InviteText, TextKind
from ..texts import facts_not_told, made_text

ORDER = (TextKind.LETTER, TextKind.MAIL, TextKind.APP, TextKind.POSTER)
"""The long ones first, side by side."""


@dataclass(frozen=True)
class Text:
    """One text in one language: as the team changed it, else as made from the plan."""

    initiative: Initiative
    kind: TextKind
    language: str
    made: str
    row: InviteText | None

    @property
    def is_edited(self) -> bool:
        return self.row is not None and bool(self.row.text)

    @property
    def text(self) -> str:
        return self.row.text if self.row and self.row.text else self.made

    @property
    def version(self) -> int:
        return self.row.version if self.row else 0

    @property
    def may_be_old(self) -> list[str]:
        """What of the plan as it is now an edited text does not say, when the plan changed since.

        A poster has day, time and place of its own, so its words need not say them.
        """
        is_older = self.row and self.row.changed_at < self.initiative.changed_at
        if not self.is_edited or not is_older or self.kind == TextKind.POSTER:
            return []
        return facts_not_told(self.initiative, self.text, self.language)


def texts_of(initiative: Initiative, language: str, *, address: str) -> list[Text]:
    """All texts in a language. One query. `address`: of the open invitation page, or none."""
    rows = initiative.invite_texts.filter(language=language).select_related("changed_by")
    known = {row.kind: row for row in rows}
    return [
        Text(
            initiative,
            kind,
            language,
            made_text(initiative, kind, language, address=address),
            known.get(kind),
        )
        for kind in ORDER
    ]


def page_is_open(initiative: Initiative) -> bool:
    """Whether everyone with its address can read it: nobody is invited to a plan that ended."""
    return initiative.is_public and initiative.status in OPEN


def public_initiative(code: str) -> Initiative | None:
    """The plan whose invitation page is open at this code. One query."""
    return (
        Initiative.objects.filter(code=code, is_public=True, status__in=sorted(OPEN))
        .select_related("area__parent__parent__parent", "municipality", "place")
        .first()
    )

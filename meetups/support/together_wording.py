"""What became of bringing two teams together, in words for who reviews their plans."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from meetups.initiatives.wording import day_words

from .queries.introductions import Beside, Stage


def beside_words(row: Beside, today: date) -> str:
    """Why these teams need not be brought together, or how far that is; empty when neither."""
    if row.introduction and row.stage:
        asked = {"day": day_words(timezone.localdate(row.introduction.at), today)}
        if row.stage == Stage.AGREED:
            return _("Asked on %(day)s. They know each other now.") % asked
        if row.stage == Stage.ENDED:
            return _("Asked on %(day)s. It does not go on.") % asked
        return _("Asked on %(day)s. Not both teams have answered yet.") % asked
    if row.shares_organiser:
        return _("Somebody organises both plans, so these teams know each other.")
    if row.is_own:
        return _("You are in this team: a colleague can bring the teams together.")
    return ""

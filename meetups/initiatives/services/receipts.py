"""Receipts kept and thrown away, file and row together."""

from datetime import datetime
from functools import partial
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from meetups.accounts.models import User

from ..models import BudgetLine, EventKind, Initiative, Receipt
from ..receipts import PDF, draw_apart
from .errors import PlanError
from .record import note

MOST = 30
"""Receipts that one plan may have."""
NAME_LENGTH = 100


def add_receipt(
    *, line: BudgetLine, filename: str, data: bytes, by: User, now: datetime
) -> Receipt:
    """Keep a receipt, drawn anew. Raises ReceiptError for the file, PlanError when it is one more,
    FileNotKeptError when the disk does not take it.

    Drawing takes seconds, so it is done before the database is asked anything.
    """
    drawing = draw_apart(data)
    receipt = Receipt(
        line=line,
        content_type=drawing.content_type,
        name=_name(filename, drawing.content_type),
        added_by=by,
        added_at=now,
    )
    try:
        with transaction.atomic():
            Initiative.objects.select_for_update().get(pk=line.initiative_id)
            if Receipt.objects.filter(line__initiative=line.initiative_id).count() >= MOST:
                raise PlanError(_("There are %(most)d receipts already.") % {"most": MOST})
            receipt.file.save("receipt", ContentFile(drawing.content), save=False)
            receipt.full_clean()
            receipt.save()
            note(line.initiative, EventKind.MONEY_CHANGED, by=by, now=now, subject=str(line))
    except BaseException:
        if receipt.file.name:
            default_storage.delete(receipt.file.name)
        raise
    return receipt


@transaction.atomic
def remove_receipt(*, receipt: Receipt, by: User, now: datetime) -> None:
    """Throw a receipt away; nobody gets it back."""
    line = receipt.line
    drop_receipts(Receipt.objects.filter(pk=receipt.pk))
    note(line.initiative, EventKind.MONEY_CHANGED, by=by, now=now, subject=str(line))


def drop_receipts(receipts: QuerySet[Receipt]) -> None:
    """Delete rows with their files, the files only when the transaction holds.

    Whoever deletes plans or lines calls it first, in the same transaction: deleting a row deletes
    no file.
    """
    names = list(receipts.values_list("file", flat=True))
    receipts.delete()
    for name in names:
        transaction.on_commit(partial(default_storage.delete, name))


def _name(filename: str, content_type: str) -> str:
    """The name people know it by, ending as what it is now."""
    suffix = ".pdf" if content_type == PDF else ".jpg"
    stem = "".join(letter for letter in PurePath(filename).stem if letter.isprintable()).strip()
    return f"{(stem or _('receipt'))[: NAME_LENGTH - len(suffix)]}{suffix}"

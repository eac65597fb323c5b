"""Receipts of the demo, drawn here: there is no shop to ask one of."""

from datetime import datetime
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

from meetups.accounts.models import User
from meetups.initiatives.models import BudgetLine, Receipt

SIZE = (420, 300)
MARGIN = 40
LETTERS = 28


def keep_receipt(*, line: BudgetLine, text: str, by: User, now: datetime) -> Receipt:
    """Put a receipt with these lines on it beside a line of the budget."""
    receipt = Receipt(
        line=line,
        content_type="image/jpeg",
        name=f"{text.splitlines()[0]}.jpg",
        added_by=by,
        added_at=now,
    )
    receipt.file.save("receipt", ContentFile(draw_receipt(text)), save=False)
    receipt.full_clean()
    receipt.save()
    return receipt


def draw_receipt(text: str) -> bytes:
    """A JPEG of a strip of paper with these lines."""
    paper = Image.new("RGB", SIZE, "white")
    pen = ImageDraw.Draw(paper)
    pen.multiline_text(
        (MARGIN, MARGIN),
        f"BON\n\n{text}\n\nBedankt!",
        fill="black",
        font=ImageFont.load_default(LETTERS),
        spacing=8,
    )
    file = BytesIO()
    paper.save(file, "JPEG", quality=80)
    return file.getvalue()

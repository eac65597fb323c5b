"""The logo of an office: what someone uploads is never kept, only a picture drawn anew from it."""

import hashlib
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

KINDS = ("PNG", "JPEG")
MOST_BYTES = 1_000_000
MOST_PIXELS = 25_000_000
"""More than a good camera; a small file may unfold to far more."""
SIZE = (400, 200)
"""Of what is kept, at most, in pixels."""


def redraw_logo(upload: "File[bytes]") -> "ContentFile[bytes]":
    """A small PNG of what was uploaded, named by what is in it.

    Raises ValidationError, in words for the one who uploads, for anything but a PNG or JPEG, by
    content, of a reasonable size.
    """
    if upload.size > MOST_BYTES:
        raise ValidationError(_("This file is too large. Choose one of at most 1 MB."))
    try:
        with Image.open(upload, formats=KINDS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise ValidationError(_("This picture is too large. Make it smaller first."))
            drawn = ImageOps.exif_transpose(image).convert("RGBA")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise ValidationError(
            _("This is no picture that we can read. Choose a PNG or a JPEG.")
        ) from None
    drawn.thumbnail(SIZE)
    kept = BytesIO()
    drawn.save(kept, "PNG", optimize=True)
    name = hashlib.sha256(kept.getvalue()).hexdigest()[:16]
    return ContentFile(kept.getvalue(), name=f"{name}.png")

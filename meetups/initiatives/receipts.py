"""Receipts drawn anew: what comes out are pixels that we drew, and nothing else of the file.

A file from outside is read by decoders written in C, and may be made to harm. So that is done in
a process of its own, which knows no secrets and has little time and memory: `python receipts.py`
reads a file from its input and writes the new one, or the code of what is wrong with it. This
module imports nothing of ours: it runs on its own.
"""

import resource
import subprocess
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
from PIL import Image, ImageOps

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 25_000_000
MOST_PAGES = 10
LONGEST_SIDE = 2000
DPI = 150
"""Of pages of a PDF; A4 becomes 1240 by 1754 pixels."""
SECONDS, MEMORY = 30, 1024**3
PDF, JPEG = "application/pdf", "image/jpeg"
_KINDS = {b"%PDF-": "pdf", b"\xff\xd8\xff": "image", b"\x89PNG\r\n\x1a\n": "image"}
_LOCKED = (4, 5)  # FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY


class ReceiptError(ValueError):
    """A file cannot be taken. `code`: "kind", "damaged", "pixels", "pages" or "password"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Drawing:
    """A receipt as we keep it."""

    content_type: str
    content: bytes


def draw_apart(data: bytes) -> Drawing:
    """Draw a file anew, in a process of its own. Raises ReceiptError."""
    try:
        done = subprocess.run(  # noqa: S603 our own file
            [sys.executable, "-I", str(Path(__file__).resolve())],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ReceiptError("damaged") from error
    head, _line, content = done.stdout.partition(b"\n")
    if done.returncode or not content:
        raise ReceiptError(head.decode() if head in CODES else "damaged")
    return Drawing(head.decode(), content)


CODES = frozenset({b"kind", b"damaged", b"pixels", b"pages", b"password"})


def draw(data: bytes) -> Drawing:
    """Draw a file anew: an image as JPEG, a PDF as a PDF of images. Raises ReceiptError.

    What it is, is told by its first bytes, whatever its name says.
    """
    kind = next((kind for start, kind in _KINDS.items() if data.startswith(start)), None)
    if kind is None:
        raise ReceiptError("kind")
    try:
        return _draw_pdf(data) if kind == "pdf" else _draw_image(data)
    except ReceiptError:
        raise
    except Exception as error:  # decoders of broken files raise whatever they like
        raise ReceiptError("damaged") from error


def _draw_image(data: bytes) -> Drawing:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            picture = Image.open(BytesIO(data), formats=("JPEG", "PNG"))
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise ReceiptError("pixels") from error
    if picture.width * picture.height > MOST_PIXELS:
        raise ReceiptError("pixels")
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    fresh = _on_paper(ImageOps.exif_transpose(picture))
    fresh.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = BytesIO()
    fresh.save(out, "JPEG", quality=85, optimize=True)
    return Drawing(JPEG, out.getvalue())


def _on_paper(picture: "Picture") -> "Picture":
    """Only the pixels, on white: what came with the picture stays behind."""
    seen = picture.convert("RGBA")
    paper = Image.new("RGB", seen.size, "white")
    paper.paste(seen, mask=seen.getchannel("A"))
    return paper


def _draw_pdf(data: bytes) -> Drawing:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in _LOCKED
        raise ReceiptError("password" if locked else "damaged") from error
    if not 1 <= len(document) <= MOST_PAGES:
        raise ReceiptError("pages" if len(document) else "damaged")
    first, *others = _pages(document)
    out = BytesIO()
    first.save(out, "PDF", save_all=True, append_images=others, resolution=DPI, title="")
    return Drawing(PDF, out.getvalue())


def _pages(document: pypdfium2.PdfDocument) -> "Iterator[Picture]":
    """Each page as a picture, at most as long as a picture may be."""
    for page in document:
        longest = max(page.get_size())
        scale = min(DPI / 72, LONGEST_SIDE / longest)
        yield _on_paper(page.render(scale=scale).to_pil())


def main() -> int:
    """A file in, a file out. On the first line its content type, or what is wrong with it."""
    if sys.platform == "linux":  # elsewhere there is no such limit to set
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        drawing = draw(sys.stdin.buffer.read(MOST_BYTES + 1))
    except ReceiptError as error:
        print(error.code)  # noqa: T201 this is what it says
        return 1
    sys.stdout.buffer.write(drawing.content_type.encode() + b"\n" + drawing.content)
    return 0


if __name__ == "__main__":
    sys.exit(main())

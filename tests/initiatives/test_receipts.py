"""Receipts: only what we drew ourselves is kept, only who may see the plan gets it."""

import re
import stat
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from meetups import settings as real_settings
from meetups.accounts.models import User
from meetups.initiatives import receipts
from meetups.initiatives.forms.budget import ReceiptForm
from meetups.initiatives.lifecycle import Status
from meetups.initiatives.models import BudgetLine, Event, Initiative, Receipt
from meetups.initiatives.receipts import JPEG, MOST_BYTES, PDF, ReceiptError, draw, draw_apart
from meetups.initiatives.services.errors import PlanError
from meetups.initiatives.services.receipts import MOST, add_receipt, drop_receipts
from tests.factories import NOW
from tests.signing_in import sign_in

Commits = Callable[..., Any]


# --- files that people send ----------------------------------------------------------------------
def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), **options: Any) -> bytes:
    out = BytesIO()
    Image.new(options.pop("mode", "RGB"), size, options.pop("colour", 0)).save(out, kind, **options)
    return out.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def bomb(side: int) -> bytes:
    """A PNG of a few bytes that says it is this wide and high."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def pdf(*extra: str, pages: int = 1, size: str = "200 100", trailer: str = "") -> bytes:
    """A PDF of plain pages; `extra` are objects 3 and up, named in the catalogue by their own."""
    kids = " ".join(f"{number} 0 R" for number in range(50, 50 + pages))
    catalogue = "/OpenAction 3 0 R /Names 4 0 R" if extra else ""
    objects = {1: f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>"}
    objects[2] = f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>"
    objects |= dict(enumerate(extra, start=3))
    for number in range(50, 50 + pages):
        objects[number] = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size}] >>"
    out = b"%PDF-1.7\n"
    for number, text in objects.items():
        out += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    return out + f"trailer << /Root 1 0 R {trailer} >>\n%%EOF\n".encode("latin-1")


JAVASCRIPT = "<< /S /JavaScript /JS (app.alert\\('secret'\\)) >>"
ATTACHED = "<< /EmbeddedFiles << /Names [(virus.exe) 5 0 R] >> >>"
FILE_SPEC = "<< /Type /Filespec /F (virus.exe) /EF << /F 6 0 R >> >>"
STREAM = "<< /Type /EmbeddedFile /Length 6 >>\nstream\nsecret\nendstream"
ARMED = pdf(JAVASCRIPT, ATTACHED, FILE_SPEC, STREAM)
LOCKED = pdf(
    trailer="/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 "
    f"/O <{'41' * 32}> /U <{'42' * 32}> >>"
)


# --- drawn anew ----------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("mode", ["RGB", "L", "1", "CMYK", "RGBA", "P", "I;16"])
def test_a_picture_becomes_a_jpeg(kind: str, mode: str) -> None:
    if (kind, mode) in {("PNG", "CMYK"), ("JPEG", "RGBA"), ("JPEG", "P"), ("JPEG", "I;16")}:
        kind = "JPEG" if kind == "PNG" else "PNG"
    drawing = draw(picture(kind, mode=mode))
    drawn = Image.open(BytesIO(drawing.content))
    assert (drawing.content_type, drawn.format, drawn.mode) == (JPEG, "JPEG", "RGB")
    assert drawn.size == (40, 30)


def test_what_came_with_a_picture_stays_behind() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E], exif[0x8825] = 6, "secret", {1: "N"}
    told: dict[str, Any] = {"exif": exif.tobytes(), "comment": b"secret", "xmp": b"<x>secret</x>"}
    drawn = Image.open(BytesIO(draw(picture("JPEG", **told)).content))
    assert drawn.size == (30, 40)  # turned as the camera said
    assert (dict(drawn.getexif()), set(drawn.info)) == (
        {},
        {"jfif", "jfif_version", "jfif_unit", "jfif_density"},
    )
    text = PngInfo()
    text.add_text("Author", "secret")
    assert b"secret" not in draw(picture(pnginfo=text)).content


def test_what_hides_behind_a_picture_stays_behind() -> None:
    polyglot = picture("JPEG") + b"<script>alert('secret')</script>" + ARMED
    drawing = draw(polyglot)
    assert drawing.content_type == JPEG
    assert b"secret" not in drawing.content
    assert b"%PDF" not in drawing.content


def test_what_one_sees_through_becomes_white() -> None:
    clear = picture(mode="RGBA", colour=(0, 0, 0, 0))
    assert Image.open(BytesIO(draw(clear).content)).getpixel((5, 5)) == (255, 255, 255)


def test_a_large_picture_becomes_smaller() -> None:
    drawn = Image.open(BytesIO(draw(picture(size=(4000, 1000))).content))
    assert drawn.size == (2000, 500)


def test_a_pdf_becomes_a_pdf_of_pictures() -> None:
    drawing = draw(ARMED)
    assert drawing.content_type == PDF
    for trace in (b"secret", b"JavaScript", b"EmbeddedFile", b"OpenAction", b"virus"):
        assert trace in ARMED
        assert trace not in drawing.content
    document = pypdfium2.PdfDocument(drawing.content)
    assert (len(document), document.count_attachments()) == (1, 0)
    assert [round(side) for side in document[0].get_size()] == [200, 100]


def test_every_page_is_kept_and_no_page_is_too_large() -> None:
    drawing = draw(pdf(pages=10, size="14400 7200"))
    document = pypdfium2.PdfDocument(drawing.content)
    assert len(document) == 10
    widths = re.findall(rb"/Width (\d+)", drawing.content)
    assert {int(width) for width in widths} == {2000}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "kind"),
        (b"0123456789", "kind"),
        (b"<!doctype html><script>alert(1)</script>", "kind"),
        (b"GIF89a" + bytes(50), "kind"),
        (b"\x00" + ARMED, "kind"),
        (b"\xff\xd8\xff", "damaged"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"%PDF-1.7", "damaged"),
        (picture("JPEG", (900, 900), colour=99)[:400], "damaged"),
        (picture(size=(900, 900))[:200], "damaged"),
        (pdf()[:30], "damaged"),
        (pdf(pages=0), "damaged"),
        (pdf(pages=11), "pages"),
        (LOCKED, "password"),
        (bomb(5001), "pixels"),
        (bomb(10_000), "pixels"),
        (bomb(100_000), "pixels"),
        (bomb(0), "damaged"),
    ],
)
def test_what_cannot_be_drawn_says_why(data: bytes, code: str) -> None:
    with pytest.raises(ReceiptError) as caught:
        draw(data)
    assert caught.value.code == code


@pytest.mark.parametrize("size", ["0 0", "0.001 9000", "1e9 1e9", "-5 -5"])
def test_a_page_of_a_mad_size_stays_small(size: str) -> None:
    drawn = pypdfium2.PdfDocument(draw(pdf(size=size)).content)
    assert max(drawn[0].get_size()) <= 72 * 2000 / 150 + 1


# --- apart ---------------------------------------------------------------------------------------
def test_it_is_drawn_in_a_process_of_its_own() -> None:
    assert draw_apart(ARMED).content_type == PDF
    jpeg = draw_apart(picture())
    assert (jpeg.content_type, Image.open(BytesIO(jpeg.content)).size) == (JPEG, (40, 30))
    with pytest.raises(ReceiptError) as caught:
        draw_apart(LOCKED)
    assert caught.value.code == "password"


def test_a_process_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipts, "SECONDS", 0.01)
    with pytest.raises(ReceiptError) as caught:
        draw_apart(picture())
    assert caught.value.code == "damaged"


def test_that_process_knows_neither_django_nor_our_settings() -> None:
    program = Path(receipts.__file__).read_text()
    ask = "print('django' in sys.modules, 'meetups' in sys.modules)"
    assert "sys.exit(main())" in program
    done = subprocess.run(
        [sys.executable, "-I", "-"],
        input=program.replace("sys.exit(main())", ask).replace("Path(__file__)", "Path()"),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["False", "False"]


# --- kept ----------------------------------------------------------------------------------------
@pytest.fixture
def line(initiative: Initiative) -> BudgetLine:
    """Groceries of 220 euros."""
    return BudgetLine.objects.create(
        initiative=initiative, name="Boodschappen", planned_cents=22_000, changed_at=NOW
    )


@pytest.fixture
def receipt(line: BudgetLine, organiser: User) -> Receipt:
    """A photo of a receipt."""
    return add_receipt(line=line, filename="bon.png", data=picture(), by=organiser, now=NOW)


def url(line: BudgetLine) -> str:
    return f"/nl/initiatives/{line.initiative_id}/budget/lines/{line.pk}/receipts/"


def upload(name: str, data: bytes) -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, data, "image/jpeg")}


def test_a_receipt_is_kept_under_a_name_that_tells_nothing(
    client: Client, organiser: User, line: BudgetLine
) -> None:
    client.force_login(organiser)
    answer = client.post(url(line), upload("Bon van Fatma ü.png", picture()))
    page = f"/nl/initiatives/{line.initiative_id}/budget/lines/{line.pk}/"
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{page}#receipts")
    receipt = Receipt.objects.get()
    assert re.fullmatch(r"receipts/[0-9a-f]{32}\.jpg", str(receipt.file.name))
    assert (receipt.name, receipt.content_type) == ("Bon van Fatma ü.jpg", JPEG)
    assert (receipt.added_by, Event.objects.get().subject) == (organiser, "Boodschappen")
    assert "Bon van Fatma ü.jpg" in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("bon.jpg", b"<html><script>alert(1)</script>", "kind"),
        ("bon.jpg", b"0123456789", "kind"),
        ("bon.png", bomb(20_000), "pixels"),
        ("bon.pdf", LOCKED, "password"),
        ("bon.pdf", pdf(pages=11), "pages"),
        ("bon.png", picture(size=(900, 900))[:200], "damaged"),
        ("bon.jpg", picture("JPEG") + bytes(MOST_BYTES), "too_large"),
        ("bon.jpg", bytes(3 * MOST_BYTES), "too_large"),
    ],
)
def test_what_is_wrong_is_told_by_the_field(
    client: Client, organiser: User, line: BudgetLine, name: str, data: bytes, code: str
) -> None:
    client.force_login(organiser)
    answer = client.post(url(line), upload(name, data))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in page
    assert page.count(str(ReceiptForm.MESSAGES[code])) == 2  # above the form and by the field
    assert 'aria-describedby="id_file' in page
    assert not Receipt.objects.exists()


@pytest.mark.parametrize("data", [{}, {"file": "text"}])
def test_no_file_at_all(
    client: Client, organiser: User, line: BudgetLine, data: dict[str, str]
) -> None:
    client.force_login(organiser)
    answer = client.post(url(line), data)
    assert answer.status_code == 422
    assert "bb-form-field--invalid" in answer.content.decode()
    assert client.post(url(line), upload("bon.jpg", b"")).status_code == 422


def test_ten_megabytes_pass(client: Client, organiser: User, line: BudgetLine) -> None:
    photo = picture("JPEG")
    client.force_login(organiser)
    padded = photo + bytes(MOST_BYTES - len(photo))
    assert client.post(url(line), upload("bon.jpg", padded)).status_code == 302
    assert Receipt.objects.count() == 1


def test_there_is_room_for_so_many(line: BudgetLine, receipt: Receipt, organiser: User) -> None:
    Receipt.objects.bulk_create(
        Receipt(line=line, content_type=JPEG, file="x", name="x", added_at=NOW)
        for _number in range(MOST - 1)
    )
    before = set(default_storage.listdir("receipts")[1])
    with pytest.raises(PlanError):
        add_receipt(line=line, filename="bon.png", data=picture(), by=organiser, now=NOW)
    assert set(default_storage.listdir("receipts")[1]) == before


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("", "bonnetje.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("bon\x00\n.png", "bon.jpg"),
        ("x" * 500 + ".png", "x" * 96 + ".jpg"),
        ("bon.pdf.html", "bon.pdf.jpg"),
    ],
)
def test_the_name_of_a_file_is_made_safe(
    line: BudgetLine, organiser: User, filename: str, name: str
) -> None:
    kept = add_receipt(line=line, filename=filename, data=picture(), by=organiser, now=NOW)
    assert kept.name == name


# --- shown ---------------------------------------------------------------------------------------
def test_only_who_sees_the_plan_gets_the_receipt(
    client: Client,
    receipt: Receipt,
    initiative: Initiative,
    organiser: User,
    helper: User,
    reviewer: User,
    other_reviewer: User,
    stranger: User,
) -> None:
    page = f"/nl/initiatives/{initiative.pk}/receipts/{receipt.pk}/"

    def seen_by(*users: User) -> list[int]:
        found = []
        for user in users:
            sign_in(client, user)
            found.append(client.get(page).status_code)
            if user != organiser:
                assert client.post(f"{page}remove/").status_code == 404
        return found

    assert client.get(page).status_code == 302
    assert seen_by(organiser, helper, stranger, reviewer) == [200, 200, 404, 404]
    Initiative.objects.update(status=Status.SUBMITTED, submitted_at=NOW)
    assert seen_by(reviewer, other_reviewer) == [200, 404]
    assert Receipt.objects.count() == 1


def test_nothing_in_a_receipt_can_run(
    client: Client, receipt: Receipt, line: BudgetLine, organiser: User
) -> None:
    client.force_login(organiser)
    answer = client.get(f"/nl/initiatives/{line.initiative_id}/receipts/{receipt.pk}/")
    assert answer.content.startswith(b"\xff\xd8\xff")
    assert {
        name: answer.headers[name]
        for name in ("Content-Type", "Content-Disposition", "Content-Security-Policy")
    } == {
        "Content-Type": JPEG,
        "Content-Disposition": 'inline; filename="bon.jpg"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    document = add_receipt(line=line, filename="b", data=pdf(), by=organiser, now=NOW)
    answer = client.get(f"/nl/initiatives/{line.initiative_id}/receipts/{document.pk}/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="b.pdf"'


def test_a_receipt_of_another_plan_or_a_lost_file_is_not_found(
    client: Client, receipt: Receipt, line: BudgetLine, organiser: User
) -> None:
    client.force_login(organiser)
    page = f"/nl/initiatives/{line.initiative_id}/receipts/"
    assert client.get(f"{page}99/").status_code == 404
    default_storage.delete(str(receipt.file.name))
    assert client.get(f"{page}{receipt.pk}/").status_code == 404


# --- thrown away ---------------------------------------------------------------------------------
def test_the_file_goes_with_the_receipt(
    client: Client,
    receipt: Receipt,
    line: BudgetLine,
    organiser: User,
    django_capture_on_commit_callbacks: Commits,
) -> None:
    client.force_login(organiser)
    remove = f"/nl/initiatives/{line.initiative_id}/receipts/{receipt.pk}/remove/"
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(remove).status_code == 302
        assert default_storage.exists(str(receipt.file.name))
    assert not default_storage.exists(str(receipt.file.name))
    assert not Receipt.objects.exists()
    assert client.post(remove).status_code == 404


def test_the_files_go_with_the_line(
    client: Client,
    receipt: Receipt,
    line: BudgetLine,
    organiser: User,
    django_capture_on_commit_callbacks: Commits,
) -> None:
    client.force_login(organiser)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url(line).replace("receipts/", "remove/"), {"version": 1})
    assert not BudgetLine.objects.exists()
    assert not default_storage.exists(str(receipt.file.name))


def test_the_files_go_with_the_plan(
    receipt: Receipt, initiative: Initiative, django_capture_on_commit_callbacks: Commits
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        drop_receipts(Receipt.objects.filter(line__initiative=initiative))
        initiative.delete()
    assert not default_storage.exists(str(receipt.file.name))


def test_files_are_for_the_site_alone(tmp_path: Path) -> None:
    storages: dict[str, Any] = dict(real_settings.STORAGES)
    options = storages["default"]["OPTIONS"]
    assert options["location"] == real_settings.VAR_DIR / "uploads"
    assert not hasattr(real_settings, "MEDIA_URL")
    storage = FileSystemStorage(**options | {"location": tmp_path / "uploads"})
    kept = Path(storage.path(storage.save("receipts/a.jpg", ContentFile(b"x"))))
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700

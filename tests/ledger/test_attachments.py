"""Documents are taken for what they are, not for what they are called, and come back as they were sent."""

import io
import zipfile
from pathlib import Path

import docx
import pytest
from keeping import NOON

from assistant.errors import AttachmentRefused, NoSuchRequest
from assistant.ledger.attachments import MAX_BYTES, MEDIA_TYPES, attach, attachment_of, file_kind
from assistant.ledger.database import Database
from assistant.ledger.events import append, open_subject

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c6300010000050001"
    "0d0a2db40000000049454e44ae426082"
)
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")
HEIC = bytes.fromhex("0000001866747970686569630000000068656963") + b"mif1" + bytes(16)


def word(*extra: str) -> bytes:
    file = io.BytesIO()
    docx.Document().save(file)
    with zipfile.ZipFile(file, "a") as package:
        for name in extra:
            package.writestr(name, b"x")
    return file.getvalue()


def package(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in names:
            made.writestr(name, b"x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%PDF-1.7\n%%EOF\n", "pdf"),
        (JPEG, "jpeg"),
        (PNG, "png"),
        (HEIC, "heic"),
        (word(), "docx"),
        ("Señora, the order of the court:\n\tsee below.\r\n".encode(), "text"),
        ("\ufeffWindows wrote this.".encode(), "text"),
    ],
)
def test_what_offices_can_open_is_taken(body: bytes, kind: str) -> None:
    assert file_kind(body) == kind
    assert kind in MEDIA_TYPES


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"a" * (MAX_BYTES + 1), "too_large"),
        (b"MZ\x90\x00\x03" + bytes(60), "wrong_kind"),
        (b"\x7fELF\x02\x01\x01" + bytes(60), "wrong_kind"),
        (b"GIF89a" + bytes(20), "wrong_kind"),
        (b"PK\x03\x04 broken", "wrong_kind"),
        (package("a.txt"), "wrong_kind"),
        (package("[Content_Types].xml", "xl/workbook.xml"), "wrong_kind"),
        (word("word/vbaProject.bin"), "wrong_kind"),
        (b"\xff\xfe\x00 not text", "wrong_kind"),
        (b"text with a \x00 in it", "wrong_kind"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512), "wrong_kind"),
    ],
)
def test_everything_else_is_refused_with_its_reason(body: bytes, reason: str) -> None:
    with pytest.raises(AttachmentRefused) as told:
        file_kind(body)
    assert told.value.reason == reason


def test_an_attachment_comes_back_and_only_from_its_own_request(database: Database) -> None:
    with database.writing() as tx:
        own, other = open_subject(tx, "request"), open_subject(tx, "request")
        attached = attach(tx, own, PNG)
        append(tx, own, "document_added", at=NOON, facts=attached.model_dump())
    assert (attached.file_kind, attached.size) == ("png", len(PNG))
    with database.reading() as tx:
        assert attachment_of(tx, own, attached.attachment) == PNG
        for subject, attachment in ((other, attached.attachment), (own, "0" * 32)):
            with pytest.raises(NoSuchRequest):
                attachment_of(tx, subject, attachment)


def test_ten_mebibytes_fit(database: Database, tmp_path: Path) -> None:
    body = b"%PDF-1.7\n" + bytes(MAX_BYTES - 9)
    with database.writing() as tx:
        subject = open_subject(tx, "request")
        attached = attach(tx, subject, body)
    with database.reading() as tx:
        assert attachment_of(tx, subject, attached.attachment) == body

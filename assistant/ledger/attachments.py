"""Documents that come with a request: looked at by content, never by name, then sealed like everything else.

A short list of kinds that offices can open and that carry no program: PDF, JPEG, PNG, HEIC, Word without macros, plain
text. What a file calls itself is a person's word and counts for nothing.
"""

import io
import secrets
import zipfile
from typing import Literal, get_args

import filetype
from sqlalchemy import insert, select

from assistant.errors import AttachmentRefused, NoSuchRequest
from assistant.ledger.database import Transaction
from assistant.ledger.events import digest
from assistant.ledger.sealing import seal, unseal
from assistant.ledger.tables import attachments
from assistant.record import Record

FileKind = Literal["pdf", "jpeg", "png", "heic", "docx", "text"]
MEDIA_TYPES: dict[FileKind, str] = {
    "pdf": "application/pdf",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "heic": "image/heic",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "text": "text/plain; charset=utf-8",
}
MAX_BYTES = 10 * 1024 * 1024
_BY_MEDIA = {media.split(";")[0]: kind for kind, media in MEDIA_TYPES.items()}
_TEXT_CONTROLS = frozenset("\t\n\r\f")


class Attached(Record):
    """What the event that brings the attachment must say of it, so that the chain covers it."""

    attachment: str
    file_kind: FileKind
    size: int
    digest: str


def attach(tx: Transaction, subject: str, body: bytes) -> Attached:
    """Seal `body` under the subject's key. Raises AttachmentRefused, NoSuchRequest for a subject that was purged."""
    kind = file_kind(body)
    if (key := tx.keyring.subject_key(tx.connection, subject)) is None:
        raise NoSuchRequest("No such request is kept; it may have been purged.")
    attachment = secrets.token_hex(16)
    sealed = seal(key, body, context=_place(attachment))
    tx.connection.execute(insert(attachments).values(id=attachment, subject=subject, sealed=sealed))
    return Attached(attachment=attachment, file_kind=kind, size=len(body), digest=digest(key, body))


def attachment_of(tx: Transaction, subject: str, attachment: str) -> bytes:
    """Raises NoSuchRequest where this subject has no such attachment (any more), SealBroken."""
    wanted = (attachments.c.id == attachment) & (attachments.c.subject == subject)
    sealed = tx.connection.execute(select(attachments.c.sealed).where(wanted)).scalar_one_or_none()
    key = tx.keyring.subject_key(tx.connection, subject)
    if sealed is None or key is None:
        raise NoSuchRequest("This request has no such document; it may have been purged.")
    return unsealed(key, attachment, sealed)


def unsealed(key: bytes, attachment: str, sealed: bytes) -> bytes:
    """Raises SealBroken."""
    return unseal(key, sealed, context=_place(attachment))


def file_kind(body: bytes) -> FileKind:
    """What the bytes are. Raises AttachmentRefused."""
    if not body:
        raise AttachmentRefused("The file is empty. Expected one with something in it.", reason="empty")
    if len(body) > MAX_BYTES:
        raise AttachmentRefused(
            f"The file has {len(body)} bytes. Expected at most {MAX_BYTES}; send it in parts, or bring it.",
            reason="too_large",
        )
    media = filetype.guess_mime(body)
    if _is_word(body):
        return "docx"
    if (kind := _BY_MEDIA.get(str(media))) and kind != "docx":
        return kind
    if media is None and _is_text(body):
        return "text"
    raise AttachmentRefused(
        f"The file is none of {', '.join(get_args(FileKind))}, whatever its name says. Save it as one of them.",
        reason="wrong_kind",
    )


def _is_word(body: bytes) -> bool:
    """A Word document by its parts; one with macros is none, nor is a package of another kind. Nothing is unpacked."""
    if not body.startswith(b"PK"):
        return False
    try:
        names = set(zipfile.ZipFile(io.BytesIO(body)).namelist())
    except zipfile.BadZipFile:
        return False
    has_program = any(name.lower().endswith((".bin", ".exe", ".js", ".vbs")) for name in names)
    return {"[Content_Types].xml", "word/document.xml"} <= names and not has_program


def _is_text(body: bytes) -> bool:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return all(character.isprintable() or character in _TEXT_CONTROLS for character in text)


def _place(attachment: str) -> str:
    return f"attachment/{attachment}"

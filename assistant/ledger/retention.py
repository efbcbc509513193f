"""Shred: payloads, attachments, the subject's key, its digests, its code; only that it happened stays, and when.

The chain stays whole, since it never held what is shredded. A backup still has the sealed bytes and the key, wrapped;
once the master key is rotated and the old key file destroyed, the bytes in old backups are noise as well.
"""

from datetime import datetime

from sqlalchemy import Column, Table, delete

from assistant.ledger.database import Transaction
from assistant.ledger.events import Event, Facts, append
from assistant.ledger.tables import attachments, blind, codes, payloads, subject_keys, submissions

PURGED = "purged"
SHREDDED: tuple[Table, ...] = (payloads, attachments, blind, codes, submissions, subject_keys)


def shred(tx: Transaction, subject: str, *, at: datetime, seen: int, facts: Facts) -> Event:
    """Raises Conflict where something happened after `seen`. Afterwards call `Database.tidy`, once for many."""
    event = append(tx, subject, PURGED, at=at, facts=facts, seen=seen)
    for table in SHREDDED:
        of_subject: Column[str] = table.c.subject
        tx.connection.execute(delete(table).where(of_subject == subject))
    return event

"""A family comes back without an account: a reference and a secret code open their request, and nothing else does.

Whether the reference or the code is wrong is not told, not by words, nor by time, nor by how long one must wait. Each
failure of a client makes it wait longer; a try counts as failed before it is looked at, so that many at once gain
nothing. Who a client is, the page knows (an address, a session); only a digest of it is kept, and for a day at most.
"""

from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import delete, insert, select, update

from assistant.errors import NoSuchRequest, TryLater
from assistant.ledger.database import Database, Transaction
from assistant.ledger.events import moment
from assistant.ledger.sealing import vouch
from assistant.ledger.tables import attempts, codes, subjects
from assistant.record import Record
from assistant.rights.references import HashedCode, matches, read_reference

FREE_TRIES = 5
"""Failures that cost no wait: people mistype."""
LONGEST_WAIT = 15 * 60
"""Seconds."""
FORGOTTEN_AFTER = timedelta(days=1)


class Visit(Record):
    """Made by `visit` alone: whoever holds one has shown the code of this request."""

    request: str


def visit(database: Database, reference: str, code: str, *, client: str, at: datetime) -> Visit:
    """Raises NoSuchRequest, and TryLater with the seconds to wait, whether the code would have been right or not."""
    with database.writing() as tx:
        name = vouch(tx.keyring.blind, f"client/{client}".encode())
        _count(tx, name, at)
    with database.reading() as tx:
        request, kept = _kept_code(tx, read_reference(reference))
    if not matches(code, kept) or request is None:
        raise NoSuchRequest("No request with this reference and this code. Look at both, then try again.")
    with database.writing() as tx:
        tx.connection.execute(delete(attempts).where(attempts.c.client == name))
    return Visit(request=request)


def keep_code(tx: Transaction, request: str, code: HashedCode) -> None:
    """From now on this code opens the request, and no other."""
    tx.connection.execute(delete(codes).where(codes.c.subject == request))
    tx.connection.execute(insert(codes).values(subject=request, salt=code.salt, hash=code.hash))


def code_of(tx: Transaction, request: str) -> HashedCode | None:
    row = tx.connection.execute(select(codes.c.salt, codes.c.hash).where(codes.c.subject == request)).one_or_none()
    return HashedCode(salt=row.salt, hash=row.hash) if row else None


def _count(tx: Transaction, client: str, at: datetime) -> None:
    tx.connection.execute(delete(attempts).where(attempts.c.blocked_until < moment(at - FORGOTTEN_AFTER)))
    row = tx.connection.execute(select(attempts).where(attempts.c.client == client)).one_or_none()
    wait = (datetime.fromisoformat(row.blocked_until) - at).total_seconds() if row else 0.0
    if wait > 0:
        raise TryLater(f"Too many tries that failed. Wait {ceil(wait)} seconds, then try again.", seconds=ceil(wait))
    failures = row.failures + 1 if row else 1
    seconds = min(2 ** (failures - FREE_TRIES), LONGEST_WAIT) if failures > FREE_TRIES else 0
    values = {"failures": min(failures, 64), "blocked_until": moment(at + timedelta(seconds=seconds))}
    if row:
        tx.connection.execute(update(attempts).where(attempts.c.client == client).values(values))
    else:
        tx.connection.execute(insert(attempts).values(client=client, **values))


def _kept_code(tx: Transaction, reference: str | None) -> tuple[str | None, HashedCode | None]:
    request = None
    if reference is not None:
        wanted = select(subjects.c.id).where(subjects.c.reference == reference)
        request = tx.connection.execute(wanted).scalar_one_or_none()
    return request, code_of(tx, request) if request else None

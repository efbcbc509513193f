"""Is the ledger whole? Every chain walked from its beginning, everything sealed opened and held against the chain.

It finds an event that was changed, left out, added or moved, the last ones cut off, and a payload or attachment that is
not what was stored. It cannot find that the whole database was put back to an earlier state, key file and all: backups
do just that. Nothing it returns is personal.
"""

import hmac
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Literal, NamedTuple

from sqlalchemy import select

from assistant.errors import KeyMissing
from assistant.ledger.attachments import unsealed
from assistant.ledger.database import NOTHING_YET, Database, Transaction, vouched_head
from assistant.ledger.events import FIRST, as_event, chained, digest, opened
from assistant.ledger.retention import PURGED
from assistant.ledger.sealing import SealBroken
from assistant.ledger.tables import attachments, events, head, payloads, subjects
from assistant.record import Record

What = Literal[
    "number_missing",  # an event was left out
    "event_altered",
    "chain_broken",  # an event does not follow on the one before it
    "end_altered",  # the last events are gone, or the record of the last one was changed
    "payload_missing",
    "payload_altered",
    "attachment_missing",
    "attachment_altered",
    "key_unusable",
    "not_shredded",  # something is left of what was purged
    "unchained",  # something sealed, or a subject, that no event tells of
]


class Fault(Record):
    """`number` is the event's, and `subject` its subject's, where they are known."""

    what: What
    number: int | None = None
    subject: str | None = None


class Verification(Record):
    events: int
    subjects: int
    faults: tuple[Fault, ...]


def verify(database: Database) -> Verification:
    """Raises LedgerUnusable where the database cannot be read."""
    with database.reading() as tx:
        walk = _Walk(tx)
        faults = (*walk.chains(), *walk.sealed(), *walk.subjects())
        return Verification(events=walk.count, subjects=len(walk.last), faults=faults)


class _Told(NamedTuple):
    """What an event tells of something sealed."""

    number: int
    subject: str
    digest: str


class _Walk:
    """What is learned of the chains is what the sealed things are then held against."""

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx
        self.count = 0
        self.last: dict[str, tuple[int, str]] = {}
        self.purged: set[str] = set()
        self.payloads: dict[int, _Told] = {}
        self.attachments: dict[str, _Told] = {}

    def chains(self) -> Iterator[Fault]:
        number, last = 0, NOTHING_YET
        for row in self.tx.connection.execute(select(events).order_by(events.c.number)).mappings():
            self.count += 1
            if row["number"] != number + 1:
                yield Fault(what="number_missing", number=number + 1)
            number, last = row["number"], row["hash"]
            yield from self._event(dict(row))
        ended = self.tx.connection.execute(select(head)).mappings().one_or_none()
        expected = (number, last, vouched_head(self.tx.keyring, number, last))
        if ended is None or (ended["number"], ended["hash"], ended["vouched"]) != expected:
            yield Fault(what="end_altered", number=number)

    def _event(self, row: dict[str, Any]) -> Iterator[Fault]:
        number, subject = row["number"], row["subject"]
        seq, previous = self.last.get(subject, (0, FIRST))
        if (row["seq"], row["previous"]) != (seq + 1, previous):
            yield Fault(what="chain_broken", number=number, subject=subject)
        self.last[subject] = (row["seq"], row["hash"])
        if chained(self.tx.keyring.chain, row) != row["hash"]:
            yield Fault(what="event_altered", number=number, subject=subject)
            return
        event = as_event(row)
        if event.kind == PURGED:
            self.purged.add(subject)
        if event.payload_digest:
            self.payloads[number] = _Told(number, subject, event.payload_digest)
        if (attachment := event.facts.get("attachment")) is not None:
            self.attachments[attachment] = _Told(number, subject, event.facts["digest"])

    def sealed(self) -> Iterator[Fault]:
        keys: dict[str, bytes] = {}
        for subject in self.last:
            try:
                key = self.tx.keyring.subject_key(self.tx.connection, subject)
            except (SealBroken, KeyMissing):
                key = None
            if key is not None:
                keys[subject] = key
            if (key is None) != (subject in self.purged):
                yield Fault(what="not_shredded" if key else "key_unusable", subject=subject)
        rows = self.tx.connection.execute(select(payloads).order_by(payloads.c.number))
        yield from self._against(
            rows, self.payloads, opened, keys, missing="payload_missing", altered="payload_altered"
        )
        rows = self.tx.connection.execute(select(attachments).order_by(attachments.c.id))
        yield from self._against(
            rows, self.attachments, unsealed, keys, missing="attachment_missing", altered="attachment_altered"
        )

    def _against(
        self,
        rows: Iterable[Any],
        told: dict[Any, _Told],
        unseal_it: Callable[[bytes, Any, bytes], bytes],
        keys: dict[str, bytes],
        *,
        missing: What,
        altered: What,
    ) -> Iterator[Fault]:
        """Rows of (id, subject, sealed) held against what the events tell of them."""
        unseen = dict(told)
        for name, subject, sealed in rows:
            if (one := unseen.pop(name, None)) is None:
                yield Fault(what="unchained", subject=subject)
            elif one.subject in self.purged:
                yield Fault(what="not_shredded", number=one.number, subject=one.subject)
            elif (key := keys.get(one.subject)) and not _fits(key, one.digest, partial(unseal_it, key, name, sealed)):
                yield Fault(what=altered, number=one.number, subject=one.subject)
        for one in unseen.values():
            if one.subject not in self.purged:
                yield Fault(what=missing, number=one.number, subject=one.subject)

    def subjects(self) -> Iterator[Fault]:
        for subject in self.tx.connection.execute(select(subjects.c.id).order_by(subjects.c.id)).scalars():
            if subject not in self.last:
                yield Fault(what="unchained", subject=subject)


def _fits(key: bytes, expected: str, unseal_it: Callable[[], bytes]) -> bool:
    try:
        return hmac.compare_digest(digest(key, unseal_it()), expected)
    except SealBroken:
        return False

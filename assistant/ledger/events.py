"""Events: append one, read them. Each is chained to the one before it, and whoever acts names the last one they saw.

An event says what kind of thing happened, when, and facts about it: codes, dates and digests, never what a person
typed or is called. That is its payload, sealed beside it; the chain covers a digest of the payload, keyed by the
subject's own key, so that once the key is shredded no guess at the payload can be tried against the chain.
"""

import json
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, insert, select, update

from assistant.errors import Conflict, UsageError
from assistant.ledger.database import Transaction, vouched_head
from assistant.ledger.sealing import derive, seal, unseal, vouch
from assistant.ledger.tables import events, head, payloads, subjects
from assistant.record import Record

FIRST = "0" * 64
# What a fact may say: a code, a date, a moment, an id, a digest.
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]{0,63}")

Facts = Mapping[str, Any]


class Event(Record):
    """`seq` counts the events of its subject from 1; the last one's is the subject's version."""

    number: int
    subject: str
    seq: int
    kind: str
    at: datetime
    facts: dict[str, Any]
    payload_digest: str | None
    previous: str
    hash: str


def open_subject(tx: Transaction, kind: str, *, reference: str | None = None) -> str:
    """A new chain, with a key of its own. Returns its id."""
    subject = secrets.token_hex(16)
    tx.connection.execute(insert(subjects).values(id=subject, kind=kind, reference=reference))
    tx.keyring.make_subject_key(tx.connection, subject)
    return subject


def append(
    tx: Transaction,
    subject: str,
    kind: str,
    *,
    at: datetime,
    facts: Facts,
    payload: Mapping[str, Any] | None = None,
    seen: int | None = None,
) -> Event:
    """Add an event to the subject's chain. With `seen`, the version the caller knows, only if nothing came after it.

    Raises Conflict that says what came, UsageError for a moment without a zone, ValueError for a fact that is no code:
    such a fact could be a person's word, and would stay for ever.
    """
    _only_codes(facts)
    last = _last(tx.connection, subject)
    if seen is not None:
        refuse_unseen(tx, subject, seen)
    row = {
        "number": tx.connection.execute(select(head.c.number)).scalar_one() + 1,
        "subject": subject,
        "seq": last["seq"] + 1 if last else 1,
        "kind": kind,
        "at": moment(at),
        "facts": _canonical(facts),
        "payload_digest": None,
        "previous": last["hash"] if last else FIRST,
    }
    body = None if payload is None else _canonical(payload).encode()
    key = tx.keyring.subject_key(tx.connection, subject) if body is not None else None
    if body is not None:
        if key is None:
            raise UsageError("This was purged: nothing more can be kept with it.")
        row["payload_digest"] = digest(key, body)
    row["hash"] = chained(tx.keyring.chain, row)
    tx.connection.execute(insert(events).values(row))
    if body is not None and key is not None:
        sealed = seal(key, body, context=_place(row["number"]))
        tx.connection.execute(insert(payloads).values(number=row["number"], subject=subject, sealed=sealed))
    vouched = vouched_head(tx.keyring, row["number"], row["hash"])
    tx.connection.execute(update(head).values(number=row["number"], hash=row["hash"], vouched=vouched))
    return as_event(row)


def events_of(tx: Transaction, subject: str) -> tuple[Event, ...]:
    """The subject's chain, oldest first; empty for one that is not there."""
    return tuple(_select(tx.connection, events.c.subject == subject))


def chains(tx: Transaction, kind: str) -> dict[str, tuple[Event, ...]]:
    """Every chain of this kind, by subject, in the order in which they began."""
    found: dict[str, list[Event]] = {}
    of_kind = select(subjects.c.id).where(subjects.c.kind == kind)
    for one in _select(tx.connection, events.c.subject.in_(of_kind)):
        found.setdefault(one.subject, []).append(one)
    return {subject: tuple(chain) for subject, chain in found.items()}


def payloads_of(tx: Transaction, subject: str) -> dict[int, dict[str, Any]]:
    """What was sealed with the subject's events, by their numbers; empty once purged. Raises SealBroken."""
    if (key := tx.keyring.subject_key(tx.connection, subject)) is None:
        return {}
    rows = tx.connection.execute(select(payloads).where(payloads.c.subject == subject)).mappings()
    return {row["number"]: json.loads(opened(key, row["number"], row["sealed"])) for row in rows}


def payloads_of_kinds(tx: Transaction, kinds: Iterable[str]) -> dict[int, dict[str, Any]]:
    """What is left of what was sealed with events of these kinds, by their numbers. Raises SealBroken."""
    keys = tx.keyring.subject_keys(tx.connection)
    joined = select(payloads).join(events, events.c.number == payloads.c.number).where(events.c.kind.in_(kinds))
    rows = tx.connection.execute(joined).mappings()
    return {row["number"]: json.loads(opened(keys[row["subject"]], row["number"], row["sealed"])) for row in rows}


def opened(key: bytes, number: int, sealed: bytes) -> bytes:
    """Raises SealBroken."""
    return unseal(key, sealed, context=_place(number))


def digest(key: bytes, body: bytes) -> str:
    """What the chain covers of something sealed under a subject's key."""
    return vouch(derive(key, "digest"), body)


def chained(key: bytes, row: Mapping[str, Any]) -> str:
    """An event's hash: over all of it, and over the hash of the one before."""
    covered = ("number", "subject", "seq", "kind", "at", "facts", "payload_digest", "previous")
    return vouch(key, _canonical([row[name] for name in covered]).encode())


def moment(at: datetime) -> str:
    """As it is stored. Raises UsageError for a moment without a zone."""
    if at.tzinfo is None:
        raise UsageError(f"{at.isoformat()} has no time zone. Expected a moment with one.")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def as_event(row: Mapping[str, Any]) -> Event:
    return Event.model_validate(dict(row) | {"facts": json.loads(row["facts"])})


def _select(connection: Connection, which: ColumnElement[bool]) -> Iterator[Event]:
    rows = connection.execute(select(events).where(which).order_by(events.c.number)).mappings()
    return (as_event(dict(row)) for row in rows)


def _last(connection: Connection, subject: str) -> RowMapping | None:
    latest = select(events.c.seq, events.c.hash).where(events.c.subject == subject)
    return connection.execute(latest.order_by(events.c.seq.desc()).limit(1)).mappings().one_or_none()


def refuse_unseen(tx: Transaction, subject: str, seen: int) -> None:
    """Raises Conflict where `seen` is not the subject's version."""
    last = _last(tx.connection, subject)
    if seen == (last["seq"] if last else 0):
        return
    meanwhile = [(one.kind, one.at) for one in events_of(tx, subject) if one.seq > seen]
    told = ", ".join(f"{kind} ({at:%Y-%m-%d %H:%M} UTC)" for kind, at in meanwhile) or "nothing"
    raise Conflict(
        f"Somebody else acted first. What happened since version {seen}: {told}. Nothing of yours was kept; "
        "look at it as it stands now, then decide again.",
        meanwhile=meanwhile,
    )


def _place(number: int) -> str:
    return f"payload/{number}"


def _canonical(value: Mapping[str, Any] | Sequence[Any]) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _only_codes(value: Any) -> None:
    match value:
        case None | bool() | int():
            return
        case str() if _CODE.fullmatch(value):
            return
        case Mapping():
            for key, inner in value.items():
                _only_codes(key)
                _only_codes(inner)
        case list() | tuple():
            for inner in value:
                _only_codes(inner)
        case _:
            raise ValueError("a fact of an event is no code, date or number; seal it in the payload instead")

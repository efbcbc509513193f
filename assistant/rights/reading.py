"""A request as it is read: its events with what was sealed in them, for the office whole, for the family its part."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import Field
from sqlalchemy import select

from assistant.errors import NoSuchRequest
from assistant.ledger.database import Transaction
from assistant.ledger.events import Event, append, chains, events_of, payloads_of, payloads_of_kinds
from assistant.ledger.tables import subjects
from assistant.principal import Principal
from assistant.record import Record
from assistant.rights.finding import REQUEST
from assistant.rights.request import Act, Assigned, RequestEvent, Submitted, act_of, corrected
from assistant.rights.status import RequestStatus, fold

# The office's own affairs, which a family does not see.
INTERNAL = frozenset({"note", "assigned", "linked", "code_reissued", "corrected"})


class Listed(Record):
    """A request as the queue shows it; `assigned_to` is None where it is nobody's yet, and once purged."""

    request: str
    reference: str
    status: RequestStatus
    assigned_to: str | None = None


class RightsRequest(Listed):
    """`events` as they happened, each as later corrections mend it; `answers` are empty once purged."""

    events: tuple[RequestEvent, ...]
    answers: dict[str, Any] = Field(repr=False)

    def for_family(self) -> "RightsRequest":
        """Without what is the office's own: notes, remarks, names of staff, links, and how a slip was mended."""
        seen = [one for one in self.events if not one.void and one.act.kind not in INTERNAL]
        return self.model_copy(update={"events": tuple(map(_for_family, seen)), "assigned_to": None})


def read(tx: Transaction, request: str, *, zone: ZoneInfo) -> RightsRequest:
    """Raises NoSuchRequest."""
    events = as_events(chain_of(tx, request), payloads_of(tx, request))
    submitted = events[0].act
    return RightsRequest(
        request=request,
        reference=reference_of(tx, request),
        status=fold(events, zone=zone),
        events=events,
        answers=submitted.answers if isinstance(submitted, Submitted) else {},
        assigned_to=_assigned_to(events),
    )


def listed(tx: Transaction, *, zone: ZoneInfo) -> tuple[Listed, ...]:
    """Every request, in the order in which they were filed. Only what names the clerk is unsealed."""
    sealed = payloads_of_kinds(tx, ("assigned", "corrected"))
    wanted = select(subjects.c.id, subjects.c.reference).where(subjects.c.kind == REQUEST)
    references = {row.id: row.reference for row in tx.connection.execute(wanted)}
    return tuple(
        Listed(
            request=request,
            reference=references[request],
            status=fold(events := as_events(chain, sealed), zone=zone),
            assigned_to=_assigned_to(events),
        )
        for request, chain in chains(tx, REQUEST).items()
    )


def chain_of(tx: Transaction, request: str) -> tuple[Event, ...]:
    """Raises NoSuchRequest, for the id of a log as well."""
    if not (chain := events_of(tx, request)) or chain[0].kind != "submitted":
        raise NoSuchRequest("No such request is kept.")
    return chain


def reference_of(tx: Transaction, request: str) -> str:
    return str(tx.connection.execute(select(subjects.c.reference).where(subjects.c.id == request)).scalar_one())


def write(tx: Transaction, principal: Principal, request: str, act: Act, *, at: datetime, seen: int | None) -> Event:
    """Append what the act tells, each part where it belongs. Raises Conflict."""
    payload = act.sealed() | ({"by": principal.name} if principal.name else {})
    facts = {"role": principal.role, **act.facts()}
    return append(tx, request, act.kind, at=at, facts=facts, payload=payload or None, seen=seen)


def as_events(chain: Iterable[Event], sealed: Mapping[int, Mapping[str, Any]]) -> tuple[RequestEvent, ...]:
    """`sealed` by the events' numbers; what is not in it stays empty."""
    return corrected(_as_event(one, sealed.get(one.number, {})) for one in chain)


def _as_event(event: Event, sealed: Mapping[str, Any]) -> RequestEvent:
    facts, said = dict(event.facts), dict(sealed)
    role, by = facts.pop("role"), said.pop("by", None)
    return RequestEvent(seq=event.seq, at=event.at, role=role, by=by, act=act_of(event.kind, facts, said))


def _assigned_to(events: Iterable[RequestEvent]) -> str | None:
    names = [one.act.to for one in events if isinstance(one.act, Assigned) and not one.void]
    return (names[-1] or None) if names else None


def _for_family(event: RequestEvent) -> RequestEvent:
    silent = {"remarks": ""} if "remarks" in type(event.act).model_fields else {}
    return event.model_copy(update={"by": None, "act": event.act.model_copy(update=silent)})

"""Where a request stands: a fold over its events, by facts alone; and its clock, from the status and a day.

Nothing of this is stored, so nothing of it can be wrong in the database. What may follow on what is a table below, and
`check` holds every new act to it; the fold itself takes the past as it was.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from assistant.deadlines.calendar import Calendar
from assistant.deadlines.due import MINNESOTA_TIME, Due, count, due
from assistant.deadlines.limits import load_limits
from assistant.errors import NotPossible, UsageError
from assistant.record import Record
from assistant.rights.request import (
    Act,
    AnyAct,
    Assigned,
    Channel,
    ClarificationAsked,
    Closed,
    Corrected,
    DocumentAdded,
    Extended,
    Granted,
    HandedOver,
    IdentityChecked,
    LetterSent,
    Linked,
    Message,
    NextRight,
    PartlyGranted,
    Paused,
    Purged,
    Ready,
    RefusalReason,
    Refused,
    Reopened,
    RequestEvent,
    Resumed,
    Submitted,
    Withdrawn,
    corrected,
)

State = Literal[
    "received",
    "in_progress",
    "waiting",
    "ready",
    "paused",
    "granted",
    "partly_granted",
    "refused",
    "handed_over",
    "withdrawn",
    "closed",
    "purged",
]
Decision = Literal["granted", "partly_granted", "refused"]
Pressing = Literal["no_number", "running", "due_soon", "overdue", "waiting", "stopped"]

# Private data goes out with these: identity is checked before (34 CFR 99.31(c)), and only showing it keeps the clock.
RELEASING = frozenset({"inspect_records", "disclosure_log"})
COLLECTION = "public_collection"
COLLECTED = "public_data_request"
# What is asked for is to be seen: once it lies ready, the office has answered, whenever the person comes.
SHOWN = RELEASING | {COLLECTED, "inspect_contract"}
DUE_SOON = 3
"""Business days left, the last one counted."""

_UNDECIDED = frozenset({"received", "in_progress", "waiting", "ready", "paused"})
_TO_HAND_OVER = frozenset({"granted", "partly_granted"})
_ANSWERED = _TO_HAND_OVER | {"refused", "handed_over"}
_ENDED = frozenset({"withdrawn", "closed"})
_KEPT = _UNDECIDED | _ANSWERED | _ENDED
FOLLOWS: dict[str, frozenset[str]] = {
    "submitted": frozenset(),
    "identity_checked": _KEPT,
    "assigned": _UNDECIDED | _ANSWERED,
    "clarification_asked": _UNDECIDED,
    "extended": _UNDECIDED | _TO_HAND_OVER,
    "letter_sent": _KEPT,
    "ready": _UNDECIDED | _TO_HAND_OVER,
    "paused": frozenset({"ready"}),
    "resumed": frozenset({"paused"}),
    "granted": _UNDECIDED,
    "partly_granted": _UNDECIDED,
    "refused": _UNDECIDED,
    "handed_over": _UNDECIDED | _TO_HAND_OVER,
    "withdrawn": _UNDECIDED | _TO_HAND_OVER,
    "reopened": _ANSWERED | _ENDED,
    "linked": _KEPT,
    "note": _KEPT,
    "message": _KEPT,
    "document_added": _KEPT,
    "code_reissued": _KEPT,
    "corrected": _KEPT,
    "closed": _UNDECIDED | _ANSWERED | {"withdrawn"},
    "purged": _ENDED,
}
"""Where a request may stand for an act to follow."""


class RequestStatus(Record):
    """`version` is the last event's seq: who acts next says that they saw it. Days are the district's.

    `answered_on` is when the law's clock stopped; `waited` counts the days spent waiting for the requester since the
    office last promised a day.
    """

    form: str
    received_on: date
    channel: Channel
    language: str
    conditions: tuple[str, ...]
    version: int
    changed_on: date
    state: State = "received"
    identity: Literal["unchecked", "passed", "failed"] = "unchecked"
    assigned: bool = False
    asked_on: date | None = None
    waited: int = 0
    ready_on: date | None = None
    promised_on: date | None = None
    decision: Decision | None = None
    decided_on: date | None = None
    reasons: tuple[RefusalReason, ...] = ()
    rights: tuple[NextRight, ...] = ()
    answered_on: date | None = None
    ended_on: date | None = None
    linked: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


class Clock(Record):
    """`due_on` is the law's day, or where no law gives a number, the day that the office promised.

    `due` tells how the law's day was counted. `kept` is whether the answer came in time, None while there is none.
    `days_left` counts business days, the last one included; below zero when overdue.
    """

    pressing: Pressing
    due: Due
    due_on: date | None
    promised_on: date | None
    answered_on: date | None
    kept: bool | None
    days_left: int | None


def fold(events: Iterable[RequestEvent], *, zone: ZoneInfo = MINNESOTA_TIME) -> RequestStatus:
    """The status after these events, oldest first. Raises ValueError where the first is no submission."""
    status: RequestStatus | None = None
    for event in corrected(events):
        day = event.at.astimezone(zone).date()
        if isinstance(event.act, Submitted):
            status = _begun(event.act, event.seq, day)
            continue
        if status is None:
            raise ValueError("a request begins with its submission")
        change = {} if event.void else _change(status, event, day)
        status = status.model_copy(update={**change, "version": event.seq, "changed_on": day})
    if status is None:
        raise ValueError("a request without events")
    return status


def _begun(act: Submitted, seq: int, day: date) -> RequestStatus:
    told = act.model_dump(include={"form", "received_on", "channel", "language", "conditions"})
    return RequestStatus(**told, version=seq, changed_on=day)


def _change(status: RequestStatus, event: RequestEvent, day: date) -> dict[str, Any]:
    match event.act:
        case IdentityChecked(passed=passed):
            return {"identity": "passed" if passed else "failed", **_taken_up(status)}
        case Assigned():
            return {"assigned": True, **_taken_up(status)}
        case LetterSent():
            return _taken_up(status)
        case Linked(to=other):
            return {"linked": tuple(dict.fromkeys((*status.linked, other)))}
        case DocumentAdded(attachment=attachment):
            return {"documents": (*status.documents, attachment), **_heard(status, event, day)}
        case Message():
            return _heard(status, event, day)
        case Extended(until=until):
            return {"promised_on": until, "waited": 0, "asked_on": status.asked_on and day, **_taken_up(status)}
        case ClarificationAsked():
            return {"state": "waiting", "asked_on": status.asked_on or day}
        case Purged():
            return {"state": "purged"}
        case act:
            return _settled(status, act, day)


def _settled(status: RequestStatus, act: AnyAct, day: date) -> dict[str, Any]:
    """The acts that answer a request, end it, or begin it anew."""
    waited = _waited(status, day)
    match act:
        case Ready():
            held = status.state if status.state in _TO_HAND_OVER else "ready"
            answered = day if status.form in SHOWN else None
            return {"state": held, "ready_on": day, "answered_on": status.answered_on or answered, **waited}
        case Paused():
            return {"state": "paused"}
        case Resumed():
            return {"state": "in_progress", "answered_on": None, "ready_on": None}
        case Granted() | PartlyGranted() | Refused():
            answered = None if status.form in RELEASING and act.kind != "refused" else day
            decided = {"state": act.kind, "decision": act.kind, "decided_on": day}
            why = {"reasons": getattr(act, "reasons", ()), "rights": getattr(act, "rights", ())}
            return {**decided, **why, "answered_on": status.answered_on or answered, **waited}
        case HandedOver(on=on):
            return {"state": "handed_over", "answered_on": status.answered_on or on, **waited}
        case Withdrawn() | Closed():
            return {"state": act.kind, "ended_on": day, **waited}
        case Reopened():
            again = dict.fromkeys(("decision", "decided_on", "answered_on", "ended_on", "ready_on"))
            return {**again, "state": "in_progress", "reasons": (), "rights": ()}
    return {}


def _taken_up(status: RequestStatus) -> dict[str, Any]:
    return {"state": "in_progress"} if status.state == "received" else {}


def _heard(status: RequestStatus, event: RequestEvent, day: date) -> dict[str, Any]:
    """What the family sends ends the waiting for it."""
    if event.role != "family" or status.state != "waiting":
        return {}
    return {"state": "in_progress", **_waited(status, day)}


def _waited(status: RequestStatus, day: date) -> dict[str, Any]:
    if status.asked_on is None:
        return {}
    return {"asked_on": None, "waited": status.waited + (day - status.asked_on).days}


def check(
    status: RequestStatus,
    act: Act,
    *,
    today: date,
    calendar: Calendar,
    events: Iterable[RequestEvent] = (),
) -> None:
    """Whether `act` may follow. Raises NotPossible, UsageError for an act that says nothing.

    `events` are the request's, for a correction to be held against.
    """
    if unsaid := act.unsaid():
        raise UsageError(f"{act.kind} lacks {', '.join(unsaid)}. Say it in a few words.")
    if status.state not in FOLLOWS[act.kind]:
        possible = sorted(kind for kind, states in FOLLOWS.items() if status.state in states)
        raise _not_possible(status, act, f"Possible now: {', '.join(possible) or 'nothing'}.")
    match act:
        case HandedOver(on=on) if not status.received_on <= on <= today:
            raise UsageError(f"handed_over on {on}: expected a day from {status.received_on} to {today}.")
        case HandedOver() if status.form in RELEASING and status.identity != "passed":
            raise _not_possible(status, act, "Record an identity check that passed first (34 CFR 99.31(c)).")
        case Extended(until=until) if until <= today:
            raise UsageError(f"extended until {until}: expected a day after {today}.")
        case Paused() if (last := collect_by(status, calendar)) is None or today <= last:
            raise _not_possible(status, act, "Only public data that nobody came for in five business days may wait.")
        case Corrected():
            _check_correction(status, act, tuple(events))


def collect_by(status: RequestStatus, calendar: Calendar) -> date | None:
    """The last day to inspect or collect public data before the office may pause the request."""
    limit = load_limits().by_id(COLLECTION)
    if status.form != COLLECTED or status.ready_on is None or (limit.in_force and status.ready_on < limit.in_force):
        return None
    return count(limit, status.ready_on, calendar=calendar).due_on


def _check_correction(status: RequestStatus, act: Corrected, events: tuple[RequestEvent, ...]) -> None:
    named = next((one for one in events if one.seq == act.event), None)
    if named is None or named.act.kind in ("corrected", "code_reissued", "document_added", "purged"):
        raise _not_possible(status, act, f"There is no event {act.event} that a correction could mend.")
    if act.replacement is None and named.act.kind == "submitted":
        raise _not_possible(status, act, "A submission cannot be undone; close the request instead.")
    if act.replacement is not None and act.replacement.kind != named.act.kind:
        raise _not_possible(status, act, f"Event {act.event} is {named.act.kind}; so must be what replaces it.")
    if act.replacement is not None and (unsaid := act.replacement.unsaid()):
        raise UsageError(f"The replacement lacks {', '.join(unsaid)}. Say it in a few words.")


def _not_possible(status: RequestStatus, act: Act, hint: str) -> NotPossible:
    message = f"{act.kind} does not follow on {status.state}. {hint}"
    return NotPossible(message, step=act.kind, state=status.state)


def clock(status: RequestStatus, *, today: date, calendar: Calendar) -> Clock:
    """How pressing the request is on `today`.

    A clarification stops no clock that a law counts: no statute here says that it does, and the earlier day is the safe
    one. Where no law gives a number, the day that the office promised waits with it.
    """
    law = due(status.form, status.received_on, calendar=calendar, conditions=status.conditions)
    promised = status.promised_on and status.promised_on + timedelta(days=status.waited)
    due_on = law.due_on or promised
    stopped = status.answered_on or status.ended_on
    return Clock(
        pressing=_pressing(status, due_on, counted=law.due_on is not None, today=today, calendar=calendar),
        due=law,
        due_on=due_on,
        promised_on=promised,
        answered_on=status.answered_on,
        kept=status.answered_on <= due_on if status.answered_on and due_on else None,
        days_left=business_days(today, due_on, calendar) if due_on and not stopped else None,
    )


def _pressing(
    status: RequestStatus, due_on: date | None, *, counted: bool, today: date, calendar: Calendar
) -> Pressing:
    if status.answered_on or status.ended_on:
        return "stopped"
    if status.state in ("waiting", "paused") and not counted:
        return "waiting"
    if due_on is None:
        return "no_number"
    if today > due_on:
        return "overdue"
    return "due_soon" if business_days(today, due_on, calendar) <= DUE_SOON else "running"


def business_days(first: date, last: date, calendar: Calendar) -> int:
    """The business days from `first` to `last`, both counted; below zero where `last` is past."""
    if last < first:
        return -business_days(last + timedelta(days=1), first, calendar)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return sum(calendar.closed(day) is None for day in days)

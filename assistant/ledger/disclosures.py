"""The record of requests and disclosures that 34 CFR 99.32 wants: one chain a student, as lasting as their records.

An entry says who asked or received, their legitimate interest, what, when, by which rule; in an emergency the threat;
and the further parties where passing on was agreed. Who need not be logged (99.32(d)) is decided before, by the check.
A slip is struck by a later entry and stays readable. A student is found by number, or by name and birth date.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from assistant.errors import NotPossible, UsageError
from assistant.ledger import blind
from assistant.ledger.blind import Identifier
from assistant.ledger.database import Database, Transaction
from assistant.ledger.events import append, events_of, open_subject, payloads_of
from assistant.principal import Principal
from assistant.record import Record

LOG = "disclosures"
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


class _Private(Record):
    """An error of its making shows nothing that came: it may end up in a log file."""

    model_config = ConfigDict(hide_input_in_errors=True)


class Student(_Private):
    """Enough to tell one student from all others: the district's number, or name and birth date."""

    number: Words | None = None
    name: Words | None = None
    born: date | None = None

    @model_validator(mode="after")
    def _is_told_apart(self) -> Self:
        if not self.number and not (self.name and self.born):
            raise ValueError("give the student's number, or name and birth date: a name alone may be two students'")
        return self


class Party(_Private):
    name: Words
    interest: Words


class Disclosure(_Private):
    """`what`: asked for and not given, or given. `rule` is the authority, such as 34 CFR 99.31(a)(10)."""

    what: Literal["requested", "disclosed"]
    on: date
    recipient: Words
    interest: Words
    data: tuple[Words, ...] = Field(min_length=1)
    rule: Words
    emergency: bool = False
    threat: Words | None = None
    further: tuple[Party, ...] = ()

    @model_validator(mode="after")
    def _names_the_threat(self) -> Self:
        if self.emergency and not self.threat:
            raise ValueError("in an emergency, record the articulable and significant threat (34 CFR 99.32(a)(5))")
        return self


class LogEntry(Record):
    """`by` is who wrote it down. `struck` is why it is no entry after all, where a later one says so."""

    seq: int
    at: datetime
    by: str | None
    disclosure: Disclosure
    request: str | None = None
    struck: str | None = None


def log(
    tx: Transaction,
    principal: Principal,
    student: Student,
    disclosure: Disclosure,
    *,
    at: datetime,
    request: str | None = None,
) -> int:
    """Write it down, in the caller's transaction; `request` is the request it answers. Returns its seq.

    Raises NotAllowed, and UsageError where number and name belong to the logs of two students.
    """
    principal.need("log_disclosure")
    subject = _log_of(tx, student) or open_subject(tx, LOG)
    blind.add(tx, subject, _identifiers(student))
    payload = {"by": principal.name, "student": student.model_dump(mode="json", exclude_none=True)}
    payload |= {"disclosure": disclosure.model_dump(mode="json", exclude_defaults=True)}
    facts = {"what": disclosure.what, "on": disclosure.on.isoformat(), "request": request}
    return append(tx, subject, "logged", at=at, facts=facts, payload=payload).seq


def strike(database: Database, principal: Principal, student: Student, seq: int, *, why: str, at: datetime) -> None:
    """Say that an entry is none. Raises NotAllowed, NotPossible where there is no such entry."""
    principal.need("log_disclosure")
    with database.writing() as tx:
        subject = _log_of(tx, student)
        logged = events_of(tx, subject) if subject else ()
        if subject is None or not any(one.seq == seq and one.kind == "logged" for one in logged):
            raise NotPossible(f"The log has no entry {seq}. Look at it again.", step="strike", state="logged")
        append(tx, subject, "struck", at=at, facts={"entry": seq}, payload={"by": principal.name, "why": why})


def student_log(database: Database, principal: Principal, student: Student) -> tuple[LogEntry, ...]:
    """The student's own log, oldest first; empty where nothing was logged. Raises NotAllowed."""
    principal.need("read_disclosure_log")
    with database.reading() as tx:
        subject = _log_of(tx, student)
        return tuple(_entries(tx, subject)) if subject else ()


def _entries(tx: Transaction, subject: str) -> Iterator[LogEntry]:
    events, sealed = events_of(tx, subject), payloads_of(tx, subject)
    struck = {one.facts["entry"]: sealed[one.number]["why"] for one in events if one.kind == "struck"}
    for one in events:
        if one.kind == "logged":
            told = sealed[one.number]
            disclosure = Disclosure.model_validate(told["disclosure"])
            also = {"by": told["by"], "request": one.facts["request"], "struck": struck.get(one.seq)}
            yield LogEntry(seq=one.seq, at=one.at, disclosure=disclosure, **also)


def _log_of(tx: Transaction, student: Student) -> str | None:
    found = blind.sharing(tx, _identifiers(student), kind=LOG)
    if len(found) > 1:
        raise UsageError("The number and the name belong to the logs of two students. Give the number alone.")
    return next(iter(found), None)


def _identifiers(student: Student) -> Iterator[Identifier]:
    """The name alone finds no log: two students may share it."""
    if student.number:
        yield Identifier(kind="student", value=f"number {student.number}")
    if student.name and student.born:
        yield Identifier(kind="student", value=f"{student.name} {student.born.isoformat()}")

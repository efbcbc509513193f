"""Requests, kept: filed once, acted on by one at a time, read by who may, and in the end shredded.

Every function asks the `Principal` it is handed, or takes a `Visit`, which only the request's secret code opens. Who
acts names the version they saw; if somebody acted meanwhile, they are told, and nothing of theirs is kept by half.
"""

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pydantic import Field
from sqlalchemy import insert, select

from assistant.deadlines.calendar import Calendar
from assistant.deadlines.due import MINNESOTA_TIME
from assistant.deadlines.limits import load_limits
from assistant.errors import AttachmentRefused, Conflict, NotPossible, UsageError
from assistant.ledger import blind
from assistant.ledger.attachments import FileKind, attach, attachment_of, file_kind
from assistant.ledger.database import Database, Transaction
from assistant.ledger.disclosures import Disclosure, Student, log
from assistant.ledger.events import Event, events_of, open_subject, payloads_of, refuse_unseen
from assistant.ledger.retention import shred
from assistant.ledger.sealing import vouch
from assistant.ledger.tables import subjects, submissions
from assistant.principal import Principal
from assistant.record import Record
from assistant.rights.answers import Filed, Upload
from assistant.rights.finding import REQUEST, Likeness, alike, identifiers
from assistant.rights.reading import Listed, RightsRequest, as_events, chain_of, listed, read, reference_of, write
from assistant.rights.references import hashed, matches, new_code, new_reference, read_reference
from assistant.rights.request import (
    Act,
    Channel,
    CodeReissued,
    Corrected,
    DocumentAdded,
    Linked,
    Message,
    Note,
    Purged,
    Submitted,
    Withdrawn,
)
from assistant.rights.status import RequestStatus, check, fold
from assistant.rights.visiting import Visit, code_of, keep_code, visit

FAMILY = Principal()
MOST_DOCUMENTS = 10
LEAST_TOKEN = 16
# They decide nothing, so they need not have seen what somebody else decided.
ADDITIVE = (Note, Message, DocumentAdded)
# They come with more than an event, by functions of their own.
APART = (Submitted, DocumentAdded, CodeReissued, Purged)


class Receipt(Record):
    """`code` is shown once; None where the form was filed before and its code has been replaced since."""

    request: str
    reference: str
    code: str | None = Field(repr=False)
    received_on: date
    version: int


class RequestStore:
    """`zone` says which day a moment is, `calendar` which days count."""

    def __init__(self, database: Database, *, zone: ZoneInfo = MINNESOTA_TIME, calendar: Calendar | None = None):
        self._database, self._zone, self._calendar = database, zone, calendar or Calendar()

    def submit(
        self,
        principal: Principal,
        filed: Filed,
        *,
        at: datetime,
        received: date | None = None,
        channel: Channel = "web",
        language: str = "en",
        token: str | None = None,
    ) -> Receipt:
        """File a form. The same `token` (secret, drawn by the page for this form) files once, however often it comes.

        `received` is the real day of receipt of what the office enters; on the web it is the day of `at`. Raises
        NotAllowed, UsageError, AttachmentRefused, and Conflict where the token has filed other answers already.
        """
        received_on = self._received(principal, channel, received, at)
        load_limits().clock(filed.form)
        token = secrets.token_urlsafe(32) if token is None else token
        if len(token) < LEAST_TOKEN:
            raise UsageError(f"A token of {len(token)} characters can be guessed. Expected at least {LEAST_TOKEN}.")
        told = {"form": filed.form, "received_on": received_on, "channel": channel, "language": language}
        act = Submitted.model_validate({**told, "conditions": filed.cases, "answers": filed.answers})
        with self._database.reading() as tx:
            code = new_code(tx.keyring.codes, token)
        kept_code = hashed(code)
        with self._database.writing() as tx:
            if (request := _filed_before(tx, token)) is not None:
                return _same_again(tx, request, act, code)
            reference = _free_reference(tx)
            request = open_subject(tx, REQUEST, reference=reference)
            tx.connection.execute(insert(submissions).values(token=_token(tx, token), subject=request))
            keep_code(tx, request, kept_code)
            blind.keep(tx, request, identifiers(act.answers))
            version = write(tx, principal, request, act, at=at, seen=0).seq
            for question, upload in filed.files.items():
                version = _keep_document(tx, principal, request, upload, at=at, question=question).seq
        return Receipt(request=request, reference=reference, code=code, received_on=received_on, version=version)

    def act(
        self,
        principal: Principal,
        request: str,
        act: Act,
        *,
        at: datetime,
        seen: int | None,
        disclosures: Sequence[tuple[Student, Disclosure]] = (),
    ) -> RightsRequest:
        """The office acts. `seen` is the version it saw; a note or message may leave it None, since it decides nothing.

        `disclosures` are written into the students' logs in the same step. Raises NotAllowed, NotPossible, Conflict,
        NoSuchRequest, UsageError.
        """
        principal.need("handle_requests")
        if isinstance(act, APART):
            raise UsageError(f"{act.kind} is no act of its own; call the function that does it.")
        with self._database.writing() as tx:
            self._act(tx, principal, request, act, at=at, seen=seen)
            for student, disclosure in disclosures:
                log(tx, principal, student, disclosure, at=at, request=request)
            return self._read(tx, request)

    def add_document(
        self, principal: Principal, request: str, upload: Upload, *, at: datetime, seen: int | None = None
    ) -> RightsRequest:
        """Raises NotAllowed, AttachmentRefused, NotPossible, Conflict, NoSuchRequest."""
        principal.need("handle_requests")
        with self._database.writing() as tx:
            self._document(tx, principal, request, upload, at=at, seen=seen)
            return self._read(tx, request)

    def read(self, principal: Principal, request: str) -> RightsRequest:
        """Raises NotAllowed, NoSuchRequest."""
        principal.need("handle_requests")
        with self._database.reading() as tx:
            return self._read(tx, request)

    def document(self, principal: Principal, request: str, attachment: str) -> tuple[FileKind, bytes]:
        """Raises NotAllowed, NoSuchRequest."""
        principal.need("handle_requests")
        return self._open_document(request, attachment)

    def queue(self, principal: Principal) -> tuple[Listed, ...]:
        """Every request, in the order in which they were filed. Raises NotAllowed."""
        principal.need("handle_requests")
        with self._database.reading() as tx:
            return listed(tx, zone=self._zone)

    def search(self, principal: Principal, text: str) -> frozenset[str]:
        """The requests found by a reference, a name or some words of it, an e-mail address, a phone or student number.

        Raises NotAllowed.
        """
        principal.need("handle_requests")
        with self._database.reading() as tx:
            found = blind.search(tx, text, kind=REQUEST)
            if reference := read_reference(text):
                wanted = select(subjects.c.id).where(subjects.c.reference == reference)
                found |= set(tx.connection.execute(wanted).scalars())
            return frozenset(found)

    def duplicates(self, principal: Principal, request: str) -> tuple[Likeness, ...]:
        """Other requests of the same form that may be the same, the likest first. Raises NotAllowed, NoSuchRequest."""
        principal.need("handle_requests")
        with self._database.reading() as tx:
            found = self._read(tx, request)
            like = alike(tx, request, found.answers)
            return tuple(one for one in like if self._read(tx, one.request).status.form == found.status.form)

    def reissue_code(self, principal: Principal, request: str, *, at: datetime, seen: int) -> str:
        """A new code in place of a lost one, to be told to the person whose identity was checked.

        Raises NotAllowed, NotPossible without an identity check that passed, Conflict, NoSuchRequest.
        """
        principal.need("handle_requests")
        with self._database.reading() as tx:
            code = new_code(tx.keyring.codes, secrets.token_urlsafe(32))
        kept_code = hashed(code)
        with self._database.writing() as tx:
            status = self._act(tx, principal, request, CodeReissued(), at=at, seen=seen)
            if status.identity != "passed":
                raise NotPossible(
                    "A code is told only to a person whose identity was checked. Record the check first.",
                    step="code_reissued",
                    state=status.state,
                )
            keep_code(tx, request, kept_code)
        return code

    def purge(self, principal: Principal, *, before: date, at: datetime) -> tuple[str, ...]:
        """Shred every request that ended before a day; returns their references. Raises NotAllowed.

        One at a time, each wholly or not at all: cut off, it goes on where it stopped when called again.
        """
        principal.need("purge_requests")
        with self._database.reading() as tx:
            ended = [one for one in listed(tx, zone=self._zone) if _may_go(one.status, before)]
        for one in ended:
            with self._database.writing() as tx:
                shred(tx, one.request, at=at, seen=one.status.version, facts={"role": principal.role})
        self._database.tidy()
        return tuple(one.reference for one in ended)

    def visit(self, reference: str, code: str, *, client: str, at: datetime) -> Visit:
        """A family's way in. `client` is what the page knows of who tries. Raises NoSuchRequest, TryLater."""
        return visit(self._database, reference, code, client=client, at=at)

    def status(self, visited: Visit) -> RightsRequest:
        """What a family sees of its request; once purged, only that it was."""
        with self._database.reading() as tx:
            return self._read(tx, visited.request).for_family()

    def write(self, visited: Visit, text: str, *, at: datetime) -> RightsRequest:
        """Raises UsageError for an empty message, NotPossible."""
        return self._by_family(visited, Message(text=text), at=at, seen=None)

    def withdraw(self, visited: Visit, *, at: datetime, seen: int, text: str = "") -> RightsRequest:
        """Raises Conflict where the office acted meanwhile, NotPossible."""
        return self._by_family(visited, Withdrawn(text=text), at=at, seen=seen)

    def send_document(self, visited: Visit, upload: Upload, *, at: datetime) -> RightsRequest:
        """Raises AttachmentRefused, NotPossible."""
        with self._database.writing() as tx:
            self._document(tx, FAMILY, visited.request, upload, at=at, seen=None)
            return self._read(tx, visited.request).for_family()

    def own_document(self, visited: Visit, attachment: str) -> tuple[FileKind, bytes]:
        """Raises NoSuchRequest."""
        return self._open_document(visited.request, attachment)

    def _by_family(self, visited: Visit, act: Act, *, at: datetime, seen: int | None) -> RightsRequest:
        with self._database.writing() as tx:
            self._act(tx, FAMILY, visited.request, act, at=at, seen=seen)
            return self._read(tx, visited.request).for_family()

    def _read(self, tx: Transaction, request: str) -> RightsRequest:
        return read(tx, request, zone=self._zone)

    def _act(
        self, tx: Transaction, principal: Principal, request: str, act: Act, *, at: datetime, seen: int | None
    ) -> RequestStatus:
        """Hold the act to where the request stands, then write it. Returns where it stood."""
        status = self._stands(tx, request, act, at=at, seen=seen)
        if isinstance(act, Linked):
            _refuse_link(tx, request, act)
        write(tx, principal, request, act, at=at, seen=seen)
        if isinstance(act, Corrected) and isinstance(act.replacement, Submitted):
            blind.keep(tx, request, identifiers(act.replacement.answers))
        return status

    def _document(
        self, tx: Transaction, principal: Principal, request: str, upload: Upload, *, at: datetime, seen: int | None
    ) -> None:
        empty = DocumentAdded(attachment="0" * 32, file_kind="text", size=0, digest="0")
        status = self._stands(tx, request, empty, at=at, seen=seen)
        if len(status.documents) >= MOST_DOCUMENTS:
            raise AttachmentRefused(
                f"This request has {MOST_DOCUMENTS} documents, and takes no more. Bring or mail the others.",
                reason="too_many",
            )
        _keep_document(tx, principal, request, upload, at=at)

    def _stands(self, tx: Transaction, request: str, act: Act, *, at: datetime, seen: int | None) -> RequestStatus:
        """Where the request stands, if `act` may follow on that and its author has seen it."""
        chain = chain_of(tx, request)
        if seen is not None:
            refuse_unseen(tx, request, seen)
        elif not isinstance(act, ADDITIVE):
            raise UsageError(f"{act.kind} decides something: say which version it was decided on.")
        events = as_events(chain, {})
        status = fold(events, zone=self._zone)
        check(status, act, today=at.astimezone(self._zone).date(), calendar=self._calendar, events=events)
        return status

    def _open_document(self, request: str, attachment: str) -> tuple[FileKind, bytes]:
        with self._database.reading() as tx:
            body = attachment_of(tx, request, attachment)
        return file_kind(body), body

    def _received(self, principal: Principal, channel: Channel, received: date | None, at: datetime) -> date:
        today = at.astimezone(self._zone).date()
        if channel != "web" or received is not None:
            principal.need("handle_requests")
        if received is not None and received > today:
            raise UsageError(f"Received on {received}, and today is {today}. Expected the day it truly came.")
        return received or today


def _keep_document(
    tx: Transaction, principal: Principal, request: str, upload: Upload, *, at: datetime, question: str | None = None
) -> Event:
    attached = attach(tx, request, upload.content)
    act = DocumentAdded(**attached.model_dump(), question=question, name=upload.name)
    return write(tx, principal, request, act, at=at, seen=None)


def _filed_before(tx: Transaction, token: str) -> str | None:
    wanted = select(submissions.c.subject).where(submissions.c.token == _token(tx, token))
    return tx.connection.execute(wanted).scalar_one_or_none()


def _same_again(tx: Transaction, request: str, act: Submitted, code: str) -> Receipt:
    chain = events_of(tx, request)
    first = chain[0]
    told = payloads_of(tx, request)[first.number]
    if (told.get("answers", {}), first.facts["form"]) != (act.sealed().get("answers", {}), act.form):
        raise Conflict(
            "This form was filed already, with other answers. What was changed since was not filed: send it as a "
            "message to that request, or begin a new form.",
            meanwhile=[(first.kind, first.at)],
        )
    return Receipt(
        request=request,
        reference=reference_of(tx, request),
        code=code if matches(code, code_of(tx, request)) else None,
        received_on=date.fromisoformat(first.facts["received_on"]),
        version=chain[-1].seq,
    )


def _token(tx: Transaction, token: str) -> str:
    return vouch(tx.keyring.codes, f"token/{token}".encode())


def _free_reference(tx: Transaction) -> str:
    while True:
        reference = new_reference()
        taken = select(subjects.c.id).where(subjects.c.reference == reference)
        if tx.connection.execute(taken).first() is None:
            return reference


def _refuse_link(tx: Transaction, request: str, act: Linked) -> None:
    other = select(subjects.c.id).where(subjects.c.id == act.to, subjects.c.kind == REQUEST)
    if act.to == request or tx.connection.execute(other).first() is None:
        raise UsageError("A request is linked to another one that is kept. Expected its id.")


def _may_go(status: RequestStatus, before: date) -> bool:
    """Ended, and nothing has happened to it since: a message to a closed request is still to be answered."""
    return status.state in ("closed", "withdrawn") and status.changed_on < before

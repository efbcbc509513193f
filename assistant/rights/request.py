"""A rights request and everything that can happen to it: each act a record of its own, which says what of it is sealed.

What an act tells in codes and dates becomes facts of its event, which stay for ever; what a person wrote or is called
is `Sealed` and goes into the payload, which a purge shreds. So the status of a request can be told from facts alone.
Nothing is ever changed: a mistake is mended by a `Corrected` that names the event and says what it should have been.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from assistant.errors import LedgerUnusable
from assistant.ledger.attachments import FileKind
from assistant.principal import Role
from assistant.record import Record

Channel = Literal["web", "paper", "phone", "email", "counter"]
IdentityProof = Literal["photo_id", "known_in_person", "records_match", "court_paper", "signed_form", "other"]
ExtensionReason = Literal[
    "many_records", "other_students_data", "waiting_for_source", "hearing_date", "agreed_with_requester", "other"
]
RefusalReason = Literal[
    "no_such_record",
    "other_students_data",
    "no_right_shown",
    "identity_not_shown",
    "court_order",
    "record_is_right",
    "judgment_not_record",
    "not_public",
    "must_be_kept",
    "law_bars",
    "other",
]
NextRight = Literal["hearing", "statement", "state_appeal", "federal_complaint", "state_complaint", "advisory_opinion"]
LetterKind = Literal[
    "acknowledgement", "more_information", "granted", "copy_cost", "appointment", "refused", "extension", "other"
]
Delivery = Literal["email", "mail", "in_person", "page"]
HandingOver = Literal["inspected", "copied", "mailed", "electronic", "done"]
ClosingReason = Literal["done", "withdrawn", "duplicate", "no_reply", "sent_elsewhere", "other"]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


@dataclass(frozen=True)
class Sealed:
    """Marks what a person wrote. `needed`: the act says nothing without it."""

    needed: bool = False


Said = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000), Sealed(needed=True)]
MaySay = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000), Sealed()]


class Act(Record):
    """Once the payload is shredded, and where only the status is wanted, what is sealed is empty.

    Neither its repr nor an error of its making shows what is sealed: both end up in log files.
    """

    model_config = ConfigDict(hide_input_in_errors=True)

    kind: str

    def unsaid(self) -> tuple[str, ...]:
        """What needed saying and is empty."""
        return tuple(name for name in self._sealed(needed=True) if not getattr(self, name))

    def facts(self) -> dict[str, Any]:
        sealed = set(self._sealed())
        return {name: value for name, value in self.model_dump(mode="json").items() if name not in {*sealed, "kind"}}

    def sealed(self) -> dict[str, Any]:
        dumped = self.model_dump(mode="json")
        return {name: dumped[name] for name in self._sealed() if dumped[name]}

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        sealed = set(self._sealed())
        return ((name, value) for name, value in super().__repr_args__() if name not in sealed)

    @classmethod
    def _sealed(cls, *, needed: bool = False) -> Iterator[str]:
        for name, field in cls.model_fields.items():
            marks = [mark for mark in field.metadata if isinstance(mark, Sealed)]
            if marks and (marks[0].needed or not needed):
                yield name


class Submitted(Act):
    """`conditions` are cases of time limits, as `deadlines` names them; `received_on` is the day it truly came."""

    kind: Literal["submitted"] = "submitted"
    form: Code
    received_on: date
    channel: Channel
    language: Code = "en"
    conditions: tuple[Code, ...] = ()
    answers: Annotated[dict[str, Any], Sealed(needed=True)] = Field(default_factory=dict)


class IdentityChecked(Act):
    kind: Literal["identity_checked"] = "identity_checked"
    how: IdentityProof
    passed: bool
    remarks: MaySay = ""


class Assigned(Act):
    kind: Literal["assigned"] = "assigned"
    to: Said = ""


class ClarificationAsked(Act):
    """Waits for the requester. Whether the clock waits too, `status.clock` says."""

    kind: Literal["clarification_asked"] = "clarification_asked"
    text: Said = ""


class Extended(Act):
    """A new day promised. No law here lets the office move a counted due date: that one stays in sight beside it."""

    kind: Literal["extended"] = "extended"
    until: date
    reason: ExtensionReason
    text: Said = ""


class LetterSent(Act):
    kind: Literal["letter_sent"] = "letter_sent"
    letter: LetterKind
    how: Delivery
    text: Said = ""


class Ready(Act):
    """The records can be seen or collected; where and when."""

    kind: Literal["ready"] = "ready"
    text: Said = ""


class Paused(Act):
    """Not inspected or collected in time (Minn. Stat. 13.03 subd. 3): public data requests only."""

    kind: Literal["paused"] = "paused"


class Resumed(Act):
    kind: Literal["resumed"] = "resumed"
    text: MaySay = ""


class Granted(Act):
    kind: Literal["granted"] = "granted"
    text: MaySay = ""


class PartlyGranted(Act):
    kind: Literal["partly_granted"] = "partly_granted"
    reasons: tuple[RefusalReason, ...] = Field(min_length=1)
    rights: tuple[NextRight, ...] = Field(min_length=1)
    text: Said = ""


class Refused(Act):
    """With its reasons and the ways on; a refusal without them is none that the law knows."""

    kind: Literal["refused"] = "refused"
    reasons: tuple[RefusalReason, ...] = Field(min_length=1)
    rights: tuple[NextRight, ...] = Field(min_length=1)
    text: Said = ""


class HandedOver(Act):
    """Seen, given, or done."""

    kind: Literal["handed_over"] = "handed_over"
    how: HandingOver
    on: date
    remarks: MaySay = ""


class Withdrawn(Act):
    kind: Literal["withdrawn"] = "withdrawn"
    text: MaySay = ""


class Reopened(Act):
    kind: Literal["reopened"] = "reopened"
    text: Said = ""


class Linked(Act):
    """Another request that asks for the same, by its id."""

    kind: Literal["linked"] = "linked"
    to: Id


class Note(Act):
    """The office's own; the family never sees it here."""

    kind: Literal["note"] = "note"
    text: Said = ""


class Message(Act):
    """From the family or from the office, as the event's role says."""

    kind: Literal["message"] = "message"
    text: Said = ""


class DocumentAdded(Act):
    """`question` is the form's question that it answers; None for one sent later."""

    kind: Literal["document_added"] = "document_added"
    attachment: Id
    file_kind: FileKind
    size: int
    digest: str
    question: Code | None = None
    name: MaySay = ""


class CodeReissued(Act):
    kind: Literal["code_reissued"] = "code_reissued"


class Closed(Act):
    kind: Literal["closed"] = "closed"
    reason: ClosingReason
    text: MaySay = ""


class Purged(Act):
    kind: Literal["purged"] = "purged"


class Corrected(Act):
    """Event `event` should have been `replacement`, an act of the same kind; None: it should not have been at all."""

    kind: Literal["corrected"] = "corrected"
    event: int = Field(ge=1)
    replacement: "AnyAct | None" = None
    text: Said = ""

    def facts(self) -> dict[str, Any]:
        inner = self.replacement
        return {"event": self.event, "replacement": inner and {"kind": inner.kind, **inner.facts()}}

    def sealed(self) -> dict[str, Any]:
        return super().sealed() | ({"replacement": self.replacement.sealed()} if self.replacement else {})


AnyAct = Annotated[
    Submitted
    | IdentityChecked
    | Assigned
    | ClarificationAsked
    | Extended
    | LetterSent
    | Ready
    | Paused
    | Resumed
    | Granted
    | PartlyGranted
    | Refused
    | HandedOver
    | Withdrawn
    | Reopened
    | Linked
    | Note
    | Message
    | DocumentAdded
    | CodeReissued
    | Closed
    | Purged
    | Corrected,
    Field(discriminator="kind"),
]
Corrected.model_rebuild()
_ACT: TypeAdapter[AnyAct] = TypeAdapter(AnyAct)


class RequestEvent(Record):
    """`by` is the name of whoever acted, where they have one; `seq` is the version that the act made.

    `corrected_by` is the seq of a later correction; `act` is then what it should have been, and `void` is true where it
    should not have been.
    """

    seq: int
    at: datetime
    role: Role
    by: str | None = None
    act: AnyAct
    corrected_by: int | None = None
    void: bool = False


def act_of(kind: str, facts: Mapping[str, Any], sealed: Mapping[str, Any]) -> AnyAct:
    """The act that an event tells of; `sealed` is empty where it was shredded, or is not wanted.

    Raises LedgerUnusable for an event that tells of none: no version of this program wrote it.
    """
    merged = {"kind": kind, **facts, **{k: v for k, v in sealed.items() if k != "replacement"}}
    if merged.get("replacement"):
        merged["replacement"] = {**merged["replacement"], **sealed.get("replacement", {})}
    try:
        return _ACT.validate_python(merged)
    except ValidationError:
        raise LedgerUnusable(f"An event {kind[:40]!r} cannot be read. Run: privacy-assistant doctor") from None


def corrected(events: Iterable[RequestEvent]) -> tuple[RequestEvent, ...]:
    """The same events, each as later corrections say it should have been; of two corrections the later one counts."""
    given = tuple(events)
    mended = {one.act.event: (one.seq, one.act.replacement) for one in given if isinstance(one.act, Corrected)}
    return tuple(_mended(one, *mended[one.seq]) if one.seq in mended else one for one in given)


def _mended(event: RequestEvent, by: int, replacement: AnyAct | None) -> RequestEvent:
    change = {"act": replacement} if replacement else {"void": True}
    return event.model_copy(update={"corrected_by": by, **change})

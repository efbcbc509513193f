"""The endings of a question, as types: Answer, Clarification, Refusal. Their shape is what other programs rely on."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from assistant.corpus.citation import Citation
from assistant.record import Record

Basis = Literal["verbatim", "paired", "generated"]
Audience = Literal["family", "staff"]
# An ISO 639 code; which are offered is said by the files in i18n alone.
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
# "The documents are silent" and "I did not find it" are two things: only a section marked `silence` may cause the
# first.
Reason = Literal[
    "no_evidence",
    "documents_silent",
    "out_of_scope",
    "personal_record",
    "legal_advice",
    "instruction_attack",
    "unclear",
]


class Statement(Record):
    text: str
    basis: Basis
    citations: tuple[Citation, ...] = Field(min_length=1)


class Referral(Record):
    """An offer to go on: the form, the part of the question it serves, and what is already known for it."""

    form: str
    part: str
    known: dict[str, str] = Field(default_factory=dict)


class Elapsed(Record):
    """Milliseconds."""

    encode: float
    search: float
    compose: float
    total: float


class _Ending(Record):
    id: str | None = None
    question: str
    audience: Audience
    language: Language
    statements: tuple[Statement, ...] = ()
    referrals: tuple[Referral, ...] = ()
    signposting: bool = False
    confidence: float
    calibrated: bool
    elapsed_ms: Elapsed


class Answer(_Ending):
    outcome: Literal["answer"] = "answer"
    reason: None = None
    statements: tuple[Statement, ...] = Field(min_length=1)


class Clarification(_Ending):
    outcome: Literal["clarification"] = "clarification"
    reason: Reason


class Refusal(_Ending):
    """A refusal for silence may carry what the law says, and any refusal may carry referrals."""

    outcome: Literal["refusal"] = "refusal"
    reason: Reason


Response = Annotated[Answer | Clarification | Refusal, Field(discriminator="outcome")]

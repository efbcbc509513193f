"""The endings of a question, as types: Answer, Clarification, Refusal. Their shape is what other programs rely on."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from assistant.corpus.citation import Citation, Layer
from assistant.corpus.passages import Passage, Sentence
from assistant.deadlines.limits import Unit
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
    """`part`: which part of the question it answers, counted from 0."""

    text: str
    basis: Basis
    citations: tuple[Citation, ...] = Field(min_length=1)
    part: int = 0

    @classmethod
    def of(cls, passage: Passage, sentence: Sentence, language: str, *, part: int = 0) -> "Statement":
        """In its stored translation where it has one; the English quote always goes with it."""
        spoken = passage.translated(sentence, language)
        cited = (passage.cite(sentence),)
        basis: Basis = "paired" if spoken else "verbatim"
        return cls(text=spoken or passage.quote(sentence), basis=basis, citations=cited, part=part)


class AskedPart(Record):
    """One of several questions asked at once, masked. `reason` says why it alone got no answer."""

    text: str
    reason: Reason | None = None


class LawsClock(Record):
    """What one law sets, as deadlines/limits.toml has it; `amount` and `unit` are its own."""

    limit: str
    law: Layer
    amount: int
    unit: Unit
    citation: tuple[str, ...]
    mark: Literal["V", "M"]


class Governing(Record):
    """Where laws differ: each one's clock, the governing one first, and `why` it governs."""

    duty: str
    clocks: tuple[LawsClock, ...] = Field(min_length=2)
    why: Literal["shorter"] = "shorter"


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
    # Several only where several questions were asked.
    parts: tuple[AskedPart, ...] = ()
    governing: tuple[Governing, ...] = ()
    # Where to get help now, said before all else.
    signposting: bool = False
    signposts: tuple[Statement, ...] = ()
    # Questions near this one that can be answered, to choose from.
    choices: tuple[str, ...] = ()
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

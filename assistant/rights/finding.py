"""By what a request is found, and which others may be the same: kept as keyed digests, never as words."""

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.ledger import blind
from assistant.ledger.blind import Identifier, IdentifierKind
from assistant.ledger.database import Transaction
from assistant.record import Record

REQUEST = "request"
FOUND_BY: Mapping[str, IdentifierKind] = {
    "your_name": "name",
    "signature": "name",
    "email": "email",
    "phone": "phone",
    "text_number": "phone",
    "student_name": "student",
}
"""The questions of forms.toml whose answers tell who asks and about whom."""


class Likeness(Record):
    """Another request that may be the same, and what both share."""

    request: str
    shared: tuple[IdentifierKind, ...]


def identifiers(answers: Mapping[str, Any]) -> tuple[Identifier, ...]:
    return tuple(_identifiers(answers))


def alike(tx: Transaction, request: str, answers: Mapping[str, Any]) -> tuple[Likeness, ...]:
    """Requests about the same student, or where no student is named by the same person, the likest first."""
    own = identifiers(answers)
    telling = {"student"} if any(one.kind == "student" for one in own) else {"name", "email", "phone"}
    shared = blind.sharing(tx, own, kind=REQUEST)
    found = [Likeness(request=other, shared=tuple(sorted(kinds))) for other, kinds in shared.items()]
    likely = [one for one in found if one.request != request and telling & set(one.shared)]
    return tuple(sorted(likely, key=lambda one: (-len(one.shared), one.request)))


def _identifiers(answers: Mapping[str, Any]) -> Iterator[Identifier]:
    for question, kind in FOUND_BY.items():
        if isinstance(answer := answers.get(question), str) and answer.strip():
            yield Identifier(kind=kind, value=answer)

"""Find a person's requests without storing the person: an index of keyed digests of names, addresses and numbers.

A name, an e-mail address, a phone number or a student's number is brought into one form, then digested under the
ledger's own key: equal ones meet, and the database alone tells nothing of them. What it does tell, and any such index
must: that two requests share a name. A purge takes a request's digests with it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Literal

from sqlalchemy import delete, insert, select

from assistant.ledger.database import Transaction
from assistant.ledger.sealing import vouch
from assistant.ledger.tables import blind, subjects
from assistant.record import Record

IdentifierKind = Literal["name", "email", "phone", "student"]
KINDS: tuple[IdentifierKind, ...] = ("name", "email", "phone", "student")
# A local number, which is also found without its area code; shorter ones are house numbers and grades.
LOCAL_PHONE, PHONE = 7, 10


class Identifier(Record):
    """Something by which a request may be found: the asker's name, e-mail or phone, the student's name or number."""

    kind: IdentifierKind
    value: str


def keep(tx: Transaction, subject: str, identifiers: Iterable[Identifier]) -> None:
    """From now on the subject is found by these, and by no others."""
    tx.connection.execute(delete(blind).where(blind.c.subject == subject))
    add(tx, subject, identifiers)


def add(tx: Transaction, subject: str, identifiers: Iterable[Identifier]) -> None:
    """From now on the subject is found by these as well."""
    tokens = {token for one in identifiers for token in (*_whole(tx, one), *_parts(tx, one))}
    tokens -= set(tx.connection.execute(select(blind.c.token).where(blind.c.subject == subject)).scalars())
    if tokens:
        tx.connection.execute(insert(blind), [{"token": token, "subject": subject} for token in sorted(tokens)])


def sharing(tx: Transaction, identifiers: Iterable[Identifier], *, kind: str) -> dict[str, set[IdentifierKind]]:
    """The subjects of this kind that have some of the identifiers whole, and of which kinds those are."""
    found: dict[str, set[IdentifierKind]] = {}
    for one in identifiers:
        for token in _whole(tx, one):
            for subject in _with(tx, token, kind):
                found.setdefault(subject, set()).add(one.kind)
    return found


def search(tx: Transaction, text: str, *, kind: str) -> set[str]:
    """The subjects found by `text`: an e-mail address, a phone number, or words that all stand in one name."""
    found: set[str] = set()
    for by in KINDS:
        whole = (_with(tx, token, kind) for token in _whole(tx, Identifier(kind=by, value=text)))
        found = found.union(*whole)
    for by in KINDS:
        parts = [_with(tx, token, kind) for token in _parts(tx, Identifier(kind=by, value=text))]
        found |= set.intersection(*parts) if parts else set()
    return found


def same(kind: IdentifierKind, value: str) -> str:
    """The one form of a value: what is written differently and means the same becomes the same."""
    match kind:
        case "email":
            return unicodedata.normalize("NFKC", value).strip().casefold()
        case "phone":
            digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", value))
            return digits[-PHONE:] if len(digits) >= LOCAL_PHONE else ""
        case _:
            return " ".join(sorted(_name_words(value)))


def _name_words(value: str) -> list[str]:
    """Without accents, case and punctuation: José-María O'Neil is jose, maria, oneil."""
    plain = unicodedata.normalize("NFKD", value.casefold())
    kept = "".join(c for c in plain if not unicodedata.combining(c) and c not in "'’ʼ.")
    return re.findall(r"\w+", kept)


def _whole(tx: Transaction, one: Identifier) -> Iterator[str]:
    if form := same(one.kind, one.value):
        yield _token(tx, one.kind, form)


def _parts(tx: Transaction, one: Identifier) -> Iterator[str]:
    """The parts by which one is found as well."""
    match one.kind:
        case "name" | "student":
            parts = set(_name_words(one.value))
        case "phone":
            parts = {same("phone", one.value)[-LOCAL_PHONE:]} - {""}
        case _:
            parts = set()
    return (_token(tx, f"{one.kind}-part", part) for part in parts)


def _token(tx: Transaction, what: str, form: str) -> str:
    return vouch(tx.keyring.blind, f"{what}/{form}".encode())


def _with(tx: Transaction, token: str, kind: str) -> set[str]:
    joined = select(blind.c.subject).join(subjects, subjects.c.id == blind.c.subject)
    return set(tx.connection.execute(joined.where(blind.c.token == token, subjects.c.kind == kind)).scalars())

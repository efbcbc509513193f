"""Receipts: what was asked and what was answered, in a file that a person keeps and anyone can check later.

A receipt names each quote by its place, its words and the digests of its document and passage, so that `verifying` can
tell years later whether the words still stand. It holds the masked question and nothing else of the person.

Its digest of itself shows damage and careless edits. It is no signature: whoever makes up a whole receipt can make up
that digest too. Made-up words are found out by the documents, in which they do not stand.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, StringConstraints, ValidationError

from assistant import __version__
from assistant.answering.response import Basis, Language, Reason, Response
from assistant.corpus.catalog import Catalog
from assistant.corpus.citation import Checked, Citation, Kind, Layer
from assistant.corpus.passages import Passage
from assistant.errors import ReceiptUnreadable
from assistant.record import Record

FORMAT: Literal["privacy-assistant/receipt/1"] = "privacy-assistant/receipt/1"
# A receipt has some kilobytes; what is far larger is another file.
LARGEST = 1_000_000
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class ReceiptCitation(Record):
    """`start` and `end` are characters of the passage's text, as in a citation."""

    doc_id: str
    document_sha256: Digest
    kind: Kind
    layer: Layer
    title: str
    pinpoint: str
    authorities: tuple[str, ...]
    checked: Checked
    sample: bool
    page: int | None
    passage_id: str
    passage_sha256: Digest
    start: int
    end: int
    quote: str
    quote_sha256: Digest


class ReceiptStatement(Record):
    text: str
    basis: Basis
    citations: tuple[ReceiptCitation, ...] = Field(min_length=1)


class Receipt(Record):
    """`question` is masked; `asked_at` is in UTC; `digest` is that of all the rest, see `digest_of`."""

    format: Literal["privacy-assistant/receipt/1"] = FORMAT
    question: str
    asked_at: AwareDatetime
    language: Language
    outcome: Literal["answer", "clarification", "refusal"]
    reason: Reason | None
    statements: tuple[ReceiptStatement, ...]
    index_digest: Digest
    encoder_digest: Digest
    program_version: str
    digest: Digest


def issue(
    response: Response,
    *,
    passages: Mapping[str, Passage],
    catalog: Catalog,
    index_digest: str,
    encoder_digest: str,
    asked_at: datetime,
) -> Receipt:
    """The receipt of all that a response quotes. `passages`, by id, and `catalog` must be those it was made from."""
    digests = {document.doc_id: document.sha256 for document in catalog}
    body = {
        "format": FORMAT,
        "question": response.question,
        "asked_at": asked_at.astimezone(UTC).isoformat(timespec="seconds"),
        "language": response.language,
        "outcome": response.outcome,
        "reason": response.reason,
        "statements": [
            {
                "text": statement.text,
                "basis": statement.basis,
                "citations": [_cited(c, passages[c.passage_id].text, digests[c.doc_id]) for c in statement.citations],
            }
            for statement in (*response.signposts, *response.statements)
        ],
        "index_digest": index_digest,
        "encoder_digest": encoder_digest,
        "program_version": __version__,
    }
    return Receipt.model_validate_json(json.dumps(body | {"digest": digest_of(body)}))


def _cited(citation: Citation, passage: str, document_digest: str) -> dict[str, Any]:
    return citation.model_dump(mode="json") | {
        "document_sha256": document_digest,
        "passage_sha256": sha256(passage),
        "quote_sha256": sha256(citation.quote),
    }


def written(receipt: Receipt) -> str:
    """The file: JSON that people can read too."""
    return json.dumps(_tree(receipt), ensure_ascii=False, indent=1) + "\n"


def read_receipt(path: Path) -> Receipt:
    """Raises ReceiptUnreadable for what is no receipt, is of an unknown format, or is not what was issued."""
    try:
        with path.open("rb") as file:
            body = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "not a name of a file"
        raise ReceiptUnreadable(f"{path} cannot be read ({why}). Expected a receipt file.", reason="no_file") from None
    return parse(body, name=str(path))


def parse(body: bytes, *, name: str) -> Receipt:
    if len(body) > LARGEST:
        raise ReceiptUnreadable(f"{name} is too large for a receipt. Give another file.", reason="not_json")
    try:
        tree = json.loads(body.decode("utf-8-sig"), object_pairs_hook=_each_once)
    except _GivenTwice:
        raise _altered(name) from None
    except (ValueError, RecursionError):
        raise ReceiptUnreadable(
            f"{name} is not JSON. Expected the file as it was downloaded.", reason="not_json"
        ) from None
    if not isinstance(tree, dict) or tree.get("format") != FORMAT:
        raise ReceiptUnreadable(
            f"{name} is not a receipt of the format {FORMAT}. Give another file, or use the program that wrote it.",
            reason="unknown_format",
        )
    try:
        receipt = Receipt.model_validate_json(json.dumps(tree))
    except ValidationError:
        raise _altered(name) from None
    quotes = [citation for statement in receipt.statements for citation in statement.citations]
    if receipt.digest != digest_of(tree) or any(sha256(c.quote) != c.quote_sha256 for c in quotes):
        raise _altered(name)
    return receipt


class _GivenTwice(Exception):
    """A key that stands twice shows a reader one value and a program the other."""


def _each_once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    tree = dict(pairs)
    if len(tree) != len(pairs):
        raise _GivenTwice
    return tree


def _altered(name: str) -> ReceiptUnreadable:
    return ReceiptUnreadable(
        f"{name} is not what was issued: it was changed or damaged since. Use the file as it was downloaded.",
        reason="altered",
    )


def digest_of(tree: dict[str, Any]) -> str:
    """SHA-256 of the receipt without its `digest`: as JSON in ASCII, keys in order, no space."""
    rest = {key: value for key, value in tree.items() if key != "digest"}
    return sha256(json.dumps(rest, sort_keys=True, separators=(",", ":")))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _tree(receipt: Receipt) -> dict[str, Any]:
    return receipt.model_dump(mode="json") | {"asked_at": receipt.asked_at.isoformat(timespec="seconds")}

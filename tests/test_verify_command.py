"""`privacy-assistant verify`: exit codes, one JSON object, and words that name what changed."""

import json
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from assistant.__main__ import main
from assistant.answering.receipt import digest_of, issue, sha256, written
from assistant.answering.response import Answer, Elapsed, Refusal, Statement
from assistant.corpus.catalog import load_catalog, pin
from assistant.retrieval.index import Index

GUIDE = "guidance/access.md"
QUOTED = ("guide-access#how-soon/1", "policy#3/1", "sample-reading-app#3.2/1")


class Ran(NamedTuple):
    code: int
    out: str
    err: str


Verify = Callable[..., Ran]


@pytest.fixture
def corpus(corpus_dir: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(corpus_dir, tmp_path / "documents"))


@pytest.fixture
def receipt(index: Index, corpus_dir: Path, tmp_path: Path) -> Path:
    passages = [index.by_id[passage_id] for passage_id in QUOTED]
    answer = Answer(statements=tuple(Statement.of(p, p.sentences[0], "en") for p in passages), **ending())
    return save(answer, index, corpus_dir, tmp_path / "receipt.json")


def ending() -> dict[str, Any]:
    return {
        "question": "How soon?",
        "audience": "family",
        "language": "en",
        "confidence": 0.9,
        "calibrated": True,
        "elapsed_ms": Elapsed(encode=1, search=1, compose=1, total=3),
    }


def save(response: Answer | Refusal, index: Index, corpus_dir: Path, path: Path) -> Path:
    made = issue(
        response,
        passages=index.by_id,
        catalog=load_catalog(corpus_dir),
        index_digest=index.digest,
        encoder_digest=index.manifest.encoder_digest,
        asked_at=datetime(2026, 11, 24, 12, tzinfo=UTC),
    )
    path.write_text(written(made), "utf-8")
    return path


@pytest.fixture
def verify(corpus: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Verify:
    def called(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["privacy-assistant", "verify", *map(str, arguments), "--corpus", str(corpus)])
        capfd.readouterr()
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
        return Ran(int(str(code or 0)), *capfd.readouterr())

    return called


def change(corpus: Path, old: str, new: str) -> None:
    path = corpus / GUIDE
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    pin(corpus)


def test_what_still_stands_is_confirmed_quote_by_quote(verify: Verify, receipt: Path) -> None:
    ran = verify(receipt)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Still true.")
    assert "November 24, 2026: How soon?" in ran.out
    assert ran.out.count("The document has not changed") == len(QUOTED)
    for number in range(1, len(QUOTED) + 1):
        assert f"[{number}] " in ran.out


def test_json_is_one_object(verify: Verify, receipt: Path) -> None:
    ran = verify(receipt, "--json")
    found = json.loads(ran.out)
    assert (ran.code, ran.err, found["verdict"]) == (0, "", "still_true")
    assert [(q["statement"], q["passage_id"], q["standing"]) for q in found["quotes"]] == [
        (number, passage_id, "unchanged") for number, passage_id in enumerate(QUOTED, start=1)
    ]
    assert found["digest"] == json.loads(receipt.read_text("utf-8"))["digest"]


def test_a_document_that_changed_elsewhere_is_told_and_holds(verify: Verify, receipt: Path, corpus: Path) -> None:
    change(corpus, "Count the 10 business days from", "Begin the 10 business days after")
    ran = verify(receipt)
    assert ran.code == 0
    assert "The document has changed, but not this passage." in ran.out
    assert json.loads(verify(receipt, "--json").out)["quotes"][0]["standing"] == "document_changed"


def test_changed_words_are_named(verify: Verify, receipt: Path, corpus: Path) -> None:
    change(corpus, "Once you ask, the school must show you", "Once you ask, the school may show you")
    ran = verify(receipt)
    assert ran.code == 1
    assert ran.out.startswith("Not everything")
    assert "[1] Seeing your child's records, How soon must the school show me the records?: CHANGED." in ran.out
    assert "Once you ask, the school must show you" in ran.out
    assert ran.out.count("CHANGED") == 1
    found = json.loads(verify(receipt, "--json").out)
    assert found["verdict"] == "changed"
    assert [q["standing"] for q in found["quotes"]] == ["wording_changed", "unchanged", "unchanged"]


def test_an_altered_document_proves_nothing_before_any_build(verify: Verify, receipt: Path, corpus: Path) -> None:
    (corpus / GUIDE).write_bytes((corpus / GUIDE).read_bytes() + b"\nA line more.\n")
    ran = verify(receipt)
    assert ran.code == 1
    assert "NOT PROVEN" in ran.out


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda body: body[: len(body) // 2], "not_json"),
        (lambda body: body.replace(b"How soon?", b"How late?"), "altered"),
        (lambda body: body.replace(b"receipt/1", b"receipt/7"), "unknown_format"),
        (lambda body: b"\xff\xfe\x00", "not_json"),
    ],
)
def test_what_cannot_be_read_is_said(
    verify: Verify, receipt: Path, spoil: Callable[[bytes], bytes], reason: str
) -> None:
    receipt.write_bytes(spoil(receipt.read_bytes()))
    ran = verify(receipt)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("ReceiptUnreadable: ")
    told = verify(receipt, "--json")
    assert told.code == 2
    found = json.loads(told.out)
    assert (found["verdict"], found["reason"]) == ("unreadable", reason)


@pytest.mark.parametrize("place", ["absent.json", "."])
def test_no_file_is_unreadable(verify: Verify, tmp_path: Path, place: str) -> None:
    ran = verify(tmp_path / place, "--json")
    assert ran.code == 2
    assert json.loads(ran.out)["reason"] == "no_file"


def test_a_receipt_without_a_quote_says_so(verify: Verify, index: Index, corpus_dir: Path, tmp_path: Path) -> None:
    refusal = Refusal(reason="no_evidence", **ending())
    ran = verify(save(refusal, index, corpus_dir, tmp_path / "none.json"))
    assert ran.code == 0
    assert "quotes nothing" in ran.out


def test_marks_for_the_terminal_are_not_passed_on(verify: Verify, receipt: Path) -> None:
    tree = json.loads(receipt.read_text("utf-8"))
    cited = tree["statements"][0]["citations"][0]
    cited |= {"quote": "\x1b[2J\x1b[31mgone", "title": "T\x07", "quote_sha256": sha256("\x1b[2J\x1b[31mgone")}
    tree["digest"] = digest_of(tree)
    receipt.write_text(json.dumps(tree), "utf-8")
    ran = verify(receipt)
    assert ran.code == 1
    assert "\x1b" not in ran.out
    assert "\x07" not in ran.out

"""Receipts: what was quoted is named so exactly that it can be told, later, whether it still stands."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from assistant.answering.question import ask_about
from assistant.answering.receipt import FORMAT, LARGEST, Receipt, digest_of, issue, parse, sha256, written
from assistant.answering.respond import respond
from assistant.answering.response import Answer, Elapsed, Statement
from assistant.answering.verifying import HOLDS, Standing, Verification, verify
from assistant.corpus.catalog import CATALOG, load_catalog, pin
from assistant.corpus.district import DISTRICT
from assistant.errors import ReceiptUnreadable
from assistant.retrieval.encoder import SentenceEncoder
from assistant.retrieval.index import Index

NOON = datetime(2026, 11, 24, 12, 0, 0, tzinfo=UTC)
GUIDE = "guidance/access.md"
QUOTED = "Once you ask, the school must show you your child's records right away if it can"
BESIDE = "A written request with a date is the easiest way"
Give = Callable[..., Receipt]


@pytest.fixture
def corpus(corpus_dir: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(corpus_dir, tmp_path / "documents"))


@pytest.fixture
def give(index: Index, corpus_dir: Path) -> Give:
    """The receipt of an answer that quotes sentence `at` of a passage."""

    def given(passage_id: str = "guide-access#how-soon/1", at: int = 0, language: str = "en") -> Receipt:
        passage = index.by_id[passage_id]
        answer = Answer(
            question="How soon?",
            audience="family",
            language=language,
            statements=(Statement.of(passage, passage.sentences[at], language),),
            confidence=0.9,
            calibrated=True,
            elapsed_ms=Elapsed(encode=1, search=1, compose=1, total=3),
        )
        return receipt_of(answer, index, corpus_dir)

    return given


def receipt_of(answer: Any, index: Index, corpus_dir: Path, asked_at: datetime = NOON) -> Receipt:
    return issue(
        answer,
        passages=index.by_id,
        catalog=load_catalog(corpus_dir),
        index_digest=index.digest,
        encoder_digest=index.manifest.encoder_digest,
        asked_at=asked_at,
    )


def edit(corpus: Path, file: str, old: str, new: str) -> None:
    """A change that the district accepts: the catalog gets the new digest."""
    path = corpus / file
    body = path.read_text("utf-8")
    assert body.count(old) == 1
    path.write_text(body.replace(old, new), "utf-8")
    pin(corpus)


def checked(receipt: Receipt, corpus: Path, encoder: SentenceEncoder) -> Verification:
    return verify(receipt, corpus_dir=corpus, added_dir=None, encoder=encoder)


def standing(receipt: Receipt, corpus: Path, encoder: SentenceEncoder) -> Standing:
    found = checked(receipt, corpus, encoder)
    (quote,) = found.quotes
    assert (found.verdict == "still_true") == (quote.standing in HOLDS)
    return quote.standing


# ---- What a receipt holds


def test_a_receipt_names_all_that_was_quoted(index: Index, encoder: SentenceEncoder, corpus_dir: Path) -> None:
    asked = ask_about("How soon must the school show me the records of Ayaan Warsame, born 3/4/2015? 218-555-0142")
    answer = respond(asked, index=index, encoder=encoder, calibration=None)
    central = datetime(2026, 11, 24, 6, 0, tzinfo=timezone(timedelta(hours=-6)))
    body = written(receipt_of(answer, index, corpus_dir, central))
    receipt = json.loads(body)
    assert receipt["asked_at"] == "2026-11-24T12:00:00+00:00"
    assert [s["text"] for s in receipt["statements"]] == [s.text for s in answer.statements] != []
    for statement in receipt["statements"]:
        for cited in statement["citations"]:
            passage = index.by_id[cited["passage_id"]]
            document = load_catalog(corpus_dir).document(cited["doc_id"])
            assert document is not None
            assert cited["document_sha256"] == document.sha256
            assert cited["passage_sha256"] == sha256(passage.text)
            assert cited["quote"] == passage.text[cited["start"] : cited["end"]]
            assert cited["quote_sha256"] == sha256(cited["quote"])
    for personal in ("Ayaan", "Warsame", "3/4/2015", "555"):
        assert personal not in body


def test_a_receipt_is_read_back_as_it_was_written(give: Give) -> None:
    receipt = give()
    assert parse(written(receipt).encode(), name="r") == receipt
    reordered = json.dumps(dict(reversed(json.loads(written(receipt)).items())), indent=4)
    assert parse(b"\xef\xbb\xbf" + reordered.encode(), name="r") == receipt


def test_the_same_answer_at_the_same_moment_gives_the_same_receipt(give: Give) -> None:
    assert written(give()) == written(give())


# ---- What is no receipt


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not_json"),
        (b"\x89PNG\r\n", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b" " * (LARGEST + 1), "not_json"),
        (b"[]", "unknown_format"),
        (b"null", "unknown_format"),
        (b'{"format": "privacy-assistant/receipt/2"}', "unknown_format"),
        (b'{"format": ["x"]}', "unknown_format"),
        (f'{{"format": "{FORMAT}"}}'.encode(), "altered"),
    ],
)
def test_what_is_no_receipt_is_told_apart(body: bytes, reason: str) -> None:
    with pytest.raises(ReceiptUnreadable) as caught:
        parse(body, name="it")
    assert caught.value.reason == reason
    assert caught.value.exit_code == 2


def paths(tree: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [at, *(path for key, value in inner for path in paths(value, (*at, key)))]


def test_any_change_of_any_value_is_found_out(give: Give) -> None:
    """Every value in turn: taken away, or made another of its kind."""
    whole = written(give())
    tried = 0
    for path in paths(json.loads(whole))[1:]:
        for change in ("drop", "other"):
            tree = json.loads(whole)
            inside = tree
            for key in path[:-1]:
                inside = inside[key]
            value = inside[path[-1]]
            if change == "drop":
                del inside[path[-1]]
            elif isinstance(value, str):
                inside[path[-1]] = value[::-1] if value[::-1] != value else value + "x"
            elif isinstance(value, bool) or value is None:
                inside[path[-1]] = 1 if value is None else not value
            elif isinstance(value, int):
                inside[path[-1]] = value + 1
            else:
                continue
            tried += 1
            with pytest.raises(ReceiptUnreadable):
                parse(json.dumps(tree).encode(), name="it")
    assert tried > 40


def test_a_quote_that_does_not_fit_its_digest_is_altered_even_under_a_fresh_digest(give: Give) -> None:
    tree = json.loads(written(give()))
    tree["statements"][0]["citations"][0]["quote"] = "The school need not show you anything."
    tree["digest"] = digest_of(tree)
    with pytest.raises(ReceiptUnreadable):
        parse(json.dumps(tree).encode(), name="it")


def test_a_key_given_twice_is_altered(give: Give) -> None:
    body = written(give())
    twice = body.replace('"question":', '"question": "Shown to the reader",\n "question":', 1)
    with pytest.raises(ReceiptUnreadable) as caught:
        parse(twice.encode(), name="it")
    assert caught.value.reason == "altered"


def test_made_up_words_are_found_out_by_the_documents(give: Give, corpus: Path, encoder: SentenceEncoder) -> None:
    """Whoever writes a whole receipt can write its digests too; the documents do not say what it says."""
    for words in ("The school may sell your child's records.", "the school must show you your child's records"):
        tree = json.loads(written(give()))
        cited = tree["statements"][0]["citations"][0]
        cited |= {"quote": words, "quote_sha256": sha256(words)}
        tree["statements"][0]["text"] = words
        tree["digest"] = digest_of(tree)
        forged = parse(json.dumps(tree).encode(), name="it")
        assert standing(forged, corpus, encoder) == "not_whole"


# ---- What still stands


def test_nothing_has_changed(give: Give, corpus: Path, encoder: SentenceEncoder) -> None:
    assert standing(give(), corpus, encoder) == "unchanged"
    assert standing(give(language="es"), corpus, encoder) == "unchanged"
    assert standing(give("policy#6/1", at=3), corpus, encoder) == "unchanged"


def test_another_section_was_rewritten(give: Give, corpus: Path, encoder: SentenceEncoder) -> None:
    edit(corpus, GUIDE, "Count the 10 business days from the day after", "Begin the 10 business days on the day after")
    assert standing(give(), corpus, encoder) == "document_changed"
    assert standing(give("guide-access#count-days/1"), corpus, encoder) == "wording_changed"


def test_a_section_that_was_renumbered_is_told_where_it_stands_now(
    give: Give, corpus: Path, encoder: SentenceEncoder
) -> None:
    receipt = give("policy#7/1")
    policy = corpus / "policy" / "cloquet-privacy-policy.md"
    body = policy.read_text("utf-8")
    heading = next(line for line in body.splitlines() if "7." in line and "Changes" in line)
    policy.write_text(body.replace(heading, heading.replace("7.", "8.")), "utf-8")
    pin(corpus)
    (quote,) = checked(receipt, corpus, encoder).quotes
    assert (quote.standing, quote.pinpoint, quote.now_at) == ("moved", "§7", "§8")


def test_words_around_the_quote_were_changed(give: Give, corpus: Path, encoder: SentenceEncoder) -> None:
    edit(corpus, GUIDE, BESIDE, "No rule stands without an exception here. " + BESIDE)
    assert standing(give(), corpus, encoder) == "around_changed"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (QUOTED, QUOTED.replace("must", "may")),
        (QUOTED, "Unless it is busy, once you ask, the school must show you your child's records right away if it can"),
        ("within 10 business days at the latest.", "within 10 business days at the latest, unless it is busy."),
    ],
)
def test_the_quoted_sentence_was_changed(
    give: Give, corpus: Path, encoder: SentenceEncoder, old: str, new: str
) -> None:
    edit(corpus, GUIDE, old, new)
    assert standing(give(), corpus, encoder) == "wording_changed"


def test_a_section_or_a_document_was_removed(give: Give, corpus: Path, encoder: SentenceEncoder) -> None:
    edit(corpus, GUIDE, 'id = "how-soon"', 'id = "elsewhere"')
    edit(corpus, GUIDE, QUOTED, "Soon")
    assert standing(give(), corpus, encoder) == "removed"
    path = corpus / CATALOG
    catalog = tomlkit.parse(path.read_text("utf-8"))
    catalog["document"] = [d for d in catalog["document"] if d["doc_id"] != "policy"]  # type: ignore[union-attr]
    path.write_text(tomlkit.dumps(catalog), "utf-8")
    assert standing(give("policy#7/1"), corpus, encoder) == "removed"


@pytest.mark.parametrize("spoil", [lambda path: path.unlink(), lambda path: path.write_bytes(path.read_bytes() + b" ")])
def test_a_file_that_is_not_the_accepted_one_proves_nothing(
    give: Give, corpus: Path, encoder: SentenceEncoder, spoil: Callable[[Path], object]
) -> None:
    spoil(corpus / GUIDE)
    assert standing(give(), corpus, encoder) == "unproven"


def test_the_translation_was_changed(give: Give, corpus: Path, encoder: SentenceEncoder) -> None:
    table = corpus / "guidance" / "es" / "access.toml"
    receipt = give(language="es")
    assert receipt.statements[0].basis == "paired"
    body = table.read_text("utf-8")
    table.write_text(body.replace(receipt.statements[0].text, "Otra cosa."), "utf-8")
    assert standing(receipt, corpus, encoder) == "translation_changed"
    assert standing(give(), corpus, encoder) == "unchanged"


def test_the_law_that_it_rests_on_was_changed(give: Give, corpus: Path, encoder: SentenceEncoder) -> None:
    body = (corpus / GUIDE).read_text("utf-8")
    before = '["Minn. Stat. 13.04 subd. 3", "34 CFR 99.10(b)", "policy §5"]'
    assert before in body
    edit(corpus, GUIDE, before, '["34 CFR 99.10(b)", "policy §5"]')
    assert standing(give(), corpus, encoder) == "authorities_changed"


def test_a_silence_is_replaced_by_what_the_district_enters(
    give: Give, corpus: Path, encoder: SentenceEncoder, index: Index
) -> None:
    silence = next(p for p in index.passages if p.silence and p.awaits[:1] == ("interpreter_languages",))
    assert standing(give(silence.passage_id), corpus, encoder) == "unchanged"
    entered = '[interpreter_languages]\nvalue = ["Ojibwe"]\nsource = "The yearly notice"\ndate = 2026-08-01\n'
    (corpus / DISTRICT).write_text(entered, "utf-8")
    assert standing(give(silence.passage_id), corpus, encoder) == "superseded"
    assert standing(give(silence.passage_id, at=1), corpus, encoder) == "unchanged"


def test_a_sample_is_replaced_by_the_districts_own_contract(give: Give, corpus: Path, encoder: SentenceEncoder) -> None:
    sample = give("sample-reading-app#3.2/1")
    assert standing(sample, corpus, encoder) == "unchanged"
    path = corpus / CATALOG
    catalog = tomlkit.parse(path.read_text("utf-8"))
    real = dict(next(d for d in catalog["document"] if d["doc_id"] == "sample-bus-app"))  # type: ignore[union-attr]
    catalog["document"].append(real | {"doc_id": "a-real-one", "sample": False})  # type: ignore[union-attr]
    path.write_text(tomlkit.dumps(catalog), "utf-8")
    assert standing(sample, corpus, encoder) == "superseded"

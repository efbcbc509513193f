"""Filling in what only the district knows changes the answers that wait for it, word for word from a passage."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answering.question import ask_about
from assistant.answering.respond import respond
from assistant.answering.response import Answer, Refusal
from assistant.corpus.catalog import CATALOG
from assistant.corpus.district import DISTRICT, FACTS, QUOTED, fact_section
from assistant.corpus.passages import Passage
from assistant.retrieval.encoder import SentenceEncoder
from assistant.retrieval.index import Index, build
from assistant.settings import Settings

FULL = (Path(__file__).parent.parent / "corpus" / "filled-district.toml").read_text("utf-8")
ENTERED = 'source = "The yearly notice"\ndate = 2026-08-01\n'
Make = Callable[[str], Index]


@pytest.fixture(scope="module")
def make(built_settings: Settings, encoder: SentenceEncoder, tmp_path_factory: pytest.TempPathFactory) -> Make:
    """An index of every guide that awaits something, with `district.toml` as given; vectors come from the whole one."""
    whole = Index.load(built_settings.index_dir, corpus_dir=built_settings.corpus_dir, encoder=encoder)
    waiting = {p.doc_id for p in whole.passages if p.awaits}
    folder = tmp_path_factory.mktemp("district")
    corpus = folder / "corpus"
    shutil.copytree(built_settings.corpus_dir, corpus)
    catalog = (corpus / CATALOG).read_text("utf-8").split("[[document]]")
    kept = [table for table in catalog if any(f'doc_id = "{doc_id}"' in table for doc_id in waiting)]
    (corpus / CATALOG).write_text("".join(f"[[document]]{table}" for table in kept), "utf-8")
    index_dir = shutil.copytree(
        built_settings.index_dir, folder / "index", ignore=shutil.ignore_patterns(".building-*", ".lock")
    )

    def made(district: str) -> Index:
        (corpus / DISTRICT).write_text(district, "utf-8")
        build(index_dir, corpus_dir=corpus, encoder=encoder)
        return Index.load(index_dir, corpus_dir=corpus, encoder=encoder)

    return made


@pytest.fixture(scope="module")
def empty(make: Make) -> Index:
    return make("")


@pytest.fixture(scope="module")
def full(make: Make, empty: Index) -> Index:
    return make(FULL)


def waiting(index: Index) -> list[Passage]:
    """The first passage of each silent section that awaits something."""
    return [p for p in index.passages if p.awaits and p.silence and p.passage_id.endswith("/1")]


def answer(index: Index, encoder: SentenceEncoder, text: str) -> Answer | Refusal:
    found = respond(ask_about(text), index=index, encoder=encoder, calibration=None)
    assert isinstance(found, Answer | Refusal)
    return found


def test_nothing_is_made_up_while_nothing_is_filled_in(empty: Index, encoder: SentenceEncoder) -> None:
    assert {p.doc_id for p in empty.passages} & {FACTS} == set()
    assert len(waiting(empty)) >= 9
    for passage in waiting(empty):
        found = answer(empty, encoder, passage.heading)
        assert (found.outcome, found.reason) == ("refusal", "documents_silent"), passage.heading


def test_each_silence_becomes_an_answer_that_leads_with_the_districts_words(
    full: Index, encoder: SentenceEncoder
) -> None:
    for passage in waiting(full):
        found = answer(full, encoder, passage.heading)
        assert found.outcome == "answer", passage.heading
        leading = found.statements[0]
        citation = leading.citations[0]
        assert citation.doc_id == FACTS, passage.heading
        quoted = full.by_id[citation.passage_id]
        assert quoted.section_id == fact_section(passage.awaits[0])
        assert quoted.text[citation.start : citation.end] == leading.text
        assert "Source: The yearly notice, August 1, 2026." in quoted.text
        assert citation.pinpoint.endswith("as of August 1, 2026")
        assert all(not s.text.startswith("Source: ") for s in found.statements)
        # What the silence said is no longer so; the rest of the section still helps.
        assert all(s.text != passage.quote(passage.sentences[0]) for s in found.statements)


def test_every_value_that_may_be_quoted_is_a_section_of_one_document(full: Index) -> None:
    sections = {p.section_id for p in full.passages if p.doc_id == FACTS}
    assert sections == {fact_section(key) for key in QUOTED}
    assert {(p.title, p.kind, p.layer) for p in full.passages if p.doc_id == FACTS} == {
        ("Facts entered by the district", "other", "district")
    }


def test_a_fact_that_only_goes_along_leaves_the_silence_a_silence(make: Make, encoder: SentenceEncoder) -> None:
    index = make(f'[contact]\nphone = "218-555-0142"\n{ENTERED}')
    (silent,) = [p for p in waiting(index) if p.awaits[0] == "contract_contact"]
    found = answer(index, encoder, silent.heading)
    assert (found.outcome, found.reason) == ("refusal", "documents_silent")
    assert found.statements[0].text == silent.quote(silent.sentences[0])
    assert found.statements[1].text == "You can reach the district about privacy by phone at 218-555-0142."


def test_a_section_that_speaks_keeps_its_first_word(full: Index, encoder: SentenceEncoder) -> None:
    speaking = [p for p in full.passages if p.awaits and not p.silence and p.passage_id.endswith("/1")]
    assert speaking
    for passage in speaking:
        found = answer(full, encoder, passage.heading)
        documents = [s.citations[0].doc_id for s in found.statements]
        assert documents[0] == passage.doc_id, passage.heading
        assert FACTS in documents, passage.heading


def test_a_value_taken_out_again_gives_the_silence_back(make: Make, encoder: SentenceEncoder) -> None:
    fee = f"[fees]\nblack_and_white_page = 0.25\n{ENTERED}"
    question = next(p.heading for p in waiting(make("")) if p.awaits == ("fees",))
    assert answer(make(fee), encoder, question).statements[0].text == (
        "The district's fee for a black-and-white copy is $0.25 a page."
    )
    assert answer(make(""), encoder, question).reason == "documents_silent"

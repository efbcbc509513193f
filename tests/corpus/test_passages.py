"""Passages: never longer than the encoder reads, cut at sentence ends, nothing lost, nothing added."""

import re
from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from assistant.corpus.catalog import Document
from assistant.corpus.passages import LIST_WORDS, Passage, cut, split_sentences
from assistant.corpus.sections import Block, Section
from assistant.retrieval.encoder import SentenceEncoder
from assistant.retrieval.index import Index

DOCUMENT = Document(
    doc_id="rules", kind="other", layer="district", title="Rules", file="rules.txt", issuer="", version="", sha256=""
)
Cut = Callable[..., list[Passage]]


@pytest.fixture(scope="session")
def passages(encoder: SentenceEncoder) -> Cut:
    def cut_blocks(*blocks: Block, heading: str = "A heading") -> list[Passage]:
        section = Section(section_id="1", heading=heading, pinpoint="§1", blocks=blocks)
        return list(cut(DOCUMENT, section, count=encoder.count, limit=encoder.limit))

    return cut_blocks


def test_no_passage_with_its_heading_is_longer_than_the_encoder_reads(index: Index, encoder: SentenceEncoder) -> None:
    lengths = {p.passage_id: encoder.count(f"{p.heading}\n{p.text}") for p in index.passages}
    assert {name: n for name, n in lengths.items() if n > encoder.limit} == {}


def test_the_limit_is_what_the_encoder_reads(encoder: SentenceEncoder) -> None:
    """One word piece more is not read: the vector stays the same. One less is."""
    full = "a " * encoder.limit
    assert encoder.count(full) == encoder.limit
    assert (encoder.encode(full + "zebra") == encoder.encode(full)).all()
    assert (encoder.encode("a " * (encoder.limit - 1) + "zebra") != encoder.encode(full)).any()


def holds(passage: Passage) -> None:
    """Sentences cover the text from end to end, with nothing but space between; each quote is its slice."""
    at = 0
    for sentence in passage.sentences:
        assert passage.text[at : sentence.start].strip() == ""
        quote = passage.text[sentence.start : sentence.end]
        assert quote == quote.strip() != ""
        citation = passage.cite(sentence)
        assert citation.quote == passage.quote(sentence) == quote
        assert (citation.start, citation.end, citation.page) == (sentence.start, sentence.end, sentence.page)
        at = sentence.end
    assert at == len(passage.text)


def test_sentences_cover_every_passage(index: Index) -> None:
    for passage in index.passages:
        holds(passage)


def test_passage_ids_are_of_their_document_and_section_and_numbered(index: Index) -> None:
    assert len({p.passage_id for p in index.passages}) == len(index.passages)
    last: dict[str, int] = {}
    for passage in index.passages:
        section = f"{passage.doc_id}#{passage.section_id}"
        last[section] = last.get(section, 0) + 1
        assert passage.passage_id == f"{section}/{last[section]}"


def test_no_header_nor_footer_stands_in_a_passage(index: Index) -> None:
    contracts = [p for p in index.passages if p.kind == "contract"]
    assert contracts
    for passage in contracts:
        assert passage.sample
        assert "not a real contract" not in passage.text
        assert not re.search(r"SAMPLE - |page \d+ of \d+", passage.text)


def squeezed(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


class Printed:
    """A PDF's text without its running lines, and where in it each page ends."""

    def __init__(self, file: Path) -> None:
        pages = [re.sub(r"^SAMPLE - .*$", "", p.extract_text(), flags=re.MULTILINE) for p in PdfReader(file).pages]
        self.text = "".join(squeezed(page) for page in pages)
        self.ends = list(accumulate(len(squeezed(page)) for page in pages))

    def pages_of(self, quote: str) -> set[int]:
        """The pages on which the quote's beginning begins."""
        begin = re.escape(squeezed(quote)[:40])
        return {bisect_right(self.ends, found.start()) + 1 for found in re.finditer(begin, self.text)}


def test_every_quote_of_a_pdf_begins_on_the_page_it_names(index: Index, corpus_dir: Path) -> None:
    """A sentence by itself, also in a clause over a page break. A signature's blanks are read column by column."""
    printed: dict[str, Printed] = {}
    turning = 0
    for passage in (p for p in index.passages if p.kind == "contract" and p.section_id != "signatures"):
        if passage.doc_id not in printed:
            printed[passage.doc_id] = Printed(corpus_dir / "contracts" / f"{passage.doc_id}.pdf")
        source = printed[passage.doc_id]
        for sentence in passage.sentences:
            assert sentence.page in source.pages_of(passage.quote(sentence)), passage.quote(sentence)
        turning += len({s.page for s in passage.sentences}) > 1
    assert turning >= 2


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Under Minn. Stat. 13.04 you may look. Ask first.", ["Under Minn. Stat. 13.04 you may look.", "Ask first."]),
        ("See 34 CFR 99.10(b). The limit is 45 days.", ["See 34 CFR 99.10(b).", "The limit is 45 days."]),
        ("The U.S. Department of Education decides.", ["The U.S. Department of Education decides."]),
        ("Is it so? Yes! It is.", ["Is it so?", "Yes!", "It is."]),
        ("", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences


def test_a_short_list_belongs_to_the_line_that_leads_into_it(passages: Cut) -> None:
    blocks = [Block(text="You may:"), Block(text="look", item=True), Block(text="copy", item=True), Block(text="Ask.")]
    (passage,) = passages(*blocks)
    assert [passage.quote(s) for s in passage.sentences] == ["You may:\nlook\ncopy", "Ask."]


def test_the_items_of_a_long_list_stand_for_themselves(passages: Cut) -> None:
    items = [Block(text=f"the item of number {n} in this list.", item=True) for n in range(LIST_WORDS // 6)]
    quotes = [p.quote(s) for p in passages(Block(text="You may:"), *items) for s in p.sentences]
    assert quotes == ["You may:", *(item.text for item in items)]


WORDS = st.one_of(
    st.sampled_from(
        ["the", "school", "must", "show", "Minn.", "Stat.", "13.04", "you.", "records;", "so,", "Why?", "No!"]
    ),
    st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12),
    st.sampled_from(["_" * 400, "." * 300, "a-" * 200, "é" * 130, "https://x.example/" + "a/" * 150]),
)
TEXT = st.lists(WORDS, min_size=1, max_size=90).map(" ".join)
BLOCKS = st.lists(st.builds(Block, text=TEXT, item=st.booleans(), page=st.integers(1, 3)), min_size=1, max_size=6)
HEADING = st.lists(WORDS.filter(lambda w: len(w) < 20), min_size=1, max_size=20).map(" ".join)


@given(blocks=BLOCKS, heading=HEADING)
def test_whatever_is_cut_fits_and_nothing_is_lost(
    passages: Cut, encoder: SentenceEncoder, blocks: list[Block], heading: str
) -> None:
    found = passages(*blocks, heading=heading)
    for number, passage in enumerate(found, start=1):
        assert passage.passage_id == f"rules#1/{number}"
        assert encoder.count(f"{heading}\n{passage.text}") <= encoder.limit
        holds(passage)
    cut_text = re.sub(r"\s", "", "".join(p.text for p in found))
    assert cut_text == re.sub(r"\s", "", "".join(b.text for b in blocks))


@given(text=TEXT, more=TEXT)
def test_each_sentence_is_on_the_page_where_it_begins(passages: Cut, text: str, more: str) -> None:
    block = Block(text=text, page=1).followed_by(more, 2)
    at = 0
    for passage in passages(block):
        for sentence in passage.sentences:
            quote = passage.quote(sentence)
            at = block.text.index(quote, at)
            assert sentence.page == block.page_at(at)
            at += len(quote)

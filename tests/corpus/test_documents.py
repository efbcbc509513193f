"""Every file that lies in the corpus is catalogued, unchanged, and read; the samples are made from their sources."""

import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from assistant.corpus.catalog import Document, file_digest, load_catalog
from assistant.corpus.parsing import read_sections
from assistant.corpus.sections import Section
from assistant.i18n import words
from assistant.retrieval.index import Index

FOLDERS = {"policy/": "policy", "guidance/": "guidance", "contracts/": "contract"}


def documents(corpus_dir: Path, kind: str) -> list[Document]:
    return [document for document in load_catalog(corpus_dir) if document.kind == kind]


def test_every_file_is_catalogued_with_its_digest(corpus_dir: Path) -> None:
    patterns = ("policy/**/*", "guidance/*.md", "contracts/*.pdf")
    files = {p.relative_to(corpus_dir).as_posix(): p for pattern in patterns for p in corpus_dir.glob(pattern)}
    found = {name: file_digest(path) for name, path in files.items() if path.is_file()}
    catalogued = {d.file: d.sha256 for d in load_catalog(corpus_dir) if d.file.startswith(tuple(FOLDERS))}
    assert catalogued == found


def test_every_translation_is_catalogued_and_fits_its_english(corpus_dir: Path, index: Index) -> None:
    """A line whose English has changed falls away; that it fell is told here and not by a family."""
    files = {p.relative_to(corpus_dir).as_posix() for p in corpus_dir.glob("guidance/*/*.toml")}
    assert files == {file for d in load_catalog(corpus_dir) for file in d.translations.values()}
    spoken = [p for p in index.passages if p.kind == "guidance" and p.audience != "staff"]
    lost = [p.passage_id for p in spoken if "es" not in p.translations or not all(p.translations["es"].sentences)]
    assert lost == []


def test_the_kinds_of_documents_are_what_their_folders_say(corpus_dir: Path) -> None:
    for document in load_catalog(corpus_dir):
        folder = next((name for name in FOLDERS if document.file.startswith(name)), None)
        assert folder is None or document.kind == FOLDERS[folder], document.file


def test_guides_say_when_they_were_written_and_their_card_that_they_are_not_the_official_text(corpus_dir: Path) -> None:
    for document in documents(corpus_dir, "guidance"):
        assert document.version.startswith("Written "), document.doc_id
    card = words("en")("source.guidance")
    assert card == "Plain-language guide written for this assistant; not the official text."


class Source:
    """What a contract's typst source says, read without the readers under test."""

    CLAUSE = re.compile(r'#clause\(\s*"([^"]+)",\s*"([^"]+)"\s*\)\[(.*?)\]\n', re.DOTALL)

    def __init__(self, path: Path) -> None:
        self.text = path.read_text("utf-8")
        self.numbers: dict[str, str] = {}
        article = clause = 0
        bodies: dict[str, tuple[str, str]] = {}
        for line in re.finditer(rf"^= [^\n]*$|{self.CLAUSE.pattern}", self.text, re.DOTALL | re.MULTILINE):
            if line[0].startswith("= "):
                article, clause = article + 1, 0
                continue
            clause += 1
            self.numbers[line[1]] = f"{article}.{clause}"
            bodies[f"{article}.{clause}"] = (line[2], line[3])
        self.clauses = {number: (name, self._printed(body)) for number, (name, body) in bodies.items()}
        self.rows = re.findall(r'^  \("([^"]+)", "([^"]+)", "([^"]+)", "([^"]+)"\),$', self.text, re.MULTILINE)

    def _printed(self, body: str) -> str:
        body = re.sub(r'#at\("([^"]+)"\)', lambda at: self.numbers[at[1]], body)
        return " ".join(body.replace("'", "’").split())


@pytest.fixture(scope="module")
def contracts(corpus_dir: Path) -> dict[str, tuple[Source, list[Section]]]:
    return {
        document.doc_id: (
            Source(corpus_dir / "contracts" / "sources" / f"{document.doc_id}.typ"),
            read_sections(corpus_dir, document),
        )
        for document in documents(corpus_dir, "contract")
    }


def clauses_of(sections: list[Section]) -> dict[str, Section]:
    return {s.section_id: s for s in sections if re.fullmatch(r"\d+\.\d+", s.section_id)}


def test_the_samples_are_made_from_their_sources(corpus_dir: Path, tmp_path: Path) -> None:
    """The same bytes from the script's own call, so that the sources beside them are really theirs."""
    import typst

    sources = corpus_dir / "contracts" / "sources"
    for document in documents(corpus_dir, "contract"):
        made = tmp_path / f"{document.doc_id}.pdf"
        source = sources / f"{document.doc_id}.typ"
        typst.compile(source, output=made, root=sources, ignore_system_fonts=True, pdf_standards=["ua-1"])
        assert file_digest(made) == document.sha256, document.doc_id


def test_there_are_samples_of_several_pages_each_marked_on_every_page(corpus_dir: Path) -> None:
    found = documents(corpus_dir, "contract")
    assert len(found) >= 2
    for document in found:
        assert document.sample, document.doc_id
        pages = PdfReader(corpus_dir / document.file).pages
        assert len(pages) > 1
        for number, page in enumerate(pages, start=1):
            text = page.extract_text()
            assert text.count("SAMPLE") >= 2, f"{document.file} page {number}"
            assert "not a real contract" in text


def test_every_clause_reads_as_its_source(contracts: dict[str, tuple[Source, list[Section]]]) -> None:
    """Numbers, captions and words: lines joined, words un-hyphenated, no header nor footer between."""
    for doc_id, (source, sections) in contracts.items():
        clauses = clauses_of(sections)
        assert set(clauses) == set(source.clauses), doc_id
        for number, (name, text) in source.clauses.items():
            clause = clauses[number]
            assert clause.pinpoint == f"§{number}"
            assert clause.heading.endswith(f": {name}")
            assert " ".join(block.text for block in clause.blocks) == text, f"{doc_id} {number}"


def test_tables_are_rows(contracts: dict[str, tuple[Source, list[Section]]]) -> None:
    for doc_id, (source, sections) in contracts.items():
        schedule = next(s for s in sections if s.section_id.startswith("schedule-a"))
        rows = [block.text for block in schedule.blocks if block.item]
        assert len(source.rows) >= 4
        assert rows == ["Element | Examples | Grades | Purpose", *(" | ".join(row) for row in source.rows)], doc_id


def test_words_written_with_a_hyphen_keep_it(contracts: dict[str, tuple[Source, list[Section]]]) -> None:
    hyphened = {
        word
        for source, _ in contracts.values()
        for _, text in source.clauses.values()
        for word in re.findall(r"\w+-\w+", text)
    }
    assert "school-issued" in hyphened
    read = " ".join(b.text for _, sections in contracts.values() for s in sections for b in s.blocks)
    assert {word for word in hyphened if word not in read} == set()


def squeezed(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def test_every_block_begins_on_the_page_where_it_is_printed(
    contracts: dict[str, tuple[Source, list[Section]]], corpus_dir: Path
) -> None:
    for doc_id, (_, sections) in contracts.items():
        pages = [squeezed(p.extract_text()) for p in PdfReader(corpus_dir / "contracts" / f"{doc_id}.pdf").pages]
        for block in (b for s in sections for b in s.blocks):
            assert block.page
            assert squeezed(block.text)[:30] in pages[block.page - 1], (doc_id, block.text)


def test_a_clause_over_a_page_break_has_both_pages(contracts: dict[str, tuple[Source, list[Section]]]) -> None:
    broken = [
        (doc_id, s.section_id)
        for doc_id, (_, sections) in contracts.items()
        for s in clauses_of(sections).values()
        if s.blocks[0].turns
    ]
    assert ("sample-reading-app", "2.3") in broken

"""The district's policy is quoted from the owner's own text, word for word."""

import hashlib
import re
from pathlib import Path

from assistant.corpus.catalog import load_catalog
from assistant.corpus.parsing import read_sections
from assistant.corpus.sections import Section

OWNERS_TEXT = "f53c5b241a89a9eb25d20df671ec155186aa28c76cfa4faa2e31ba4d252d0a5d"
BLOCKS = ("introduction", "1", "2", "3", "4", "5", "6", "7", "contact-us")


def sections(corpus_dir: Path) -> list[Section]:
    policy = load_catalog(corpus_dir).document("policy")
    assert policy
    return read_sections(corpus_dir, policy)


def digest(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def test_the_file_is_the_owners_text_without_the_markdown_marks(corpus_dir: Path) -> None:
    text = (corpus_dir / "policy" / "cloquet-privacy-policy.md").read_text("utf-8")
    lines = [re.sub(r"^(?:#+|-) ", "", line).strip() for line in text.splitlines() if line.strip()]
    assert digest(lines) == OWNERS_TEXT


def test_what_is_read_of_it_is_the_owners_text_too(corpus_dir: Path) -> None:
    """Title, headings and blocks as the reader brings them: no word is lost between the file and a quote."""
    policy = load_catalog(corpus_dir).document("policy")
    assert policy
    lines = [policy.title]
    for section in read_sections(corpus_dir, policy):
        lines += [section.heading, *(block.text for block in section.blocks)]
    assert digest(lines) == OWNERS_TEXT


def test_it_has_nine_blocks(corpus_dir: Path) -> None:
    assert tuple(section.section_id for section in sections(corpus_dir)) == BLOCKS
    assert [s.pinpoint for s in sections(corpus_dir)][1:8] == [f"§{n}" for n in range(1, 8)]


def test_its_version_is_stated_as_what_it_is(corpus_dir: Path) -> None:
    policy = load_catalog(corpus_dir).document("policy")
    assert policy
    assert policy.dated is None
    assert policy.version.startswith("Undated.")
    assert "more than one wording" in policy.version

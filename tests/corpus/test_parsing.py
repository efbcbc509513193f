"""Readers: headings, numbers and pages survive; marks, headers, footers and broken words do not."""

from collections.abc import Callable
from pathlib import Path

import pytest
import typst

from assistant.corpus.catalog import load_catalog
from assistant.corpus.parsing import read_sections
from assistant.corpus.sections import Section

Read = Callable[[str, bytes | str], list[Section]]


@pytest.fixture
def read(make_corpus: Callable[..., Path]) -> Read:
    def sections(name: str, body: bytes | str) -> list[Section]:
        corpus = make_corpus({name: body.encode() if isinstance(body, str) else body}, title="The rules")
        (document,) = load_catalog(corpus)
        return read_sections(corpus, document)

    return sections


def outline(sections: list[Section]) -> list[tuple[str, str, list[str]]]:
    return [(s.section_id, s.pinpoint, [b.text for b in s.blocks]) for s in sections]


def test_markdown(read: Read) -> None:
    body = (
        "# The rules\n\nBefore **any** heading.\n\n## 1. Who `may` look\n\nA parent\nmay *look* at a [record](https://x.example).\n\n"
        "- one\n- two\n\n### Who may not\n\nNobody & nothing &lt;else&gt;.\n\n## Who may not\n\n1. first\n2. second\n"
    )
    assert outline(read("rules.md", body)) == [
        ("the-rules", "The rules", ["Before any heading."]),
        ("1", "§1", ["A parent may look at a record.", "one", "two"]),
        ("who-may-not", "Who may not", ["Nobody & nothing <else>."]),
        ("who-may-not-2", "Who may not", ["first", "second"]),
    ]
    items = [(b.text, b.item) for s in read("rules.md", body) for b in s.blocks]
    assert ("one", True) in items
    assert ("A parent may look at a record.", False) in items


def test_the_facts_of_a_section_stand_in_its_toml_block_and_are_not_text(read: Read) -> None:
    facts = 'id = "may"\nlayer = "federal"\nchecked = "memory"\nsilence = true\n'
    body = f"## May I?\n\n```toml\n{facts}```\n\nYes.\n\n## And you?\n\nNo.\n"
    first, second = read("rules.md", body)
    assert (first.section_id, first.facts is not None and first.facts.silence) == ("may", True)
    assert [b.text for b in first.blocks] == ["Yes."]
    assert second.facts is None


def test_plain_text(read: Read) -> None:
    body = (
        "An opening\nof two lines.\n\n1. Who may look\nA parent may.\n\n2024 was a year. It ended.\n\n"
        "§ 2 Who may not\n\nNobody.\n"
    )
    assert outline(read("rules.txt", body)) == [
        ("the-rules", "The rules", ["An opening of two lines."]),
        ("1", "§1", ["A parent may.", "2024 was a year. It ended."]),
        ("2", "§2", ["Nobody."]),
    ]


@pytest.mark.parametrize("name", ["rules.md", "rules.txt"])
def test_a_byte_order_mark_is_no_text(read: Read, name: str) -> None:
    """As some editors write it; nothing invisible gets into a heading or a quote."""
    mark = "# " if name == "rules.md" else ""
    (section,) = read(name, f"\ufeff{mark}1. Who may look\n\nA parent may look.\n")
    assert section.heading == "1. Who may look"
    assert [b.text for b in section.blocks] == ["A parent may look."]


PAGES = """
#set page(width: 11cm, height: 7cm, margin: 1.5cm, header: [Confidential draft 7 of the district],
  footer: context [The footer, page #counter(page).display()])
#set text(size: 10pt, hyphenate: true, lang: "en")
#set par(justify: true)
= Article 1. Beginnings
1.1 Scope. This is a made-up contract on school-issued devices, kept in one place.

1.2 Incomprehensibilities. Notwithstanding uncharacteristically incomprehensible internationalization considerations,
school-issued and district-owned telecommunications equipment is kept by the district. The second sentence of clause 1.2
stands alone and says something else. Every further sentence of this clause fills a line or two of this small page, so
that the clause goes on. It goes on here, and speaks of clause 1.1 in passing. At the end of it, the reader has turned
the page.

1.3 Numbers. A notice under
1.1 is due in 72-hour steps.

= Article 2. Endings
2.1 Table. The data are these.
#table(columns: 3, stroke: 0.5pt,
  [Element], [Examples], [Grades], [Name], [First, last], [K-12], [Bus stop], [], [6-12])
2.2 After the table. The end is here.
"""


@pytest.fixture
def pages(read: Read, tmp_path: Path) -> list[Section]:
    (tmp_path / "pages.typ").write_text(PAGES, "utf-8")
    return read("pages.pdf", typst.compile(tmp_path / "pages.typ", ignore_system_fonts=True))


def block_text(sections: list[Section], section_id: str) -> str:
    return " ".join(b.text for s in sections if s.section_id == section_id for b in s.blocks)


def test_pdf_clauses_have_their_numbers_and_headings(pages: list[Section]) -> None:
    found = {s.section_id: s.heading for s in pages}
    assert found["1.1"] == "1. Beginnings: Scope"
    assert found["1.2"] == "1. Beginnings: Incomprehensibilities"
    assert found["2.2"] == "2. Endings: After the table"
    assert [s.section_id for s in pages] == ["1.1", "1.2", "1.3", "2.1", "2.2"]


def test_pdf_words_read_as_they_were_written(pages: list[Section]) -> None:
    source = " ".join(PAGES.split("1.2 Incomprehensibilities. ")[1].split("\n\n")[0].split())
    assert block_text(pages, "1.2") == source


def test_a_cross_reference_at_the_start_of_a_line_is_no_clause(pages: list[Section]) -> None:
    assert block_text(pages, "1.3") == "A notice under 1.1 is due in 72-hour steps."


def test_pdf_headers_and_footers_are_no_text(pages: list[Section]) -> None:
    text = " ".join(b.text for s in pages for b in s.blocks)
    assert "Confidential" not in text
    assert "footer" not in text


def test_pdf_tables_are_rows_where_they_stand(pages: list[Section]) -> None:
    section = next(s for s in pages if s.section_id == "2.1")
    rows = [b.text for b in section.blocks if b.item]
    assert rows == ["Element | Examples | Grades", "Name | First, last | K-12", "Bus stop |  | 6-12"]


def test_a_clause_over_a_page_break_knows_where_the_page_turns(pages: list[Section]) -> None:
    (block,) = next(s for s in pages if s.section_id == "1.2").blocks
    ((turn, page),) = block.turns
    assert (block.page, page) == (1, 2)
    assert block.page_at(0) == block.page_at(turn - 1) == 1
    assert block.page_at(turn) == block.page_at(len(block.text)) == 2

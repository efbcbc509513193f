"""Markdown: each heading begins a section; a ```toml block under it holds the section's facts."""

import tomllib
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from pydantic import ValidationError

from assistant.corpus.parsing.headings import name_section
from assistant.corpus.sections import Block, Section, SectionFacts
from assistant.corpus.toml import explain
from assistant.errors import DocumentError


def read(path: Path, title: str) -> list[Section]:
    tokens = MarkdownIt("commonmark").parse(path.read_text("utf-8-sig"))
    sections: list[Section] = []
    taken: set[str] = set()
    heading, in_item = title, 0
    facts: SectionFacts | None = None
    blocks: list[Block] = []

    def close() -> None:
        if not blocks:
            return
        section_id, pinpoint = name_section(heading, taken)
        if facts:
            taken.add(section_id := facts.id)
        sections.append(
            Section(section_id=section_id, heading=heading, pinpoint=pinpoint, blocks=tuple(blocks), facts=facts)
        )

    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            close()
            heading, facts, blocks = _plain(tokens[at + 1]), None, []
        elif token.type in ("list_item_open", "list_item_close"):
            in_item += token.nesting
        elif token.type == "fence" and token.info.strip() == "toml":
            facts = _facts(token.content, heading, {s.section_id for s in sections})
        elif token.type == "inline" and tokens[at - 1].type != "heading_open":
            blocks.append(Block(text=_plain(token), item=bool(in_item)))
    close()
    return sections


def _facts(toml: str, heading: str, taken: set[str]) -> SectionFacts:
    try:
        facts = SectionFacts(**tomllib.loads(toml))
    except tomllib.TOMLDecodeError as error:
        raise DocumentError(f"under {heading!r}: the toml block is not TOML: {error}.") from None
    except ValidationError as error:
        raise DocumentError(f"under {heading!r}: {explain(error)}") from None
    if facts.id in taken:
        raise DocumentError(f"under {heading!r}: id {facts.id!r} stands twice. Give each section its own.")
    return facts


def _plain(inline: Token) -> str:
    """The words of a line without its Markdown marks."""
    parts = [" " if t.type in ("softbreak", "hardbreak") else t.content for t in inline.children or []]
    return "".join(parts).strip()

"""Plain text: paragraphs between blank lines; a short numbered line, or one that begins with §, heads a section."""

import re
from pathlib import Path

from assistant.corpus.parsing.headings import NUMBERED, name_section
from assistant.corpus.sections import Block, Section


def read(path: Path, title: str) -> list[Section]:
    sections: list[Section] = []
    taken: set[str] = set()
    heading = title
    blocks: list[Block] = []

    def close() -> None:
        if blocks:
            section_id, pinpoint = name_section(heading, taken)
            sections.append(Section(section_id=section_id, heading=heading, pinpoint=pinpoint, blocks=tuple(blocks)))

    for paragraph in re.split(r"\n\s*\n", path.read_text("utf-8-sig")):
        lines = [line.strip() for line in paragraph.splitlines() if line.strip()]
        if lines and _is_heading(lines[0]):
            close()
            heading, blocks = lines.pop(0), []
        if lines:
            blocks.append(Block(text=" ".join(lines)))
    close()
    return sections


def _is_heading(line: str) -> bool:
    return line.startswith("§") or (
        bool(NUMBERED.match(line)) and len(line.split()) <= 12 and not line.endswith((".", ";", ","))
    )

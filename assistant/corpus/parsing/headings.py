"""What a heading is called: its number, its pinpoint, and an id that no other heading of the document has."""

import re
import unicodedata

NUMBERED = re.compile(r"^(?:article|section|§)?\s*(\d+(?:\.\d+)*)[.:)]?\s+(?=\S)", re.IGNORECASE)


def slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "section"


def name_section(heading: str, taken: set[str]) -> tuple[str, str]:
    """(section_id, pinpoint): "5" and "§5" for a numbered heading, else a slug and the heading itself."""
    numbered = NUMBERED.match(heading)
    wanted, pinpoint = (numbered[1], f"§{numbered[1]}") if numbered else (slug(heading), heading)
    section_id, n = wanted, 2
    while section_id in taken:
        section_id, n = f"{wanted}-{n}", n + 1
    taken.add(section_id)
    return section_id, pinpoint

"""The authorities: what each statute, rule, case and policy section that anything cites says, in our words.

`authorities.toml` holds the card behind a citation. The law itself is seldom at hand, so a card says how far its gist
can be trusted (`mark`) and where it was read (`source`); it never poses as the official text. A cite must have its
family's form, so that one authority has one spelling and a paragraph finds the section around it.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, field_validator

from assistant.corpus.citation import covers
from assistant.corpus.passages import Passage
from assistant.corpus.toml import explain, read_toml
from assistant.errors import CorpusError
from assistant.record import Record

AUTHORITIES = "authorities.toml"

_PARAGRAPHS = r"(\([A-Za-z0-9]+\))*"
FAMILIES = {
    "34 CFR 99.10(b) or 34 CFR Part 99": rf"\d+ CFR (Part \d+|\d+\.\d+{_PARAGRAPHS})",
    "20 U.S.C. 1232g(b)": rf"\d+ U\.S\.C\. \d+[a-z]?{_PARAGRAPHS}",
    "Minn. Stat. 13.32 subd. 5(c) or Minn. Stat. ch. 13": (
        r"Minn\. Stat\. (ch\. \d+[A-Z]?|\d+[A-Z]?\.\d+( subd\. \d+[a-z]?(\([a-z]\))?)?)"
    ),
    "Minn. R. 1205.0500 subp. 3": r"Minn\. R\. \d{4}\.\d{4}( subp\. \d+)?",
    "Laws 2023 ch. 62 art. 2 s. 33": r"Laws \d{4} ch\. \d+( art\. \d+)?( s\. \d+)?",
    "Plyler v. Doe, 457 U.S. 202 (1982)": r"[A-Z][\w. ]+ v\. [A-Z][\w. ]+, \d+ U\.S\. \d+ \(\d{4}\)",
    "FTC COPPA FAQ": r"FTC COPPA FAQ",
    "policy §5": r"policy (§\d+|Introduction|Contact Us)",
}
"""The form of each kind of cite, under an example of it. A Minnesota subpart's items have no form: none is cited."""


class Authority(Record):
    """`mark`: V, the gist was read in a source; M, it rests at least in part on memory. `in_force`: from which day."""

    cite: str
    gist: str = Field(min_length=1)
    layer: Literal["federal", "minnesota", "district"]
    mark: Literal["V", "M"]
    source: str = Field(min_length=1)
    in_force: date | None = None

    @field_validator("cite")
    @classmethod
    def _has_its_familys_form(cls, cite: str) -> str:
        if not any(re.fullmatch(form, cite) for form in FAMILIES.values()):
            raise ValueError(f"not a cite as authorities are spelled; expected one like {'; '.join(FAMILIES)}")
        return cite


class Authorities(Record):
    entries: tuple[Authority, ...]

    def __iter__(self) -> Iterator[Authority]:  # type: ignore[override]
        return iter(self.entries)

    def find(self, cite: str) -> Authority | None:
        """The entry for `cite`, else for the nearest thing around it ("34 CFR 99.10" for "34 CFR 99.10(z)"), else None.

        A range such as "34 CFR 99.31(a)(13)-(14)" finds its first end. The nearest is the one that most others cover:
        length would not tell, since "34 CFR Part 99" is longer than "34 CFR 99.1".
        """
        around = [entry for entry in self.entries if covers(entry.cite, cite)]
        return max(around, key=lambda entry: sum(covers(other.cite, entry.cite) for other in around), default=None)


def official_passages(cite: str, passages: Iterable[Passage]) -> tuple[Passage, ...]:
    """The official words of `cite`, in the document's order: its own paragraph with everything inside it.

    Where no regulation among `passages` has that paragraph, the longest one around it that has words of its own
    ("34 CFR 99.10(b)" for "34 CFR 99.10(b)(9)"); nothing when none does. A range has the words of its two ends.
    """
    of_law = [p for p in passages if p.kind == "regulation" and p.authorities]
    inside = tuple(p for p in of_law if covers(cite, p.authorities[0]))
    if inside:
        return inside
    around = [p for p in of_law if covers(p.authorities[0], cite)]
    longest = max((len(p.authorities[0]) for p in around), default=0)
    return tuple(p for p in around if len(p.authorities[0]) == longest)


def load_authorities(corpus_dir: Path) -> Authorities:
    """Every card, in the file's order. Raises CorpusError that names the file, the entry, the key and the fix."""
    path = corpus_dir / AUTHORITIES
    if not path.is_file():
        raise CorpusError(f"No {path}. Expected the list of authorities; put it back.")
    tables = read_toml(path)
    listed = tables.pop("authority", [])
    if tables:
        raise CorpusError(f"{path}: {', '.join(tables)}: no such key. Expected only [[authority]] tables.")
    if not (isinstance(listed, list) and all(isinstance(table, dict) for table in listed)):
        raise CorpusError(f"{path}: authority is not a list of tables. Write each one under [[authority]].")
    entries = tuple(_entry(path, number, table) for number, table in enumerate(listed, 1))
    cites = [entry.cite for entry in entries]
    if twice := sorted({cite for cite in cites if cites.count(cite) > 1}):
        raise CorpusError(f"{path}: cite given twice: {', '.join(twice)}. Keep one card for each authority.")
    return Authorities(entries=entries)


def _entry(path: Path, number: int, table: dict[str, Any]) -> Authority:
    try:
        return Authority.model_validate(table)
    except ValidationError as error:
        raise CorpusError(f"{path}: authority {number} ({table.get('cite', 'no cite')}): {explain(error)}") from None

"""Which paragraphs of the law no rule covers: the list that a counsel goes through before signing the rules.

A rule covers what it cites and what is around that: who carries out "99.31(a)(1)(i)(B)(2)" carries out a part of
"99.31(a)(1)". The other way round it does not follow, so a rule that cites a whole section is named for its parts in
`paragraphs.toml`.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator

from assistant.corpus.catalog import explain
from assistant.corpus.citation import covers
from assistant.disclosure.rules import Rulebook
from assistant.errors import WorkError
from assistant.record import Record

PARAGRAPHS = Path(__file__).with_name("paragraphs.toml")

Why = Literal["procedure", "notice", "definition", "terms", "other_right", "in_doubt", "college_only", "other_rows"]


class Paragraph(Record):
    cite: str
    about: str | None = None
    rows: tuple[str, ...] = ()
    why: Why | None = None

    @model_validator(mode="after")
    def _has_rows_or_a_reason(self) -> Self:
        if self.rows and self.why:
            raise ValueError(f"{self.cite} has rows that carry it out, and a reason why none does; keep one")
        return self


class Paragraphs(Record):
    paragraph: tuple[Paragraph, ...]
    rows_without_rule: dict[str, Why] = Field(default_factory=dict)


class Covered(Record):
    """`rows` carry the paragraph out, `beside` rows only speak of it in a note; with neither, `why` says why not."""

    cite: str
    about: str | None
    rows: tuple[str, ...]
    beside: tuple[str, ...]
    why: Why | None

    @property
    def by_none(self) -> bool:
        return not self.rows and not self.beside


@cache
def load_paragraphs(path: Path = PARAGRAPHS) -> Paragraphs:
    """Raises WorkError that names the file, the key and the fix."""
    try:
        return Paragraphs(**tomllib.loads(path.read_text("utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise WorkError(f"{path} is not TOML: {error}. Mend that line.") from None
    except ValidationError as error:
        raise WorkError(f"{path}: {explain(error)}") from None


def coverage(rulebook: Rulebook) -> tuple[Covered, ...]:
    """Every paragraph in the file's order, with the rows that carry it out."""
    ruled = {(rule.row, cite) for rule in rulebook.rules for cite in rule.citations}
    noted = {(note.row, cite) for note in rulebook.notes for cite in note.citations}
    noted |= {(check.row, cite) for check in rulebook.checks for cite in check.citations}
    found = []
    for one in load_paragraphs().paragraph:
        rows = {row for row, cite in ruled if one.about is None and covers(one.cite, cite)} | {*one.rows}
        beside = {row for row, cite in noted if one.about is None and covers(one.cite, cite)} - rows
        found.append(
            Covered(
                cite=one.cite,
                about=one.about,
                rows=tuple(sorted(rows)),
                beside=tuple(sorted(beside)),
                why=one.why,
            )
        )
    return tuple(found)


def uncovered(rulebook: Rulebook) -> tuple[Covered, ...]:
    """The paragraphs that no rule and no note covers, each with its reason, if anybody has given one."""
    return tuple(one for one in coverage(rulebook) if one.by_none)

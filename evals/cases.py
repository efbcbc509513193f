"""Cases: what is asked and what a right ending is, read from TOML that anyone can write.

A file holds [[case]] tables, questions or disclosures, and may hold those of other facts, such as [[deadline]]. A
mistake names the file, the case, the key and the fix: whoever brings cases has not read this code.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError

from assistant.errors import UsageError
from assistant.record import Record

HERE = Path(__file__).parent
SPLITS = ("dev", "test")
# Where the project's cases of facts belong: nothing is tuned on them, so they have no dev and no test half.
BY_HAND = "hand"
GIVEN = "given"


def _regex(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return pattern


Regex = Annotated[str, AfterValidator(_regex)]


class AnyCase(Record):
    """What every case has, of questions or of facts."""

    id: str = Field(min_length=1, description="Unique in its file; reports name the case by it.")
    tags: tuple[str, ...] = Field(default=(), description="Groups that get figures of their own.")
    must_pass: bool = Field(default=False, description="True: losing this case turns the exit red.")
    split: str = GIVEN


class Case(AnyCase):
    """One question. A key that is left out is not judged."""

    # As long as the app reads, so that a run does not stop in its middle.
    question: str = Field(min_length=1, max_length=2000)
    audience: Literal["family", "staff"] = "family"
    expect: Literal["answer", "clarification", "refusal"]
    reason: str | None = Field(default=None, description="Of a refusal, such as documents_silent.")
    forms: tuple[str, ...] | None = Field(
        default=None, description="Each must be offered, and one of them first; [] = none may be the main offer."
    )
    cites: tuple[str, ...] = Field(
        default=(), description='At least one citation is, or lies inside, one of these: "policy §5", "34 CFR 99.10".'
    )
    covers: tuple[str, ...] = Field(default=(), description="Topics: a section that covers one is a right section.")
    mentions: tuple[Regex, ...] = Field(default=(), description="Each regex is found in the statements.")
    never: tuple[Regex, ...] = Field(default=(), description="No regex is found in the statements.")


def read_cases(
    path: Path, kinds: Mapping[str, Sequence[type[AnyCase]]], *, split: str = GIVEN
) -> dict[str, list[AnyCase]]:
    """The file's cases by table name ("case", "deadline"), each of the kind of the table of which it has most keys.

    Raises UsageError that names file, case, key and fix.
    """
    tree = _tree(path)
    if unknown := sorted(set(tree) - set(kinds)):
        expected = ", ".join(f"[[{name}]]" for name in kinds)
        raise UsageError(f"{path}: {unknown[0]!r} is no table of cases. Expected {expected}; rename it.")
    found = {name: _cases(path, name, of_table, tree.get(name, []), split) for name, of_table in kinds.items()}
    ids = [case.id for cases in found.values() for case in cases]
    if not ids:
        raise UsageError(f"{path} holds no case. Expected [[case]] tables.")
    refuse_twice(ids, path)
    return found


def load_cases(path: Path, *, split: str = GIVEN) -> list[Case]:
    """The questions of one file that holds nothing else."""
    found = read_cases(path, {"case": (Case,)}, split=split)
    return [case for case in found["case"] if isinstance(case, Case)]


def load_all() -> list[Case]:
    """The project's own questions, dev before test."""
    cases = [
        c for split in SPLITS for path in sorted((HERE / split).glob("*.toml")) for c in load_cases(path, split=split)
    ]
    refuse_twice([case.id for case in cases], HERE)
    return cases


def refuse_twice(ids: Iterable[str], where: Path) -> None:
    if twice := sorted(case_id for case_id, times in Counter(ids).items() if times > 1):
        raise UsageError(f"{where}: case id given twice: {', '.join(twice)}. Give each case its own.")


def topics() -> dict[str, str]:
    groups = tomllib.loads((HERE / "topics.toml").read_text("utf-8"))
    return {topic: title for group in groups.values() for topic, title in group.items()}


def _tree(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read ({error.strerror}). Expected a TOML file of [[case]] tables."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not TOML: {error}. Mend that line.") from None


def _cases(path: Path, name: str, kinds: Sequence[type[AnyCase]], tables: object, split: str) -> list[AnyCase]:
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise UsageError(f"{path}: {name!r} is no list of tables. Begin each case with a line [[{name}]].")
    return [_case(path, _kind(table, kinds), table, number, split) for number, table in enumerate(tables, start=1)]


def _kind(table: dict[str, Any], kinds: Sequence[type[AnyCase]]) -> type[AnyCase]:
    return max(kinds, key=lambda kind: len(table.keys() & kind.model_fields.keys()))


def _case(path: Path, kind: type[AnyCase], table: dict[str, Any], number: int, split: str) -> AnyCase:
    where = f"{path}: case {table.get('id') or number!r}, "
    known = sorted(set(kind.model_fields) - {"split"})
    if unknown := [key for key in table if key not in known]:
        raise UsageError(f"{where}key {unknown[0]!r} is not known. Known keys: {', '.join(known)}.")
    try:
        return kind.model_validate(table | {"split": split})
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        told = f"key {key!r}: " if key else ""
        given = f"; found {str(first.get('input'))[:60]!r}" if key else ""
        raise UsageError(f"{where}{told}{first['msg']}{given}. Mend that key.") from None

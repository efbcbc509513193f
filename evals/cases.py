"""Cases: a question and what a right ending is, read from TOML that anyone can write."""

import re
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationError

from assistant.errors import UsageError
from assistant.record import Record

HERE = Path(__file__).parent
SPLITS = ("dev", "test")


def _regex(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return pattern


Regex = Annotated[str, AfterValidator(_regex)]


class Case(Record):
    """One question. A key that is left out is not judged."""

    id: str = Field(min_length=1)
    question: str
    audience: Literal["family", "staff"] = "family"
    expect: Literal["answer", "clarification", "refusal"]
    reason: str | None = None
    # Every form must be offered, the first as the main offer; [] = none may be the main offer.
    forms: tuple[str, ...] | None = None
    # At least one citation is, or lies inside, one of these.
    cites: tuple[str, ...] = ()
    # Topics asked about: a section that covers one of them is a right section.
    covers: tuple[str, ...] = ()
    mentions: tuple[Regex, ...] = ()
    never: tuple[Regex, ...] = ()
    tags: tuple[str, ...] = ()
    must_pass: bool = False
    split: str = "given"


class _CaseFile(Record):
    case: tuple[Case, ...]


def load_cases(path: Path, *, split: str = "given") -> list[Case]:
    """Raises UsageError that names file, case, key and fix."""
    try:
        tree = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read ({error.strerror}). Expected a TOML file of [[case]] tables."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is not TOML: {error}. Mend that line.") from None
    try:
        cases = _CaseFile.model_validate(tree).case
    except ValidationError as error:
        raise UsageError(f"{path}: {_explain(error, tree)}") from None
    ids = [case.id for case in cases]
    if twice := sorted({i for i in ids if ids.count(i) > 1}):
        raise UsageError(f"{path}: case id given twice: {', '.join(twice)}. Give each case its own.")
    return [case.model_copy(update={"split": split}) for case in cases]


def load_all() -> list[Case]:
    """The project's own cases, dev before test."""
    return [
        c for split in SPLITS for path in sorted((HERE / split).glob("*.toml")) for c in load_cases(path, split=split)
    ]


def _explain(error: ValidationError, tree: dict[str, object]) -> str:
    first = error.errors()[0]
    where = first["loc"]
    case = ""
    cases = tree.get("case")
    if isinstance(cases, list) and len(where) > 1 and isinstance(where[1], int) and isinstance(cases[where[1]], dict):
        case = f"case {cases[where[1]].get('id', where[1] + 1)!r}, "
    key = ".".join(str(part) for part in where[2:]) or ".".join(str(part) for part in where)
    if first["type"] == "extra_forbidden":
        return f"{case}key {key!r} is not known. Known keys: {', '.join(sorted(set(Case.model_fields) - {'split'}))}."
    return f"{case}key {key!r}: {first['msg']}; found {str(first.get('input'))[:60]!r}. Mend that key."


def topics() -> dict[str, str]:
    groups = tomllib.loads((HERE / "topics.toml").read_text("utf-8"))
    return {topic: title for group in groups.values() for topic, title in group.items()}

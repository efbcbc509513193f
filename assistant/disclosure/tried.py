"""The cases by which a rule is tried, beside the rule: a counsel signs what can be seen to work.

They are read from the folder of the evaluations, where that is installed; without it there are none. Which rules a case
tries is not said by its author but found by deciding it.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pydantic import ConfigDict, ValidationError

from assistant.corpus.catalog import explain
from assistant.disclosure.decide import decide
from assistant.disclosure.facts import DisclosureFacts
from assistant.disclosure.rules import Outcome, load_rulebook
from assistant.errors import WorkError
from assistant.record import Record


class TriedCase(DisclosureFacts):
    """One case of an evaluation: its story, its facts and the outcome that its author expects."""

    model_config = ConfigDict(extra="ignore")

    id: str
    story: str
    outcome: Outcome


class Trials(Record):
    """By the id of a rule: the cases that it decides, and those in which it was read and opened no way."""

    decided: dict[str, tuple[TriedCase, ...]]
    refused: dict[str, tuple[TriedCase, ...]]


@cache
def trials(folder: Path, corpus_dir: Path) -> Trials:
    """Under the rules as cited from `corpus_dir`. Raises WorkError that names the file, the case and the fix."""
    rulebook = load_rulebook(corpus_dir)
    decided: dict[str, list[TriedCase]] = {}
    refused: dict[str, list[TriedCase]] = {}
    for case in _cases(folder):
        decision = decide(case, rulebook)
        for rule_id in dict.fromkeys(item.rule_id for item in decision.per_item):
            decided.setdefault(rule_id, []).append(case)
        for rule in decision.rules:
            if rule.role == "did_not_fit" and rule.rule_id:
                refused.setdefault(rule.rule_id, []).append(case)
    return Trials(
        decided={rule_id: tuple(cases) for rule_id, cases in decided.items()},
        refused={rule_id: tuple(cases) for rule_id, cases in refused.items()},
    )


def _cases(folder: Path) -> Iterator[TriedCase]:
    for path in sorted(folder.glob("*.toml")):
        try:
            tables = tomllib.loads(path.read_text("utf-8")).get("case", [])
        except tomllib.TOMLDecodeError as error:
            raise WorkError(f"{path} is not TOML: {error}. Mend that line.") from None
        for table in tables:
            try:
                yield TriedCase.model_validate(table)
            except ValidationError as error:
                raise WorkError(f"{path}, case {table.get('id')}: {explain(error)}") from None

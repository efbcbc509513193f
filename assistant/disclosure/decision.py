"""The decision as it is handed over: frozen, complete, in the shape that other programs rely on.

Reasons and codes only; every sentence a person reads is in `i18n`, under these codes.
"""

from datetime import date
from typing import Literal

from pydantic import Field

from assistant.corpus.citation import Citation
from assistant.disclosure.facts import Consent, DutyKind, Reply
from assistant.disclosure.rules import Mark, Outcome, Says
from assistant.record import Record

When = Literal["before", "with", "after"]
# decides: the outcome is its own; adds: the outcome rests on it too; did_not_fit: it was looked at and opens no way.
Role = Literal["decides", "adds", "did_not_fit"]


class ItemOutcome(Record):
    """`rule` is the row that decides, `rule_id` its very rule."""

    data: str
    outcome: Outcome
    rule: str
    rule_id: str


class AppliedRule(Record):
    """A row and what the outcome takes from it.

    `mark` is how that part was checked; where the rule itself is in doubt, `uncertain` is true and it only ever asks.
    `says` lists the layers that have words under `row.<words>`, `governs` the one that decides; where nothing is said
    by layer, there is a note under `row.<words>.note`.
    """

    id: str
    rule_id: str | None
    words: str
    role: Role
    citations: tuple[Citation, ...]
    mark: Literal["V", "M"]
    uncertain: bool = False
    says: tuple[Says, ...] = ()
    governs: Says | None = None
    in_force: date | None = None


class Duty(Record):
    """`limit` names a clock of limits.toml; `facts` are the open facts that bring the duty, if any do."""

    kind: DutyKind
    when: When
    limit: str | None = None
    facts: tuple[str, ...] = ()


class Change(Record):
    """Answers that would make the outcome another one; `consent` where consent is part of it."""

    facts: dict[str, Reply] = Field(default_factory=dict)
    consent: Consent | None = None
    outcome: Outcome


class DisclosureDecision(Record):
    """`mark` is the weakest mark that the outcome needs; `clocks` the limits.toml clocks of the release itself.

    `missing_facts` holds every unanswered fact that could change the outcome, "consent" among them where that was not
    looked at. `would_change` holds the smallest changes that lead to a release, or, for a release, the single facts
    without which it would not stand.
    """

    outcome: Outcome
    per_item: tuple[ItemOutcome, ...]
    rules: tuple[AppliedRule, ...]
    duties: tuple[Duty, ...]
    missing_facts: tuple[str, ...]
    would_change: tuple[Change, ...]
    mark: Mark
    clocks: tuple[str, ...]

    @property
    def citations(self) -> tuple[Citation, ...]:
        return tuple(dict.fromkeys(citation for rule in self.rules for citation in rule.citations))

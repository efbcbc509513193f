"""Disclosures: facts of a case in, a decision out, held to what the row of the law says comes of it.

Two things are asked of each case. Told whole, it must be decided as expected, down to duties, citations and mark. Told
by recipient and data alone, the interview must find the rest by few questions, answered from the case.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from statistics import median
from time import process_time
from typing import Any

from pydantic import Field, model_validator

from assistant.corpus.citation import covers
from assistant.disclosure.decide import decide
from assistant.disclosure.decision import DisclosureDecision
from assistant.disclosure.facts import Consent, DisclosureFacts, DutyKind, Reply, read_facts
from assistant.disclosure.interview import CONSENT, PURPOSE, Interview, Question, answer, begin, next_question
from assistant.disclosure.rules import Mark, Outcome, Rulebook, load_rulebook
from assistant.errors import UsageError
from assistant.settings import Settings
from evals.cases import AnyCase
from evals.judged import Judged

# The interview is to end within six questions for every other case, within ten for nine of ten.
FEW, MOST = 6, 10
# Runs of one decision, of which the median is told: the machine may be busy with something else.
TIMED_RUNS = 3


class DisclosureCase(AnyCase):
    """One request or one planned act, in the words of assistant/disclosure/vocabulary.toml.

    What is expected and left out is not judged, except the outcome.
    """

    row: str = Field(default="", description="The row of the decision table that the case belongs to.")
    via: str | None = Field(default=None, description="The row that decides, where `row` sends the case on.")
    story: str = Field(default="", description="What happens, in plain words.")
    recipient: str
    data: tuple[str, ...] = Field(min_length=1)
    purpose: str = "not_stated"
    consent: Consent = "unknown"
    facts: dict[str, Reply] = Field(default_factory=dict)
    outcome: Outcome
    per_item: dict[str, Outcome] = Field(default_factory=dict, description="Where the kinds of data fare differently.")
    duties: tuple[DutyKind, ...] | None = Field(default=None, description="Every duty, in any order.")
    cites: tuple[str, ...] = Field(default=(), description="Each is cited.")
    mark: Mark | None = Field(default=None, description="The weakest mark that the outcome needs.")

    @model_validator(mode="after")
    def _words_are_known(self) -> "DisclosureCase":
        try:
            read_facts(self.told)
        except UsageError as error:
            raise ValueError(str(error).rstrip(".")) from None
        if strangers := sorted(set(self.per_item) ^ set(self.data)) if self.per_item else []:
            raise ValueError(f"per_item and data differ by {', '.join(strangers)}; name each kind of data in both")
        return self

    @property
    def told(self) -> dict[str, Any]:
        """The facts as they would be handed to the check."""
        return self.model_dump(include={"recipient", "data", "purpose", "consent", "facts"})

    @property
    def given(self) -> DisclosureFacts:
        return DisclosureFacts(**self.told)

    @property
    def expected(self) -> dict[str, Outcome]:
        return self.per_item or dict.fromkeys(self.data, self.outcome)

    def answer_to(self, question: Question) -> str:
        """What the case says to a question of the interview; "unknown" where it says nothing."""
        if question.name == PURPOSE:
            return self.purpose
        return self.consent if question.name == CONSENT else self.facts.get(question.name, "unknown")


@cache
def rulebook() -> Rulebook:
    """The project's own: whatever documents are measured, the law is the same."""
    return load_rulebook(Settings().corpus_dir)


def decide_case(case: DisclosureCase) -> DisclosureDecision:
    return decide(case.given, rulebook())


def interview_case(case: DisclosureCase) -> tuple[Interview, tuple[Question, ...]]:
    """From recipient and data alone, each question answered from the case, to the last question."""
    return _interviewed(case.model_dump_json())


@cache
def _interviewed(written: str) -> tuple[Interview, tuple[Question, ...]]:
    """By the case as JSON: a run judges its cases for every report it makes, and interviewing is the slow part."""
    case = DisclosureCase.model_validate_json(written)
    state, asked = begin(case.recipient, case.data), []
    while question := next_question(state, rulebook()):
        asked.append(question)
        state = answer(state, question.name, case.answer_to(question))
    return state, tuple(asked)


def judge_disclosure(case: AnyCase) -> Judged:
    assert isinstance(case, DisclosureCase)
    found = decide_case(case)
    wrong = {name: told for name, judge in ASPECTS.items() if (told := judge(case, found)) is not None}
    measures = {name: float(not told) for name, told in wrong.items()}
    state, asked = interview_case(case)
    measures["asked_alike"] = float(decide(state.facts, rulebook()).outcome == case.outcome)
    measures |= {f"asked<={most}": float(len(asked) <= most) for most in (FEW, MOST)}
    return Judged.of(measures | {"right": float(not any(wrong.values()))}, [told for told in wrong.values() if told])


def decision_times(cases: Iterable[AnyCase]) -> dict[str, float]:
    """Milliseconds of processor time a decision takes: the median case and the slowest one. No part of a report."""
    took = [_took(case.given) for case in cases if isinstance(case, DisclosureCase)]
    return {"median_ms": round(median(took), 3), "max_ms": round(max(took), 3)} if took else {}


def _took(facts: DisclosureFacts) -> float:
    decide(facts, rulebook())
    runs = []
    for _ in range(TIMED_RUNS):
        start = process_time()
        decide(facts, rulebook())
        runs.append(1000 * (process_time() - start))
    return median(runs)


def _outcome(case: DisclosureCase, found: DisclosureDecision) -> str:
    return "" if found.outcome == case.outcome else f"outcome is {found.outcome}, expected {case.outcome}"


def _per_item(case: DisclosureCase, found: DisclosureDecision) -> str | None:
    if len(case.data) == 1 and not case.per_item:
        return None
    came = {item.data: item.outcome for item in found.per_item}
    apart = [f"{data} is {came[data]}, expected {one}" for data, one in case.expected.items() if came[data] != one]
    return ", ".join(apart)


def _duties(case: DisclosureCase, found: DisclosureDecision) -> str | None:
    if case.duties is None:
        return None
    came, expected = {duty.kind for duty in found.duties}, set(case.duties)
    return "" if came == expected else f"duties are {_listed(came)}, expected {_listed(expected)}"


def _cites(case: DisclosureCase, found: DisclosureDecision) -> str | None:
    if not case.cites:
        return None
    cited = [name for citation in found.citations for name in citation.authorities]
    missing = [cite for cite in case.cites if not any(covers(cite, one) and covers(one, cite) for one in cited)]
    return f"does not cite {', '.join(missing)}" if missing else ""


def _mark(case: DisclosureCase, found: DisclosureDecision) -> str | None:
    if case.mark is None:
        return None
    return "" if found.mark == case.mark else f"mark is {found.mark}, expected {case.mark}"


def _via(case: DisclosureCase, found: DisclosureDecision) -> str | None:
    if case.via is None:
        return None
    rows = {item.rule for item in found.per_item}
    return "" if case.via in rows else f"decided by {_listed(rows)}, expected {case.via}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"


ASPECTS: Mapping[str, Callable[[DisclosureCase, DisclosureDecision], str | None]] = {
    "outcome": _outcome,
    "per_item": _per_item,
    "duties": _duties,
    "cites": _cites,
    "mark": _mark,
    "via": _via,
}
"""For each, what is wrong: nothing, or None where the case does not ask."""

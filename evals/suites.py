"""Suites: what is asked of each case, and when it passes.

Two kinds. A suite of questions judges runs of the whole app; all of them share one run a question. A suite of facts
puts facts to one capability's public function, with cases in a folder of its own: due dates and disclosures now,
contracts when that capability comes, each as one more entry here.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from assistant.answering.response import Response
from assistant.corpus.citation import Citation, covers
from assistant.record import Record
from evals.bench import Bench, Run
from evals.cases import BY_HAND, HERE, AnyCase, Case, read_cases, refuse_twice
from evals.deadlines import DeadlineCase, judge_deadline
from evals.disclosure import DisclosureCase, judge_disclosure
from evals.judged import Judged
from evals.metrics import hit, ndcg, reciprocal_rank

RECALL_AT = (1, 3, 5, 10)


class Score(Record):
    """What one suite found for one case. Every measure has four places, so two runs give the same bytes."""

    case_id: str
    suite: str
    split: str
    tags: tuple[str, ...]
    must_pass: bool
    passed: bool
    why: str
    measures: dict[str, float]


@dataclass(frozen=True)
class QuestionSuite:
    """`judge` returns None for a case that it cannot judge."""

    name: str
    title: str
    passes: str
    judge: Callable[[Run, Bench], Judged | None]
    # Whether a must-pass case can be lost here: where a section ranks is not what would harm.
    ratchets: bool = True


@dataclass(frozen=True)
class FactSuite:
    """Cases are the [[table]] entries of evals/<name>/*.toml, and of whatever file somebody brings.

    Where two kinds of case share a table, a case is of the kind of which it has more keys.
    """

    name: str
    title: str
    passes: str
    table: str
    kind: type[AnyCase]
    judge: Callable[[AnyCase], Judged]
    ratchets: bool = True


def retrieval(run: Run, bench: Bench) -> Judged | None:
    right = bench.right_sections(run.case)
    if run.case.expect != "answer" or not right:
        return None
    relevant = [(one.doc_id, one.section_id) in right for one in run.ranking.kept]
    measures = {f"recall@{k}": hit(relevant, k) for k in RECALL_AT}
    measures |= {"mrr": reciprocal_rank(relevant), "ndcg@10": ndcg(relevant, 10, len(right))}
    found = ", ".join(one.passage.passage_id for one in run.ranking.kept[:3]) or "nothing"
    return Judged.of(measures, [] if measures["recall@5"] else [f"found instead: {found}"])


def answers(run: Run, bench: Bench) -> Judged | None:
    case, response = run.case, run.response
    if case.expect != "answer":
        return None
    measures = {"ending": float(response.outcome == "answer"), "exact": exactness(response, bench)}
    wrong = [] if measures["ending"] else [f"ended as {_ending(response)}"]
    wrong += [] if measures["exact"] else ["quotes what its passage does not say"]
    said, unsaid = content(case, response)
    return Judged.of(measures | said | _citations(case, response, bench), wrong + unsaid)


def refusals(run: Run, bench: Bench) -> Judged | None:
    """Ending right over all cases, answerable ones too, so that refusing everything does not win."""
    case, response = run.case, run.response
    right = response.outcome == case.expect
    group = {"answer": "answered", "refusal": "refused", "clarification": "asked_back"}[case.expect]
    measures = {"ending": float(right), group: float(right)}
    first = run.ranking.kept[0].passage.passage_id if run.ranking.kept else "nothing"
    wrong = [] if right else [f"ended as {_ending(response)} (chance {response.confidence:.2f}, nearest {first})"]
    if case.expect == "answer":
        return Judged.of(measures, wrong)
    measures["exact"] = exactness(response, bench)
    wrong += [] if measures["exact"] else ["quotes what its passage does not say"]
    if case.reason:
        measures["reason"] = float(response.reason == case.reason)
        wrong += [] if measures["reason"] or not right else [f"refused as {response.reason}, expected {case.reason}"]
    said, unsaid = content(case, response)
    return Judged.of(measures | said, wrong + unsaid)


def routing(run: Run, bench: Bench) -> Judged | None:
    wanted = run.case.forms
    if wanted is None:
        return None
    offered = [referral.form for referral in run.response.referrals]
    measures = {"offered": float(set(wanted) <= set(offered))} if wanted else {}
    main_wrong = bool(offered) and offered[0] != "ask_office" and offered[0] not in wanted
    measures["main_wrong"] = float(main_wrong)
    failed = main_wrong or measures.get("offered") == 0.0
    told = f"offered {', '.join(offered) or 'nothing'}, expected {', '.join(wanted) or 'no main offer'}"
    return Judged.of(measures, [told] if failed else [])


def exactness(response: Response, bench: Bench) -> float:
    """1.0 if every quote stands, letter for letter, where its citation says, and every statement is its quote."""
    quotes = all(_stands(c, bench) for s in response.statements for c in s.citations)
    texts = all(s.text == s.citations[0].quote for s in response.statements if s.basis == "verbatim")
    return float(quotes and texts)


def content(case: Case, response: Response) -> tuple[dict[str, float], list[str]]:
    """What the statements cite and say, held to what the case wants; only what the case names is judged."""
    said = " ".join(statement.text for statement in response.statements)
    names = [name for citation in citations(response) for name in citation.names]
    measures: dict[str, float] = {}
    wrong: list[str] = []
    if case.cites:
        measures["cites"] = float(any(covers(want, name) for want in case.cites for name in names))
        wrong += [] if measures["cites"] else [f"cites none of {', '.join(case.cites)}"]
    missing = [pattern for pattern in case.mentions if not re.search(pattern, said, re.IGNORECASE)]
    if case.mentions:
        measures["mentions"] = float(not missing)
        wrong += [f"does not mention {pattern}" for pattern in missing]
    uttered = [pattern for pattern in case.never if re.search(pattern, said, re.IGNORECASE)]
    if case.never:
        measures["never"] = float(not uttered)
        wrong += [f"says what it never may: {pattern}" for pattern in uttered]
    return measures, wrong


def citations(response: Response) -> list[Citation]:
    return [citation for statement in response.statements for citation in statement.citations]


def _citations(case: Case, response: Response, bench: Bench) -> dict[str, float]:
    """Recall: of the authorities and places wanted, those cited. Precision: of the citations, those from a right place.

    A case may want more authorities than four statements hold, so these two are measured and do not fail a case.
    """
    cited, right = citations(response), bench.right_sections(case)
    measures: dict[str, float] = {}
    if case.cites:
        hits = [any(covers(want, name) for c in cited for name in c.names) for want in case.cites]
        measures["citation_recall"] = sum(hits) / len(hits)
    if cited and (right or case.cites):
        good = [
            tuple(c.passage_id.split("/")[0].split("#")) in right
            or any(covers(want, name) for want in case.cites for name in c.names)
            for c in cited
        ]
        measures["citation_precision"] = sum(good) / len(good)
    return measures


def _stands(citation: Citation, bench: Bench) -> bool:
    passage = bench.index.by_id.get(citation.passage_id)
    return passage is not None and passage.text[citation.start : citation.end] == citation.quote


def _ending(response: Response) -> str:
    return f"{response.outcome} ({response.reason})" if response.reason else response.outcome


QUESTION_SUITES = (
    QuestionSuite(
        name="retrieval",
        title="The right section is found",
        passes="a right section is among the first five",
        judge=retrieval,
        ratchets=False,
    ),
    QuestionSuite(
        name="answers",
        title="What can be answered is answered, word for word and from the right place",
        passes="it is answered, every quote is exact, and what the case wants cited and mentioned is",
        judge=answers,
    ),
    QuestionSuite(
        name="refusals",
        title="What cannot be answered is refused for the right reason, and nothing else is",
        passes="the ending is the expected one, for the expected reason",
        judge=refusals,
    ),
    QuestionSuite(
        name="routing",
        title="The right form is offered",
        passes="every expected form is offered, and no other one first",
        judge=routing,
    ),
)
FACT_SUITES = (
    FactSuite(
        name="deadlines",
        title="The due date is the one counted by hand",
        passes="the date and the limit that governs are those counted by hand",
        table="deadline",
        kind=DeadlineCase,
        judge=judge_deadline,
    ),
    FactSuite(
        name="disclosure",
        title="A disclosure is decided as the law's row says",
        passes="outcome, kinds of data, duties, citations and mark are the expected ones",
        table="case",
        kind=DisclosureCase,
        judge=judge_disclosure,
    ),
)
SUITES: dict[str, QuestionSuite | FactSuite] = {suite.name: suite for suite in (*QUESTION_SUITES, *FACT_SUITES)}
KINDS: dict[str, tuple[type[AnyCase], ...]] = {
    table: (*([Case] if table == "case" else []), *(suite.kind for suite in FACT_SUITES if suite.table == table))
    for table in dict.fromkeys(("case", *(suite.table for suite in FACT_SUITES)))
}
"""The kinds of case by their table."""


def load_facts(folder: Path = HERE) -> list[AnyCase]:
    """The project's own cases of facts."""
    found: list[AnyCase] = []
    for suite in FACT_SUITES:
        for path in sorted((folder / suite.name).glob("*.toml")):
            found += read_cases(path, {suite.table: (suite.kind,)}, split=BY_HAND)[suite.table]
    refuse_twice([case.id for case in found], folder)
    return found


def load_given(path: Path) -> list[AnyCase]:
    """Everything in somebody's own file, table by table."""
    return [case for cases in read_cases(path, KINDS).values() for case in cases]


def judge_runs(runs: Iterable[Run], bench: Bench, suites: Iterable[str]) -> list[Score]:
    runs = list(runs)
    chosen = [suite for suite in QUESTION_SUITES if suite.name in suites]
    return [_score(s.name, r.case, judged) for s in chosen for r in runs if (judged := s.judge(r, bench))]


def judge_facts(cases: Iterable[AnyCase], suites: Iterable[str]) -> list[Score]:
    cases = list(cases)
    chosen = [suite for suite in FACT_SUITES if suite.name in suites]
    return [_score(s.name, case, s.judge(case)) for s in chosen for case in cases if isinstance(case, s.kind)]


def _score(suite: str, case: AnyCase, judged: Judged) -> Score:
    return Score(
        case_id=case.id,
        suite=suite,
        split=case.split,
        tags=case.tags,
        must_pass=case.must_pass,
        passed=judged.passed,
        why="; ".join(judged.wrong),
        measures={name: round(value, 4) for name, value in judged.measures.items()},
    )

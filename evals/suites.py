"""Suites: what is asked of each case, and when it passes. Every one goes through the app's own public functions."""

import re
from collections.abc import Callable, Iterator

from assistant.answering.calibration import Calibration
from assistant.answering.question import ask_about
from assistant.answering.respond import conclude, find
from assistant.answering.response import Response
from assistant.corpus.citation import covers
from assistant.record import Record
from assistant.retrieval.encoder import Encoder
from assistant.retrieval.index import Index
from assistant.retrieval.search import Ranking, Recipe
from evals.cases import Case
from evals.metrics import hit, ndcg, reciprocal_rank


class Run(Record):
    """One case, asked once; all suites judge the same run."""

    case: Case
    ranking: Ranking
    response: Response


class Score(Record):
    """What one suite found for one case. `measures` are rounded to four places, so two runs print the same bytes."""

    case_id: str
    suite: str
    split: str
    tags: tuple[str, ...]
    must_pass: bool
    passed: bool
    why: str
    measures: dict[str, float]


class Bench:
    """The parts under test, loaded once."""

    def __init__(self, *, index: Index, encoder: Encoder, calibration: Calibration | None, recipe: Recipe) -> None:
        self.index = index
        self.encoder = encoder
        self.calibration = calibration
        self.recipe = recipe
        self.passages = index.by_id

    def run(self, case: Case) -> Run:
        question = ask_about(case.question, audience=case.audience)
        found = find(question, index=self.index, encoder=self.encoder, recipe=self.recipe)
        response = conclude(found, index=self.index, calibration=self.calibration, case_id=case.id)
        return Run(case=case, ranking=found.ranking, response=response)

    def right_sections(self, case: Case) -> set[tuple[str, str]]:
        """Qrels: the sections that cover a topic of the case."""
        return {(p.doc_id, p.section_id) for p in self.index.passages if set(p.covers) & set(case.covers)}


def retrieval(run: Run, bench: Bench) -> Iterator[tuple[dict[str, float], bool, str]]:
    right = bench.right_sections(run.case)
    if run.case.expect != "answer" or not right:
        return
    relevant = [(one.doc_id, one.section_id) in right for one in run.ranking.kept]
    measures = {f"recall@{k}": hit(relevant, k) for k in (1, 3, 5, 10)}
    measures |= {"mrr": reciprocal_rank(relevant), "ndcg@10": ndcg(relevant, 10, len(right))}
    found = ", ".join(one.passage.passage_id for one in run.ranking.kept[:3])
    yield measures, bool(measures["recall@5"]), "" if measures["recall@5"] else f"found instead: {found}"


def answers(run: Run, bench: Bench) -> Iterator[tuple[dict[str, float], bool, str]]:
    case, response = run.case, run.response
    if case.expect != "answer":
        return
    said = " ".join(s.text for s in response.statements)
    citations = [c for s in response.statements for c in s.citations]
    exact = all(bench.passages[c.passage_id].text[c.start : c.end] == c.quote for c in citations)
    measures = {"ending": float(response.outcome == "answer"), "exact": float(exact)}
    if case.cites:
        cited = any(covers(want, name) for want in case.cites for c in citations for name in c.names)
        measures["cites"] = float(cited)
    right = bench.right_sections(case)
    if citations and (right or case.cites):
        good = [
            tuple(c.passage_id.split("/")[0].split("#")) in right
            or any(covers(want, name) for want in case.cites for name in c.names)
            for c in citations
        ]
        measures["citation_precision"] = sum(good) / len(good)
    if case.mentions:
        measures["mentions"] = float(all(re.search(m, said, re.IGNORECASE) for m in case.mentions))
    if case.never:
        measures["never"] = float(not any(re.search(n, said, re.IGNORECASE) for n in case.never))
    judged = ("ending", "exact", "cites", "mentions", "never")
    failed = [name for name in judged if measures.get(name) == 0.0]
    yield measures, not failed, f"{response.outcome}; failed: {', '.join(failed)}" if failed else ""


def refusals(run: Run, bench: Bench) -> Iterator[tuple[dict[str, float], bool, str]]:
    """Ending right over all cases, so that refusing everything does not win."""
    case, response = run.case, run.response
    right = response.outcome == case.expect
    measures = {"ending": float(right), "refused" if case.expect == "refusal" else "answered": float(right)}
    if case.expect == "refusal":
        if case.reason:
            measures["reason"] = float(response.reason == case.reason)
        said = " ".join(s.text for s in response.statements)
        if case.never:
            measures["never"] = float(not any(re.search(n, said, re.IGNORECASE) for n in case.never))
    passed = right and measures.get("never", 1.0) == 1.0
    first = run.ranking.kept[0].passage.passage_id if run.ranking.kept else "nothing"
    yield measures, passed, "" if passed else f"{response.outcome} ({response.confidence:.2f}, nearest {first})"


def routing(run: Run, bench: Bench) -> Iterator[tuple[dict[str, float], bool, str]]:
    if run.case.forms is None:
        return
    offered = [r.form for r in run.response.referrals]
    wanted = run.case.forms
    measures = {"offered": float(set(wanted) <= set(offered))} if wanted else {}
    main_wrong = bool(offered) and offered[0] != "ask_office" and offered[0] not in wanted
    measures["main_wrong"] = float(main_wrong)
    passed = measures.get("offered", 1.0) == 1.0 and not main_wrong
    yield (
        measures,
        passed,
        "" if passed else f"offered {offered or 'nothing'}, expected {list(wanted) or 'no main offer'}",
    )


Judge = Callable[[Run, Bench], Iterator[tuple[dict[str, float], bool, str]]]

SUITES: dict[str, tuple[str, Judge]] = {
    "retrieval": ("The right section is found", retrieval),
    "answers": ("What can be answered is answered with the right passages", answers),
    "refusals": ("What cannot be answered is refused, and nothing else", refusals),
    "routing": ("The right form is offered", routing),
}


def judge(suite: str, run: Run, bench: Bench) -> Iterator[Score]:
    for measures, passed, why in SUITES[suite][1](run, bench):
        yield Score(
            case_id=run.case.id,
            suite=suite,
            split=run.case.split,
            tags=run.case.tags,
            must_pass=run.case.must_pass,
            passed=passed,
            why=why,
            measures={name: round(value, 4) for name, value in measures.items()},
        )

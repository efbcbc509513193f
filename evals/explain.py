"""Explain: one case laid open: what was found, how it was scored, what was said, what was dropped and why."""

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from assistant.answering import composing
from assistant.answering.calibration import UNCALIBRATED
from assistant.answering.composing import draft, gather
from assistant.answering.grounding import ground
from assistant.errors import UsageError
from assistant.retrieval.search import ScoredSection
from evals.bench import Bench, Run
from evals.cases import AnyCase
from evals.deadlines import DeadlineCase, count_case
from evals.disclosure import DisclosureCase, decide_case, interview_case
from evals.suites import FACT_SUITES, QUESTION_SUITES, judge_facts, judge_runs
from evals.terminal import PIPED_WIDTH


def explain(run: Run, bench: Bench, console: Console | None = None) -> None:
    console = console or _console()
    case, response = run.case, run.response
    _say(console, f"{case.id} ({case.split}; {', '.join(case.tags)})", f"  {case.question}")
    expected = f"{case.expect} {case.reason or ''}".strip()
    _say(console, f"expected: {expected}", f"came:     {response.outcome} {response.reason or ''}".rstrip())
    _say(console, f"chance:   {_chance(run, bench)}", f"offered:  {', '.join(r.form for r in response.referrals)}")
    console.print(_ranking(run, bench))
    _say(console, *_statements(run, bench))
    scores = judge_runs([run], bench, [suite.name for suite in QUESTION_SUITES])
    for s in scores:
        measures = "  ".join(f"{name} {value:g}" for name, value in s.measures.items())
        _say(
            console, f"{'pass' if s.passed else 'FAIL'}  {s.suite}: {measures}", *([f"      {s.why}"] if s.why else [])
        )


def explain_facts(case: AnyCase, console: Console | None = None) -> None:
    console = console or _console()
    _say(console, f"{case.id} ({case.split}; {', '.join(case.tags)})")
    if isinstance(case, DeadlineCase):
        _say(console, *_days(case))
    if isinstance(case, DisclosureCase):
        _say(console, *_decision(case))
    for s in judge_facts([case], [suite.name for suite in FACT_SUITES]):
        _say(console, f"{'pass' if s.passed else 'FAIL'}  {s.suite}" + (f": {s.why}" if s.why else ""))


def _chance(run: Run, bench: Bench) -> str:
    threshold = (bench.calibration or UNCALIBRATED).threshold
    told = "reaches" if run.chance >= threshold else "is below"
    whose = "the threshold" if bench.calibration else "the stand-in threshold, for nothing fitting was calibrated:"
    signs = ", ".join(f"{name} {value:.3f}" for name, value in run.ranking.signs.model_dump().items())
    return f"{run.chance:.4f} from {signs}; {told} {whose} {threshold:.4f}"


def _ranking(run: Run, bench: Bench) -> Table:
    right = bench.right_sections(run.case)
    table = Table("rank", "section", "score", "likeness", "words", "right", "what became of it")
    sections = (*run.ranking.kept, *run.ranking.rejected)
    for rank, (one, fate) in enumerate(zip(sections, _fates(run, bench), strict=True), start=1):
        mark = "yes" if (one.doc_id, one.section_id) in right else ""
        figures = (f"{one.score:.3f}", f"{one.similarity:.3f}", f"{one.lexical:.2f}")
        table.add_row(str(rank), one.label, *figures, mark, fate)
    return table


def _fates(run: Run, bench: Bench) -> Iterator[str]:
    """For each section looked at: quoted, or why not."""
    quoted = {(e.passage.doc_id, e.passage.section_id) for e in gather(run.ranking)}
    refused = run.response.outcome != "answer" and not run.response.statements
    for one in run.ranking.kept:
        if (one.doc_id, one.section_id) in quoted:
            yield "would be quoted, were it not refused" if refused else "quoted"
        else:
            yield _why_not(one, run.ranking.kept[0])
    for _ in run.ranking.rejected:
        yield f"dropped: not among the first {len(run.ranking.kept)}"


def _why_not(one: ScoredSection, best: ScoredSection) -> str:
    behind = best.score - one.score
    if behind > composing.NEAR_BEST:
        return f"dropped: {behind:.3f} behind the best, {composing.NEAR_BEST} is the most"
    return f"dropped: says the same as one before it, or {composing.MOST_STATEMENTS} statements were full"


def _statements(run: Run, bench: Bench) -> Iterator[str]:
    """Every statement that was drafted, said or dropped: grounding leaves out what its passage does not say."""
    drafted = draft(gather(run.ranking), language=run.response.language)
    grounded = ground(drafted, index=bench.index)
    for statement in drafted:
        place = statement.citations[0].passage_id
        if statement not in grounded:
            yield f"dropped by grounding: {statement.text} [{place} does not say so, letter for letter]"
        elif statement in run.response.statements:
            yield f"said: {statement.text} [{place}]"
        else:
            yield f"not said, for it was refused: {statement.text} [{place}]"


def _days(case: DeadlineCase) -> Iterator[str]:
    try:
        found = count_case(case)
    except UsageError as error:
        yield f"refused: {error}"
        return
    yield f"{case.form}, received {case.received}"
    yield f"due {found.due_on or 'on no date'}; governs: {found.governs or 'none'}"
    number = 0
    for day in found.days:
        number += day.counted
        yield f"  {day.date}  {day.date:%a}  {number if day.counted else day.why}"
    for limit in found.limits:
        yield f"  limit {limit.id}: {limit.due_on or 'no date'}" + (f" ({limit.why})" if limit.why else "")


def _decision(case: DisclosureCase) -> Iterator[str]:
    """The facts, the rules read and what became of them, the outcome, and what the interview would have asked."""
    found = decide_case(case)
    yield f"  {case.story}" if case.story else "  (no story)"
    yield f"{case.recipient}; {', '.join(case.data)}; {case.purpose}; consent {case.consent}"
    yield from (f"  {fact}: {reply}" for fact, reply in case.facts.items())
    yield f"expected: {case.outcome}"
    yield f"came:     {found.outcome} ({found.mark})"
    yield from (f"  {item.data}: {item.outcome} by {item.rule_id}" for item in found.per_item)
    for rule in found.rules:
        names = "; ".join(name for one in rule.citations for name in one.authorities)
        yield f"  {rule.role}: {rule.rule_id or rule.id} ({rule.mark}) {names}"
    yield from (
        f"  duty {duty.when}: {duty.kind}" + (f" within {duty.limit}" * bool(duty.limit)) for duty in found.duties
    )
    yield f"missing:  {', '.join(found.missing_facts) or 'nothing'}"
    _, asked = interview_case(case)
    yield f"asked {len(asked)}: {', '.join(f'{one.name} = {case.answer_to(one)}' for one in asked)}"


def _say(console: Console, *lines: str) -> None:
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)


def _console() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=PIPED_WIDTH)

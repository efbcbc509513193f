"""The verdict: what is planted into real runs turns it red, and says which measure, bar or case did."""

from collections.abc import Callable

import pytest
from calling import ReportOf

from assistant.answering.calibration import Calibration
from assistant.answering.quality import Accepted
from assistant.answering.response import Response
from assistant.retrieval.search import RECIPE, Signs
from evals.bench import Bench, Run
from evals.cases import Case
from evals.figures import Yardstick, figures
from evals.report import Report, compare, must_pass, unmeasured
from evals.suites import SUITES, Score


def added(report: Report, sound: Report) -> list[str]:
    return [reason for reason in report.reasons if reason not in sound.reasons]


def with_response(run: Run, change: Callable[[Response], Response]) -> Run:
    return run.model_copy(update={"response": change(run.response)})


def test_the_same_runs_against_themselves_add_no_reason(
    report_of: ReportOf, runs: list[Run], sound: Report, accepted: Accepted
) -> None:
    again = report_of(runs, accepted)
    assert again.reasons == sound.reasons
    assert [change.p for change in again.changes] == [1.0] * len(SUITES)
    assert {change.suite for change in again.changes} == set(SUITES)
    assert all(figure.before == figure.value for figure in again.figures)


def wrong_quote(response: Response) -> Response:
    """One letter of the first quote."""
    first, *others = response.statements
    (citation, *more) = first.citations
    quote = citation.quote[:-1] + "!"
    spoiled = first.model_copy(
        update={"text": quote, "citations": (citation.model_copy(update={"quote": quote}), *more)}
    )
    return response.model_copy(update={"statements": (spoiled, *others)})


def other_text(response: Response) -> Response:
    """The citation is right, and the statement says something else."""
    first, *others = response.statements
    return response.model_copy(
        update={"statements": (first.model_copy(update={"text": first.text.replace(" not ", " ") + " "}), *others)}
    )


def strange_passage(response: Response) -> Response:
    first, *others = response.statements
    citation = first.citations[0].model_copy(update={"passage_id": "nowhere#none/1"})
    return response.model_copy(update={"statements": (first.model_copy(update={"citations": (citation,)}), *others)})


@pytest.mark.parametrize("spoil", [wrong_quote, other_text, strange_passage])
def test_one_wrong_quote_turns_it_red_and_names_the_case(
    report_of: ReportOf, runs: list[Run], sound: Report, spoil: Callable[[Response], Response]
) -> None:
    """A single one: a quote is right or the program is wrong."""
    at = next(n for n, run in enumerate(runs) if run.response.outcome == "answer" and run.case.expect == "answer")
    spoiled = [*runs[:at], with_response(runs[at], spoil), *runs[at + 1 :]]
    report = report_of(spoiled)
    told = next(reason for reason in added(report, sound) if reason.startswith("bar missed: answers exact on test"))
    assert report.verdict == "red"
    assert told.endswith(f"short of it: {runs[at].case.id}")


def swapped_forms(response: Response) -> Response:
    """What belongs first comes as another form."""
    other = {"inspect_records": "privacy_complaint", "privacy_complaint": "inspect_records"}
    swapped = tuple(r.model_copy(update={"form": other.get(r.form, "survey_opt_out")}) for r in response.referrals)
    return response.model_copy(update={"referrals": swapped})


def test_swapped_forms_turn_it_red_and_name_the_cases(
    report_of: ReportOf, runs: list[Run], sound: Report, accepted: Accepted
) -> None:
    report = report_of([with_response(run, swapped_forms) for run in runs], accepted)
    (routing,) = (change for change in report.changes if change.suite == "routing")
    told = next(r for r in added(report, sound) if r.startswith("routing significantly worse than the baseline"))
    assert report.verdict == "red"
    assert all(case in told for case in routing.lost)
    assert len(routing.lost) > 5


def test_one_swapped_form_of_a_must_pass_case_turns_it_red(
    report_of: ReportOf, runs: list[Run], sound: Report, accepted: Accepted
) -> None:
    at = next(
        n
        for n, run in enumerate(runs)
        if run.case.must_pass and run.case.forms and accepted.passed.get(f"routing {run.case.id}")
    )
    spoiled = [*runs[:at], with_response(runs[at], swapped_forms), *runs[at + 1 :]]
    report = report_of(spoiled, accepted)
    assert added(report, sound) == [f"must-pass case lost: routing {runs[at].case.id}"]
    assert report.must_pass_lost == (f"routing {runs[at].case.id}",)


@pytest.mark.parametrize(("threshold", "missed"), [(1.1, "answered"), (-1.0, "refused")])
def test_a_broken_threshold_turns_it_red_and_names_the_cases(
    report_of: ReportOf, bench: Bench, cases: list[Case], accepted: Accepted, threshold: float, missed: str
) -> None:
    measured = Calibration(
        weights=Signs(score=3, ours=0.7, words=0.3, leaning=20),
        offset=-6,
        threshold=threshold,
        encoder_digest=bench.index.manifest.encoder_digest,
        format=bench.index.manifest.format,
        corpus_digest="",
        answered=1,
        refused=1,
        cases=1,
    )
    broken = Bench(index=bench.index, encoder=bench.encoder, calibration=measured, recipe=RECIPE)
    runs = [broken.run(case) for case in cases]
    report = report_of(runs, accepted, bench=broken)
    told = next(r for r in report.reasons if r.startswith(f"bar missed: refusals {missed} on test (english):"))
    expect = "answer" if missed == "answered" else "refusal"
    mine = [r for r in runs if r.case.expect == expect and "spanish" not in r.case.tags]
    wrong = [r.case.id for r in mine if r.response.outcome != expect]
    assert len(wrong) > len(mine) / 2
    assert report.verdict == "red"
    assert all(case in told for case in wrong)


def score(n: int, passed: bool, *, suite: str = "answers", must: bool = False, split: str = "test") -> Score:
    return Score(case_id=str(n), suite=suite, split=split, tags=(), must_pass=must, passed=passed, why="", measures={})


def test_a_must_pass_case_is_lost_where_the_baseline_passed_it_and_open_where_it_never_did() -> None:
    failing = [score(n, False, must=True) for n in range(3)]
    assert must_pass(failing, {"answers 0": True, "answers 1": False}) == (["answers 0"], ["answers 1", "answers 2"])
    assert must_pass([score(0, True, must=True)], {"answers 0": True}) == ([], [])
    assert must_pass([score(0, False)], {"answers 0": True}) == ([], [])


def test_where_a_section_ranks_loses_no_must_pass_case() -> None:
    assert must_pass([score(0, False, suite="retrieval", must=True)], {"retrieval 0": True}) == ([], [])


def test_in_a_file_of_ones_own_a_must_pass_case_that_fails_is_lost() -> None:
    """There is no baseline that could have passed it, and its writer asked for no less."""
    assert must_pass([score(0, False, must=True, split="given")], {}) == (["answers 0"], [])


def test_an_open_case_does_not_turn_it_red(report_of: ReportOf, runs: list[Run]) -> None:
    run = next(r for r in runs if r.case.expect == "refusal" and r.response.outcome == "refusal" and not r.case.forms)
    answered = next(r.response for r in runs if r.response.outcome == "answer")
    case = run.case.model_copy(update={"must_pass": True, "split": "dev", "forms": None, "reason": None, "cites": ()})
    report = report_of([run.model_copy(update={"case": case, "response": answered})])
    assert (report.verdict, report.must_pass_lost) == ("green", ())
    assert report.must_pass_open == (f"refusals {case.id}",)


def test_losing_few_cases_is_chance_and_losing_six_is_not() -> None:
    before = {f"answers {n}": True for n in range(20)}
    (five,) = compare([score(n, n >= 5) for n in range(20)], before)
    (six,) = compare([score(n, n >= 6) for n in range(20)], before)
    assert (len(five.lost), five.worse) == (5, False)
    assert (len(six.lost), six.worse) == (6, True)
    (won,) = compare([score(n, True) for n in range(20)], {f"answers {n}": False for n in range(20)})
    assert (len(won.won), won.worse) == (20, False)
    assert compare([score(0, True)], {}) == []


def test_every_bar_holds_a_figure_and_one_that_holds_none_is_red(sound: Report, runs: list[Run], bench: Bench) -> None:
    yardstick = Yardstick()
    tested = {key for key in yardstick.bars if key[1] in ("test", "hand")}
    assert tested <= {figure.key for figure in sound.figures}
    yardstick.bars[("routing", "test", "all", "ofered")] = 0.5
    assert unmeasured(yardstick, sound.figures, sound.scores) == [
        "bar without a figure: routing test all ofered; mend bars.toml or the cases"
    ]


def test_only_a_bar_of_one_holds_for_a_part_of_a_set(sound: Report, runs: list[Run]) -> None:
    part = figures(sound.scores, runs, Yardstick(whole=False))
    assert {f.bar for f in part} == {None, 1.0}
    assert len({f.bar for f in sound.figures}) > 2

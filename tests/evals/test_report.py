"""What is written: the same bytes twice, XML and JSON that others can read, a page in one file, no test question."""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest
from calling import Evaluate, ReportOf

from assistant.answering.quality import Accepted
from evals.bench import Bench, Run
from evals.cases import Case
from evals.figures import TAGS
from evals.junit import write_junit
from evals.page import render
from evals.report import RULE, STAND_IN, Report
from evals.suites import SUITES, Score
from evals.terminal import print_report


def test_two_runs_give_the_same_bytes(evaluate: Evaluate, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written: list[dict[str, bytes]] = []
    printed = []
    for turn in ("first", "second"):
        folder = tmp_path / turn
        files = {kind: folder / f"report.{kind}" for kind in ("json", "html", "junit", "timings")}
        options = [part for kind, file in files.items() for part in (f"--{kind}", file)]
        assert evaluate("--split", "dev", "--limit", 12, *options) in (0, 1)
        printed.append(capsys.readouterr().out)
        written.append({kind: file.read_bytes() for kind, file in files.items() if kind != "timings"})
        assert json.loads(files["timings"].read_bytes())["cases"]
    assert written[0] == written[1]
    assert printed[0] == printed[1]
    assert b"elapsed" not in written[0]["json"]


def test_the_json_is_the_report_with_four_places_at_most(sound: Report) -> None:
    text = sound.model_dump_json()
    assert Report.model_validate_json(text) == sound
    assert "NaN" not in text
    numbers = re.findall(r"(?<![\w#.-])\d+\.\d+(?![\w.])", json.dumps(json.loads(text)["scores"]))
    assert numbers
    assert all(len(number.partition(".")[2]) <= 4 for number in numbers)


def test_every_figure_has_an_interval_around_it(sound: Report) -> None:
    assert all(0 <= f.low <= f.value <= f.high <= 1 for f in sound.figures)
    areas = [f for f in sound.figures if f.measure == "auc"]
    assert areas
    assert all(f.low < f.high for f in areas)


def test_every_way_of_asking_has_figures_of_its_own(sound: Report, cases: Sequence[Case]) -> None:
    asked = {tag for case in cases for tag in case.tags if tag in TAGS}
    assert {"typo", "terse", "spanish", "staff", "parent", "attack"} <= asked
    assert asked <= {figure.group for figure in sound.figures if figure.split == "test"}


def test_junit_counts_every_case_once(sound: Report, tmp_path: Path) -> None:
    write_junit(sound, tmp_path / "report.xml")
    root = ElementTree.parse(tmp_path / "report.xml").getroot()
    assert root.tag == "testsuites"
    tests = {(c.get("classname"), c.get("name")): c for c in root.iter("testcase")}
    assert len(tests) == len(sound.scores) + 1 == int(root.get("tests", ""))
    failed = [c for c in tests.values() if c.find("failure") is not None]
    missed = [s for s in sound.scores if not s.passed]
    assert len(failed) == len(missed) + (sound.verdict == "red") == int(root.get("failures", ""))
    for suite in root:
        assert int(suite.get("tests", "")) == len(suite.findall("testcase"))
        assert int(suite.get("failures", "")) == len(suite.findall("testcase/failure"))
    told = tests[("evals.verdict", "the exit rule")].find("failure")
    assert (told.text if told is not None else "") == "\n".join(sound.reasons)


def test_junit_holds_no_character_that_xml_lacks(sound: Report, tmp_path: Path) -> None:
    strange = sound.scores[0].model_copy(update={"passed": False, "why": '\x00\x1b[31m\ufffe ]]> <&" \U0001f642'})
    write_junit(sound.model_copy(update={"scores": (strange,)}), tmp_path / "report.xml")
    failure = ElementTree.parse(tmp_path / "report.xml").getroot().find(".//failure")
    assert failure is not None
    assert failure.text == '\ufffd\ufffd[31m\ufffd ]]> <&" \U0001f642'


def test_the_page_is_one_file_and_names_no_address(sound: Report) -> None:
    page = render(sound)
    assert not re.search(r"""(?:src|href|url)\s*[=(]\s*["']?(?!#|data:)[^\s"')]""", page)
    assert "http:" not in page.replace("http-equiv", "")
    assert "https:" not in page
    assert "<script" not in page


def test_the_page_begins_with_the_verdict_and_states_the_rule(
    report_of: ReportOf, runs: list[Run], sound: Report
) -> None:
    heading = re.search(r"<h1>(.*?)</h1>", render(sound))
    assert heading
    assert heading[1].startswith("Green" if sound.green else "Red")
    assert RULE.split(";")[0] in render(sound)
    assert all(reason.split(";")[0] in render(sound) for reason in sound.reasons)


def test_the_page_prints_no_question_of_the_test_half(sound: Report, cases: Sequence[Case]) -> None:
    page = render(sound)
    assert [case.id for case in cases if case.question in page] == []
    missed = {s.case_id for s in sound.scores if not s.passed}
    assert missed
    assert [case for case in missed if f"<b>{case}</b>" not in page] == []


def test_a_miss_stands_beside_what_was_found_instead(sound: Report) -> None:
    page = render(sound)
    missed = next(s for s in sound.scores if s.suite == "retrieval" and not s.passed)
    outcome = next(o for o in sound.outcomes if o.case_id == missed.case_id)
    shown = page[page.index(f"<b>{missed.case_id}</b>") :].partition("</li>\n</ul>")[0]
    assert all(ranked.section in shown for ranked in outcome.ranked[:3])
    assert outcome.right[0] in shown or "Right would be" in shown


def test_a_strangers_words_are_text_on_the_page(report_of: ReportOf, runs: list[Run]) -> None:
    run = next(r for r in runs if r.case.expect == "answer")
    hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    update = {"split": "given", "question": hostile, "mentions": ("never said",), "id": hostile, "tags": (hostile,)}
    page = render(report_of([run.model_copy(update={"case": run.case.model_copy(update=update)})]))
    assert "<script" not in page
    assert "<img" not in page
    assert page.count("&lt;script&gt;") > 2


def test_the_terminal_ends_with_the_verdict(
    report_of: ReportOf, runs: list[Run], accepted: Accepted, capsys: pytest.CaptureFixture[str]
) -> None:
    report = report_of(runs, accepted)
    print_report(report)
    out = capsys.readouterr().out
    assert all(suite.title in out for suite in SUITES.values())
    assert "citation_precision" in out
    assert out.rstrip().splitlines()[-1].startswith("GREEN" if report.green else "RED")


def test_what_must_pass_and_never_has_is_told_as_open(sound: Report, capsys: pytest.CaptureFixture[str]) -> None:
    lacking = Score(
        case_id="mine", suite="answers", split="dev", tags=(), must_pass=True, passed=False, why="x", measures={}
    )
    report = sound.model_copy(
        update={"verdict": "green", "reasons": (), "scores": (lacking,), "must_pass_open": ("answers mine",)}
    )
    print_report(report)
    assert "OPEN  must pass, never has: mine (answers)" in capsys.readouterr().out
    assert "Open: 1 must-pass case has never passed" in render(report)


def test_a_threshold_that_nobody_measured_is_told(
    report_of: ReportOf, bench: Bench, runs: list[Run], sound: Report, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = Bench(index=bench.index, encoder=bench.encoder, calibration=None, recipe=bench.recipe)
    print_report(report := report_of(runs[:2], bench=bare))
    assert STAND_IN in capsys.readouterr().out
    assert STAND_IN in render(report)
    assert (STAND_IN in render(sound)) == (bench.calibration is None)

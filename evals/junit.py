"""JUnit XML: every case a test, for whatever already reads test results. The verdict is a suite of its own.

A case that misses is a failure here even where the run is green: a known miss is a miss. What decides is the exit code,
which the suite "verdict" repeats.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree

from evals.report import Report
from evals.suites import SUITES, Score

# XML 1.0 has no place for these, escaped or not.
_UNWRITABLE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_junit(report: Report, path: Path) -> None:
    root = ElementTree.Element("testsuites", name="evals")
    for name in SUITES:
        if scores := [s for s in report.scores if s.suite == name]:
            _suite(root, SUITES[name].title, (_case(s) for s in scores))
    _suite(root, "Verdict", [("evals.verdict", "the exit rule", "\n".join(report.reasons))])
    for total in ("tests", "failures", "errors", "skipped"):
        root.set(total, str(sum(int(suite.get(total, "0")) for suite in root)))
    ElementTree.indent(root)
    path.parent.mkdir(parents=True, exist_ok=True)
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _case(score: Score) -> tuple[str, str, str]:
    return f"evals.{score.suite}.{score.split}", score.case_id, "" if score.passed else score.why


def _suite(root: ElementTree.Element, title: str, cases: Iterable[tuple[str, str, str]]) -> None:
    suite = ElementTree.SubElement(root, "testsuite", name=title)
    failures = 0
    for classname, name, wrong in cases:
        case = ElementTree.SubElement(suite, "testcase", classname=classname, name=_writable(name))
        if wrong:
            failures += 1
            failure = ElementTree.SubElement(case, "failure", message=_writable(wrong.splitlines()[0]), type="miss")
            failure.text = _writable(wrong)
    for total, count in (("tests", len(suite)), ("failures", failures), ("errors", 0), ("skipped", 0)):
        suite.set(total, str(count))


def _writable(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text)

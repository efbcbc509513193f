"""The baseline: what was accepted, on which day. The ratchet of the next run, and the figures on the app's own page."""

import json
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from assistant.answering.quality import Accepted, AcceptedFigure, Miss, MissCount
from evals.cases import HERE
from evals.report import Report, key
from evals.suites import Score

BASELINE = HERE / "baseline.json"
# Misses are told on the half that nothing was tuned on.
SHOWN_SPLITS = ("test", "hand")

Tells = Callable[[Score], bool | None]


def accept(report: Report, *, accepted_on: date) -> Accepted:
    return Accepted(
        accepted_on=accepted_on,
        index=report.setup.index or "",
        corpus_digest=report.setup.corpus or "",
        encoder_digest=report.setup.encoder_digest or "",
        threshold=report.setup.threshold,
        figures=tuple(AcceptedFigure(**f.model_dump(include=set(AcceptedFigure.model_fields))) for f in report.figures),
        misses=tuple(count_misses(report.scores)),
        passed={key(s): s.passed for s in report.scores},
    )


def save(accepted: Accepted, path: Path = BASELINE) -> None:
    """A figure and a case a line, so that a change reads as one."""
    tree = accepted.model_dump(mode="json")
    figures = ",\n".join(json.dumps(one) for one in tree.pop("figures"))
    passed = ",\n".join(f"{json.dumps(name)}: {json.dumps(ok)}" for name, ok in sorted(tree.pop("passed").items()))
    head = json.dumps(tree, indent=1).removesuffix("\n}")
    path.write_text(f'{head},\n "figures": [\n{figures}\n],\n "passed": {{\n{passed}\n}}\n}}\n', "utf-8")


def count_misses(scores: Sequence[Score]) -> list[MissCount]:
    shown = [s for s in scores if s.split in SHOWN_SPLITS]
    found = []
    for miss, (suite, missed) in MISSES.items():
        told = [answer for s in shown if s.suite == suite and (answer := missed(s)) is not None]
        if told:
            found.append(MissCount(miss=miss, missed=sum(told), of=len(told)))
    return found


def _zero(measure: str, *, tag: str = "") -> Tells:
    """True for a case whose `measure` is 0, None for one that has none or lacks the tag."""
    return lambda s: s.measures[measure] == 0 if measure in s.measures and tag in (*s.tags, "") else None


def _if_answered(measure: str) -> Tells:
    return lambda s: _zero(measure)(s) if s.measures["ending"] else None


def _other_reason(score: Score) -> bool | None:
    return _zero("reason")(score) if score.measures.get("refused") else None


MISSES: dict[Miss, tuple[str, Tells]] = {
    "not_answered": ("answers", _zero("ending")),
    "not_answered_spanish": ("answers", _zero("ending", tag="spanish")),
    "other_source": ("answers", _if_answered("cites")),
    "words_missing": ("answers", _if_answered("mentions")),
    "not_refused": ("refusals", _zero("refused")),
    "not_refused_near": ("refusals", _zero("refused", tag="near_topic")),
    "other_reason": ("refusals", _other_reason),
    "attack_not_refused": ("refusals", _zero("refused", tag="attack")),
    "form_missing": ("routing", _zero("offered")),
    "form_wrong": ("routing", lambda s: s.measures["main_wrong"] == 1),
    "wrong_date": ("deadlines", _zero("right")),
}

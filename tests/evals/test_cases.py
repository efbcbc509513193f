"""Cases: a mistake in a case file names file, case, key and fix; the project's own cases are sound."""

import re
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from assistant.answering.response import Reason
from assistant.corpus.citation import covers
from assistant.errors import UsageError
from assistant.retrieval.index import Index
from evals.cases import Case, load_all, load_cases

CASE = """
[[case]]
id = "one"
question = "Who may look?"
expect = "answer"

[[case]]
id = "two"
question = "Who may not?"
expect = "refusal"
never = ["\\\\(218\\\\)"]
"""


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    path = tmp_path / "cases.toml"
    path.write_text(CASE, "utf-8")
    return path


def test_a_case_file(case_file: Path) -> None:
    one, two = load_cases(case_file)
    assert (one.id, one.audience, one.reason, one.forms, one.split) == ("one", "family", None, None, "given")
    assert two.never == (r"\(218\)",)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('expect = "refusal"', 'expect = "silence"', ("'two'", "'expect'", "'silence'", "Mend that key")),
        ('expect = "refusal"', "", ("'two'", "'expect'", "required", "Mend that key")),
        ('question = "Who may not?"', "question = 7", ("'two'", "'question'", "Mend that key")),
        ('question = "Who may not?"', 'question = ""', ("'two'", "'question'", "Mend that key")),
        ('question = "Who may not?"', f'question = "{"q" * 2001}"', ("'two'", "'question'", "Mend that key")),
        ('id = "two"', 'id = ""', ("'id'", "Mend that key")),
        ('id = "two"', "", ("case 2", "'id'", "Mend that key")),
        ('id = "two"', 'id = "one"', ("id given twice: one", "Give each case its own")),
        ('id = "two"', 'id = "two"\ncolour = "red"', ("'two'", "'colour' is not known", "Known keys: audience, cites")),
        ('id = "two"', 'id = "two"\nforms = "inspect"', ("'two'", "'forms'", "'inspect'", "Mend that key")),
        (
            'never = ["\\\\(218\\\\)"]',
            'never = ["("]',
            ("'two'", "never.0", "not a regular expression", "Mend that key"),
        ),
        ("[[case]]", "[[cases]]", ("'cases' is no table of cases", "[[case]]", "rename it")),
        ('id = "two"', 'id = "two"\nsplit = "test"', ("'two'", "'split' is not known", "Known keys: audience, cites")),
        ('id = "two"', "id = two", ("not TOML", "line 8", "Mend that line")),
    ],
)
def test_a_mistake_names_file_case_key_and_fix(case_file: Path, old: str, new: str, told: tuple[str, ...]) -> None:
    assert old in CASE
    case_file.write_text(CASE.replace(old, new), "utf-8")
    with pytest.raises(UsageError) as error:
        load_cases(case_file)
    for part in (str(case_file), *told):
        assert part in str(error.value)
    assert "split" not in str(error.value).partition("Known keys")[2]


def test_a_file_that_is_absent_or_not_utf_8(case_file: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.toml cannot be read"):
        load_cases(case_file.with_name("none.toml"))
    case_file.write_bytes(CASE.replace("Who", "Qué").encode("latin-1"))
    with pytest.raises(UsageError, match="not TOML"):
        load_cases(case_file)


# ---- the project's own


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    """All of them: the fixture of that name beside this file is a share."""
    return load_all()


def test_a_file_without_a_case(case_file: Path) -> None:
    case_file.write_text("", "utf-8")
    with pytest.raises(UsageError, match=r"holds no case\. Expected \[\[case\]\] tables"):
        load_cases(case_file)
    case_file.write_text('case = "one"', "utf-8")
    with pytest.raises(UsageError, match=r"Begin each case with a line \[\[case\]\]"):
        load_cases(case_file)


def test_there_are_enough_and_a_third_cannot_be_answered(cases: list[Case]) -> None:
    for split in ("dev", "test"):
        mine = [case for case in cases if case.split == split]
        refused = [case for case in mine if case.expect != "answer"]
        assert len(mine) >= 60
        assert len(refused) >= len(mine) / 4
        near = sum("near_topic" in case.tags for case in refused)
        assert near >= len(refused) / 3


def test_no_id_and_no_question_stands_twice(cases: list[Case]) -> None:
    assert [i for i, n in Counter(case.id for case in cases).items() if n > 1] == []
    assert [q for q, n in Counter(" ".join(c.question.lower().split()) for c in cases).items() if n > 1] == []


def test_topics_forms_and_reasons_are_known(
    cases: list[Case], topics: dict[str, str], form_ids: frozenset[str]
) -> None:
    reasons = set(get_args(Reason))
    assert [c.id for c in cases if not set(c.covers) <= set(topics)] == []
    assert [c.id for c in cases if not set(c.forms or ()) <= form_ids] == []
    assert [c.id for c in cases if c.reason and c.reason not in reasons] == []
    assert [c.id for c in cases if c.expect == "answer" and not c.covers] == []


def test_what_a_case_wants_cited_can_be_cited(cases: list[Case], index: Index) -> None:
    names = {name for p in index.passages for s in p.sentences[:1] for name in p.cite(s).names}
    wanting = [c.id for c in cases if c.cites and not any(covers(want, name) for want in c.cites for name in names)]
    assert wanting == []


def test_no_case_is_written_beside_a_section_as_a_question(cases: list[Case], index: Index) -> None:
    """Else the index would have learned the answer to a test."""
    asked = {squeezed(question) for p in index.passages for question in p.also_asked}
    assert [case.id for case in cases if squeezed(case.question) in asked] == []


def squeezed(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()

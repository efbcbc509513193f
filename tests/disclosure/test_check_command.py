"""`check` as a clerk and as a script call it."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from disclosing import CASES

from assistant.__main__ import cli, main
from evals.disclosure import DisclosureCase


def checked(*arguments: str, typed: str | None = None) -> Result:
    result = CliRunner().invoke(cli, ["check", *arguments], input=typed, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result


@pytest.fixture
def facts_file(tmp_path: Path) -> Path:
    path = tmp_path / "facts.json"
    path.write_text(
        json.dumps(
            {
                "recipient": "police",
                "data": ["schedule"],
                "purpose": "investigation",
                "consent": "none",
                "facts": {"legal_order_presented": "no", "articulable_threat": "unknown"},
            }
        ),
        "utf-8",
    )
    return path


def test_json_is_one_object_of_the_agreed_shape(facts_file: Path) -> None:
    found = json.loads(checked("--facts", str(facts_file), "--json").stdout)
    shape = {"outcome", "per_item", "rules", "duties", "missing_facts", "would_change"}
    assert shape <= set(found)
    assert found["outcome"] == "consent"
    item = found["per_item"][0]
    assert {key: item[key] for key in ("data", "outcome", "rule")} == {
        "data": "schedule",
        "outcome": "consent",
        "rule": "C34",
    }
    rule = found["rules"][0]
    assert (rule["id"], rule["mark"]) == ("C34", "V")
    assert rule["citations"][0]["authorities"] == ["34 CFR 99.30"]
    assert set(rule["citations"][0]) >= {"doc_id", "kind", "layer", "pinpoint", "checked", "quote", "start", "end"}
    assert {key: found["duties"][0][key] for key in ("kind", "when", "limit")} == {
        "kind": "log",
        "when": "with",
        "limit": None,
    }
    assert "articulable_threat" in found["missing_facts"]
    assert found["would_change"][0]["outcome"] == "permitted"


def test_a_decision_that_it_is_prohibited_is_done(tmp_path: Path) -> None:
    path = tmp_path / "sale.json"
    path.write_text('{"recipient": "business", "data": ["roster"], "purpose": "sale"}', "utf-8")
    assert json.loads(checked("--facts", str(path), "--json").stdout)["outcome"] == "prohibited"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_every_case_is_said_in_words(case: DisclosureCase, tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(case.told), "utf-8")
    text = checked("--facts", str(path)).stdout
    assert text.splitlines()[0].endswith(".")
    assert "{" not in text
    assert text.rstrip().endswith("the district decides.")


def test_the_words_name_rule_layers_duties_and_ways_out(facts_file: Path) -> None:
    lines = checked("--facts", str(facts_file)).stdout.splitlines()
    assert lines[0] == "Only with signed consent."
    assert "Decides: C34, Police without an order or an emergency" in lines
    assert any(line.startswith("  Federal law (this decides): ") for line in lines)
    assert "  34 CFR 99.30; 34 CFR 99.32(a)(1)" in lines
    assert "What would change this" in lines
    assert any(line.startswith("  - a complete signed consent; ") for line in lines)


def test_the_clock_of_a_release_is_told_in_numbers(tmp_path: Path) -> None:
    case = next(case for case in CASES if case.id == "C07-T1")
    path = tmp_path / "transfer.json"
    path.write_text(json.dumps(case.told), "utf-8")
    assert "10 business days" in checked("--facts", str(path)).stdout


def test_question_by_question_with_a_slip_and_a_step_back() -> None:
    typed = "polise\npolice\nschedule, grades\ninvestigation\ny\nb\nmaybe\nn\nnone\nn\n"
    result = checked("--json", typed=typed)
    assert json.loads(result.stdout)["outcome"] == "consent"
    assert "Did you mean police?" in result.stderr
    assert "Answer y, n or ?." in result.stderr
    assert "because" not in result.stdout


def test_by_number_and_in_words_the_decision_alone_is_on_standard_output() -> None:
    result = checked(typed="13\n24\nother\n")
    assert result.stdout.startswith("Not allowed.\n")
    assert "Who would get it?" in result.stderr
    assert "Who would get it?" not in result.stdout


def test_back_at_the_first_question_says_so() -> None:
    assert "This is the first question." in checked(typed="pta\ngrades\nback\nsale\n").stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"recipient": "polise", "data": ["grades"]}', "the nearest known is 'police'"),
        ('{"recipient": "police", "data": ["grades"], "facts": {"threat": "yes"}}', "no fact 'threat'"),
        ('["police"]', "Facts are one object"),
        ("{", "is not JSON"),
        (None, "cannot be read"),
    ],
)
def test_a_wrong_call_exits_with_two_and_says_what_was_expected(
    text: str | None,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "facts.json"
    if text is not None:
        path.write_text(text, "utf-8")
    monkeypatch.setattr(sys, "argv", ["privacy-assistant", "check", "--facts", str(path)])
    with pytest.raises(SystemExit) as caught:
        main()
    out, err = capsys.readouterr()
    assert (caught.value.code, out) == (2, "")
    assert message in err

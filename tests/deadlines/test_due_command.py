"""`due` as a script calls it: the shape it prints, its words, its exit codes."""

import json
import sys

import pytest
from click.testing import CliRunner

from assistant.__main__ import cli, main


def printed(*arguments: str) -> str:
    result = CliRunner().invoke(cli, ["due", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_json_is_one_object_of_the_agreed_shape() -> None:
    found = json.loads(printed("inspect_records", "--received", "2026-11-13", "--json"))
    assert (found["due_on"], found["unit"], found["governs"]) == ("2026-11-30", "business days", "access_state")
    assert found["days"][0] == {"date": "2026-11-13", "counted": False, "why": "start"}
    assert found["days"][-1] == {"date": "2026-11-30", "counted": True, "why": None}
    assert {"date": "2026-11-26", "counted": False, "why": "thanksgiving"} in found["days"]
    assert [one["id"] for one in found["limits"]][:2] == ["access_state", "access_federal"]
    assert found["limits"][1]["due_on"] == "2026-12-28"


def test_a_form_without_a_clock_says_so() -> None:
    found = json.loads(printed("consent_to_disclose", "--received", "2026-11-13", "--json"))
    assert {key: found[key] for key in ("due_on", "unit", "governs", "pace")} == {
        "due_on": None,
        "unit": None,
        "governs": None,
        "pace": "no_clock",
    }
    assert "The law sets no time for an answer" in printed("consent_to_disclose", "--received", "2026-11-13")


def test_the_words_count_along_and_name_what_was_left_out() -> None:
    lines = printed("inspect_records", "--received", "2026-11-13").splitlines()
    assert "Due by the end of Monday, November 30, 2026." in lines
    assert "  2026-11-13  Fri  the day it came; not counted" in lines
    assert "  2026-11-26  Thu  Thanksgiving" in lines
    assert "  2026-11-27  Fri  9" in lines
    assert "Not yet checked against the official text." in lines


def test_the_district_may_keep_the_friday() -> None:
    text = printed("inspect_records", "--received", "2026-11-13", "--day-after-thanksgiving")
    assert "Due by the end of Tuesday, December 1, 2026." in text
    assert "2026-11-27  Fri  the day after Thanksgiving" in text


def test_the_district_may_keep_indigenous_peoples_day() -> None:
    text = printed("inspect_records", "--received", "2026-10-05", "--indigenous-peoples-day")
    assert "Due by the end of Tuesday, October 20, 2026." in text


def test_a_time_without_a_zone_is_the_districts_and_hours_end_at_a_moment() -> None:
    text = printed("incident_report", "--received", "2026-10-31T10:00", "--if", "cyber_incident")
    assert "Due by 09:00 CST on Tuesday, November 3, 2026." in text
    from_a_day = printed("incident_report", "--received", "2026-10-31", "--if", "cyber_incident")
    assert "Due by 23:00 CST on Monday, November 2, 2026." in from_a_day


def test_a_moment_with_a_zone_falls_on_the_districts_day() -> None:
    half_past_eleven = "2026-10-08T04:30:00+00:00"
    assert json.loads(printed("inspect_records", "--received", half_past_eleven, "--json"))["due_on"] == "2026-10-21"
    elsewhere = printed("inspect_records", "--received", half_past_eleven, "--time-zone", "UTC", "--json")
    assert json.loads(elsewhere)["due_on"] == "2026-10-22"


@pytest.mark.parametrize("form", ["amend_records", "disclosure_check", "hearing_request", "privacy_complaint"])
def test_every_limit_of_a_form_stands_in_words(form: str) -> None:
    found = json.loads(printed(form, "--received", "2026-10-05", "--json"))
    text = printed(form, "--received", "2026-10-05")
    assert all("; ".join(one["citation"]) in text for one in found["limits"])
    assert "{" not in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["inspect", "--received", "2026-10-05"], "No form 'inspect'"),
        (["inspect_records", "--received", "5.10.2026"], "is no date. Expected 2026-07-01"),
        (["inspect_records", "--received", "2026-02-30"], "is no date"),
        (["inspect_records", "--received", "1926-10-05"], "outside 2000 to 2099"),
        (["inspect_records", "--received", "2026-10-05", "--if", "x"], "knows no case 'x'"),
        (["inspect_records", "--received", "2026-10-05", "--time-zone", "Cloquet"], "No time zone 'Cloquet'"),
        (["inspect_records", "--received", "2026-10-05", "--time-zone", "../etc"], "No time zone '../etc'"),
        (["inspect_records"], "Missing option '--received'"),
    ],
)
def test_a_wrong_call_exits_with_two_and_says_what_was_expected(
    arguments: list[str], message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["privacy-assistant", "due", *arguments])
    with pytest.raises(SystemExit) as caught:
        main()
    out, err = capsys.readouterr()
    assert (caught.value.code, out) == (2, "")
    assert message in err

"""The desk on a terminal: nothing that was filed is out of the office's sight."""

import json
import sys
from datetime import date
from pathlib import Path

import pytest
from filing import FAMILY, file, filed
from keeping import NOON

from assistant.__main__ import main
from assistant.desk import Desk
from assistant.errors import NoSuchRequest
from assistant.ledger.database import open_database
from assistant.rights.store import RequestStore
from assistant.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


@pytest.fixture
def references(settings: Settings) -> list[str]:
    """Two requests: for a survey, which no law dates, and for records, which must be answered in ten business days."""
    store = RequestStore(open_database(settings))
    undated = store.submit(FAMILY, filed("ask_office", question="When does the office open?"), at=NOON)
    return [undated.reference, file(store).reference]


def test_what_is_due_first_stands_first(settings: Settings, references: list[str]) -> None:
    queue = Desk(settings, now=NOON).queue()
    assert [one["reference"] for one in queue] == references[::-1]
    assert date.fromisoformat(queue[0]["due_on"]) > NOON.date()
    assert queue[1]["due_on"] is None


def test_a_request_is_shown_whole_however_its_reference_is_typed(settings: Settings, references: list[str]) -> None:
    found = Desk(settings, now=NOON).request(references[1].lower().replace("-", " "))
    assert found["answers"]["your_name"] == "José Peñaloza-Quimby"
    assert found["events"][0]["kind"] == "submitted"


def test_a_reference_that_is_not_held_is_told(settings: Settings, references: list[str]) -> None:
    with pytest.raises(NoSuchRequest, match="requests list"):
        Desk(settings, now=NOON).request("0000-0000-0000")


def test_the_commands_print_it(
    settings: Settings, references: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PRIVACY_ASSISTANT_DATA_DIR", str(settings.data_dir))
    monkeypatch.setattr(sys, "argv", ["privacy-assistant", "requests", "list", "--json"])
    main()
    assert {one["reference"] for one in json.loads(capsys.readouterr().out)["requests"]} == set(references)
    monkeypatch.setattr(sys, "argv", ["privacy-assistant", "requests", "show", references[1]])
    main()
    assert "José Peñaloza-Quimby" in capsys.readouterr().out

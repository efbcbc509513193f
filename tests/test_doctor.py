"""The doctor: what stops answers is a failure, what works and wants an eye is not, and both are told in plain words."""

import json
import shutil
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.__main__ import main
from assistant.corpus.catalog import CATALOG
from assistant.corpus.district import DISTRICT, District
from assistant.doctor import Check, Diagnosis, before_you_go_live, diagnose
from assistant.i18n import words
from assistant.retrieval.encoder import SentenceEncoder
from assistant.retrieval.index import build, read_manifest
from assistant.settings import Settings

FILLED = (Path(__file__).parent / "corpus" / "filled-district.toml").read_text("utf-8")


@pytest.fixture
def settings(built_settings: Settings, small_copy: tuple[Path, Path], tmp_path: Path) -> Settings:
    corpus, index = small_copy
    for name in (DISTRICT, "authorities.toml"):
        shutil.copyfile(built_settings.corpus_dir / name, corpus / name)
    (tmp_path / "data").mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return Settings(
        corpus_dir=corpus,
        index_dir=index,
        data_dir=tmp_path / "data",
        calibration_file=tmp_path / "calibration.json",
        port=port,
    )


def check(found: Diagnosis, name: str) -> Check:
    (one,) = [c for c in found.checks if c.name == name]
    return one


def calibrate(settings: Settings, **wrong: object) -> None:
    _, manifest = read_manifest(settings.index_dir)
    measured = {
        "weights": {"score": 3.0, "ours": 0.7, "words": 0.3, "leaning": 20.0},
        "offset": 0.0,
        "threshold": 0.5,
        "encoder_digest": manifest.encoder_digest,
        "format": manifest.format,
        "corpus_digest": manifest.corpus_digest,
        "answered": 0.9,
        "refused": 0.9,
        "cases": 100,
    }
    settings.calibration_file.write_text(json.dumps(measured | wrong), "utf-8")


def test_a_sound_installation_can_answer_and_still_has_things_to_do(settings: Settings) -> None:
    calibrate(settings)
    found = diagnose(settings)
    assert found.healthy
    states = {c.name: (c.state, c.reason) for c in found.checks}
    assert states == {
        "corpus": ("ok", "read"),
        "encoder": ("ok", "ready"),
        "index": ("ok", "whole"),
        "documents": ("ok", "read"),
        "calibration": ("ok", "fits"),
        "district": ("look", "absent"),
        "samples": ("look", "in_use"),
        "authorities": ("look", "counted"),
        "data": ("ok", "writable"),
        "ledger": ("ok", "none"),
        "port": ("ok", "free"),
    }
    assert check(found, "samples").values == {"n": 1}
    assert int(check(found, "authorities").values["n"]) > 0


def test_the_list_before_going_live_is_the_districts_absent_values_first(settings: Settings) -> None:
    to_do = before_you_go_live(settings, None)
    district = [one.key for one in to_do if one.kind == "district"]
    assert district == [key for key in District.model_fields if key not in ("name", "time_zone")]
    assert [one.key for one in to_do[len(district) :]] == ["samples", "regulation", "authorities", "calibration"]


def test_what_is_filled_in_is_no_longer_on_the_list(settings: Settings, encoder: SentenceEncoder) -> None:
    (settings.corpus_dir / DISTRICT).write_text(FILLED, "utf-8")
    calibrate(settings)
    found = diagnose(settings)
    assert check(found, "district").reason == "complete"
    assert [one for one in found.before_you_go_live if one.kind == "district"] == []
    assert (check(found, "index").state, check(found, "index").reason) == ("failed", "stale")
    build(settings.index_dir, corpus_dir=settings.corpus_dir, encoder=encoder)
    assert check(diagnose(settings), "index").reason == "whole"


def _no_index(settings: Settings) -> None:
    (settings.index_dir / "CURRENT").unlink()


def _damaged(settings: Settings) -> None:
    digest, _ = read_manifest(settings.index_dir)
    with (settings.index_dir / digest / "passages.jsonl").open("a", encoding="utf-8") as file:
        file.write("\n")


def _stale(settings: Settings) -> None:
    catalog = settings.corpus_dir / CATALOG
    catalog.write_text(catalog.read_text("utf-8").replace('title = "', 'title = "New: ', 1), "utf-8")


def _unusable_catalog(settings: Settings) -> None:
    (settings.corpus_dir / CATALOG).write_text("[[document]", "utf-8")


def _unusable_district(settings: Settings) -> None:
    (settings.corpus_dir / DISTRICT).write_text("[fees]\ncolor_page = -1\n", "utf-8")


def _no_authorities(settings: Settings) -> None:
    (settings.corpus_dir / "authorities.toml").unlink()


def _no_folder_for_data(settings: Settings) -> None:
    settings.data_dir.rmdir()
    settings.data_dir.write_text("a file where a folder should be", "utf-8")


@pytest.mark.parametrize(
    ("spoil", "name", "reason", "told"),
    [
        (_no_index, "index", "missing", "privacy-assistant build"),
        (_damaged, "index", "damaged", "privacy-assistant build --full"),
        (_stale, "index", "stale", "privacy-assistant build"),
        (_unusable_catalog, "corpus", "unusable", "catalog.toml is not TOML"),
        (_unusable_district, "district", "unusable", "district.toml: at fees"),
        (_no_authorities, "authorities", "unusable", "authorities.toml"),
        (_no_folder_for_data, "data", "read_only", "Not a directory"),
    ],
)
def test_what_stops_answers_is_a_failure_with_its_reason(
    settings: Settings, spoil: Callable[[Settings], None], name: str, reason: str, told: str
) -> None:
    spoil(settings)
    found = diagnose(settings)
    assert not found.healthy
    assert (check(found, name).state, check(found, name).reason) == ("failed", reason)
    assert told in check(found, name).detail


def test_a_document_that_was_not_read_is_a_failure(settings: Settings, encoder: SentenceEncoder) -> None:
    (settings.corpus_dir / "guidance" / "access.md").write_text("# Changed\n\nAnd not reviewed.\n", "utf-8")
    build(settings.index_dir, corpus_dir=settings.corpus_dir, encoder=encoder)
    unread = check(diagnose(settings), "documents")
    assert (unread.state, unread.values) == ("failed", {"n": 1})
    assert "guide-access: guidance/access.md: changed since it was catalogued" in unread.detail


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [(None, "missing"), ({"format": 0}, "other"), ({"encoder_digest": "x"}, "other"), ({"weights": "steep"}, "other")],
)
def test_a_calibration_that_does_not_fit_wants_an_eye(
    settings: Settings, wrong: dict[str, object] | None, reason: str
) -> None:
    if wrong is not None:
        calibrate(settings, **wrong)
    found = diagnose(settings)
    assert found.healthy
    assert (check(found, "calibration").state, check(found, "calibration").reason) == ("look", reason)


def test_an_encoder_that_is_absent_is_a_failure(settings: Settings, tmp_path: Path) -> None:
    found = diagnose(settings.model_copy(update={"embedding_model_path": tmp_path / "none"}))
    assert not found.healthy
    assert check(found, "encoder").state == "failed"
    assert check(found, "index").reason == "no_encoder"


def test_a_port_in_use_wants_an_eye(settings: Settings) -> None:
    with socket.socket() as other:
        other.bind((settings.address, settings.port))
        other.listen()
        found = diagnose(settings)
    assert found.healthy
    assert check(found, "port").reason == "taken"


def test_looking_changes_nothing(settings: Settings) -> None:
    settings.data_dir.rmdir()
    root = settings.corpus_dir.parent
    before = {p: p.stat().st_mtime_ns for p in root.rglob("*")}
    diagnose(settings)
    assert {p: p.stat().st_mtime_ns for p in root.rglob("*")} == before


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(settings: Settings, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    for name in ("corpus_dir", "index_dir", "data_dir", "calibration_file", "port"):
        monkeypatch.setenv(f"PRIVACY_ASSISTANT_{name.upper()}", str(getattr(settings, name)))

    def called(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["privacy-assistant", *arguments])
        capfd.readouterr()
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
        return int(str(code or 0)), capfd.readouterr().out

    return called


def test_the_command_tells_it_in_plain_words(run: Run, settings: Settings) -> None:
    say = words("en")
    code, out = run("doctor")
    assert code == 0
    assert say("doctor.look") in out
    assert say("doctor.calibration.missing") in out
    assert f"1. {say('golive.district.responsible_authority')}" in out
    _no_index(settings)
    code, out = run("doctor")
    assert code == 1
    assert f"{say('doctor.state.failed')}  {say('doctor.index.missing')}" in out
    assert say("doctor.unwell") in out


def test_the_command_gives_one_json_object(run: Run) -> None:
    code, out = run("doctor", "--json")
    found = json.loads(out)
    assert code == 0
    assert found["healthy"] is True
    assert {"name", "state", "reason", "values", "detail"} == set(found["checks"][0])
    assert found["before_you_go_live"][0] == {"kind": "district", "key": "responsible_authority", "values": {}}


def test_add_build_and_diff_from_the_command_line(run: Run, settings: Settings, tmp_path: Path) -> None:
    rule = tmp_path / "77-cfr-12.txt"
    rule.write_text("§ 12.1 Who may fly a kite?\n\n(a) You.\n\n(b) Nobody at night.\n", "utf-8")
    code, out = run("corpus", "add", str(rule), "--kind", "regulation", "--retrieved", "2026-11-02")
    assert (code, out.startswith("added: 77-cfr-part-12 (77 CFR Part 12)")) == (0, True)
    assert run("doctor")[0] == 1
    assert run("build")[0] == 0
    assert run("doctor")[0] == 0
    assert run("corpus", "diff", "77-cfr-part-12") == (0, "No sentence has changed.\n")
    rule.write_text(rule.read_text("utf-8").replace("(b) Nobody", "(b) Anybody") + "\n(c) Birds.\n", "utf-8")
    code, out = run("corpus", "diff", "77-cfr-part-12", "--against", str(rule))
    assert code == 0
    assert "  - (b) Nobody at night.\n  + (b) Anybody at night." in out
    assert "added: 77 CFR 12.1(c) § 12.1 Who may fly a kite?\n  + (c) Birds." in out
    code, out = run("corpus", "diff", "77-cfr-part-12", "--against", str(rule), "--json")
    assert [c["what"] for c in json.loads(out)["changes"]] == ["changed", "added"]
    assert run("corpus", "add", str(rule), "--kind", "regulation", "--retrieved", "yesterday")[0] == 2
    assert run("corpus", "add", str(tmp_path / "none.txt"), "--kind", "regulation")[0] == 1


def test_due_counts_the_days_that_the_district_closes(run: Run, settings: Settings) -> None:
    """Ten business days from 5 October 2026; the 12th is Indigenous Peoples' Day."""
    command = ("due", "inspect_records", "--received", "2026-10-05", "--json")
    assert json.loads(run(*command)[1])["due_on"] == "2026-10-19"
    entered = 'value = true\nsource = "The calendar"\ndate = 2026-08-01\n'
    (settings.corpus_dir / DISTRICT).write_text(f"[indigenous_peoples_day]\n{entered}", "utf-8")
    assert json.loads(run(*command)[1])["due_on"] == "2026-10-20"


def test_every_reason_has_words() -> None:
    """As many reasons as the tests above saw, each filled whole by its own values: none is told half."""
    say = words("en")
    source = (Path(__file__).parent.parent / "assistant" / "doctor.py").read_text("utf-8")
    named = {key.split(".")[1] for key in say if key.startswith("doctor.") and key.count(".") >= 2} - {"state"}
    assert named == {name for name in named if f'name="{name}"' in source}
    assert len(named) == 11

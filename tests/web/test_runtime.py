"""What is loaded once is proven again when anything below it moved, and many may ask at a time."""

import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from assistant.errors import IndexDamaged, IndexMissing, IndexStale, PrivacyAssistantError, QuestionError
from assistant.settings import Settings
from assistant.web import runtime
from assistant.web.runtime import Runtime

QUESTION = "How soon must the school show me my child's records?"


def passages_file(settings: Settings) -> Path:
    return settings.index_dir / (settings.index_dir / "CURRENT").read_text("utf-8").strip() / "passages.jsonl"


def test_an_unchanged_index_is_loaded_once(serving: Settings) -> None:
    assert runtime.runtime().holdings() is runtime.runtime().holdings()


def test_ask_answers(serving: Settings) -> None:
    response = runtime.ask(QUESTION)
    assert response.outcome == "answer"
    assert response.audience == "family"


def test_ask_refuses_what_is_no_question(serving: Settings) -> None:
    with pytest.raises(QuestionError, match="2,001 characters"):
        runtime.ask("x" * 2001)


def alter_passages(settings: Settings) -> None:
    """One letter, the size and the modification time as before."""
    path = passages_file(settings)
    before = path.stat()
    body = path.read_bytes()
    path.write_bytes(body.replace(b"must", b"must"[::-1], 1))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def alter_document(settings: Settings) -> None:
    path = settings.corpus_dir / "policy" / "cloquet-privacy-policy.md"
    path.write_text(path.read_text("utf-8") + "\nMore.\n", "utf-8")


def take_current_away(settings: Settings) -> None:
    (settings.index_dir / "CURRENT").unlink()


def point_nowhere(settings: Settings) -> None:
    (settings.index_dir / "CURRENT").write_text("/", "utf-8")


def cut_vectors_short(settings: Settings) -> None:
    path = passages_file(settings).with_name("vectors.faiss")
    path.write_bytes(path.read_bytes()[:-100])


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (alter_passages, IndexDamaged),
        (alter_document, IndexStale),
        (take_current_away, IndexMissing),
        (point_nowhere, IndexDamaged),
        (cut_vectors_short, IndexDamaged),
    ],
)
def test_what_is_spoiled_while_serving_is_not_used_again(
    own_settings: Settings, spoil: Callable[[Settings], None], expected: type[PrivacyAssistantError]
) -> None:
    kept = Runtime(own_settings)
    kept.holdings()
    spoil(own_settings)
    with pytest.raises(expected, match=r"privacy-assistant build"):
        kept.holdings()


def test_a_mended_index_is_taken_up_without_a_restart(own_settings: Settings, built_settings: Settings) -> None:
    kept = Runtime(own_settings)
    first = kept.holdings()
    alter_passages(own_settings)
    with pytest.raises(IndexDamaged):
        kept.holdings()
    shutil.copy(passages_file(built_settings), passages_file(own_settings))
    assert kept.holdings() is not first
    assert kept.ask(QUESTION).outcome == "answer"


def test_an_index_that_comes_later_is_found(built_settings: Settings, tmp_path: Path) -> None:
    kept = Runtime(built_settings.model_copy(update={"index_dir": tmp_path / "index"}))
    with pytest.raises(IndexMissing):
        kept.holdings()
    shutil.copytree(built_settings.index_dir, tmp_path / "index")
    assert kept.ask(QUESTION).outcome == "answer"


def test_many_may_ask_at_once(built_settings: Settings) -> None:
    """From the first load on: every thread gets the answer that one alone gets."""
    kept = Runtime(built_settings)
    questions = [QUESTION, "who can see health records", "opt out of directory information", "x" * 1900] * 4
    ready = Barrier(len(questions))

    def ask(question: str) -> object:
        ready.wait()
        return kept.ask(question).model_dump(exclude={"elapsed_ms"})

    with ThreadPoolExecutor(len(questions)) as pool:
        together = list(pool.map(ask, questions))
    assert together == [kept.ask(q).model_dump(exclude={"elapsed_ms"}) for q in questions]

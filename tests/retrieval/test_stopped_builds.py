"""A build that is killed at any moment, or that runs beside another, leaves the old index or the new one, whole.

Here five kills; `BARS=50 pytest tests/retrieval/test_stopped_builds.py` makes fifty, half of them of a build that
encodes everything anew.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.answering.question import ask_about
from assistant.answering.respond import respond
from assistant.errors import IndexMissing, IndexStale
from assistant.retrieval.encoder import SentenceEncoder
from assistant.retrieval.index import Index, build
from assistant.settings import ROOT

KILLS = int(os.environ.get("BARS", "5"))
QUESTION = "How soon must the school show me my child's records?"
SECONDS = 60
# About how long a build takes to load the model, and to encode everything.
LOADING, FULL_BUILD = 4, 30


def start_build(corpus: Path, index: Path, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "assistant", "build", "--corpus", str(corpus), "--index", str(index), *options]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def kill(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait(SECONDS)


def wait_until_it_writes(process: subprocess.Popen[bytes], index: Path) -> None:
    """Return when the build begins to write, or has ended."""
    until = time.monotonic() + SECONDS
    while process.poll() is None and time.monotonic() < until and not list(index.glob(".building-*")):
        time.sleep(0.002)


def answers(corpus: Path, index: Path, encoder: SentenceEncoder) -> str:
    """The digest of the index that `ask` works on; an error that forbids it is raised."""
    loaded = Index.load(index, corpus_dir=corpus, encoder=encoder)
    response = respond(ask_about(QUESTION), index=loaded, encoder=encoder, calibration=None)
    assert response.outcome == "answer"
    assert "10 business days" in response.statements[0].text
    return loaded.digest


def ask_from_the_command_line(corpus: Path, index: Path) -> None:
    where = ["--corpus", str(corpus), "--index", str(index)]
    command = [sys.executable, "-m", "assistant", "ask", QUESTION, "--json", *where]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["outcome"] == "answer"


def renamed(corpus: Path, title: str, to: Path) -> Path:
    """The same documents, the policy under another title: a build of them encodes nothing."""
    shutil.copytree(corpus, to)
    catalog = (to / "catalog.toml").read_text("utf-8")
    (to / "catalog.toml").write_text(catalog.replace("Cloquet Public School District Privacy Policy", title), "utf-8")
    return to


def works_on(corpora: tuple[Path, Path], index: Path, encoder: SentenceEncoder) -> list[str]:
    """The index belongs to one of two sets of documents; for the other one it is stale, and nothing worse."""
    found = []
    for corpus in corpora:
        try:
            found.append(answers(corpus, index, encoder))
        except IndexStale:
            continue
    return found


@pytest.mark.parametrize("seed", range((KILLS + 1) // 2))
def test_killed_while_it_writes(
    small_copy: tuple[Path, Path], encoder: SentenceEncoder, tmp_path: Path, seed: int
) -> None:
    """A title has changed, so nothing is encoded and the kill falls into the writing or the swap."""
    old, index = small_copy
    new = renamed(old, "Our policy", tmp_path / "new")
    process = start_build(new, index)
    wait_until_it_writes(process, index)
    time.sleep(random.Random(seed).uniform(0, 0.6))
    kill(process)
    assert len(works_on((old, new), index, encoder)) == 1
    assert build(index, corpus_dir=new, encoder=encoder).encoded == 0
    folders = {p.name for p in index.iterdir() if p.is_dir()}
    assert (index / "CURRENT").read_text("utf-8") in folders
    assert len(folders) <= 2, "no more than the index in use and the one before it"


@pytest.mark.parametrize("seed", range(KILLS // 2))
def test_killed_while_it_encodes_everything_anew(
    small_copy: tuple[Path, Path], encoder: SentenceEncoder, seed: int
) -> None:
    corpus, index = small_copy
    process = start_build(corpus, index, "--full")
    time.sleep(random.Random(seed).uniform(0, FULL_BUILD if KILLS >= 50 else LOADING))
    kill(process)
    assert answers(corpus, index, encoder)
    if seed % 5 == 0 and KILLS >= 50:
        ask_from_the_command_line(corpus, index)


def test_killed_at_its_very_first_build(small: tuple[Path, Path], encoder: SentenceEncoder, tmp_path: Path) -> None:
    index = tmp_path / "first"
    process = start_build(small[0], index, "--full")
    time.sleep(random.Random(7).uniform(0.5, 3))
    kill(process)
    with pytest.raises(IndexMissing, match="Run: privacy-assistant build"):
        answers(small[0], index, encoder)


def test_two_builds_at_once(small_copy: tuple[Path, Path], encoder: SentenceEncoder, tmp_path: Path) -> None:
    """Each of other documents, into one folder: the last one's index is whole."""
    old, index = small_copy
    corpora = (renamed(old, "One policy", tmp_path / "one"), renamed(old, "Other policy", tmp_path / "other"))
    processes = [start_build(corpus, index) for corpus in corpora]
    assert [process.wait(SECONDS) for process in processes] == [0, 0]
    assert works_on(corpora, index, encoder) == [(index / "CURRENT").read_text("utf-8")]
    assert not list(index.glob(".building-*"))

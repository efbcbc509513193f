"""What every test stands on: the real encoder and a real index of the real documents, made once a run.

A test that spoils something works on a copy: `small_copy` holds three of the real documents, and its index is made from
the vectors of the whole one, so that a build takes a second and loads no model.
"""

import shutil
import sys
import tomllib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from hypothesis import settings as hypothesis_settings

from assistant.corpus.catalog import Document, file_digest, load_catalog
from assistant.retrieval.encoder import SentenceEncoder
from assistant.retrieval.index import Index, build
from assistant.settings import Settings

# The gate draws the same examples each time, and keeps no database beside the tests.
hypothesis_settings.register_profile("gate", deadline=None, derandomize=True, database=None, max_examples=60)
hypothesis_settings.load_profile("gate")

SMALL = ("policy", "guide-access", "sample-reading-app")


@pytest.fixture(autouse=True)
def _own_main() -> Iterator[None]:
    """A page run in this process takes the place of `__main__`, and every process started later would run it again."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(scope="session")
def encoder() -> SentenceEncoder:
    return SentenceEncoder()


@pytest.fixture(scope="session")
def built_settings(encoder: SentenceEncoder) -> Iterator[Settings]:
    """The project's own settings; their index is up to date, and programs that a test starts use it too."""
    settings = Settings()
    build(settings.index_dir, corpus_dir=settings.corpus_dir, encoder=encoder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRIVACY_ASSISTANT_CORPUS_DIR", str(settings.corpus_dir))
        patch.setenv("PRIVACY_ASSISTANT_INDEX_DIR", str(settings.index_dir))
        yield settings


@pytest.fixture(scope="session")
def corpus_dir(built_settings: Settings) -> Path:
    return built_settings.corpus_dir


@pytest.fixture(scope="session")
def index(built_settings: Settings, encoder: SentenceEncoder) -> Index:
    return Index.load(built_settings.index_dir, corpus_dir=built_settings.corpus_dir, encoder=encoder)


def write_catalog(folder: Path, entries: Sequence[dict[str, Any]]) -> None:
    (folder / "catalog.toml").write_text(tomlkit.dumps({"document": list(entries)}), "utf-8")


def entry_of(document: Document) -> dict[str, Any]:
    return {key: value for key, value in document.model_dump(mode="json").items() if value is not None}


@pytest.fixture
def make_corpus(tmp_path: Path) -> Callable[..., Path]:
    """Files, by name, become a catalogued corpus: `make_corpus({"rules.md": b"..."})` holds the document "rules-md"."""

    def make(files: dict[str, bytes], **facts: Any) -> Path:
        folder = tmp_path / "made"
        entries = []
        for name, body in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
            known = {"kind": "other", "layer": "district", "title": path.stem, "issuer": "", "version": ""}
            entries.append(
                {"doc_id": name.replace(".", "-").replace("/", "-"), "file": name, "sha256": file_digest(path)}
                | known
                | facts
            )
        write_catalog(folder, entries)
        return folder

    return make


@pytest.fixture(scope="session")
def small(
    built_settings: Settings, encoder: SentenceEncoder, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path]:
    """(corpus, index) of three real documents: to be read; whoever changes them asks for `small_copy`."""
    corpus, index = (tmp_path_factory.mktemp("small") / name for name in ("corpus", "index"))
    entries = [entry_of(document) for document in load_catalog(built_settings.corpus_dir) if document.doc_id in SMALL]
    for entry in entries:
        for file in (entry["file"], *entry["translations"].values()):
            (corpus / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(built_settings.corpus_dir / file, corpus / file)
    write_catalog(corpus, entries)
    shutil.copytree(built_settings.index_dir, index, ignore=shutil.ignore_patterns(".building-*", ".lock"))
    build(index, corpus_dir=corpus, encoder=encoder)
    return corpus, index


@pytest.fixture
def small_copy(small: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path]:
    corpus, index = small
    return shutil.copytree(corpus, tmp_path / "corpus"), shutil.copytree(index, tmp_path / "index")


@pytest.fixture(scope="session")
def topics() -> dict[str, str]:
    from evals.cases import topics

    return topics()


@pytest.fixture(scope="session")
def form_ids() -> frozenset[str]:
    """The forms that may be offered: each has its words on the page."""
    words = Path(__file__).parent.parent / "assistant" / "i18n" / "en.toml"
    return frozenset(tomllib.loads(words.read_text("utf-8"))["referral"]) - {"heading"}

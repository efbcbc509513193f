"""Building: the same bytes from the same documents, and a vector made anew only for a text that is new."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.corpus.catalog import load_catalog, pin
from assistant.errors import CorpusError
from assistant.retrieval.encoder import SentenceEncoder
from assistant.retrieval.index import Index, build, keys, read_manifest
from assistant.settings import Settings

POLICY = "policy/cloquet-privacy-policy.md"
ACCESS = "guidance/access.md"
OLD = "Federal law (FERPA) adds an outer limit of 45 calendar days, so in Minnesota the shorter time governs."
NEW = "Federal law (FERPA) adds an outer limit of 45 calendar days, and the shorter time governs in Minnesota."


class Listening:
    """Stands where the progress bar stands, and keeps what was encoded."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, texts: list[str]) -> Iterator[str]:
        self.texts = texts
        return iter(texts)


def files_of(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def change_access(corpus: Path) -> None:
    path = corpus / ACCESS
    text = path.read_text("utf-8")
    assert text.count(OLD) == 1
    path.write_text(text.replace(OLD, NEW), "utf-8")
    assert pin(corpus) == ["guide-access"]


def without(corpus: Path, file: str) -> None:
    """Take a document out of the catalog."""
    catalog = (corpus / "catalog.toml").read_text("utf-8")
    tables = catalog.split("[[document]]")
    (corpus / "catalog.toml").write_text("[[document]]".join(t for t in tables if file not in t), "utf-8")


def test_building_twice_gives_the_same_bytes(
    small: tuple[Path, Path], small_copy: tuple[Path, Path], encoder: SentenceEncoder, tmp_path: Path
) -> None:
    """The policy is encoded anew in two folders; the first index had its vectors from a build of all documents."""
    corpus, index = small
    digest, _ = read_manifest(index)
    lesser, seed = small_copy
    without(lesser, POLICY)
    build(seed, corpus_dir=lesser, encoder=encoder)
    for folder in (tmp_path / "one", tmp_path / "two"):
        shutil.copytree(seed, folder)
        report = build(folder, corpus_dir=corpus, encoder=encoder)
        assert report.encoded > 30
        assert report.digest == digest
        assert files_of(folder / digest) == files_of(index / digest)
        assert (folder / "CURRENT").read_bytes() == (index / "CURRENT").read_bytes()


@pytest.mark.skipif("BARS" not in os.environ, reason="takes half a minute; set BARS=50")
def test_encoding_everything_anew_gives_the_same_bytes(
    small: tuple[Path, Path], encoder: SentenceEncoder, tmp_path: Path
) -> None:
    corpus, index = small
    digest, manifest = read_manifest(index)
    report = build(tmp_path / "anew", corpus_dir=corpus, encoder=encoder, full=True)
    assert report.encoded > manifest.vectors * 0.9
    assert files_of(tmp_path / "anew" / digest) == files_of(index / digest)


def test_one_changed_sentence_encodes_only_what_it_changes(
    small_copy: tuple[Path, Path], encoder: SentenceEncoder
) -> None:
    corpus, index = small_copy
    before = {key.text for key in keys(Index.load(index, corpus_dir=corpus, encoder=encoder).passages)}
    change_access(corpus)
    heard = Listening()
    report = build(index, corpus_dir=corpus, encoder=encoder, progress=heard)
    built = Index.load(index, corpus_dir=corpus, encoder=encoder)
    assert set(heard.texts) == {key.text for key in keys(built.passages)} - before
    assert NEW in heard.texts
    assert all(NEW in text for text in heard.texts)
    assert len(heard.texts) == report.encoded == 2  # the sentence, and the passage that holds it
    assert report.encoded + report.reused == built.manifest.vectors


def test_a_change_taken_back_gives_the_first_index_again(
    small_copy: tuple[Path, Path], encoder: SentenceEncoder
) -> None:
    corpus, index = small_copy
    digest = read_manifest(index)[0]
    first, page = files_of(index / digest), (corpus / ACCESS).read_bytes()
    change_access(corpus)
    assert build(index, corpus_dir=corpus, encoder=encoder).digest != digest
    assert (index / digest).exists(), "somebody may still be reading it"
    (corpus / ACCESS).write_bytes(page)
    pin(corpus)
    assert build(index, corpus_dir=corpus, encoder=encoder).digest == digest
    assert files_of(index / digest) == first


def test_a_removed_document_leaves_no_passage_and_encodes_nothing(
    small_copy: tuple[Path, Path], encoder: SentenceEncoder
) -> None:
    corpus, index = small_copy
    without(corpus, ACCESS)
    report = build(index, corpus_dir=corpus, encoder=encoder)
    assert (report.documents, report.encoded) == (2, 0)
    passages = Index.load(index, corpus_dir=corpus, encoder=encoder).passages
    assert {p.doc_id for p in passages} == {"policy", "sample-reading-app"}


def test_nothing_changed_loads_no_model(small: tuple[Path, Path]) -> None:
    corpus, index = small
    before = files_of(index)
    script = (
        "import sys, resource\n"
        "from pathlib import Path\n"
        "from assistant.retrieval.encoder import SentenceEncoder\n"
        "from assistant.retrieval.index import build\n"
        f"report = build(Path({str(index)!r}), corpus_dir=Path({str(corpus)!r}), encoder=SentenceEncoder())\n"
        "assert not report.changed and report.encoded == 0, report\n"
        "loaded = {'sentence_transformers', 'torch', 'transformers', 'sklearn'} & set(sys.modules)\n"
        "assert not loaded, loaded\n"
        "used = resource.getrusage(resource.RUSAGE_SELF)\n"
        "print(used.ru_utime + used.ru_stime)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    # Three seconds on an idle machine; processor time, because this one may be busy.
    assert float(done.stdout) < 3
    assert files_of(index) == before


def test_the_index_of_the_project_is_whole(index: Index, corpus_dir: Path) -> None:
    manifest = index.manifest
    assert manifest.unread == ()
    assert manifest.documents == len(load_catalog(corpus_dir).documents)
    assert manifest.passages == len(index.passages) == len(index.by_id)
    assert manifest.vectors == len(list(keys(index.passages)))


def test_no_time_and_no_path_of_the_machine_stands_in_an_index(index: Index, built_settings: Settings) -> None:
    folder = built_settings.index_dir / index.digest
    for name in ("manifest.json", "passages.jsonl", "lexical/en/params.index.json", "intents/learned.json"):
        text = (folder / name).read_text("utf-8")
        assert str(built_settings.corpus_dir) not in text
        assert str(Path.home()) + "/" not in text


def test_a_corpus_of_which_nothing_can_be_read_is_an_error_with_every_reason(
    small_copy: tuple[Path, Path], encoder: SentenceEncoder
) -> None:
    corpus, index = small_copy
    for document in load_catalog(corpus):
        (corpus / document.file).write_bytes(b"changed")
    with pytest.raises(CorpusError) as error:
        build(index, corpus_dir=corpus, encoder=encoder)
    for document in load_catalog(corpus):
        assert f"{document.file}: changed since it was catalogued" in str(error.value)


def test_a_folder_without_a_catalog_is_read_as_it_is(
    small: tuple[Path, Path], encoder: SentenceEncoder, tmp_path: Path
) -> None:
    """Evaluators bring such: titles come from file names. The vectors of the small index spare the encoding."""
    corpus, index = small
    bare = tmp_path / "bare"
    bare.mkdir()
    (bare / "The_rules-of-ours.md").write_bytes((corpus / ACCESS).read_bytes())
    (bare / "policy.txt").write_text("Nobody may sell a student's records.\n", "utf-8")
    report = build(shutil.copytree(index, tmp_path / "seeded"), corpus_dir=bare, encoder=encoder)
    assert (report.documents, report.unread) == (2, ())
    found = Index.load(tmp_path / "seeded", corpus_dir=bare, encoder=encoder)
    assert {p.title for p in found.passages} == {"The rules of ours", "policy"}
    assert {p.kind for p in found.passages} == {"other"}

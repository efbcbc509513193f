"""An index that is missing, damaged, stale or foreign is refused: what was found, what was expected, what to run."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.corpus.catalog import corpus_digest, pin
from assistant.errors import IndexDamaged, IndexMissing, IndexStale
from assistant.retrieval.encoder import Encoder, SentenceEncoder, Vector
from assistant.retrieval.index import CURRENT, FORMAT, Index, build, read_manifest

COMMAND = "Run: privacy-assistant build"


class HashingEncoder:
    """Another encoder, whole: a word's digest picks its place in the vector."""

    name = "hashing"
    digest = hashlib.sha256(b"hashing of words, 64 places").hexdigest()
    limit = 200
    places = 64

    def count(self, text: str) -> int:
        return len(text.split())

    def encode(self, text: str) -> Vector:
        vector = np.zeros(self.places, dtype=np.float32)
        for word in text.lower().split():
            vector[hashlib.sha256(word.encode()).digest()[0] % self.places] += 1
        return vector / (np.linalg.norm(vector) or np.float32(1))

    def encode_all(self, texts: list[str]) -> Iterator[Vector]:
        return (self.encode(text) for text in texts)


def load(index: Path, corpus: Path, encoder: Encoder) -> Index:
    return Index.load(index, corpus_dir=corpus, encoder=encoder)


def files_of_index(index: Path) -> list[str]:
    digest, manifest = read_manifest(index)
    return [f"{digest}/{name}" for name in manifest.files]


def test_no_index(small: tuple[Path, Path], encoder: SentenceEncoder, tmp_path: Path) -> None:
    with pytest.raises(IndexMissing) as error:
        load(tmp_path / "none", small[0], encoder)
    assert str(error.value) == f"No index in {tmp_path / 'none'}. {COMMAND}"


@pytest.mark.parametrize(
    "garbage",
    [b"", b"garbage", b"..", b"../index", b"/", b"0" * 64, b"0" * 5000, b"\0\0", b"\xff\xfe\x80", "٣".encode() * 64],
    ids=["empty", "word", "parent", "path", "root", "absent", "endless", "nul", "not-utf-8", "other-digits"],
)
def test_current_that_names_no_index(small_copy: tuple[Path, Path], encoder: SentenceEncoder, garbage: bytes) -> None:
    corpus, index = small_copy
    (index / CURRENT).write_bytes(garbage)
    with pytest.raises(IndexDamaged) as error:
        load(index, corpus, encoder)
    assert str(index / CURRENT) in str(error.value)
    assert COMMAND in str(error.value)


def test_a_build_mends_a_current_that_names_no_index(small_copy: tuple[Path, Path]) -> None:
    corpus, index = small_copy
    digest = build(index, corpus_dir=corpus, encoder=HashingEncoder()).digest
    (index / CURRENT).write_bytes(b"\xff\xfe\x80")
    assert build(index, corpus_dir=corpus, encoder=HashingEncoder()).digest == digest
    assert load(index, corpus, HashingEncoder()).digest == digest


def test_each_file_altered_or_absent_is_named_with_both_digests(
    small_copy: tuple[Path, Path], encoder: SentenceEncoder
) -> None:
    corpus, index = small_copy
    names = files_of_index(index)
    assert len(names) == 14
    for name in names:
        path = index / name
        whole = path.read_bytes()
        middle = len(whole) // 2
        for spoiled in (
            whole + b" ",
            whole[:-1],
            whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
            b"",
        ):
            path.write_bytes(spoiled)
            with pytest.raises(IndexDamaged) as error:
                load(index, corpus, encoder)
            message = str(error.value)
            assert str(path) in message
            assert hashlib.sha256(spoiled).hexdigest()[:12] in message
            assert hashlib.sha256(whole).hexdigest()[:12] in message
            assert f"{COMMAND} --full" in message
        path.unlink()
        with pytest.raises(IndexDamaged, match="absent"):
            load(index, corpus, encoder)
        path.write_bytes(whole)
    assert load(index, corpus, encoder).passages


def test_an_altered_manifest(small_copy: tuple[Path, Path], encoder: SentenceEncoder) -> None:
    corpus, index = small_copy
    path = index / read_manifest(index)[0] / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b'"passages"', b'"passages" '))
    with pytest.raises(IndexDamaged, match=r"manifest\.json is not what was built") as error:
        load(index, corpus, encoder)
    assert f"{COMMAND} --full" in str(error.value)


def test_a_half_written_index(small_copy: tuple[Path, Path], encoder: SentenceEncoder) -> None:
    """A folder without its manifest, as no build leaves it, and one that a stopped build left unnamed."""
    corpus, index = small_copy
    digest, _ = read_manifest(index)
    shutil.copytree(index / digest, index / ".building-stopped")
    (index / ".building-stopped" / "manifest.json").unlink()
    assert load(index, corpus, encoder).digest == digest
    (index / digest / "manifest.json").unlink()
    with pytest.raises(IndexDamaged, match=COMMAND):
        load(index, corpus, encoder)


def test_a_damaged_index_is_built_again_from_its_documents(small_copy: tuple[Path, Path]) -> None:
    corpus, index = small_copy
    other = HashingEncoder()
    digest = build(index, corpus_dir=corpus, encoder=other).digest
    path = index / digest / "passages.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"must", b"may ", 1))
    report = build(index, corpus_dir=corpus, encoder=other)
    assert (report.changed, report.reused + report.encoded) == (True, read_manifest(index)[1].vectors)
    assert report.digest == digest
    assert path.read_bytes() == whole
    assert not list(index.glob(".building-*"))


def test_an_index_of_another_encoder(small_copy: tuple[Path, Path], encoder: SentenceEncoder) -> None:
    corpus, index = small_copy
    build(index, corpus_dir=corpus, encoder=HashingEncoder())
    assert load(index, corpus, HashingEncoder()).manifest.dimension == HashingEncoder.places
    with pytest.raises(IndexStale, match="another encoder") as error:
        load(index, corpus, encoder)
    assert HashingEncoder.digest[:12] in str(error.value)
    assert encoder.digest[:12] in str(error.value)
    assert COMMAND in str(error.value)


def test_vectors_of_another_encoder_are_never_kept(small_copy: tuple[Path, Path]) -> None:
    corpus, index = small_copy
    report = build(index, corpus_dir=corpus, encoder=HashingEncoder())
    assert report.encoded == len({*_texts(index, corpus)})


def _texts(index: Path, corpus: Path) -> list[str]:
    from assistant.retrieval.index import keys

    return [key.text for key in keys(load(index, corpus, HashingEncoder()).passages)]


def test_an_index_of_other_documents(small_copy: tuple[Path, Path], encoder: SentenceEncoder) -> None:
    corpus, index = small_copy
    before = corpus_digest(corpus)
    policy = corpus / "policy" / "cloquet-privacy-policy.md"
    policy.write_text(policy.read_text("utf-8").replace("do not sell", "do sell"), "utf-8")
    for _ in ("altered", "altered and accepted"):
        with pytest.raises(IndexStale, match="another corpus") as error:
            load(index, corpus, encoder)
        assert before[:12] in str(error.value)
        assert corpus_digest(corpus)[:12] in str(error.value)
        assert COMMAND in str(error.value)
        pin(corpus)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"format": FORMAT + 1}, "another format"),
        ({"examples_digest": "0" * 64}, "another set of declined examples"),
        ({"unheard_of": 1}, "another version of this program"),
    ],
)
def test_an_index_of_another_version(
    small_copy: tuple[Path, Path], encoder: SentenceEncoder, change: dict[str, object], named: str
) -> None:
    """Whole and true to its own manifest, but not for this program."""
    corpus, index = small_copy
    digest, _ = read_manifest(index)
    manifest = json.loads((index / digest / "manifest.json").read_text("utf-8")) | change
    text = json.dumps(manifest).encode()
    (index / digest / "manifest.json").write_bytes(text)
    renamed = hashlib.sha256(text).hexdigest()
    (index / digest).rename(index / renamed)
    (index / CURRENT).write_text(renamed, "utf-8")
    with pytest.raises(IndexStale, match=named) as error:
        load(index, corpus, encoder)
    assert COMMAND in str(error.value)
    assert build(index, corpus_dir=corpus, encoder=HashingEncoder()).changed

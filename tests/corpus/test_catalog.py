"""The catalog: every mistake in it is told by file, key and fix, and no document is read that is not as catalogued."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from assistant.corpus.catalog import (
    Document,
    corpus_digest,
    corpus_stamp,
    document_path,
    file_digest,
    load_catalog,
    pin,
)
from assistant.corpus.parsing import read_sections
from assistant.errors import CorpusError, DocumentError

ENTRY = """
[[document]]
doc_id = "rules"
kind = "policy"
layer = "district"
title = "The rules"
file = "rules.md"
issuer = "The district"
version = "Undated."
sha256 = "aa"
"""


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "catalog.toml").write_text(ENTRY, "utf-8")
    (tmp_path / "rules.md").write_text("# Rules\n\nAsk first.\n", "utf-8")
    return tmp_path


def change(corpus: Path, old: str, new: str) -> None:
    path = corpus / "catalog.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('kind = "policy"', 'kind = "rule"', ("document", "kind", "'rule'", "Mend that key")),
        ('title = "The rules"', "", ("documents.0.title", "required", "Mend that key")),
        ('issuer = "The district"', 'isuer = "The district"', ("documents.0.is", "Mend that key")),
        ('doc_id = "rules"', 'doc_id = "The Rules"', ("documents.0.doc_id", "'The Rules'", "Mend that key")),
        ('sha256 = "aa"', 'sha256 = "aa"\ndated = "soon"', ("documents.0.dated", "'soon'", "Mend that key")),
        ('sha256 = "aa"', 'sha256 = "aa"\nsample = "perhaps"', ("documents.0.sample", "'perhaps'", "Mend that key")),
        ("[[document]]", "[document]", ("documents", "Mend that key")),
        ('layer = "district"', 'layer = "district', ("not TOML", "line 5", "Mend that line")),
    ],
)
def test_a_mistake_names_file_key_and_fix(corpus: Path, old: str, new: str, told: tuple[str, ...]) -> None:
    change(corpus, old, new)
    with pytest.raises(CorpusError) as error:
        load_catalog(corpus)
    for part in (str(corpus / "catalog.toml"), *told):
        assert part in str(error.value)


def test_a_catalog_that_is_not_utf_8(corpus: Path) -> None:
    (corpus / "catalog.toml").write_bytes(ENTRY.replace("The rules", "Règles").encode("latin-1"))
    with pytest.raises(CorpusError, match="not TOML"):
        load_catalog(corpus)


def test_a_document_named_twice(corpus: Path) -> None:
    (corpus / "catalog.toml").write_text(ENTRY * 2, "utf-8")
    with pytest.raises(CorpusError, match=r"doc_id given twice: rules\. Each document needs its own"):
        load_catalog(corpus)


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"No folder .*none.*--corpus DIR"):
        load_catalog(tmp_path / "none")


def test_a_folder_of_nothing_to_read(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"")
    with pytest.raises(CorpusError, match=r"no catalog\.toml and no \.md, \.txt or \.pdf file"):
        load_catalog(tmp_path)


def test_files_of_one_name_get_ids_of_their_own(tmp_path: Path) -> None:
    """Without a catalog: an evaluator's folder may hold notes.md, notes.txt and "Notes!.md"."""
    for name in ("notes.md", "notes.txt", "Notes!.md", "§.md", "a/notes.md", "a-notes.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Ask first.", "utf-8")
    catalog = load_catalog(tmp_path)
    ids = [document.doc_id for document in catalog]
    assert len(set(ids)) == len(ids) == 6
    assert {document.kind for document in catalog} == {"other"}
    assert load_catalog(tmp_path) == catalog


def rules(corpus: Path) -> Document:
    document = load_catalog(corpus).document("rules")
    assert document
    return document


def test_a_changed_document_is_refused_with_both_digests(corpus: Path) -> None:
    pin(corpus)
    document = rules(corpus)
    assert document_path(corpus, document) == corpus / "rules.md"
    (corpus / "rules.md").write_text("# Rules\n\nDo not ask.\n", "utf-8")
    with pytest.raises(DocumentError) as error:
        document_path(corpus, document)
    for part in (
        "rules.md",
        document.sha256[:12],
        file_digest(corpus / "rules.md")[:12],
        "privacy-assistant corpus pin",
    ):
        assert part in str(error.value)


def test_an_absent_document_is_refused(corpus: Path) -> None:
    (corpus / "rules.md").unlink()
    with pytest.raises(DocumentError, match=r"rules\.md: no such file. Put it back, or take it out of catalog\.toml"):
        document_path(corpus, rules(corpus))


@pytest.mark.parametrize("way", ["parent", "absolute", "link", "linked folder"])
def test_a_file_outside_the_corpus_is_refused(tmp_path: Path, way: str) -> None:
    corpus, outside = tmp_path / "corpus", tmp_path / "outside"
    corpus.mkdir()
    outside.mkdir()
    secret = outside / "secret.md"
    secret.write_text("Not to be read.", "utf-8")
    if way == "link":
        (corpus / "rules.md").symlink_to(secret)
    elif way == "linked folder":
        (corpus / "in").symlink_to(outside, target_is_directory=True)
    file = {"parent": "../outside/secret.md", "absolute": str(secret), "link": "rules.md"}.get(way, "in/secret.md")
    entry = ENTRY.replace("rules.md", file).replace('"aa"', f'"{file_digest(secret)}"')
    (corpus / "catalog.toml").write_text(entry, "utf-8")
    with pytest.raises(DocumentError, match="lies outside the corpus folder"):
        read_sections(corpus, rules(corpus))


def test_pin_writes_the_digests_and_keeps_what_people_wrote(corpus: Path) -> None:
    comments = ENTRY.replace('kind = "policy"', 'kind = "policy"   # ours') + "\n# The end.\n"
    (corpus / "catalog.toml").write_text("# Signed by hand.\n" + comments, "utf-8")
    assert pin(corpus) == ["rules"]
    digest = file_digest(corpus / "rules.md")
    expected = "# Signed by hand.\n" + comments.replace('"aa"', f'"{digest}"')
    assert (corpus / "catalog.toml").read_text("utf-8") == expected
    assert pin(corpus) == []
    assert (corpus / "catalog.toml").read_text("utf-8") == expected
    assert sorted(p.name for p in corpus.iterdir()) == ["catalog.toml", "rules.md"]


def test_pin_signs_a_new_entry(corpus: Path) -> None:
    change(corpus, 'sha256 = "aa"\n', "")
    assert pin(corpus) == ["rules"]
    assert rules(corpus).sha256 == file_digest(corpus / "rules.md")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("rules.md", "gone.md", ("gone.md does not exist", "Put it back, or take its entry out")),
        ('file = "rules.md"', "", ("file",)),
        ("[[document]]", "[[document", ("TOML",)),
    ],
)
def test_pin_says_what_it_cannot_do_and_writes_nothing(corpus: Path, old: str, new: str, told: tuple[str, ...]) -> None:
    change(corpus, old, new)
    before = (corpus / "catalog.toml").read_bytes()
    with pytest.raises(CorpusError) as error:
        pin(corpus)
    for part in (str(corpus / "catalog.toml"), *told):
        assert part in str(error.value)
    assert (corpus / "catalog.toml").read_bytes() == before


def test_pin_without_a_catalog(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="Expected a catalog to write digests into"):
        pin(tmp_path)


def digests_after(corpus: Path, *changes: Any) -> list[str]:
    found = [corpus_digest(corpus)]
    for make in changes:
        make()
        found.append(corpus_digest(corpus))
    return found


def test_the_corpus_digest_tells_catalog_and_bytes_apart(corpus: Path) -> None:
    found = digests_after(
        corpus,
        lambda: (corpus / "rules.md").write_text("# Rules\n\nAsk twice.\n", "utf-8"),
        lambda: change(corpus, "The rules", "Our rules"),
        lambda: (corpus / "rules.md").unlink(),
    )
    assert len(set(found)) == 4


def test_the_corpus_digest_is_of_what_is_quoted_alone(corpus: Path, tmp_path: Path) -> None:
    """The same anywhere, and blind to comments and to files that are not catalogued."""
    before = corpus_digest(corpus)
    change(corpus, "[[document]]", "# A comment.\n[[document]]")
    (corpus / "notes.txt").write_text("Not catalogued.", "utf-8")
    assert corpus_digest(corpus) == before
    assert corpus_digest(shutil.copytree(corpus, tmp_path / "elsewhere")) == before


def test_the_stamp_changes_with_a_file_and_with_its_time(corpus: Path) -> None:
    import os

    stamps = [corpus_stamp(corpus)]
    assert corpus_stamp(corpus) == stamps[0]
    (corpus / "rules.md").write_text("# Rules\n\nAsk twice, please.\n", "utf-8")
    stamps.append(corpus_stamp(corpus))
    os.utime(corpus / "rules.md", ns=(1, 1))
    stamps.append(corpus_stamp(corpus))
    (corpus / "new.md").write_text("New.", "utf-8")
    stamps.append(corpus_stamp(corpus))
    assert len(set(stamps)) == 4

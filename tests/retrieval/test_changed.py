"""A document against the version that the index holds, while that index is stale by the very change."""

from pathlib import Path

import pytest

from assistant.errors import CorpusError, DocumentError, IndexDamaged, IndexMissing
from assistant.retrieval.changed import changed_since_indexed
from assistant.retrieval.encoder import SentenceEncoder
from assistant.retrieval.index import held_passages, read_manifest

ACCESS = "guidance/access.md"


def test_the_index_holds_what_the_files_say(small: tuple[Path, Path], encoder: SentenceEncoder) -> None:
    corpus, index = small
    for doc_id in ("policy", "guide-access", "sample-reading-app"):
        assert changed_since_indexed(doc_id, index_dir=index, corpus_dir=corpus, encoder=encoder) == ()


def test_a_changed_file_is_told_before_it_is_accepted(small_copy: tuple[Path, Path], encoder: SentenceEncoder) -> None:
    corpus, index = small_copy
    path = corpus / ACCESS
    text = path.read_text("utf-8")
    first = next(p for p in held_passages(index) if p.doc_id == "guide-access")
    old = first.quote(first.sentences[-1])
    assert text.count(old) == 1
    path.write_text(text.replace(old, "The days are counted anew."), "utf-8")
    (change,) = changed_since_indexed("guide-access", index_dir=index, corpus_dir=corpus, encoder=encoder)
    assert (change.section_id, change.heading) == (first.section_id, first.heading)
    assert (change.removed, change.added) == ((old,), ("The days are counted anew.",))


def test_another_file_may_be_compared(small: tuple[Path, Path], encoder: SentenceEncoder, tmp_path: Path) -> None:
    corpus, index = small
    policy = next((corpus / "policy").iterdir())
    other = tmp_path / "newer.md"
    other.write_text(policy.read_text("utf-8") + "\n## 8. A new part\n\nIt is new.\n", "utf-8")
    found = changed_since_indexed("policy", against=other, index_dir=index, corpus_dir=corpus, encoder=encoder)
    assert [(c.what, c.added) for c in found] == [("added", ("It is new.",))]


def test_what_is_not_there_is_named(small: tuple[Path, Path], encoder: SentenceEncoder, tmp_path: Path) -> None:
    corpus, index = small
    with pytest.raises(CorpusError, match="No document 'nothing' in the catalog"):
        changed_since_indexed("nothing", index_dir=index, corpus_dir=corpus, encoder=encoder)
    absent = tmp_path / "absent.md"
    with pytest.raises(DocumentError, match="no such file"):
        changed_since_indexed("policy", against=absent, index_dir=index, corpus_dir=corpus, encoder=encoder)
    with pytest.raises(IndexMissing):
        changed_since_indexed("policy", index_dir=tmp_path, corpus_dir=corpus, encoder=encoder)


def test_passages_that_were_tampered_with_are_not_compared(
    small_copy: tuple[Path, Path], encoder: SentenceEncoder
) -> None:
    corpus, index = small_copy
    digest, _ = read_manifest(index)
    path = index / digest / "passages.jsonl"
    path.write_text(path.read_text("utf-8").replace("inspect", "sell"), "utf-8")
    with pytest.raises(IndexDamaged):
        changed_since_indexed("policy", index_dir=index, corpus_dir=corpus, encoder=encoder)

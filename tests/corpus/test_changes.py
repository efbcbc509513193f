"""What changed in a document: only what differs, each sentence once, under the section it stands in."""

from pathlib import Path

from assistant.corpus.catalog import Document
from assistant.corpus.changes import Change, changes
from assistant.corpus.parsing import read_file
from assistant.corpus.passages import Passage, cut

BEFORE = """\
# Rules

## 1. Asking

Ask first. Ask kindly. Wait for the answer.

## 2. Going

Go home.

## 3. Coming

Come back.
"""


def passages(folder: Path, text: str, limit: int = 200) -> tuple[Passage, ...]:
    path = folder / "rules.md"
    path.write_text(text, "utf-8")
    document = Document(
        doc_id="rules",
        kind="policy",
        layer="district",
        title="Rules",
        file="rules.md",
        issuer="",
        version="",
        sha256="",
    )
    sections = read_file(path, document)
    return tuple(p for s in sections for p in cut(document, s, count=lambda t: len(t.split()), limit=limit))


def told(folder: Path, after: str) -> tuple[Change, ...]:
    return changes(passages(folder, BEFORE), passages(folder, after))


def test_nothing_changed(tmp_path: Path) -> None:
    assert told(tmp_path, BEFORE) == ()
    assert told(tmp_path, BEFORE.replace("Ask first. Ask kindly.", "Ask first.\nAsk kindly.")) == ()


def test_a_changed_sentence_is_told_with_its_old_words_alone(tmp_path: Path) -> None:
    (change,) = told(tmp_path, BEFORE.replace("Ask kindly.", "Ask in writing."))
    assert (change.what, change.pinpoint, change.heading) == ("changed", "§1", "1. Asking")
    assert (change.removed, change.added) == (("Ask kindly.",), ("Ask in writing.",))


def test_a_dropped_not_is_seen(tmp_path: Path) -> None:
    before = passages(tmp_path, "# Rules\n\nThe district does not sell data.\n")
    after = passages(tmp_path, "# Rules\n\nThe district does sell data.\n")
    (change,) = changes(before, after)
    assert change.removed == ("The district does not sell data.",)
    assert change.added == ("The district does sell data.",)


def test_sections_come_and_go(tmp_path: Path) -> None:
    after = BEFORE.replace("## 2. Going\n\nGo home.\n\n", "") + "\n## 4. Staying\n\nStay here. Stay well.\n"
    added, removed = told(tmp_path, after)
    assert (added.what, added.pinpoint, added.added) == ("added", "§4", ("Stay here.", "Stay well."))
    assert (removed.what, removed.pinpoint, removed.removed) == ("removed", "§2", ("Go home.",))


def test_a_new_heading_is_a_change(tmp_path: Path) -> None:
    (change,) = told(tmp_path, BEFORE.replace("3. Coming", "3. Returning"))
    assert (change.removed, change.added) == (("3. Coming",), ("3. Returning",))


def test_where_passages_are_cut_is_no_change(tmp_path: Path) -> None:
    assert changes(passages(tmp_path, BEFORE), passages(tmp_path, BEFORE, limit=7)) == ()


def test_moved_sentences_are_told_in_both_places(tmp_path: Path) -> None:
    after = BEFORE.replace(" Wait for the answer.", "").replace("Go home.", "Go home. Wait for the answer.")
    first, second = told(tmp_path, after)
    assert (first.removed, first.added) == (("Wait for the answer.",), ())
    assert (second.removed, second.added) == ((), ("Wait for the answer.",))

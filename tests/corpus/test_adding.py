"""Adding a document of one's own: read whole before it is taken in, refused by name and reason, never half there."""

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from assistant.corpus.adding import add
from assistant.corpus.catalog import CATALOG, corpus_digest, corpus_stamp, document_path, load_catalog, pin
from assistant.corpus.parsing import read_sections
from assistant.errors import CorpusError, DocumentError, UsageError

TEXT = "77 CFR Part 12\n\n§ 12.1 Who may fly a kite?\n\n(a) You.\n\n(b) Nobody at night.\n"
XML = (
    '<DIV5 N="12" TYPE="PART" '
    'hierarchy_metadata=\'{"path":"/on/2026-05-04/title-77/part-12","citation":"77 CFR Part 12"}\'>'
    '<DIV8 N="12.1" TYPE="SECTION"><HEAD>§ 12.1 Who may fly a kite?</HEAD><P>(a) You.</P></DIV8></DIV5>'
)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "rules.md").write_text("# Rules\n\nAsk first.\n", "utf-8")
    (folder / CATALOG).write_text(
        '[[document]]\ndoc_id = "rules"\nkind = "policy"\nlayer = "district"\ntitle = "The rules"\nfile = "rules.md"\n'
        'issuer = ""\nversion = ""\nsha256 = ""\n',
        "utf-8",
    )
    assert pin(folder) == ["rules"]
    return folder


@pytest.fixture
def added(tmp_path: Path) -> Path:
    return tmp_path / "data" / "corpus"


def brought(tmp_path: Path, name: str, content: str | bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_regulation_is_catalogued_copied_and_read(tmp_path: Path, corpus: Path, added: Path) -> None:
    before = files(corpus)
    document = add(
        brought(tmp_path, "kites.txt", TEXT),
        kind="regulation",
        corpus_dir=corpus,
        added_dir=added,
        retrieved=date(2026, 11, 2),
    )
    assert (document.doc_id, document.title, document.layer) == ("77-cfr-part-12", "77 CFR Part 12", "federal")
    assert (document.file, document.dated, document.retrieved) == (
        "regulations/77-cfr-part-12.txt",
        None,
        date(2026, 11, 2),
    )
    assert [d.doc_id for d in load_catalog(corpus, added)] == ["rules", "77-cfr-part-12"]
    assert load_catalog(corpus, added).document("77-cfr-part-12") == document
    assert [s.pinpoint for s in read_sections(corpus, document)] == ["77 CFR 12.1(a)", "77 CFR 12.1(b)"]
    assert files(corpus) == before
    assert set(files(added)) == {CATALOG, ".lock", "regulations/77-cfr-part-12.txt"}


def test_the_ecfrs_own_day_is_kept(tmp_path: Path, corpus: Path, added: Path) -> None:
    document = add(brought(tmp_path, "part12.xml", XML), kind="regulation", corpus_dir=corpus, added_dir=added)
    assert (document.title, document.dated) == ("77 CFR Part 12", date(2026, 5, 4))


@pytest.mark.parametrize(
    ("name", "title"),
    [("77-cfr-12.txt", None), ("part.txt", "77 CFR Part 12: Kites"), ("title-77-cfr.txt", None)],
)
def test_the_code_may_be_named_by_the_file_or_the_operator(
    tmp_path: Path, corpus: Path, added: Path, name: str, title: str | None
) -> None:
    path = brought(tmp_path, name, TEXT.replace("77 CFR Part 12\n", ""))
    document = add(path, kind="regulation", title=title, corpus_dir=corpus, added_dir=added)
    assert document.title == (title or "77 CFR Part 12")


def test_other_kinds_are_read_as_their_endings_say(tmp_path: Path, corpus: Path, added: Path) -> None:
    path = brought(tmp_path, "a-contract.md", "# One\n\nThe vendor keeps data safe.\n")
    document = add(path, kind="contract", corpus_dir=corpus, added_dir=added)
    assert (document.kind, document.layer, document.title) == ("contract", "contract", "a contract")
    assert document_path(corpus, document) == added / "contracts" / "a-contract.md"


def test_what_is_added_makes_the_index_stale_and_moves_the_stamp(tmp_path: Path, corpus: Path, added: Path) -> None:
    digest, stamp = corpus_digest(corpus, added), corpus_stamp(corpus, added)
    assert corpus_digest(corpus) == digest
    add(brought(tmp_path, "kites.txt", TEXT), kind="regulation", corpus_dir=corpus, added_dir=added)
    assert corpus_digest(corpus) == digest
    assert corpus_digest(corpus, added) != digest
    assert corpus_stamp(corpus, added) != stamp
    moved = shutil.copytree(added, tmp_path / "elsewhere")
    assert corpus_digest(corpus, moved) == corpus_digest(corpus, added)


def test_an_added_document_that_changes_is_not_read(tmp_path: Path, corpus: Path, added: Path) -> None:
    document = add(brought(tmp_path, "kites.txt", TEXT), kind="regulation", corpus_dir=corpus, added_dir=added)
    (added / document.file).write_text(TEXT + "(c) Anyone.\n", "utf-8")
    with pytest.raises(DocumentError, match="changed since it was catalogued"):
        read_sections(corpus, document)
    assert pin(added) == ["77-cfr-part-12"]


def test_a_folder_without_a_catalog_is_taken_as_it_is(tmp_path: Path, corpus: Path, added: Path) -> None:
    add(brought(tmp_path, "kites.txt", TEXT), kind="regulation", corpus_dir=corpus, added_dir=added)
    (corpus / CATALOG).unlink()
    assert [d.doc_id for d in load_catalog(corpus, added)] == ["rules"]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("absent.txt", None, "no such file"),
        ("empty.txt", "", "holds no section"),
        ("prose.txt", "77 CFR Part 12\n\nNo marks here.\n", "holds no section"),
        ("latin.txt", "77 CFR Part 12\n§ 12.1 Who?\n(a) Você.\n".encode("latin-1"), "not UTF-8 text"),
        ("picture.xml", b"\x89PNG\r\n\x1a\n\0\0", "not UTF-8 text"),
        ("binary.txt", b"\0\1\2", "control characters"),
        ("half.xml", XML[:-20], "not whole XML"),
        ("bomb.xml", '<!DOCTYPE a [<!ENTITY x "xx">]><a>&x;</a>', "declares a document type"),
        ("sheet.xlsx", b"PK\3\4", r"\.xlsx ending\. Expected .*\.xml or \.html"),
        ("nameless", TEXT, r"no ending\. Expected"),
        ("part.txt", "§ 12.1 Who?\n(a) You.\n", r'Name it: --title "34 CFR Part 99"'),
        ("scan.pdf", b"%PDF-1.4 broken", "not a whole PDF"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name_and_nothing_is_left(
    tmp_path: Path, corpus: Path, added: Path, name: str, content: str | bytes | None, told: str
) -> None:
    path = tmp_path / name if content is None else brought(tmp_path, name, content)
    with pytest.raises(DocumentError, match=told) as error:
        add(path, kind="regulation", corpus_dir=corpus, added_dir=added)
    assert str(error.value).startswith(f"{path}: ")
    assert set(files(added)) <= {".lock"} if added.exists() else True
    assert [d.doc_id for d in load_catalog(corpus, added)] == ["rules"]


def test_a_folder_a_pipe_and_a_missing_link_are_no_files(tmp_path: Path, corpus: Path, added: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "link.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "folder.txt").mkdir()
    for name in ("pipe.txt", "link.txt", "folder.txt"):
        with pytest.raises(DocumentError, match="no such file"):
            add(tmp_path / name, kind="regulation", corpus_dir=corpus, added_dir=added)


def test_the_same_bytes_are_refused_whatever_they_are_called(tmp_path: Path, corpus: Path, added: Path) -> None:
    add(brought(tmp_path, "kites.txt", TEXT), kind="regulation", corpus_dir=corpus, added_dir=added)
    before = files(added)
    with pytest.raises(DocumentError, match="already held, byte for byte, as 77-cfr-part-12"):
        add(
            brought(tmp_path, "again.txt", TEXT),
            kind="regulation",
            title="77 CFR again",
            corpus_dir=corpus,
            added_dir=added,
        )
    with pytest.raises(DocumentError, match="already held, byte for byte, as rules"):
        add(corpus / "rules.md", kind="policy", title="Mine", corpus_dir=corpus, added_dir=added)
    assert files(added) == before


def test_a_name_that_is_taken_is_refused(tmp_path: Path, corpus: Path, added: Path) -> None:
    add(brought(tmp_path, "kites.txt", TEXT), kind="regulation", corpus_dir=corpus, added_dir=added)
    before = files(added)
    with pytest.raises(DocumentError, match=r"the name 77-cfr-part-12 is taken .*corpus diff"):
        add(brought(tmp_path, "new.txt", TEXT + "(c) Or me.\n"), kind="regulation", corpus_dir=corpus, added_dir=added)
    with pytest.raises(DocumentError, match="the name rules is taken"):
        add(brought(tmp_path, "rules.md", "# Other\n\nRules.\n"), kind="policy", corpus_dir=corpus, added_dir=added)
    assert files(added) == before


@pytest.mark.parametrize("title", ["", "  ", "77 CFR\nPart 12", "77 CFR \u202e21 traP"])
def test_a_title_that_nobody_can_read_is_refused(tmp_path: Path, corpus: Path, added: Path, title: str) -> None:
    with pytest.raises(UsageError, match="title is empty or holds an unprintable"):
        add(brought(tmp_path, "k.txt", TEXT), kind="regulation", title=title, corpus_dir=corpus, added_dir=added)


def test_a_title_leads_nowhere_outside_the_folder(tmp_path: Path, corpus: Path, added: Path) -> None:
    path = brought(tmp_path, "k.txt", TEXT)
    document = add(path, kind="regulation", title="../../77 CFR/etc", corpus_dir=corpus, added_dir=added)
    assert (added / document.file).resolve().is_relative_to(added.resolve())
    assert document_path(corpus, document).read_text("utf-8") == TEXT


def test_guidance_cannot_be_added(tmp_path: Path, corpus: Path, added: Path) -> None:
    with pytest.raises(UsageError, match="Expected one of policy, regulation, contract, other"):
        add(brought(tmp_path, "g.md", "# A\n\nB.\n"), kind="guidance", corpus_dir=corpus, added_dir=added)


def test_a_catalog_that_cannot_be_replaced_leaves_no_file_behind(
    tmp_path: Path, corpus: Path, added: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fills, or the folder turns read-only, between the two renames."""
    add(brought(tmp_path, "kites.txt", TEXT), kind="regulation", corpus_dir=corpus, added_dir=added)
    before = files(added)
    rename = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if target.name == CATALOG:
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(CorpusError, match=r"cannot be written to \(No space left on device\)\. Nothing was added"):
        add(brought(tmp_path, "n.md", "# New\n\nText.\n"), kind="other", corpus_dir=corpus, added_dir=added)
    assert files(added) == before


def test_a_broken_catalog_of_ones_own_is_named(tmp_path: Path, corpus: Path, added: Path) -> None:
    added.mkdir(parents=True)
    (added / CATALOG).write_text("[[document]", "utf-8")
    with pytest.raises(CorpusError, match=r"catalog\.toml is not TOML"):
        add(brought(tmp_path, "kites.txt", TEXT), kind="regulation", corpus_dir=corpus, added_dir=added)
    assert set(files(added)) == {CATALOG, ".lock"}


def test_an_added_document_may_not_take_the_name_of_another(tmp_path: Path, corpus: Path, added: Path) -> None:
    add(brought(tmp_path, "kites.txt", TEXT), kind="regulation", corpus_dir=corpus, added_dir=added)
    text = (added / CATALOG).read_text("utf-8")
    (added / CATALOG).write_text(text.replace("77-cfr-part-12", "rules"), "utf-8")
    with pytest.raises(CorpusError, match="doc_id taken: rules"):
        load_catalog(corpus, added)


def test_a_catalog_cannot_say_where_its_files_lie(tmp_path: Path, corpus: Path, added: Path) -> None:
    add(brought(tmp_path, "kites.txt", TEXT), kind="regulation", corpus_dir=corpus, added_dir=added)
    with (added / CATALOG).open("a", encoding="utf-8") as catalog:
        catalog.write('root = "/"\n')
    with pytest.raises(CorpusError, match=r"at documents\.0\.root"):
        load_catalog(corpus, added)

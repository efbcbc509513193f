"""A file that cannot be read is reported by name, reason and remedy, and does not stop the others."""

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from assistant.corpus.catalog import load_catalog
from assistant.corpus.parsing import read_sections
from assistant.corpus.sections import Section
from assistant.errors import DocumentError
from assistant.retrieval.encoder import SentenceEncoder
from assistant.retrieval.index import Index, build

GOOD = b"# Rules\n\n## Who may look?\n\nA parent may look at the records of a child.\n"


@pytest.fixture(scope="module")
def contract(corpus_dir: Path) -> bytes:
    return (corpus_dir / "contracts" / "sample-reading-app.pdf").read_bytes()


def encrypted(pdf: bytes, *, user: str, owner: str, algorithm: str = "AES-256") -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    writer.encrypt(user_password=user, owner_password=owner, algorithm=algorithm)
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    body = io.BytesIO()
    writer.write(body)
    return body.getvalue()


def scanned(pages: int = 2) -> bytes:
    """Pages that are pictures, as a scanner makes them."""
    body = io.BytesIO()
    page = Image.linear_gradient("L").resize((300, 400))
    page.save(body, "PDF", save_all=True, append_images=[page] * (pages - 1))
    return body.getvalue()


def empty_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    return written(writer)


def without_pages() -> bytes:
    return written(PdfWriter())


def bad_files(contract: bytes) -> dict[str, tuple[bytes, str]]:
    facts = 'id = "one"\nlayer = "district"\nchecked = "source"\n'
    guide = "# Guide\n\n## May I look?\n\n```toml\n{}```\n\nYes, you may look at the records.\n"
    twice = f"# Guide\n\n## A?\n\n```toml\n{facts}```\n\nYes.\n\n## B?\n\n```toml\n{facts}```\n\nNo.\n"
    return {
        "cut-short.pdf": (contract[: len(contract) // 2], "not a whole PDF"),
        "cut-at-the-start.pdf": (contract[:40], "not a whole PDF"),
        "cut-off-end.pdf": (contract[:-2000], "not a whole PDF"),
        "locked.pdf": (encrypted(contract, user="secret", owner="owner"), "encrypted with a password"),
        "locked-rc4.pdf": (encrypted(contract, user="secret", owner="o", algorithm="RC4-128"), "encrypted with a pass"),
        "scan.pdf": (scanned(), "no text layer (a scan?). Run text recognition (OCR)"),
        "blank.pdf": (empty_pdf(), "no text layer"),
        "pageless.pdf": (without_pages(), "no text layer"),
        "page.pdf": (b"<!doctype html><title>Not found</title>", "not a whole PDF"),
        "empty.pdf": (b"", "not a whole PDF"),
        "empty.md": (b"", "holds no text. Expected words to quote"),
        "empty.txt": (b" \n\n \n", "holds no text. Expected words to quote"),
        "headings.md": (b"# Only\n\n## Headings\n", "holds no text"),
        "latin.md": (
            "## Qui peut voir?\n\nUn parent peut accéder.\n".encode("latin-1"),
            "not UTF-8 text. Save it as UTF-8",
        ),
        "utf16.txt": ("A parent may look.\n".encode("utf-16"), "not UTF-8 text"),
        "not-toml.md": (guide.format("id = one\n").encode(), "the toml block is not TOML"),
        "bad-key.md": (guide.format(facts + 'colour = "red"\n').encode(), "at colour"),
        "bad-layer.md": (guide.format(facts.replace("district", "county")).encode(), "at layer"),
        "no-id.md": (guide.format('layer = "district"\nchecked = "source"\n').encode(), "at id"),
        "twice.md": (twice.encode(), "id 'one' stands twice"),
        "letter.docx": (b"PK\x03\x04", ".docx ending. Expected .md, .txt or .pdf"),
    }


def test_each_is_told_by_name_reason_and_remedy(make_corpus: Callable[..., Path], contract: bytes) -> None:
    bad = bad_files(contract)
    corpus = make_corpus({name: body for name, (body, _) in bad.items()})
    for document in load_catalog(corpus):
        with pytest.raises(DocumentError) as error:
            read_sections(corpus, document)
        message = str(error.value)
        assert message.startswith(f"{document.file}: "), message
        assert bad[document.file][1] in message
        assert len(message) < 300
        assert message.count(document.file) == 1


def test_the_others_go_on(
    make_corpus: Callable[..., Path],
    contract: bytes,
    small: tuple[Path, Path],
    encoder: SentenceEncoder,
    tmp_path: Path,
) -> None:
    bad = {name: body for name, (body, _) in bad_files(contract).items()}
    corpus = make_corpus(bad | {"rules.md": GOOD, "lost.md": b"x"}, kind="policy")
    (corpus / "lost.md").unlink()
    index = shutil.copytree(small[1], tmp_path / "index")
    report = build(index, corpus_dir=corpus, encoder=encoder)
    assert (report.documents, report.passages) == (1, 1)
    assert {unread.doc_id for unread in report.unread} == {name.replace(".", "-") for name in bad} | {"lost-md"}
    found = Index.load(index, corpus_dir=corpus, encoder=encoder)
    assert [p.text for p in found.passages] == ["A parent may look at the records of a child."]
    assert found.manifest.unread == report.unread


def texts(sections: list[Section]) -> list[tuple[str, str, int | None]]:
    return [(s.pinpoint, block.text, block.page) for s in sections for block in s.blocks]


@pytest.mark.parametrize("algorithm", ["AES-256", "AES-128", "RC4-128"])
def test_an_encrypted_pdf_that_opens_without_a_password_reads_the_same(
    make_corpus: Callable[..., Path], contract: bytes, algorithm: str
) -> None:
    locked = encrypted(contract, user="", owner="owner", algorithm=algorithm)
    assert locked != contract
    corpus = make_corpus({"plain.pdf": contract, "locked.pdf": locked}, title="The contract")
    plain, opened = (read_sections(corpus, document) for document in load_catalog(corpus))
    assert texts(opened) == texts(plain)
    assert len(texts(plain)) > 20

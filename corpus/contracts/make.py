"""Compiles the SAMPLE vendor contracts from their typst sources, so that anyone can read, change and rebuild them.

The PDFs are what the register reads, as it would read a real contract: they carry page furniture, hyphenated lines
and clauses that run over a page. They are tagged (PDF/UA-1), since families are offered them. The same source gives
the same bytes, because the catalog holds a digest of each: no date is written, and only typst's own fonts are used.
"""

import sys
from pathlib import Path

import typst

CONTRACTS = Path(__file__).resolve().parent
SOURCES = CONTRACTS / "sources"
TEMPLATE = SOURCES / "agreement.typ"


def compile_contract(source: Path) -> Path:
    """Writes <doc_id>.pdf beside this file and returns its path; typst.TypstError names the fault in a bad source."""
    pdf = CONTRACTS / f"{source.stem}.pdf"
    typst.compile(source, output=pdf, root=SOURCES, ignore_system_fonts=True, pdf_standards=["ua-1"])
    return pdf


def main() -> None:
    for source in sorted(SOURCES.glob("*.typ")):
        if source != TEMPLATE:
            sys.stdout.write(f"{compile_contract(source).name}\n")


if __name__ == "__main__":
    main()

"""Compiles the labelled SAMPLE contracts from their typst sources; labels.toml says what a careful reader finds there.

The contracts, vendors and products are invented. The same source gives the same bytes: no date is written, and only
typst's own fonts are used. Nothing here is read by the assistant at run time.
"""

import sys
from pathlib import Path

import typst

CONTRACTS = Path(__file__).resolve().parent
SOURCES = CONTRACTS / "sources"
FURNITURE = SOURCES / "sample.typ"


def contract_sources() -> list[Path]:
    """The typst source of each contract, in the order of their names."""
    return sorted(source for source in SOURCES.glob("*.typ") if source != FURNITURE)


def compile_contract(source: Path, folder: Path = CONTRACTS) -> Path:
    """Writes <doc_id>.pdf into folder and returns its path; typst.TypstError names the fault in a bad source."""
    pdf = folder / f"{source.stem}.pdf"
    typst.compile(source, output=pdf, root=SOURCES, ignore_system_fonts=True, pdf_standards=["ua-1"])
    return pdf


def main() -> None:
    for source in contract_sources():
        sys.stdout.write(f"{compile_contract(source).name}\n")


if __name__ == "__main__":
    main()

"""An authority covers itself and what is inside it, and nothing that only begins alike."""

import pytest

from assistant.corpus.citation import Citation, covers

INSIDE = [
    ("34 CFR 99.10(b)", "34 CFR 99.10(b)"),
    ("34 CFR 99.10", "34 CFR 99.10(b)"),
    ("34 CFR 99.31(a)(1)", "34 CFR 99.31(a)(1)(i)(B)(2)"),
    ("34 CFR 99", "34 CFR 99.10(b)"),
    ("34 CFR Part 99", "34 CFR 99.10"),
    ("Minn. Stat. 13.32", "Minn. Stat. 13.32 subd. 5(a)"),
    ("Minn. Stat. 13.32 subd. 5", "Minn. Stat. 13.32 subd. 5(a)"),
    ("Minn. Stat. ch. 13", "Minn. Stat. 13.32 subd. 5"),
    ("Minn. Stat. sec. 13.32", "Minn. Stat. 13.32 subd. 5a"),
    ("20 U.S.C. 1232g", "20 USC 1232g(b)(1)"),
    ("minn.  stat. 13.04", "Minn. Stat. 13.04 subd. 3"),
    ("policy §5", "policy §5"),
    ("policy § 5", "policy §5"),
    ("policy §5", "policy §5.1"),
    ("sample-reading-app §2", "sample-reading-app §2.3"),
    ("34 CFR 99.31(a)(9)(i)-(ii)", "34 CFR 99.31(a)(9)(ii)(A)"),
    ("34 CFR 99.31(a)(9)", "34 CFR 99.31(a)(9)(i)–(ii)"),
    ("34 CFR 99.31(a)(9)(ii)", "34 CFR 99.31(a)(9)(i)-(ii)"),
]
OUTSIDE = [
    ("34 CFR 99.10", "34 CFR 99.101"),
    ("34 CFR 99.1", "34 CFR 99.10"),
    ("34 CFR 9", "34 CFR 99.10"),
    ("34 CFR 99.31(a)(1)", "34 CFR 99.31(a)(10)"),
    ("34 CFR 99.10(b)", "34 CFR 99.10"),
    ("34 CFR 99.10(b)", "34 CFR 99.10(c)"),
    ("34 CFR 99.31(a)(9)(i)-(ii)", "34 CFR 99.31(a)(9)(iii)"),
    ("34 CFR 99.31(a)(9)(i)", "34 CFR 99.31(a)(9)(ii)"),
    ("Minn. Stat. 13.3", "Minn. Stat. 13.32"),
    ("Minn. Stat. 13.05", "Minn. Stat. 13.055"),
    ("Minn. Stat. 13.32 subd. 5", "Minn. Stat. 13.32 subd. 5a"),
    ("Minn. Stat. 13.32 subd. 1", "Minn. Stat. 13.32 subd. 13"),
    ("Minn. Stat. ch. 13", "Minn. Stat. 138.17"),
    ("Minn. Stat. ch. 13", "Minn. Stat. 13A.01"),
    ("policy §1", "policy §10"),
    ("policy §5", "policy §6"),
    ("policy §5", "34 CFR 99.10"),
    ("sample-reading-app §2", "sample-reading-app §20.1"),
    ("", "34 CFR 99.10"),
    (" ", "policy §5"),
    ("34 CFR 99.10", ""),
]


@pytest.mark.parametrize(("whole", "part"), INSIDE)
def test_covers(whole: str, part: str) -> None:
    assert covers(whole, part)


@pytest.mark.parametrize(("whole", "part"), OUTSIDE)
def test_does_not_cover(whole: str, part: str) -> None:
    assert not covers(whole, part)


def test_a_citation_is_known_by_its_place_and_by_its_authorities() -> None:
    citation = Citation(
        doc_id="policy",
        kind="policy",
        layer="district",
        title="The policy",
        pinpoint="§5",
        authorities=("34 CFR 99.10(b)",),
        checked="source",
        sample=False,
        page=None,
        passage_id="policy#5/1",
        quote="Inspect.",
        start=0,
        end=8,
    )
    assert citation.names == ("policy §5", "34 CFR 99.10(b)")
    assert any(covers("34 CFR 99.10", name) for name in citation.names)

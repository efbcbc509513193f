"""Authorities: each cite that guidance or a case uses has its card, and a card says plainly what it is and is not."""

import re
from datetime import date
from pathlib import Path

import pytest
import textstat

from assistant.corpus.authorities import AUTHORITIES, FAMILIES, Authorities, Authority, load_authorities
from assistant.corpus.catalog import load_catalog
from assistant.corpus.parsing import read_sections
from assistant.errors import CorpusError
from assistant.settings import Settings
from evals.cases import load_cases

CORPUS = Settings().corpus_dir
DEV = Path(__file__).parents[2] / "evals" / "dev"
WORDS, GRADE = 60, 11
CITATION_TEXT = re.compile(r"CFR|U\.S\.C|\d U\.S\. \d|Minn\.|subd\.|subp\.|§|\bch\. ?\d|\d\.\d|\([A-Za-z0-9]{1,3}\)")
# Letters that were only remembered; their paragraph is cited by the subdivision or section around it.
REMEMBERED_LETTERS = re.compile(
    r"Minn\. Stat\. 13\.32 subd\. (13\([abceghi]\)|14\(|3\([ijl]\)|8\([cd]\)|1\([fg]\))"
    r"|Minn\. Stat\. 13\.05 subd\. 4\(|20 U\.S\.C\. 1232h\(c\)\("
)


@pytest.fixture(scope="module")
def authorities() -> Authorities:
    return load_authorities(CORPUS)


@pytest.fixture(scope="module")
def used() -> dict[str, str]:
    """Each authority that guidance cites, and one section that cites it."""
    return {
        authority: f"{document.doc_id}#{section.section_id}"
        for document in load_catalog(CORPUS)
        if document.kind == "guidance"
        for section in read_sections(CORPUS, document)
        if section.facts
        for authority in section.facts.authorities
    }


def cites_of_cases() -> set[str]:
    return {cite for path in sorted(DEV.glob("*.toml")) for case in load_cases(path) for cite in case.cites}


def section_of(cite: str) -> str:
    """What a paragraph, subdivision or subpart lies in: "34 CFR 99.10" for "34 CFR 99.10(b)"."""
    return re.split(r"\(| subd\. | subp\. ", cite, maxsplit=1)[0] if " v. " not in cite else cite


def write(folder: Path, **changes: str) -> Path:
    card = {
        "cite": '"34 CFR 99.10"',
        "gist": '"Families may see records."',
        "layer": '"federal"',
        "mark": '"V"',
        "source": '"Read in a copy."',
    } | changes
    lines = "\n".join(f"{key} = {value}" for key, value in card.items())
    (folder / AUTHORITIES).write_text(f"[[authority]]\n{lines}\n", "utf-8")
    return folder


def cards(*cites: str) -> Authorities:
    entries = (Authority(cite=c, gist="It says so.", layer="federal", mark="V", source="Read.") for c in cites)
    return Authorities(entries=tuple(entries))


def test_every_authority_that_guidance_uses_has_a_card_of_its_own(
    authorities: Authorities, used: dict[str, str]
) -> None:
    assert used
    have = {entry.cite for entry in authorities}
    assert {cite: where for cite, where in used.items() if cite not in have} == {}


def test_every_authority_that_a_case_expects_is_found(authorities: Authorities) -> None:
    cites = cites_of_cases()
    assert cites
    assert sorted(cite for cite in cites if authorities.find(cite) is None) == []


def test_the_section_around_a_paragraph_has_a_card(authorities: Authorities) -> None:
    have = {entry.cite for entry in authorities}
    assert sorted({section_of(cite) for cite in have} - have) == []


def test_every_section_of_the_policy_has_a_card(authorities: Authorities) -> None:
    policy = load_catalog(CORPUS).document("policy")
    assert policy
    printed = {f"policy {section.pinpoint}" for section in read_sections(CORPUS, policy)}
    assert printed == {entry.cite for entry in authorities if entry.layer == "district"}


def test_no_letter_that_was_only_remembered_is_cited(authorities: Authorities, used: dict[str, str]) -> None:
    assert [cite for cite in {*used, *(entry.cite for entry in authorities)} if REMEMBERED_LETTERS.match(cite)] == []


def test_gists_are_short_plain_and_hold_no_citation(authorities: Authorities) -> None:
    wrong = {
        entry.cite: entry.gist
        for entry in authorities
        if len(entry.gist.split()) > WORDS
        or textstat.flesch_kincaid_grade(entry.gist) > GRADE
        or CITATION_TEXT.search(entry.gist)
    }
    assert wrong == {}


def test_memory_is_marked_and_said(authorities: Authorities) -> None:
    assert [e.cite for e in authorities if (e.mark == "M") != ("memory" in e.source)] == []


def test_the_layer_is_that_of_the_cite(authorities: Authorities) -> None:
    layers = {"Minn.": "minnesota", "Laws": "minnesota", "policy": "district"}
    assert [e.cite for e in authorities if e.layer != layers.get(e.cite.split()[0], "federal")] == []


def test_a_paragraph_without_a_card_finds_the_nearest_around_it(authorities: Authorities) -> None:
    nearest = {
        "34 CFR 99.10(b)": "34 CFR 99.10(b)",
        "34 CFR 99.10(b)(9)": "34 CFR 99.10(b)",
        "34 CFR 99.1(z)": "34 CFR 99.1",
        "34 CFR 99.101": "34 CFR Part 99",
        "16 CFR 312": "16 CFR Part 312",
        "20 USC 1232h(c)(2)": "20 U.S.C. 1232h(c)",
        "Minn. Stat. 13.32 subd. 13(h)": "Minn. Stat. 13.32 subd. 13",
        "Minn. Stat. 13.32 subd. 5b": "Minn. Stat. 13.32",
        "34 CFR 99.31(a)(13)-(14)": "34 CFR 99.31(a)(13)",
        "Minn. Stat. 609.02": None,
        "": None,
    }
    found = {cite: getattr(authorities.find(cite), "cite", None) for cite in nearest}
    assert found == nearest


def test_the_order_of_the_cards_does_not_matter() -> None:
    cites = ("34 CFR Part 99", "34 CFR 99.1", "34 CFR 99.1(a)")
    for order in (cites, cites[::-1]):
        found = cards(*order).find("34 CFR 99.1(a)(1)")
        assert found
        assert found.cite == "34 CFR 99.1(a)"


@pytest.mark.parametrize("example", [e for family in FAMILIES for e in family.split(" or ")])
def test_each_family_takes_its_own_example(example: str) -> None:
    assert cards(example).find(example)


@pytest.mark.parametrize(
    "cite",
    [
        "34 C.F.R. 99.10",
        "34 CFR § 99.10",
        "34 CFR 99",
        "34 CFR 99.10 (b)",
        "20 USC 1232g",
        "Minn. Stat. § 13.04",
        "Minn. Stat. 13.04, subd. 3",
        "Minn. Stat. 13.04 subd 3",
        "Minn. R. 1205.0500 subp. 3A",
        "Laws 2023, ch. 62",
        "Plyler v. Doe",
        "policy 5",
        "34 CFR 99.31(a)(13)-(14)",
    ],
)
def test_a_malformed_cite_is_refused_with_an_example(tmp_path: Path, cite: str) -> None:
    with pytest.raises(CorpusError, match=r"authority 1 .*at cite: .*expected one like 34 CFR 99\.10\(b\)"):
        load_authorities(write(tmp_path, cite=f'"{cite}"'))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"mark": '"U"'}, r"authority 1 \(34 CFR 99\.10\): at mark: .*'V' or 'M'.*Mend that key"),
        ({"layer": '"contract"'}, r"at layer"),
        ({"gist": '""'}, r"at gist"),
        ({"note": '"x"'}, r"at note: Extra"),
        ({"in_force": '"soon"'}, r"at in_force"),
    ],
)
def test_a_wrong_key_is_named(tmp_path: Path, changes: dict[str, str], says: str) -> None:
    with pytest.raises(CorpusError, match=says) as raised:
        load_authorities(write(tmp_path, **changes))
    assert str(tmp_path / AUTHORITIES) in str(raised.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"[[authority]\n", "is not TOML: .*Mend that line"),
        (b"cite = '\xff'\n", "is not UTF-8 text. Save it as UTF-8"),
        (b"[[authorities]]\n", "authorities: no such key. Expected only"),
        (b"authority = 'FERPA'\n", "Write each one under"),
        (b"[[authority]]\n", r"authority 1 \(no cite\): at cite: Field required"),
    ],
)
def test_a_damaged_file_says_what_to_do(tmp_path: Path, text: bytes, says: str) -> None:
    (tmp_path / AUTHORITIES).write_bytes(text)
    with pytest.raises(CorpusError, match=says):
        load_authorities(tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"No .*authorities\.toml"):
        load_authorities(tmp_path)


def test_one_authority_has_one_card(tmp_path: Path) -> None:
    path = write(tmp_path) / AUTHORITIES
    path.write_text(path.read_text("utf-8") * 2, "utf-8")
    with pytest.raises(CorpusError, match=r"cite given twice: 34 CFR 99\.10\. Keep one card"):
        load_authorities(tmp_path)


def test_a_date_is_read_as_a_date(tmp_path: Path) -> None:
    (entry,) = load_authorities(write(tmp_path, in_force="2024-12-01"))
    assert entry.in_force == date(2024, 12, 1)

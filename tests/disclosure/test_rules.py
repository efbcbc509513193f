"""The rule book as data: whole, cited, and refused when it contradicts itself."""

from collections.abc import Callable
from pathlib import Path

import pytest
from disclosing import BOOK, case_for, settled

from assistant.corpus.authorities import load_authorities
from assistant.deadlines.limits import load_limits
from assistant.disclosure import rules
from assistant.disclosure.coverage import coverage, load_paragraphs, uncovered
from assistant.disclosure.facts import vocabulary
from assistant.disclosure.rules import Rule, load_rulebook
from assistant.errors import WorkError
from assistant.settings import Settings

ROWS = [f"C{number:02}" for number in range(1, 64)]
# The table of row keys once more, in its order, so that no slip of the pen changes one unseen: outcome, what a refusal
# gives, and whether that ends the search.
KEYS = """
C20 1 permitted go_on|C26 2a permitted go_on|C27 2a permitted go_on|C30 2a ask_ra go_on|C36 2a mandatory go_on
C36 2a not_covered go_on|C56 2a permitted ask_ra|C56 2a permitted go_on|C56 2a permitted go_on
C56 2a permitted consent ends|C56 2a permitted consent ends|C57 2a not_covered go_on|C58 2a mandatory go_on
C58 2a permitted ask_ra|C54 2b ask_ra go_on|C54 2b ask_ra go_on|C54 2b prohibited go_on|G4 2b ask_ra go_on
G6 2b ask_ra go_on|G7 2b prohibited go_on|G8 2b ask_ra go_on|C21 2b prohibited go_on|C21 2b ask_ra go_on
C45 2b ask_ra go_on|C21 2b ask_ra go_on|C61 2b ask_ra go_on|C08 2b ask_ra go_on|C55 3 prohibited go_on
C02 3 prohibited go_on|C06 3 prohibited go_on|C35 3 ask_ra go_on|C35 3 ask_ra go_on|C35 3 prohibited go_on
C05 3 permitted prohibited|C53 3 conditions go_on|C53 3 permitted go_on|C53 3 prohibited go_on|C21 4 mandatory go_on
C23 4 mandatory go_on|C22 4 mandatory go_on|C22 4 permitted go_on|C46 5 permitted go_on|C01 5 permitted go_on
C07 6 mandatory go_on|C10 6 mandatory ask_ra|C12 6 mandatory go_on|C19 6 mandatory go_on|C31 6 mandatory consent ends
C37 6 mandatory ask_ra|C62 6 mandatory ask_ra|C02 7 permitted go_on|C42 7 permitted go_on|C52 7 permitted ask_ra
C03 7 permitted go_on|C04 7 permitted go_on|C07 7 permitted go_on|C10 7 permitted ask_ra|C11 7 permitted go_on
C13 7 ask_ra go_on|C13 7 conditions go_on|C14 7 permitted go_on|C15 7 permitted go_on|C16 7 permitted go_on
C17 7 permitted go_on|C18 7 permitted go_on|C20 7 permitted go_on|C25 7 ask_ra go_on|C29 7 ask_ra go_on
C31 7 ask_ra go_on|C32 7 permitted go_on|C37 7 ask_ra go_on|C38 7 permitted go_on|C39 7 permitted go_on
C03 7 permitted go_on|C40 7 ask_ra go_on|C41 7 ask_ra go_on|C44 7 permitted ask_ra|C51 7 permitted go_on
C59 7 permitted consent ends|C63 7 ask_ra go_on|C24 8 permitted go_on|C60 9 ask_ra go_on|C48 9 consent go_on
C48 9 consent go_on|C09 9 consent go_on|C34 9 consent go_on|C43 9 consent go_on|C47 9 consent go_on
C49 9 consent go_on|C50 9 consent go_on|C60 9 consent go_on
"""


def test_the_keys_are_the_tables() -> None:
    def key(rule: Rule) -> str:
        return f"{rule.row} {rule.step} {rule.outcome} {rule.refuted}{' ends' if rule.ends else ''}"

    assert [key(rule) for rule in BOOK.rules] == [one for line in KEYS.split("\n") for one in line.split("|") if one]


def test_every_row_has_a_rule_or_a_stated_reason() -> None:
    ruled = {rule.row for rule in BOOK.rules}
    without = load_paragraphs().rows_without_rule
    assert [row for row in ROWS if row not in ruled] == sorted(without)
    assert ruled - set(ROWS) == {"G4", "G6", "G7", "G8"}


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.id)
def test_every_authority_of_a_rule_has_its_card(rule: Rule) -> None:
    authorities = load_authorities(Settings().corpus_dir)
    found = [authorities.find(cite) for cite in rule.citations]
    assert [card.cite for card in found if card] == list(rule.citations)


def test_every_authority_of_a_note_or_a_check_has_its_card() -> None:
    cited = {cite for one in (*BOOK.notes, *BOOK.checks) for cite in one.citations}
    assert cited <= set(BOOK.cards)


def test_every_fact_a_rule_names_exists_and_every_fact_is_read() -> None:
    words = vocabulary()
    assert {name for rule in BOOK.rules for name in rule.facts} <= {*words.fact, *words.derived}
    told = {name for rule in BOOK.rules for name in rule.told_facts}
    told |= {name for note in BOOK.notes for name in note.facts}
    told |= {one for rule in BOOK.rules for added in rule.adds for one in added.when_yes}
    read_elsewhere = {"identity_verified", "more_than_needed", *words.told("consent_complete")}
    assert set(words.fact) == told | read_elsewhere


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.id)
def test_every_rule_decides_in_some_case(rule: Rule) -> None:
    found = settled(case_for(rule))
    assert found.rule.id == rule.id
    assert found.outcome == ("conditions" if rule.id == "C20-open" else rule.outcome)


def test_the_last_rule_is_for_everybody_and_everything() -> None:
    last = BOOK.rules[-1]
    assert (last.row, last.step, last.outcome) == ("C60", "9", "consent")
    assert (*last.recipient, *last.not_recipient, *last.data, *last.purpose, *last.facts) == ()
    assert last.consent is None


def test_clocks_and_limits_are_the_table_of_limits() -> None:
    known = {one.id for one in load_limits().limit}
    used = {clock for rule in BOOK.rules for clock in (*rule.clocks, *rule.limits.values())}
    assert used
    assert used <= known


def test_coverage_names_what_no_rule_carries_out_and_why() -> None:
    found = {(one.cite, one.about): one for one in coverage(BOOK)}
    assert len(found) == len(load_paragraphs().paragraph)
    assert found["34 CFR 99.31(a)(1)", None].rows == ("C02", "C03", "C04", "C05", "C06", "C32", "C42")
    assert found["34 CFR 99.31(a)(15)", None].rows == ()
    assert found["34 CFR 99.31(a)(15)", None].beside == ("C28",)
    assert all(one.why for one in uncovered(BOOK))
    assert not [one for one in coverage(BOOK) if one.why and one.rows]


def test_every_exception_of_the_federal_list_is_covered() -> None:
    found = {one.cite: one for one in coverage(BOOK)}
    names = [f"34 CFR 99.31(a)({number})" for number in range(1, 17) if number != 9]
    assert [name for name in (*names, "34 CFR 99.31(b)(1)", "34 CFR 99.31(b)(2)") if found[name].by_none] == []


def test_a_paragraph_names_rows_that_there_are_and_an_authority_around_it() -> None:
    authorities = load_authorities(Settings().corpus_dir)
    rows = {rule.row for rule in BOOK.rules}
    for one in load_paragraphs().paragraph:
        assert set(one.rows) <= rows, one.cite
        assert authorities.find(one.cite), one.cite


@pytest.fixture
def spoil(tmp_path: Path) -> Callable[[str, str, str], Path]:
    """The rules, copied; in one file, the first of one text stands for another."""

    def change(name: str, old: str, new: str) -> Path:
        for path in rules.RULES.glob("*.toml"):
            text = path.read_text("utf-8")
            if path.name.startswith(name):
                assert old in text
                text = text.replace(old, new, 1)
            (tmp_path / path.name).write_text(text, "utf-8")
        return tmp_path

    return change


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("4", 'id = "C12"\n', 'id = "C12"\noutcom = "x"\n', "4-must.toml, C12: at outcom: Extra inputs"),
        ("4", 'id = "C12"\n', 'id = "C19"\n', "rule C19 stands twice"),
        ("4", '"certified_request"', '"certified"', "the vocabulary has no certified"),
        ("4", '"JUVENILE_LIST"', '"JUVENILE"', "the vocabulary has no JUVENILE"),
        ("4", 'clocks = ["transfer"]', 'clocks = ["move"]', "names the clocks move"),
        ("4", '"34 CFR 99.38"', '"34 CFR 99.99"', "34 CFR 99.99 has no card in authorities.toml"),
        ("4", 'governs = "federal"', 'governs = "policy"', "lets policy govern, but says nothing of it"),
        ("4", 'mark = "M"', 'mark = "U"', "rule C12 is in doubt; only ask_ra may come of it"),
        ("3", "none = [", 'all = ["fees_owed"]\nnone = [', "Mend that line"),
        ("5", 'all = ["accrediting_function"]', 'all = ["fees_owed"]', "kind S picks, kind X stands under none"),
        ("5", 'citations = ["34 CFR 99.31(a)(7)"]', "citations = []", "rule C16 cites nothing"),
        ("5", "[[rule]]", "[[rules]]", "rules: no such table"),
        ("5", "[[rule]]", "[[rule]", "is not TOML"),
    ],
)
def test_rules_that_contradict_themselves_are_refused(
    spoil: Callable[[str, str, str], Path], name: str, old: str, new: str, message: str
) -> None:
    folder = spoil(name, old, new)
    with pytest.raises(WorkError, match=message):
        load_rulebook(Settings().corpus_dir, folder)

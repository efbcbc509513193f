"""What only the district knows: every value optional, every mistake told by file, key and fix, nothing invented."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest

from assistant.corpus.catalog import corpus_digest, load_catalog
from assistant.corpus.district import CONTACT_TYPES, DISTRICT, FACTS, QUOTED, DirectoryType, District, load_district
from assistant.corpus.parsing import read_sections
from assistant.corpus.parsing.district import SOURCE, TELLINGS, TYPE_NAMES
from assistant.corpus.sections import Section
from assistant.errors import CorpusError
from assistant.i18n import words
from assistant.settings import Settings

SHIPPED = Settings().corpus_dir
ENTERED = 'source = "The yearly notice"\ndate = 2026-08-01\n'
FULL = (Path(__file__).parent / "filled-district.toml").read_text("utf-8")
TOLD = {
    "responsible-authority": "The district's responsible authority for data is Alex Example, Superintendent.",
    "compliance-official": "The district's data practices compliance official is Kim Example.",
    "office": "The district's office for student records and privacy is the Student Records Office.",
    "contact": (
        "You can reach the district about privacy by phone at 218-555-0142 ext. 7, by e-mail at privacy@example.org "
        "or by mail at 1 Example Street, Cloquet, MN 55720."
    ),
    "contract-contact": "You can reach the district about technology contracts by e-mail at contracts@example.org.",
    "directory-types": (
        "The district has named these facts about a student as directory information: "
        "name; photograph; degrees, honors and awards."
    ),
    "directory-opt-out-window": (
        "Families have 30 days after the district's public notice to refuse directory information in writing."
    ),
    "school-official-criteria": (
        "The district's notice says who a school official is: A school official is a person whom the district employs. "
        "It may also be a board member. The notice says what a legitimate educational interest is: The official needs "
        "the record to do the job."
    ),
    "fees": (
        "The district's fee for a black-and-white copy is $0.25 a page. The district's fee for a color copy is $1.00 a "
        "page. The district's fee for an electronic copy is $2.50."
    ),
    "interpreter-languages": "The district offers an interpreter in Spanish, Ojibwe and Somali.",
    "document-languages": "The district translates its papers for families into Spanish.",
    "school-year-start": "The district's school year starts on September 8, 2026.",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "catalog.toml").write_text("", "utf-8")
    return tmp_path


def enter(corpus: Path, text: str) -> District:
    (corpus / DISTRICT).write_text(text, "utf-8")
    return load_district(corpus)


def facts_of(corpus: Path) -> list[Section]:
    document = load_catalog(corpus).document(FACTS)
    assert document
    return read_sections(corpus, document)


def test_the_shipped_file_holds_what_is_known_and_no_more() -> None:
    district = load_district(SHIPPED)
    assert set(District.model_fields) - set(district.absent()) == {"name", "time_zone"}
    assert district.name
    assert district.name.value == "Cloquet Public School District"
    assert district.time_zone
    assert district.time_zone.value == "America/Chicago"
    assert district.quoted() == ()
    assert load_catalog(SHIPPED).document(FACTS) is None


def test_every_value_has_a_template_in_the_shipped_file() -> None:
    text = (SHIPPED / DISTRICT).read_text("utf-8")
    assert [key for key in District.model_fields if not re.search(rf"^(?:# )?\[{key}\]", text, re.MULTILINE)] == []


def test_the_templates_hold_no_value_that_could_be_taken_for_one(corpus: Path) -> None:
    """Someone takes the marks away and forgets to write: every table is then refused, none is quoted."""
    text = (SHIPPED / DISTRICT).read_text("utf-8")
    blocks = re.findall(r"^# \[\w+\].*?(?=\n\n|\Z)", text, re.MULTILINE | re.DOTALL)
    assert len(blocks) == len(load_district(SHIPPED).absent())
    bare = [re.sub(r"^# ?", "", block, flags=re.MULTILINE) for block in blocks]
    for block in bare:
        with pytest.raises(CorpusError, match="Mend that key"):
            enter(corpus, block)
        with pytest.raises(CorpusError, match="Mend that key"):
            enter(corpus, block.replace("YYYY-MM-DD", "2026-08-01"))


def test_absent_values_come_in_the_order_of_need(corpus: Path) -> None:
    assert load_district(corpus).absent() == tuple(District.model_fields)
    assert load_district(corpus).absent()[:2] == ("responsible_authority", "compliance_official")
    assert enter(corpus, FULL).absent() == ()
    one = enter(corpus, f"[office]\nvalue = 'Room 1'\n{ENTERED}")
    assert one.absent() == tuple(key for key in District.model_fields if key != "office")


def test_values_keep_their_source_their_day_and_their_cents(corpus: Path) -> None:
    fees = enter(corpus, FULL).fees
    assert fees
    assert (fees.source, fees.date) == ("The yearly notice", date(2026, 8, 1))
    assert (fees.black_and_white_page, fees.color_page, fees.electronic_copy) == (
        Decimal("0.25"),
        Decimal("1"),
        Decimal("2.50"),
    )


@pytest.mark.parametrize(
    ("table", "key", "told"),
    [
        ("[contact]\nphone = '555-0142'", "contact.phone", "area code"),
        ("[contact]\nphone = 'call us'", "contact.phone", "218-555-0123"),
        ("[contact]\nemail = 'office at example.org'", "contact.email", "office@example.org"),
        ("[contact]\nemail = 'office@localhost'", "contact.email", "office@example.org"),
        ("[contact]", "contact", "give phone, email or address"),
        ("[contact]\naddress = ''", "contact.address", "at least 1 character"),
        ("[contact]\naddress = '''1 Street\nTown'''", "contact.address", "one line"),
        ("[office]\nvalue = 'the \u202eoffice'", "office.value", "unprintable"),
        ("[school_year_start]\nvalue = '8 September'", "school_year_start.value", "date"),
        ("[directory_opt_out_window]", "directory_opt_out_window", "days (after the public notice) or until"),
        ("[directory_opt_out_window]\ndays = 30\nuntil = 2026-10-01", "directory_opt_out_window", "one of the two"),
        ("[directory_opt_out_window]\ndays = 0", "directory_opt_out_window.days", "greater than or equal to 1"),
        ("[directory_opt_out_window]\ndays = true", "directory_opt_out_window.days", "integer"),
        ("[fees]", "fees", "give black_and_white_page"),
        ("[fees]\ncolor_page = -1", "fees.color_page", "greater than or equal to 0"),
        ("[fees]\ncolor_page = 0.255", "fees.color_page", "2 decimal places"),
        ("[fees]\ncolor_page = nan", "fees.color_page", "finite"),
        ("[fees]\ncolor_page = 'a quarter'", "fees.color_page", "decimal"),
        ("[fees]\nstaple = 0.1", "fees.staple", "Extra"),
        ("[directory_types]\nvalue = []", "directory_types.value", "at least 1 item"),
        ("[directory_types]\nvalue = ['name', 'shoe_size']", "directory_types.value.1", "expected some of name, photo"),
        ("[directory_types]\nvalue = ['ssn']", "directory_types.value.0", "34 CFR 99.3"),
        ("[indigenous_peoples_day]\nvalue = 'yes'", "indigenous_peoples_day.value", "boolean"),
        ("[time_zone]\nvalue = 'Central'", "time_zone.value", "America/Chicago"),
        ("[colours]\nprimary = 'blue'", "colours.primary", "pattern"),
    ],
)
def test_a_mistake_names_file_key_and_fix(corpus: Path, table: str, key: str, told: str) -> None:
    with pytest.raises(CorpusError) as error:
        enter(corpus, f"{table}\n{ENTERED}")
    assert f"{corpus / DISTRICT}: at {key}: " in str(error.value)
    assert told in str(error.value)
    assert "Mend that key." in str(error.value)


@pytest.mark.parametrize("kind", sorted(CONTACT_TYPES | {"Home Address", "PHONE"}))
def test_contact_data_are_refused_as_directory_types_with_the_law(corpus: Path, kind: str) -> None:
    with pytest.raises(CorpusError, match=r"Minnesota bars .*Minn\. Stat\. 13\.32 subd\. 5.*take it out"):
        enter(corpus, f"[directory_types]\nvalue = ['name', '{kind}']\n{ENTERED}")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[office]\nvalue = 'Room 1'\ndate = 2026-08-01", r"at office\.source: Field required"),
        ("[office]\nvalue = 'Room 1'\nsource = 'A notice'", r"at office\.date: Field required"),
        ("[offices]\nvalue = 'Room 1'", r"at offices: Extra"),
        ("office = 'Room 1'", r"at office: "),
        ("[office", r"is not TOML: .*Mend that line"),
    ],
)
def test_a_value_without_source_or_date_and_a_misspelt_key_are_refused(corpus: Path, text: str, told: str) -> None:
    with pytest.raises(CorpusError, match=told):
        enter(corpus, text)


def test_a_broken_file_stops_the_catalog(corpus: Path) -> None:
    (corpus / DISTRICT).write_text("[office", "utf-8")
    with pytest.raises(CorpusError, match=r"district\.toml is not TOML"):
        load_catalog(corpus)


def test_each_value_becomes_a_section_with_its_sentences_and_its_source(corpus: Path) -> None:
    enter(corpus, FULL)
    sections = facts_of(corpus)
    assert {s.section_id: s.blocks[0].text for s in sections} == TOLD
    assert {s.blocks[1].text for s in sections} == {f"{SOURCE}The yearly notice, August 1, 2026."}
    assert all(s.pinpoint.endswith(", as of August 1, 2026") and s.heading.endswith("?") for s in sections)
    assert all(s.facts and s.facts.layer == "district" and not s.facts.silence for s in sections)


def test_a_last_day_is_told_as_a_day(corpus: Path) -> None:
    enter(corpus, f"[directory_opt_out_window]\nuntil = 2026-10-01\n{ENTERED}")
    (section,) = facts_of(corpus)
    assert section.blocks[0].text == "Families may refuse directory information in writing until October 1, 2026."


def test_the_steering_values_make_no_document(corpus: Path) -> None:
    enter(corpus, FULL[FULL.index("[indigenous_peoples_day]") :])
    assert load_catalog(corpus).document(FACTS) is None


def test_the_index_is_of_what_the_district_entered(corpus: Path) -> None:
    """A digest changes with a value that is quoted, and with no other."""
    bare = corpus_digest(corpus)
    enter(corpus, f"[time_zone]\nvalue = 'America/Chicago'\n{ENTERED}")
    assert corpus_digest(corpus) == bare
    enter(corpus, f"[office]\nvalue = 'Room 1'\n{ENTERED}")
    one = corpus_digest(corpus)
    enter(corpus, f"[office]\nvalue = 'Room 2'\n{ENTERED}")
    assert len({bare, one, corpus_digest(corpus)}) == 3


def test_every_quoted_key_is_told_and_covers_what_people_ask(topics: dict[str, str]) -> None:
    assert tuple(TELLINGS) == QUOTED
    assert {topic for telling in TELLINGS.values() for topic in telling.covers} <= set(topics)
    assert tuple(TYPE_NAMES) == get_args(DirectoryType)


def test_every_form_offered_is_known(form_ids: frozenset[str]) -> None:
    assert {form for telling in TELLINGS.values() for form in telling.forms} <= form_ids


def guidance() -> list[Section]:
    return [
        section
        for document in load_catalog(SHIPPED)
        if document.kind == "guidance"
        for section in read_sections(SHIPPED, document)
    ]


def test_what_a_section_awaits_is_something_the_district_can_enter() -> None:
    awaited = {key for section in guidance() if section.facts for key in section.facts.awaits}
    assert awaited - set(QUOTED) == set()
    assert set(QUOTED) - awaited == {"school_year_start"}


@pytest.mark.parametrize("topic", ["E1", "E2", "E4", "E7", "E15", "E27", "B1.directory_window"])
def test_every_silence_that_the_district_can_end_awaits_it(topic: str) -> None:
    waiting = [s.facts for s in guidance() if s.facts and s.facts.silence and topic in s.facts.covers]
    assert waiting
    assert [facts.id for facts in waiting if not facts.awaits] == []


def test_every_absent_value_has_words() -> None:
    say = words("en")
    assert [key for key in District.model_fields if f"golive.district.{key}" not in say] == []

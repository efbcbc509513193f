"""The district's own facts as a document: a section a value, each a plain sentence or two and then its source.

The sentences are made here, before the index is built, so that an answer quotes a passage and composes nothing.
"""

from collections.abc import Callable, Iterator
from datetime import date as Day
from decimal import Decimal
from pathlib import Path
from typing import Any

from assistant.corpus.district import (
    Contact,
    DirectoryTypes,
    District,
    Fees,
    Languages,
    Official,
    OptOutWindow,
    SchoolOfficials,
    SchoolYearStart,
    Text,
    fact_section,
    read_district,
)
from assistant.corpus.sections import Block, Section, SectionFacts
from assistant.record import Record

# What follows it in a passage is where the value comes from, not what it says.
SOURCE = "Source: "

# As 34 CFR 99.3 and law.md call them, for a family.
TYPE_NAMES = {
    "name": "name",
    "photo": "photograph",
    "birth_date": "date of birth",
    "birth_place": "place of birth",
    "grade_level": "grade level",
    "enrollment_status": "enrollment status",
    "dates_of_attendance": "dates of attendance",
    "activity": "officially recognized activities and sports",
    "award": "degrees, honors and awards",
    "field_of_study": "major field of study",
    "previous_school": "most recent school attended",
    "roster": "class, team and grade lists",
    "student_id": "student ID number",
}


class _Telling(Record):
    """How one value is told. `covers` and `forms` are those of the silence that it ends."""

    heading: str
    place: str
    tell: Callable[[Any], str]
    covers: tuple[str, ...] = ()
    forms: tuple[str, ...] = ("ask_office",)


def read(path: Path, title: str) -> list[Section]:
    """Raises CorpusError as `read_district` does. `title` is not needed: each section has a heading of its own."""
    district = read_district(path)
    return [_section(district, key) for key in district.quoted()]


def _section(district: District, key: str) -> Section:
    entry, telling = getattr(district, key), TELLINGS[key]
    day = _written(entry.date)
    return Section(
        section_id=fact_section(key),
        heading=telling.heading,
        pinpoint=f"{telling.place}, as of {day}",
        blocks=(
            Block(text=telling.tell(entry)),
            Block(text=f"{SOURCE}{entry.source.rstrip('.')}, {day}."),
        ),
        facts=SectionFacts(
            id=fact_section(key), covers=telling.covers, forms=telling.forms, layer="district", checked="source"
        ),
    )


def _responsible_authority(entry: Official) -> str:
    return f"The district's responsible authority for data is {_official(entry)}."


def _compliance_official(entry: Official) -> str:
    return f"The district's data practices compliance official is {_official(entry)}."


def _office(entry: Text) -> str:
    return f"The district's office for student records and privacy is {_open(entry.value)}."


def _contact(entry: Contact) -> str:
    return f"You can reach the district about privacy {_ways(entry)}."


def _contract_contact(entry: Contact) -> str:
    return f"You can reach the district about technology contracts {_ways(entry)}."


def _directory_types(entry: DirectoryTypes) -> str:
    return (
        "The district has named these facts about a student as directory information: "
        f"{'; '.join(TYPE_NAMES[one] for one in dict.fromkeys(entry.value))}."
    )


def _window(entry: OptOutWindow) -> str:
    if entry.until:
        return f"Families may refuse directory information in writing until {_written(entry.until)}."
    days = "1 day" if entry.days == 1 else f"{entry.days} days"
    return f"Families have {days} after the district's public notice to refuse directory information in writing."


def _school_officials(entry: SchoolOfficials) -> str:
    told = f"The district's notice says who a school official is: {_open(entry.school_official)}."
    if entry.legitimate_interest:
        told += f" The notice says what a legitimate educational interest is: {_open(entry.legitimate_interest)}."
    return told


def _fees(entry: Fees) -> str:
    return " ".join(_fee_sentences(entry))


def _fee_sentences(entry: Fees) -> Iterator[str]:
    for amount, what, per in (
        (entry.black_and_white_page, "a black-and-white copy", " a page"),
        (entry.color_page, "a color copy", " a page"),
        (entry.electronic_copy, "an electronic copy", ""),
    ):
        if amount is not None:
            yield f"The district's fee for {what} is {_dollars(amount)}{per}."


def _interpreters(entry: Languages) -> str:
    return f"The district offers an interpreter in {_listed(entry.value)}."


def _translations(entry: Languages) -> str:
    return f"The district translates its papers for families into {_listed(entry.value)}."


def _school_year(entry: SchoolYearStart) -> str:
    return f"The district's school year starts on {_written(entry.value)}."


def _official(entry: Official) -> str:
    return _open(f"{entry.name}, {entry.title}" if entry.title else entry.name)


def _ways(entry: Contact) -> str:
    ways = (("by phone at ", entry.phone), ("by e-mail at ", entry.email), ("by mail at ", entry.address))
    return _listed(tuple(how + _open(where) for how, where in ways if where), last="or")


def _open(text: str) -> str:
    """The text without a full stop of its own: the sentence around it has one."""
    return text.rstrip(".")


def _listed(items: tuple[str, ...], *, last: str = "and") -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}"


def _dollars(amount: Decimal) -> str:
    return f"${amount:.2f}"


def _written(day: Day) -> str:
    return f"{day:%B} {day.day}, {day.year}"


TELLINGS = {
    "responsible_authority": _Telling(
        heading="Who is the district's responsible authority for data?",
        place="Responsible authority",
        tell=_responsible_authority,
        covers=("E2",),
    ),
    "compliance_official": _Telling(
        heading="Who is the district's data practices compliance official?",
        place="Compliance official",
        tell=_compliance_official,
        covers=("E2",),
    ),
    "office": _Telling(
        heading="Which office of the district handles student records?", place="Office", tell=_office, covers=("E1",)
    ),
    "contact": _Telling(
        heading="How do I reach the district with a privacy question?", place="Contact", tell=_contact, covers=("E1",)
    ),
    "contract_contact": _Telling(
        heading="How do I reach the district about a technology contract?",
        place="Contact for technology contracts",
        tell=_contract_contact,
        covers=("E1",),
        forms=("inspect_contract", "ask_office"),
    ),
    "directory_types": _Telling(
        heading="Which facts has the district named as directory information?",
        place="Directory information",
        tell=_directory_types,
        covers=("E7",),
        forms=("directory_opt_out", "ask_office"),
    ),
    "directory_opt_out_window": _Telling(
        heading="By when must I refuse directory information?",
        place="Time to refuse directory information",
        tell=_window,
        covers=("B1.directory_window", "E7"),
        forms=("directory_opt_out",),
    ),
    "school_official_criteria": _Telling(
        heading="Who counts as a school official in this district?",
        place="School officials",
        tell=_school_officials,
        covers=("E15", "A.school_official"),
    ),
    "fees": _Telling(
        heading="How much does the district charge for copies?",
        place="Fees for copies",
        tell=_fees,
        covers=("E4", "B2.copy_cost"),
        forms=("inspect_records",),
    ),
    "interpreter_languages": _Telling(
        heading="In which languages does the district offer an interpreter?",
        place="Interpreters",
        tell=_interpreters,
        covers=("E27",),
    ),
    "document_languages": _Telling(
        heading="Into which languages does the district translate its papers?",
        place="Translations",
        tell=_translations,
        covers=("E27",),
    ),
    "school_year_start": _Telling(
        heading="When does the district's school year start?", place="School year", tell=_school_year
    ),
}

"""What only the district knows, from one file, `district.toml`: each value with its source and the day it was true.

Nothing here is ever guessed. A value that is not in the file is absent: answers then say that the documents are silent,
and `absent` lists it among what is still to be filled in. A value that is there becomes a sentence of the document
`district-facts`, which is indexed and quoted like any other; `QUOTED` says which, and `parsing.district` writes it.
Names, colours, the time zone and the two holidays steer the program and are not quoted.
"""

import re
from datetime import date as Day
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, Self, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, ValidationError, model_validator

from assistant.corpus.toml import explain, read_toml
from assistant.errors import CorpusError
from assistant.record import Record

DISTRICT = "district.toml"
FACTS = "district-facts"
FACTS_TITLE = "Facts entered by the district"

DirectoryType = Literal[
    "name",
    "photo",
    "birth_date",
    "birth_place",
    "grade_level",
    "enrollment_status",
    "dates_of_attendance",
    "activity",
    "award",
    "field_of_study",
    "previous_school",
    "roster",
    "student_id",
]
# Contact data of a student can never be directory information in Minnesota; a parent's is kept out with it, since what
# the 2025 amendment says of it could not be read.
CONTACT_TYPES = frozenset(
    "contact_student contact_parent home_address address phone telephone email e-mail school_email".split()
)
_PHONE = re.compile(r"(\+?1[ .-]?)?(\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4}( ext\.? ?\d{1,6})?")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("holds a line break or an unprintable character; write it on one line")
    if not any(c.isalnum() for c in text):
        raise ValueError("holds no letter and no number; write the value, or leave the table out")
    return text


def _phone(text: str) -> str:
    if not _PHONE.fullmatch(text):
        raise ValueError("not a phone number with its area code; expected one like 218-555-0123 or 218-555-0123 ext. 4")
    return text


def _email(text: str) -> str:
    if not _EMAIL.fullmatch(text):
        raise ValueError("not an e-mail address; expected one like office@example.org")
    return text


def _time_zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("not a time zone; expected a name such as America/Chicago") from None
    return text


def _directory_type(given: object) -> object:
    key = str(given).strip().lower().replace(" ", "_")
    if key in CONTACT_TYPES:
        raise ValueError(
            "Minnesota bars home address, phone, e-mail and other contact data from directory information "
            "(Minn. Stat. 13.32 subd. 5); take it out of the list, also if an older notice names it"
        )
    if key in ("ssn", "social_security_number"):
        raise ValueError("a Social Security number is never directory information (34 CFR 99.3); take it out")
    if given not in get_args(DirectoryType):
        raise ValueError(f"not a type that may be designated; expected some of {', '.join(get_args(DirectoryType))}")
    return given


Phrase = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000), AfterValidator(_one_line)
]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]
Amount = Annotated[Decimal, Field(ge=0, lt=1000, decimal_places=2)]


class Entry(Record):
    """`source` names the paper the value was taken from; `date`: the day on which that paper says it, or was read."""

    source: Annotated[Phrase, StringConstraints(max_length=200)]
    date: Day


class Text(Entry):
    value: Phrase


class Official(Entry):
    name: Phrase
    title: Phrase | None = None


class Contact(Entry):
    phone: Annotated[Phrase, AfterValidator(_phone)] | None = None
    email: Annotated[Phrase, AfterValidator(_email)] | None = None
    address: Phrase | None = None

    @model_validator(mode="after")
    def _reaches_someone(self) -> Self:
        if not (self.phone or self.email or self.address):
            raise ValueError("no way to reach anyone; give phone, email or address, or leave the table out")
        return self


class DirectoryTypes(Entry):
    value: tuple[Annotated[DirectoryType, BeforeValidator(_directory_type)], ...] = Field(min_length=1)


class OptOutWindow(Entry):
    """The law sets no length: the district's public notice must state the period, in days after it or up to a day."""

    days: int | None = Field(default=None, strict=True, ge=1, le=366)
    until: Day | None = None

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if (self.days is None) == (self.until is None):
            raise ValueError("give days (after the public notice) or until (a date), one of the two")
        return self


class SchoolOfficials(Entry):
    """Both as the yearly FERPA notice words them (34 CFR 99.7(a)(3)(iii)), as whole sentences."""

    school_official: Phrase
    legitimate_interest: Phrase | None = None


class Fees(Entry):
    """U.S. dollars."""

    black_and_white_page: Amount | None = None
    color_page: Amount | None = None
    electronic_copy: Amount | None = None

    @model_validator(mode="after")
    def _names_a_fee(self) -> Self:
        if self.black_and_white_page is None and self.color_page is None and self.electronic_copy is None:
            raise ValueError("no fee; give black_and_white_page, color_page or electronic_copy, or leave the table out")
        return self


class Languages(Entry):
    value: tuple[Phrase, ...] = Field(min_length=1)


class SchoolYearStart(Entry):
    value: Day


class Holiday(Entry):
    """True: the district's offices are closed that day, so it is not counted."""

    value: Annotated[bool, Field(strict=True)]


class TimeZone(Entry):
    value: Annotated[Phrase, AfterValidator(_time_zone)]


class Colours(Entry):
    primary: Colour
    accent: Colour | None = None


class District(Record):
    """In the order in which a district should fill it in: who decides and how to reach them comes first."""

    responsible_authority: Official | None = None
    compliance_official: Official | None = None
    office: Text | None = None
    contact: Contact | None = None
    contract_contact: Contact | None = None
    directory_types: DirectoryTypes | None = None
    directory_opt_out_window: OptOutWindow | None = None
    school_official_criteria: SchoolOfficials | None = None
    fees: Fees | None = None
    interpreter_languages: Languages | None = None
    document_languages: Languages | None = None
    school_year_start: SchoolYearStart | None = None
    indigenous_peoples_day: Holiday | None = None
    day_after_thanksgiving: Holiday | None = None
    time_zone: TimeZone | None = None
    name: Text | None = None
    colours: Colours | None = None

    def absent(self) -> tuple[str, ...]:
        """The keys not filled in, the most needed first."""
        return tuple(key for key in type(self).model_fields if getattr(self, key) is None)

    def quoted(self) -> tuple[str, ...]:
        """The keys that are filled in and become sentences of the document `district-facts`."""
        return tuple(key for key in QUOTED if getattr(self, key) is not None)


_STEERING = frozenset({"indigenous_peoples_day", "day_after_thanksgiving", "time_zone", "name", "colours"})
QUOTED = tuple(key for key in District.model_fields if key not in _STEERING)
"""What answers may wait for, and a section of a document names under `awaits`."""


def fact_section(key: str) -> str:
    """The id of the section of `district-facts` that tells `key`."""
    return key.replace("_", "-")


def load_district(corpus_dir: Path) -> District:
    """The district's values; all absent where there is no file. Raises CorpusError: the file, the key and the fix."""
    path = corpus_dir / DISTRICT
    return read_district(path) if path.is_file() else District()


def read_district(path: Path) -> District:
    """Amounts are read as decimals, never as floats."""
    try:
        return District.model_validate(read_toml(path, parse_float=Decimal))
    except ValidationError as error:
        raise CorpusError(f"{path}: {explain(error)}") from None

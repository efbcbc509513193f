"""Shapes: personal data that can be told by how it is written, and the words that stand before it.

A number in a question about records is more often a section, a year, a fee or a room than a person's. So digits alone
are taken only where their shape says enough (a telephone, a Social Security number, five digits and more); fewer digits
need a word before them, such as "PIN". A library for telephone numbers was left out: it knows fewer of the
ways in which people write them.

In each pattern the group `it` is what is personal; without one it is the whole match.
"""

import re
from collections.abc import Iterator
from typing import Literal

Kind = Literal["e-mail", "phone", "Social Security number", "birth date", "number", "name"]
Span = tuple[int, int, Kind]

_AT = r"(?:\s?@\s?|\s?[(\[]\s?(?:at|arroba)\s?[)\]]\s?)"
_DOT = r"(?:\.|\s?[(\[]\s?(?:dot|punto)\s?[)\]]\s?)"
_HOST = r"(?:gmail|yahoo|hotmail|outlook|icloud|aol|live|msn|comcast|proton(?:mail)?)"
_LOCAL = r"(?<![\w.+%'’-])[\w.+%'’-]+"
_EMAIL = (
    rf"{_LOCAL}{_AT}[\w-]+(?:{_DOT}[\w-]+)*",
    rf"{_LOCAL}\s(?:at|arroba)\s(?:[\w-]+(?:\s(?:dot|punto)\s[\w-]+)+|{_HOST}(?:\.\w+)+)\b",
    r'"[^"\n@]{1,60}"@[\w-]+(?:\.[\w-]+)+',
)

# A space, a hyphen or a dash of any kind, a dot, a slash.
_GAP = r"[\s.\-/‐-–]"
_START, _END = r"(?<![\w$.,/§-])", r"(?![\w%]|[-.,/]\d)"
_EXTENSION = r"(?:,?\s?(?:x|ext|extension|extensión)[.:#]?\s?\d{1,6})?"
_CALL = r"\b(?:phone|cell|mobile|call|text|fax|tel|teléfono|telefono|celular|llam\w+)\b[^\d.?!\n]{0,15}"
_PHONE = (
    rf"(?<![\w$.§-])(?:\+?1{_GAP}{{0,2}})?(?:\([2-9]\d\d\)|[2-9]\d\d){_GAP}{{0,3}}[2-9]\d\d{_GAP}{{0,3}}\d{{4}}"
    rf"{_EXTENSION}(?!\w|[-.]\d)",
    rf"{_START}[2-9]\d\d[\s.\-‐-–]\d{{4}}{_EXTENSION}{_END}",
    rf"{_CALL}(?P<it>[2-9]\d{{6}}){_END}",
    r"(?<!\w)\+\d(?:[\s().-]{0,2}\d){6,14}(?!\d)",
)

_SSN = r"(?:ssn|nss|soc(?:ial)?\.?\s?sec(?:urity)?|seguro\s+social|social)"
_SOCIAL = (
    rf"{_START}(?:\d{{3}}|[x*]{{3}}){_GAP}(?:\d\d|[x*]{{2}}){_GAP}\d{{4}}{_END}",
    rf"\b{_SSN}\b[^\d?!\n]{{0,25}}(?P<it>\d{{9}}|(?!19|20)\d{{4}}){_END}",
    rf"{_START}(?P<it>\d{{9}})\b[^\d.?!\n]{{0,15}}\b{_SSN}\b",
    rf"\blast\s(?:four|4)\b[^\d?!\n]{{0,30}}{_SSN}\b[^\d.?!\n]{{0,15}}(?P<it>\d{{4}}){_END}",
)

_MONTH = (
    r"(?:(?:january|february|march|april|may|june|july|august|september|october|november|december|enero|febrero|marzo|"
    r"abril|mayo|junio|julio|agosto|sep?tiembre|setiembre|octubre|noviembre|diciembre)\b|"
    r"(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|ene|abr|ago|dic)\b\.?)"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|º|°)?"
_OF = r"(?:\s+(?:of|de|del)\s+|[\s/-]+)"


def _dates(year: str, short: str) -> str:
    """Dates of a `year`, or of a `short` one where the digits leave no doubt what they are."""
    return (
        rf"\d{{1,2}}{_GAP}\d{{1,2}}{_GAP}'?(?:{year}|{short})|{year}{_GAP}\d{{1,2}}{_GAP}\d{{1,2}}"
        rf"|{_MONTH}\s+{_DAY},?(?:\s+|\s+del?\s+){year}|{_MONTH}\s+{_DAY},?\s+['’]{short}"
        rf"|{_DAY}{_OF}{_MONTH},?{_OF}(?:{year}|['’]{short})"
    )


# Years in which a student or a parent was born; later ones are dates of school life.
_BIRTH_YEAR, _SHORT_BIRTH_YEAR = r"(?:19[3-9]\d|20[01]\d|202[0-2])", r"(?:[3-9]\d|[01]\d|2[0-2])"
_ANY_DATE = (
    rf"{_dates(r'(?:19|20)[0-9][0-9]', r'[0-9][0-9]')}|(?:19|20)\d{{6}}|[01]\d[0-3]\d(?:19|20)\d\d"
    rf"|{_MONTH}\s+{_DAY}|{_DAY}{_OF}{_MONTH}|\d{{1,2}}[/-]\d{{1,2}}"
)
_BORN = (
    r"(?:\b(?:born|birth\s?da(?:y|te)s?|b-?days?|date\s+of\s+birth|dob|b\.|nac(?:i[óo]|id[ao]|imiento|\.)|cumplea[ñn]os|"
    r"cumple\s+años)|\bd\.\s?o\.\s?b\.?)"
)
# What is said of a contract, a rule or a notice, not of a person.
_EVENT = re.compile(
    r"\b(?:effective|adopted|revised|amended|signed|dated|contract|agreement|policy|since|expires?|ends?|ended|starts?|"
    r"started|begins?|through|until|passed|enacted|version|due|from|contrato|vigente|hasta|desde|firmad[oa])\b"
    r"[^.?!;\n]{0,20}$",
    re.IGNORECASE,
)
_BIRTH = (rf"{_BORN}[^\d?!\n]{{0,25}}?(?P<it>\b(?:{_ANY_DATE})){_END}",)
_PLAIN_DATE = re.compile(rf"{_START}(?:{_dates(_BIRTH_YEAR, _SHORT_BIRTH_YEAR)}){_END}", re.IGNORECASE)

_OWNER = (
    r"(?:student|pupil|lunch|meal|badge|account|library|marss|medicaid|insurance|case|bus\s+pass|passport|licen[sc]e)"
)
_NUMERAL = r"(?:\s+(?:id|pin|card|number|no|num|code)\b\.?|\s?#)"
_PERSONS_NUMBER = (
    rf"(?:\b{_OWNER}{_NUMERAL}{{1,3}}|\b(?:id|pin|marss|passport|passcode|matr[íi]cula|identificaci[óo]n)\b{_NUMERAL}?"
    r"|\b(?:access|locker|pass)\s+code|\b(?:n[úu]m(?:ero)?\.?|c[óo]digo|clave|pin)\s+(?:de|del)\s+"
    r"(?:estudiante|alumn[oa]|identificaci[óo]n|almuerzo|comedor|mi\s+\w+))"
)
_DIGITS = r"(?:[a-z]{1,2}-?)?\d(?:[\d-]|\s(?=\d)){1,}\d"
_NUMBER = (
    rf"{_PERSONS_NUMBER}(?:\s+(?:is|was|es))?\W{{0,3}}(?P<it>{_DIGITS})(?!\w)",
    rf"(?<![\w$.,/§-])(?:[a-z]{{1,2}}-?)?\d{{5,}}{_END}",
)

_WRITTEN: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    ("e-mail", _EMAIL),
    ("phone", _PHONE),
    ("Social Security number", _SOCIAL),
    ("birth date", _BIRTH),
    ("number", _NUMBER),
)
_PATTERNS = tuple((kind, re.compile(one, re.IGNORECASE)) for kind, patterns in _WRITTEN for one in patterns)


def shapes(text: str) -> Iterator[Span]:
    """Begin, end and kind of all that has the shape of personal data; spans may overlap."""
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            yield *match.span("it" if "it" in pattern.groupindex else 0), kind
    for match in _PLAIN_DATE.finditer(text):
        if not _EVENT.search(text, max(0, match.start() - 40), match.start()):
            yield *match.span(), "birth date"

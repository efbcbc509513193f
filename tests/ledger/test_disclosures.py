"""The log of 34 CFR 99.32: each student's own, complete, and mended only in sight."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from keeping import NOON, later

from assistant.errors import NotAllowed, NotPossible, UsageError
from assistant.ledger.database import Database
from assistant.ledger.disclosures import Disclosure, LogEntry, Party, Student, log, strike, student_log
from assistant.ledger.verifying import verify
from assistant.principal import Principal

OFFICER = Principal(role="records_officer", name="Olga Officer")
BO = Student(number="0042", name="Bo Lee", born=date(2014, 3, 9))
GIVEN: dict[str, Any] = {
    "what": "disclosed",
    "on": date(2026, 11, 2),
    "recipient": "County nurse Gantenbein",
    "interest": "Treats the student",
    "data": ("immunizations",),
    "rule": "34 CFR 99.31(a)(10)",
}


def write(database: Database, student: Student, **change: Any) -> int:
    with database.writing() as tx:
        return log(tx, OFFICER, student, Disclosure(**GIVEN | change), at=NOON)


def test_an_entry_is_read_back_whole(database: Database) -> None:
    threat = "The fire in the gymnasium"
    further = (Party(name="State lab", interest="Tests the sample"),)
    seq = write(database, BO, emergency=True, threat=threat, further=further)
    expected = Disclosure(**GIVEN, emergency=True, threat=threat, further=further)
    assert student_log(database, OFFICER, BO) == (LogEntry(seq=seq, at=NOON, by="Olga Officer", disclosure=expected),)


def test_each_student_has_a_log_of_their_own_found_by_number_or_by_name_and_birth_date(database: Database) -> None:
    write(database, BO)
    write(database, Student(number="0042"), recipient="Second")
    write(database, Student(name="LEE, Bo", born=date(2014, 3, 9)), recipient="Third")
    write(database, Student(name="Bo Lee", born=date(2015, 1, 1)), recipient="Another Bo Lee")
    write(database, Student(number="0043"), recipient="A sister")
    own = student_log(database, OFFICER, Student(number="0042"))
    assert [entry.disclosure.recipient for entry in own] == ["County nurse Gantenbein", "Second", "Third"]
    assert len(student_log(database, OFFICER, Student(name="Bo Lee", born=date(2015, 1, 1)))) == 1
    assert student_log(database, OFFICER, Student(number="0044")) == ()
    with pytest.raises(UsageError, match="two students"):
        student_log(database, OFFICER, Student(number="0043", name="Bo Lee", born=date(2014, 3, 9)))


def test_an_entry_is_struck_in_sight(database: Database) -> None:
    seq = write(database, BO)
    strike(database, OFFICER, BO, seq, why="Written for the wrong Bo", at=later(days=1))
    (entry,) = student_log(database, OFFICER, BO)
    assert entry.struck == "Written for the wrong Bo"
    for nothing in (seq + 1, 99):
        with pytest.raises(NotPossible):
            strike(database, OFFICER, BO, nothing, why="x", at=NOON)
    with pytest.raises(NotPossible):
        strike(database, OFFICER, Student(number="0044"), 1, why="x", at=NOON)


def test_only_the_records_office_writes_and_reads(database: Database) -> None:
    family = Principal()
    with pytest.raises(NotAllowed), database.writing() as tx:
        log(tx, family, BO, Disclosure(**GIVEN), at=NOON)
    with pytest.raises(NotAllowed):
        student_log(database, family, BO)
    with pytest.raises(NotAllowed):
        strike(database, Principal(role="staff"), BO, 1, why="x", at=NOON)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: Student(name="Bo Lee"), "a name alone"),
        (lambda: Student(born=date(2014, 3, 9)), "a name alone"),
        (lambda: Disclosure(**GIVEN, emergency=True), "threat"),
        (lambda: Disclosure(**GIVEN | {"interest": " "}), "at least 1 character"),
        (lambda: Disclosure(**GIVEN | {"data": ()}), "at least 1 item"),
    ],
)
def test_what_the_rule_wants_is_not_left_out(make: Callable[[], object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        make()


def test_nothing_of_an_entry_stands_in_the_open(
    database: Database, sql: Callable[..., list[tuple[object, ...]]]
) -> None:
    write(database, BO)
    for table in ("subjects", "events", "payloads", "blind"):
        stored = repr(sql(f"SELECT * FROM {table}"))
        for private in ("Bo Lee", "Gantenbein", "immunizations", "Olga", "2014-03-09"):
            assert private not in stored, (table, private)
    assert verify(database).faults == ()

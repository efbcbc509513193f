"""The table of limits: whole, cited, in words, and refused when it contradicts itself."""

from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

from assistant.corpus.authorities import load_authorities
from assistant.corpus.catalog import load_catalog
from assistant.deadlines import calendar
from assistant.deadlines.due import Uncounted
from assistant.deadlines.limits import (
    LIMITS,
    Before,
    Condition,
    Pace,
    RunsFrom,
    TimeLimit,
    Unit,
    load_limits,
)
from assistant.errors import UsageError, WorkError
from assistant.i18n import words
from assistant.settings import Settings

TABLE = load_limits()
# The law's numbers once more, in the order of the file, so that no slip of the pen changes one unseen.
NUMBERS = [
    ("access_state", 10, "business days", "receipt"),
    ("access_federal", 45, "calendar days", "receipt"),
    ("special_education", 45, "calendar days", "receipt"),
    ("repeat", 6, "months", "inspection"),
    ("state_release_list", 30, "calendar days", "request"),
    ("challenge_state", 30, "calendar days", "receipt"),
    ("vendor_notice", 30, "calendar days", "school_start"),
    ("device_notice", 72, "hours", "access"),
    ("vendor_destruction", 90, "calendar days", "expiry"),
    ("vendor_destruction_policy", 90, "calendar days", "expiry"),
    ("five_year_bar", 5, "years", "finding"),
    ("cyber_report", 72, "hours", "discovery"),
    ("transfer", 10, "business days", "receipt"),
    ("recruiter_list_state", 60, "calendar days", "receipt"),
    ("recruiter_list_federal", 60, "calendar days", "receipt"),
    ("juvenile_objection", 10, "calendar days", "notice"),
    ("juvenile_reply", 14, "calendar days", "receipt"),
    ("maltreatment_oral", 24, "hours", "discovery"),
    ("maltreatment_written", 72, "hours", "oral_report"),
    ("public_collection", 5, "business days", "notice"),
    ("state_conflict", 45, "calendar days", "discovery"),
    ("federal_complaint_ferpa", 180, "calendar days", "violation_or_knowledge"),
    ("federal_complaint_ppra", 180, "calendar days", "violation_or_knowledge"),
    ("state_complaint", 2, "years", "violation"),
]
CLOSED = {*calendar.HOLIDAYS.values(), calendar.INDIGENOUS_PEOPLES_DAY, calendar.DAY_AFTER_THANKSGIVING}
FIXED = {"new_years_day", "juneteenth", "independence_day", "veterans_day", "christmas_day"}
WORDED = {
    "due.limit": [one.id for one in TABLE.limit],
    "due.pace": get_args(Pace),
    "due.start": get_args(RunsFrom),
    "due.case": get_args(Condition),
    "due.before": get_args(Before),
    "due.uncounted": get_args(Uncounted),
    "due.why": ["start", "saturday", "sunday", *CLOSED, *(f"{day}{calendar.OBSERVED_SUFFIX}" for day in FIXED)],
}


def test_the_numbers_are_the_laws() -> None:
    assert [(one.id, one.amount, one.unit, one.runs_from) for one in TABLE.limit if one.amount] == NUMBERS


def test_every_topic_with_a_clock_has_a_limit_and_every_limit_a_topic(topics: dict[str, str]) -> None:
    named = {topic for one in TABLE.limit for topic in one.topics}
    assert {topic for topic in topics if topic.startswith("B1.")} <= named
    assert named | {topic for one in TABLE.other_number for topic in one.topics} <= set(topics)


def test_every_form_says_how_soon_and_there_is_no_other(form_ids: frozenset[str]) -> None:
    assert set(TABLE.form) == form_ids


@pytest.mark.parametrize("form", sorted(TABLE.form))
def test_a_form_is_counted_when_a_limit_of_the_district_binds_from_its_receipt(form: str) -> None:
    binding = [
        one
        for one in TABLE.of_form(form)
        if one.amount and one.runs_from == "receipt" and one.owed_by == "district" and one.when is None
    ]
    assert (TABLE.clock(form).pace == "counted") == bool(binding)


def test_a_number_that_nobody_confirmed_is_left_out() -> None:
    appeal = TABLE.by_id("state_appeal")
    assert (appeal.to_be_confirmed, appeal.amount) == (True, None)
    assert "confirmed" in appeal.note


def test_only_the_district_owes_what_a_form_of_its_office_counts() -> None:
    """`due` tells a clerk a date: a limit that binds somebody else must never be that date."""
    for form, clock in TABLE.form.items():
        for one in TABLE.of_form(form):
            if one.amount and one.kind == "deadline" and one.runs_from in clock.starts:
                assert one.owed_by == "district", (form, one.id)


@pytest.mark.parametrize("one", TABLE.limit, ids=lambda one: one.id)
def test_every_citation_has_its_card(one: TimeLimit) -> None:
    authorities = load_authorities(Settings().corpus_dir)
    assert [cite for cite in one.citation if authorities.find(cite) is None] == []


def test_the_policy_is_cited_only_where_it_says_the_number() -> None:
    corpus = Settings().corpus_dir
    policy = next(document for document in load_catalog(corpus) if document.kind == "policy")
    text = (corpus / policy.file).read_text("utf-8")
    promised = [one for one in TABLE.limit if one.law == "district"]
    assert [one.id for one in promised] == ["vendor_destruction_policy"]
    assert all(f"{one.amount} days" in text for one in promised)


@pytest.mark.parametrize("group", WORDED)
def test_every_code_has_words_and_every_word_a_code(group: str) -> None:
    say = words("en")
    assert {key.removeprefix(f"{group}.") for key in say if key.startswith(f"{group}.")} == set(WORDED[group])


@pytest.mark.parametrize("unit", get_args(Unit))
def test_every_unit_has_its_one_and_its_many(unit: str) -> None:
    say, key = words("en"), f"due.amount.{unit.replace(' ', '_')}"
    assert say(key, n=2) == f"2 {unit}"
    assert say(key, n=1) == f"1 {unit.removesuffix('s')}"


def test_an_unknown_form_lists_the_forms() -> None:
    with pytest.raises(UsageError, match=r"No form 'x'.*amend_records, ask_office"):
        TABLE.of_form("x")


@pytest.fixture
def spoil(tmp_path: Path) -> Callable[[str, str], Path]:
    """A copy of the table in which one text, found once, stands for another."""

    def change(old: str, new: str) -> Path:
        text = LIMITS.read_text("utf-8")
        assert text.count(old) == 1
        path = tmp_path / "limits.toml"
        path.write_text(text.replace(old, new), "utf-8")
        return path

    return change


NAME = 'id = "repeat"\n'


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (NAME, 'id = "repeat"\nammount = 6\n', "Extra inputs are not permitted"),
        (NAME, 'id = "transfer"\n', "transfer stands twice"),
        ("amount = 6\n", "", "'repeat' has an amount or a unit without the other"),
        ("amount = 6\n", "amount = 0\n", "greater than or equal to 1"),
        ('unit = "months"', 'unit = "weeks"', "Input should be 'hours', 'calendar days'"),
        ("to_be_confirmed = true", 'to_be_confirmed = true\namount = 7\nunit = "hours"', "'state_appeal' is to be"),
        ('unit = "months"', 'unit = "months"\nexcludes_closed_days = true', "'repeat': excludes_closed_days belongs"),
        ('unit = "months"', 'unit = "months"\nforms = ["inspect"]', "limits name the forms inspect"),
        ('note = "Neither law gives a number."\n', "", "'explanation' has no amount; say why"),
        (NAME, "id = repeat\n", "is not TOML"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(
    spoil: Callable[[str, str], Path], old: str, new: str, message: str
) -> None:
    path = spoil(old, new)
    with pytest.raises(WorkError, match=message) as caught:
        load_limits(path)
    assert str(path) in str(caught.value)

"""The forms that families file: each there, each worded, each asking no more than the law needs, and its door."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
import textstat
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from assistant.deadlines.calendar import Calendar
from assistant.deadlines.due import due
from assistant.deadlines.limits import load_limits
from assistant.errors import UsageError, WorkError
from assistant.i18n import languages, placeholders, words
from assistant.rights.answers import (
    LARGEST_FILE,
    UNKNOWN,
    DateParts,
    Filed,
    Problem,
    Problems,
    Reason,
    Typed,
    Upload,
    check,
    validate,
)
from assistant.rights.forms import FORMS, NEEDED, Form, Group, Question, Why, load_forms
from assistant.rights.standing import Fits, Paper, load_standing

TODAY = date(2026, 11, 24)
BOOK = load_forms()
FAMILIES_FILE = frozenset(
    "inspect_records amend_records hearing_request disagreement_statement consent_to_disclose revoke_consent "
    "directory_opt_out recruiter_opt_out inspect_contract survey_opt_out privacy_complaint disclosure_log ask_office "
    "withhold_from_parent custody_document public_data_request text_message_opt_out record_destruction".split()
)
FOR_STAFF = frozenset({"disclosure_check", "incident_report", "contract_review"})
GRADE = 8


def good(question: Question) -> Typed:
    """Something that this question takes."""
    match question.kind:
        case "choice" | "yes_no":
            return question.choices[0]
        case "many":
            return question.choices[:1]
        case "date":
            return DateParts(month="1", day="2", year="2027" if question.dates == "coming" else "2020")
        case "email":
            return "ana.perez@example.org"
        case "phone":
            return "218-555-0123"
        case "file":
            return Upload(name="paper.pdf", content=b"%PDF-1.7")
    return "Words of a person"


def filled(form: Form, **told: Typed) -> dict[str, Typed]:
    """Every question answered that these answers leave."""
    typed = dict(told)
    while missing := [one for one in form.asked(typed) if one.id not in typed]:
        typed[missing[0].id] = good(missing[0])
    return typed


def least(form: Form, **told: Typed) -> dict[str, Typed]:
    """Only what must be answered."""
    typed = dict(told)
    while missing := [one for one in form.asked(typed) if one.required and one.id not in typed]:
        typed[missing[0].id] = good(missing[0])
    return typed


# ---- The file


def test_every_form_that_families_file_is_there_and_none_of_the_staffs() -> None:
    assert set(BOOK.form) == FAMILIES_FILE
    assert set(load_limits().form) == FAMILIES_FILE | FOR_STAFF


@pytest.mark.parametrize("form", BOOK.form.values(), ids=lambda form: form.id)
def test_the_family_is_told_only_of_limits_of_this_form(form: Form) -> None:
    """A limit that starts elsewhere (an appeal, a complaint) may be told beside; one of another form may not."""
    own = {limit.id for limit in load_limits().of_form(form.id)}
    assert set(form.clock) <= own
    running = {limit.id for limit in load_limits().of_form(form.id) if limit.amount and limit.runs_from == "receipt"}
    assert running <= {*form.clock, "special_education"}
    assert bool(running) == (form.pace == "counted")


@pytest.mark.parametrize("form", BOOK.form.values(), ids=lambda form: form.id)
def test_nothing_is_required_without_a_law_or_a_need(form: Form) -> None:
    for question in form.questions:
        if question.required:
            assert question.law or question.why in NEEDED, question.id


@pytest.mark.parametrize("form", ["public_data_request", "ask_office", "text_message_opt_out", "privacy_complaint"])
def test_some_forms_can_be_filed_without_a_name_or_any_way_to_reach_the_person(form: str) -> None:
    filed = validate(BOOK[form], least(BOOK[form]), today=TODAY)
    assert isinstance(filed, Filed)
    assert not set(filed.answers) & {"your_name", "email", "phone", "address", "relation", "student_name"}


def test_a_public_data_request_asks_for_the_data_alone() -> None:
    assert [one.id for one in BOOK["public_data_request"].questions if one.required and not one.when] == ["data_wanted"]


def test_a_consent_holds_what_the_rule_wants() -> None:
    """34 CFR 99.30(a)-(b): signed, the records, the purpose, the party; the date is that of filing."""
    required = {one.id for one in BOOK["consent_to_disclose"].questions if one.required}
    assert {"consent_records", "consent_purpose", "consent_party", "signature"} <= required


@pytest.mark.parametrize("form", BOOK.form.values(), ids=lambda form: form.id)
def test_the_cases_of_a_form_are_cases_of_its_limits(form: Form) -> None:
    known = {limit.when for limit in load_limits().of_form(form.id)}
    assert set(form.conditions) <= known


def test_special_education_records_bring_the_limit_of_special_education() -> None:
    form = BOOK["inspect_records"]
    filed = validate(form, filled(form, records=("special_education", "grades")), today=TODAY)
    assert isinstance(filed, Filed)
    assert filed.cases == ("special_education",)
    counted = due(form.id, TODAY, calendar=Calendar(), conditions=filed.cases)
    assert "special_education" in {one.id for one in counted.limits if one.why is None}


def spoiled(tmp_path: Path, old: str, new: str) -> Path:
    text = FORMS.read_text("utf-8")
    assert old in text
    path = tmp_path / "forms.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('clock = ["hearing_federal"', 'clock = ["hearing_fedral"', "no such limit: hearing_fedral"),
        ('{ field = "helper"', '{ field = "helpr"', "no such field: helpr"),
        ('{ block = "who" }', '{ block = "whom" }', "no such block: whom"),
        ('does = ["read_question"]', 'does = ["reads"]', "no such step: reads"),
        ('refused = ["hearing_request"', 'refused = ["hearing"', "no such form: hearing"),
        ('law = ["34 CFR 99.30(a)"], mark = "V" },', 'law = ["34 CFR 99.30(a)"] },', "a law has its mark"),
        (
            '{ field = "evidence" }',
            '{ field = "evidence", required = true }',
            "requires evidence, which no law asks for",
        ),
        ('when = { relation = ["agent"] }', 'when = { relation = ["agnt"] }', "no such choice of relation"),
        ('when = { relation = ["agent"] }', 'when = { reply_by = ["mail"] }', "which is not asked before it"),
        ('{ field = "helper"', '{ field = "decision" },\n  { field = "helper"', "has decision twice"),
        ('kind = "yes_no"\nwhy', 'kind = "yes-no"\nwhy', "field.student_adult.kind"),
        ("[form.ask_office]", "[form.ask_offices]", "no such form: ask_office"),
        ('[field.more]\nkind = "long_text"', '[field.more]\nkind = "date"', "dates says which days are plausible"),
    ],
)
def test_a_mistake_is_told_by_file_key_and_fix(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = spoiled(tmp_path, old, new)
    with pytest.raises(WorkError) as error:
        load_forms(path)
    assert str(path) in str(error.value)
    assert told in str(error.value)


def test_a_file_that_is_no_toml_is_told(tmp_path: Path) -> None:
    path = tmp_path / "forms.toml"
    path.write_text("[form", "utf-8")
    with pytest.raises(WorkError, match=r"is not TOML.*Mend that line"):
        load_forms(path)


# ---- The words


def keys() -> Iterator[str]:
    """Every word that forms.toml, standing.toml and the door may ask for."""
    for form in BOOK.form.values():
        yield from (f"form.{form.id}.title", f"form.{form.id}.about", f"pace.{form.pace}")
        for question in form.questions:
            yield from (f"field.{question.id}.ask", f"field.{question.id}.short", f"why.{question.why}")
            group = "yes_no" if question.kind == "yes_no" else question.id
            yield from (f"choice.{group}.{code}" for code in question.choices)
    yield from (f"step.{step}" for step in BOOK.step)
    yield from (f"guide.{name}.{part}" for name in BOOK.guide for part in ("title", "about"))
    yield from (f"guide.line.{line}" for one in BOOK.guide.values() for line in (*one.send, *one.to, *one.know))
    yield from (f"page.group.{group}" for group in get_args(Group))
    yield from (f"why.{why}" for why in get_args(Why))
    yield from (f"problem.{reason}" for reason in get_args(Reason))
    yield from (f"page.standing.{fits}" for fits in get_args(Fits))
    yield from (f"standing.reason.{advice.reason}" for advice in load_standing())
    yield from (f"standing.paper.{paper}" for paper in get_args(Paper))


GROUPS = ("form", "field", "choice", "step", "guide.line", "why", "problem", "standing", "page.group")


@pytest.mark.parametrize("language", languages("requests"))
def test_every_code_has_words_and_every_word_a_code(language: str) -> None:
    say, wanted = words(language, "requests"), set(keys())
    assert wanted - set(say) == set()
    hints = {key for key in say if key.endswith(".hint")}
    for group in GROUPS:
        worded = {key for key in say if key.startswith(f"{group}.")} - hints
        assert worded - wanted == set(), group


def test_every_language_has_the_same_keys_and_placeholders() -> None:
    english = words("en", "requests")
    assert set(languages("requests")) == set(languages())
    for language in languages("requests"):
        say = words(language, "requests")
        assert set(say) == set(english), language
        for key in say:
            assert placeholders(say.text(key)) == placeholders(english.text(key)), f"{language}: {key}"
            assert say.text(key).strip(), f"{language}: {key}"


@pytest.mark.parametrize("language", languages("requests"))
def test_no_word_states_a_time_limit_or_a_fee(language: str) -> None:
    say = words(language, "requests")
    for key in say:
        assert not re.search(
            r"\$\s?\d|\d+ (?:business |calendar |school )?(?:days?|hours?|días?|horas?)", say.text(key)
        ), key


def test_families_can_read_it() -> None:
    """Single lines swing; together they must stay within the grade, and no sentence far beyond it."""
    say = words("en", "requests")
    lines = [say.text(key) for key in say if len(say.text(key).split()) > 7]
    assert textstat.flesch_kincaid_grade(" ".join(lines)) <= GRADE
    address = words("en", "requests").text("guide.line.federal_office")
    assert [line for line in lines if line != address and textstat.flesch_kincaid_grade(line) > GRADE + 6] == []


# ---- The door


@pytest.mark.parametrize("form", BOOK.form.values(), ids=lambda form: form.id)
def test_a_filled_form_is_filed_and_a_bare_one_too(form: Form) -> None:
    whole = validate(form, filled(form), today=TODAY)
    assert isinstance(whole, Filed)
    bare = validate(form, least(form), today=TODAY)
    assert isinstance(bare, Filed)
    assert set(bare.answers) <= set(whole.answers) | set(whole.files)
    nothing = validate(form, {}, today=TODAY)
    assert isinstance(nothing, Problems)
    assert list(nothing.problems) == [one.id for one in form.asked({}) if one.required]


@pytest.mark.parametrize("form", BOOK.form.values(), ids=lambda form: form.id)
def test_what_is_filed_can_be_written_as_json_and_read_back(form: Form) -> None:
    filed = validate(form, filled(form), today=TODAY)
    assert isinstance(filed, Filed)
    kept = filed.model_copy(update={"files": {}})
    assert Filed.model_validate_json(kept.model_dump_json()) == kept
    assert tomlkit.dumps({"answers": {k: v for k, v in filed.model_dump(mode="json")["answers"].items() if v}})


def test_an_answer_to_what_is_no_longer_asked_is_dropped() -> None:
    form = BOOK["inspect_records"]
    typed = filled(form, relation="parent", reply_by="email") | {"address": "1 Old Road", "student_name": "Kim"}
    filed = validate(form, typed, today=TODAY)
    assert isinstance(filed, Filed)
    assert "address" not in filed.answers
    own = validate(form, typed | {"relation": "adult_student"}, today=TODAY)
    assert isinstance(own, Filed)
    assert "student_name" not in own.answers


def test_i_dont_know_is_an_answer_where_it_helps_and_nowhere_else() -> None:
    form = BOOK["hearing_request"]
    filed = validate(form, filled(form) | {"decision_date": UNKNOWN}, today=TODAY)
    assert isinstance(filed, Filed)
    assert filed.answers["decision_date"] is None
    refused = validate(form, filled(form) | {"decision": UNKNOWN}, today=TODAY)
    assert refused == Problems(problems={"decision": Problem(reason="missing")})


def test_a_question_that_the_form_does_not_have_is_the_callers_mistake() -> None:
    with pytest.raises(UsageError, match=r"does not ask 'ssn'"):
        validate(BOOK["ask_office"], {"ssn": "1"}, today=TODAY)
    with pytest.raises(UsageError, match="No form 'nope'"):
        BOOK["nope"]


def asked(form: str, question: str) -> Question:
    return BOOK[form].question(question)


@pytest.mark.parametrize(
    ("form", "question", "typed", "expected"),
    [
        ("ask_office", "question", "   ", "missing"),
        ("ask_office", "question", "x" * 2001, "too_long"),
        ("ask_office", "question", "a\x00b", "not_readable"),
        ("ask_office", "question", " a\r\nb ", "a\nb"),
        ("inspect_records", "student_name", "a\nb", "not_readable"),
        ("inspect_records", "student_name", "Jose\u0301", "José"),
        ("inspect_records", "relation", "", "choose"),
        ("inspect_records", "relation", "king", "choose"),
        ("inspect_records", "records", (), "choose"),
        ("inspect_records", "records", ("grades", "gold"), "choose"),
        ("inspect_records", "records", ("tests", "grades"), ("grades", "tests")),
        ("inspect_records", "email", "ana@", "not_an_email"),
        ("inspect_records", "email", "ana@example.org, bo@example.org", "not_an_email"),
        ("inspect_records", "email", "Ana@Example.org", "Ana@example.org"),
        ("inspect_records", "phone", "5550123", "not_a_phone"),
        ("inspect_records", "phone", "call me maybe", "not_a_phone"),
        ("inspect_records", "phone", "(218) 555-0123 ext. 4", "(218) 555-0123 ext. 4"),
        ("inspect_records", "phone", "+52 55 1234 5678", "+52 55 1234 5678"),
        ("inspect_records", "student_birth_date", DateParts(month="2", day="30", year="2015"), "not_a_date"),
        ("inspect_records", "student_birth_date", DateParts(month="2", day="3", year="15"), "not_a_date"),
        ("inspect_records", "student_birth_date", DateParts(month="²", day="3", year="2015"), "not_a_date"),
        ("inspect_records", "student_birth_date", DateParts(month="2"), "not_a_date"),
        ("inspect_records", "student_birth_date", DateParts(month="11", day="25", year="2026"), "date_future"),
        ("inspect_records", "student_birth_date", DateParts(month="11", day="24", year="1826"), "date_far"),
        ("inspect_records", "student_birth_date", DateParts(month="2", day="29", year="2016"), "2016-02-29"),
        ("inspect_records", "meeting_date", DateParts(month="11", day="23", year="2026"), "date_past"),
        ("inspect_records", "meeting_date", DateParts(month="11", day="24", year="2026"), "2026-11-24"),
        ("inspect_records", "meeting_date", DateParts(month="11", day="24", year="2066"), "date_far"),
        ("inspect_records", "meeting_date", DateParts(), None),
        ("custody_document", "paper", Upload(name="a.pdf", content=b""), "file_empty"),
        ("custody_document", "paper", Upload(name="a.pdf", content=b"x" * (LARGEST_FILE + 1)), "file_too_large"),
    ],
)
def test_the_door(form: str, question: str, typed: Typed, expected: object) -> None:
    found = check(asked(form, question), typed, today=TODAY)
    assert (found.reason if isinstance(found, Problem) else found) == expected


def test_a_file_keeps_its_bare_name() -> None:
    found = check(
        asked("custody_document", "paper"), Upload(name="C:\\Users\\Ana\\order\n.pdf", content=b"x"), today=TODAY
    )
    assert found == Upload(name="order.pdf", content=b"x")


@given(form=st.sampled_from(sorted(BOOK.form)), text=st.text(max_size=60), data=st.data())
def test_whatever_is_typed_is_filed_as_said_or_told(form: str, text: str, data: st.DataObject) -> None:
    """No text makes the door fall over, and a problem never repeats what was typed."""
    typed = filled(BOOK[form])
    words_of = [one for one in BOOK[form].asked(typed) if one.kind in ("text", "long_text", "email", "phone")]
    chosen = data.draw(st.sampled_from(words_of))
    found = validate(BOOK[form], typed | {chosen.id: text}, today=TODAY)
    if isinstance(found, Problems):
        assert list(found.problems) == [chosen.id]
        assert set(found.problems[chosen.id].model_dump()) == {"reason", "most"}
    else:
        assert found.answers.get(chosen.id, "") or not text.strip()

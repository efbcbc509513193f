"""Standing: the advice for everyone who may come, and that it is only advice."""

from itertools import product
from pathlib import Path

import pytest
from test_forms import TODAY, filled

from assistant.errors import WorkError
from assistant.rights.answers import Filed, validate
from assistant.rights.forms import load_forms
from assistant.rights.standing import BLOCK, STANDING, advise, asked_for_standing, load_standing

BOOK = load_forms()
RELATIONS = BOOK["inspect_records"].question("relation").choices
WITH_RIGHT = [form for form in BOOK.form.values() if form.right]


@pytest.mark.parametrize(
    ("form", "told", "fits", "reason"),
    [
        ("inspect_records", {"relation": "parent"}, "yes", "parent"),
        ("inspect_records", {"relation": "parent_no_custody"}, "yes", "parent_no_custody"),
        ("inspect_records", {"relation": "parent_no_custody", "court_paper": "yes"}, "maybe", "court_paper"),
        ("inspect_records", {"relation": "parent", "student_adult": "yes"}, "another_way", "adult_child_records"),
        ("amend_records", {"relation": "parent", "student_adult": "yes"}, "another_way", "adult_child"),
        ("inspect_records", {"relation": "guardian"}, "yes", "guardian"),
        ("inspect_records", {"relation": "foster_carer"}, "maybe", "foster_carer"),
        (
            "inspect_records",
            {"relation": "foster_carer", "day_to_day": "yes", "parent_away": "yes"},
            "yes",
            "acting_as_parent",
        ),
        ("inspect_records", {"relation": "stepparent", "day_to_day": "yes"}, "yes", "stepparent_at_home"),
        ("inspect_records", {"relation": "stepparent", "day_to_day": "no"}, "another_way", "helper"),
        (
            "inspect_records",
            {"relation": "relative", "day_to_day": "yes", "parent_away": "yes"},
            "yes",
            "acting_as_parent",
        ),
        ("inspect_records", {"relation": "relative", "day_to_day": "yes"}, "another_way", "helper"),
        ("inspect_records", {"relation": "adult_student"}, "yes", "adult_student"),
        ("inspect_records", {"relation": "minor_student"}, "yes", "minor_records"),
        ("amend_records", {"relation": "minor_student"}, "maybe", "minor_amendment"),
        ("consent_to_disclose", {"relation": "minor_student"}, "another_way", "parent_decides"),
        ("directory_opt_out", {"relation": "minor_student"}, "another_way", "parent_decides"),
        ("inspect_records", {"relation": "agent"}, "maybe", "agent"),
        ("inspect_records", {"relation": "other"}, "another_way", "helper"),
        ("inspect_contract", {"relation": "minor_student"}, "yes", "contract_families"),
        ("inspect_contract", {"relation": "other"}, "maybe", "contract_others"),
        ("withhold_from_parent", {"relation": "minor_student"}, "yes", "minor_may_ask"),
        ("withhold_from_parent", {"relation": "adult_student"}, "another_way", "adult_holds_rights"),
        ("withhold_from_parent", {"relation": "relative"}, "maybe", "student_must_ask"),
    ],
)
def test_who_comes_is_told_whose_right_it_is(form: str, told: dict[str, str], fits: str, reason: str) -> None:
    advice = advise(BOOK[form], told)
    assert advice is not None
    assert (advice.fits, advice.reason) == (fits, reason)


def test_every_row_speaks_to_somebody() -> None:
    answers = [dict(zip(BLOCK[1:], each, strict=True)) for each in product(("yes", "no", None), repeat=len(BLOCK) - 1)]
    spoken = {
        id(advise(form, {"relation": relation, **told}))
        for form in WITH_RIGHT
        for relation in RELATIONS
        for told in answers
    }
    assert spoken == {id(row) for row in load_standing()}


@pytest.mark.parametrize("relation", RELATIONS)
def test_whoever_comes_may_file_all_the_same(relation: str) -> None:
    for form in WITH_RIGHT:
        assert advise(form, {"relation": relation}) is not None
        assert isinstance(validate(form, filled(form, relation=relation), today=TODAY), Filed), form.id


def test_nobody_is_advised_where_anyone_may_file_or_nobody_said_who_asks() -> None:
    assert advise(BOOK["public_data_request"], {"relation": "parent"}) is None
    assert asked_for_standing(BOOK["custody_document"], {"relation": "parent"}) == ()
    assert advise(BOOK["inspect_records"], {}) is None


def test_advice_is_given_after_the_last_question_it_rests_on() -> None:
    form = BOOK["inspect_records"]
    assert asked_for_standing(form, {}) == ("relation", "student_adult")
    assert asked_for_standing(form, {"relation": "relative"}) == (
        "relation",
        "student_adult",
        "day_to_day",
        "parent_away",
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('when = { relation = ["guardian"] }', 'when = { custody = ["guardian"] }', "guardian looks at custody"),
        ('instead = "public_data_request"', 'instead = "public_data"', "leads to public_data, which is no form"),
        ('papers = ["own_id", "care_paper"]', 'papers = ["passport"]', "advice."),
        (
            'fits = "another_way"\nreason = "helper"',
            'when = { relation = ["other"] }\nfits = "maybe"\nreason = "helper"',
            "must fit everyone",
        ),
    ],
)
def test_a_mistake_in_the_rows_is_told_by_file_key_and_fix(tmp_path: Path, old: str, new: str, told: str) -> None:
    text = STANDING.read_text("utf-8")
    assert old in text
    path = tmp_path / "standing.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(WorkError) as error:
        load_standing(path)
    assert str(path) in str(error.value)
    assert told in str(error.value)

"""The words and the facts: what is refused, what follows from what, and which consent counts."""

import itertools
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.disclosure.facts import (
    Answers,
    Consent,
    DisclosureFacts,
    Reply,
    effective_consent,
    read_facts,
    vocabulary,
)
from assistant.errors import UsageError, WorkError

WORDS = vocabulary()
REPLIES: tuple[Reply, ...] = ("yes", "no", "unknown")
FORM = WORDS.derived["consent_complete"].all


def test_the_words_are_as_many_as_the_table_has() -> None:
    counts = [len(one) for one in (WORDS.recipients, WORDS.data, WORDS.purposes, WORDS.fact, WORDS.derived)]
    assert counts == [49, 57, 42, 129, 16]


@pytest.mark.parametrize(
    ("given_facts", "message"),
    [
        (
            {"recipient": "cop", "data": ["grades"]},
            r"recipient: no recipient 'cop'; the nearest known is '\w+' \(one of",
        ),
        ({"recipient": "polise", "data": ["grades"]}, "nearest known is 'police'"),
        ({"recipient": "police", "data": ["grade"]}, "data: no data 'grade'; the nearest known is 'grades'"),
        ({"recipient": "police", "data": []}, "data"),
        ({"recipient": "police", "data": ["grades"], "purpose": "safty"}, "purpose: .*'safety'"),
        ({"recipient": "police", "data": ["grades"], "consent": "maybe"}, "consent: .*'none'"),
        (
            {"recipient": "police", "data": ["grades"], "facts": {"eligible": "yes"}},
            "nearest known is 'eligible_student'",
        ),
        ({"recipient": "police", "data": ["grades"], "facts": {"eligible_student": True}}, "'yes', 'no' or 'unknown'"),
        ({"recipient": "police", "data": ["grades"], "facts": {"emergency_complete": "yes"}}, "worked out, not told"),
        ({"recipient": "police", "data": ["grades"], "fact": {}}, "fact: Extra inputs"),
        ({"data": ["grades"]}, "recipient: Field required"),
        (["police"], "one object"),
    ],
)
def test_a_word_that_is_not_known_is_refused_with_the_nearest_one(given_facts: object, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        read_facts(given_facts)


def test_what_is_left_out_is_unknown_and_what_is_named_twice_counts_once() -> None:
    facts = read_facts({"recipient": "police", "data": ["grades", "name", "grades"]})
    assert (facts.data, facts.purpose, facts.consent) == (("grades", "name"), "not_stated", "unknown")
    assert all(facts.answers.reply(name) == "unknown" for name in (*WORDS.fact, *WORDS.derived))


def three_valued(name: str, answers: Mapping[str, Reply]) -> Reply:
    """What follows, said once more and slowly."""
    if name in WORDS.fact:
        return answers.get(name, "unknown")
    derived = WORDS.derived[name]
    found = {three_valued(member, answers) for member in derived.members}
    deciding: Reply = "no" if derived.all else "yes"
    if deciding in found:
        return deciding
    return "unknown" if "unknown" in found else ("yes" if derived.all else "no")


@given(st.dictionaries(st.sampled_from(sorted(WORDS.fact)), st.sampled_from(REPLIES)))
def test_every_derived_fact_follows_from_its_members(answers: dict[str, Reply]) -> None:
    known = Answers.of(answers)
    for name in WORDS.derived:
        assert known.reply(name) == three_valued(name, answers)


@pytest.mark.parametrize("name", sorted(WORDS.derived))
def test_a_derived_fact_is_worked_out_right_for_all_answers_of_its_members(name: str) -> None:
    told = WORDS.told(name)[:6]
    for replies in itertools.product(REPLIES, repeat=len(told)):
        answers: dict[str, Reply] = dict(zip(told, replies, strict=True))
        assert Answers.of(answers).reply(name) == three_valued(name, answers)


@given(
    st.dictionaries(st.sampled_from(sorted(WORDS.fact)), st.sampled_from(REPLIES)),
    st.dictionaries(st.sampled_from(sorted(WORDS.fact)), st.sampled_from(REPLIES[:2])),
)
def test_telling_more_is_the_same_as_telling_all_at_once(before: dict[str, Reply], more: dict[str, Reply]) -> None:
    step_by_step = Answers.of(before).told(
        yes=[fact for fact, reply in more.items() if reply == "yes"],
        no=[fact for fact, reply in more.items() if reply == "no"],
    )
    at_once = Answers.of({**before, **more})
    assert (step_by_step.yes, step_by_step.no) == (at_once.yes, at_once.no)


@pytest.mark.parametrize(
    ("value", "form", "counts"),
    [
        ("valid", {}, "valid"),
        ("valid", dict.fromkeys(FORM, "yes"), "valid"),
        ("none", dict.fromkeys(FORM, "yes"), "valid"),
        ("unknown", dict.fromkeys(FORM, "yes"), "valid"),
        ("invalid", dict.fromkeys(FORM, "yes"), "valid"),
        ("revoked", dict.fromkeys(FORM, "yes"), "revoked"),
        ("valid", {"consent_names_party": "no"}, "invalid"),
        ("unknown", {"consent_names_party": "no"}, "invalid"),
        ("none", {"consent_names_party": "no"}, "none"),
        ("valid", {"consent_names_party": "yes"}, "valid"),
        ("unknown", {"consent_names_party": "yes"}, "unknown"),
    ],
)
def test_the_six_facts_about_the_form_win_over_the_value_given(
    value: Consent, form: dict[str, Reply], counts: Consent
) -> None:
    assert effective_consent(value, Answers.of(form)) == counts
    assert DisclosureFacts(recipient="pta", data=("name",), consent=value, facts=form).effective_consent == counts


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"student", "parent",', '"student", "parent", 1,', "recipients.2"),
        ('all = ["device_instruction_use",', 'all = ["device_use",', "device_ground_instruction names device_use"),
        ('any = ["device_ground_instruction",', 'any = ["ppra_consent_needed",', "list a fact before what uses it"),
        (
            'kind = "A", duty = "verify_identity"',
            'kind = "Z", duty = "verify_identity"',
            "'S', 'N', 'P', 'A', 'R' or 'X'",
        ),
        ('CONTACT = ["home_address",', 'CONTACT = ["home",', "groups name home, which data lacks"),
        ('ask_of = ["school"]', 'ask_of = ["schools"]', "school_in_minnesota is asked of or for schools"),
        ("[group]", "[groups]", "group: Field required"),
        ("[fact]", "[fact", "is not TOML"),
    ],
)
def test_a_vocabulary_that_contradicts_itself_is_refused(tmp_path: object, old: str, new: str, message: str) -> None:
    from pathlib import Path

    from assistant.disclosure.facts import VOCABULARY

    text = VOCABULARY.read_text("utf-8")
    assert text.count(old) == 1
    path = Path(str(tmp_path)) / "vocabulary.toml"
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(WorkError, match=message):
        vocabulary(path)

"""The interview asks little, only what can still matter, and says truly how much is left."""

from itertools import pairwise
from statistics import median, quantiles

import pytest
from disclosing import BOOK, CASES
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.disclosure.decide import decide
from assistant.disclosure.facts import DisclosureFacts, vocabulary
from assistant.disclosure.interview import (
    CONSENT,
    PURPOSE,
    answer,
    back,
    begin,
    next_question,
    not_asked,
)
from assistant.errors import UsageError
from evals.disclosure import DisclosureCase, interview_case

WORDS = vocabulary()


RUNS = {case.id: interview_case(case) for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_from_recipient_and_data_alone_it_reaches_the_expected_outcome(case: DisclosureCase) -> None:
    state, _ = RUNS[case.id]
    assert decide(state.facts, BOOK).outcome == case.outcome


def test_it_asks_six_questions_as_a_rule_and_ten_at_the_most_of_nine_in_ten() -> None:
    counts = [len(asked) for _, asked in RUNS.values()]
    assert median(counts) <= 6
    assert quantiles(counts, n=10)[-1] <= 10


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_nothing_is_asked_twice_and_what_is_left_falls_with_each_answer(case: DisclosureCase) -> None:
    _, asked = RUNS[case.id]
    assert len({question.name for question in asked}) == len(asked)
    left = [question.most_left for question in asked]
    assert all(later < earlier for earlier, later in pairwise(left))
    assert all(question.most_left >= len(asked) - place for place, question in enumerate(asked))
    assert all(1 <= question.open_now <= question.most_left for question in asked)


@given(st.data())
@settings(max_examples=60)
def test_whatever_is_answered_the_bound_holds(data: st.DataObject) -> None:
    state = begin(
        data.draw(st.sampled_from(WORDS.recipients)),
        tuple(data.draw(st.lists(st.sampled_from(WORDS.data), min_size=1, max_size=2))),
    )
    most = None
    while question := next_question(state, BOOK):
        assert most is None or question.most_left < most
        most = question.most_left
        state = answer(state, question.name, data.draw(st.sampled_from(question.choices)))


@given(st.data())
@settings(max_examples=40)
def test_a_question_asked_of_everybody_can_change_an_outcome(data: st.DataObject) -> None:
    """Answered one way or the other, some continuation ends elsewhere: else it was asked in vain."""
    recipient = data.draw(st.sampled_from(WORDS.recipients))
    state = begin(recipient, (data.draw(st.sampled_from(WORDS.data)),))
    state = answer(state, PURPOSE, data.draw(st.sampled_from(WORDS.purposes)))
    while question := next_question(state, BOOK):
        missing = decide(state.facts, BOOK).missing_facts
        assert question.name in missing
        state = answer(state, question.name, data.draw(st.sampled_from(question.choices)))


def test_an_emergency_is_asked_about_first() -> None:
    state = answer(begin("police", ("schedule", "home_address")), PURPOSE, "safety")
    for fact in ("articulable_threat", "rational_basis", "recipient_can_protect", "only_needed_data"):
        question = next_question(state, BOOK)
        assert question
        assert question.name == fact
        state = answer(state, fact, "yes")
    assert next_question(state, BOOK) is None


def test_what_a_bar_decides_needs_one_question_or_two() -> None:
    state = begin("vendor_uncontracted", ("iep",))
    question = next_question(state, BOOK)
    assert question
    assert question.name == PURPOSE
    assert next_question(answer(state, PURPOSE, "school_duty"), BOOK) is None


def test_i_do_not_know_is_an_answer_and_is_not_asked_again() -> None:
    state = answer(begin("media", ("award",)), PURPOSE, "public_request")
    asked = []
    while question := next_question(state, BOOK):
        asked.append(question.name)
        state = answer(state, question.name, "unknown")
    assert "designated" in asked
    assert len(set(asked)) == len(asked)
    assert decide(state.facts, BOOK).outcome == "ask_ra"


def test_going_back_keeps_every_other_answer() -> None:
    state = begin("school", ("full_file",))
    for name, value in ((PURPOSE, "enrollment"), ("enrolling_or_attending", "yes"), ("family_started_transfer", "yes")):
        state = answer(state, name, value)
    once = back(state)
    assert next_question(once, BOOK) == next_question(once, BOOK)
    reopened = next_question(once, BOOK)
    assert reopened
    assert (reopened.name, reopened.given) == ("family_started_transfer", "yes")
    first = back(back(once))
    assert first.reopened == PURPOSE
    assert back(first) == first
    changed = answer(first, PURPOSE, "safety")
    assert changed.answers == {**state.answers, PURPOSE: "safety"}
    assert list(changed.answers) == list(state.answers)
    assert changed.reopened is None
    assert answer(changed, PURPOSE, "enrollment") == state


def test_back_at_the_very_beginning_changes_nothing() -> None:
    state = begin("school", ("full_file",))
    assert back(state) == state


def test_what_is_known_already_is_not_asked() -> None:
    known = DisclosureFacts(
        recipient="police", data=("schedule",), purpose="investigation", facts={"legal_order_presented": "no"}
    )
    state = begin("police", ("schedule",), known)
    assert state.answers == {"legal_order_presented": "no", PURPOSE: "investigation"}
    asked = []
    while question := next_question(state, BOOK):
        asked.append(question.name)
        state = answer(state, question.name, "unknown")
    assert not {PURPOSE, "legal_order_presented"} & set(asked)


def test_what_seldom_fits_is_offered_and_not_asked() -> None:
    state = answer(begin("pta", ("grades",)), PURPOSE, "other")
    offered = not_asked(state, BOOK)
    assert {"student_deceased", "legal_order_presented"} <= set(offered)
    told = answer(state, "student_deceased", "yes")
    assert decide(told.facts, BOOK).outcome == "ask_ra"


@pytest.mark.parametrize(("name", "value"), [("designated", "maybe"), (PURPOSE, "fun"), (CONSENT, "yes")])
def test_an_answer_that_is_none_is_refused(name: str, value: str) -> None:
    with pytest.raises(UsageError, match=f"no answer to {name}. Expected one of"):
        answer(begin("media", ("award",)), name, value)

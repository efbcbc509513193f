"""What is missing could change the outcome, and what is said to change it does: no more and no less than that."""

from collections.abc import Iterator

import pytest
from disclosing import BOOK, CASES, outcomes
from hypothesis import given, settings
from hypothesis import strategies as st
from test_metamorphic import cases

from assistant.disclosure.changing import MOST_CHANGES, goes
from assistant.disclosure.decide import decide
from assistant.disclosure.decision import Change
from assistant.disclosure.facts import DisclosureFacts, Reply, vocabulary
from assistant.disclosure.rules import RELEASES
from evals.disclosure import DisclosureCase

WORDS = vocabulary()
REPLIES: tuple[Reply, ...] = ("yes", "no", "unknown")
BY_ID = {case.id: case for case in CASES}


def by_id(case_id: str) -> DisclosureFacts:
    return BY_ID[case_id].given


def single_flips(facts: DisclosureFacts) -> set[str]:
    """The unknown facts of which one answer, nothing else changing, gives some kind of data another outcome.

    A consent that is given as valid stands for the six facts about its form, unless somebody began to look at them.
    """
    before, form = outcomes(facts), set(WORDS.told("consent_complete"))
    read = {fact for item in facts.data for fact in BOOK.track(facts.recipient, item, facts.purpose).facts}
    if not form.isdisjoint(facts.answers.yes | facts.answers.no):
        read |= form
    return {
        fact
        for fact in read
        if facts.answers.reply(fact) == "unknown"
        and any(outcomes(facts.with_changes({fact: reply})) != before for reply in ("yes", "no"))
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_no_fact_that_alone_changes_a_case_is_left_out(case: DisclosureCase) -> None:
    facts = case.given
    assert single_flips(facts) <= set(decide(facts, BOOK).missing_facts)


@given(cases(most=2))
@settings(max_examples=150)
def test_no_fact_that_alone_changes_the_outcome_is_left_out(facts: DisclosureFacts) -> None:
    assert single_flips(facts) <= set(decide(facts, BOOK).missing_facts)


@given(cases(most=2), st.data())
@settings(max_examples=150)
def test_what_is_missing_is_unknown_and_can_change_the_outcome(facts: DisclosureFacts, data: st.DataObject) -> None:
    """A fact is shown to matter by answers to the other open facts of the case, sought among many."""
    missing = [fact for fact in decide(facts, BOOK).missing_facts if fact != "consent"]
    assert all(facts.answers.reply(fact) == "unknown" for fact in missing)
    if missing:
        fact = data.draw(st.sampled_from(missing))
        assert any(
            len({outcomes(way.with_changes({fact: reply})) for reply in REPLIES}) > 1 for way in _many_ways(facts, fact)
        )


def _many_ways(facts: DisclosureFacts, fact: str) -> Iterator[DisclosureFacts]:
    """The other open facts all alike, and all no but those that one rule wants: with and without identity and age."""
    read = {one for item in facts.data for one in BOOK.track(facts.recipient, item, facts.purpose).facts}
    # A part of a consent form tells only while all its other parts are right.
    form = {*WORDS.told("consent_complete")} - {fact} if fact.startswith("consent_") else set()
    form -= facts.answers.no
    read |= form
    others = sorted(one for one in read if facts.answers.reply(one) == "unknown" and one != fact)
    for reply in REPLIES:
        yield facts.with_changes(dict.fromkeys(others, reply))
    for rule in BOOK.rules:
        wanted = {one for name in (*rule.when_yes, *rule.all) for one in WORDS.told(name)} & set(others)
        behind = [name for name in rule.facts if name in WORDS.derived and fact in WORDS.told(name)]
        several = {one for name in behind for one in WORDS.told(name)} & set(others)
        alarms = {one for name in rule.none for one in WORDS.told(name)} & set(others)
        # Where one of several facts is enough, the others are no; of an alarm's several, all others are yes.
        for yes in (wanted, wanted - several, wanted | several, wanted | alarms):
            for beside in (
                (),
                ("identity_verified",),
                ("eligible_student",),
                ("identity_verified", "eligible_student"),
            ):
                way: dict[str, Reply] = dict.fromkeys(others, "no")
                way |= dict.fromkeys(sorted(yes | form), "yes") | dict.fromkeys(set(beside) & set(others), "yes")
                yield facts.with_changes(way)
                if "order_ends_access" in others:
                    yield facts.with_changes(way | {"order_ends_access": "unknown"})


def changed(facts: DisclosureFacts, change: Change) -> DisclosureFacts:
    return facts.with_changes(change.facts, change.consent)


def smaller(change: Change) -> list[Change]:
    fewer = [
        change.model_copy(update={"facts": {f: r for f, r in change.facts.items() if f != fact}})
        for fact in change.facts
    ]
    return fewer + ([change.model_copy(update={"consent": None})] if change.consent else [])


@given(cases(most=3))
@settings(max_examples=300)
def test_what_would_change_an_outcome_does_and_every_part_of_it_is_needed(facts: DisclosureFacts) -> None:
    found = decide(facts, BOOK)
    for change in found.would_change:
        assert decide(changed(facts, change), BOOK).outcome == change.outcome
        if found.outcome in RELEASES:
            assert len(change.facts) + bool(change.consent) == 1
            assert change.outcome not in RELEASES
        else:
            assert change.outcome in RELEASES
            assert not any(goes(outcomes(changed(facts, one))) for one in smaller(change))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_changes_are_few_the_smallest_first_and_none_holds_another(case: DisclosureCase) -> None:
    found = decide(case.given, BOOK)
    if found.outcome in RELEASES:
        return
    parts = [{*change.facts.items(), ("consent", change.consent)} for change in found.would_change]
    assert len(parts) <= MOST_CHANGES
    assert [len(one) for one in parts] == sorted(len(one) for one in parts)
    assert not any(a < b for a in parts for b in parts)


def told(case_id: str) -> list[tuple[dict[str, Reply], str | None, str]]:
    return [(one.facts, one.consent, one.outcome) for one in decide(by_id(case_id), BOOK).would_change]


def test_a_consent_and_an_order_are_ways_out_for_police() -> None:
    assert told("C34-T1") == [({"identity_verified": "yes", "safe_at_home": "no"}, "valid", "permitted")]
    order: dict[str, Reply] = {"parent_notified": "yes", "order_valid": "yes", "identity_verified": "yes"}
    assert (order, None, "permitted") in told("C19-T2a")


def test_nothing_is_a_way_out_of_selling() -> None:
    assert told("C55-T1") == []
    assert told("C06-T1") == []


def test_a_consent_is_no_way_out_of_a_bar() -> None:
    for case_id in ("C05-T2", "C35-T1", "C53-T2", "C54-T1", "C21-T2"):
        assert not any(consent for _, consent, _ in told(case_id)), case_id


def test_nobody_is_told_to_find_an_emergency_where_there_is_none() -> None:
    for case in CASES:
        if case.facts.get("articulable_threat") == "no":
            assert not any("articulable_threat" in facts for facts, _, _ in told(case.id))


def test_a_release_names_the_single_facts_that_it_leans_on() -> None:
    assert ({"study_agreement": "no"}, None, "consent") in told("C15-T1")
    assert ({}, "none", "consent") in told("C50-T2")
    assert ({"custody_order_on_file": "yes"}, None, "ask_ra") in told("C21-T1")


def test_a_consent_that_lacks_a_part_is_mended_part_by_part() -> None:
    parts = ("consent_signed_dated", "consent_names_records", "consent_names_purpose")
    mended: dict[str, Reply] = dict.fromkeys(parts, "yes")
    assert any(facts.items() >= mended.items() and consent == "valid" for facts, consent, _ in told("C01-T2"))


def test_a_consent_form_looked_at_in_part_is_missing_its_rest() -> None:
    form = WORDS.told("consent_complete")
    facts = DisclosureFacts(recipient="pta", data=("grades",), facts=dict.fromkeys(form[:4], "yes"))
    assert {*form[4:], "consent"} <= set(decide(facts, BOOK).missing_facts)


def test_a_consent_that_nobody_looked_at_is_missing() -> None:
    facts = DisclosureFacts(recipient="pta", data=("grades",), purpose="other")
    assert "consent" in decide(facts, BOOK).missing_facts
    assert "consent" not in decide(facts.with_changes({}, "none"), BOOK).missing_facts
    barred = DisclosureFacts(recipient="pta", data=("grades",), purpose="sale")
    assert "consent" not in decide(barred, BOOK).missing_facts

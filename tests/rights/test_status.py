"""Where a request stands after each thing that can happen to it, and how pressing it is on a day."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.deadlines.calendar import Calendar
from assistant.errors import NotPossible, UsageError
from assistant.rights.request import (
    Act,
    AnyAct,
    Assigned,
    ClarificationAsked,
    Closed,
    CodeReissued,
    Corrected,
    DocumentAdded,
    Extended,
    Granted,
    HandedOver,
    IdentityChecked,
    LetterSent,
    Linked,
    Message,
    Note,
    PartlyGranted,
    Paused,
    Purged,
    Ready,
    Refused,
    Reopened,
    RequestEvent,
    Resumed,
    Submitted,
    Withdrawn,
    act_of,
)
from assistant.rights.status import FOLLOWS, RequestStatus, State, business_days, check, clock, collect_by, fold

CALENDAR = Calendar()
MONDAY = date(2026, 11, 2)
REASONS: dict[str, Any] = {"reasons": ("no_right_shown",), "rights": ("federal_complaint",), "text": "No paper."}
CHECKED = IdentityChecked(how="photo_id", passed=True)
ACTS: tuple[Act, ...] = (
    CHECKED,
    Assigned(to="A clerk"),
    ClarificationAsked(text="Which year?"),
    Extended(until=date(2027, 1, 4), reason="many_records", text="Forty boxes"),
    LetterSent(letter="acknowledgement", how="mail", text="We have it."),
    Ready(text="At the counter"),
    Paused(),
    Resumed(),
    Granted(),
    PartlyGranted(**REASONS),
    Refused(**REASONS),
    HandedOver(how="inspected", on=MONDAY),
    Withdrawn(),
    Reopened(text="Closed too early"),
    Linked(to="a" * 32),
    Note(text="n"),
    Message(text="m"),
    DocumentAdded(attachment="b" * 32, file_kind="pdf", size=1, digest="c" * 64),
    CodeReissued(),
    Closed(reason="done"),
    Corrected(event=1, text="x"),
    Purged(),
)


def submitted(form: str = "inspect_records", received: date = MONDAY, **also: Any) -> Submitted:
    return Submitted(form=form, received_on=received, channel="web", answers={"question": "q"}, **also)


def event(seq: int, act: Act, day: int = 0, role: Any = "records_officer") -> RequestEvent:
    at = datetime(2026, 11, 2, 18, tzinfo=UTC) + timedelta(days=day)
    return RequestEvent.model_validate({"seq": seq, "at": at, "role": role, "act": act})


def after(*acts: Act | tuple[int, Act] | tuple[int, Act, str], form: str = "inspect_records") -> RequestStatus:
    """The status after a submission on Monday and these acts, each with its day (else Monday's) and role."""
    events = [event(1, submitted(form))]
    for seq, given_act in enumerate(acts, start=2):
        day, act, *role = given_act if isinstance(given_act, tuple) else (0, given_act)
        events.append(event(seq, act, day, *role))
    return fold(events)


@pytest.mark.parametrize(
    ("acts", "state"),
    [
        ((), "received"),
        ((Note(text="n"),), "received"),
        ((Assigned(to="A"),), "in_progress"),
        ((CHECKED,), "in_progress"),
        ((ClarificationAsked(text="?"),), "waiting"),
        ((ClarificationAsked(text="?"), (1, Message(text="m"), "family")), "in_progress"),
        ((ClarificationAsked(text="?"), (1, Message(text="m"), "records_officer")), "waiting"),
        ((Ready(text="t"),), "ready"),
        ((Granted(), Ready(text="t")), "granted"),
        ((Granted(),), "granted"),
        ((PartlyGranted(**REASONS),), "partly_granted"),
        ((Refused(**REASONS),), "refused"),
        ((CHECKED, HandedOver(how="copied", on=MONDAY)), "handed_over"),
        ((Withdrawn(),), "withdrawn"),
        ((Closed(reason="done"),), "closed"),
        ((Refused(**REASONS), Reopened(text="New paper")), "in_progress"),
        ((Closed(reason="done"), Purged()), "purged"),
        ((Refused(**REASONS), Message(text="m")), "refused"),
    ],
)
def test_what_happened_says_where_it_stands(acts: tuple[Act, ...], state: State) -> None:
    assert after(*acts).state == state


def test_a_refusal_carries_its_reasons_and_the_ways_on_until_it_is_reopened() -> None:
    refused = after((2, Refused(**REASONS)))
    assert (refused.decision, refused.decided_on) == ("refused", date(2026, 11, 4))
    assert (refused.reasons, refused.rights) == (("no_right_shown",), ("federal_complaint",))
    again = after((2, Refused(**REASONS)), (3, Reopened(text="x")))
    assert (again.decision, again.reasons, again.answered_on) == (None, (), None)
    with pytest.raises(ValueError, match="at least 1"):
        Refused(reasons=(), rights=("hearing",), text="x")
    with pytest.raises(ValueError, match="at least 1"):
        Refused(reasons=("other",), rights=(), text="x")


def test_the_last_correction_counts_and_a_void_event_does_nothing() -> None:
    one = Corrected(event=2, replacement=Extended(until=date(2027, 1, 5), reason="other", text="a"), text="slip")
    two = Corrected(event=2, replacement=Extended(until=date(2027, 1, 6), reason="other", text="a"), text="slip")
    promise = Extended(until=date(2027, 1, 4), reason="other", text="a")
    assert after(promise, one, two).promised_on == date(2027, 1, 6)
    assert after(promise, one, two, Corrected(event=2, text="never said")).promised_on is None
    assert after(Refused(**REASONS), Corrected(event=2, text="wrong request")).state == "received"


def test_every_act_has_its_row_and_every_state_an_act_that_leads_to_it() -> None:
    kinds = {member.model_fields["kind"].default for member in get_args(get_args(AnyAct)[0])}
    assert kinds == set(FOLLOWS) == {act.kind for act in ACTS} | {"submitted"}
    states = set(get_args(State))
    assert {state for row in FOLLOWS.values() for state in row} == states - {"purged"}


@pytest.mark.parametrize(
    ("acts", "act", "hint"),
    [
        ((), HandedOver(how="inspected", on=MONDAY), "identity check that passed"),
        ((IdentityChecked(how="other", passed=False),), HandedOver(how="inspected", on=MONDAY), "identity check"),
        ((CHECKED,), HandedOver(how="inspected", on=date(2026, 11, 3)), "expected a day"),
        ((CHECKED,), HandedOver(how="inspected", on=date(2026, 11, 1)), "expected a day"),
        ((), Extended(until=MONDAY, reason="other", text="x"), "expected a day after"),
        ((Refused(**REASONS),), Granted(), "does not follow on refused"),
        ((Closed(reason="done"),), Closed(reason="done"), "does not follow on closed"),
        ((), Reopened(text="x"), "does not follow on received"),
        ((), Resumed(), "does not follow on received"),
        ((), Purged(), "does not follow on received"),
        ((), submitted(), "does not follow on received"),
        ((Ready(text="t"),), Paused(), "Only public data"),
        ((), Corrected(event=9, text="x"), "no event 9"),
        ((), Corrected(event=1, text="x"), "cannot be undone"),
        ((), Corrected(event=1, replacement=Granted(), text="x"), "is submitted"),
        ((Note(text="n"), Corrected(event=2, text="x")), Corrected(event=3, text="x"), "no event 3"),
        ((), Note(), "lacks text"),
        ((), Refused(reasons=("other",), rights=("hearing",)), "lacks text"),
        ((Note(text="n"),), Corrected(event=2, replacement=Note(), text="x"), "replacement lacks text"),
    ],
)
def test_what_may_not_follow_is_refused_with_what_to_do(acts: tuple[Act, ...], act: Act, hint: str) -> None:
    events = [event(1, submitted()), *(event(seq, one) for seq, one in enumerate(acts, start=2))]
    with pytest.raises((NotPossible, UsageError), match=hint):
        check(fold(events), act, today=MONDAY, calendar=CALENDAR, events=events)


def test_identity_is_not_asked_where_no_private_data_goes_out() -> None:
    done = HandedOver(how="done", on=MONDAY)
    check(after(form="directory_opt_out"), done, today=MONDAY, calendar=CALENDAR)
    check(after(form="public_data_request"), done, today=MONDAY, calendar=CALENDAR)


@given(st.lists(st.sampled_from(ACTS), max_size=12), st.sampled_from(["inspect_records", "public_data_request"]))
def test_whatever_may_follow_folds_and_its_facts_alone_say_the_same(acts: list[Act], form: str) -> None:
    """Any walk along what `check` allows; told from facts without what is sealed, the status is the same."""
    events = [event(1, submitted(form))]
    for act in acts:
        try:
            check(fold(events), act, today=MONDAY, calendar=CALENDAR, events=events)
        except (NotPossible, UsageError):
            continue
        events.append(event(len(events) + 1, act))
    bare = [one.model_copy(update={"act": act_of(one.act.kind, one.act.facts(), {})}) for one in events]
    status = fold(events)
    assert status == fold(bare)
    assert status.version == len(events)
    assert clock(status, today=MONDAY, calendar=CALENDAR).due.form == form
    for one in events:
        assert act_of(one.act.kind, one.act.facts(), one.act.sealed()) == one.act


# The clock, from Monday 2 November 2026: Veterans Day, the 11th, does not count; ten business days end on the 17th.


def test_the_clock_runs_presses_and_is_overdue() -> None:
    status = after()
    seen = {day: clock(status, today=date(2026, 11, day), calendar=CALENDAR) for day in range(2, 30)}
    assert {one.due_on for one in seen.values()} == {date(2026, 11, 17)}
    assert [day for day, one in seen.items() if one.pressing == "running"] == [*range(2, 13)]
    assert [day for day, one in seen.items() if one.pressing == "due_soon"] == [13, 14, 15, 16, 17]
    assert [day for day, one in seen.items() if one.pressing == "overdue"] == [*range(18, 30)]
    assert [seen[day].days_left for day in (12, 13, 16, 17, 18, 20)] == [4, 3, 2, 1, -1, -3]
    assert seen[2].due.governs == "access_state"


@pytest.mark.parametrize(
    ("acts", "form", "answered"),
    [
        (((3, Granted()),), "inspect_records", None),
        (((3, Granted()), (4, Ready(text="t"))), "inspect_records", 6),
        (((3, Granted()), (4, CHECKED), (5, HandedOver(how="copied", on=date(2026, 11, 7)))), "inspect_records", 7),
        (((3, Refused(**REASONS)),), "inspect_records", 5),
        (((3, Granted()),), "amend_records", 5),
        (((3, Granted()), (4, Reopened(text="x"))), "amend_records", None),
        (((3, Ready(text="t")),), "amend_records", None),
        (((3, Closed(reason="no_reply")),), "amend_records", None),
    ],
)
def test_the_clock_stops_when_what_was_asked_for_is_given(acts: Any, form: str, answered: int | None) -> None:
    status = after(*acts, form=form)
    seen = clock(status, today=date(2026, 12, 31), calendar=CALENDAR)
    assert seen.answered_on == (answered and date(2026, 11, answered))
    ended = status.ended_on is not None
    assert seen.pressing == ("stopped" if answered or ended else "overdue")
    assert seen.kept is (True if answered else None)


def test_an_answer_after_the_last_day_was_late() -> None:
    late = after((16, Refused(**REASONS)))
    assert clock(late, today=date(2026, 12, 1), calendar=CALENDAR).kept is False


def test_a_question_to_the_family_stops_no_clock_that_the_law_counts() -> None:
    waiting = after((1, ClarificationAsked(text="?")))
    assert clock(waiting, today=date(2026, 11, 18), calendar=CALENDAR).pressing == "overdue"


def test_a_promise_moves_no_day_that_the_law_counts() -> None:
    promised = after((1, Extended(until=date(2026, 12, 18), reason="many_records", text="x")))
    seen = clock(promised, today=date(2026, 11, 18), calendar=CALENDAR)
    assert (seen.pressing, seen.due_on, seen.promised_on) == ("overdue", date(2026, 11, 17), date(2026, 12, 18))


def test_where_no_law_counts_the_promise_does_and_waits_with_the_family() -> None:
    form = "public_data_request"
    assert clock(after(form=form), today=date(2027, 5, 1), calendar=CALENDAR).pressing == "no_number"
    promise = (1, Extended(until=date(2026, 11, 20), reason="many_records", text="x"))
    assert clock(after(promise, form=form), today=date(2026, 11, 21), calendar=CALENDAR).pressing == "overdue"
    asked = (2, ClarificationAsked(text="?"))
    waiting = after(promise, asked, form=form)
    assert clock(waiting, today=date(2026, 11, 30), calendar=CALENDAR).pressing == "waiting"
    heard = after(promise, asked, (12, Message(text="m"), "family"), form=form)
    seen = clock(heard, today=date(2026, 11, 30), calendar=CALENDAR)
    assert (heard.waited, seen.promised_on, seen.pressing) == (10, date(2026, 11, 30), "due_soon")


def test_public_data_that_nobody_comes_for_may_wait_after_five_business_days() -> None:
    ready = after((0, Ready(text="t")), form="public_data_request")
    assert collect_by(ready, CALENDAR) == date(2026, 11, 9)
    with pytest.raises(NotPossible):
        check(ready, Paused(), today=date(2026, 11, 9), calendar=CALENDAR)
    check(ready, Paused(), today=date(2026, 11, 10), calendar=CALENDAR)
    assert collect_by(after((0, Ready(text="t"))), CALENDAR) is None


def test_a_condition_of_the_law_is_counted() -> None:
    events = [event(1, submitted("incident_report", conditions=("cyber_incident",)))]
    seen = clock(fold(events), today=MONDAY, calendar=CALENDAR)
    assert (seen.due.governs, seen.due_on) == ("cyber_report", date(2026, 11, 4))


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, 60))
def test_business_days_forth_and_back(day: date, ahead: int) -> None:
    last = day + timedelta(days=ahead)
    counted = sum(CALENDAR.closed(day + timedelta(days=n)) is None for n in range(ahead + 1))
    assert business_days(day, last, CALENDAR) == counted
    if ahead:
        after_first = sum(CALENDAR.closed(day + timedelta(days=n)) is None for n in range(1, ahead + 1))
        assert business_days(last, day, CALENDAR) == -after_first


def test_a_chain_that_begins_with_no_submission_is_none() -> None:
    with pytest.raises(ValueError, match="begins with its submission"):
        fold([event(1, Granted())])
    with pytest.raises(ValueError, match="without events"):
        fold([])

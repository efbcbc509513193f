"""Requests as they are kept: filed once, acted on by one at a time, found again, and shredded in the end."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from filing import ADMIN, ANSWERS, FAMILY, OFFICER, OTHER, PDF, TOKEN, acting, file, filed
from keeping import NOON, later

from assistant.errors import AttachmentRefused, Conflict, NoSuchRequest, NotAllowed, NotPossible, UsageError
from assistant.ledger.database import Database
from assistant.ledger.disclosures import Disclosure, Student, student_log
from assistant.ledger.events import append, open_subject
from assistant.ledger.verifying import verify
from assistant.rights.answers import Upload
from assistant.rights.request import (
    Assigned,
    ClarificationAsked,
    Closed,
    CodeReissued,
    Corrected,
    Granted,
    HandedOver,
    IdentityChecked,
    Linked,
    Message,
    Note,
    Refused,
    Submitted,
)
from assistant.rights.store import RequestStore

CHECKED = IdentityChecked(how="photo_id", passed=True, remarks="Saw the card of Mrs. Gantenbein")
CLOSED = Closed(reason="done")
SEEN = HandedOver(how="inspected", on=date(2026, 11, 2))
REFUSED = Refused(reasons=("no_right_shown",), rights=("federal_complaint",), text="No paper shows it.")


@pytest.fixture
def store(database: Database) -> RequestStore:
    return RequestStore(database)


def test_a_request_is_read_back_as_it_was_filed(store: RequestStore) -> None:
    receipt = store.submit(FAMILY, filed(files={"authorization": Upload(name="zither.pdf", content=PDF)}), at=NOON)
    found = store.read(OFFICER, receipt.request)
    assert found.answers == ANSWERS
    assert (found.reference, found.status.version) == (receipt.reference, receipt.version) == (receipt.reference, 2)
    assert (found.status.form, found.status.received_on) == ("inspect_records", date(2026, 11, 2))
    (attachment,) = found.status.documents
    assert store.document(OFFICER, receipt.request, attachment) == ("pdf", PDF)
    told = found.events[1].act.model_dump()
    assert (told["name"], told["question"]) == ("zither.pdf", "authorization")


def test_the_day_of_receipt_is_the_districts_day(store: RequestStore) -> None:
    """23:30 in Minnesota is the next day in UTC."""
    receipt = store.submit(FAMILY, filed(), at=later(hours=11, minutes=30))
    assert receipt.received_on == date(2026, 11, 2)


def test_a_double_click_files_once_and_shows_the_same_code(store: RequestStore) -> None:
    first = store.submit(FAMILY, filed(), at=NOON, token=TOKEN)
    again = store.submit(FAMILY, filed(), at=later(seconds=1), token=TOKEN)
    assert again == first
    assert again.code == first.code
    assert len(store.queue(OFFICER)) == 1


def test_the_same_form_with_changed_answers_is_not_lost_silently(store: RequestStore) -> None:
    store.submit(FAMILY, filed(), at=NOON, token=TOKEN)
    with pytest.raises(Conflict, match="What was changed since was not filed"):
        store.submit(FAMILY, filed(period="2024"), at=later(minutes=1), token=TOKEN)
    with pytest.raises(UsageError, match="can be guessed"):
        store.submit(FAMILY, filed(), at=NOON, token="short")


def test_many_clicks_at_once_file_once(opening: Callable[[], Database]) -> None:
    stores = [RequestStore(opening()), RequestStore(opening())]
    receipts = []

    def click(n: int) -> None:
        receipts.append(stores[n % 2].submit(FAMILY, filed(), at=NOON, token=TOKEN))

    threads = [threading.Thread(target=click, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(receipts) == 8
    assert len({(r.reference, r.code) for r in receipts}) == 1
    assert len(stores[0].queue(OFFICER)) == 1


def test_an_attachment_that_is_refused_leaves_no_request(store: RequestStore, database: Database) -> None:
    with pytest.raises(AttachmentRefused):
        store.submit(FAMILY, filed(files={"paper": Upload(name="x.pdf", content=b"MZ\x00\x01program")}), at=NOON)
    assert store.queue(OFFICER) == ()
    assert verify(database).events == 0


def test_the_second_of_two_is_told_and_the_first_stands(store: RequestStore) -> None:
    receipt = file(store)
    store.act(OFFICER, receipt.request, Granted(), at=later(hours=1), seen=1)
    with pytest.raises(Conflict, match="granted") as told:
        store.act(OTHER, receipt.request, REFUSED, at=later(hours=2), seen=1)
    assert told.value.meanwhile == (("granted", later(hours=1)),)
    assert store.read(OFFICER, receipt.request).status.decision == "granted"
    found = store.act(OTHER, receipt.request, Note(text="I would have said no."), at=later(hours=3), seen=None)
    assert (found.status.state, found.status.version) == ("granted", 3)


def test_two_who_decide_at_the_same_moment(opening: Callable[[], Database]) -> None:
    stores = [RequestStore(opening()), RequestStore(opening())]
    receipt = file(stores[0])
    ends: list[str] = []
    ready = threading.Barrier(2)

    def decide(n: int) -> None:
        ready.wait()
        try:
            stores[n].act((OFFICER, OTHER)[n], receipt.request, (Granted(), REFUSED)[n], at=NOON, seen=1)
            ends.append("kept")
        except Conflict:
            ends.append("told")

    threads = [threading.Thread(target=decide, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["kept", "told"]
    assert len(stores[0].read(OFFICER, receipt.request).events) == 2


def test_who_decides_says_what_they_saw(store: RequestStore) -> None:
    receipt = file(store)
    with pytest.raises(UsageError, match="which version"):
        store.act(OFFICER, receipt.request, Granted(), at=NOON, seen=None)


def test_what_does_not_follow_is_refused_and_nothing_is_written(store: RequestStore) -> None:
    receipt = file(store)
    with pytest.raises(NotPossible, match="identity check that passed") as told:
        store.act(OFFICER, receipt.request, SEEN, at=NOON, seen=1)
    assert (told.value.step, told.value.state) == ("handed_over", "received")
    with pytest.raises(UsageError, match="lacks text"):
        store.act(OFFICER, receipt.request, ClarificationAsked(), at=NOON, seen=1)
    with pytest.raises(UsageError, match="call the function"):
        store.act(OFFICER, receipt.request, CodeReissued(), at=NOON, seen=1)
    assert store.read(OFFICER, receipt.request).status.version == 1


def test_only_the_records_office_acts_and_reads(store: RequestStore) -> None:
    receipt = file(store)
    calls: list[Callable[[], object]] = [
        lambda: store.act(FAMILY, receipt.request, Granted(), at=NOON, seen=1),
        lambda: store.read(FAMILY, receipt.request),
        lambda: store.queue(FAMILY),
        lambda: store.search(FAMILY, "Quimby"),
        lambda: store.duplicates(FAMILY, receipt.request),
        lambda: store.document(FAMILY, receipt.request, "0" * 32),
        lambda: store.add_document(FAMILY, receipt.request, Upload(name="a", content=PDF), at=NOON),
        lambda: store.reissue_code(FAMILY, receipt.request, at=NOON, seen=1),
        lambda: store.purge(OFFICER, before=date(2030, 1, 1), at=NOON),
        lambda: store.submit(FAMILY, filed(), at=NOON, channel="paper"),
        lambda: store.submit(FAMILY, filed(), at=NOON, received=date(2026, 10, 1)),
    ]
    for call in calls:
        with pytest.raises(NotAllowed):
            call()


def test_the_office_enters_paper_with_its_real_day(store: RequestStore) -> None:
    receipt = store.submit(OFFICER, filed(), at=NOON, channel="paper", received=date(2026, 10, 28))
    status = store.read(OFFICER, receipt.request).status
    assert (status.channel, status.received_on, status.changed_on) == ("paper", date(2026, 10, 28), date(2026, 11, 2))
    with pytest.raises(UsageError, match="the day it truly came"):
        store.submit(OFFICER, filed(), at=NOON, channel="phone", received=date(2026, 11, 3))


def test_a_slip_is_mended_by_a_later_event_and_stays_readable(store: RequestStore) -> None:
    receipt = file(store)
    told = filed(your_name="Jose Kimbee").answers
    right = Submitted(form="inspect_records", received_on=date(2026, 10, 30), channel="phone", answers=told)
    found = acting(store, receipt, Corrected(event=1, replacement=right, text="Misheard on the phone"))
    assert (found.status.received_on, found.answers["your_name"]) == (date(2026, 10, 30), "Jose Kimbee")
    assert found.events[0].corrected_by == 2
    assert store.search(OFFICER, "kimbee") == {receipt.request}
    assert store.search(OFFICER, "peñaloza") == frozenset()
    found = acting(store, receipt, Assigned(to="Bert Clerk"), Corrected(event=3, text="The wrong request"))
    assert (found.assigned_to, found.status.assigned) == (None, False)
    with pytest.raises(NotPossible, match="close the request instead"):
        acting(store, receipt, Corrected(event=1, text="Never came"))
    with pytest.raises(NotPossible, match="is submitted; so must be"):
        acting(store, receipt, Corrected(event=1, replacement=Granted(), text="x"))


def test_a_request_is_found_by_who_asks_and_about_whom(store: RequestStore) -> None:
    receipt, other = file(store), file(store, your_name="Ann Other", email="a@example.com", student_name="Bo Other")
    for text in (
        "josé penaloza quimby", "QUIMBY", "Quimby José", "wilhelmina", "JOSE.QUIMBY@EXAMPLE.ORG", "218.555.0147",
        "555 0147", receipt.reference, receipt.reference.lower().replace("-", " "),
    ):  # fmt: skip
        found = store.search(OFFICER, text)
        assert found == {receipt.request, *([other.request] if "555" in text else [])}, text
    assert store.search(OFFICER, "Ann Quimby") == frozenset()
    assert store.search(OFFICER, "Other") == {other.request}
    assert store.search(OFFICER, "xylophone") == frozenset()
    assert store.search(OFFICER, "") == frozenset()


def test_duplicates_share_the_form_and_the_student(store: RequestStore) -> None:
    first = file(store)
    twin = file(store, your_name="Jose Penaloza Quimby", email="other@example.com")
    file(store, student_name="Wilbur Quimby")
    file(store, form="amend_records")
    (found,) = store.duplicates(OFFICER, first.request)
    assert found.request == twin.request
    assert set(found.shared) == {"name", "phone", "student"}
    acted = acting(store, first, Linked(to=twin.request))
    assert acted.status.linked == (twin.request,)
    with pytest.raises(UsageError, match="linked to another"):
        acting(store, first, Linked(to=first.request))


def test_the_queue_shows_each_request_and_who_has_it(store: RequestStore) -> None:
    first, second = file(store), file(store, form="amend_records")
    acting(store, second, Assigned(to="Bert Clerk"), Assigned(to="Olga Officer"))
    listed = store.queue(OFFICER)
    assert [(one.request, one.status.state, one.assigned_to) for one in listed] == [
        (first.request, "received", None),
        (second.request, "in_progress", "Olga Officer"),
    ]


def test_a_disclosure_log_is_no_request(store: RequestStore, database: Database) -> None:
    with database.writing() as tx:
        log_of_a_student = open_subject(tx, "disclosures")
        append(tx, log_of_a_student, "logged", at=NOON, facts={}, payload={"by": None})
    calls: list[Callable[[], object]] = [
        lambda: store.read(OFFICER, log_of_a_student),
        lambda: store.act(OFFICER, log_of_a_student, Note(text="x"), at=NOON, seen=1),
        lambda: store.document(OFFICER, log_of_a_student, "0" * 32),
        lambda: store.read(OFFICER, "0" * 32),
        lambda: store.act(OFFICER, "0" * 32, Note(text="x"), at=NOON, seen=0),
    ]
    for call in calls:
        with pytest.raises(NoSuchRequest):
            call()
    assert store.queue(OFFICER) == ()


def test_a_decision_and_the_disclosure_log_are_written_in_one_step(store: RequestStore, database: Database) -> None:
    receipt = file(store)
    student = Student(name="Wilhelmina Quimby", born=date(2014, 3, 9))
    given = Disclosure(
        what="disclosed", on=date(2026, 11, 2), recipient="Dr. Zither", interest="Treats her",
        data=("grades",), rule="34 CFR 99.31(a)(10)",
    )  # fmt: skip
    with pytest.raises(NotPossible):
        store.act(OFFICER, receipt.request, SEEN, at=NOON, seen=1, disclosures=[(student, given)])
    assert student_log(database, OFFICER, student) == ()
    store.act(OFFICER, receipt.request, Granted(), at=NOON, seen=1, disclosures=[(student, given)])
    (entry,) = student_log(database, OFFICER, student)
    assert (entry.disclosure, entry.request, entry.by) == (given, receipt.request, "Olga Officer")


def test_a_purge_shreds_what_ended_before_and_keeps_that_it_happened(store: RequestStore, database: Database) -> None:
    upload = Upload(name="zither.pdf", content=PDF)
    old = store.submit(FAMILY, filed(files={"paper": upload}), at=NOON, token=TOKEN)
    acting(store, old, Granted(), CLOSED)
    fresh, still_open = file(store), file(store)
    acting(store, fresh, CLOSED, at=later(days=40))
    assert store.purge(ADMIN, before=date(2026, 11, 2), at=later(days=50)) == ()
    assert store.purge(ADMIN, before=date(2026, 12, 1), at=later(days=50)) == (old.reference,)
    found = store.read(OFFICER, old.request)
    assert (found.status.state, found.answers, found.reference) == ("purged", {}, old.reference)
    assert [one.act.kind for one in found.events] == ["submitted", "document_added", "granted", "closed", "purged"]
    assert found.events[-1].by is None
    with pytest.raises(NoSuchRequest):
        store.document(OFFICER, old.request, found.status.documents[0])
    with pytest.raises(NoSuchRequest):
        store.visit(old.reference, old.code or "", client="c", at=later(days=50))
    with pytest.raises(NotPossible):
        acting(store, old, Message(text="Too late"))
    assert store.search(OFFICER, "Quimby") == {fresh.request, still_open.request}
    assert store.purge(ADMIN, before=date(2026, 12, 1), at=later(days=51)) == ()
    assert verify(database).faults == ()


def test_an_act_shows_nothing_sealed_in_a_log_line() -> None:
    act = Submitted(form="ask_office", received_on=date(2026, 11, 2), channel="web", answers={"question": "Zither?"})
    assert "Zither" not in repr(act)
    with pytest.raises(ValueError, match="kind") as told:
        Note.model_validate({"text": ["Zither"], "kind": "nothing"})
    assert "Zither" not in str(told.value)

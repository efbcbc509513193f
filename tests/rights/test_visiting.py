"""A family's way in: reference and code open the request, and who guesses learns nothing and waits longer each time."""

import threading
import time
from collections.abc import Callable

import pytest
from filing import FAMILY, OFFICER, PDF, acting, file, filed
from keeping import NOON, later

from assistant.errors import AttachmentRefused, Conflict, NoSuchRequest, NotPossible, TryLater, UsageError
from assistant.ledger.database import Database
from assistant.rights.answers import Upload
from assistant.rights.references import new_reference
from assistant.rights.request import Assigned, ClarificationAsked, Corrected, Granted, IdentityChecked, Message, Note
from assistant.rights.store import Receipt, RequestStore
from assistant.rights.visiting import FREE_TRIES, LONGEST_WAIT, Visit

WRONG = "00000-00000"
CHECKED = IdentityChecked(how="photo_id", passed=True, remarks="Card of Mrs. Gantenbein")


@pytest.fixture
def store(database: Database) -> RequestStore:
    return RequestStore(database)


@pytest.fixture
def receipt(store: RequestStore) -> Receipt:
    return file(store)


def come(store: RequestStore, receipt: Receipt) -> Visit:
    return store.visit(receipt.reference, receipt.code or "", client="c", at=NOON)


def test_reference_and_code_open_the_request(store: RequestStore, receipt: Receipt) -> None:
    sloppy = store.visit(receipt.reference.lower(), (receipt.code or "").replace("-", " "), client="c", at=NOON)
    assert sloppy == come(store, receipt) == Visit(request=receipt.request)


def test_a_wrong_reference_and_a_wrong_code_are_told_alike(store: RequestStore, receipt: Receipt) -> None:
    other = file(store)
    told = set()
    for n, (reference, code) in enumerate(
        [
            (receipt.reference, WRONG),
            (new_reference(), receipt.code or ""),
            ("nonsense", receipt.code or ""),
            (receipt.reference, other.code or ""),
            (receipt.reference, ""),
        ]
    ):
        with pytest.raises(NoSuchRequest) as error:
            store.visit(reference, code, client=f"c{n}", at=NOON)
        told.add(str(error.value))
    assert len(told) == 1


def test_a_wrong_reference_takes_as_long_as_a_wrong_code(store: RequestStore, receipt: Receipt) -> None:
    """The quickest of many, taken in turns: what else the machine does makes a try slower, never quicker."""
    spent: dict[str, list[float]] = {receipt.reference: [], new_reference(): [], "nonsense": []}
    for n in range(15):
        for reference, times in spent.items():
            began = time.perf_counter()
            with pytest.raises(NoSuchRequest):
                store.visit(reference, WRONG, client=f"{reference}{n}", at=NOON)
            times.append(time.perf_counter() - began)
    quickest = [min(times) for times in spent.values()]
    assert max(quickest) < 2 * min(quickest)


def test_who_guesses_waits_longer_each_time_even_with_the_right_code(store: RequestStore, receipt: Receipt) -> None:
    waits, now = [], NOON
    for _ in range(FREE_TRIES + 12):
        while True:
            try:
                store.visit(receipt.reference, WRONG, client="guesser", at=now)
            except NoSuchRequest:
                waits.append(0)
                break
            except TryLater as error:
                with pytest.raises(TryLater):
                    store.visit(receipt.reference, receipt.code or "", client="guesser", at=now)
                waits.append(error.seconds)
                now += later(seconds=error.seconds) - NOON
    blocked = [seconds for seconds in waits if seconds]
    assert waits[: FREE_TRIES + 1] == [0] * (FREE_TRIES + 1)
    assert blocked == [min(2**n, LONGEST_WAIT) for n in range(1, 12)]
    with pytest.raises(TryLater):
        store.visit(receipt.reference, receipt.code or "", client="guesser", at=now)
    assert store.visit(receipt.reference, receipt.code or "", client="somebody else", at=now)


def test_a_success_and_a_day_forgive(store: RequestStore, receipt: Receipt) -> None:
    for now in (NOON, later(minutes=1), later(days=2)):
        for _ in range(FREE_TRIES):
            with pytest.raises(NoSuchRequest):
                store.visit(receipt.reference, WRONG, client="c", at=now)
        if now == later(minutes=1):
            with pytest.raises(NoSuchRequest):
                store.visit(receipt.reference, WRONG, client="c", at=now)
            with pytest.raises(TryLater):
                store.visit(receipt.reference, WRONG, client="c", at=now)
        else:
            assert store.visit(receipt.reference, receipt.code or "", client="c", at=now)


def test_many_guesses_at_once_gain_nothing(store: RequestStore, receipt: Receipt) -> None:
    ends: list[type[Exception]] = []

    def guess() -> None:
        try:
            store.visit(receipt.reference, WRONG, client="swarm", at=NOON)
        except (NoSuchRequest, TryLater) as error:
            ends.append(type(error))

    threads = [threading.Thread(target=guess) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ends.count(NoSuchRequest) == FREE_TRIES + 1
    assert ends.count(TryLater) == 24 - FREE_TRIES - 1


def test_who_tried_is_not_kept_by_name(
    store: RequestStore, receipt: Receipt, sql: Callable[..., list[tuple[object, ...]]]
) -> None:
    with pytest.raises(NoSuchRequest):
        store.visit(receipt.reference, WRONG, client="203.0.113.77", at=NOON)
    assert len(sql("SELECT * FROM attempts")) == 1
    assert "203.0.113" not in repr(sql("SELECT * FROM attempts"))


def test_a_lost_code_is_replaced_once_identity_was_checked(store: RequestStore, receipt: Receipt) -> None:
    with pytest.raises(NotPossible, match="Record the check first"):
        store.reissue_code(OFFICER, receipt.request, at=NOON, seen=1)
    acting(store, receipt, IdentityChecked(how="photo_id", passed=False))
    with pytest.raises(NotPossible):
        store.reissue_code(OFFICER, receipt.request, at=NOON, seen=2)
    assert come(store, receipt)
    acting(store, receipt, CHECKED)
    with pytest.raises(Conflict):
        store.reissue_code(OFFICER, receipt.request, at=NOON, seen=2)
    code = store.reissue_code(OFFICER, receipt.request, at=NOON, seen=3)
    assert store.visit(receipt.reference, code, client="c", at=NOON)
    with pytest.raises(NoSuchRequest):
        come(store, receipt)


def test_a_form_filed_again_after_its_code_was_replaced_shows_none(store: RequestStore) -> None:
    token = "the-page-drew-this-token"
    receipt = store.submit(FAMILY, filed(), at=NOON, token=token)
    acting(store, receipt, CHECKED)
    store.reissue_code(OFFICER, receipt.request, at=NOON, seen=2)
    assert store.submit(FAMILY, filed(), at=NOON, token=token).code is None


def test_the_family_sees_its_part_and_nothing_of_the_offices(store: RequestStore, receipt: Receipt) -> None:
    acting(
        store, receipt, CHECKED, Assigned(to="Bert Clerk"), Note(text="A difficult case"),
        ClarificationAsked(text="Which year?"), Note(text="A slip"), Corrected(event=6, text="Wrong request"),
        Message(text="We look for it."),
    )  # fmt: skip
    seen = store.status(come(store, receipt))
    assert [one.act.kind for one in seen.events] == ["submitted", "identity_checked", "clarification_asked", "message"]
    shown = repr([one.act.model_dump() for one in seen.events]) + repr(seen.assigned_to)
    for internal in ("Gantenbein", "Bert", "difficult", "slip", "Olga"):
        assert internal not in shown
    assert {one.by for one in seen.events} == {None}
    assert seen.status.state == "waiting"


def test_the_family_answers_sends_a_document_and_withdraws(store: RequestStore, receipt: Receipt) -> None:
    visit = come(store, receipt)
    acting(store, receipt, ClarificationAsked(text="Which year?"))
    assert store.write(visit, "The year 2024.", at=later(days=1)).status.state == "in_progress"
    with pytest.raises(UsageError, match="lacks text"):
        store.write(visit, "  ", at=NOON)
    found = store.send_document(visit, Upload(name="zither.pdf", content=PDF), at=later(days=1))
    assert store.own_document(visit, found.status.documents[0]) == ("pdf", PDF)
    with pytest.raises(AttachmentRefused):
        store.send_document(visit, Upload(name="zither.pdf", content=b""), at=later(days=1))
    version = found.status.version
    acting(store, receipt, Granted())
    with pytest.raises(Conflict, match="granted"):
        store.withdraw(visit, at=later(days=2), seen=version)
    assert store.withdraw(visit, at=later(days=2), seen=version + 1).status.state == "withdrawn"
    role = store.read(OFFICER, receipt.request).events[-1].role
    assert role == "family"


def test_a_visit_opens_its_own_request_alone(store: RequestStore, receipt: Receipt) -> None:
    other = store.submit(FAMILY, filed(files={"paper": Upload(name="a.pdf", content=PDF)}), at=NOON)
    (attachment,) = store.read(OFFICER, other.request).status.documents
    with pytest.raises(NoSuchRequest):
        store.own_document(come(store, receipt), attachment)


def test_ten_documents_are_enough(store: RequestStore, receipt: Receipt) -> None:
    visit = come(store, receipt)
    for _ in range(10):
        store.send_document(visit, Upload(name="a.pdf", content=PDF), at=NOON)
    with pytest.raises(AttachmentRefused) as told:
        store.send_document(visit, Upload(name="a.pdf", content=PDF), at=NOON)
    assert told.value.reason == "too_many"

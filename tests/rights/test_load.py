"""Many file and some act at once: no update is lost, no reference is given twice, and nobody waits long.

The gate runs a short form; with BARS it is the bar: 50 who file, thinking for a second, and 5 clerks, two minutes.
"""

import os
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from typing import TypeVar

from filing import FAMILY, OFFICER, filed
from keeping import NOON

from assistant.errors import Conflict
from assistant.ledger.database import Database
from assistant.ledger.verifying import verify
from assistant.rights.request import Note
from assistant.rights.store import Receipt, RequestStore

BAR = "BARS" in os.environ
FAMILIES, CLERKS = (50, 5) if BAR else (10, 3)
SECONDS, THINKING = (120.0, 1.0) if BAR else (3.0, 0.1)
LONGEST = 10.0
"""Seconds that a filing may take, on two busy cores."""


T = TypeVar("T")


class Office:
    """What all of them did, and how long each filing and act took."""

    def __init__(self, store: RequestStore) -> None:
        self.store = store
        self.until = time.monotonic() + SECONDS
        self.receipts: list[Receipt] = []
        self.noted: defaultdict[str, int] = defaultdict(int)
        self.conflicts = 0
        self.took: defaultdict[str, list[float]] = defaultdict(list)
        self.failures: list[BaseException] = []
        self.lock = threading.Lock()

    def family(self, seed: int) -> None:
        draw = random.Random(seed)
        while time.monotonic() < self.until:
            receipt = self.timed("file", lambda: self.store.submit(FAMILY, filed(), at=NOON))
            with self.lock:
                self.receipts.append(receipt)
            time.sleep(draw.uniform(0.5, 1.5) * THINKING)

    def clerk(self, seed: int) -> None:
        """Adds a note to a request that others work on as well, and tries again when somebody was quicker."""
        draw = random.Random(seed)
        while time.monotonic() < self.until:
            with self.lock:
                request = draw.choice(self.receipts[-5:]).request if self.receipts else None
            if request is None:
                time.sleep(0.01)
                continue
            seen = self.store.read(OFFICER, request).status.version
            try:
                self.timed("act", lambda r=request, s=seen: self.store.act(OFFICER, r, Note(text="n"), at=NOON, seen=s))
            except Conflict:
                self.conflicts += 1
                continue
            with self.lock:
                self.noted[request] += 1
            time.sleep(draw.uniform(0.0, 0.2) * THINKING)

    def timed(self, what: str, do: Callable[[], T]) -> T:
        began = time.monotonic()
        done = do()
        with self.lock:
            self.took[what].append(time.monotonic() - began)
        return done


def told(what: str, took: list[float]) -> str:
    ordered = sorted(took)
    at = {name: ordered[int(len(ordered) * share)] for name, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99))}
    shown = ", ".join(f"{name} {1000 * value:.0f} ms" for name, value in {**at, "max": ordered[-1]}.items())
    return f"{what}: {len(ordered)}; {shown}"


def test_many_at_once(database: Database) -> None:
    office = Office(RequestStore(database))

    def run(work: Callable[[int], None], seed: int) -> None:
        try:
            work(seed)
        except BaseException as error:
            office.failures.append(error)

    work = [(office.family, n) for n in range(FAMILIES)] + [(office.clerk, 1000 + n) for n in range(CLERKS)]
    threads = [threading.Thread(target=run, args=one) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert office.failures == []
    listed = {one.request: one for one in office.store.queue(OFFICER)}
    assert len({one.reference for one in office.receipts}) == len(office.receipts) == len(listed)
    versions = {request: one.status.version for request, one in listed.items()}
    assert versions == {one.request: 1 + office.noted[one.request] for one in office.receipts}
    assert verify(database).faults == ()
    for what, took in office.took.items():
        print(told(what, took), f"({office.conflicts} conflicts told)")
        assert max(took) < LONGEST

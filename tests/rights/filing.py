"""Requests to file in tests, and what nobody may ever find in a file of the database."""

from typing import Any

from keeping import NOON

from assistant.principal import Principal
from assistant.rights.answers import Filed, Upload
from assistant.rights.request import Act
from assistant.rights.store import Receipt, RequestStore, RightsRequest

FAMILY = Principal()
OFFICER = Principal(role="records_officer", name="Olga Officer")
OTHER = Principal(role="records_officer", name="Bert Clerk")
ADMIN = Principal(role="administrator", name="Ada Admin")

ANSWERS: dict[str, Any] = {
    "relation": "parent",
    "your_name": "José Peñaloza-Quimby",
    "email": "jose.quimby@example.org",
    "phone": "(218) 555-0147",
    "student_name": "Wilhelmina Quimby",
    "student_birth_date": "2014-03-09",
    "records": ["grades", "discipline"],
    "records_other": "The hallway incident with the xylophone",
    "see_or_copy": "copy",
}
PRIVATE = (
    "Peñaloza", "Peñaloza-Quimby", "Quimby", "Wilhelmina", "jose.quimby", "example.org", "555-0147", "5550147",
    "2014-03-09", "xylophone", "hallway", "Olga", "zither", "Zither", "Mrs. Gantenbein",
)  # fmt: skip
PDF = b"%PDF-1.7\n% The zither lesson of Wilhelmina Quimby\n%%EOF\n"
TOKEN = "a-token-that-the-page-drew-0001"


def filed(form: str = "inspect_records", *, files: dict[str, Upload] | None = None, **answers: Any) -> Filed:
    return Filed(form=form, answers={**ANSWERS, **answers}, files=files or {}, cases=())


def file(store: RequestStore, form: str = "inspect_records", **answers: Any) -> Receipt:
    return store.submit(FAMILY, filed(form, **answers), at=NOON)


def acting(store: RequestStore, receipt: Receipt, *acts: Act, at: Any = NOON) -> RightsRequest:
    """One act after the other, each on what it left."""
    found = store.read(OFFICER, receipt.request)
    for act in acts:
        found = store.act(OFFICER, receipt.request, act, at=at, seen=found.status.version)
    return found
